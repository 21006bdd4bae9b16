"""Evacuations over HTTP: who is inside a polygon, where they go, counts, clearance, going back."""

from typing import Any

from tests.api.doors import Client, Door, report
from tests.api.test_live import listening, message

RING = [[108.8, 34.2], [109.0, 34.2], [109.0, 34.4], [108.8, 34.4], [108.8, 34.2]]
DRAWN = {"polygons": [{"type": "Polygon", "coordinates": [RING]}]}
LISTED = {"groups": [{"place_code": "TN-V1", "people": 120, "vulnerable": 30}]}


def order(**more: Any) -> dict[str, Any]:
    return {"hazard": "geological", "reason": "山体裂缝", **LISTED} | more


async def done(who: Client, path: str, body: Any, status: int = 200) -> dict[str, Any]:
    answer = await who.post(path, body)
    assert answer.status_code == status, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def test_who_is_inside_a_polygon_is_told_by_village_the_vulnerable_first(door: Door) -> None:
    north, south = await door.as_user("north"), await door.as_user("south")
    listed = {"groups": [{"place_code": "TN-V2", "vulnerable": 200}]}
    told = await done(north, "/evacuations/preview", DRAWN | listed)
    assert [(one["place_code"], one["vulnerable"]) for one in told["groups"]] == [
        ("TN-V2", 200),
        ("TN-V1", 0),
    ]
    assert (told["people"], told["vulnerable"]) == (2000, 200)
    assert (await done(south, "/evacuations/preview", DRAWN))["groups"] == []
    crossed = [[108, 34], [109, 35], [109, 34], [108, 35], [108, 34]]
    answer = await north.post(
        "/evacuations/preview", {"polygons": [{"type": "Polygon", "coordinates": [crossed]}]}
    )
    assert (answer.status_code, answer.json()["field"]) == (422, "polygons")


async def test_people_go_from_the_list_to_a_shelter_and_home(door: Door) -> None:
    north, grid, group = [await door.as_user(one) for one in ("north", "grid", "north.group")]
    told = await done(north, "/evacuations", order(), 201)
    assert (told["evacuation_id"], told["group_ids"]) == ("E1", ["E1-1"])
    plan = (await north.get("/evacuations/E1/plan", also_closed=True)).json()
    (choice,) = plan["choices"]
    assert (choice["shelter_id"], choice["people"], plan["to_open"]) == ("HN", 120, ["HN"])
    told = await done(north, "/evacuations/E1/assignments", {}, 201)
    assert [(one["shelter_id"], one["people"]) for one in told["assignments"]] == [("HN", 120)]
    await done(north, "/shelters/HN/actions", {"action": "ready"})
    here = "/evacuations/E1/groups/E1-1"
    await done(grid, f"{here}/actions", {"action": "notify"})
    await done(grid, f"{here}/counts", {"moved": 120})
    admitted = {"mode": "days", "people": 118, "vulnerable": 30, "group_id": "E1-1"}
    await done(grid, "/shelters/HN/admissions", admitted)
    await done(grid, f"{here}/counts", {"elsewhere": 2})
    shown = (await north.get("/evacuations/E1")).json()
    assert shown["counts"] == {
        "people": 120,
        "vulnerable": 30,
        "notified": 120,
        "moved": 120,
        "sheltered": 118,
        "elsewhere": 2,
        "returned": 0,
        "went_back": 0,
        "missing": 0,
    }
    assert shown["groups"][0]["state"] == "SHELTERED"
    leave = {"mode": "days", "people": 118, "vulnerable": 30, "group_id": "E1-1", "to": "HOME"}
    answer = await grid.post("/shelters/HN/departures", leave)
    assert (answer.status_code, answer.json()["code"]) == (409, "not_cleared_to_return")
    clear = {"action": "clear", "reason": "险情解除", "evidence": ["评估"]}
    actions = (await group.get(here)).json()["allowed_actions"]
    assert "clear" in {one["action"] for one in actions}
    await done(group, f"{here}/actions", clear)
    await done(grid, "/shelters/HN/departures", leave)
    await done(grid, f"{here}/actions", {"action": "come_home"})
    assert (await north.get("/evacuations", open=True)).json()["items"] == []


