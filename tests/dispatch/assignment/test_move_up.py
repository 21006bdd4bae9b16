"""Teams move up where that restores cover, nobody is uncovered by it, and they go home after."""

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st
from immutables import Map
from msgspec.structs import replace

from dispatch.assignment.coverage import Coverage, Standing
from dispatch.assignment.move_up import MoveUpProposal, propose
from dispatch.assignment.reach import Reach, Residents
from dispatch.assignment.roads import RoadDesk
from dispatch.domain.area import Area
from dispatch.domain.coverage import CoverageRules, MoveUpRules, Standard
from dispatch.domain.places import AdminLevel, Place
from dispatch.domain.teams import Team
from tests.roadworks import node_number, position_of, two_banks

# From the west it takes 223 s to the east bank and 445 s to the hill; nine minutes to the north.
PEOPLE = {"W": 4_000, "E": 3_000, "H": 2_000, "N1": 1_000}
PLACES = {
    "C": Place("C", "city", AdminLevel.CITY, None, None, 10_000),
    **{
        node: Place(node, node, AdminLevel.TOWN, "C", position_of(node), people)
        for node, people in PEOPLE.items()
    },
}
REACH: dict[int, Reach] = {}


def rules(floor: float = 0.9, most_moves: int = 2, **more: float) -> CoverageRules:
    moving = MoveUpRules(most_moves=most_moves, **({"longest_drive_s": 1800.0} | more))
    standards = {"FIRE": Standard(150, floor), "MEDICAL": Standard(150, 0.0)}
    return CoverageRules(busy_share=0.3, standards=standards, move_up=moving)


def a_team(team_id: str, station: str, stands: str | None = None, *capabilities: str) -> Team:
    return Team(
        team_id,
        team_id,
        station,
        position_of(station),
        capabilities or ("FIRE",),
        8,
        standby_at=None if stands is None else position_of(stands),
        standby_place=stands,
    )


def area_of(*teams: Team) -> Area:
    return Area("town", root="C", places=Map(PLACES), teams=Map({t.team_id: t for t in teams}))


def coverage_of(
    area: Area, given_rules: CoverageRules, away: Mapping[str, str] | None = None
) -> Coverage:
    """The coverage of all teams where they stand by; those of `away` are at other nodes."""
    if 0 not in REACH:
        view = RoadDesk(two_banks()).now
        REACH[0] = Reach(Residents.of(area, view), view)
    reach = REACH[0]
    standing = {}
    for team in area.teams.values():
        node = reach.roads.node_of(team.home)
        assert node is not None
        standing[team.team_id] = Standing(node, team.capabilities)
    for team_id, at in (away or {}).items():
        standing[team_id] = Standing(node_number(at), area.teams[team_id].capabilities)
    return Coverage.of(reach, given_rules, standing)


def found(proposal: MoveUpProposal | None) -> MoveUpProposal:
    assert proposal is not None
    return proposal


def test_one_of_two_neighbours_moves_where_nobody_is_left() -> None:
    area = area_of(a_team("a", "W"), a_team("b", "W"), a_team("off", "E", None, "POLICE"))
    made = found(propose(area, coverage_of(area, rules(floor=0.7))))
    (move,) = made.moves
    assert (move.team_id, move.place_code) == ("a", "E")
    assert 200 < move.travel_s < 230
    assert (made.now[0].share, made.after[0].share) == (0.4, 0.7)
    # W loses its second team: q - q^2 of its people; E gains 1 - q of its own.
    assert move.gains_people == 3_000 * 0.7 - 4_000 * 0.21


def test_the_last_team_of_a_place_does_not_leave_it_for_a_smaller_one() -> None:
    area = area_of(a_team("a", "W"), a_team("off", "E", None, "POLICE"))
    assert propose(area, coverage_of(area, rules())) is None


def test_nothing_is_proposed_while_cover_is_as_it_should_be() -> None:
    area = area_of(a_team("a", "W"), a_team("b", "W"), a_team("off", "E", None, "POLICE"))
    assert propose(area, coverage_of(area, rules(floor=0.4))) is None


def test_nobody_drives_farther_than_the_profile_lets_them() -> None:
    area = area_of(a_team("a", "W"), a_team("b", "W"), a_team("off", "E", None, "POLICE"))
    assert propose(area, coverage_of(area, rules(longest_drive_s=200.0))) is None


def test_a_team_does_not_leave_another_capability_short() -> None:
    both = ("FIRE", "MEDICAL")
    area = area_of(a_team("a", "W", None, *both), a_team("b", "W"), a_team("off", "E", None, "X"))
    made = found(propose(area, coverage_of(area, rules(floor=0.7))))
    assert [one.team_id for one in made.moves] == ["b"]


def test_no_more_teams_move_than_the_profile_lets() -> None:
    teams = [a_team(name, "W") for name in "abcd"]
    posts = [a_team(f"off-{node}", node, None, "X") for node in ("E", "H", "N1")]
    area = area_of(*teams, *posts)
    for most in (1, 2):
        made = found(propose(area, coverage_of(area, rules(floor=1.0, most_moves=most))))
        assert len(made.moves) == most


def test_who_is_on_the_way_is_reckoned_to_be_there() -> None:
    on_the_way = replace(a_team("a", "W", "E"), position=position_of("W"))
    area = area_of(on_the_way, a_team("b", "W"), a_team("off", "E", None, "X"))
    assert propose(area, coverage_of(area, rules(floor=0.7), away={"a": "W"})) is None


def test_a_team_goes_home_once_it_is_not_needed_any_more() -> None:
    area = area_of(a_team("a", "W", "E"), a_team("b", "W"), a_team("back", "E"))
    made = found(propose(area, coverage_of(area, rules(floor=0.7, margin=0.0))))
    assert (made.moves, made.home) == ((), ("a",))
    still_needed = area_of(a_team("a", "W", "E"), a_team("b", "W"))
    assert propose(still_needed, coverage_of(still_needed, rules(floor=0.7))) is None


teams = st.lists(
    st.tuples(
        st.sampled_from(list(PEOPLE)), st.sampled_from([("FIRE",), ("FIRE", "MEDICAL"), ("X",)])
    ),
    min_size=1,
    max_size=7,
)


@given(teams, st.sampled_from([0.5, 0.7, 1.0]))
def test_a_proposal_gains_cover_keeps_its_bound_and_makes_nothing_worse(
    stations: list[tuple[str, tuple[str, ...]]], floor: float
) -> None:
    area = area_of(
        *(
            a_team(f"t{number}", station, None, *capabilities)
            for number, (station, capabilities) in enumerate(stations)
        )
    )
    coverage = coverage_of(area, rules(floor=floor))
    made = propose(area, coverage)
    if made is None:
        return
    assert sum(b.expected_share for b in made.after) > sum(a.expected_share for a in made.now)
    for before, after in zip(made.now, made.after, strict=True):
        assert after.share >= before.share or not after.is_short
        at_most = made.expected_at_most.get(after.capability)
        assert at_most is None or after.expected_share <= at_most + 1e-6
    assert len({one.team_id for one in made.moves}) == len(made.moves)
