import numpy as np
import pytest

from routing.build import RoadImportError, import_roads
from routing.geo import distance_m
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
    SPEED_FROM_TAG,
    VEHICLES,
)

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
    """Import a small map: ways as (id, nodes, tags), barriers as tags by node, relations."""

    def import_map(ways, barriers=None, relations=()):
        lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<osm version="0.6">']
        lines += [
            f'<node id="{node}" version="1" lon="{lon}" lat="{lat}">'
            f"{tags_xml((barriers or {}).get(node, {}))}</node>"
            for node, (lon, lat) in NODES.items()
        ]
        for way, nodes, tags in ways:
            refs = "".join(f'<nd ref="{node}"/>' for node in nodes)
            lines.append(f'<way id="{way}" version="1">{refs}{tags_xml(tags)}</way>')
        for number, (tags, members) in enumerate(relations, start=1):
            inside = "".join(f'<member type="{t}" role="{r}" ref="{m}"/>' for t, r, m in members)
            lines.append(f'<relation id="{number}" version="1">{inside}{tags_xml(tags)}</relation>')
        lines.append("</osm>")
        file = tmp_path / "map.osm"
        file.write_text("\n".join(lines), encoding="utf-8")
        return import_roads(file)

    return import_map


def node_of(network, osm_node):
    lon, lat = NODES[osm_node]
    return int(np.argmin(np.abs(network.lon - lon) + np.abs(network.lat - lat)))


def arcs(network):
    """The access bits of the directed arcs, by pairs of OSM nodes."""
    osm_node = {place: node for node, place in NODES.items()}
    name = [osm_node[place] for place in zip(network.lon, network.lat, strict=True)]
    pairs = [(name[t], name[h]) for t, h in zip(network.tail, network.head, strict=True)]
    found = {pair: [] for pair in pairs}
    for pair, access in zip(pairs, network.access.tolist(), strict=True):
        found[pair].append(access)
    return found


def streets(network):
    """The arcs some vehicle may drive by rule, as pairs of OSM nodes."""
    return {
        pair
        for pair, codes in arcs(network).items()
        if any(code & VEHICLES and not code & AGAINST_ONE_WAY for code in codes)
    }


def test_a_street_is_driven_both_ways_and_every_point_is_a_node(imported):
    network, _ = imported([CROSS[1]])
    assert streets(network) == {(2, 3), (3, 6), (6, 3), (3, 2)}


def test_a_one_way_street_is_not_driven_backwards(imported):
    network, report = imported([(EAST, [2, 3], {"highway": "primary", "oneway": "yes"})])
    assert arcs(network) == {(2, 3): [ANYBODY], (3, 2): [ANYBODY | AGAINST_ONE_WAY]}
    assert report.arcs_against_one_way == 1


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
    assert arcs(network)[1, 2] == [ANYBODY, ANYBODY]
    assert arcs(network)[2, 2] == [ANYBODY, ANYBODY | AGAINST_ONE_WAY]


def test_somebody_on_foot_uses_what_vehicles_may_not(imported):
    network, report = imported(
        [
            *CROSS[:1],
            (EAST, [2, 3], {"highway": "footway"}),
            (NORTH, [2, 4], {"highway": "motorway"}),
        ]
    )
    assert arcs(network)[2, 3] == arcs(network)[3, 2] == [FOOT]
    assert arcs(network)[2, 4] == [VEHICLES]
    assert (4, 2) not in arcs(network)
    assert report.arcs_for == {"motorcar": 3, "hgv": 3, "emergency": 3, "foot": 4}


def test_where_only_some_need_permission_the_arcs_are_parallel(imported):
    tags = {"highway": "track", "motor_vehicle": "private", "emergency": "yes"}
    network, _ = imported([(EAST, [2, 3], tags)])
    assert arcs(network)[2, 3] == [EMERGENCY | FOOT, MOTORCAR | HGV | PRIVATE]


