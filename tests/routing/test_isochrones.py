import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.build import import_roads
from routing.isochrones import isochrones
from routing.network import RoadNetwork
from routing.scipy_engine import ScipyTravelTimes
from routing.weights import free_flow, with_closed

NORTH_M = 111_195.08
EAST_M = NORTH_M * np.cos(np.radians(34.0))
KMH = 36  # 10 m/s


def town(places_m, roads, **more):
    """A town around 108.9 E, 34 N: nodes in metres east and north, and rows of (tail, head)."""
    east, north = np.array(places_m, float).T
    tail, head = np.array(roads).T
    length_m = np.hypot(east[head] - east[tail], north[head] - north[tail])
    speed_kmh = np.full(len(tail), float(KMH))
    return RoadNetwork.from_arcs(
        108.9 + east / EAST_M, 34 + north / NORTH_M, tail, head, length_m, speed_kmh, **more
    )


def areas(network, arrival_s, weights=None, minutes=(5, 10, 15), **more):
    """The areas by their minutes, in metres east and north."""
    collection = isochrones(network, arrival_s, weights or free_flow(network), minutes, **more)
    assert collection["type"] == "FeatureCollection"
    found = {}
    for feature in collection["features"]:
        shape = shapely.geometry.shape(feature["geometry"])
        in_metres = shapely.transform(
            shape, lambda c: np.stack([(c[:, 0] - 108.9) * EAST_M, (c[:, 1] - 34) * NORTH_M], 1)
        )
        found[feature["properties"]["minutes"]] = in_metres
    return found


def arrivals(network, origins, weights=None):
    nodes = np.arange(network.node_count)
    times = ScipyTravelTimes(network).matrix(origins, nodes, weights or free_flow(network))
    return times.min(axis=0)


@pytest.fixture
def long_road():
    """One straight road of 20 km eastwards, without a node between its ends, driven both ways."""
    return town([(0, 0), (20_000, 0)], [(0, 1), (1, 0)])


def test_a_road_counts_as_far_as_it_is_reached(long_road):
    found = areas(long_road, np.array([0.0, np.inf]))
    for minutes, area in found.items():
        west, south, east, north = area.bounds
        # 10 m/s; the area may end a little later than the road is reached, never earlier.
        assert 600 * minutes - 25 <= east <= 600 * minutes + 125
        assert -200 <= west < 0
        assert -200 <= south < -50
        assert 50 < north <= 200


def test_from_both_ends_two_areas_grow_towards_each_other(long_road):
    found = areas(long_road, np.array([0.0, 0.0]), minutes=(5, 20))
    assert found[5].geom_type == "MultiPolygon"
    assert len(found[5].geoms) == 2
    assert found[20].geom_type == "Polygon"


def test_a_one_way_road_is_not_driven_back():
    network = town([(0, 0), (20_000, 0)], [(0, 1)])
    found = areas(network, np.array([np.inf, 0.0]))
    assert found[15].bounds[0] > 20_000 - 250


def test_a_closed_road_is_not_driven_at_all(long_road):
    weights = with_closed(free_flow(long_road), [0, 1])
    found = areas(long_road, np.array([0.0, np.inf]), weights)
    assert found[15].bounds[2] < 250


def test_a_bend_is_followed_as_it_is_drawn():
    bend = np.array([[108.9, 34 + 3_000 / NORTH_M]])
    network = town([(0, 0), (3_000, 3_000)], [(0, 1)], shapes={0: bend})
    [area] = areas(network, np.array([0.0, np.inf]), minutes=(3,)).values()
    # 4,243 m of road are drawn as 6,000 m: in 180 of 424.3 s one gets 2,545 m north.
    assert area.bounds[2] < 250
    assert area.bounds[3] == pytest.approx(2_545 + 60, abs=80)


def test_the_largest_area_comes_first_and_says_how_large_it_is(long_road):
    collection = isochrones(long_road, np.array([0.0, np.inf]), free_flow(long_road), (5, 15, 10))
    properties = [feature["properties"] for feature in collection["features"]]
    assert [p["minutes"] for p in properties] == [15, 10, 5]
    shapes = areas(long_road, np.array([0.0, np.inf]))
    for p in properties:
        assert p["area_km2"] == pytest.approx(shapes[p["minutes"]].area / 1e6, rel=0.002)


def test_a_limit_within_which_nothing_is_reached_has_an_empty_area(long_road):
    late = np.array([400.0, np.inf])
    collection = isochrones(long_road, late, free_flow(long_road), (5, 10))
    ten, five = collection["features"]
    assert five["geometry"] == {"type": "MultiPolygon", "coordinates": []}
    assert five["properties"] == {"minutes": 5, "area_km2": 0.0}
    assert ten["properties"]["area_km2"] > 0
    nobody = isochrones(long_road, np.array([np.inf, np.inf]), free_flow(long_road))
    assert [f["properties"]["area_km2"] for f in nobody["features"]] == [0, 0, 0]


