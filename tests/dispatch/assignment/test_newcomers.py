"""Who becomes free is asked about where it could make a plan the better, and only there."""

from dataclasses import replace

import msgspec
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dispatch.assignment.joint.terms import Terms
from dispatch.assignment.newcomers import Bars, worth_of
from dispatch.assignment.optimal import optimal
from dispatch.assignment.posing import pose
from dispatch.assignment.problem import MAY_NOT_GO, Problem, Slot, cost_ms
from dispatch.assignment.roads import RoadDesk
from dispatch.assignment.sightings import Sightings
from dispatch.domain import commands as c
from dispatch.domain.profile import TeamNeed
from tests.crews import problems
from tests.dispatch.assignment.test_recommend import a_road_east
from tests.sentences import City, a_team


def without(problem: Problem, team: int) -> Problem:
    road_ms = problem.road_ms.copy()
    road_ms[:, team] = MAY_NOT_GO
    return replace(problem, road_ms=road_ms)


@settings(max_examples=300)
@given(problem=problems(slots=5, teams=7), chosen=st.integers(0, 6))
def test_who_costs_more_than_a_crew_is_worth_anywhere_betters_nothing(
    problem: Problem, chosen: int
) -> None:
    assume(problem.slots and problem.team_ids)
    problem = replace(problem, reserve=np.zeros_like(problem.reserve))
    newcomer = chosen % len(problem.team_ids)
    before = without(problem, newcomer)
    plan = optimal(before)
    saved_ms = [
        worth_ms - problem.cost_ms(slot, newcomer)
        for slot, worth_ms in enumerate(worth_of(before, plan).tolist())
        if problem.time_ms(slot, newcomer) != MAY_NOT_GO
    ]
    at_most_ms = int(problem.crews[newcomer]) * max([0, *saved_ms])
    gained_ms = cost_ms(before, plan) - cost_ms(problem, optimal(problem))
    assert 0 <= gained_ms <= at_most_ms


def test_a_crew_is_worth_what_the_last_of_a_chain_would_have_cost() -> None:
    minutes = np.array([[1, 9, 5], [2, MAY_NOT_GO, 30]])
    travel_ms = np.where(minutes < 0, MAY_NOT_GO, minutes * 60_000)
    fires = Slot("I1", "FIRE", 1, 1), Slot("I2", "FIRE", 1, 1)
    problem = Problem.of_single_crews(fires, ("a", "b", "c"), travel_ms, unmet_ms=7_200_000)
    assert optimal(problem).sent == ((0, 2, 1), (1, 0, 1))
    # At the first c is spared, 5 minutes; at the second a, who spares c in turn: 2 - 1 + 5.
    assert worth_of(problem, optimal(problem)).tolist() == [5 * 60_000, 6 * 60_000]


@pytest.fixture
def city() -> City:
    """A city in which those who put out fires in Baqiao are all away but for the one at 109.07."""
    city = City()
    for team_id in ("fire-1", "fire-far"):
        city.by(
            "admin",
            c.EnrolTeams((msgspec.structs.replace(city.area.teams[team_id], state="OFF_DUTY"),)),
        )
    return city


def bars_of(city: City, *wanted: TeamNeed) -> tuple[str, Bars, RoadDesk]:
    desk = RoadDesk(a_road_east())
    fire = city.a_fire(kind="gas", team_needs=wanted, supply_needs=())
    incidents = [city.area.incidents[fire]]
    question = pose(city.area, city.profile, desk.now, Sightings(), incidents)
    return fire, Bars(question, optimal(question.problem), Terms), desk


def test_who_would_be_there_sooner_could_better_the_plan_and_who_comes_later_could_not(
    city: City,
) -> None:
    fire, bars, desk = bars_of(city, TeamNeed("FIRE", 1))

    def could(*teams: str, wanting: str = fire) -> bool:
        freed = [city.area.teams[one] for one in teams]
        return bars.could_be_beaten({wanting}, freed, Sightings(), desk.now)

    assert could("fire-1")
    assert not could("fire-far")
    assert could("fire-far", "fire-1")
    assert not could("medical-1")  # as near, and not able
    assert not could("fire-1", wanting="another")  # it has all it wanted by now


def test_where_somebody_is_short_whoever_is_able_could_help(city: City) -> None:
    fire, bars, desk = bars_of(city, TeamNeed("FIRE", 5))
    far = [city.area.teams["fire-far"]]
    assert bars.could_be_beaten({fire}, far, Sightings(), desk.now)


def test_whose_town_has_held_a_nearer_crew_back_could_help_from_anywhere(city: City) -> None:
    """As it keeps the last crew of the town instead, the nearer one can go."""
    nearer = a_team("fire-3", "FIRE", town="610116001", lon=109.06)
    nearer = msgspec.structs.replace(nearer, station=city.area.teams["fire-1"].station)
    city.by("admin", c.EnrolTeams((nearer, a_team("fire-4", "FIRE", lon=109.09))))
    fire, bars, desk = bars_of(city, TeamNeed("FIRE", 1))
    assert bars.could_be_beaten({fire}, [city.area.teams["fire-far"]], Sightings(), desk.now)
