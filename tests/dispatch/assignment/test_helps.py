"""A shortfall says what would help: who comes later, from farther, or from above."""

import pytest
from immutables import Map
from msgspec.structs import replace

from dispatch.assignment.recommend import recommend
from dispatch.assignment.roads import RoadDesk
from dispatch.assignment.sightings import Sightings
from dispatch.domain import commands as c
from dispatch.domain.depots import Depot, Stock
from dispatch.domain.profile import SupplyNeed, TeamNeed
from dispatch.domain.recommendations import Help, HelpFrom, Shortfall
from routing.geo import Position
from tests.dispatch.assignment.test_recommend import a_road_east
from tests.sentences import City


def ask(city: City, incident_id: str) -> tuple[Shortfall, ...]:
    seen = Sightings(city.clock.now())
    incidents = [city.area.incidents[incident_id]]
    (made,) = recommend(
        city.area, city.profile, RoadDesk(a_road_east()).now, seen, incidents, "optimal"
    )
    return made.shortfalls


def only_near(city: City) -> None:
    """Let nobody be sent farther than ten minutes."""
    dispatch = replace(city.profile.dispatch, max_travel_s=600.0)
    city.profile = replace(city.profile, dispatch=dispatch)


def test_teams_beyond_reach_and_at_work_are_named_with_when_they_could_be_there() -> None:
    city = City()
    only_near(city)
    other = city.a_fire(position=Position(lon=109.09, lat=34.27))
    city.order("fire-1", other, "FIRE")
    gas = city.a_fire(kind="gas", team_needs=(TeamNeed("FIRE", 2),), supply_needs=())
    (short,) = ask(city, gas)
    assert (short.need, short.missing) == ("FIRE", 1)
    beyond, at_work, above = short.helps
    assert (beyond.kind, beyond.whence) == (HelpFrom.TEAM_BEYOND, "fire-far")
    assert beyond.after_s == pytest.approx(3_092.0)
    assert (at_work.kind, at_work.whence) == (HelpFrom.TEAM_AT_WORK, "fire-1")
    task_s = city.profile.own_means.mean_task_s.get("fire", city.profile.own_means.other_task_s)
    assert at_work.after_s == pytest.approx(task_s + 276.0)
    assert above == Help(HelpFrom.LEVEL_ABOVE, "61", 1)


def test_a_depot_beyond_reach_is_named_for_what_runs_short() -> None:
    city = City()
    only_near(city)
    far = Depot(
        "depot-far",
        "子午储备点",
        "610116001",
        Position(lon=108.88, lat=34.04),
        Map({"hose": Stock(30)}),
    )
    city.by("admin", c.RegisterDepots((far,)))
    gas = city.a_fire(kind="gas", team_needs=(), supply_needs=(SupplyNeed("hose", 25),))
    (short,) = ask(city, gas)
    assert (short.need, short.missing) == ("hose", 15)
    assert short.helps == (
        Help(HelpFrom.DEPOT, "depot-far", 15, 3_092.0),
        Help(HelpFrom.LEVEL_ABOVE, "61", 15),
    )


def test_where_nobody_is_able_only_the_level_above_can_help() -> None:
    city = City()
    gas = city.a_fire(kind="gas", team_needs=(TeamNeed("GAS", 1),), supply_needs=())
    (short,) = ask(city, gas)
    assert short.reason == "none_able"
    assert short.helps == (Help(HelpFrom.LEVEL_ABOVE, "61", 1),)
