"""Recommendations in crews: a team sends as many as are wanted and as it has, no more."""

import numpy as np
import pytest
from msgspec.structs import replace

from dispatch.assignment.means import force_of
from dispatch.assignment.recommend import recommend
from dispatch.assignment.roads import RoadDesk
from dispatch.assignment.sightings import Sightings
from dispatch.domain import commands as c
from dispatch.domain.needs import missing_crews
from dispatch.domain.profile import TeamNeed
from dispatch.domain.recommendations import ReasonLeftOut, Recommendation
from routing.network import RoadNetwork
from tests.sentences import City


@pytest.fixture
def city() -> City:
    """The city, where fire-1 is a brigade of five crews, two of them of fire-fighters."""
    found = City()
    brigade = replace(
        found.area.teams["fire-1"],
        people=40,
        strength={"FIRE": 20},
        capabilities=("FIRE", "RESCUE", "WATER"),
        units={"WATER": 2},
    )
    found.by("admin", c.EnrolTeams((brigade,)))
    return found


@pytest.fixture
def desk() -> RoadDesk:
    along = np.array([109.05, 109.06, 109.07, 109.08])
    tail, head = np.array([0, 1, 2, 1, 2, 3]), np.array([1, 2, 3, 0, 1, 2])
    roads = RoadNetwork.from_arcs(
        along,
        np.full(4, 34.27),
        tail.astype(np.int32),
        head.astype(np.int32),
        np.full(6, 920.0),
        np.full(6, 36.0),
    )
    return RoadDesk(roads)


def ask(city: City, desk: RoadDesk, *needs: TeamNeed, policy: str = "optimal") -> Recommendation:
    fire = city.a_fire(team_needs=needs, supply_needs=(), priority=3)
    asked = [city.area.incidents[fire]]
    (made,) = recommend(city.area, city.profile, desk.now, Sightings(), asked, policy)
    return made


def sent(made: Recommendation) -> list[tuple[str, str, int]]:
    return sorted((one.capability, one.team_id, one.crews) for one in made.teams)


@pytest.mark.parametrize("policy", ["nearest", "optimal"])
def test_a_team_sends_as_many_crews_as_its_discipline_has(
    city: City, desk: RoadDesk, policy: str
) -> None:
    made = ask(city, desk, TeamNeed("FIRE", 3), policy=policy)
    assert sent(made) == [("FIRE", "fire-1", 2), ("FIRE", "fire-2", 1)]


def test_the_crews_of_a_team_are_shared_among_all_that_it_can_do(
    city: City, desk: RoadDesk
) -> None:
    made = ask(city, desk, TeamNeed("FIRE", 2), TeamNeed("RESCUE", people=40))
    assert sum(crews for _, team_id, crews in sent(made) if team_id == "fire-1") == 5
    assert ("FIRE", "fire-2", 1) in sent(made)
    assert sum(one.missing for one in made.shortfalls) == 1


def test_equipment_is_asked_of_those_who_have_it(city: City, desk: RoadDesk) -> None:
    rescue = replace(city.area.teams["fire-2"], capabilities=("FIRE", "WATER"), people=24)
    city.by("admin", c.EnrolTeams((rescue,)))
    made = ask(city, desk, TeamNeed("WATER", units=2))
    assert sent(made) == [("WATER", "fire-1", 2)]


def test_no_more_crews_are_proposed_than_have_the_equipment(city: City, desk: RoadDesk) -> None:
    made = ask(city, desk, TeamNeed("WATER", units=4))
    assert sent(made) == [("WATER", "fire-1", 2)]
    assert [(one.need, one.missing) for one in made.shortfalls] == [("WATER", 2)]


def test_an_accepted_recommendation_meets_what_it_promised(city: City, desk: RoadDesk) -> None:
    made = ask(city, desk, TeamNeed("FIRE", 2), TeamNeed("RESCUE", 2))
    city.by("system", c.MakeRecommendation(made))
    incident = city.area.incidents[made.incident_id]
    city.by("city duty officer", c.AcceptRecommendation(incident.recommendation_id or ""))
    incident = city.area.incidents[made.incident_id]
    assert missing_crews(city.area, city.profile, incident) == {}
    assert city.is_sound()


def test_what_a_team_amounts_to_is_counted_in_crews(city: City) -> None:
    force = force_of(city.area.teams["fire-1"], city.profile)
    assert (force.crews, dict(force.crews_for)) == (
        5,
        {"FIRE": 2, "RESCUE": 5, "WATER": 5, "WATER/units": 2},
    )


def test_a_team_with_people_who_may_not_fight_a_forest_fire_is_left_out_of_it(
    city: City, desk: RoadDesk
) -> None:
    unfit = replace(city.area.teams["fire-1"], has_unfit=True)
    city.by("admin", c.EnrolTeams((unfit,)))
    burning = city.a_fire(
        kind="forest_fire", team_needs=(TeamNeed("FIRE", 2),), supply_needs=(), priority=3
    )
    asked = [city.area.incidents[burning]]
    (made,) = recommend(city.area, city.profile, desk.now, Sightings(), asked, "optimal")
    assert [one.team_id for one in made.teams] == ["fire-2"]
    assert (ReasonLeftOut.NOT_FIT, ("fire-1",)) in [(x.reason, x.team_ids) for x in made.left_out]
