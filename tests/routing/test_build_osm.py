import numpy as np
import pytest

from routing.build import RoadImportError, import_roads
from routing.geo import distance_m
from routing.network import ANYBODY, PRIVATE, SPEED_FROM_CLASS, SPEED_FROM_TAG

# A cross: 1 west, 2 the crossing, 3 east, 4 north, 5 south, 6 further east. 99 is not in the file.
NODES = {
    1: (108.90, 34.20),
    2: (108.91, 34.20),
    3: (108.92, 34.20),
    4: (108.91, 34.21),
    5: (108.91, 34.19),
    6: (108.93, 34.20),
}
WEST, EAST, NORTH, SOUTH = 10, 20, 30, 40
CROSS = [
    (WEST, [1, 2], {"highway": "primary", "name": "东大街", "maxspeed": "50"}),
    (EAST, [2, 3, 6], {"highway": "primary", "name": "东大街"}),
    (NORTH, [2, 4], {"highway": "residential"}),
    (SOUTH, [2, 5], {"highway": "residential"}),
]


def tags_xml(tags):
    return "".join(f'<tag k="{key}" v="{value}"/>' for key, value in tags.items())


@pytest.fixture
def imported(tmp_path):
    """Import a small map: ways as (id, nodes, tags), restrictions as (tags, members)."""

    def import_map(ways, restrictions=()):
        lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<osm version="0.6">']
        lines += [
            f'<node id="{node}" version="1" lon="{lon}" lat="{lat}"/>'
            for node, (lon, lat) in NODES.items()
        ]
        for way, nodes, tags in ways:
            refs = "".join(f'<nd ref="{node}"/>' for node in nodes)
            lines.append(f'<way id="{way}" version="1">{refs}{tags_xml(tags)}</way>')
        for number, (tags, members) in enumerate(restrictions, start=1):
            inside = "".join(f'<member type="{t}" role="{r}" ref="{m}"/>' for t, r, m in members)
            tags = {"type": "restriction", **tags}
            lines.append(f'<relation id="{number}" version="1">{inside}{tags_xml(tags)}</relation>')
        lines.append("</osm>")
        file = tmp_path / "map.osm"
        file.write_text("\n".join(lines), encoding="utf-8")
        return import_roads(file)

    return import_map


def node_of(network, osm_node):
    lon, lat = NODES[osm_node]
    return int(np.argmin(np.abs(network.lon - lon) + np.abs(network.lat - lat)))


def streets(network):
    """The directed arcs as pairs of OSM nodes."""
    osm_node = {place: node for node, place in NODES.items()}
    name = [osm_node[place] for place in zip(network.lon, network.lat, strict=True)]
    return {(name[t], name[h]) for t, h in zip(network.tail, network.head, strict=True)}


def turns(network):
    bans = [network.banned_turn(ban) for ban in range(network.ban_count)]
    return {tuple(int(network.way_id[arc]) for arc in ban) for ban in bans}


def turn(kind, from_way, to_way, via=2, **tags):
    members = [("way", "from", from_way), ("node", "via", via), ("way", "to", to_way)]
    return ({"restriction": kind, **tags}, members)


def test_a_street_is_driven_both_ways_and_every_point_is_a_node(imported):
    network, _ = imported([CROSS[1]])
    assert streets(network) == {(2, 3), (3, 6), (6, 3), (3, 2)}


def test_a_one_way_street_is_not_driven_backwards(imported):
    network, _ = imported([(EAST, [2, 3], {"highway": "primary", "oneway": "yes"})])
    assert streets(network) == {(2, 3)}


def test_a_street_may_run_against_its_drawing(imported):
    network, _ = imported([(EAST, [2, 3], {"highway": "primary", "oneway": "-1"})])
    assert streets(network) == {(3, 2)}


def test_an_arc_knows_its_way_its_name_its_class_and_its_length(imported):
    network, _ = imported(CROSS)
    here = (network.tail == node_of(network, 1)) & (network.head == node_of(network, 2))
    (arc,) = np.flatnonzero(here)
    assert network.way_id[arc] == WEST
    assert network.names[network.name[arc]] == "东大街"
    assert network.highway_classes[network.highway[arc]] == "primary"
    ends = network.position(node_of(network, 1)), network.position(node_of(network, 2))
    assert network.length_m[arc] == pytest.approx(distance_m(*ends), rel=1e-6)
    assert (network.speed_kmh[arc], network.speed_source[arc]) == (50, SPEED_FROM_TAG)


def test_a_speed_that_is_assumed_is_marked_and_counted(imported):
    network, report = imported(CROSS)
    assert (network.speed_source == SPEED_FROM_CLASS).sum() == 8
    assert report.arcs_with_default_speed == 8
    assert report.arcs_with_tagged_speed == 2


