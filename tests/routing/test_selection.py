"""What somebody means by a number, a name or a line drawn on the map."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.network import RoadNetwork
from routing.selection import (
    arcs_named,
    arcs_numbered,
    arcs_within,
    check_rings,
    names_like,
    way_back,
)
from tests.roadworks import BRIDGE, LANE, RING, node_number, round_the_bridge, two_banks

ROADS = two_banks()


def ends(arcs: np.ndarray) -> set[tuple[int, int]]:
    return set(zip(ROADS.tail[arcs].tolist(), ROADS.head[arcs].tolist(), strict=True))


def ring(*corners: tuple[float, float]) -> list[tuple[float, float]]:
    return [*corners, corners[0]]


def test_a_name_means_the_street_both_ways() -> None:
    w, b1, b2, e = (node_number(one) for one in ("W", "B1", "B2", "E"))
    both = {(w, b1), (b1, b2), (b2, e)}
    assert ends(arcs_named(ROADS, BRIDGE)) == both | {(head, tail) for tail, head in both}


@pytest.mark.parametrize("name", ["", "  ", "No Such Street"])
def test_a_name_nobody_knows_is_told(name: str) -> None:
    with pytest.raises(ValueError, match=r"no road is called|no name"):
        arcs_named(ROADS, name)


def test_names_are_found_by_a_part_of_them_those_that_begin_with_it_first() -> None:
    assert names_like(ROADS, "r") == (RING, BRIDGE)
    assert names_like(ROADS, "STREET") == (BRIDGE,)
    assert names_like(ROADS, "n") == tuple(sorted((LANE, RING), key=lambda name: (len(name), name)))
    assert names_like(ROADS, "") == names_like(ROADS, "zzz") == ()
    assert names_like(ROADS, "r", limit=1) == (RING,)


def test_a_number_means_one_direction_or_both() -> None:
    arc = int(arcs_named(ROADS, LANE)[0])
    assert arcs_numbered(ROADS, [arc]).tolist() == [arc]
    both = arcs_numbered(ROADS, [arc], both_ways=True)
    assert sorted(both.tolist()) == sorted([arc, way_back(ROADS, arc)])
    assert len(ends(both)) == 2


@pytest.mark.parametrize("arcs", [[-1], [99], []])
def test_a_number_that_is_no_arc_is_told(arcs: list[int]) -> None:
    with pytest.raises(ValueError, match=r"arcs\[0\]|no arc is named"):
        arcs_numbered(ROADS, arcs)


def test_of_two_streets_between_the_same_crossings_the_own_one_leads_back() -> None:
    roads = RoadNetwork.from_arcs(
        [0.0, 0.1],
        [0.0, 0.0],
        [0, 0, 1, 1],
        [1, 1, 0, 0],
        [100, 900, 900, 101],
        [50] * 4,
        name=["short", "long", "long", "short"],
    )
    assert [way_back(roads, arc) for arc in range(4)] == [3, 2, 1, 0]


def test_a_street_of_one_direction_has_no_way_back() -> None:
    roads = RoadNetwork.from_arcs([0.0, 0.1], [0.0, 0.0], [0], [1], [100], [50])
    assert way_back(roads, 0) == -1
    assert arcs_numbered(roads, [0], both_ways=True).tolist() == [0]


def test_a_polygon_over_the_river_means_the_bridge_though_no_crossing_lies_in_it() -> None:
    rings = [[(at.lon, at.lat) for at in one] for one in round_the_bridge()]
    b1, b2 = node_number("B1"), node_number("B2")
    assert ends(arcs_within(ROADS, rings)) == {(b1, b2), (b2, b1)}


def test_a_polygon_finds_a_road_by_its_bends_and_not_by_its_ends() -> None:
    bent = RoadNetwork.from_arcs(
        [0.0, 1.0], [0.0, 0.0], [0], [1], [1000], [50], shapes={0: np.array([[0.5, 0.4]])}
    )
    assert arcs_within(bent, [ring((0.45, 0.3), (0.55, 0.3), (0.55, 0.5), (0.45, 0.5))]) == [0]
    with pytest.raises(ValueError, match="no road lies in the polygon"):
        arcs_within(bent, [ring((0.45, -0.1), (0.55, -0.1), (0.55, 0.1), (0.45, 0.1))])


def test_what_lies_in_a_hole_of_the_polygon_is_not_meant() -> None:
    everything = ring((108.9, 33.9), (109.2, 33.9), (109.2, 34.2), (108.9, 34.2))
    bridge = [(at.lon, at.lat) for at in round_the_bridge()[0]]
    assert len(arcs_within(ROADS, [everything])) == ROADS.arc_count
    # The bridge itself still crosses the rim of the hole.
    assert len(arcs_within(ROADS, [everything, bridge])) == ROADS.arc_count
    wide = ring((109.01, 33.99), (109.03, 33.99), (109.03, 34.01), (109.01, 34.01))
    b1, b2 = node_number("B1"), node_number("B2")
    found = ends(arcs_within(ROADS, [everything, wide]))
    assert (b1, b2) not in found
    assert (node_number("W"), b1) in found


@pytest.mark.parametrize(
    ("rings", "problem"),
    [
        ([], "needs a ring"),
        ([[(0.0, 0.0), (1.0, 1.0), (0.0, 0.0)]], "three corners"),
        ([[(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)]], "not closed"),
        ([ring((0.0, 0.0), (1.0, 1.0), (1.0, 0.0), (0.0, 1.0))], "Self-intersection"),
    ],
)
def test_what_is_no_polygon_is_told(rings: list[list[tuple[float, float]]], problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        check_rings(rings)


corner = st.tuples(st.floats(108.98, 109.08), st.floats(33.98, 34.1))


@given(corner, corner)
def test_a_box_means_what_a_slow_look_at_every_line_finds(
    one: tuple[float, float], other: tuple[float, float]
) -> None:
    import shapely

    (west, east), (south, north) = sorted((one[0], other[0])), sorted((one[1], other[1]))
    if east - west < 1e-6 or north - south < 1e-6:
        return
    box = shapely.box(west, south, east, north)
    wanted = []
    for arc in range(ROADS.arc_count):
        line = [(ROADS.lon[node], ROADS.lat[node]) for node in (ROADS.tail[arc], ROADS.head[arc])]
        if shapely.LineString(line).intersects(box):
            wanted.append(arc)
    rings = [ring((west, south), (east, south), (east, north), (west, north))]
    if wanted:
        assert arcs_within(ROADS, rings).tolist() == wanted
    else:
        with pytest.raises(ValueError, match="no road"):
            arcs_within(ROADS, rings)
