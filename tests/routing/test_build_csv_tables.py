import gzip

import numpy as np
import pytest

from routing.build import RoadImportError, import_roads
from routing.build.report import MOST_PROBLEMS
from routing.network import (
    ANYBODY,
    FOOT,
    HGV,
    MOTORCAR,
    NO_LIMIT,
    PRIVATE,
    SPEED_FROM_CLASS,
    SPEED_FROM_SOURCE,
    SPEED_FROM_TAG,
    VEHICLES,
)

NODES = """node,lon,lat
a,108.90,34.20
b,108.91,34.20
c,108.91,34.21
"""
EDGES = """u,v,length_m,highway,speed_kmh,speed_src,access,name,way,seg,dir
a,b,920,primary,60,tag,,东大街,7,0,1
b,a,920,primary,,,private,,7,0,-1
b,c,1100,,45,,,,,,
"""
GEOMETRY = """seg,points
0,108.90 34.20;108.904 34.201;108.906 34.202;108.91 34.20
"""


@pytest.fixture
def write(tmp_path):
    def write_tables(nodes=NODES, edges=EDGES, geometry=None, turn_bans=None):
        tables = {"nodes": nodes, "edges": edges, "geometry": geometry, "turn_bans": turn_bans}
        for name, text in tables.items():
            if text is not None:
                (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
        return tmp_path

    return write_tables


def problems_of(folder):
    with pytest.raises(RoadImportError) as refused:
        import_roads(folder)
    return refused.value.problems


def test_tables_become_a_network(write):
    network, report = import_roads(write())
    assert (report.kind, report.nodes, report.arcs) == ("csv", 3, 3)
    assert network.tail.tolist() == [0, 1, 1]
    assert network.head.tolist() == [1, 0, 2]
    assert network.length_m.tolist() == [920, 920, 1100]
    assert network.speed_kmh.tolist() == [60, 60, 45]
    assert network.speed_source.tolist() == [SPEED_FROM_TAG, SPEED_FROM_CLASS, SPEED_FROM_SOURCE]
    assert network.access.tolist() == [ANYBODY, ANYBODY | PRIVATE, ANYBODY]
    assert network.way_id.tolist() == [7, 7, 0]
    assert network.names == ("", "东大街")


def test_the_class_says_who_may_use_an_edge_unless_the_row_does(write):
    edges = (
        "u,v,length_m,highway,access,foot\n"
        "a,b,1,motorway,,\na,b,1,footway,,\na,b,1,primary,,no\na,b,1,motorway,private,yes\n"
    )
    network, _ = import_roads(write(edges=edges))
    assert network.access.tolist() == [VEHICLES, FOOT, VEHICLES, ANYBODY | PRIVATE]


def test_an_edge_may_have_limits(write):
    edges = "u,v,length_m,highway,maxweight_t,maxheight_m\na,b,1,primary,10,\na,b,1,primary,,3.5\n"
    network, _ = import_roads(write(edges=edges))
    assert network.max_mass_t.tolist() == [10, NO_LIMIT]
    assert network.max_height_m.tolist() == [NO_LIMIT, 3.5]


NAMED_EDGES = """edge,u,v,length_m,highway
ab,a,b,920,primary
bc,b,c,920,primary
ca,c,a,920,primary
"""


def test_banned_turns_are_edges_by_name(write):
    bans = "edges,binds\nab bc,\nab bc ca,hgv motorcar\n"
    network, _ = import_roads(write(edges=NAMED_EDGES, turn_bans=bans))
    assert [network.banned_turn(ban) for ban in range(2)] == [(0, 1), (0, 1, 2)]
    assert network.ban_binds.tolist() == [VEHICLES, HGV | MOTORCAR]


def test_every_wrong_turn_is_told_by_its_line(write):
    bans = "edges,binds\nab zz,\nab,\nab ca,\nab bc,tram\n"
    assert problems_of(write(edges=NAMED_EDGES, turn_bans=bans)) == [
        "turn_bans.csv line 2: edge zz is not in edges",
        "turn_bans.csv line 3: 1 edges, a turn has two or more",
        "turn_bans.csv line 4: edge ca does not begin where edge ab ends",
        "turn_bans.csv line 5: binds tram, who is not one of motorcar, hgv, emergency, foot",
    ]


def test_two_edges_of_one_name_are_refused(write):
    (problem,) = problems_of(write(edges=NAMED_EDGES + "ab,b,a,920,primary\n"))
    assert problem == "edges.csv line 5: edge ab is there twice"


def test_packed_tables_are_read_too(write, tmp_path):
    expected, _ = import_roads(write())
    for name in ("nodes", "edges"):
        plain = tmp_path / f"{name}.csv"
        (tmp_path / f"{name}.csv.gz").write_bytes(gzip.compress(plain.read_bytes()))
        plain.unlink()
    assert import_roads(tmp_path)[0].fingerprint == expected.fingerprint


def test_a_bend_is_followed_in_both_directions(write):
    network, _ = import_roads(write(geometry=GEOMETRY))
    assert network.shape_first.tolist() == [0, 2, 4, 4]
    assert network.shape_lon.tolist() == [108.904, 108.906, 108.906, 108.904]
    assert network.shape_lat.tolist() == [34.201, 34.202, 34.202, 34.201]


def test_a_line_drawn_the_other_way_round_is_refused(write):
    wrong = EDGES.replace("7,0,1\n", "7,0,-1\n")
    (problem,) = problems_of(write(edges=wrong, geometry=GEOMETRY))
    assert problem == "edges.csv line 2: the line of seg 0 ends 920 m from its node"


def test_every_wrong_row_is_told_by_its_line(write):
    nodes = NODES + "d,208.0,34\na,108.9,34.2\ne,108.9,\n"
    edges = EDGES + "a,z,5,primary,50,,,,,,\na,b,-5,primary,50,,,,,,\na,b,5,canal,,,,,,,\n"
    assert problems_of(write(nodes, edges)) == [
        "nodes.csv line 5: lon must be between -180 and 180, got 208.0",
        "nodes.csv line 6: node a is there twice",
        "nodes.csv line 7: lat is (empty), not a number",
        "edges.csv line 5: v is node z, which is not in nodes",
        "edges.csv line 6: length_m is -5, below zero",
        "edges.csv line 7: no speed_kmh, and no default for highway canal",
    ]


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ("a,b,inf,,50,,,,,,", "length_m is inf, not a number"),
        ("a,b,5,,0,,,,,,", "speed_kmh is 0, not above zero"),
        ("a,b,5,,50,guess,,,,,", "speed_src is guess, not one of tag, source, default"),
        ("a,b,5,,50,,,,x,,", "invalid literal"),
        ("a,b,5,,50,,,,,0,2", "dir is 2, not 1 or -1"),
    ],
)
def test_a_wrong_value_is_told_as_it_is_written(write, row, complaint):
    (problem,) = problems_of(write(edges=EDGES + row + "\n", geometry=GEOMETRY))
    assert problem.startswith("edges.csv line 5: ")
    assert complaint in problem


