"""A crew wanted by a moment: until then it is hardly waited for, and who comes late is told so."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from dispatch.assignment.recommend import recommend
from dispatch.assignment.roads import RoadDesk
from dispatch.assignment.sightings import Sightings
from dispatch.domain.incidents import Incident
from dispatch.domain.needs import moments_of_crews
from dispatch.domain.profile import TeamNeed
from dispatch.domain.recommendations import CostTerm, Recommendation
from routing.geo import Position
from tests.dispatch.assignment.test_recommend import a_road_east
from tests.sentences import City

DESK = RoadDesk(a_road_east())
POLICIES = ("optimal", "joint", "nearest")
EAST_END = Position(lon=109.09, lat=34.27)


def a_fire_wanting(city: City, *needs: TeamNeed, **more: object) -> Incident:
    incident_id = city.a_fire(kind="gas", team_needs=needs, supply_needs=(), **more)
    return city.area.incidents[incident_id]


def asked(city: City, *incidents: Incident, policy: str = "optimal") -> list[Recommendation]:
    at = min(one.opened_at for one in incidents)
    return recommend(city.area, city.profile, DESK.now, Sightings(at), incidents, policy)


@pytest.mark.parametrize("policy", ["optimal", "joint"])
def test_who_is_wanted_later_leaves_the_near_crew_to_who_waits_now(policy: str) -> None:
    city = City()
    later = a_fire_wanting(city, TeamNeed("FIRE", 1, by_s=3_600.0), priority=1)
    need = (TeamNeed("FIRE", 1),)
    now = replace(later, incident_id="beside it", team_needs=need, priority=later.priority + 1)
    (first, second) = asked(city, later, now, policy=policy)
    assert [one.team_id for one in first.teams] == ["fire-2"]
    assert [one.team_id for one in second.teams] == ["fire-1"]
    at_once = replace(later, team_needs=need)
    assert [one.team_id for one in asked(city, at_once, now, policy=policy)[0].teams] == ["fire-1"]


@pytest.mark.parametrize("policy", POLICIES)
def test_of_those_in_time_the_near_one_goes(policy: str) -> None:
    city = City()
    (made,) = asked(city, a_fire_wanting(city, TeamNeed("FIRE", 1, by_s=36_000.0)), policy=policy)
    assert [(one.team_id, one.late_s) for one in made.teams] == [("fire-1", 0.0)]


def test_who_comes_late_is_told_by_how_much_and_what_it_costs() -> None:
    city = City()
    fire = a_fire_wanting(city, TeamNeed("FIRE", 1, by_s=60.0), position=EAST_END)
    (made,) = asked(city, fire)
    (choice,) = made.teams
    weight = city.profile.dispatch.priority_weights[fire.priority]
    assert choice.travel_s > 60.0
    assert choice.late_s == pytest.approx(choice.travel_s - 60.0)
    assert choice.costs[CostTerm.RESPONSE] == pytest.approx(weight * choice.travel_s / 10, abs=0.1)
    assert choice.costs[CostTerm.LATENESS] == pytest.approx(weight * choice.late_s)
    assert sum(choice.costs.values()) == pytest.approx(made.objective_s)
    assert made.runners_up[0].late_s > choice.late_s


def test_when_its_moment_has_passed_a_crew_is_waited_for_like_any_other() -> None:
    city = City()
    fire = a_fire_wanting(city, TeamNeed("FIRE", 1, by_s=60.0), position=EAST_END)
    passed = Sightings(fire.opened_at + 600.0)
    (late,) = recommend(city.area, city.profile, DESK.now, passed, [fire], "optimal")
    at_once = replace(fire, team_needs=(TeamNeed("FIRE", 1),))
    (plain,) = recommend(city.area, city.profile, DESK.now, passed, [at_once], "optimal")
    assert late.objective_s == plain.objective_s
    assert late.teams[0].late_s == pytest.approx(540.0 + late.teams[0].travel_s)
    assert plain.teams[0].late_s == 0.0


CITY = City()
FIRE = a_fire_wanting(CITY, TeamNeed("FIRE", 2), position=EAST_END)


@settings(max_examples=25)
@given(
    moments=st.lists(st.floats(1.0, 5_000.0), min_size=2, max_size=2),
    policy=st.sampled_from(["optimal", "joint"]),
)
def test_the_later_the_moment_the_less_it_costs_and_the_less_late_who_comes(
    moments: list[float], policy: str
) -> None:
    sooner, later = (
        asked(CITY, replace(FIRE, team_needs=(TeamNeed("FIRE", 2, by_s=one),)), policy=policy)[0]
        for one in sorted(moments)
    )
    assert later.objective_s <= sooner.objective_s
    assert sum(one.late_s for one in later.teams) <= sum(one.late_s for one in sooner.teams)
    for made, by_s in zip((sooner, later), sorted(moments), strict=True):
        for choice in made.teams:
            assert choice.late_s == pytest.approx(max(0.0, choice.travel_s - by_s), abs=0.01)


def test_what_is_on_the_way_counts_for_what_is_wanted_soonest() -> None:
    needs = (TeamNeed("FIRE", 1), TeamNeed("FIRE", 2, by_s=600.0), TeamNeed("MEDICAL", 1))
    fire = replace(FIRE, team_needs=needs)
    profile, opened_at = CITY.profile, fire.opened_at
    assert moments_of_crews(profile, fire, {"FIRE": 3, "MEDICAL": 1}) == {}
    assert moments_of_crews(profile, fire, {"FIRE": 2}) == {"FIRE": opened_at + 600.0}
    assert moments_of_crews(profile, fire, {"FIRE": 1}) == {"FIRE": opened_at + 600.0}
