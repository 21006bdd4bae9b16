"""Nobody sees or moves what is outside theirs."""

import pytest

from api.concerns import BULK, concern_of_event
from api.visibility import NOBODY, View
from dispatch.domain.actors import Actor
from dispatch.engine.bootstrap import CommandArea
from dispatch.store.codec import recorded_of
from tests.api.doors import SOUTH, Client, Door, report


async def one_incident_each(door: Door) -> tuple[Client, Client]:
    """North has I1, south has I2; each with a team on the way."""
    north, south = await door.as_user("north"), await door.as_user("south")
    assert (await north.post("/reports", report("r-north"))).status_code == 201
    assert (await south.post("/reports", report("r-south", SOUTH))).status_code == 201
    order = {"team_id": "N1", "capability": "FIRE"}
    assert (await north.post("/incidents/I1/instructions", order)).status_code == 201
    order = {"team_id": "S1", "capability": "FIRE"}
    assert (await south.post("/incidents/I2/instructions", order)).status_code == 201
    return north, south


async def test_a_town_sees_its_own_matters_only(door: Door) -> None:
    north, _ = await one_incident_each(door)

    async def listed(path: str, name: str) -> set[str]:
        return {one[name] for one in (await north.get(path)).json()["items"]}

    assert await listed("/incidents", "incident_id") == {"I1"}
    assert await listed("/reports", "report_id") == {"r-north"}
    assert await listed("/instructions", "instruction_id") == {"D1"}
    assert await listed("/teams", "team_id") == {"N1", "N2"}
    assert await listed("/depots", "depot_id") == {"DN"}
    assert await listed("/shelters", "shelter_id") == {"HN"}


@pytest.mark.parametrize(
    "path",
    [
        "/incidents/I2",
        "/incidents/I2/timeline",
        "/incidents/I2/recommendation",
        "/instructions/D2",
        "/teams/S1",
        "/depots/DS",
        "/reports/r-south",
    ],
)
async def test_what_is_outside_looks_like_what_is_not_there(door: Door, path: str) -> None:
    north, _ = await one_incident_each(door)
    outside = await north.get(path)
    absent = await north.get(path.replace("I2", "I99").replace("D2", "D99").replace("S", "X"))
    assert (outside.status_code, outside.json()["code"]) == (404, absent.json()["code"])


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/incidents/I2/actions", {"action": "start_verify"}),
        ("PUT", "/incidents/I2/priority", {"priority": 1, "reason": "x"}),
        ("PUT", "/incidents/I2/demands", {"team_needs": [], "supply_needs": [], "reason": "x"}),
        ("POST", "/incidents/I2/attestations", {"matter": "lessons", "evidence": "x"}),
        ("POST", "/incidents/I2/instructions", {"team_id": "N2", "capability": "MEDICAL"}),
        ("POST", "/incidents/I1/instructions", {"team_id": "S2", "capability": "POLICE"}),
        (
            "POST",
            "/incidents/I1/reservations",
            {"depot_id": "DS", "supply": "pump", "quantity": 1},
        ),
        ("POST", "/instructions/D2/actions", {"action": "sign"}),
        ("POST", "/instructions/D2/progress", {"text": "x"}),
        ("POST", "/teams/S2/actions", {"action": "go_off_duty"}),
        ("PUT", "/teams/S2/position", {"lon": 109.0, "lat": 34.0}),
        ("POST", "/depots/DS/receipts", {"supply": "pump", "quantity": 1}),
    ],
)
async def test_a_town_moves_nothing_of_another_town(
    door: Door, area: CommandArea, method: str, path: str, body: dict[str, object]
) -> None:
    north, _ = await one_incident_each(door)
    before = area.area.incidents["I2"], area.area.teams["S2"], area.area.depots["DS"]
    answer = await north.send(method, path, body)
    assert answer.status_code == 404
    assert before == (area.area.incidents["I2"], area.area.teams["S2"], area.area.depots["DS"])


async def test_the_city_sees_both_and_a_village_its_own(door: Door) -> None:
    await one_incident_each(door)
    city, grid = await door.as_user("city"), await door.as_user("grid")
    assert len((await city.get("/incidents")).json()["items"]) == 2
    assert len((await grid.get("/incidents")).json()["items"]) == 1
    assert (await grid.get("/teams/N1")).status_code == 404, "a town's team is not the village's"


