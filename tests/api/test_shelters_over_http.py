"""Shelters over HTTP: places left, opened, people in and out, who goes where."""

import pytest

from tests.api.doors import Door, report


async def opened(door: Door) -> None:
    north, grid = await door.as_user("north"), await door.as_user("grid")
    answers = [
        await north.post("/shelters/HN/actions", {"action": "open"}),
        await grid.post("/shelters/HN/actions", {"action": "ready"}),
    ]
    assert [one.status_code for one in answers] == [200, 200]


async def test_a_shelter_shows_its_places_and_what_may_be_done(door: Door) -> None:
    north = await door.as_user("north")
    (listed,) = (await north.get("/shelters", state="CLOSED")).json()["items"]
    assert listed["places"]["hours"] == {"in_all": 300, "left": 300}
    shown = (await north.get("/shelters/HN")).json()
    assert [one["action"] for one in shown["allowed_actions"]] == ["open"]
    south = await door.as_user("south")
    assert (await south.get("/shelters/HN")).status_code == 404


async def test_people_are_counted_in_and_out(door: Door) -> None:
    await opened(door)
    grid = await door.as_user("grid")
    admitted = {"mode": "hours", "people": 120, "vulnerable": 20, "place_code": "TN-V1"}
    answer = await grid.post("/shelters/HN/admissions", admitted)
    assert [one["event"]["type"] for one in answer.json()["events"]] == ["EvacueesAdmitted"]
    too_many = await grid.post("/shelters/HN/admissions", {"mode": "hours", "people": 181})
    assert (too_many.status_code, too_many.json()["code"]) == (409, "no_places_left")
    left = {"mode": "hours", "people": 20, "vulnerable": 20}
    assert (await grid.post("/shelters/HN/departures", left)).status_code == 200
    shown = (await grid.get("/shelters/HN")).json()
    assert (shown["people"], shown["vulnerable"]) == (100, 0)
    assert shown["places"]["hours"]["left"] == 200


async def test_an_allocation_is_proposed_and_orders_nothing(door: Door) -> None:
    await opened(door)
    north = await door.as_user("north")
    asked = {"mode": "hours", "groups": [{"place_code": "TN-V1", "people": 310, "vulnerable": 9}]}
    plan = (await north.post("/shelters/allocations", asked)).json()
    (choice,) = plan["choices"]
    assert (choice["shelter_id"], choice["people"], choice["by"]) == ("HN", 300, "walk")
    assert [(one["people"], one["reason"]) for one in plan["unsheltered"]] == [
        (10, "no_places_left")
    ]
    assert (await north.get("/shelters/HN")).json()["people"] == 0


async def test_an_incident_asks_for_the_places_it_still_wants(door: Door) -> None:
    north, grid = await door.as_user("north"), await door.as_user("grid")
    await north.post("/reports", report("r1", shelter_places=50))
    asked = {"mode": "hours", "incident_id": "I1", "also_closed": True}
    plan = (await north.post("/shelters/allocations", asked)).json()
    assert [(one["group_id"], one["people"]) for one in plan["choices"]] == [("I1", 50)]
    assert plan["to_open"] == ["HN"]
    await opened(door)
    admitted = {"mode": "hours", "people": 20, "incident_id": "I1"}
    assert (await grid.post("/shelters/HN/admissions", admitted)).status_code == 200
    assert (await north.get("/incidents/I1")).json()["sheltered"] == 20
    plan = (await north.post("/shelters/allocations", asked)).json()
    assert ([one["people"] for one in plan["choices"]], plan["to_open"]) == ([30], [])


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"mode": "years"}, "mode"),
        ({"groups": []}, "groups"),
        ({"groups": [{"place_code": "nowhere", "people": 3}]}, "groups[0].place_code"),
        (
            {"groups": [{"place_code": "TN-V1", "people": 3, "vulnerable": 4}]},
            "groups[0].vulnerable",
        ),
        ({"groups": [{"place_code": "TN-V1", "people": 3}] * 2}, "groups[1].group_id"),
    ],
)
async def test_an_allocation_that_cannot_be_names_the_field(
    door: Door, changes: dict[str, object], field: str
) -> None:
    north = await door.as_user("north")
    asked = {"mode": "hours", "groups": [{"place_code": "TN-V1", "people": 3}]} | changes
    answer = await north.post("/shelters/allocations", asked)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)
