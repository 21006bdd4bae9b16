from itertools import pairwise
from math import asinh, pi, radians, tan

import mapbox_vector_tile
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from routing.build import import_roads
from routing.mvt import EXTENT, Tag, line_tile
from routing.network import AGAINST_ONE_WAY, ANYBODY, FOOT, RoadNetwork
from routing.streets import lines, opposite_arcs
from routing.tiles import RoadTiles

WEST, NORTH = 108.9, 34.2
Z = 16


def tile_of(lon, lat, z):
    """Which tile a place is in."""
    x, y = lon / 360 + 0.5, 0.5 - asinh(tan(radians(lat))) / (2 * pi)
    return int(x * 2**z), int(y * 2**z)


def units(lon, lat, z, x, y):
    """Where places lie in a tile, in its units."""
    across = np.asarray(lon) / 360 + 0.5
    down = 0.5 - np.arcsinh(np.tan(np.radians(lat))) / (2 * np.pi)
    return np.stack([(across * 2**z - x) * EXTENT, (down * 2**z - y) * EXTENT], axis=-1)


def features(tile):
    if not tile:
        return []
    decoded = mapbox_vector_tile.decode(tile, default_options={"y_coord_down": True})
    assert list(decoded) == ["roads"]
    assert decoded["roads"]["extent"] == EXTENT
    assert decoded["roads"]["version"] == 2
    return decoded["roads"]["features"]


def street(rows, *, step=0.0005, **more):
    """Nodes on a line from west to east, 46 m apart, and rows of (tail, head, highway, name)."""
    tail, head, highway, name = zip(*rows, strict=True)
    nodes = max(*tail, *head) + 1
    ones = np.ones(len(rows))
    return RoadNetwork.from_arcs(
        WEST + step * np.arange(nodes),
        np.full(nodes, NORTH),
        tail,
        head,
        46 * ones,
        36 * ones,
        highway=highway,
        name=name,
        **more,
    )


def tiles_of(network, z=Z, **state):
    return features(RoadTiles(network).tile(z, *tile_of(WEST, NORTH, z), **state))


@pytest.fixture
def high_street():
    """Two pieces driven both ways (arcs 0 to 3), then one driven eastwards only (arc 4)."""
    rows = [(0, 1), (1, 0), (1, 2), (2, 1), (2, 3)]
    return street(
        [(*row, "primary", "长安北路") for row in rows], way_id=[7, 7, 7, 7, 8], step=0.00005
    )


def test_a_street_is_one_feature_with_its_arc_name_class_and_direction(high_street):
    found = {f["id"]: f["properties"] for f in tiles_of(high_street)}
    both_ways = {"highway": "primary", "name": "长安北路", "oneway": False}
    assert found.keys() == {0, 2, 4}
    assert found[0] == found[2] == both_ways
    assert found[4] == {**both_ways, "oneway": True}


def test_far_away_the_pieces_of_a_way_are_one_line(high_street):
    [way, other] = sorted(tiles_of(high_street, 14), key=lambda f: f["id"])
    x, y = tile_of(WEST, NORTH, 14)
    ends = np.rint(units(high_street.lon[[0, 2]], high_street.lat[[0, 2]], 14, x, y))
    assert way["geometry"]["type"] == "LineString"
    assert np.array(way["geometry"]["coordinates"])[[0, -1]].tolist() == ends.tolist()
    assert other["properties"]["oneway"] is True


def test_closures_and_jams_show_where_they_are_and_nowhere_else(high_street):
    closed, factor = np.zeros(5, bool), np.ones(5, np.float32)
    closed[[0, 1]] = True
    opposite = opposite_arcs(high_street)
    factor[[2, opposite[2]]] = 2.504
    found = {f["id"]: f["properties"] for f in tiles_of(high_street, closed=closed, factor=factor)}
    assert found[0]["closed"] is True
    assert "factor" not in found[0]
    assert found[2]["factor"] == 2.5
    assert "closed" not in found[2]
    assert found[4].keys() == {"highway", "name", "oneway"}
    # Far away too, where the pieces would else be one line.
    states = {
        (f["id"], "closed" in f["properties"]) for f in tiles_of(high_street, 14, closed=closed)
    }
    assert {closed for _, closed in states} == {True, False}
    assert len(states) == 3


