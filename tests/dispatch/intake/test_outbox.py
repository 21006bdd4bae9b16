import asyncio
import json
from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from dispatch.domain import commands as c
from dispatch.domain.refusals import Rejected
from dispatch.intake.outbox import WITHDRAWAL_LIMIT_S, Outbox, Sent, needs_sending
from dispatch.intake.watch_list import RESEND_S
from tests.sentences import PLACES, City
from tests.sentences import TEAMS as TEAM_RECORDS

TEAMS = ("fire-1", "fire-2", "medical-1")
CAPABILITY = {"fire-1": "FIRE", "fire-2": "FIRE", "medical-1": "MEDICAL"}


class Drill(City):
    """The small city, in an exercise."""

    def found(self) -> None:
        exercise = c.FoundArea("测试市", "61", self.profile.profile_id, exercise=True)
        self.by("admin", exercise)
        self.by("admin", c.RegisterPlaces(PLACES))
        self.by("admin", c.EnrolTeams(TEAM_RECORDS))


class Line:
    """An outbox and what the broker has got from it."""

    def __init__(self, city: City) -> None:
        self.city, self.outbox = city, Outbox(city.engine)
        self.said: list[tuple[str, dict[str, Any]]] = []
        self.up = True

    async def publish(self, topic: str, payload: bytes) -> None:
        if not self.up:
            raise OSError("the line is down")
        self.said.append((topic, json.loads(payload)))

    async def send(self) -> list[tuple[str, dict[str, Any]]]:
        before = len(self.said)
        await self.outbox.send_due(self.publish)
        return self.said[before:]


@pytest.fixture
def city() -> City:
    return City()


@pytest.fixture
async def line(city: City) -> Line:
    return Line(city)


async def test_an_order_goes_to_its_team_with_what_the_team_must_know(
    city: City, line: Line
) -> None:
    key = city.order("fire-1", city.a_fire(), "FIRE")
    ((topic, said),) = await line.send()
    assert topic == "chiyuan/test/teams/fire-1/instructions"
    order = city.area.instructions[key]
    assert said == {
        "instruction_id": key,
        "revision": order.revision,
        "state": "ISSUED",
        "withdrawn": False,
        "incident_id": "I1",
        "kind": "fire",
        "kind_zh": "火灾",
        "place": "水岸社区",
        "destination": {"lon": 109.0612, "lat": 34.2712},
        "capability": "FIRE",
        "task": "",
        "given_at": order.given_at,
        "sign_by": order.given_at + 300,
        "exercise": "",
        "team_id": "fire-1",
        "crews": 1,
        "people": 10,
        "awaits": ["sign"],
        "hold": "",
        "hold_by": None,
        "roll_call_by": None,
        "maydays": [],
    }


async def test_the_order_of_a_detachment_goes_to_the_device_of_its_team(
    city: City, line: Line
) -> None:
    brigade = replace(city.area.teams["fire-1"], people=24)
    city.by("admin", c.EnrolTeams((brigade,)))
    order = c.GiveInstruction(city.a_fire(), "fire-1", "FIRE", crews=1)
    city.by("city duty officer", order)
    ((topic, said),) = await line.send()
    assert topic == "chiyuan/test/teams/fire-1/instructions"
    assert (said["team_id"], said["crews"], said["people"]) == ("fire-1-1", 1, 8)


async def test_in_a_drill_every_order_says_so() -> None:
    drill = Drill(area_id="drill-1")
    drill.order("fire-1", drill.a_fire(), "FIRE")
    ((_, said),) = await Line(drill).send()
    assert said["exercise"] == "演练"


async def test_an_order_is_sent_again_at_growing_intervals_and_anew_with_each_reminder(
    city: City, line: Line
) -> None:
    began = city.clock.now()
    key = city.order("fire-1", city.a_fire(kind="gas"), "FIRE")
    moments = []
    for _ in range(400):
        moments += [city.clock.now() - began for _ in await line.send()]
        city.wait(1)
    assert city.area.instructions[key].state == "OVERDUE"
    reminded, called, overdue, supervised = 60, 180, 300, 360
    again = [[at, at + 10, at + 30, at + 70] for at in (0, reminded, called, overdue, supervised)]
    ends = (reminded, called, overdue, supervised, 400)
    expected = [at for some, end in zip(again, ends, strict=True) for at in some if at < end]
    assert moments == expected


