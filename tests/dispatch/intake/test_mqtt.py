import asyncio
from typing import Any

import aiomqtt
import pytest

from dispatch.domain.actors import Actor
from dispatch.domain.attachment_messages import KeepAttachment
from dispatch.domain.events import ReportReceived
from dispatch.engine.engine import Submission
from dispatch.intake.topics import ROOT
from dispatch.store.log import StoreError
from tests.dispatch.intake.conftest import Room, a_device, heard, say, until
from tests.sentences import leader_of

ANSWERS = f"{ROOT}/test/reports/grid-7/answers"


def a_report(report_id: str = "g7-1", **more: Any) -> dict[str, Any]:
    return {
        "report_id": report_id,
        "kind": "gas",
        "position": {"lon": 109.0612, "lat": 34.2712},
    } | more


async def test_a_report_is_taken_in_and_the_device_is_told_so(room: Room) -> None:
    async with (
        room.open_door() as door,
        a_device(room.broker.url_of("grid-7"), ANSWERS) as device,
    ):
        await say(device, "reports/grid-7", a_report())
        answer = await heard(device)
    position = room.city.area.position
    assert answer == {"id": "g7-1", "taken": True, "position": position, "incident_id": "I1"}
    assert room.city.area.reports["g7-1"].reporter == "grid-7"
    assert (door.status.received, door.status.acknowledged, door.status.refused) == (1, 1, 0)
    assert not door.connected


async def test_a_report_that_comes_again_has_one_effect_and_the_same_answer(room: Room) -> None:
    async with (
        room.open_door(),
        a_device(room.broker.url_of("grid-7"), ANSWERS) as device,
    ):
        await say(device, "reports/grid-7", a_report())
        first = await heard(device)
        await say(device, "reports/grid-7", a_report())
        assert await heard(device) == first
    assert len(room.city.events(ReportReceived)) == 1
    assert room.buried() == []


async def test_nothing_is_acknowledged_before_it_is_durable(room: Room) -> None:
    room.log.may_go.clear()
    before = room.log.appends
    async with a_device(room.broker.simulator_url) as device:
        async with room.open_door() as door:
            await say(device, "reports/grid-7", a_report())
            await until(lambda: room.log.appends > before)
            await asyncio.sleep(0.2)
            assert (door.status.received, door.status.acknowledged) == (1, 0)
        # That door is gone without having acknowledged: the broker still holds the message.
        room.log.may_go.set()
        async with room.open_door() as door:
            await until(lambda: door.status.acknowledged == 1)
    assert len(room.city.events(ReportReceived)) == 1
    async with room.open_door() as door:
        await asyncio.sleep(0.3)
        assert door.status.received == 0


async def test_when_the_store_fails_the_broker_sends_again_until_it_is_written(
    room: Room,
) -> None:
    async with room.open_door() as door, a_device(room.broker.simulator_url) as device:
        room.log.failures = [StoreError("the disk is full")] * 3
        for n in range(20):
            await say(device, "reports/grid-7", a_report(f"r{n}"))
        await until(lambda: len(room.city.area.reports) == 20)
        await until(lambda: not room.log.failures and door.status.acknowledged >= 20)
    assert [e.report.report_id for e in room.city.events(ReportReceived)] == [
        f"r{n}" for n in range(20)
    ]
    assert "the disk is full" in door.status.last_problem
    assert door.status.connections >= 2
    assert room.buried() == []


async def test_what_cannot_be_read_is_buried_with_the_reason_and_holds_up_nobody(
    room: Room,
) -> None:
    async with room.open_door() as door, a_device(room.broker.simulator_url) as device:
        await say(device, "reports/grid-7", b"\x00 not json")
        await say(device, "reports/grid-7", a_report(kin="gas"))
        await say(device, "reports/grid-7", a_report("r2", kind="dragon"))
        await say(device, "teams/nobody/status", {"id": "1", "action": "return"})
        await say(device, "reports/grid-7", a_report("r3"))
        await until(lambda: door.status.acknowledged == 5)
    assert list(room.city.area.reports) == ["r3"]
    assert door.status.refused == 4
    assert [reason.partition(":")[0] for reason in room.buried()] == [
        "payload",
        "kin",
        "kind",
        "topic",
    ]
    letter = room.store.dead_letters.list("test")[0]
    assert (letter.source, letter.payload) == ("chiyuan/test/reports/grid-7", b"\x00 not json")


