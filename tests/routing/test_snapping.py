import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.build import import_roads
from routing.geo import Position, destination, distance_m
from routing.network import AGAINST_ONE_WAY, ANYBODY, FOOT, RoadNetwork
from routing.snapping import OFF_THE_ROADS, RoadSnapper, Side, Snapper


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
@settings(max_examples=20)
def test_no_other_node_is_nearer(west, seed):
    network = scattered(west=west)
    chance = np.random.default_rng(seed)
    lon = (west + chance.uniform(0, 2) + 180) % 360 - 180
    place = Position(lon=lon, lat=chance.uniform(33.5, 35))
    node = Snapper(network).node_at(place, limit_m=1e6)
    nearest_m = min(distance_m(place, network.position(n)) for n in range(network.node_count))
    assert distance_m(place, network.position(node)) == pytest.approx(nearest_m, abs=1e-3)


EAST_M = 111_195.08 * np.cos(np.radians(34.0))
NORTH_M = 111_195.08


def town(places_m, roads, **more):
    """A town around 108.9 E, 34 N: nodes in metres east and north, and rows of (tail, head)."""
    east, north = np.array(places_m, float).T
    tail, head = np.array(roads).T
    length_m = np.hypot(east[head] - east[tail], north[head] - north[tail])
    return RoadNetwork.from_arcs(
        108.9 + east / EAST_M, 34 + north / NORTH_M, tail, head, length_m, [36] * len(tail), **more
    )


def at(east_m, north_m):
    return Position(lon=108.9 + east_m / EAST_M, lat=34 + north_m / NORTH_M)


@pytest.fixture
def high_street():
    """One street from west to east, 1 km, driven both ways: arc 0 east, arc 1 west."""
    return town([(0, 0), (1000, 0)], [(0, 1), (1, 0)])


def test_a_house_is_entered_from_the_lane_on_its_own_side(high_street):
    snapper = RoadSnapper(high_street)
    [south] = snapper.candidates(at(300, -20))
    assert (south.arc, south.twin, south.side) == (0, 1, Side.RIGHT)
    assert south.fraction == pytest.approx(0.3, abs=1e-4)
    assert south.heading_deg == pytest.approx(90, abs=0.1)
    assert south.distance_m == pytest.approx(20, abs=0.01)
    assert distance_m(south.position, at(300, 0)) < 0.01
    [north] = snapper.candidates(at(300, 20))
    assert (north.arc, north.twin, north.side) == (1, 0, Side.RIGHT)
    assert north.fraction == pytest.approx(0.7, abs=1e-4)
    assert north.heading_deg == pytest.approx(270, abs=0.1)


def test_where_traffic_keeps_to_the_left_it_is_the_other_lane(high_street):
    south = RoadSnapper(high_street, right_hand=False).best(at(300, -20))
    assert (south.arc, south.side) == (1, Side.LEFT)


def test_a_place_on_the_drawn_line_lies_on_neither_side(high_street):
    assert RoadSnapper(high_street).best(at(300, 1)).side is Side.ON


def test_a_one_way_street_has_its_houses_on_both_sides():
    snapper = RoadSnapper(town([(0, 0), (1000, 0)], [(0, 1)]))
    sides = [(p.arc, p.twin, p.side) for p in (snapper.best(at(500, n)) for n in (-20, 20))]
    assert sides == [(0, -1, Side.RIGHT), (0, -1, Side.LEFT)]


def test_the_heading_of_a_vehicle_decides_its_lane(high_street):
    snapper = RoadSnapper(high_street)
    assert snapper.best(at(300, 20), heading_deg=80).arc == 0
    assert snapper.best(at(300, -20), heading_deg=-100).arc == 1
    assert snapper.best(at(300, 20), heading_deg=80).side is Side.LEFT


def test_a_car_on_the_elevated_ring_road_is_not_put_on_the_street_below():
    # The ring road westwards, one way; the street below crosses at x = 0.
    roads = town([(500, 0), (-500, 0), (0, -500), (0, 500)], [(0, 1), (2, 3), (3, 2)])
    snapper = RoadSnapper(roads)
    car = at(5, 15)
    assert [p.arc for p in snapper.candidates(car)] == [1, 0]
    assert [p.arc for p in snapper.candidates(car, heading_deg=265)] == [0, 2]
    assert snapper.best(car, heading_deg=170).arc == 2


def test_a_lane_against_the_heading_ranks_after_one_along_it():
    # Two carriageways 20 m apart: eastwards in the south, westwards in the north.
    snapper = RoadSnapper(town([(0, 0), (900, 0), (0, 20), (900, 20)], [(0, 1), (3, 2)]))
    assert [p.arc for p in snapper.candidates(at(400, 3), heading_deg=270)] == [1, 0]
    assert [p.arc for p in snapper.candidates(at(400, 3), heading_deg=90)] == [0, 1]


def test_only_usable_roads_count(high_street):
    eastwards = RoadSnapper(high_street, np.array([True, False]))
    assert [(p.arc, p.twin) for p in eastwards.candidates(at(300, 20))] == [(0, -1)]
    nobody = RoadSnapper(high_street, np.zeros(2, bool))
    assert nobody.candidates(at(300, 20)) == []
    assert nobody.nearest_m(at(300, 20)) == np.inf
    assert nobody.snap_many([108.9], [34.0]).arc.tolist() == [-1]


def test_an_arc_against_a_one_way_street_counts_only_when_asked_for():
    roads = town([(0, 0), (1000, 0)], [(0, 1), (1, 0)], access=[ANYBODY, FOOT | AGAINST_ONE_WAY])
    assert RoadSnapper(roads).best(at(300, 20)).twin == -1
    everything = RoadSnapper(roads, np.ones(2, bool))
    assert everything.best(at(300, 20)).twin == 0


