"""Roads over HTTP and on the live feed: closed, slowed, opened, and whom that delays."""

import asyncio
import gzip
import time
from collections.abc import Iterator
from typing import Any

import mapbox_vector_tile
import pytest
from immutables import Map

from api.users import User, UserBook
from dispatch.assignment.roads import RoadDesk
from dispatch.domain import commands as c
from dispatch.domain.actors import system
from dispatch.domain.depots import Depot, Stock
from dispatch.domain.places import AdminLevel, Place
from dispatch.domain.shelters import Shelter
from dispatch.domain.teams import Team
from dispatch.engine.bootstrap import CommandArea, House, open_house
from routing.crs import from_wgs84
from tests.api.doors import PASSWORD, Client, Door
from tests.api.test_live import listening, message
from tests.roadworks import (
    BRIDGE,
    EAST,
    LANE,
    RING,
    WEST,
    position_of,
    round_the_bridge,
    two_banks,
    without_hours,
)

HILL = position_of("H")
RINGS = [[[at.lon, at.lat] for at in ring] for ring in round_the_bridge()]
POLYGON = {"by": "polygon", "rings": RINGS}
STREET = {"by": "name", "name": BRIDGE}


def found_two_banks(area: CommandArea) -> None:
    """North is the west bank, with all teams; south is the east bank and the hill."""
    root, put, level = system("C"), area.writer.handle_now, AdminLevel
    put(c.FoundArea("Two banks", "C", area.engine.profile.profile_id), root)
    rows = [("C", level.CITY, None, WEST)]
    for bank, at, hill in (("N", WEST, WEST), ("S", EAST, HILL)):
        rows += [
            (f"C{bank}", level.COUNTY, "C", at),
            (f"T{bank}", level.TOWN, f"C{bank}", at),
            (f"T{bank}-V1", level.VILLAGE, f"T{bank}", at),
            (f"T{bank}-V2", level.VILLAGE, f"T{bank}", hill),
        ]
    places = tuple(Place(code, code, kind, above, at, 1000) for code, kind, above, at in rows)
    put(c.RegisterPlaces(places), root)
    teams = [
        Team("N1", "team N1", "TN", WEST, ("FIRE", "RESCUE"), 6),
        Team("N2", "team N2", "TN", WEST, ("FIRE", "RESCUE"), 6),
        Team("S1", "team S1", "TS", HILL, ("FIRE",), 6),
    ]
    put(c.EnrolTeams(tuple(teams)), root)
    stock = Map({"sandbag": Stock(100)})
    put(c.RegisterDepots((Depot("DN", "north", "TN", WEST, stock),)), root)
    put(c.RegisterShelters((Shelter("HS", "school", "TS-V2", HILL, 300),)), root)


