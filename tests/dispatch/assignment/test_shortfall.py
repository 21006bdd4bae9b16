"""What some means cannot meet is told exactly: nobody is counted twice, the urgent come first."""

from itertools import chain, combinations

from hypothesis import given
from hypothesis import strategies as st

from dispatch.assignment.shortfall import Force, Want, crews_missing, less

CAPABILITIES = ("FIRE", "MEDICAL", "RESCUE")


def one_crew(*capabilities: str) -> Force:
    return Force(1, tuple((one, 1) for one in sorted(capabilities)))


def test_a_team_that_can_do_two_things_does_one_of_them() -> None:
    wants = [Want("FIRE", 1), Want("RESCUE", 1)]
    assert crews_missing(wants, {one_crew("FIRE", "RESCUE"): 1}) in ([0, 1], [1, 0])
    assert crews_missing(wants, {one_crew("FIRE", "RESCUE"): 2}) == [0, 0]


def test_nobody_is_wasted_on_what_others_could_do() -> None:
    wants = [Want("FIRE", 1), Want("RESCUE", 1)]
    assert crews_missing(wants, {one_crew("FIRE", "RESCUE"): 1, one_crew("FIRE"): 1}) == [0, 0]


def test_the_heavier_want_is_met_first() -> None:
    wants = [Want("FIRE", 2, weight=1), Want("FIRE", 2, weight=8)]
    assert crews_missing(wants, {one_crew("FIRE"): 3}) == [1, 0]


def test_a_team_gives_as_many_crews_as_it_has_of_each_discipline() -> None:
    town = Force(3, (("FIRE", 1), ("MEDICAL", 3)))
    assert crews_missing([Want("FIRE", 3)], {town: 1}) == [2]
    assert crews_missing([Want("FIRE", 1), Want("MEDICAL", 3)], {town: 1}) != [0, 0]


def test_nothing_wanted_is_nothing_missing() -> None:
    assert crews_missing([], {one_crew("FIRE"): 1}) == []
    assert crews_missing([Want("FIRE", 2)], {}) == [2]


def test_supplies_lack_what_is_wanted_and_not_there() -> None:
    assert less({"boat": 4, "pump": 2}, {"boat": 2, "pump": 9, "tent": 1}) == {"boat": 2}


forces = st.lists(
    st.builds(
        Force,
        st.integers(1, 3),
        st.dictionaries(st.sampled_from(CAPABILITIES), st.integers(1, 3)).map(
            lambda able: tuple(sorted(able.items()))
        ),
    ),
    max_size=5,
)


@given(forces, st.fixed_dictionaries(dict.fromkeys(CAPABILITIES, st.integers(0, 5))))
def test_what_is_missing_in_all_is_the_smallest_cut_between_teams_and_wants(
    teams: list[Force], wanted: dict[str, int]
) -> None:
    counted: dict[Force, int] = {}
    for one in teams:
        counted[one] = counted.get(one, 0) + 1
    missing = crews_missing([Want(*one) for one in wanted.items()], counted)
    subsets = chain.from_iterable(combinations(CAPABILITIES, size) for size in range(4))
    could_be_met = min(
        sum(count for capability, count in wanted.items() if capability not in some)
        + sum(
            min(one.crews, sum(most for able, most in one.crews_for if able in some))
            for one in teams
        )
        for some in subsets
    )
    assert sum(missing) == sum(wanted.values()) - could_be_met
    assert all(0 <= lacks <= wants for lacks, wants in zip(missing, wanted.values(), strict=True))