def test_a_place_300_m_from_any_road_is_told_so(high_street):
    snapper = RoadSnapper(high_street)
    assert snapper.candidates(at(500, 300)) == []
    assert snapper.best(at(500, 300)) is None
    assert snapper.nearest_m(at(500, 300)) == pytest.approx(300, abs=0.01)
    assert snapper.best(at(500, 300), limit_m=301).arc == 1
    assert snapper.nearest_m(at(500, 30_000)) == pytest.approx(30_000, abs=30)


def test_all_arcs_of_one_way_are_one_candidate():
    places = [(100 * k, 0) for k in range(6)] + [(0, 80), (500, 80)]
    roads = [(k, k + 1) for k in range(5)] + [(6, 7)]
    snapper = RoadSnapper(town(places, roads, way_id=[7] * 5 + [8]))
    assert [p.arc for p in snapper.candidates(at(250, 10))] == [2, 5]
    assert [p.arc for p in snapper.candidates(at(250, 10), most=1)] == [2]


def test_the_fraction_runs_along_the_drawn_bend():
    # East 300 m, then north 100 m: three quarters of the way is the corner.
    corner = at(300, 0)
    shape = np.array([[corner.lon, corner.lat]])
    roads = town([(0, 0), (300, 100)], [(0, 1), (1, 0)], shapes={0: shape, 1: shape})
    outside = RoadSnapper(roads).best(at(320, -20))
    assert outside.fraction == pytest.approx(0.75, abs=1e-4)
    assert outside.arc == 0
    inside = RoadSnapper(roads).best(at(290, 60))
    assert inside.arc == 1
    assert inside.fraction == pytest.approx(0.1, abs=1e-4)


def test_roads_across_the_date_line_are_near_each_other():
    lon = [179.999, -179.999]
    snapper = RoadSnapper(RoadNetwork.from_arcs(lon, [10, 10], [0], [1], [219], [36]))
    for east in (179.9995, -179.9995):
        found = snapper.best(Position(lon=east, lat=10.0001))
        assert found.distance_m == pytest.approx(11.1, abs=0.1)
        assert found.position.lon == pytest.approx(east)


@pytest.mark.parametrize("wrong", [{"limit_m": 0}, {"limit_m": np.nan}, {"most": 0}])
def test_an_impossible_question_is_refused(high_street, wrong):
    with pytest.raises(ValueError, match="must be above zero"):
        RoadSnapper(high_street).candidates(at(0, 0), **wrong)
    with pytest.raises(ValueError, match="heading_deg must be a number"):
        RoadSnapper(high_street).candidates(at(0, 0), heading_deg=np.nan)
    with pytest.raises(ValueError, match=r"lat\[0\] = 91"):
        RoadSnapper(high_street).snap_many([108.9], [91])


def test_snapping_many_places_is_snapping_each(high_street):
    snapper = RoadSnapper(high_street)
    places = [at(300, 20), at(300, -20), at(-50, 0), at(500, 250)]
    many = snapper.snap_many([p.lon for p in places], [p.lat for p in places])
    assert many.arc.tolist() == [1, 0, 0, -1]
    assert many.fraction[:3] == pytest.approx([0.7, 0.3, 0.0], abs=1e-4)
    assert many.distance_m == pytest.approx([20, 20, 50, 250], abs=0.01)


@given(seed=st.integers(0, 2**32 - 1), limit_m=st.floats(10, 3_000))
@settings(max_examples=40)
def test_no_street_within_the_limit_is_missed_and_none_is_nearer(seed, limit_m):
    chance = np.random.default_rng(seed)
    places = chance.uniform(0, 4_000, (30, 2))
    ends = chance.integers(0, 30, (60, 2))
    roads = town(places, ends[ends[:, 0] != ends[:, 1]])
    east, north = chance.uniform(-500, 4_500, 2)
    # shapely knows the distance of a point from a segment, in the plane.
    segments = shapely.linestrings(places[np.stack([roads.tail, roads.head], axis=1)])
    away_m = shapely.distance(shapely.points(east, north), segments)
    nodes = zip(np.minimum(roads.tail, roads.head), np.maximum(roads.tail, roads.head), strict=True)
    streets = dict(zip(nodes, away_m, strict=True))
    found = RoadSnapper(roads).candidates(at(east, north), limit_m=limit_m, most=100)
    distances = [p.distance_m for p in found]
    assert distances == sorted(distances)
    # Straight in degrees is not quite straight in metres: some 10 cm over 4 km.
    if away_m.min() < limit_m - 1:
        assert distances[0] == pytest.approx(away_m.min(), abs=1)
    certain = sum(m <= limit_m - 1 for m in streets.values())
    possible = sum(m <= limit_m + 1 for m in away_m)
    assert certain <= len(found) <= possible


def test_every_node_of_a_real_city_snaps_to_itself(shared_data):
    monaco, _ = import_roads(shared_data / "roads/monaco/monaco.osm.pbf")
    nodes = np.unique([monaco.tail, monaco.head])
    snapper = RoadSnapper(monaco, np.ones(monaco.arc_count, bool))
    snapped = snapper.snap_many(monaco.lon[nodes], monaco.lat[nodes])
    assert snapped.distance_m.max() < 0.001
    end = np.where(snapped.fraction < 0.5, monaco.tail[snapped.arc], monaco.head[snapped.arc])
    # A node may also lie on a road that it does not join: a bridge, or a wall.
    assert (end == nodes).mean() > 0.99