def test_a_bridge_and_a_tunnel_have_their_limits(imported):
    tags = {"highway": "primary", "maxweight": "7.5 t", "maxheight": "3.8"}
    network, report = imported([CROSS[0], (EAST, [2, 3], tags)])
    east = network.way_id == EAST
    assert np.unique(network.max_mass_t[east]).tolist() == [7.5]
    assert np.unique(network.max_height_m[east]).tolist() == [np.float32(3.8)]
    assert (network.max_mass_t[~east] == NO_LIMIT).all()
    assert (report.arcs_with_max_mass, report.arcs_with_max_height) == (2, 2)


def test_a_limit_that_cannot_be_read_is_counted(imported):
    _, report = imported([(EAST, [2, 3], {"highway": "primary", "maxweight": "a lot"})])
    assert report.left_out == {"limit of mass or height that cannot be read": 1}


ROAD = [(EAST, [2, 3, 6], {"highway": "residential"})]


def test_a_bollard_stops_vehicles_and_nobody_on_foot(imported):
    network, _ = imported(ROAD, barriers={3: {"barrier": "bollard"}})
    assert set(network.access.tolist()) == {FOOT}


def test_a_fire_engine_gets_past_a_bollard_that_can_be_taken_out(imported):
    network, _ = imported(ROAD, barriers={3: {"barrier": "bollard", "bollard": "removable"}})
    assert set(network.access.tolist()) == {FOOT | EMERGENCY}


def test_a_private_gate_opens_by_permission(imported):
    network, _ = imported(ROAD, barriers={3: {"barrier": "gate", "access": "private"}})
    assert set(network.access.tolist()) == {ANYBODY | PRIVATE}


def test_people_walk_round_a_gate_that_is_closed_to_cars(imported):
    network, _ = imported(ROAD, barriers={3: {"barrier": "lift_gate", "motor_vehicle": "no"}})
    assert set(network.access.tolist()) == {FOOT | EMERGENCY}


def test_a_gate_of_which_nothing_is_said_stops_nobody(imported):
    network, _ = imported(ROAD, barriers={3: {"barrier": "gate"}, 2: {"barrier": "hedge"}})
    assert set(network.access.tolist()) == {ANYBODY}


def test_a_low_beam_limits_the_height(imported):
    beam = {"barrier": "height_restrictor", "maxheight": "2.1"}
    network, _ = imported(ROAD, barriers={3: beam})
    assert np.unique(network.max_height_m).tolist() == [np.float32(2.1)]


def test_a_barrier_in_the_middle_of_a_junction_closes_no_street(imported):
    network, report = imported(CROSS, barriers={2: {"barrier": "bollard"}})
    assert report.left_out == {"barrier at a junction": 1}
    assert set(network.access.tolist()) == {ANYBODY}


def test_banned_turns_are_read_from_relations(imported):
    members = [("way", "from", WEST), ("node", "via", 2), ("way", "to", NORTH)]
    no_left_turn = {"type": "restriction", "restriction:hgv": "no_left_turn"}
    elsewhere = [("way", "from", 77), ("node", "via", 2), ("way", "to", NORTH)]
    relations = [
        (no_left_turn, members),
        (no_left_turn, elsewhere),
        ({"type": "restriction", "restriction": "no_vehicles"}, members),
        ({"type": "route", "restriction": "no_left_turn"}, members),
    ]
    network, report = imported(CROSS, relations=relations)
    arc_in, arc_out = network.banned_turn(0)
    assert (network.way_id[arc_in], network.way_id[arc_out]) == (WEST, NORTH)
    assert network.head[arc_in] == network.tail[arc_out] == node_of(network, 2)
    assert network.ban_binds.tolist() == [HGV]
    assert report.turn_bans_kept == 1
    assert report.left_out == {
        "restriction of an unknown kind": 1,
        "restriction on roads that are not driven": 1,
    }


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
