"""A town of nodes 1 to 9: the ways are drawn below, every node being a point of one."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.build.restrictions import Restriction
from routing.build.turn_bans import NO_WAY_OVER, NOT_DRIVEN, NOT_SPLIT, Rows, banned_turns
from routing.network import AGAINST_ONE_WAY, ANYBODY, EMERGENCY, FOOT, HGV, PRIVATE, VEHICLES

WEST, EAST, NORTH, SOUTH, BRIDGE, FAR = 10, 20, 30, 40, 50, 60
#        4         7
#        |         |
#  1 --- 2 -- 3 -- 6 --- 8      WEST, BRIDGE (2, 3, 6) and EAST in one line
#        |    |    |
#        5    9    -
TOWN = {WEST: [1, 2], BRIDGE: [2, 3, 6], EAST: [6, 8], NORTH: [2, 4], SOUTH: [2, 5], FAR: [6, 7]}
LANE = {70: [3, 9]}


def rows_of(ways, access=None):
    """Both directions of each step of the ways; `access` says what else than `ANYBODY`."""
    arcs = []
    for way, nodes in ways.items():
        for here, there in pairwise(nodes):
            for tail, head in ((here, there), (there, here)):
                codes = (access or {}).get((tail, head), [ANYBODY])
                arcs += [(tail - 1, head - 1, way, code) for code in codes]
    tail, head, way_id, codes = np.array(arcs, np.int64).T
    return Rows(tail, head, way_id, codes.astype(np.uint8))


def bans(restriction, ways=TOWN, access=None):
    rows = rows_of(ways, access)
    found = banned_turns([restriction], np.arange(1, 10), rows)
    turns = [
        (int(rows.tail[turn[0]]) + 1, *(int(rows.head[row]) + 1 for row in turn))
        for turn in found.turns
    ]
    assert found.binds == [restriction.binds] * len(turns)
    return set(turns), dict(found.left_out)


def ban(kind, from_way, to_way, via=2, ways=(), binds=VEHICLES):
    return Restriction(kind, binds, (from_way,), via, tuple(ways), (to_way,))


def test_a_turn_over_a_node_is_banned():
    assert bans(ban("no_left_turn", WEST, NORTH)) == ({(1, 2, 4)}, {})


def test_an_only_turn_bans_every_other_exit():
    assert bans(ban("only_straight_on", WEST, BRIDGE))[0] == {(1, 2, 1), (1, 2, 4), (1, 2, 5)}


def test_a_u_turn_may_be_banned_at_the_end_of_a_way():
    assert bans(ban("no_u_turn", WEST, WEST))[0] == {(1, 2, 1)}


def test_a_u_turn_may_be_banned_in_the_middle_of_a_way_in_both_directions():
    assert bans(ban("no_u_turn", BRIDGE, BRIDGE, via=3))[0] == {(2, 3, 2), (6, 3, 6)}


def test_nobody_enters_a_street_from_any_of_several():
    several = Restriction("no_entry", VEHICLES, (WEST, SOUTH), 2, (), (NORTH,))
    assert bans(several)[0] == {(1, 2, 4), (5, 2, 4)}


def test_nobody_leaves_a_street_into_any_of_several():
    several = Restriction("no_exit", VEHICLES, (WEST,), 2, (), (NORTH, SOUTH))
    assert bans(several)[0] == {(1, 2, 4), (1, 2, 5)}


def test_a_turn_over_a_way_is_banned_whole():
    assert bans(ban("no_left_turn", WEST, FAR, ways=[BRIDGE])) == ({(1, 2, 3, 6, 7)}, {})


def test_a_turn_may_lead_over_several_ways_in_any_order():
    town = {**TOWN, BRIDGE: [2, 3], 51: [6, 3]}
    found = bans(ban("no_left_turn", WEST, FAR, ways=[51, BRIDGE]), town)
    assert found == ({(1, 2, 3, 6, 7)}, {})


def test_a_u_turn_over_a_bridge_comes_back_on_the_other_carriageway():
    town = {WEST: [1, 2], BRIDGE: [2, 3], EAST: [3, 4]}
    assert bans(ban("no_u_turn", WEST, EAST, ways=[BRIDGE]), town)[0] == {(1, 2, 3, 4)}


def test_an_only_turn_over_a_way_bans_leaving_it_anywhere():
    found, left_out = bans(ban("only_straight_on", WEST, EAST, ways=[BRIDGE]), TOWN | LANE)
    at_its_begin = {(1, 2, 1), (1, 2, 4), (1, 2, 5)}
    midway = {(1, 2, 3, 2), (1, 2, 3, 9)}
    at_its_end = {(1, 2, 3, 6, 3), (1, 2, 3, 6, 7)}
    assert (found, left_out) == (at_its_begin | midway | at_its_end, {})


def test_no_ban_is_about_an_arc_against_a_one_way_street():
    against = {(2, 4): [ANYBODY | AGAINST_ONE_WAY]}
    assert bans(ban("no_left_turn", WEST, NORTH), access=against) == (set(), {NOT_DRIVEN: 1})
    only = ban("only_straight_on", WEST, BRIDGE)
    assert bans(only, access=against)[0] == {(1, 2, 1), (1, 2, 5)}


def test_a_ban_is_about_the_arcs_of_those_it_binds():
    on_foot = {(2, 4): [FOOT]}
    assert bans(ban("no_left_turn", WEST, NORTH), access=on_foot)[1] == {NOT_DRIVEN: 1}
    walkers = ban("no_left_turn", WEST, NORTH, binds=FOOT)
    assert bans(walkers, access=on_foot)[0] == {(1, 2, 4)}


def test_parallel_arcs_of_different_travellers_are_banned_each():
    rows = {(1, 2): [EMERGENCY | FOOT, (VEHICLES & ~EMERGENCY) | PRIVATE]}
    found = banned_turns([ban("no_left_turn", WEST, NORTH)], np.arange(1, 10), rows_of(TOWN, rows))
    assert len(set(found.turns)) == 2
    only_hgv = ban("no_left_turn", WEST, NORTH, binds=HGV)
    assert len(banned_turns([only_hgv], np.arange(1, 10), rows_of(TOWN, rows)).turns) == 1


@pytest.mark.parametrize(
    ("restriction", "reason"),
    [
        (ban("no_left_turn", WEST, 77), NOT_DRIVEN),
        (ban("no_left_turn", WEST, NORTH, via=99), NOT_DRIVEN),
        (ban("no_left_turn", WEST, NORTH, via=3), NOT_DRIVEN),
        (ban("no_left_turn", BRIDGE, 70, via=3), NOT_SPLIT),
        (ban("no_left_turn", WEST, FAR, ways=[77]), NOT_DRIVEN),
        (ban("no_left_turn", WEST, NORTH, ways=[BRIDGE]), NO_WAY_OVER),
    ],
)
def test_a_restriction_that_fits_no_arcs_is_counted_with_its_reason(restriction, reason):
    assert bans(restriction, TOWN | LANE) == (set(), {reason: 1})


def test_two_ways_over_are_one_too_many():
    town = {**TOWN, BRIDGE: [2, 3, 6], 51: [2, 9, 6]}
    assert bans(ban("no_left_turn", WEST, FAR, ways=[BRIDGE, 51]), town)[1] == {NOT_SPLIT: 1}


KINDS = ["no_left_turn", "no_u_turn", "only_straight_on", "no_exit"]
WAYS = st.lists(st.integers(1, 6), min_size=2, max_size=4)
CODES = st.sampled_from([ANYBODY, VEHICLES, FOOT, EMERGENCY, ANYBODY | AGAINST_ONE_WAY])


@st.composite
def towns(draw):
    """Ways anyhow, one way or two, and a restriction over some of them, or over a node."""
    ways = {way: draw(WAYS) for way in range(1, draw(st.integers(2, 5)))}
    steps = {step for nodes in ways.values() for step in pairwise(nodes)}
    both = sorted(steps | {(head, tail) for tail, head in steps})
    access = {step: [draw(CODES)] for step in both}
    way = st.sampled_from(sorted(ways))
    over = draw(st.lists(way, max_size=2))
    one = ban(draw(st.sampled_from(KINDS)), draw(way), draw(way), draw(st.integers(1, 6)), over)
    return one, rows_of(ways, access)


@given(towns())
def test_whatever_is_drawn_a_ban_is_a_turn_driven_by_rule_or_a_reason(town):
    restriction, rows = town
    found = banned_turns([restriction], np.arange(1, 10), rows)
    assert not (found.turns and found.left_out)
    assert sum(found.left_out.values()) <= 1
    for turn in map(list, found.turns):
        assert len(turn) > 1
        assert np.array_equal(rows.head[turn[:-1]], rows.tail[turn[1:]])
        assert not (rows.access[turn] & AGAINST_ONE_WAY).any()
        assert (rows.access[turn] & VEHICLES).all()
        assert rows.way_id[turn[0]] in restriction.from_ways
        if not restriction.kind.startswith("only_"):
            assert rows.way_id[turn[-1]] in restriction.to_ways
            assert set(rows.way_id[turn[1:-1]]) <= set(restriction.via_ways)