async def test_an_instruction_is_seen_from_both_sides(door: Door) -> None:
    await one_incident_each(door)
    city = await door.as_user("city")
    order = {"team_id": "S2", "capability": "POLICE"}
    given = (await city.post("/incidents/I1/instructions", order)).json()["instruction_id"]
    for name in ("north", "south"):
        side = await door.as_user(name)
        assert (await side.get(f"/instructions/{given}")).status_code == 200
    assert (await (await door.as_user("south")).get("/incidents/I1")).status_code == 404


async def test_a_team_sees_itself_its_orders_and_what_they_are_for(door: Door) -> None:
    await one_incident_each(door)
    team = await door.as_user("team.n1")
    assert [one["team_id"] for one in (await team.get("/teams")).json()["items"]] == ["N1"]
    assert (await team.get("/instructions/D1")).status_code == 200
    assert (await team.get("/incidents/I1")).status_code == 200
    assert (await team.get("/incidents/I2")).status_code == 404
    assert (await team.get("/teams/N2")).status_code == 404
    assert (await team.get("/depots/DN")).status_code == 404


async def test_a_team_moves_its_own_order_and_position_only(door: Door) -> None:
    await one_incident_each(door)
    team, other = await door.as_user("team.n1"), await door.as_user("team.s1")
    assert (await other.post("/instructions/D1/actions", {"action": "sign"})).status_code == 404
    assert (await team.post("/instructions/D1/actions", {"action": "sign"})).status_code == 200
    here = {"lon": 108.95, "lat": 34.25}
    assert (await team.put("/teams/N1/position", here)).json() == {"fresh": True}
    assert (await team.put("/teams/N2/position", here)).status_code == 404
    north, south = await door.as_user("north"), await door.as_user("south")
    assert [one["team_id"] for one in (await north.get("/positions")).json()["items"]] == ["N1"]
    assert (await south.get("/positions")).json()["items"] == []


async def test_a_citizen_reports_and_sees_the_own_report_only(door: Door) -> None:
    await one_incident_each(door)
    citizen = await door.as_user("citizen")
    sent = await citizen.post("/reports", report("r-c", SOUTH, source="citizen", kind="alarm"))
    assert sent.status_code == 201
    listed = (await citizen.get("/reports")).json()["items"]
    assert [one["report_id"] for one in listed] == ["r-c"]
    assert (await citizen.get("/incidents")).json()["items"] == []


@pytest.mark.parametrize(
    ("name", "method", "path", "body"),
    [
        ("north", "POST", "/incidents/I1/actions", {"action": "dismiss", "reason": "x"}),
        ("grid", "PUT", "/incidents/I1/priority", {"priority": 1, "reason": "x"}),
        ("grid", "POST", "/incidents/I1/actions", {"action": "confirm"}),
        ("team.n1", "PUT", "/incidents/I1/priority", {"priority": 1, "reason": "x"}),
        ("keeper", "POST", "/teams/N1/actions", {"action": "go_off_duty"}),
        ("keeper", "PUT", "/teams/N1/position", {"lon": 109.0, "lat": 34.0}),
        ("north", "GET", "/dead-letters", None),
        ("north", "GET", "/users", None),
    ],
)
async def test_a_role_does_only_what_is_its_own(
    door: Door, name: str, method: str, path: str, body: dict[str, object] | None
) -> None:
    await one_incident_each(door)
    answer = await (await door.as_user(name)).send(method, path, body)
    assert answer.status_code in (403, 409), answer.text
    assert answer.json()["code"] in ("role_may_not", "unknown_action", "wrong_state")


async def test_every_event_concerns_somebody(door: Door, area: CommandArea) -> None:
    await one_incident_each(door)
    root = View.of(Actor("x", "CITY", "C"))
    for entry in area.engine.log.read("city"):
        event = recorded_of(entry).event
        concern = concern_of_event(area.area, event)
        assert concern != NOBODY
        assert root.sees(concern)
        no_secret = entry.event_type in ("AreaFounded", "RoadMeasureOrdered")
        assert concern.everybody == (isinstance(event, BULK) or no_secret)
