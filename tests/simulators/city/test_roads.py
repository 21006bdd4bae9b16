import numpy as np
import pytest
from scipy.spatial import cKDTree

from routing.geo import distance_m
from routing.network import FOOT, NO_LIMIT, by_rule
from routing.strong_parts import largest_strong_part
from simulators.city.geography import lengths_m, to_metres

SNAP_M = 1_500
"""Nothing in the city is further than this from a road node."""


def test_the_city_is_one_strong_part_of_about_a_hundred_thousand_nodes(city):
    assert city.roads.in_largest_part.all()
    assert 95_000 <= city.roads.node_count <= 110_000


def test_the_roads_lie_around_xian(city):
    assert 107.7 < city.roads.lon.min() < city.roads.lon.max() < 109.8
    assert 33.7 < city.roads.lat.min() < city.roads.lat.max() < 34.8


@pytest.mark.parametrize("table", ["teams", "depots", "shelters"])
def test_everything_stands_near_a_road(city, table):
    nodes = cKDTree(to_metres(city.roads.lon, city.roads.lat))
    rows = getattr(city, table)
    away, _ = nodes.query(to_metres([row.lon for row in rows], [row.lat for row in rows]))
    assert away.max() < SNAP_M


def test_towns_and_villages_stand_near_a_road(city):
    nodes = cKDTree(to_metres(city.roads.lon, city.roads.lat))
    rows = [place for place in city.places if place.admin_level in ("TOWN", "VILLAGE")]
    away, _ = nodes.query(to_metres([row.lon for row in rows], [row.lat for row in rows]))
    assert away.max() < SNAP_M


def test_no_arc_is_shorter_than_the_straight_line_between_its_ends(city):
    roads = city.roads
    at = np.stack([roads.lon, roads.lat], axis=1)
    straight = lengths_m(at[roads.tail], at[roads.head])
    assert (roads.length_m >= straight).all()
    assert straight[7] == pytest.approx(
        distance_m(roads.position(int(roads.tail[7])), roads.position(int(roads.head[7])))
    )


def test_no_arc_leads_back_to_where_it_left(city):
    assert (city.roads.tail != city.roads.head).all()
    assert city.roads.length_m.min() >= 3


def test_roads_have_classes_and_the_rings_have_their_names(city):
    roads = city.roads
    names = {roads.names[number] for number in roads.name}
    assert {"绕城高速", "东二环", "南三环", "长安路", "未央路", "环山路", "108国道"} <= names
    motorway = roads.highway == roads.highway_classes.index("motorway")
    lane = roads.highway == roads.highway_classes.index("residential")
    assert roads.speed_kmh[motorway].min() > 90
    assert roads.speed_kmh[lane].max() < 30


def test_streets_meet_the_motorways_only_by_ramps(city):
    roads = city.roads
    kinds = [roads.highway_classes.index(kind) for kind in ("motorway", "motorway_link")]
    on_motorway = np.unique(roads.tail[roads.highway == kinds[0]])
    street = ~np.isin(roads.highway, kinds)
    assert not np.isin(on_motorway, np.union1d(roads.tail[street], roads.head[street])).any()


def test_some_core_streets_are_one_way(city):
    roads = city.roads
    ruled = by_rule(roads.access)
    assert 1_000 < np.count_nonzero(~ruled) < roads.arc_count / 4
    by_the_rule = set(zip(roads.tail[ruled].tolist(), roads.head[ruled].tolist(), strict=True))
    against = zip(roads.tail[~ruled].tolist(), roads.head[~ruled].tolist(), strict=True)
    assert all((head, tail) in by_the_rule for tail, head in against)


def test_nobody_walks_on_a_motorway_and_everywhere_else_people_walk_both_ways(city):
    roads = city.roads
    kinds = [roads.highway_classes.index(kind) for kind in ("motorway", "motorway_link")]
    walked = (roads.access & FOOT) != 0
    assert np.array_equal(walked, ~np.isin(roads.highway, kinds))
    ends = set(zip(roads.tail[walked].tolist(), roads.head[walked].tolist(), strict=True))
    assert all((head, tail) in ends for tail, head in ends)


def test_some_bridges_and_underpasses_have_limits_and_heavy_teams_still_get_everywhere(city):
    roads = city.roads
    bridges = roads.max_mass_t < NO_LIMIT
    assert set(roads.max_mass_t[bridges].tolist()) == {10, 20}
    assert all(roads.names[number].endswith("大桥") for number in roads.name[bridges])
    assert 0 < bridges.sum() < 500
    assert 0 < (roads.max_height_m < NO_LIMIT).sum() < roads.arc_count / 50
    usable = by_rule(roads.access) & ~bridges & (roads.max_height_m == NO_LIMIT)
    assert largest_strong_part(roads.first_out, roads.head, usable).mean() > 0.98
