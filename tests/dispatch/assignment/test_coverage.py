"""Coverage: whom a free team reaches in time, what its leaving costs, reckoned bit by bit."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from immutables import Map

from dispatch.assignment.coverage import NEVER_MS, Coverage, Standing
from dispatch.assignment.reach import Reach, Residents
from dispatch.assignment.roads import RoadDesk
from dispatch.domain.area import Area
from dispatch.domain.coverage import CoverageRules, Standard
from dispatch.domain.places import AdminLevel, Place
from dispatch.domain.roads import RoadName
from routing.geo import Position
from tests.roadworks import (
    BRIDGE,
    EAST,
    NODES,
    WEST,
    a_measure,
    node_number,
    position_of,
    two_banks,
)

HILL = position_of("H")
OFF_THE_ROADS = Position(lon=110.5, lat=35.5)
PLACES = (
    Place("C", "city", AdminLevel.CITY, None, WEST, 10_000),
    Place("T", "town", AdminLevel.TOWN, "C", WEST, 9_000),
    Place("V-west", "west", AdminLevel.VILLAGE, "T", WEST, 4_000),
    Place("V-east", "east", AdminLevel.VILLAGE, "T", EAST, 3_000),
    Place("V-hill", "hill", AdminLevel.VILLAGE, "T", HILL, 1_000),
    Place("V-far", "far", AdminLevel.VILLAGE, "T", OFF_THE_ROADS, 1_000),
)
AREA = Area(area_id="town", places=Map({one.code: one for one in PLACES}))
RULES = CoverageRules(
    busy_share=0.25,
    standards={"FIRE": Standard(within_s=300, floor=0.8), "MEDICAL": Standard(within_s=600)},
)
# From the west it takes 223 s to the east bank and 445 s to the hill.
DESK = RoadDesk(two_banks())
REACH = Reach(Residents.of(AREA, DESK.now), DESK.now)


def standing(node: str, *capabilities: str) -> Standing:
    return Standing(node_number(node), capabilities or ("FIRE",))


def covered_by(**teams: Standing) -> Coverage:
    return Coverage.of(REACH, RULES, teams)


def test_everybody_counts_once_where_the_tree_knows_them_to_live() -> None:
    residents = REACH.residents
    assert residents.codes == ("C", "V-east", "V-far", "V-hill", "V-west")
    assert residents.people.tolist() == [1_000, 3_000, 1_000, 1_000, 4_000]
    assert residents.within("T").tolist() == [1, 2, 3, 4]
    assert residents.within("elsewhere").tolist() == []


def test_a_place_is_covered_where_a_free_team_comes_within_the_standard() -> None:
    told = covered_by(one=standing("W")).share("FIRE")
    assert (told.people, told.covered, told.share) == (10_000, 8_000, 0.8)
    assert told.expected_share == 0.6  # for the team is busy in a quarter of the cases
    assert not told.is_short
    assert covered_by(one=standing("H")).share("FIRE").is_short


def test_who_lives_off_the_roads_is_covered_by_nobody() -> None:
    teams = {f"team-{node}": standing(node) for node in NODES}
    assert covered_by(**teams).share("FIRE").covered == 9_000


def test_the_number_can_be_asked_of_a_place_and_all_below_it() -> None:
    coverage = covered_by(one=standing("W"))
    assert coverage.share("FIRE", "V-hill").share == 0.0
    assert coverage.share("FIRE", "V-west").share == 1.0
    assert coverage.share("FIRE", "elsewhere").share == 1.0  # nobody is without


def test_a_capability_has_its_own_standard_and_its_own_teams() -> None:
    coverage = covered_by(one=standing("W", "FIRE", "MEDICAL", "POLICE"))
    assert coverage.share("MEDICAL").covered == 9_000
    assert set(coverage.teams) == {"FIRE", "MEDICAL"}
    with pytest.raises(KeyError):
        coverage.share("POLICE")


def test_the_last_team_within_reach_costs_more_than_one_of_two() -> None:
    alone = covered_by(one=standing("W"))
    assert alone.loss("one", "FIRE") == pytest.approx(8_000 * 0.75)
    both = covered_by(one=standing("W"), two=standing("W"))
    assert both.loss("one", "FIRE") == pytest.approx(8_000 * 0.75 * 0.25)
    assert both.losses(["one", "nobody"]).tolist() == pytest.approx([8000 * 0.75 * 0.25, 0.0])


def test_the_first_and_second_who_could_come_are_told_even_beyond_the_standard() -> None:
    times = covered_by(one=standing("W")).soonest_ms("FIRE")
    rows = dict(zip(REACH.residents.codes, times.tolist(), strict=True))
    assert rows["V-west"] == [0, NEVER_MS]
    assert rows["V-hill"][0] == pytest.approx(445_000, abs=1_000)
    assert rows["V-far"] == [NEVER_MS, NEVER_MS]
    assert covered_by().soonest_ms("FIRE").tolist() == [[NEVER_MS, NEVER_MS]] * 5


def test_a_closed_bridge_uncovers_the_other_bank() -> None:
    desk = RoadDesk(two_banks())
    view = desk.enforce([a_measure(RoadName(BRIDGE))], 1)
    reach = Reach(Residents.of(AREA, view), view)
    assert Coverage.of(reach, RULES, {"one": standing("W")}).share("FIRE").covered == 5_000


crowds = st.dictionaries(
    st.sampled_from(["a", "b", "c", "d"]),
    st.builds(
        Standing,
        st.integers(0, len(NODES) - 1),
        st.sampled_from([("FIRE",), ("MEDICAL",), ("FIRE", "MEDICAL"), ("POLICE",)]),
    ),
)


@given(st.lists(crowds, min_size=1, max_size=6))
def test_reckoned_bit_by_bit_it_is_what_it_is_reckoned_anew(moments: list) -> None:
    coverage = Coverage.of(REACH, RULES, {})
    for teams in moments:
        coverage = coverage.when(teams)
    anew = Coverage.of(REACH, RULES, moments[-1])
    for capability in RULES.standards:
        assert np.array_equal(coverage.teams[capability], anew.teams[capability])


@given(crowds)
def test_what_a_team_costs_is_what_is_expected_less_without_it(teams: dict) -> None:
    coverage = covered_by(**teams)
    for team_id in teams:
        for capability in RULES.standards:
            after = coverage.without([team_id]).share(capability)
            lost = (coverage.share(capability).expected_share - after.expected_share) * 10_000
            assert coverage.loss(team_id, capability) == pytest.approx(lost, abs=0.1)
