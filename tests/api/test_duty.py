"""Duty over HTTP: a roster planned, who is there now, a handover with its list, who sees it."""

import time
from datetime import UTC, datetime
from typing import Any

from tests.api.doors import Client, Door, report
from tests.api.test_live import listening, message


def moment(hours: float) -> str:
    return datetime.fromtimestamp(time.time() + hours * 3600, UTC).isoformat()


def a_shift(begins_h: float, ends_h: float, leader: str, officer: str) -> dict[str, Any]:
    people = [{"name": leader, "seat": "leader"}, {"name": officer, "seat": "officer"}]
    return {"begins_at": moment(begins_h), "ends_at": moment(ends_h), "people": people}


async def planned(door: Door, *shifts: dict[str, Any]) -> Client:
    lead = await door.as_user("north.lead")
    answer = await lead.post("/duty/shifts", {"place_code": "TN", "shifts": list(shifts)})
    assert answer.status_code == 201, answer.text
    return lead


async def acts(client: Client, shift_id: str, action: str, **said: str) -> Any:
    return await client.post(f"/duty/shifts/{shift_id}/actions", {"action": action, **said})


async def test_a_roster_is_planned_and_says_who_is_on_duty(door: Door) -> None:
    await planned(door, a_shift(-0.1, 8, "north.lead", "north"))
    north, south = await door.as_user("north"), await door.as_user("south")
    assert (await acts(north, "Z1", "check_in")).status_code == 200
    (here,) = (await north.get("/duty/on-duty")).json()["items"]
    assert (here["place_code"], [one["name"] for one in here["people"]]) == ("TN", ["north"])
    assert (await south.get("/duty/on-duty")).json()["items"] == []
    assert (await south.get("/duty/shifts")).json()["items"] == []
    assert (await south.get("/duty/shifts/Z1")).status_code == 404
    (mine,) = (await north.get("/duty/shifts", open=True, place="TN")).json()["items"]
    assert mine["state"] == "ON_DUTY"
    (none,) = (await north.get("/duty/on-duty", place="TN")).json()["items"]
    assert none["has_roster"] is True


async def test_a_handover_lists_what_is_open_and_is_signed_by_both(door: Door) -> None:
    lead = await planned(
        door, a_shift(-0.1, 0.5, "north.office", "north"), a_shift(0.5, 8, "north.lead", "x")
    )
    north = await door.as_user("north")
    await acts(north, "Z1", "check_in")
    await acts(lead, "Z2", "check_in")
    await north.post("/reports", report("r1"))
    begun = await acts(north, "Z1", "hand_over")
    assert begun.status_code == 200, begun.text
    shown = (await lead.get("/duty/shifts/Z1")).json()
    assert any(one["zh"].startswith("未结事件 I1") for one in shown["handover"]["items"])
    assert {one["action"] for one in shown["allowed_actions"]} >= {"sign", "list_again"}
    assert shown["open_items"] == shown["handover"]["items"]
    assert (await acts(north, "Z1", "sign", reason="one fire")).status_code == 200
    assert (await acts(lead, "Z1", "sign")).status_code == 200
    after = (await lead.get("/duty/shifts/Z1")).json()
    assert (after["state"], after["handover"]["signatures"]["outgoing"]["words"]) == (
        "HANDED_OVER",
        "one fire",
    )


async def test_an_absence_puts_somebody_else_into_the_seat(door: Door) -> None:
    lead = await planned(door, a_shift(-0.1, 8, "north.lead", "north"))
    body = {"name": "north", "reason": "a fever", "stand_in": "other", "contact": "139"}
    assert (await lead.post("/duty/shifts/Z1/absences", body)).status_code == 200
    (here,) = (await lead.get("/duty/on-duty", place="TN")).json()["items"]
    assert [one["name"] for one in here["people"]] == ["north.lead", "other"]


async def test_what_is_planned_wrongly_is_named(door: Door) -> None:
    lead = await door.as_user("north.lead")
    for shift, field in (
        (a_shift(1, 0.5, "a", "b"), "shifts.0"),
        (a_shift(1, 99, "a", "b"), "shifts.0"),
        ({**a_shift(1, 9, "a", "b"), "people": [{"name": "a", "seat": "cook"}]}, "shifts.0.people"),
    ):
        answer = await lead.post("/duty/shifts", {"place_code": "TN", "shifts": [shift]})
        assert (answer.status_code, answer.json()["field"]) == (422, field), answer.text
    far = await lead.post("/duty/shifts", {"place_code": "TS", "shifts": [a_shift(1, 9, "a", "b")]})
    assert far.status_code == 403


async def test_the_live_feed_tells_of_duty(open_door: Door) -> None:
    await planned(open_door, a_shift(-0.1, 8, "north.lead", "north"))
    north = await open_door.as_user("north")
    await acts(north, "Z1", "check_in")
    async with listening(open_door, "county") as socket:
        told = await message(socket, "snapshot")
        assert [one["shift_id"] for one in told["shifts"]] == ["Z1"]
        lead = await open_door.as_user("north.lead")
        await acts(lead, "Z1", "check_in")
        events = (await message(socket, "events"))["events"]
        assert "CheckedIn" in {one["event"]["type"] for one in events}