@pytest.fixture
def house(monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """In place of the house of the other tests: one with a bridge."""
    monkeypatch.setattr("dispatch.engine.bootstrap.NEWS_WAIT_S", 0.05)
    with open_house("memory://") as opened:
        desk = RoadDesk(two_banks(), opened.profile.roads)
        desk.warm_up()
        profile = without_hours(opened.profile)
        found_two_banks(opened.open_area("city", roads=desk, profile=profile))
        yield opened


async def officer(door: Door) -> Client:
    """The traffic police of the city."""
    book: UserBook = door.app.state.desk.book
    if await asyncio.to_thread(book.get, "police") is None:
        user, area = User("police", "TRAFFIC", "C", must_change_password=False), door
        command_area = area.app.state.desk.house.area("city")
        await asyncio.to_thread(
            book.add, user, PASSWORD, command_area.area, command_area.engine.profile
        )
    return await door.as_user("police")


def closure(selection: dict[str, Any] = POLYGON, **more: Any) -> dict[str, Any]:
    return {"selection": selection, "source": "traffic_police", "reason": "flood"} | more


async def a_team_under_way(door: Door) -> None:
    """N1 on its way over the bridge to a fire on the east bank."""
    lead, team = await door.as_user("lead"), await door.as_user("team.n1")
    report = {
        "report_id": "r1",
        "kind": "other",
        "source": "duty",
        "position": {"lon": EAST.lon, "lat": EAST.lat},
        "place_code": "TS-V1",
    }
    assert (await lead.post("/reports", report)).status_code == 201
    order = {"team_id": "N1", "capability": "FIRE"}
    assert (await lead.post("/incidents/I1/instructions", order)).status_code == 201
    for action in ("sign", "set_out"):
        answer = await team.post("/instructions/D1/actions", {"action": action})
        assert answer.status_code == 200, answer.text


async def assessed(client: Client, measure_id: str) -> dict[str, Any]:
    async with asyncio.timeout(5):
        while True:
            told: dict[str, Any] = (await client.get(f"/roads/measures/{measure_id}")).json()
            if told["assessed"]:
                return told
            await asyncio.sleep(0.01)


async def test_the_bridge_is_closed_and_within_a_second_everybody_knows_what_follows(
    open_door: Door,
) -> None:
    """The measure, the team's new time, who else could go, and who is reached late or not."""
    await a_team_under_way(open_door)
    police = await officer(open_door)
    async with listening(open_door, "city") as city, listening(open_door, "team.n1") as team:
        await message(city, "snapshot")
        await message(team, "snapshot")
        began = time.perf_counter()
        answer = await police.post("/roads/closures", closure())
        assert answer.status_code == 201, answer.text
        assert (answer.json()["measure_id"], answer.json()["arcs"]) == ("M1", 2)
        told = await until(city, "EtaRevised")
        took_s = time.perf_counter() - began
        to_team = await until(team, "EtaRevised")
    assert took_s < 1.0
    assert told["RoadMeasureOrdered"]["measure"]["reason"] == "flood"
    assert told["EtaRevised"]["travel_s"] == pytest.approx(1228.5, abs=5)
    impact = told["RoadImpactAssessed"]["impact"]
    (order,) = impact["orders"]
    assert order["team_id"] == "N1"
    assert order["before_s"] == pytest.approx(202.9, abs=5)
    assert order["after_s"] == pytest.approx(1228.5, abs=5)
    assert [one["team_id"] for one in order["alternatives"]] == ["S1", "N2"]
    assert {one["place_code"] for one in impact["villages"]} == {"TS-V1", "TS-V2"}
    assert all(one["after_s"] > one["before_s"] + 1000 for one in impact["villages"])
    assert [one["shelter_id"] for one in impact["shelters"]] == ["HS"]
    # The team hears of its own order, and not of who else was weighed.
    assert to_team["EtaRevised"]["eta_at"] == told["EtaRevised"]["eta_at"]
    (own,) = to_team["RoadImpactAssessed"]["impact"]["orders"]
    assert own["alternatives"] == []
    assert to_team["RoadImpactAssessed"]["impact"]["villages"] == []
    assert to_team["RoadMeasureOrdered"]["measure"]["measure_id"] == "M1"


async def until(socket: Any, last: str) -> dict[str, dict[str, Any]]:
    """The events that come, by type, up to one of that type."""
    found: dict[str, dict[str, Any]] = {}
    while last not in found:
        told = await message(socket, "events")
        found |= {one["event"]["type"]: one["event"] for one in told["events"]}
    return found


async def test_the_last_way_is_closed_and_the_village_is_said_to_be_cut_off(door: Door) -> None:
    police = await officer(door)
    await police.post("/roads/closures", closure({"by": "name", "name": LANE}))
    told = await assessed(police, "M1")
    (village,) = told["impact"]["villages"]
    assert (village["place_code"], village["after_s"], village["reason"]) == (
        "TS-V2",
        None,
        "cut_off",
    )
    assert told["impact"]["villages_in_all"] == {
        "changed": 1,
        "cut_off": 1,
        "people_cut_off": 1000,
    }


async def test_each_sees_the_part_of_the_impact_that_is_theirs(door: Door) -> None:
    await a_team_under_way(door)
    police = await officer(door)
    await police.post("/roads/closures", closure())
    await assessed(police, "M1")
    north, south, grid = [await door.as_user(one) for one in ("north", "south", "grid")]
    from_north, from_south, from_grid = [
        (await one.get("/roads/measures/M1")).json()["impact"] for one in (north, south, grid)
    ]
    assert [one["instruction_id"] for one in from_north["orders"]] == ["D1"]
    assert from_north["villages"] == []
    assert {one["place_code"] for one in from_south["villages"]} == {"TS-V1", "TS-V2"}
    # An officer of the south sees the order for its incident, and of the others its own team.
    assert [one["team_id"] for one in from_south["orders"][0]["alternatives"]] == ["S1"]
    assert from_grid is None


async def test_the_instruction_shows_when_the_team_is_expected(door: Door) -> None:
    await a_team_under_way(door)
    lead, police = await door.as_user("lead"), await officer(door)
    await police.post("/roads/closures", closure())
    await assessed(police, "M1")
    shown = (await lead.get("/instructions/D1")).json()
    assert shown["cut_off"] is None
    assert shown["eta_at"].endswith("Z")
    timeline = (await lead.get("/incidents/I1/timeline")).json()["items"]
    assert "EtaRevised" in {one["event"]["type"] for one in timeline}


async def test_roads_are_opened_again_by_measure_by_name_and_in_part(door: Door) -> None:
    police = await officer(door)
    for body in (closure(), closure(STREET), closure({"by": "name", "name": LANE})):
        assert (await police.post("/roads/closures", body)).status_code == 201
    answer = await police.post("/roads/reopenings", {"measure_ids": ["M3"], "reason": "clear"})
    assert answer.json()["ended"] == ["M3"]
    # The polygon lies wholly in what is opened now; of the street only the bridge is.
    answer = await police.post("/roads/reopenings", {"selection": POLYGON, "reason": "clear"})
    assert (answer.json()["ended"], answer.json()["partly_reopened"]) == (["M1"], ["M2"])
    path = await police.get("/roads/path", **{"from": "109.015,34.0", "to": "109.025,34.0"})
    assert path.json()["properties"]["length_m"] == 920.0
    states = {
        one["measure_id"]: one["state"]
        for one in (await police.get("/roads/measures", effect="CLOSED")).json()["items"]
    }
    assert states == {"M3": "ENDED", "M2": "IN_FORCE", "M1": "ENDED"}
    answer = await police.post("/roads/reopenings", {"selection": POLYGON, "reason": "clear"})
    assert (answer.status_code, answer.json()["code"]) == (409, "nothing_to_reopen")


async def test_measures_are_planned_slowed_and_put_under_a_condition(door: Door) -> None:
    police, city = await officer(door), await door.as_user("city")
    later = closure(begins_at="2100-01-01T08:00:00+08:00", ends_at="2100-01-01T20:00:00+08:00")
    assert (await police.post("/roads/closures", later)).json()["state"] == "PLANNED"
    slow = await police.post("/roads/slowdowns", closure(STREET, factor=3.0))
    assert slow.status_code == 201
    storm = {"source": "weather_service", "reason": "red signal", "condition": "rainstorm"}
    begun = (await city.post("/roads/conditions", storm)).json()
    assert begun["arcs"] == two_banks().arc_count
    planned = (await city.get("/roads/measures", state="PLANNED")).json()
    assert "M1" in {one["measure_id"] for one in planned["items"]}
    road = (await city.get("/roads")).json()
    assert road["overlay"] == planned["overlay"]
    assert set(road["metrics"]) == {"emergency", "civil", "heavy", "foot"}
    assert road["conditions"]["rainstorm"]["zh"] == "暴雨"
    path = await city.get("/roads/path", **{"from": "109.0,34.0", "to": "109.04,34.0"})
    # Three times as long, and at seven tenths of the speed.
    assert path.json()["properties"]["travel_s"] == pytest.approx(202.9 * 3 / 0.7, abs=0.1)


async def test_a_closure_sent_twice_under_one_key_closes_once(door: Door) -> None:
    police = await officer(door)
    first = await police.post("/roads/closures", closure(), key="k1")
    again = await police.post("/roads/closures", closure(), key="k1")
    assert (first.json(), again.headers["Idempotency-Replayed"]) == (again.json(), "true")
    listed = (await police.get("/roads/measures", effect="CLOSED")).json()["items"]
    assert len(listed) == 1


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        (closure({"by": "name", "name": "Nowhere"}), "no_such_road", "selection.name"),
        (closure({"by": "arcs", "arcs": [999]}), "no_such_road", "selection.arcs"),
        (
            closure({"by": "arcs", "arcs": [1], "network": "other"}),
            "no_such_road",
            "selection.arcs",
        ),
        (closure({"by": "polygon", "rings": [RINGS[0][:-1]]}), "no_such_road", "selection.rings"),
        (
            closure({"by": "polygon", "rings": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}),
            "no_such_road",
            "selection.rings",
        ),
        (
            closure({"by": "polygon", "rings": [[[0, 95], [1, 0], [1, 1], [0, 95]]]}),
            "no_such_road",
            "selection.rings",
        ),
        (closure(POLYGON | {"crs": "Mars"}), "invalid_input", "selection.polygon.crs"),
        (closure({"by": "wish"}), "invalid_input", "selection"),
        (closure(ends_at="2001-01-01T00:00:00Z"), "wrong_window", "ends_at"),
        (closure(ends_at="tomorrow"), "invalid_input", "ends_at"),
        (closure(source="rumour"), "unknown_source", "source"),
        (closure(only_for=["bicycle"]), "unknown_metric", "only_for"),
        (closure(reason=" "), "input_missing", "reason"),
    ],
)
async def test_a_closure_that_cannot_be_is_a_problem_naming_the_field(
    door: Door, body: dict[str, Any], code: str, field: str
) -> None:
    answer = await (await officer(door)).post("/roads/closures", body)
    assert answer.status_code == 422, answer.text
    assert (answer.json()["code"], answer.json()["field"]) == (code, field)