def test_a_street_closed_in_one_direction_is_two_features_each_drawn_as_it_is_driven(high_street):
    closed = np.zeros(5, bool)
    closed[1] = True
    for z in (14, Z):
        found = {f["id"]: f for f in tiles_of(high_street, z, closed=closed)}
        assert [f["properties"].get("closed") for f in (found[0], found[1])] == [None, True]
        (there, back) = (found[arc]["geometry"]["coordinates"] for arc in (0, 1))
        assert there == back[::-1]
        assert there[0][0] < there[-1][0]  # arc 0 runs east


def test_a_way_only_feet_may_go_back_is_one_way_and_drawn_the_way_it_is_driven():
    network = street(
        [(1, 0, "residential", ""), (0, 1, "residential", "")],
        access=[ANYBODY, FOOT | AGAINST_ONE_WAY],
    )
    [only] = tiles_of(network)
    assert only["properties"] == {"highway": "residential", "oneway": True}
    assert network.tail[only["id"]] == 1
    assert only["geometry"]["coordinates"][0][0] > only["geometry"]["coordinates"][-1][0]


@pytest.mark.parametrize(
    ("highway", "access", "zoom"),
    [
        ("motorway", ANYBODY, 8),
        ("primary_link", ANYBODY, 8),
        ("secondary", ANYBODY, 10),
        ("tertiary_link", ANYBODY, 11),
        ("unclassified", ANYBODY, 12),
        ("residential", ANYBODY, 13),
        ("", ANYBODY, 13),
        ("footway", FOOT, 15),
        ("primary", FOOT, 15),
    ],
)
def test_a_road_is_drawn_from_the_zoom_of_its_class(highway, access, zoom):
    network = street([(0, 1, highway, "")], access=[access], step=0.1)
    assert tiles_of(network, zoom - 1) == []
    assert len(tiles_of(network, zoom)) == 1


def test_a_long_straight_road_is_cut_off_at_the_edge_of_the_tile():
    network = street([(0, 1, "motorway", ""), (1, 0, "motorway", "")], step=0.5)
    x, y = tile_of(WEST + 0.25, NORTH, 18)
    [road] = features(RoadTiles(network).tile(18, x, y))
    across = [point[0] for point in road["geometry"]["coordinates"]]
    assert across == [-64, EXTENT + 64]


def test_where_there_are_no_roads_a_tile_is_empty(high_street):
    assert RoadTiles(high_street).tile(14, 0, 0) == b""
    assert RoadTiles(high_street).tile(0, 0, 0) == b""
    nothing = RoadNetwork.from_arcs([WEST], [NORTH], [], [], [], [])
    assert RoadTiles(nothing).tile(16, *tile_of(WEST, NORTH, 16)) == b""


@pytest.mark.parametrize("tile", [(-1, 0, 0), (23, 0, 0), (3, 8, 0), (3, 0, 8), (3, -1, 0)])
def test_a_tile_that_does_not_exist_is_refused(high_street, tile):
    with pytest.raises(ValueError, match=r"zoom must be|no tile"):
        RoadTiles(high_street).tile(*tile)


def test_a_state_of_another_network_is_refused(high_street):
    with pytest.raises(ValueError, match="closed must have 5 arcs, got 4"):
        RoadTiles(high_street).tile(14, 0, 0, closed=np.zeros(4, bool))
    with pytest.raises(ValueError, match="factor must have 5 arcs, got 6"):
        RoadTiles(high_street).tile(14, 0, 0, factor=np.ones(6, np.float32))


@pytest.fixture(scope="module")
def monaco(shared_data):
    network, _ = import_roads(shared_data / "roads/monaco/monaco.osm.pbf")
    return network