async def test_a_refused_report_is_answered_with_the_reason(room: Room) -> None:
    async with (
        room.open_door(),
        a_device(room.broker.url_of("grid-7"), ANSWERS) as device,
    ):
        await say(device, "reports/grid-7", a_report(kind="dragon"))
        answer = await heard(device)
        assert (answer["taken"], answer["reason"][:5]) == (False, "kind:")
        await say(device, "reports/grid-7", a_report("r1", text="烟"))
        assert (await heard(device))["taken"]
        # A device that was reset and counts anew: its new report is not taken for the old one.
        await say(device, "reports/grid-7", a_report("r1", text="漏气"))
        assert not (await heard(device))["taken"]
    assert len(room.buried()) == 2


async def test_one_message_the_engine_itself_fails_on_does_not_block_the_rest(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    carry_out = room.city.engine.handle_batch

    def failing(submissions: list[Submission]) -> Any:
        if any(getattr(one.command, "report_id", "") == "poison" for one in submissions):
            raise KeyError("a mistake of ours")
        return carry_out(submissions)

    monkeypatch.setattr(room.city.engine, "handle_batch", failing)
    async with room.open_door() as door, a_device(room.broker.simulator_url) as device:
        await say(device, "reports/grid-7", a_report("poison"))
        await say(device, "reports/grid-7", a_report("sound"))
        await until(lambda: door.status.acknowledged == 2)
    assert list(room.city.area.reports) == ["sound"]
    assert [reason for reason in room.buried() if "a mistake of ours" in reason]


async def test_an_order_goes_out_and_the_teams_steps_come_in(room: Room) -> None:
    orders = f"{ROOT}/test/teams/fire-1/instructions"
    answers = f"{ROOT}/test/teams/fire-1/answers"
    incident = room.city.a_fire()
    async with (
        room.open_door() as door,
        a_device(room.broker.url_of("fire-1"), orders) as device,
        a_device(room.broker.url_of("fire-1"), answers) as listening,
    ):
        key = room.city.order("fire-1", incident, "FIRE")
        order = await heard(device)
        assert (order["instruction_id"], order["state"]) == (key, "ISSUED")
        said = {"instruction_id": key, "revision": order["revision"]}
        for number, action in enumerate(("receipt", "sign", "set_out", "set_out", "arrive")):
            step_id = "set_out" if action == "set_out" else str(number)
            await say(device, "teams/fire-1/receipts", said | {"id": step_id, "action": action})
            assert (await heard(listening))["taken"], action
        await say(
            device,
            "teams/fire-1/position",
            {"lon": 109.061, "lat": 34.271, "at": room.city.clock.now()},
        )
        await until(lambda: door.status.positions == 1)
    assert room.city.area.instructions[key].state == "ON_SCENE"
    assert room.city.area.teams["fire-1"].state == "ON_SCENE"
    assert room.positions.latest("fire-1") is not None
    assert room.buried() == []


async def test_a_receipt_after_the_signature_is_no_mistake(room: Room) -> None:
    key = room.city.order("fire-1", room.city.a_fire(), "FIRE")
    room.city.team_does(key, "sign")
    said = {"id": "1", "instruction_id": key, "revision": 1, "action": "receipt"}
    async with room.open_door() as door, a_device(room.broker.simulator_url) as device:
        await say(device, "teams/fire-1/receipts", said)
        await until(lambda: door.status.acknowledged == 1)
    assert room.buried() == []


async def test_the_door_finds_a_broker_again_that_was_killed(room: Room) -> None:
    async with room.open_door() as door:
        room.broker.kill()
        await until(lambda: not door.connected)
        await asyncio.sleep(0.5)
        room.broker.start()
        await until(lambda: door.connected)
        async with a_device(room.broker.simulator_url) as device:
            await say(device, "reports/grid-7", a_report())
            await until(lambda: door.status.acknowledged == 1)
        assert door.status.connections == 2
        assert door.status.last_problem


async def test_a_door_that_is_not_let_in_goes_on_trying_and_says_why(room: Room) -> None:
    door = room.a_door(f"mqtt://chiyuan:wrong@127.0.0.1:{room.broker.port}")
    running = asyncio.create_task(door.run())
    await until(lambda: door.status.last_problem)
    assert not door.connected
    assert not running.done()
    assert "wrong" not in door.status.last_problem
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_what_comes_while_the_engine_is_down_waits_at_the_broker(room: Room) -> None:
    async with room.open_door():
        pass
    async with a_device(room.broker.simulator_url) as device:
        for n in range(50):
            await say(device, "reports/grid-7", a_report(f"r{n}"))
    async with room.open_door() as door:
        await until(lambda: door.status.acknowledged == 50)
    assert list(room.city.area.reports) != []
    assert len(room.city.area.reports) == 50


async def test_when_the_engine_stops_the_door_closes_by_itself(room: Room) -> None:
    door = room.a_door()
    running = asyncio.create_task(door.run())
    await until(lambda: door.connected)
    room.writer.close()
    async with a_device(room.broker.simulator_url) as device:
        await say(device, "reports/grid-7", a_report())
        async with asyncio.timeout(10):
            await running
    assert not door.connected


async def test_a_report_by_mqtt_speaks_for_the_grid_worker_it_names(room: Room) -> None:
    async with room.open_door() as door, a_device(room.broker.simulator_url) as device:
        await say(device, "reports/grid-7", a_report(place_code="610111001601"))
        await until(lambda: door.status.acknowledged == 1)
    (entry,) = room.log.read("test", after=4, limit=1)
    assert b'"GRID"' in entry.actor
    assert Actor("grid-7", "GRID", "610111001601").name.encode() in entry.actor


async def test_a_team_answers_a_roll_call_and_acknowledges_a_hold_from_its_device(
    room: Room,
) -> None:
    orders = f"{ROOT}/test/teams/fire-1/instructions"
    answers = f"{ROOT}/test/teams/fire-1/answers"
    city, incident = room.city, room.city.a_fire()
    key = city.order("fire-1", incident, "FIRE")
    city.team_does(key, "sign", "set_out", "arrive", "begin")

    async def told(device: aiomqtt.Client, **wanted: object) -> dict[str, Any]:
        while True:
            said: dict[str, Any] = await heard(device)
            if all(said[field] == value for field, value in wanted.items()):
                return said

    async with (
        room.open_door(),
        a_device(room.broker.url_of("fire-1"), orders) as device,
        a_device(room.broker.url_of("fire-1"), answers) as listening,
    ):

        async def answer(number: int, order: dict[str, Any], action: str, **more: object) -> None:
            said = {"id": f"a{number}", "instruction_id": key, "revision": order["revision"]}
            await say(device, "teams/fire-1/receipts", said | {"action": action} | more)
            assert (await heard(listening))["taken"], action

        city.wait(900)
        order = await told(device, awaits=["roll_call"])
        assert order["roll_call_by"] == city.clock.now() + 120
        await answer(1, order, "answer_the_roll", safe=9)
        order = await told(device, awaits=["headcount"])
        await answer(2, order, "answer_the_roll", safe=10)
        assert city.area.instructions[key].awaits == ()

        city.step("fire commander", incident, "safety_hold")
        order = await told(device, hold="ORDERED")
        await answer(3, order, "acknowledge_hold")
        order = await told(device, hold="SEEN")
        await answer(4, order, "answer_the_roll")
        city.step("fire commander", incident, "resume", reason="secured")
        order = await told(device, hold="LIFTED")
        await answer(5, order, "acknowledge_resume")
        await answer(6, order, "mayday", text="north stairs")
        order = await told(device, maydays=["fire-1 队"])
    assert city.area.incidents[incident].maydays == (key,)
    assert room.buried() == []
    assert city.is_sound()


async def test_progress_names_a_photograph_that_was_uploaded(room: Room) -> None:
    city = room.city
    key = city.order("fire-1", city.a_fire(), "FIRE")
    city.team_does(key, "sign", "set_out", "arrive")
    leader = leader_of(city.area.teams["fire-1"])
    city.by(leader, KeepAttachment("a" * 64, "image/jpeg", 1, 1, 1))
    answers = f"{ROOT}/test/teams/fire-1/answers"
    said = {"instruction_id": key, "revision": 1, "action": "progress"}
    async with room.open_door(), a_device(room.broker.url_of("fire-1"), answers) as device:
        for number, photo in enumerate(("a" * 64, "b" * 64)):
            more = {"id": f"p{number}", "evidence": [photo]}
            await say(device, "teams/fire-1/receipts", said | more)
        assert (await heard(device))["taken"]
        refused = await heard(device)
    assert (refused["taken"], refused["reason"][:9]) == (False, "evidence:")
    assert len(room.buried()) == 1
