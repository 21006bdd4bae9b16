import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from networkx import DiGraph, MultiDiGraph
from shapely import LineString

from routing.build import RoadImportError, import_roads
from routing.network import (
    AGAINST_ONE_WAY,
    ANYBODY,
    EMERGENCY,
    FOOT,
    HGV,
    MOTORCAR,
    NO_LIMIT,
    PRIVATE,
    SPEED_FROM_CLASS,
    SPEED_FROM_SOURCE,
    SPEED_FROM_TAG,
    VEHICLES,
    RoadNetwork,
)
from routing.networkx_graphs import from_networkx, to_networkx


@pytest.fixture(scope="module")
def osmnx():
    import osmnx

    return osmnx


def city(**edge):
    """A street of OSMnx's from node 11 to node 12, and back; `edge` changes the first."""
    graph = MultiDiGraph(crs="epsg:4326", created_with="OSMnx 2.1.1")
    graph.add_node(11, x=108.90, y=34.20, street_count=1)
    graph.add_node(12, x=108.91, y=34.20, street_count=1)
    plain = {"osmid": 7, "highway": "primary", "length": 920.0, "oneway": False, "reversed": False}
    graph.add_edge(11, 12, **{**plain, "name": "东大街", **edge})
    graph.add_edge(12, 11, **{**plain, "reversed": True})
    return graph


def problems_of(graph):
    with pytest.raises(RoadImportError) as refused:
        from_networkx(graph)
    return refused.value.problems


def test_a_graph_of_osmnx_becomes_a_network():
    network = from_networkx(city())
    assert (network.lon.tolist(), network.lat.tolist()) == ([108.90, 108.91], [34.20, 34.20])
    assert (network.tail.tolist(), network.head.tolist()) == ([0, 1], [1, 0])
    assert network.length_m.tolist() == [920, 920]
    assert network.way_id.tolist() == [7, 7]
    assert [network.names[name] for name in network.name] == ["东大街", ""]
    assert network.highway_classes[network.highway[0]] == "primary"
    assert network.access.tolist() == [ANYBODY, ANYBODY]
    assert network.source == "© OpenStreetMap contributors, ODbL 1.0"


@pytest.mark.parametrize(
    ("edge", "speed_kmh", "source"),
    [
        ({}, 60, SPEED_FROM_CLASS),
        ({"maxspeed": "40"}, 40, SPEED_FROM_TAG),
        ({"maxspeed": ["50", "30 mph"]}, 48.28032, SPEED_FROM_TAG),
        ({"maxspeed": "50", "speed_kph": 45.5}, 45.5, SPEED_FROM_TAG),
        ({"speed_kph": 45.5}, 45.5, SPEED_FROM_SOURCE),
        ({"speed_kph": 60.0}, 60, SPEED_FROM_CLASS),
        ({"maxspeed": "none"}, 60, SPEED_FROM_CLASS),
    ],
)
def test_a_speed_is_the_edges_own_its_limit_or_its_class_default(edge, speed_kmh, source):
    network = from_networkx(city(**edge))
    assert network.speed_kmh[0] == pytest.approx(speed_kmh)
    assert network.speed_source[0] == source


def test_of_merged_edges_the_first_value_counts():
    merged = {"osmid": [5, 6], "name": ["A", "B"], "highway": ["trunk_link", "primary"]}
    network = from_networkx(city(**merged))
    assert network.way_id[0] == 5
    assert network.names[network.name[0]] == "A"
    assert network.access[0] == VEHICLES


@pytest.mark.parametrize(
    ("edge", "access"),
    [
        ({"highway": "motorway"}, VEHICLES),
        ({"highway": "footway"}, FOOT),
        ({"access": "private"}, ANYBODY | PRIVATE),
        ({"service": "emergency_access"}, EMERGENCY | FOOT),
        ({"motorcar": "no", "hgv": "no"}, EMERGENCY | FOOT),
    ],
)
def test_an_edge_is_for_those_who_use_its_class_unless_it_says_otherwise(edge, access):
    assert from_networkx(city(**edge)).access[0] == access


def test_a_closed_edge_is_left_out():
    assert from_networkx(city(access="no")).tail.tolist() == [1]


def test_where_only_some_need_permission_the_arcs_are_parallel():
    network = from_networkx(city(motor_vehicle="private"))
    assert network.access.tolist() == [FOOT, VEHICLES | PRIVATE, ANYBODY]


