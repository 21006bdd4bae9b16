"""A feed says a warning over MQTT; places are called, and answer from their own terminals."""

import asyncio
import json
import os
from collections.abc import Iterator
from typing import Any

import pytest

from dispatch.domain.warnings import MessageKind
from dispatch.intake.topics import parse
from dispatch.intake.translate import Message, Unreadable, translate
from dispatch.intake.warning_outbox import CallOutbox
from dispatch.store.open import open_store
from simulators.broker import BrokerMissing, PrivateBroker, private_broker
from tests.dispatch.intake.conftest import Room, a_device, heard, say
from tests.dispatch.intake.test_cap import ALERT
from tests.sentences import NOON, City
from tests.warned import (
    COUNTY_DUTY,
    FEED,
    TOWN,
    TOWN_DUTY,
    VILLAGES,
    a_message,
    a_valley,
    an_id,
    call_step,
    the_call,
    the_warning,
)

VILLAGE = VILLAGES[0]


@pytest.fixture
def broker() -> Iterator[PrivateBroker]:
    try:
        with private_broker([VILLAGE]) as running:
            yield running
    except BrokerMissing as missing:
        if os.environ.get("CI") == "true":
            pytest.fail(str(missing))
        pytest.skip(str(missing))


@pytest.fixture
def valley(broker: PrivateBroker) -> Iterator[Room]:
    store = open_store("memory://")
    made = Room(broker, store, a_valley)
    yield made
    made.writer.close()
    store.close()


async def test_a_warning_goes_from_the_feed_to_the_village_and_its_answer_back(
    valley: Room,
) -> None:
    area, topics = "chiyuan/test", (f"places/{VILLAGE}/calls", f"places/{VILLAGE}/answers")
    async with (
        valley.open_door(),
        a_device(valley.broker.simulator_url, f"{area}/warnings/station/answers") as feed,
        a_device(valley.broker.url_of(VILLAGE), *(f"{area}/{one}" for one in topics)) as village,
    ):
        await say(feed, "warnings/station", ALERT.encode())
        assert (await heard(feed)) == {"id": an_id(), "taken": True, "position": anything()}
        call = await heard(village)
        assert (call["warning_id"], call["colour"], call["awaits_answer"]) == ("W1", "RED", True)
        assert (call["advice"], call["kind_zh"]) == ("转移危险地带人员", "暴雨")
        answer = {"id": "v-1", "warning_id": "W1", "text": "已通知到户"}
        await say(village, f"places/{VILLAGE}/confirmations", answer)
        told = [await heard(village), await heard(village)]
        assert {one.get("id", one.get("awaits_answer")) for one in told} == {"v-1", False}
        await say(village, f"places/{VILLAGE}/confirmations", answer | {"id": "v-2"})
        assert (await heard(village))["taken"]
    assert the_call(valley.city, VILLAGE).answered_by == VILLAGE
    assert valley.buried() == []


class anything:  # noqa: N801
    def __eq__(self, other: object) -> bool:
        return True


async def test_what_cannot_be_read_is_a_dead_letter_that_names_the_element(valley: Room) -> None:
    async with valley.open_door() as door, a_device(valley.broker.simulator_url) as feed:
        await say(feed, "warnings/station", ALERT.replace("Extreme", "Terrible").encode())
        async with asyncio.timeout(10):
            while door.status.acknowledged < 1:
                await asyncio.sleep(0.01)
    (letter,) = valley.buried()
    assert letter.startswith("alert/info/severity: ")
    assert not valley.city.area.warnings


def read(city: City, topic: str, payload: Any) -> Message:
    body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    meant = translate(parse(f"chiyuan/test/{topic}"), body, city.area, NOON, city.profile)
    assert isinstance(meant, Message)
    return meant


@pytest.mark.parametrize(
    ("topic", "payload", "field"),
    [
        ("places/nowhere/confirmations", {"id": "1", "warning_id": "W1"}, "topic"),
        (f"places/{VILLAGE}/confirmations", {"id": "1", "warning_id": "W9"}, "warning_id"),
        (f"places/{VILLAGE}/confirmations", {"id": "1"}, "warning_id"),
        (f"places/{VILLAGE}/confirmations", {"id": "1", "warning_id": "W1", "action": "x"}, "act"),
        ("warnings/station", b"{}", "alert"),
        ("warnings/station", ALERT.replace(an_id(), "1").encode(), "alert/identifier"),
    ],
)
def test_what_a_place_or_a_feed_says_wrongly_is_told_by_its_field(
    topic: str, payload: Any, field: str
) -> None:
    city = a_valley()
    city.by(FEED, a_message())
    with pytest.raises(Unreadable, match=f"^{field}"):
        read(city, topic, payload)


def test_a_duty_room_speaks_as_one_and_the_head_of_a_village_as_its_force() -> None:
    city = a_valley()
    city.by(FEED, a_message())
    for place, role in ((TOWN, "DUTY"), (VILLAGE, "VFORCE")):
        meant = read(city, f"places/{place}/confirmations", {"id": "1", "warning_id": "W1"})
        assert (meant.actor.role, meant.actor.jurisdiction) == (role, place)
        city.by(meant.actor, meant.command)
        assert the_call(city, place).state == "ANSWERED"


class Line:
    """An outbox of calls, and what the broker has got from it."""

    def __init__(self, city: City) -> None:
        self.city, self.outbox = city, CallOutbox(city.engine)

    async def sent(self) -> dict[str, dict[str, Any]]:
        """Send what is due; return it by place."""
        said: dict[str, dict[str, Any]] = {}

        async def publish(topic: str, payload: bytes) -> None:
            said[topic.split("/")[3]] = json.loads(payload)

        await self.outbox.send_due(publish)
        return said


async def test_places_are_called_until_they_answer_and_told_when_it_is_over() -> None:
    city = a_valley()
    line = Line(city)
    city.by(FEED, a_message())
    assert set(await line.sent()) == {"610116", TOWN, *VILLAGES}
    assert await line.sent() == {}
    city.by(COUNTY_DUTY, call_step("610116"))
    answered = await line.sent()
    assert set(answered) == {"610116"}
    assert not answered["610116"]["awaits_answer"]
    city.clock.move_to(city.clock.now() + 11)
    assert set(await line.sent()) == {TOWN, *VILLAGES}
    city.by(FEED, a_message(2, MessageKind.CANCEL, about=(1,)))
    over = await line.sent()
    assert {one["over"] for one in over.values()} == {"LIFTED"}
    assert len(over) == 5
    assert line.outbox.waiting == 0
    assert await line.sent() == {}


async def test_after_a_restart_those_who_owe_an_answer_are_called_once_more() -> None:
    city = a_valley()
    city.by(FEED, a_message())
    city.by(TOWN_DUTY, call_step(TOWN))
    assert set(await Line(city).sent()) == {"610116", *VILLAGES}


async def test_an_update_is_told_to_those_who_have_answered_too() -> None:
    city = a_valley()
    line = Line(city)
    city.by(FEED, a_message())
    for place in ("610116", TOWN, *VILLAGES):
        city.by(COUNTY_DUTY, call_step(place))
    await line.sent()
    city.by(FEED, a_message(2, MessageKind.UPDATE, about=(1,), advice="继续避险"))
    told = await line.sent()
    assert {one["advice"] for one in told.values()} == {"继续避险"}
    assert len(told) == 5
    assert not any(one["awaits_answer"] for one in told.values())
    assert the_warning(city).state == "ACTING"