async def test_a_receipt_does_not_end_it_but_a_signature_does(city: City, line: Line) -> None:
    key = city.order("fire-1", city.a_fire(), "FIRE")
    await line.send()
    city.team_does(key, "deliver")
    assert [said["state"] for _, said in await line.send()] == ["DELIVERED"]
    city.team_does(key, "sign")
    city.wait(250)
    assert await line.send() == []
    assert line.outbox.waiting == 0


def at_work(city: City, team_id: str, fire: str) -> str:
    key = city.order(team_id, fire, CAPABILITY[team_id])
    city.team_does(key, "sign", "set_out", "arrive", "begin")
    return key


async def test_a_withdrawal_is_sent_until_the_team_says_that_it_knows(
    city: City, line: Line
) -> None:
    fire = city.a_fire(kind="alarm")
    key = at_work(city, "fire-1", fire)
    await line.send()
    city.step("commander", fire, "safety_hold")
    for wait_s in (0, 10, 20):
        city.wait(wait_s)
        ((_, said),) = await line.send()
        assert (said["hold"], said["awaits"]) == ("ORDERED", ["hold"])
        assert said["hold_by"] is not None
    city.team_does(key, "acknowledge_hold", "answer_the_roll")
    await line.send()
    city.wait(1_000)
    assert await line.send() == []
    city.step("commander", fire, "resume", reason="secured")
    ((_, said),) = await line.send()
    assert said["hold"] == "LIFTED"
    city.wait(10)
    assert len(await line.send()) == 1
    city.team_does(key, "acknowledge_resume")
    assert await line.send() == []


async def test_a_roll_call_is_sent_with_the_moment_to_answer_by(city: City, line: Line) -> None:
    key = at_work(city, "fire-1", city.a_fire())
    await line.send()
    city.wait(900)
    ((_, said),) = await line.send()
    assert (said["awaits"], said["roll_call_by"]) == (["roll_call"], city.clock.now() + 120)
    city.team_does(key, "answer_the_roll", safe=10)
    assert await line.send() == []


async def test_every_team_on_scene_hears_of_a_mayday_and_of_its_end(city: City, line: Line) -> None:
    fire = city.a_fire()
    calling, other = at_work(city, "fire-1", fire), at_work(city, "fire-2", fire)
    elsewhere = at_work(city, "medical-1", city.a_fire(kind="gas"))
    await line.send()
    city.team_does(calling, "mayday")
    said = {one["instruction_id"]: one["maydays"] for _, one in await line.send()}
    assert said == {calling: ["fire-1 队"], other: ["fire-1 队"]}
    assert elsewhere not in said
    city.wait(10)
    assert len(await line.send()) == 2
    clear = c.TakeStep("instruction", calling, "clear_mayday", c.Particulars(reason="out"))
    city.by("fire commander", clear)
    said = {one["instruction_id"]: one["maydays"] for _, one in await line.send()}
    assert said == {calling: [], other: []}
    city.wait(400)
    assert await line.send() == []
    assert line.outbox.waiting == 0


async def test_a_draft_is_not_sent_and_its_end_neither(city: City, line: Line) -> None:
    incident = city.a_fire()
    city.by("city duty officer", c.GiveInstruction(incident, "fire-1", "FIRE", draft=True))
    key = city.area.incidents[incident].instruction_ids[-1]
    assert await line.send() == []
    cancel = c.TakeStep("instruction", key, "cancel", c.Particulars(reason="误报"))
    city.by("city duty officer", cancel)
    assert await line.send() == []


async def test_what_is_called_off_is_sent_until_the_team_has_seen_it(
    city: City, line: Line
) -> None:
    key = city.order("fire-1", city.a_fire(), "FIRE")
    city.team_does(key, "sign", "set_out")
    cancel = c.TakeStep("instruction", key, "cancel", c.Particulars(reason="误报"))
    city.by("city duty officer", cancel)
    for wait_s in (0, *RESEND_S):
        city.wait(wait_s)
        ((_, said),) = await line.send()
        assert (said["withdrawn"], said["state"]) == (True, "CANCELLED")
    city.by("duty officer", c.SeeWithdrawal(key))
    city.wait(1_000)
    assert await line.send() == []