def test_each_direction_has_its_own_speed(imported):
    tags = {"highway": "primary", "maxspeed:forward": "70", "maxspeed:backward": "40"}
    network, _ = imported([(EAST, [2, 3], tags)])
    onward = network.tail == node_of(network, 2)
    assert network.speed_kmh[onward].tolist() == [70]
    assert network.speed_kmh[~onward].tolist() == [40]


def test_a_private_road_is_kept_and_marked(imported):
    network, report = imported([(EAST, [2, 3], {"highway": "service", "access": "private"})])
    assert network.access.tolist() == [ANYBODY | PRIVATE] * 2
    assert report.arcs_with_restricted_access == 2


def test_a_road_is_cut_where_the_extract_ends(imported):
    network, report = imported([(EAST, [1, 2, 99, 3, 6], {"highway": "primary"})])
    assert streets(network) == {(1, 2), (2, 1), (3, 6), (6, 3)}
    assert report.left_out == {"point of a way outside the extract": 1}


def test_parallel_roads_and_loops_survive(imported):
    way = {"highway": "primary", "oneway": "yes"}
    network, _ = imported([(1, [1, 2], way), (2, [1, 2], way), (3, [2, 2], way)])
    assert network.arc_count == 3


def test_a_banned_turn_is_kept(imported):
    network, report = imported(CROSS, [turn("no_left_turn", WEST, NORTH)])
    assert turns(network) == {(WEST, NORTH)}
    assert network.head[network.banned_turn(0)[0]] == node_of(network, 2)
    assert report.turn_bans_kept == 1


def test_an_only_turn_bans_every_other_exit(imported):
    network, _ = imported(CROSS, [turn("only_straight_on", WEST, EAST)])
    assert turns(network) == {(WEST, NORTH), (WEST, SOUTH), (WEST, WEST)}


def test_a_u_turn_may_be_banned(imported):
    network, _ = imported(CROSS, [turn("no_u_turn", WEST, WEST)])
    assert turns(network) == {(WEST, WEST)}
    arc_in, arc_out = network.banned_turn(0)
    assert network.head[arc_in] == network.tail[arc_out] == node_of(network, 2)


@pytest.mark.parametrize(
    ("restriction", "reason"),
    [
        (turn("no_left_turn", WEST, 77), "restriction on roads that are not driven"),
        (turn("no_left_turn", WEST, NORTH, via=99), "restriction on roads that are not driven"),
        (turn("no_left_turn", WEST, NORTH, via=3), "restriction on roads that are not driven"),
        (turn("no_u_turn", EAST, EAST, via=3), "restriction on a way not split at its via node"),
        (turn("maybe", WEST, NORTH), "restriction of an unknown kind"),
        (
            turn("no_left_turn", WEST, NORTH, **{"except": "psv;emergency"}),
            "restriction that spares emergency vehicles",
        ),
        (
            ({"restriction": "no_left_turn"}, [("way", "from", WEST), ("way", "to", NORTH)]),
            "restriction with missing members",
        ),
        (
            (
                {"restriction": "no_u_turn"},
                [("way", "from", WEST), ("way", "via", EAST), ("way", "to", NORTH)],
            ),
            "restriction over a via way",
        ),
    ],
)
def test_a_restriction_that_cannot_be_used_is_counted_with_its_reason(
    imported, restriction, reason
):
    network, report = imported(CROSS, [restriction])
    assert network.ban_count == 0
    assert report.left_out == {reason: 1}


def test_the_attribution_goes_with_the_network(imported):
    assert imported(CROSS)[0].source == "© OpenStreetMap contributors, ODbL 1.0"


def test_a_map_without_roads_is_refused(imported):
    with pytest.raises(RoadImportError, match="no road that a vehicle can drive"):
        imported([(1, [1, 2], {"highway": "footway"})])


def test_a_damaged_file_is_refused(tmp_path):
    (tmp_path / "city.osm.pbf").write_bytes(b"this is no map")
    with pytest.raises(RoadImportError, match=r"city\.osm\.pbf"):
        import_roads(tmp_path / "city.osm.pbf")


def test_a_file_of_an_unknown_kind_is_refused(tmp_path):
    (tmp_path / "roads.xlsx").write_bytes(b"")
    with pytest.raises(RoadImportError, match="is not an OpenStreetMap file"):
        import_roads(tmp_path / "roads.xlsx")


def test_a_missing_file_is_said_to_be_missing(tmp_path):
    with pytest.raises(FileNotFoundError, match="no roads at"):
        import_roads(tmp_path / "city.osm.pbf")


def test_an_import_says_where_it_is(tmp_path, shared_data):
    steps = []
    import_roads(shared_data / "roads" / "monaco" / "monaco.osm.pbf", steps.append)
    assert steps[0] == "reading ways"
    assert len(steps) > 1
