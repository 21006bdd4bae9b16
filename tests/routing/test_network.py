import subprocess
import sys

import numpy as np
import pytest

from routing.network import (
    ANYBODY,
    HGV,
    MOTORCAR,
    NO_LIMIT,
    PRIVATE,
    SPEED_FROM_CLASS,
    SPEED_FROM_SOURCE,
    VEHICLES,
    RoadNetwork,
)

LON = [108.90, 108.91, 108.92, 108.93]
LAT = [34.20, 34.20, 34.20, 34.20]


def build(tail, head, **more):
    rows = len(tail)
    columns = {"length_m": [900.0] * rows, "speed_kmh": [50.0] * rows, **more}
    return RoadNetwork.from_arcs(LON, LAT, tail, head, **columns)


def test_arcs_are_sorted_by_the_node_they_leave():
    network = build([2, 0, 1, 0], [1, 1, 2, 3], way_id=[10, 20, 30, 40])
    assert network.tail.tolist() == [0, 0, 1, 2]
    assert network.head.tolist() == [1, 3, 2, 1]
    assert network.way_id.tolist() == [20, 40, 30, 10]
    assert network.first_out.tolist() == [0, 2, 3, 4, 4]


def test_parallel_arcs_self_loops_and_arcs_of_no_length_survive():
    network = build([0, 0, 1, 1], [1, 1, 1, 0], length_m=[900, 950, 30, 0])
    assert network.arc_count == 4
    assert network.length_m.tolist() == [900, 950, 30, 0]


def test_the_largest_strongly_connected_part_is_marked():
    # 0, 1 and 2 are a ring; 3 can be reached but never left.
    network = build([0, 1, 2, 2], [1, 2, 0, 3])
    assert network.in_largest_part.tolist() == [True, True, True, False]


def test_of_two_equal_parts_the_one_with_the_lowest_node_is_the_largest():
    network = build([3, 2, 1, 0], [2, 3, 0, 1])
    assert network.in_largest_part.tolist() == [True, True, False, False]


def test_a_network_may_have_no_arcs_at_all():
    network = build([], [])
    assert (network.node_count, network.arc_count) == (4, 0)
    assert network.in_largest_part.tolist() == [True, False, False, False]


def test_names_and_classes_are_kept_once_and_the_nameless_is_zero():
    network = build(
        [0, 1, 2], [1, 2, 3], name=["长安路", "", "长安路"], highway=["primary", "", "service"]
    )
    assert network.names == ("", "长安路")
    assert network.name.tolist() == [1, 0, 1]
    assert network.highway_classes == ("", "primary", "service")
    assert network.highway.tolist() == [1, 0, 2]


def test_what_is_not_said_of_an_arc_has_a_plain_default():
    network = build([0], [1])
    assert network.speed_source.tolist() == [SPEED_FROM_SOURCE]
    assert network.access.tolist() == [ANYBODY]
    assert network.max_mass_t.tolist() == network.max_height_m.tolist() == [NO_LIMIT]
    assert network.way_id.tolist() == [0]
    assert network.ban_count == 0
    assert network.shape_first.tolist() == [0, 0]


def test_the_points_of_an_arc_follow_it_when_arcs_are_sorted():
    bend = np.array([[108.915, 34.201], [108.917, 34.201]])
    network = build([1, 0], [2, 1], shapes={0: bend})
    assert network.shape_first.tolist() == [0, 0, 2]
    assert network.shape_lon.tolist() == [108.915, 108.917]
    assert network.shape_lat.tolist() == [34.201, 34.201]


def test_banned_turns_follow_their_arcs_and_are_kept_once():
    network = build([1, 0], [2, 1], turn_bans=[[1, 0], [1, 0]], ban_binds=[MOTORCAR, HGV])
    assert network.ban_count == 1
    assert network.banned_turn(0) == (0, 1)
    assert network.ban_binds.tolist() == [MOTORCAR | HGV]


def test_a_banned_turn_binds_vehicles_where_nobody_says_whom():
    assert build([0, 1], [1, 2], turn_bans=[[0, 1]]).ban_binds.tolist() == [VEHICLES]


def test_a_banned_turn_may_lead_over_a_street_between():
    network = build([2, 1, 0], [3, 2, 1], turn_bans=[[2, 1, 0], [2, 1]])
    assert [network.banned_turn(ban) for ban in range(2)] == [(0, 1), (0, 1, 2)]


def test_a_network_cannot_be_changed():
    network = build([0], [1])
    with pytest.raises(ValueError, match="read-only"):
        network.head[0] = 2
    with pytest.raises(AttributeError):
        network.head = np.zeros(1, np.int32)


