"""What sending a team costs beside its travel follows the profile's table of costs."""

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from immutables import Map
from msgspec.structs import replace

from dispatch.assignment.candidates import Roster
from dispatch.assignment.coverage import Coverage
from dispatch.assignment.kernels.giving import numbered
from dispatch.assignment.kernels.prices import terms
from dispatch.assignment.posing import pose
from dispatch.assignment.pricing import Pricing, by_term
from dispatch.assignment.recommend import recommend
from dispatch.assignment.roads import RoadDesk
from dispatch.assignment.sightings import Sightings
from dispatch.domain import commands as c
from dispatch.domain.area import Area
from dispatch.domain.costs import CostTable
from dispatch.domain.incidents import Incident
from dispatch.domain.profile import Profile, TeamNeed
from dispatch.domain.recommendations import CostTerm, SeenAt
from dispatch.domain.teams import Spell, Team
from dispatch.engine.cover import CoverWatch
from dispatch.engine.positions import Positions
from dispatch.profile.loader import load_profile
from routing.geo import Position
from tests.dispatch.assignment.test_recommend import a_road_east
from tests.sentences import City, a_team

FIRE_1 = TeamNeed("FIRE", 1)
NOW = 1_700_100_000.0


def priced(**rows: object) -> Profile:
    """The profile of Xi'an with only these rows in its table of costs."""
    profile = load_profile("xian")
    table = msgspec.convert(rows, CostTable)
    return replace(profile, dispatch=replace(profile.dispatch, costs=table))


def costs_of(
    profile: Profile, team: Team, seen: Sightings | None = None, **incident: object
) -> dict[CostTerm, float]:
    """What a team would cost, beside its travel, for a fire by the river community."""
    city = City(profile=profile)
    incident_id = city.a_fire()
    fire = replace(city.area.incidents[incident_id], **incident)
    by_the_road = replace(team, station=Position(lon=109.06, lat=34.27))
    alone = replace(city.area, teams=Map({team.team_id: by_the_road}))
    (told,) = priced_teams(alone, profile, seen or Sightings(NOW), fire)
    return told


def priced_teams(
    area: Area, profile: Profile, seen: Sightings, fire: Incident, cover: Coverage | None = None
) -> list[dict[CostTerm, float]]:
    """What each team of an area would cost for a fire of weight 8, beside its travel, by term."""
    able = frozenset(one for team in area.teams.values() for one in team.capabilities)
    roster = Roster.of(area, profile, RoadDesk(a_road_east()).now, seen, able)
    pricing = Pricing(profile, seen, roster, [fire], np.array([8]), cover)
    teams, first = np.arange(len(roster.ids)), np.zeros(1, np.int64)
    no_way = np.zeros((1, len(teams)), np.int32)
    of_slot = first, np.array([8]), np.array([100]), no_way, no_way, first
    rows = terms(np.zeros_like(teams), teams, *of_slot, *pricing.in_parts()).tolist()
    told = [{term: one for term, one in by_term(row).items() if one} for row in rows]
    assert [round(sum(one.values()) * 1000) for one in told] == pricing.in_sum()[0].tolist()
    return told


@pytest.mark.parametrize(
    ("place_code", "cost"),
    [
        ("610111001", {}),
        ("610111001601", {}),
        ("610116001", {CostTerm.CROSSING: 120.0}),
        ("610116", {CostTerm.CROSSING: 180.0}),  # a county's team of another county
        ("610111", {CostTerm.CROSSING: 60.0}),  # its own county's team
        ("6101", {CostTerm.CROSSING: 120.0}),
    ],
)
def test_a_border_costs_and_so_does_a_higher_rank(
    place_code: str, cost: dict[CostTerm, float]
) -> None:
    profile = priced(crossing={"town_s": 30, "county_s": 120, "city_s": 600, "rank_s": 60})
    assert costs_of(profile, a_team("other", "FIRE", town=place_code)) == cost


def test_a_team_that_has_worked_long_costs_by_the_hour_above_the_limit() -> None:
    profile = priced(rest={"window_s": 86_400, "after_s": 28_800, "price_s": 300})
    team = a_team("tired", "FIRE")
    hours = 3600.0
    long_ago = Spell(NOW - 40 * hours, NOW - 30 * hours)
    today = (Spell(NOW - 20 * hours, NOW - 13 * hours), Spell(NOW - 9 * hours, NOW - 6 * hours))
    assert costs_of(profile, replace(team, spells=(long_ago,))) == {}
    assert costs_of(profile, replace(team, spells=(long_ago, *today))) == {CostTerm.REST: 600.0}