async def test_a_withdrawal_nobody_sees_is_given_up_after_a_while(city: City, line: Line) -> None:
    key = city.order("fire-1", city.a_fire(), "FIRE")
    cancel = c.TakeStep("instruction", key, "cancel", c.Particulars(reason="误报"))
    city.by("city duty officer", cancel)
    assert len(await line.send()) == 1
    city.wait(WITHDRAWAL_LIMIT_S + 1)
    assert await line.send() == []
    assert line.outbox.waiting == 0


async def test_what_the_broker_did_not_take_counts_as_not_sent(city: City, line: Line) -> None:
    city.order("fire-1", city.a_fire(), "FIRE")
    line.up = False
    with pytest.raises(OSError, match="down"):
        await line.send()
    line.up = True
    assert len(await line.send()) == 1


async def test_after_a_restart_the_outbox_follows_from_the_log(city: City) -> None:
    signed = city.order("fire-1", city.a_fire(), "FIRE")
    waiting = city.order("fire-2", "I1", "FIRE")
    city.team_does(signed, "sign")
    said = await Line(City(log=city.log)).send()
    assert [one["instruction_id"] for _, one in said] == [waiting]


async def test_the_outbox_hears_of_an_order_at_once(city: City, line: Line) -> None:
    running = asyncio.create_task(line.outbox.run(line.publish))
    await asyncio.sleep(0.05)
    city.order("fire-1", city.a_fire(), "FIRE")
    await asyncio.sleep(0.2)  # well under the second after which it would have looked by itself
    running.cancel()
    assert len(line.said) == 1


def test_the_intervals_grow_and_stay_at_the_last() -> None:
    times = [Sent(1, n, 0.0).next_at for n in range(1, len(RESEND_S) + 3)]
    assert times == [*RESEND_S, RESEND_S[-1], RESEND_S[-1]]
    assert list(RESEND_S) == sorted(RESEND_S)


DEEDS = st.one_of(
    st.tuples(st.just("order"), st.sampled_from(TEAMS)),
    st.tuples(
        st.sampled_from(
            ("deliver", "sign", "decline", "set_out", "arrive", "finish", "cancel", "reassign")
        ),
        st.integers(0, 5),
    ),
    st.tuples(st.just("see"), st.integers(0, 5)),
    st.tuples(st.just("wait"), st.sampled_from((1, 9, 35, 290, 4_000))),
    st.tuples(st.just("restart"), st.none()),
)


@settings(max_examples=60)
@given(st.lists(DEEDS, max_size=25))
def test_nothing_settled_is_sent_and_nothing_unsigned_is_forgotten(
    deeds: list[tuple[str, Any]],
) -> None:
    asyncio.run(_live_through(deeds))


async def _live_through(deeds: list[tuple[str, Any]]) -> None:
    city = City()
    incident, line = city.a_fire(), Line(city)
    last_sent: dict[tuple[str, int], float] = {}
    count: Counter[tuple[str, int]] = Counter()
    for what, which in deeds:
        _do(city, incident, what, which)
        if what == "restart":
            line.outbox.unsubscribe()
            line = Line(city)
            last_sent, count = {}, Counter()
        now = city.clock.now()
        for _, said in await line.send():
            order = city.area.instructions[said["instruction_id"]]
            assert needs_sending(order, city.area, now)
            assert order.awaits or order.state in {"CANCELLED", "REASSIGNED"}
            key = (order.instruction_id, order.revision)
            if key in last_sent:
                assert now - last_sent[key] >= RESEND_S[min(count[key], len(RESEND_S)) - 1]
            last_sent[key] = now
            count[key] += 1
        for order in city.area.instructions.values():
            if order.awaits:
                key = (order.instruction_id, order.revision)
                assert now - last_sent[key] < RESEND_S[min(count[key], len(RESEND_S)) - 1]


def _do(city: City, incident: str, what: str, which: Any) -> None:
    orders = tuple(city.area.instructions)
    key = orders[which % len(orders)] if isinstance(which, int) and orders else ""
    try:
        match what:
            case "order":
                city.order(which, incident, CAPABILITY[which])
            case "wait":
                city.wait(which)
            case "see" if key:
                city.by("duty officer", c.SeeWithdrawal(key))
            case "cancel" | "reassign" if key:
                step = c.TakeStep("instruction", key, what, c.Particulars(reason="误报"))
                city.by("city duty officer", step)
            case "restart":
                pass
            case _ if key:
                city.team_does(key, what, reason="车坏了")
    except Rejected:
        pass