async def test_who_may_not_close_roads_may_not_open_them_either(door: Door) -> None:
    police, keeper = await officer(door), await door.as_user("keeper")
    await police.post("/roads/closures", closure())
    assert (await keeper.post("/roads/closures", closure())).status_code == 403
    reopening = {"measure_ids": ["M1"], "reason": "x"}
    assert (await keeper.post("/roads/reopenings", reopening)).status_code == 403
    assert (await keeper.get("/roads/measures/M99")).json()["code"] == "unknown_road_measure"


async def test_names_are_found_and_roads_near_a_point_are_numbered(door: Door) -> None:
    police = await officer(door)
    found = (await police.get("/roads/names", q="road")).json()
    assert found["items"] == [RING]
    (there,) = found["positions"]
    at = f"{there['lon']},{there['lat']}"
    beside = (await police.get("/roads/edges", at=at)).json()["items"]
    assert RING in [one["name"] for one in beside if one["distance_m"] == 0]
    near = (await police.get("/roads/edges", at="109.02,34.0001")).json()
    (first, *_) = near["items"]
    assert first["name"] == BRIDGE
    chosen = {"by": "arcs", "arcs": [first["arc"]], "network": near["network"]}
    closed = await police.post("/roads/closures", closure(chosen))
    assert closed.json()["arcs"] == 2  # both directions
    lines = (await police.get("/roads/measures/M1/lines")).json()
    assert {one["id"] for one in lines["features"]} == {first["arc"], first["way_back"]}
    assert first["geometry"] in [one["geometry"] for one in lines["features"]]