def test_a_bend_is_followed():
    bend = LineString([(108.90, 34.20), (108.905, 34.203), (108.91, 34.20)])
    network = from_networkx(city(geometry=bend))
    assert network.shape_first.tolist() == [0, 1, 1]
    assert (network.shape_lon.tolist(), network.shape_lat.tolist()) == ([108.905], [34.203])


def test_every_wrong_edge_is_told():
    graph = city(length="long")
    backwards = LineString([(108.91, 34.20), (108.90, 34.20)])
    graph.add_edge(11, 12, highway="primary", length=5.0, geometry=backwards)
    graph.add_edge(11, 12, highway="canal", length=5.0)
    graph.add_edge(11, 12, highway="primary")
    graph.add_edge(11, 12, highway="primary", length=-5.0)
    graph.add_edge(11, 12, highway="primary", length=5.0, speed_kph=0)
    graph.add_edge(11, 12, highway="primary", length=5.0, geometry="POINT (1 2)")
    graph.add_edge(11, 12, highway="primary", length=5.0, geometry="a bend")
    assert problems_of(graph) == [
        "edge 11 to 12: length is long",
        "edge 11 to 12: its geometry ends 920 m from its node",
        "edge 11 to 12: no speed_kph, no maxspeed that is a number, and no default for highway "
        "canal",
        "edge 11 to 12: length is missing",
        "edge 11 to 12: length is -5.0, below zero",
        "edge 11 to 12: speed_kph is 0.0, not above zero",
        "edge 11 to 12: geometry is POINT (1 2), not a line",
        "edge 11 to 12: geometry is a bend, not a line",
    ]


def test_every_wrong_node_is_told():
    graph = city()
    graph.add_node(13)
    graph.add_node(14, x=200, y=0)
    graph.add_node(15, x=np.nan, y=0)
    assert problems_of(graph) == [
        "node 13: x is missing",
        "node 14: lon must be between -180 and 180, got 200.0",
        "node 15: x is nan, not a number",
    ]


def test_a_graph_of_another_kind_is_refused():
    projected = city()
    projected.graph["crs"] = "epsg:32649"
    assert problems_of(projected) == [
        "the graph is in epsg:32649, not epsg:4326: unproject it first"
    ]
    assert "the graph is no MultiDiGraph" in problems_of(DiGraph(city()))[0]
    assert problems_of(MultiDiGraph()) == ["the graph has no nodes"]


def test_a_network_becomes_a_graph_with_the_names_of_osmnx():
    network = RoadNetwork.from_arcs(
        [108.90, 108.91],
        [34.20, 34.20],
        [0, 1, 0],
        [1, 0, 0],
        [950, 920, 30],
        [50, 60, 30],
        highway=["primary", "primary", "motorway"],
        name=["东大街", "", ""],
        way_id=[7, 7, 0],
        access=[ANYBODY, ANYBODY, FOOT | HGV],
        speed_source=[SPEED_FROM_TAG, SPEED_FROM_CLASS, SPEED_FROM_SOURCE],
        max_mass_t=[10, NO_LIMIT, NO_LIMIT],
        shapes={0: np.array([[108.905, 34.203]])},
        source="a survey",
    )
    graph = to_networkx(network)
    assert graph.graph == {"crs": "epsg:4326", "source": "a survey"}
    assert graph.nodes[1] == {"x": 108.91, "y": 34.20}
    there = dict(graph.edges[0, 1, 0])
    assert list(there.pop("geometry").coords) == [
        (108.90, 34.20),
        (108.905, 34.203),
        (108.91, 34.20),
    ]
    assert there == {
        "arc": 0,
        "osmid": 7,
        "name": "东大街",
        "highway": "primary",
        "oneway": False,
        "length": 950.0,
        "maxspeed": "50.0",
        "speed_kph": 50.0,
        "maxweight": "10.0",
    }
    who = {key: graph.edges[0, 0, 0][key] for key in ("motorcar", "hgv", "emergency", "foot")}
    assert who == {"motorcar": "no", "hgv": "yes", "emergency": "no", "foot": "yes"}


NAMES = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
PRICES = st.floats(0.5, 100, width=32)