def test_a_row_of_the_wrong_width_is_refused(write):
    (problem,) = problems_of(write(edges=EDGES + "a,b,5\n"))
    assert problem == "edges.csv line 5: 3 values, the table has 11 columns"
    (problem,) = problems_of(write(nodes=NODES + "d,1,2,3\n"))
    assert problem == "nodes.csv line 5: 4 values, the table has 3 columns"


def test_a_missing_column_is_named(write):
    assert problems_of(write(nodes="node,x,y\n")) == ["nodes.csv has no column lon, lat"]


def test_a_missing_table_is_named(tmp_path):
    (problem,) = problems_of(tmp_path)
    assert "nodes.csv" in problem


def test_a_damaged_table_is_refused(write, tmp_path):
    write(nodes=None)
    (tmp_path / "nodes.csv.gz").write_bytes(gzip.compress(NODES.encode())[:-9])
    (problem,) = problems_of(tmp_path)
    assert "nodes.csv.gz" in problem


def test_a_table_with_no_nodes_is_refused(write):
    (problem,) = problems_of(write(nodes="node,lon,lat\n", edges="u,v,length_m\n"))
    assert problem.endswith("no nodes")


def test_a_file_of_nothing_but_mistakes_is_not_read_to_the_end(write):
    problems = problems_of(write(nodes="node,lon,lat\n" + "x,east,north\n" * (MOST_PROBLEMS + 5)))
    assert len(problems) == MOST_PROBLEMS + 1


@pytest.mark.parametrize(
    ("city", "nodes", "arcs"), [("jinan", 12_766, 28_597), ("bayarea", 30_826, 65_524)]
)
def test_a_real_city_is_imported_whole(shared_data, city, nodes, arcs):
    folder = shared_data / "roads" / city
    network, report = import_roads(folder)
    assert (network.node_count, network.arc_count) == (nodes, arcs)
    assert report.seconds < 30
    with gzip.open(folder / "nodes.csv.gz", "rt") as file:
        in_largest_part = [row.rstrip().rsplit(",", 1)[1] == "1" for row in list(file)[1:]]
    assert np.array_equal(network.in_largest_part, in_largest_part)