async def test_the_way_is_a_line_and_where_there_is_none_it_is_said_why(door: Door) -> None:
    police = await officer(door)
    ends = {"from": "109.0,34.0", "to": "109.06,34.0"}
    way = (await police.get("/roads/path", **ends)).json()
    assert way["geometry"]["coordinates"][0] == [109.0, 34.0]
    assert way["geometry"]["coordinates"][-1] == [109.06, 34.0]
    assert way["properties"]["length_m"] == 5570.0
    assert "steps" not in way["properties"]
    told = (await police.get("/roads/path", **ends, language="en")).json()["properties"]["steps"]
    assert (told[0]["maneuver"], told[-1]["maneuver"]) == ("depart", "arrive")
    assert LANE in {one["road"] for one in told}
    assert sum(one["length_m"] for one in told) == pytest.approx(5570.0, abs=0.5)
    await police.post("/roads/closures", closure({"by": "name", "name": LANE}))
    none = (await police.get("/roads/path", **ends)).json()
    assert none["geometry"] is None
    assert none["properties"]["reason"] == "cut_off"
    far = (await police.get("/roads/path", **(ends | {"to": "110.0,34.0"}))).json()
    assert far["properties"]["reason"] == "off_the_roads"
    assert "km from any road" in far["properties"]["detail"]
    for query in ({"from": "here"}, {"from": "109.0"}, {"to": "109.0,95"}):
        wrong = await police.get("/roads/path", **(ends | query))
        assert (wrong.status_code, wrong.json()["field"]) == (422, next(iter(query)))
    bus = await police.get("/roads/path", **ends, metric="bus")
    assert (bus.status_code, bus.json()["code"]) == (422, "unknown_metric")