@st.composite
def networks(draw):
    """Networks with parallel arcs, loops, bends near the nodes, and any names."""
    nodes = draw(st.integers(1, 5))
    count = draw(st.integers(0, 9))
    node = st.integers(0, nodes - 1)

    def each(values):
        return draw(st.lists(values, min_size=count, max_size=count))

    tail, bends = each(node), each(st.integers(0, 2))
    bits = st.sampled_from([ANYBODY, VEHICLES, FOOT, MOTORCAR | PRIVATE, EMERGENCY])
    limits = st.one_of(st.just(NO_LIMIT), st.floats(1, 20, width=32))
    return RoadNetwork.from_arcs(
        # So near one another that any line ends within 50 m of any node.
        draw(st.lists(st.floats(108.9, 108.9001), min_size=nodes, max_size=nodes)),
        [34.2] * nodes,
        tail,
        each(node),
        each(st.floats(0, 1e4, width=32)),
        each(st.floats(3, 150, width=32)),
        highway=each(st.sampled_from(["", "primary", "footway", "motorway", "canal"])),
        name=each(NAMES),
        way_id=each(st.integers(0, 10**12)),
        access=np.array(each(bits), np.uint8)
        | np.where(each(st.booleans()), AGAINST_ONE_WAY, 0).astype(np.uint8),
        max_mass_t=each(limits),
        max_height_m=each(limits),
        shapes={row: np.full((bend, 2), (108.9, 34.2)) for row, bend in enumerate(bends) if bend},
    )


def rows(network):
    """Everything a graph keeps of each arc, in an order of its own."""
    found = []
    for arc in range(network.arc_count):
        points = slice(network.shape_first[arc], network.shape_first[arc + 1])
        columns = (
            *(network.tail, network.head, network.length_m, network.speed_kmh, network.way_id),
            *(network.access, network.max_mass_t, network.max_height_m),
        )
        words = (network.names[network.name[arc]], network.highway_classes[network.highway[arc]])
        bends = network.shape_lon[points].tolist(), network.shape_lat[points].tolist()
        found.append((*(column[arc].item() for column in columns), *words, *bends))
    return sorted(found)


@given(networks())
def test_a_network_comes_back_from_its_graph(network):
    again = from_networkx(to_networkx(network))
    assert again.lon.tolist() == network.lon.tolist()
    assert again.lat.tolist() == network.lat.tolist()
    assert rows(again) == rows(network)


def test_a_file_of_osmnx_is_imported_as_it_is(osmnx, tmp_path):
    bend = LineString([(108.90, 34.20), (108.905, 34.203), (108.91, 34.20)])
    merged = {"osmid": [5, 6], "name": ["A", "[B]"], "maxspeed": ["50", "30"], "geometry": bend}
    graph = osmnx.add_edge_travel_times(osmnx.add_edge_speeds(city(**merged)))
    osmnx.save_graphml(graph, tmp_path / "city.graphml")
    network, report = import_roads(tmp_path / "city.graphml")
    expected = from_networkx(graph)
    assert network.fingerprint == expected.fingerprint
    assert network.source == expected.source
    assert (report.kind, report.nodes, report.arcs) == ("graphml", 2, 2)
    assert network.speed_source.tolist() == [SPEED_FROM_TAG, SPEED_FROM_SOURCE]
    assert network.shape_lon.tolist() == [108.905]
    assert from_networkx(osmnx.load_graphml(tmp_path / "city.graphml")).fingerprint == (
        network.fingerprint
    )


def test_osmnx_works_with_a_graph_of_ours(osmnx, shared_data):
    network, _ = import_roads(shared_data / "roads" / "monaco" / "monaco.osm.pbf")
    graph = to_networkx(network)
    assert graph.number_of_edges() == network.arc_count
    metres = osmnx.stats.edge_length_total(graph)
    assert metres == pytest.approx(network.length_m.sum(dtype=float))
    inside = np.flatnonzero(network.in_largest_part)
    nodes = osmnx.shortest_path(graph, int(inside[0]), int(inside[-1]), weight="length")
    edges = osmnx.routing.route_to_gdf(graph, nodes, weight="length")
    assert network.head[edges["arc"]].tolist() == nodes[1:]


def test_a_file_that_is_no_graph_is_refused(tmp_path):
    (tmp_path / "city.graphml").write_text("<graphml><node")
    with pytest.raises(RoadImportError, match=r"city\.graphml"):
        import_roads(tmp_path / "city.graphml")


def test_a_graph_with_a_wrong_edge_is_not_imported(osmnx, tmp_path):
    osmnx.save_graphml(city(length="long"), tmp_path / "city.graphml")
    with pytest.raises(RoadImportError, match="edge 11 to 12: length is long"):
        import_roads(tmp_path / "city.graphml")


def test_a_closed_edge_of_a_file_is_counted(osmnx, tmp_path):
    osmnx.save_graphml(city(access="no"), tmp_path / "city.graphml")
    assert import_roads(tmp_path / "city.graphml")[1].left_out == {"edge that nobody may use": 1}
