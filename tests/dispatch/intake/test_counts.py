"""What is counted in an evacuation comes from the village and from the shelter, each for itself."""

import json
from typing import Any

import pytest

from dispatch.domain.actors import Actor
from dispatch.intake.message import Message, Unreadable
from dispatch.intake.topics import parse
from dispatch.intake.translate import translate
from tests.sentences import NOON, City
from tests.warned import TOWN, VILLAGES, order_out, sheltering_valley, the_group


def said(city: City, topic: str, payload: dict[str, Any]) -> Message:
    body = json.dumps(payload).encode()
    meant = translate(parse(f"chiyuan/test/{topic}"), body, city.area, NOON, city.profile)
    assert isinstance(meant, Message)
    return meant


def test_a_village_counts_who_leaves_and_a_shelter_who_comes() -> None:
    city = sheltering_valley()
    order_out(city)
    leaving = said(
        city,
        f"places/{VILLAGES[0]}/counts",
        {"id": "v-1", "group_id": "E1-1", "notified": 130, "moved": 130},
    )
    assert leaving.actor == Actor(VILLAGES[0], "VFORCE", VILLAGES[0])
    city.by(leaving.actor, leaving.command, command_id=leaving.command_id)
    assert the_group(city).state == "MOVING"
    coming = said(
        city,
        "shelters/school/counts",
        {
            "id": "s-1",
            "action": "admit",
            "mode": "days",
            "people": 130,
            "vulnerable": 40,
            "group_id": "E1-1",
        },
    )
    assert coming.actor == Actor("school", "KEEPER", TOWN)
    for _twice in range(2):  # a repeat has no second effect
        city.by(coming.actor, coming.command, command_id=coming.command_id)
    assert (the_group(city).state, city.area.shelters["school"].people) == ("SHELTERED", 130)
    leaving = said(
        city,
        "shelters/school/counts",
        {
            "id": "s-2",
            "action": "see_off",
            "mode": "days",
            "people": 5,
            "group_id": "E1-1",
            "to": "ELSEWHERE",
        },
    )
    city.by(leaving.actor, leaving.command, command_id=leaving.command_id)
    assert city.area.shelters["school"].people == 125
    assert city.is_sound()


def test_nobody_counts_for_another() -> None:
    city = sheltering_valley()
    order_out(city)
    other = said(
        city, f"places/{VILLAGES[1]}/counts", {"id": "v-1", "group_id": "E1-1", "moved": 9}
    )
    assert city.refused(other.actor, other.command).code == "outside_jurisdiction"
    for topic in ("places/nowhere/counts", "shelters/nowhere/counts"):
        count = {"id": "x", "group_id": "E1-1"}
        if topic.startswith("shelters"):
            count |= {"action": "admit", "mode": "days", "people": 1}
        with pytest.raises(Unreadable, match="topic: no"):
            said(city, topic, count)