async def test_reach_names_the_soonest_team_or_why_none_comes(door: Door) -> None:
    police = await officer(door)
    near = (await police.get("/roads/reach", to="109.04,34.0")).json()
    assert (near["reachable"], near["team_id"]) == (True, "N1")
    named = (await police.get("/roads/reach", to="109.04,34.0", teams="S1")).json()
    assert named["team_id"] == "S1"
    await police.post("/roads/closures", closure({"by": "name", "name": LANE}))
    cut = (await police.get("/roads/reach", to="109.04,34.0", teams="S1")).json()
    assert (cut["reachable"], cut["travel_s"], cut["reason"]) == (False, None, "cut_off")
    far = (await police.get("/roads/reach", to="110.0,34.0")).json()
    assert far["reason"] == "off_the_roads"
    south = await door.as_user("south")
    assert (await south.get("/roads/reach", to="109.04,34.0")).json()["reason"] == "nobody_free"
    strange = await south.get("/roads/reach", to="109.04,34.0", teams="N1")
    assert (strange.status_code, strange.json()["field"]) == (404, "teams")


async def test_isochrones_shrink_when_the_bridge_is_closed(door: Door) -> None:
    police = await officer(door)
    asked = {"minutes": "5,2", "from": "109.0,34.0"}
    before = (await police.get("/roads/isochrones", **asked)).json()
    assert [one["properties"]["minutes"] for one in before["features"]] == [5, 2]
    await police.post("/roads/closures", closure())
    after = (await police.get("/roads/isochrones", **asked)).json()
    areas = [told["features"][0]["properties"]["area_km2"] for told in (before, after)]
    assert areas[0] > areas[1] > 0
    assert after["overlay"] > before["overlay"]
    for minutes in ("", "x", "0", "999"):
        wrong = await police.get("/roads/isochrones", minutes=minutes)
        assert (wrong.status_code, wrong.json()["field"]) == (422, "minutes")