def test_a_network_does_not_follow_its_callers_arrays():
    lon = np.array(LON)
    network = RoadNetwork.from_arcs(lon, LAT, [0], [1], [1.0], [50.0])
    lon[0] = 0.0
    assert network.lon[0] == 108.90


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"tail": [0, 9]}, r"tail\[1\] = 9 is not between 0 and 3"),
        ({"head": [-1, 2]}, r"head\[0\] = -1 is not between"),
        ({"head": [1.5, 2]}, r"head\[0\] = 1.5 is not a whole number"),
        ({"head": [1]}, "head must have 2 rows, got 1"),
        ({"length_m": [1, -2]}, r"length_m\[1\] = -2.0 is not a length"),
        ({"length_m": [np.nan, 2]}, r"length_m\[0\] = nan is not a length"),
        ({"length_m": [np.inf, 2]}, r"length_m\[0\] = inf is not a length"),
        ({"speed_kmh": [0, 0]}, r"speed_kmh\[0\] = 0.0 .*\(and 1 more\)"),
        ({"speed_kmh": [np.nan, 0]}, r"speed_kmh\[0\] = nan"),
        ({"highway": ["primary"]}, "highway must have 2 rows, got 1"),
        ({"name": ["a", "b", "c"]}, "name must have 2 rows, got 3"),
        ({"access": [0, 64]}, r"access\[1\] = 64 is not between 0 and 63"),
        ({"max_mass_t": [7.5, 0]}, r"max_mass_t\[1\] = 0.0 is not a limit above zero"),
        ({"max_height_m": [np.nan, 4]}, r"max_height_m\[0\] = nan is not a limit above zero"),
        ({"turn_bans": [[0, 1], [1, 0]]}, r"turn_bans\[1\]\[1\] = 0 does not follow on"),
        ({"turn_bans": [[1]]}, r"turn_bans\[0\] has 1 arcs, a turn has two or more"),
        (
            {"turn_bans": [[0, 1]], "ban_binds": [16]},
            r"ban_binds\[0\] = 16 is not between 0 and 15",
        ),
        ({"turn_bans": [[0, 7]]}, r"turn_bans\[0\]\[1\] = 7 is not between"),
        ({"shapes": {5: np.zeros((1, 2))}}, "shapes has a row 5, there are 2"),
        ({"shapes": {0: np.full((1, 2), 200.0)}}, r"shapes lon\[0\] = 200.0 is not between"),
    ],
)
def test_a_bad_column_is_refused_by_name_and_row(change, complaint):
    columns = {"tail": [0, 1], "head": [1, 2], **change}
    with pytest.raises(ValueError, match=complaint):
        build(columns.pop("tail"), columns.pop("head"), **columns)


def test_an_impossible_position_is_refused_by_row():
    with pytest.raises(ValueError, match=r"lat\[1\] = 108.9 is not between"):
        RoadNetwork.from_arcs([34.2, 34.2], [34.2, 108.9], [0], [1], [1], [50])
    with pytest.raises(ValueError, match=r"lon\[0\] = nan is not between"):
        RoadNetwork.from_arcs([np.nan], [34.2], [], [], [], [])


def test_a_network_with_no_nodes_is_refused():
    with pytest.raises(ValueError, match="at least one node"):
        RoadNetwork.from_arcs([], [], [], [], [], [])


def test_a_node_knows_its_position():
    network = build([0], [1])
    assert (network.position(1).lon, network.position(1).lat) == (108.91, 34.20)
    with pytest.raises(ValueError, match="no node 4"):
        network.position(4)


FINGERPRINT_SCRIPT = """
from routing.network import RoadNetwork
network = RoadNetwork.from_arcs([1, 2], [3, 4], [0], [1], [5], [6], name=["长安路"])
print(network.fingerprint)
"""


def test_equal_networks_have_the_same_fingerprint_in_every_process():
    seen = {
        subprocess.run(
            [sys.executable, "-c", FINGERPRINT_SCRIPT],
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(seen) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"length_m": [901.0]},
        {"speed_kmh": [51.0]},
        {"name": ["长安路"]},
        {"highway": ["primary"]},
        {"way_id": [1]},
        {"access": [ANYBODY | PRIVATE]},
        {"max_mass_t": [30]},
        {"max_height_m": [4.5]},
        {"speed_source": [SPEED_FROM_CLASS]},
        {"shapes": {0: np.array([[108.905, 34.2]])}},
    ],
)
def test_any_difference_changes_the_fingerprint(change):
    assert build([0], [1], **change).fingerprint != build([0], [1]).fingerprint


def test_the_attribution_is_not_part_of_the_fingerprint():
    assert build([0], [1], source="a survey").fingerprint == build([0], [1]).fingerprint
