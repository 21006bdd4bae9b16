"""Bad cases: a stated answer every time, and the same one to the same question."""

import msgspec
import numpy as np
import pytest
from msgspec.structs import replace

from dispatch.assignment.optimal import optimal
from dispatch.assignment.problem import Problem, Slot, cost_ms
from dispatch.assignment.recommend import recommend
from dispatch.assignment.roads import RoadDesk
from dispatch.assignment.sightings import Sightings
from dispatch.domain import commands as c
from dispatch.domain.profile import TeamNeed
from dispatch.domain.recommendations import ReasonLeftOut, Recommendation
from dispatch.domain.roads import Arcs
from routing.geo import Position
from routing.network import RoadNetwork
from tests.sentences import City

UNMET_MS = 7_200_000


@pytest.fixture
def city() -> City:
    return City()


@pytest.fixture
def desk() -> RoadDesk:
    """A straight road through Baqiao, both ways."""
    east = np.linspace(109.05, 109.09, 5)
    tail, head = np.array([0, 1, 2, 3, 1, 2, 3, 4]), np.array([1, 2, 3, 4, 0, 1, 2, 3])
    return RoadDesk(
        RoadNetwork.from_arcs(
            east,
            np.full(5, 34.27),
            tail.astype(np.int32),
            head.astype(np.int32),
            np.full(8, 920.0),
            np.full(8, 36.0),
        )
    )


def decided(city: City, desk: RoadDesk, *incident_ids: str) -> list[Recommendation]:
    incidents = [city.area.incidents[one] for one in incident_ids]
    roads = desk.under(city.area)
    return recommend(city.area, city.profile, roads, Sightings(), incidents, "optimal")


def a_fire(city: City, **more: object) -> str:
    return city.a_fire(team_needs=(TeamNeed("FIRE", 1),), supply_needs=(), **more)


def test_where_nobody_is_enrolled_who_could_help_that_is_said(city: City, desk: RoadDesk) -> None:
    for team in [team for team in city.area.teams.values() if "FIRE" in team.capabilities]:
        city.by("admin", c.EnrolTeams((replace(team, capabilities=("POLICE",)),)))
    (made,) = decided(city, desk, a_fire(city))
    assert made.teams == ()
    assert [(one.missing, one.reason) for one in made.shortfalls] == [(1, "none_able")]
    assert made.proved_optimal


def test_where_all_roads_are_closed_everybody_elsewhere_is_cut_off(
    city: City, desk: RoadDesk
) -> None:
    every_arc = c.CloseRoad(
        Arcs(desk.network.fingerprint, tuple(range(8))), "traffic_police", "flood"
    )
    city.by("city", every_arc)
    (made,) = decided(city, desk, a_fire(city, position=Position(lon=109.09, lat=34.27)))
    assert made.teams == ()
    assert made.shortfalls[0].reason == "cut_off"


def test_a_team_at_the_origin_of_all_coordinates_is_off_the_roads_and_harms_nobody(
    city: City, desk: RoadDesk
) -> None:
    lost = replace(city.area.teams["fire-1"], station=Position(lon=0.0, lat=0.0), position=None)
    city.by("admin", c.EnrolTeams((lost,)))
    (made,) = decided(city, desk, a_fire(city))
    assert [one.team_id for one in made.teams] == ["fire-2"]
    off = [one for one in made.left_out if one.reason is ReasonLeftOut.OFF_THE_ROADS]
    assert "fire-1" in [team_id for one in off for team_id in one.team_ids]


def test_the_answer_does_not_hang_on_the_order_in_which_one_asks(
    city: City, desk: RoadDesk
) -> None:
    fires = [a_fire(city), a_fire(city, kind="gas"), a_fire(city, kind="rescue")]
    told = {
        msgspec.json.encode(decided(city, desk, *order))
        for order in (fires, fires[::-1], [fires[1], fires[2], fires[0]])
    }
    assert len(told) == 1


def many(incidents: int, teams: int) -> Problem:
    """Incidents of all priorities that each want one crew, and far too few teams."""
    chance = np.random.default_rng(4)
    slots = tuple(Slot(f"I{at}", "FIRE", 1, 8 >> (at % 4)) for at in range(incidents))
    travel_ms = chance.integers(60_000, 3_600_000, (incidents, teams))
    ids = tuple(f"team-{at:03}" for at in range(teams))
    return Problem.of_single_crews(slots, ids, travel_ms, UNMET_MS)


def test_of_ten_thousand_incidents_at_once_the_urgent_get_all_the_crews_there_are() -> None:
    problem = many(10_000, 40)
    found = optimal(problem)
    assert found.proved_optimal
    assert len(found.sent) == 40
    assert {problem.slots[slot].weight for slot, _, _ in found.sent} == {8}
    assert found == optimal(problem)


def test_a_demand_of_nothing_gets_nobody_and_changes_nothing() -> None:
    problem = many(6, 4)
    idle = Slot("I-idle", "FIRE", 0, 8)
    asked = Problem.of_single_crews(
        (idle, *problem.slots),
        problem.team_ids,
        np.vstack([np.zeros((1, 4), np.int64), problem.travel_ms]),
        UNMET_MS,
    )
    assert cost_ms(asked, optimal(asked)) == cost_ms(problem, optimal(problem))
    assert all(slot != 0 for slot, _, _ in optimal(asked).sent)