async def test_a_tile_shows_what_is_closed_and_is_sent_again_only_when_that_changes(
    door: Door,
) -> None:
    police = await officer(door)
    z, x, y = 13, 6576, 3272  # the tile of the bridge
    path = f"/tiles/roads/{z}/{x}/{y}.mvt"
    first = await police.get(path)
    assert first.headers["content-type"] == "application/vnd.mapbox-vector-tile"
    assert first.headers["content-encoding"] == "gzip"
    assert not any(one["properties"].get("closed") for one in features(first.content))
    etag = first.headers["etag"]
    headers = police.headers | {"If-None-Match": etag}
    same = await door.http.get(f"/api/v1{path}", headers=headers)
    assert (same.status_code, same.content) == (304, b"")
    await police.post("/roads/closures", closure())
    changed = await door.http.get(f"/api/v1{path}", headers=headers)
    assert (changed.status_code, changed.headers["etag"] != etag) == (200, True)
    assert any(one["properties"].get("closed") for one in features(changed.content))
    assert (await police.get("/tiles/roads/3/99/0.mvt")).json()["code"] == "no_such_tile"


def features(tile: bytes) -> list[dict[str, Any]]:
    # The client has undone the gzip already, unless it was told not to.
    raw = gzip.decompress(tile) if tile[:2] == b"\x1f\x8b" else tile
    found: list[dict[str, Any]] = mapbox_vector_tile.decode(raw)["roads"]["features"]
    return found


async def test_positions_are_taken_and_shown_in_the_system_that_is_named(door: Door) -> None:
    police, lead, team = await officer(door), await door.as_user("lead"), None
    lon, lat = from_wgs84(EAST.lon, EAST.lat, "GCJ-02")
    report = {
        "report_id": "r1",
        "kind": "other",
        "source": "duty",
        "position": {"lon": lon, "lat": lat, "crs": "GCJ-02"},
    }
    assert (await lead.post("/reports", report)).status_code == 201
    plain = (await lead.get("/incidents/I1")).json()["position"]
    assert (plain["lon"], plain["lat"]) == pytest.approx((EAST.lon, EAST.lat), abs=1e-7)
    mars = (await lead.get("/incidents/I1", crs="GCJ-02")).json()["position"]
    assert (mars["lon"], mars["lat"]) == pytest.approx((lon, lat), abs=1e-7)
    unknown = report | {"position": {"lon": lon, "lat": lat, "crs": "mars"}}
    answer = await lead.post("/reports", unknown)
    assert (answer.status_code, answer.json()["field"]) == (422, "position.crs")
    wrong = await lead.get("/incidents", crs="mars")
    assert (wrong.status_code, wrong.json()["field"]) == (422, "crs")
    team = await door.as_user("team.n1")
    fix = {"lon": lon, "lat": lat, "crs": "GCJ-02"}
    assert (await team.put("/teams/N1/position", fix)).json() == {"fresh": True}
    (item,) = (await police.get("/positions")).json()["items"]
    assert item["position"]["lon"] == pytest.approx(EAST.lon, abs=1e-7)
    rings = [[list(from_wgs84(*corner, "BD-09")) for corner in ring] for ring in RINGS]
    closed = await police.post(
        "/roads/closures", closure({"by": "polygon", "rings": rings, "crs": "BD-09"})
    )
    assert closed.json()["arcs"] == 2
    ends = [",".join(map(str, from_wgs84(at.lon, at.lat, "BD-09"))) for at in (WEST, HILL)]
    way = (
        await police.get("/roads/path", **{"from": ends[0], "to": ends[1], "crs": "BD-09"})
    ).json()
    assert way["geometry"]["coordinates"][0] == pytest.approx(
        list(from_wgs84(WEST.lon, WEST.lat, "BD-09")), abs=1e-6
    )


async def test_the_snapshot_of_the_feed_says_what_is_closed(open_door: Door) -> None:
    police = await officer(open_door)
    await police.post("/roads/closures", closure())
    async with listening(open_door, "north") as socket:
        told = await message(socket, "snapshot")
    closed = [one for one in told["road_measures"] if one["effect"] == "CLOSED"]
    assert [one["measure_id"] for one in closed] == ["M1"]
    assert told["overlay"] > 0
