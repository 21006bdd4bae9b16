"""A decision is taken again for what could change it, and for nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.assignment.roads import RoadDesk
from dispatch.domain import commands as c
from dispatch.domain.profile import TeamNeed
from dispatch.domain.recommendations import Recommendation, TeamChoice
from dispatch.engine.advisor import Advisor
from dispatch.engine.positions import Positions
from dispatch.engine.stirring import Stirred, Wants
from routing.geo import Position
from tests.dispatch.assignment.test_recommend import a_road_east
from tests.sentences import City

CHIEF = "city duty officer"


@pytest.fixture
def city() -> City:
    return City()


@pytest.fixture
def advisor(city: City) -> Advisor:
    return Advisor(city.engine, RoadDesk(a_road_east()), Positions())


def wanting(city: City, *, lon: float = 109.06) -> str:
    """Return an incident that wants a crew for fires, and is not that of another place."""
    where = Position(lon=lon, lat=34.27)
    return city.a_fire(
        kind="gas", position=where, team_needs=(TeamNeed("FIRE", 1),), supply_needs=()
    )


def proposed(city: City, incident_id: str) -> Recommendation:
    return city.area.recommendations[city.area.incidents[incident_id].recommendation_id or ""]


def watching(city: City, *incidents: str) -> Stirred:
    """Return what watches from now on, once some incidents have been decided together."""
    stirred = Stirred(city.profile, city.area)
    stirred.settle()
    stirred.proposed([proposed(city, one) for one in incidents])
    city.engine.subscribe(stirred.observe)
    return stirred


def test_who_goes_as_it_was_proposed_leaves_every_other_proposal_as_good(
    city: City, advisor: Advisor
) -> None:
    first, second = wanting(city), wanting(city, lon=109.08)
    assert advisor.step() == 2
    stirred = watching(city, first, second)
    city.by(CHIEF, c.AcceptRecommendation(proposed(city, first).recommendation_id))
    assert stirred.departed
    assert not stirred.abilities
    assert advisor.step() == 0


def test_who_is_sent_by_hand_may_be_missed_elsewhere(city: City, advisor: Advisor) -> None:
    first, second = wanting(city), wanting(city, lon=109.08)
    assert advisor.step() == 2
    stirred = watching(city, first, second)
    team_id = proposed(city, second).teams[0].team_id
    change = c.ChangeRecommendation(
        proposed(city, first).recommendation_id, {"FIRE": (team_id,)}, "熟悉地形"
    )
    city.by(CHIEF, change)
    assert "FIRE" in stirred.abilities
    assert advisor.step() == 1
    assert proposed(city, second).teams[0].team_id != team_id


def test_what_was_proposed_and_is_wanted_no_more_is_free_for_others(
    city: City, advisor: Advisor
) -> None:
    incident_id = wanting(city)
    advisor.step()
    stirred = watching(city, incident_id)
    (choice,) = proposed(city, incident_id).teams
    city.by(CHIEF, c.SetDemands(incident_id, (TeamNeed("MEDICAL", 1),), (), "人员中毒"))
    now = Wants.of(city.area, city.profile, city.area.incidents[incident_id])
    stirred.wants(incident_id, now)
    assert not stirred.freed
    city.by(CHIEF, c.SetDemands(incident_id, (), (), "无需出动"))
    stirred.wants(incident_id, Wants())
    assert stirred.freed == {choice.team_id}


def test_a_step_that_changes_nothing_that_is_wanted_asks_nothing_new(city: City) -> None:
    incident_id = wanting(city)

    def wants() -> Wants:
        return Wants.of(city.area, city.profile, city.area.incidents[incident_id])

    before = wants()
    city.step(CHIEF, incident_id, "start_verify")
    assert wants() == before
    city.by(CHIEF, c.SetDemands(incident_id, (TeamNeed("FIRE", 2),), (), "火势蔓延"))
    assert wants() != before


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["I1", "I2", "I3"]),
            st.none() | st.lists(st.sampled_from(["fire-1", "fire-far"]), max_size=3),
        ),
        max_size=8,
    )
)
def test_who_leaves_is_missed_as_long_as_somebody_is_to_have_them(
    steps: list[tuple[str, list[str] | None]],
) -> None:
    city = City()
    stirred, to_have = Stirred(city.profile, city.area), dict[str, list[str]]()
    for incident_id, team_ids in steps:
        if team_ids is None:  # nobody is wanted there any more
            stirred.wants(incident_id, Wants())
        else:
            stirred.proposed([to_go(incident_id, team_ids)])
        to_have[incident_id] = team_ids or []
    stirred.settle()
    city.engine.subscribe(stirred.observe)
    city.by("duty officer", c.TakeStep("team_availability", "fire-1", "go_off_duty"))
    is_missed = any("fire-1" in team_ids for team_ids in to_have.values())
    assert ("FIRE" in stirred.abilities, stirred.departed) == (is_missed, not is_missed)


def to_go(incident_id: str, team_ids: list[str]) -> Recommendation:
    """Return a proposal that a crew of each of some teams goes; one that stands twice sends two."""
    here = Position(lon=109.0, lat=34.0)
    teams = tuple(TeamChoice("FIRE", one, 60.0, here) for one in team_ids)
    return Recommendation("", incident_id, "optimal", 0, "", "", teams=teams)