def test_an_old_fix_makes_a_team_late_by_its_age_and_the_weight_of_the_incident() -> None:
    profile = priced(stale_position={"late_per_s": 0.2, "at_most_s": 100})
    team = a_team("far", "FIRE")
    for age, late_s in ((0, 0), (300, 60), (900, 100)):
        seen = Sightings(NOW, {"far": SeenAt(team.station, NOW - age)})
        told = costs_of(profile, team, seen)
        assert told == ({CostTerm.STALE_POSITION: 8.0 * late_s} if late_s else {})


def test_danger_without_the_means_against_it_costs() -> None:
    profile = priced(safety={"price_s": 600, "made_for": {"hazmat": ["HAZMAT", "FIRE"]}})
    volunteers, firemen = a_team("v", "VOLUNTEER"), a_team("f", "VOLUNTEER", "FIRE")
    assert costs_of(profile, volunteers, kind="hazmat") == {CostTerm.SAFETY: 600.0}
    assert costs_of(profile, firemen, kind="hazmat") == {}
    assert costs_of(profile, volunteers, kind="fire") == {}


def test_people_left_without_cover_cost_by_the_thousand() -> None:
    desk, city = RoadDesk(a_road_east()), City(profile=priced(cover_lost={"thousand_people_s": 20}))
    homes = replace(city.area.places["610111001601"], population=3_000)
    city.by("admin", c.RegisterPlaces((homes,)))
    seen = Sightings(NOW)
    watch = CoverWatch(city.engine, desk, Positions())
    cover = watch.of(city.area, seen)
    q = city.profile.coverage.busy_share
    incident_id = city.a_fire()
    fires = ("fire-1", "fire-2", "fire-far")
    only = replace(city.area, teams=Map({one: city.area.teams[one] for one in fires}))
    fire = city.area.incidents[incident_id]
    by_term = priced_teams(only, city.profile, seen, fire, cover)
    told = [one.get(CostTerm.COVERAGE, 0.0) for one in by_term]
    # Two can fight a fire there in time; fire-1 is also the only one who searches.
    assert told[1] == pytest.approx(20 * 3 * (1 - q) * q, abs=0.001)
    assert told[0] == pytest.approx(20 * 3 * ((1 - q) * q + (1 - q)), abs=0.001)
    assert told[2] == 0.0


@pytest.mark.parametrize(("price_s", "sent"), [(24_600, "fire-1"), (24_800, "fire-far")])
def test_the_last_crew_of_a_town_stays_unless_it_saves_its_price(price_s: int, sent: str) -> None:
    desk = RoadDesk(a_road_east())
    profile = priced(reserve={"crews": 1, "price_s": price_s})
    city = City(profile=profile)
    fire = city.a_fire(team_needs=(FIRE_1,), supply_needs=())
    city.by("admin", c.EnrolTeams((replace(city.area.teams["fire-2"], state="OFF_DUTY"),)))
    # Ziwu, 3,092 seconds away, has one to spare: at priority 1 that is 24,736 weighted seconds.
    city.by("admin", c.EnrolTeams((a_team("ziwu-2", "FIRE", town="610116001", lon=108.88),)))
    (made,) = recommend(
        city.area, profile, desk.now, Sightings(NOW), [city.area.incidents[fire]], "optimal"
    )
    assert [one.team_id for one in made.teams] == [sent]


def test_a_choice_and_its_runners_up_tell_their_costs_by_term() -> None:
    city, desk = City(), RoadDesk(a_road_east())
    fire = city.a_fire(team_needs=(FIRE_1,), supply_needs=())
    (made,) = recommend(
        city.area, city.profile, desk.now, Sightings(NOW), [city.area.incidents[fire]], "optimal"
    )
    assert made.teams[0].costs == {CostTerm.RESPONSE: 0.0}
    far = made.runners_up[-1]
    assert far.team_id == "fire-far"
    assert far.costs == {CostTerm.RESPONSE: 8 * far.travel_s, CostTerm.CROSSING: 120.0}
    question = pose(city.area, city.profile, desk.now, Sightings(NOW), [city.area.incidents[fire]])
    (costs,) = question.costs(np.array([0]), np.array([0]))
    assert made.objective_s == sum(costs.values())


@given(st.lists(st.integers(-1, 9), max_size=12))
def test_towns_are_numbered_in_order_and_who_has_none_is_of_none(towns: list[int]) -> None:
    zone, count = numbered(np.array(towns, np.int32))
    there = sorted({one for one in towns if one >= 0})
    assert count == len(there)
    assert zone.tolist() == [there.index(one) if one >= 0 else -1 for one in towns]