async def test_who_goes_back_is_fetched_once_it_belongs_to_an_incident(door: Door) -> None:
    north = await door.as_user("north")
    await done(north, "/evacuations", order(), 201)
    here = "/evacuations/E1/groups/E1-1"
    await done(north, f"{here}/counts", {"moved": 50})
    await done(north, f"{here}/gone-back", {"people": 1, "words": "取东西"}, 201)
    assert "no incident" in (await north.get(here)).json()["unfetched"]
    await north.post("/reports", report("r1", kind="geological"))
    answer = await north.put("/evacuations/E1/incident", {"incident_id": "I1"})
    assert answer.status_code == 200
    shown = (await north.get(here)).json()
    assert (shown["went_back"], shown["unfetched"]) == (1, "no force near it is free")
    timeline = (await north.get("/incidents/I1/timeline")).json()["items"]
    told = {one["event"]["type"] for one in timeline}
    assert {"EvacuationTied", "NobodyToFetch", "FactsRecorded"} <= told
    answer = await north.post(f"{here}/fetch", {"team_id": "N1"})
    assert (answer.status_code, answer.json()["code"]) == (409, "not_capable")


async def test_each_sees_the_groups_of_their_own_places(door: Door) -> None:
    city, north, south, grid = [
        await door.as_user(one) for one in ("city", "north", "south", "grid")
    ]
    both = {"groups": [{"place_code": one, "people": 10} for one in ("TN-V1", "TN-V2", "TS-V1")]}
    await done(city, "/evacuations", order(**both), 201)
    for who, seen in (
        (city, {"E1-1", "E1-2", "E1-3"}),
        (north, {"E1-1", "E1-2"}),
        (south, {"E1-3"}),
        (grid, {"E1-1"}),
    ):
        shown = (await who.get("/evacuations/E1")).json()
        assert {one["group_id"] for one in shown["groups"]} == seen
        assert shown["counts"]["people"] == 10 * len(seen)
    assert (await south.get("/evacuations/E1/groups/E1-1")).status_code == 404
    assert (await city.get("/evacuations/E2")).status_code == 404


async def test_what_does_not_fit_is_named(door: Door) -> None:
    north = await door.as_user("north")
    for body, field in (
        (order(groups=[{"place_code": "X", "people": 1}]), "groups[0].place_code"),
        (order(hazard="dragons"), "hazard"),
        (order(groups=[]), "groups"),
        (order(warning_id="W9"), "warning"),
    ):
        answer = await north.post("/evacuations", body)
        assert answer.json()["field"] == field, answer.text
    await done(north, "/evacuations", order(), 201)
    counts = "/evacuations/E1/groups/E1-1/counts"
    answer = await north.post(counts, {"moved": 500})
    assert (answer.status_code, answer.json()["field"]) == (422, "moved")
    assert (await north.post(counts, {"sheltered": 5})).status_code == 422


async def test_the_feed_tells_each_of_the_groups_that_are_theirs(open_door: Door) -> None:
    city = await open_door.as_user("city")
    both = {"groups": [{"place_code": one, "people": 10} for one in ("TN-V1", "TS-V1")]}
    async with listening(open_door, "grid") as grid:
        await message(grid, "snapshot")
        await done(city, "/evacuations", order(**both), 201)
        (told,) = (await message(grid, "events"))["events"]
        assert [one["group_id"] for one in told["event"]["groups"]] == ["E1-1"]
    async with listening(open_door, "grid") as grid:
        shown = await message(grid, "snapshot")
        assert [one["group_ids"] for one in shown["evacuations"]] == [["E1-1"]]
