import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.geo import Position, destination, distance_m
from routing.network import RoadNetwork
from routing.snapping import OFF_THE_ROADS, Snapper


def scattered(seed=7, nodes=300, west=108.0, width=2.0):
    """Nodes joined in one ring, so that all of them are in the largest part."""
    chance = np.random.default_rng(seed)
    lon = (west + chance.uniform(0, width, nodes) + 180) % 360 - 180
    here = np.arange(nodes)
    ones = np.ones(nodes)
    return RoadNetwork.from_arcs(
        lon, chance.uniform(33.5, 35, nodes), here, np.roll(here, 1), ones, ones
    )


def test_a_place_snaps_to_the_nearest_node(small_town):
    snapped = Snapper(small_town).snap([108.9101, 108.899], [34.2, 34.2])
    assert snapped.node.tolist() == [1, 0]
    assert snapped.distance_m == pytest.approx([9.2, 92], rel=0.01)


def test_nobody_is_snapped_into_a_dead_end(small_town):
    node_3 = small_town.position(3)
    assert Snapper(small_town).node_at(node_3) == 2
    assert Snapper(small_town, anywhere=True).node_at(node_3) == 3


def test_a_place_with_no_road_within_the_limit_is_off_the_roads(small_town):
    snapper = Snapper(small_town)
    far = destination(small_town.position(1), 0, 2_100)
    snapped = snapper.snap([far.lon], [far.lat])
    assert snapped.node.tolist() == [OFF_THE_ROADS]
    assert snapped.distance_m == pytest.approx([2_100], abs=1)
    assert snapper.node_at(far) is None
    assert snapper.node_at(far, limit_m=2_200) == 1


def test_no_places_snap_to_nothing(small_town):
    snapped = Snapper(small_town).snap([], [])
    assert (snapped.node.shape, snapped.distance_m.shape) == ((0,), (0,))


def test_an_impossible_place_is_refused_by_row(small_town):
    with pytest.raises(ValueError, match=r"lat\[1\] = nan is not between"):
        Snapper(small_town).snap([108.9, 108.9], [34.2, np.nan])


def test_a_place_across_the_date_line_finds_its_neighbour():
    network = RoadNetwork.from_arcs([179.999, 179.9], [10, 10], [0, 1], [1, 0], [9, 9], [9, 9])
    assert Snapper(network).node_at(Position(lon=-179.999, lat=10)) == 0


@pytest.mark.parametrize("west", [108.0, 179.0])
@given(seed=st.integers(0, 2**32 - 1))
@settings(deadline=None, max_examples=20)
def test_no_other_node_is_nearer(west, seed):
    network = scattered(west=west)
    chance = np.random.default_rng(seed)
    lon = (west + chance.uniform(0, 2) + 180) % 360 - 180
    place = Position(lon=lon, lat=chance.uniform(33.5, 35))
    node = Snapper(network).node_at(place, limit_m=1e6)
    nearest_m = min(distance_m(place, network.position(n)) for n in range(network.node_count))
    assert distance_m(place, network.position(node)) == pytest.approx(nearest_m, abs=1e-3)
