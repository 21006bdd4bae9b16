"""Shelters in a recommendation: proposed with teams and supplies, opened when it is accepted."""

import numpy as np
import pytest

from dispatch.assignment.roads import RoadDesk
from dispatch.domain import commands as c
from dispatch.domain import evacuation_commands as xc
from dispatch.domain import shelter_commands as hc
from dispatch.domain.recommendations import Recommendation
from dispatch.domain.shelters import Shelter
from dispatch.engine.advisor import Advisor
from dispatch.engine.positions import Positions
from routing.geo import Position
from routing.network import RoadNetwork
from tests.sentences import City

HERE, THERE = Position(lon=109.06, lat=34.27), Position(lon=109.07, lat=34.27)
SCHOOL = Shelter("school", "小学", "610111001601", HERE, 100, "CLASS_3", capacities={"days": 100})
STADIUM = Shelter("stadium", "体育场", "610116001", THERE, 90, capacities={"days": 90})


@pytest.fixture
def city() -> City:
    made = City()
    made.by("admin", c.RegisterShelters((SCHOOL, STADIUM)))
    return made


@pytest.fixture
def advisor(city: City) -> Advisor:
    lon, lat = np.array([109.06, 109.07]), np.array([34.27, 34.27])
    roads = RoadNetwork.from_arcs(lon, lat, [0, 1], [1, 0], [920.0] * 2, [36.0] * 2)
    return Advisor(city.engine, RoadDesk(roads), Positions())


def a_flood(city: City, places: int) -> str:
    return city.a_fire(
        kind="geological", position=HERE, team_needs=(), supply_needs=(), shelter_places=places
    )


def proposed(city: City, advisor: Advisor, incident_id: str) -> Recommendation:
    advisor.step()
    return city.area.recommendation(city.area.incidents[incident_id].recommendation_id or "")


def told(made: Recommendation) -> list[tuple[str, int, bool]]:
    return [(one.shelter_id, one.people, one.opening_s > 0) for one in made.shelters]


def test_an_incident_that_wants_places_is_proposed_shelters_to_open(
    city: City, advisor: Advisor
) -> None:
    made = proposed(city, advisor, a_flood(city, 60))
    assert told(made) == [("school", 60, True)]
    assert made.shortfalls == ()


def test_accepting_has_the_shelters_opened(city: City, advisor: Advisor) -> None:
    made = proposed(city, advisor, a_flood(city, 150))
    assert {one.shelter_id for one in made.shelters} == {"school", "stadium"}
    city.by("city duty officer", c.AcceptRecommendation(made.recommendation_id))
    assert {one.state for one in city.area.shelters.values()} == {"OPENING"}
    assert city.is_sound()


def test_who_may_not_open_one_of_them_is_told_so_and_the_others_open(
    city: City, advisor: Advisor
) -> None:
    made = proposed(city, advisor, a_flood(city, 150))
    done = city.by("duty officer", c.AcceptRecommendation(made.recommendation_id))
    assert "stadium" in done.events[0].event.lapsed[0]
    states = {key: one.state for key, one in city.area.shelters.items()}
    assert states == {"school": "OPENING", "stadium": "CLOSED"}


def test_places_that_are_not_there_are_a_shortfall_with_its_reason(
    city: City, advisor: Advisor
) -> None:
    made = proposed(city, advisor, a_flood(city, 200))
    assert [(one.need, one.missing, one.reason) for one in made.shortfalls] == [
        ("shelter_places", 10, "no_places_left")
    ]


def test_who_has_been_admitted_wants_no_place_any_more(city: City, advisor: Advisor) -> None:
    flood = a_flood(city, 60)
    made = proposed(city, advisor, flood)
    city.by("city duty officer", c.AcceptRecommendation(made.recommendation_id))
    city.by("grid worker", c.TakeStep("shelter", "school", "ready"))
    city.by("grid worker", hc.AdmitEvacuees("school", "days", 45, incident_id=flood))
    assert told(proposed(city, advisor, flood)) == [("school", 15, False)]
    city.by("grid worker", hc.AdmitEvacuees("school", "days", 15, incident_id=flood))
    advisor.step()
    assert city.refused("system", c.MakeRecommendation(made)).code == "nothing_needed"


def test_the_people_of_all_open_incidents_are_placed_together_and_each_stays_whole(
    city: City, advisor: Advisor
) -> None:
    """Whoever is proposed first gives way where both stay together then."""
    first = a_flood(city, 60)
    assert [one[:2] for one in told(proposed(city, advisor, first))] == [("school", 60)]
    second = city.a_fire(
        kind="fire_safety", position=HERE, team_needs=(), supply_needs=(), shelter_places=95
    )
    made = proposed(city, advisor, second)
    assert [one[:2] for one in told(made)] == [("school", 95)]
    assert made.solved_with == (first,)
    again = proposed(city, advisor, first)
    assert [one[:2] for one in told(again)] == [("stadium", 60)]
    assert made.shortfalls == again.shortfalls == ()


def test_where_places_run_short_the_more_urgent_have_them(city: City, advisor: Advisor) -> None:
    calm = city.a_fire(
        kind="other", position=HERE, team_needs=(), supply_needs=(), shelter_places=100
    )
    urgent = a_flood(city, 150)
    assert sum(one.people for one in proposed(city, advisor, urgent).shelters) == 150
    made = proposed(city, advisor, calm)
    assert sum(one.people for one in made.shelters) == 40
    assert [(one.missing, one.reason) for one in made.shortfalls] == [(60, "no_places_left")]


def test_villages_on_the_list_of_an_evacuation_each_stay_together(
    city: City, advisor: Advisor
) -> None:
    flood = a_flood(city, 165)
    assert [one[1] for one in told(proposed(city, advisor, flood))] == [100, 65]
    villages = (
        xc.GroupToMove("610111001601", 85, 10, name="沟口组", position=HERE),
        xc.GroupToMove("610111001601", 70, name="坡上组", position=THERE),
    )
    order = xc.OrderEvacuation(
        "610111001", "geological", "山体裂缝", villages, "days", incident_id=flood
    )
    city.by("duty officer", order)
    made = proposed(city, advisor, flood)
    groups = [key for key, one in sorted(city.area.evacuation_groups.items())]
    assert {(one.shelter_id, one.people, one.group_id) for one in made.shelters} == {
        ("school", 85, groups[0]),
        ("stadium", 70, groups[1]),
        ("school", 10, ""),
    }
    assert made.shortfalls == ()