@pytest.mark.parametrize("z", [15, 17])
def test_tiles_of_a_real_city_hold_every_street_where_it_lies_and_no_other(monaco, z):
    x, y = tile_of(7.4246, 43.7384, z)
    drawn = lines(monaco, np.arange(monaco.arc_count))
    points = units(drawn.lon, drawn.lat, z, x, y)
    paths = shapely.linestrings(
        points, indices=np.repeat(np.arange(monaco.arc_count), np.diff(drawn.first))
    )
    inside = shapely.clip_by_rect(paths, -64, -64, EXTENT + 64, EXTENT + 64)
    found = {
        f["id"]: shapely.geometry.shape(f["geometry"])
        for f in features(RoadTiles(monaco).tile(z, x, y))
    }
    assert len(found) > 100
    for arc, shape in found.items():
        assert shapely.hausdorff_distance(shape, inside[arc]) < 1.5
    # What is too short to be seen may be missing; nothing else may.
    opposite = opposite_arcs(monaco)
    for arc in np.flatnonzero(shapely.length(inside) > 2).tolist():
        assert arc in found or int(opposite[arc]) in found


def test_merged_lines_of_a_real_city_cover_the_same_ground(monaco):
    z = 14
    x, y = tile_of(7.4246, 43.7384, z)
    drawn = lines(monaco, np.arange(monaco.arc_count))
    points = units(drawn.lon, drawn.lat, z, x, y)
    paths = shapely.linestrings(
        points, indices=np.repeat(np.arange(monaco.arc_count), np.diff(drawn.first))
    )
    vehicles = (monaco.access & ~np.uint8(FOOT) & np.uint8(7)) != 0
    inside = shapely.clip_by_rect(paths[vehicles], -64, -64, EXTENT + 64, EXTENT + 64)
    everything = shapely.union_all(inside)
    merged = features(RoadTiles(monaco).tile(z, x, y))
    shapes = shapely.union_all([shapely.geometry.shape(f["geometry"]) for f in merged])
    assert shapely.buffer(everything, 2).covers(shapes)
    assert shapely.buffer(shapes, 2).covers(everything)
    assert len(merged) < np.count_nonzero(shapely.length(inside) > 0) / 5


coordinates = st.integers(-5_000, 9_000)


@given(
    st.lists(
        st.tuples(
            st.integers(0, 2**40),
            st.lists(st.tuples(coordinates, coordinates), min_size=2, max_size=6),
            st.none() | st.sampled_from(["", "友谊西路", "Rue Grimaldi", "x" * 300]),
            st.none() | st.sampled_from([0.25, 1.5, 1e9]),
            st.booleans(),
        ),
        max_size=30,
    )
)
def test_what_is_encoded_is_what_another_decoder_reads(rows):
    legs, feature, expected = [], [], []
    for place, (number, points, name, factor, oneway) in enumerate(rows):
        legs += [(*a, *b) for a, b in pairwise(points)]
        feature += [place] * (len(points) - 1)
        kept = [p for k, p in enumerate(points) if k == 0 or p != points[k - 1]]
        if len(kept) > 1:
            properties = {"name": name, "factor": factor, "oneway": oneway}
            given = {key: value for key, value in properties.items() if value is not None}
            expected.append((number, [list(p) for p in kept], given))
    columns = list(zip(*rows, strict=True)) or [()] * 5
    tags = []
    for key, column in (("name", columns[2]), ("factor", columns[3]), ("oneway", columns[4])):
        values = sorted({value for value in column if value is not None})
        index = [-1 if value is None else values.index(value) for value in column]
        tags.append(Tag(key, values, np.array(index, np.int64)))
    tile = line_tile(
        "roads",
        np.array(columns[0], np.int64),
        np.array(legs, np.int64).reshape(-1, 4),
        np.array(feature, np.int64),
        tags,
    )
    read = [(f["id"], f["geometry"]["coordinates"], f["properties"]) for f in features(tile)]
    assert read == expected