def test_over_a_wide_area_the_cells_grow_so_that_the_raster_stays_small(monkeypatch, long_road):
    monkeypatch.setattr("routing.isochrones.MOST_CELLS", 100)
    [area] = areas(long_road, np.array([0.0, np.inf]), minutes=(15,)).values()
    # 9 km in at most 100 cells: 90 m wide each, which spread four cells.
    assert 9_000 - 45 <= area.bounds[2] <= 9_000 + 225
    assert 200 < area.bounds[3] <= 360


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"minutes": ()}, "minutes must be limits above zero"),
        ({"minutes": (5, 0)}, "minutes must be limits above zero"),
        ({"minutes": (np.inf,)}, "minutes must be limits above zero"),
        ({"arrival_s": np.array([0.0])}, "arrival_s must be 2 times"),
        ({"arrival_s": np.array([0.0, np.nan])}, "arrival_s must be 2 times"),
        ({"arrival_s": np.array([0.0, -1.0])}, "arrival_s must be 2 times"),
        ({"cell_m": 0}, "must be above zero"),
        ({"off_road_m": -5}, "must be above zero"),
    ],
)
def test_an_impossible_question_is_refused(long_road, change, words):
    given = {"arrival_s": np.array([0.0, np.inf]), "weights": free_flow(long_road), **change}
    with pytest.raises(ValueError, match=words):
        isochrones(long_road, **given)


@given(seed=st.integers(0, 2**32 - 1), cell_m=st.sampled_from([20.0, 50.0, 120.0]))
@settings(max_examples=25)
def test_what_is_reached_is_inside_and_what_is_far_from_it_is_outside(seed, cell_m):
    chance = np.random.default_rng(seed)
    places = chance.uniform(0, 9_000, (40, 2))
    ends = chance.integers(0, 40, (90, 2))
    network = town(places, ends[ends[:, 0] != ends[:, 1]])
    arrival_s = arrivals(network, chance.choice(40, 2))
    weights = free_flow(network)
    found = areas(network, arrival_s, weights, minutes=(2, 5, 9), cell_m=cell_m)
    off_road_m = max(200.0, 4 * cell_m)
    anywhere = shapely.points(chance.uniform(-600, 9_600, (400, 2)))
    for minutes, area in found.items():
        assert area.is_valid
        inside = shapely.points(places[arrival_s <= 60 * minutes])
        assert shapely.dwithin(inside, area, 0.2).all()  # rounded to 11 cm
        left_s = 60 * minutes - arrival_s[network.tail]
        share = np.clip(left_s / (weights.travel_ms / 1000), 0, 1)[left_s > 0, None]
        tail, head = places[network.tail[left_s > 0]], places[network.head[left_s > 0]]
        driven = shapely.union_all(
            shapely.linestrings(np.stack([tail, tail + share * (head - tail)], 1))
        )
        # A node may be reached that nothing leads away from.
        reached = shapely.union(driven, shapely.union_all(inside))
        far = shapely.distance(anywhere, reached) > off_road_m
        assert not shapely.intersects(anywhere[far], area).any()
    assert shapely.buffer(found[9], 0.2).covers(found[5])
    assert shapely.buffer(found[5], 0.2).covers(found[2])


def test_areas_of_a_real_country_are_valid_geojson_and_hold_what_is_reached(shared_data):
    network, _ = import_roads(shared_data / "roads/liechtenstein/liechtenstein-latest.osm.pbf")
    origin = int(np.flatnonzero(network.in_largest_part)[1000])
    arrival_s = arrivals(network, [origin])
    collection = isochrones(network, arrival_s, free_flow(network))
    before = None
    for feature in collection["features"]:
        shape = shapely.geometry.shape(feature["geometry"])
        assert shape.is_valid
        for polygon in shapely.get_parts(shape):
            assert polygon.exterior.is_ccw
            assert not any(hole.is_ccw for hole in polygon.interiors)
        if before is not None:
            assert shapely.buffer(before, 2e-6).covers(shape)
        before = shape
        reached = arrival_s <= 60 * feature["properties"]["minutes"]
        assert reached.sum() > 100
        points = shapely.points(network.lon[reached], network.lat[reached])
        assert shapely.dwithin(points, shape, 2e-6).all()
    corners = shapely.get_coordinates(before)
    assert np.array_equal(corners, corners.round(6))
