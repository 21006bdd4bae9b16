from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.build import import_roads
from routing.direction_words import Maneuver, length_words
from routing.directions import directions
from routing.geo import Position, distance_m
from routing.hierarchy import hierarchy_of
from routing.live import LiveRoads
from routing.network import AGAINST_ONE_WAY, ANYBODY, FOOT, RoadNetwork
from routing.paths import path_along, path_of
from routing.roundabouts import ring_through
from routing.snapping import RoadSnapper, Side
from routing.stops import Stops
from routing.weights import CLOSED, free_flow

NORTH_M = 111_195.08
EAST_M = NORTH_M * np.cos(np.radians(34.0))


def town(places, roads, **more):
    """A town around 108.9 E, 34 N, of named places in metres east and north, and its roads.

    A road is (name, class, places in order, whether it is one-way), each a way of its own.
    """
    number = {place: k for k, place in enumerate(places)}
    east, north = np.array(list(places.values()), float).T
    rows = []
    for way, (name, highway, along, one_way) in enumerate(roads, start=1):
        for a, b in pairwise(along):
            rows.append((number[a], number[b], name, highway, way))
            if not one_way:
                rows.append((number[b], number[a], name, highway, way))
    tail, head, name, highway, way = zip(*rows, strict=True)
    tail, head = np.array(tail), np.array(head)
    length_m = np.hypot(east[head] - east[tail], north[head] - north[tail])
    network = RoadNetwork.from_arcs(
        108.9 + east / EAST_M,
        34 + north / NORTH_M,
        tail,
        head,
        length_m,
        np.full(len(rows), 36.0),
        name=name,
        highway=highway,
        way_id=way,
        **more,
    )
    return network, number


def drive(network, nodes):
    """The path through nodes, by the first arc between each two."""
    arcs = []
    for a, b in pairwise(nodes):
        out = range(int(network.first_out[a]), int(network.first_out[a + 1]))
        arcs.append(next(arc for arc in out if network.head[arc] == b))
    return path_along(network, free_flow(network), np.array(nodes, np.int32), np.array(arcs))


def told(town_and_numbers, along, language="zh", **more):
    network, number = town_and_numbers
    return directions(network, drive(network, [number[p] for p in along]), language, **more)


def texts(*args, **more):
    return [step.text for step in told(*args, **more)]


@pytest.fixture
def crossroads():
    """长安北路 from south to north, 友谊西路 from west to east; both meet at X."""
    places = {"S": (0, -350), "X": (0, 0), "N": (0, 500), "W": (-420, 0), "E": (1240, 0)}
    return town(
        places,
        [
            ("长安北路", "primary", "SXN", False),
            ("友谊西路", "primary", "WXE", False),
        ],
    )


def test_a_right_turn_at_a_crossroads_in_both_languages(crossroads):
    assert texts(crossroads, "SXE") == [
        "沿长安北路向北行驶 350 米",
        "右转进入友谊西路",
        "到达目的地",
    ]
    assert texts(crossroads, "SXE", language="en") == [
        "Head north on 长安北路 for 350 m",
        "Turn right onto 友谊西路",
        "Arrive at the destination",
    ]


def test_a_step_says_how_far_how_long_where_and_in_which_direction(crossroads):
    depart, right, arrive = told(crossroads, "SXE")
    assert [s.maneuver for s in (depart, right, arrive)] == ["depart", "right", "arrive"]
    assert [s.length_m for s in (depart, right, arrive)] == pytest.approx([350, 1240, 0], abs=0.1)
    assert [s.travel_s for s in (depart, right, arrive)] == pytest.approx([35, 124, 0], abs=0.1)
    assert [s.road for s in (depart, right, arrive)] == ["长安北路", "友谊西路", ""]
    assert right.bearing_deg == arrive.bearing_deg == pytest.approx(90, abs=0.1)
    assert distance_m(right.position, Position(lon=108.9, lat=34)) < 0.01


def test_left_and_straight_on_at_a_crossroads(crossroads):
    assert texts(crossroads, "SXW")[1] == "左转进入友谊西路"
    assert texts(crossroads, "SXN") == ["沿长安北路向北行驶 850 米", "到达目的地"]
    assert texts(crossroads, "EXW") == ["沿友谊西路向西行驶 1.7 公里", "到达目的地"]


def test_turning_back_at_a_crossroads_is_a_u_turn(crossroads):
    [_, back, _] = told(crossroads, "SXS")
    assert (back.maneuver, back.text) == (Maneuver.UTURN, "掉头，沿长安北路返回")
    assert told(crossroads, "SXS", language="en")[1].text == (
        "Make a U-turn and go back along 长安北路"
    )


def test_the_last_step_says_on_which_side_the_destination_lies(crossroads):
    assert texts(crossroads, "SX", side=Side.RIGHT)[-1] == "到达目的地，目的地在右侧"
    last = texts(crossroads, "SX", language="en", side=Side.LEFT)[-1]
    assert last == "Arrive at the destination, on the left"
    assert texts(crossroads, "SX", side=Side.ON)[-1] == "到达目的地"


def test_who_is_already_there_only_arrives(crossroads):
    network, _ = crossroads
    here = path_along(network, free_flow(network), np.array([1], np.int32), np.array([], np.int32))
    assert [s.maneuver for s in directions(network, here)] == ["arrive"]


def test_directions_begin_and_end_at_the_places_and_not_at_junctions(crossroads):
    network, number = crossroads
    [sx, xe] = drive(network, [number[p] for p in "SXE"]).arcs.tolist()
    live = LiveRoads(hierarchy_of(network, "vehicles"), free_flow(network))

    def told_between(one, other):
        ends = (Stops.along(*map(np.atleast_1d, (arc, -1, share))) for arc, share in (one, other))
        return directions(network, path_of(live, *ends))

    steps = told_between((sx, 0.6), (xe, 0.25))
    assert [s.text for s in steps] == [
        "沿长安北路向北行驶 140 米",
        "右转进入友谊西路",
        "到达目的地",
    ]
    assert [s.length_m for s in steps] == pytest.approx([140, 310, 0], abs=0.1)
    assert [s.travel_s for s in steps] == pytest.approx([14, 31, 0], abs=0.1)
    depart, _, arrive = (s.position for s in steps)
    assert distance_m(depart, network.position(number["X"])) == pytest.approx(140, abs=0.5)
    assert distance_m(arrive, network.position(number["X"])) == pytest.approx(310, abs=0.5)
    assert [s.maneuver for s in told_between((sx, 0.6), (sx, 0.8))] == ["depart", "arrive"]
    assert [s.maneuver for s in told_between((sx, 0.6), (sx, 0.6))] == ["arrive"]


def test_an_unknown_language_is_refused(crossroads):
    with pytest.raises(ValueError, match="language must be one of zh, en, got 'de'"):
        told(crossroads, "SX", language="de")


def test_at_a_t_junction_one_is_told_to_turn_also_to_stay_on_the_same_road():
    places = {"S": (0, -300), "T": (0, 0), "W": (-300, 0), "E": (300, 0)}
    renamed = town(places, [("南街", "tertiary", "ST", False), ("北街", "tertiary", "WTE", False)])
    assert texts(renamed, "STW")[1] == "左转进入北街"
    same = town(places, [("南街", "tertiary", "STE", False), ("西街", "tertiary", "TW", False)])
    assert texts(same, "STE")[1] == "右转，继续沿南街行驶"
    assert texts(same, "STE", language="en")[1] == "Turn right to stay on 南街"


def test_a_bend_with_no_other_way_to_go_is_not_worth_a_word():
    places = {"S": (0, -300), "B": (0, 0), "E": (300, 0)}
    bend = town(places, [("南街", "tertiary", "SBE", False)])
    assert texts(bend, "SBE") == ["沿南街向北行驶 600 米", "到达目的地"]


def test_a_new_name_is_told_also_where_there_is_no_choice():
    places = {"S": (0, -300), "B": (0, 0), "N": (0, 300)}
    named = town(places, [("南街", "primary", "SB", False), ("北街", "primary", "BN", False)])
    assert texts(named, "SBN")[1] == "直行进入北街"
    assert texts(named, "SBN", language="en")[1] == "Continue onto 北街"


def test_a_motorway_that_bears_many_names_between_two_exits_is_one_step():
    places = {k: (0, 1000 * k) for k in range(6)} | {"E": (200, 5600)}
    roads = [
        ("京昆高速", "motorway", (0, 1), True),
        ("G5", "motorway", (1, 2), True),
        ("秦岭一号隧道", "motorway", (2, 3), True),
        ("京昆高速", "motorway", (3, 4), True),
        ("", "motorway_link", (4, "E"), True),
        ("G5", "motorway", (4, 5), True),
    ]
    steps = told(town(places, roads), range(6))
    # At the exit there is a choice: there the name is told.
    assert [s.text for s in steps[1:]] == ["直行进入G5", "到达目的地"]
    assert [s.length_m for s in steps] == pytest.approx([4000, 1000, 0], abs=0.1)
    streets = [(name, "primary", *more) for name, _, *more in roads]
    assert len(told(town(places, streets), range(6))) == 6


def test_a_driveway_beside_a_gentle_bend_is_not_a_choice():
    places = {"S": (0, -300), "B": (0, 0), "N": (150, 260), "D": (-20, 60)}
    roads = [("南街", "secondary", "SBN", False), ("", "service", "BD", False)]
    assert len(texts(town(places, roads), "SBN")) == 2
    roads[1] = ("", "secondary", "BD", False)
    assert texts(town(places, roads), "SBN")[1] == "靠右行驶，继续沿南街行驶"


def test_where_a_nameless_road_forks_one_is_told_which_side_to_keep():
    places = {"S": (0, -300), "F": (0, 0), "L": (-60, 290), "R": (60, 290)}
    roads = [("", "residential", "SFL", False), ("", "residential", "FR", False)]
    assert texts(town(places, roads), "SFL")[1] == "向左前方行驶进入无名支路"
    assert texts(town(places, roads), "SFR", language="en")[1] == (
        "Bear right onto a residential road"
    )


@pytest.mark.parametrize(
    ("angle", "maneuver"),
    [
        (10, "continue"),
        (40, "slight_right"),
        (90, "right"),
        (150, "sharp_right"),
        (-40, "slight_left"),
        (-90, "left"),
        (-150, "sharp_left"),
    ],
)
def test_a_turn_is_called_by_its_angle(angle, maneuver):
    end = 300 * np.sin(np.radians(angle)), 300 * np.cos(np.radians(angle))
    other = 300 * np.sin(np.radians(angle + 100)), 300 * np.cos(np.radians(angle + 100))
    places = {"S": (0, -300), "X": (0, 0), "A": end, "B": other}
    roads = [
        ("一路", "primary", "SX", False),
        ("二路", "primary", "XA", False),
        ("三路", "primary", "XB", False),
    ]
    assert told(town(places, roads), "SXA")[1].maneuver == maneuver


def test_the_angle_is_that_of_the_road_at_the_junction_and_not_of_its_far_end():
    # Leaves to the east for 30 m, then goes north-west for long.
    places = {"S": (0, -300), "X": (0, 0), "N": (0, 300), "C": (30, 0), "F": (-400, 900)}
    network, number = town(
        {k: places[k] for k in "SXNF"},
        [("一路", "primary", "SXN", False), ("二路", "primary", "XF", True)],
        shapes={4: np.array([[108.9 + 30 / EAST_M, 34.0]])},
    )
    drawn = directions(network, drive(network, [number[p] for p in "SXF"]))
    assert drawn[1].text == "右转进入二路"
    # And where every point of the line is a node it is the same.
    nodes = town(places, [("一路", "primary", "SXN", False), ("二路", "primary", "XCF", True)])
    assert [s.text for s in drawn[1:]] == texts(nodes, "SXCF")[1:]


def test_many_short_arcs_of_one_road_are_one_step():
    places = {k: (0, 5.0 * k) for k in range(60)} | {"E": (300, 295)}
    roads = [("南街", "tertiary", range(60), False), ("东街", "tertiary", (59, "E"), False)]
    steps = told(town(places, roads), [*range(60), "E"])
    assert [s.text for s in steps] == ["沿南街向北行驶 300 米", "直行进入东街", "到达目的地"]


def test_a_short_nameless_slip_lane_is_part_of_the_turn():
    places = {
        "S": (0, -300),
        "A": (0, 0),
        "N": (0, 300),
        "B": (25, 25),
        "E": (300, 25),
        "W": (-300, 25),
        "M": (0, 25),
    }
    roads = [
        ("一路", "primary", "SAMN", False),
        ("", "primary_link", "AB", True),
        ("二路", "primary", "WMBE", False),
    ]
    steps = told(town(places, roads), "SABE")
    assert [s.text for s in steps] == ["沿一路向北行驶 300 米", "右转进入二路", "到达目的地"]
    assert steps[1].length_m == pytest.approx(275 + 35.4, abs=0.5)


def test_two_turns_round_a_central_reservation_are_one_u_turn():
    places = {
        "A": (0, 0),
        "B": (300, 0),
        "C": (600, 0),
        "D": (600, 20),
        "E": (300, 20),
        "F": (0, 20),
    }
    roads = [
        ("长安北路", "primary", "ABC", True),
        ("长安北路", "primary", "DEF", True),
        ("", "primary_link", "BE", True),
    ]
    steps = told(town(places, roads), "ABEF")
    assert [s.maneuver for s in steps] == ["depart", "uturn", "arrive"]
    assert steps[1].length_m == pytest.approx(320, abs=0.5)


def test_a_staggered_junction_is_one_turn():
    places = {
        "S": (0, -300),
        "X": (0, 0),
        "Y": (8, 0),
        "N": (8, 300),
        "W": (-300, 0),
        "E": (300, 0),
    }
    roads = [
        ("一路", "primary", "SX", False),
        ("二路", "primary", "WXYE", False),
        ("三路", "primary", "YN", False),
    ]
    assert texts(town(places, roads), "SXYN")[1:] == ["直行进入三路", "到达目的地"]


def roundabout(exits=4, points=12, radius=20.0):
    """A roundabout driven anticlockwise; `exits` roads, the first from the south."""
    angles = np.radians(-90 + 360 / points * np.arange(points))
    places = {f"r{k}": (radius * np.cos(a), radius * np.sin(a)) for k, a in enumerate(angles)}
    roads = [("", "primary", [*places, "r0"], True)]
    for k in range(exits):
        corner = f"r{points // exits * k}"
        places[f"far{k}"] = tuple(10 * np.array(places[corner]))
        roads.append((f"{k}路", "primary", [corner, f"far{k}"], False))
    return town(places, roads)


@pytest.mark.parametrize("leave", [1, 2, 3])
def test_in_a_roundabout_the_exits_are_counted(leave):
    ring = [f"r{k}" for k in range(3 * leave + 1)]
    steps = told(roundabout(), ["far0", *ring, f"far{leave}"])
    assert [s.text for s in steps[1:]] == [
        f"进入环岛，从第 {leave} 个出口驶出，进入{leave}路",
        "到达目的地",
    ]
    ordinal = ("1st", "2nd", "3rd")[leave - 1]
    english = texts(roundabout(), ["far0", *ring, f"far{leave}"], language="en")
    assert english[1] == f"At the roundabout, take the {ordinal} exit onto {leave}路"


def test_all_round_a_roundabout_and_back_is_its_last_exit():
    ring = [f"r{k}" for k in range(12)]
    steps = told(roundabout(), ["far0", *ring, "r0", "far0"])
    assert steps[1].text == "进入环岛，从第 4 个出口驶出，进入0路"


def test_a_one_way_block_of_houses_is_no_roundabout():
    assert ring_through(roundabout(points=12)[0], 0) is not None
    square = roundabout(points=4)[0]
    assert all(ring_through(square, arc) is None for arc in range(square.arc_count))


def test_a_footway_is_no_exit_for_a_driver_but_is_for_a_walker(crossroads):
    places = {"S": (0, -300), "X": (0, 0), "L": (-60, 290), "R": (60, 290)}
    roads = [("", "residential", "SXL", False), ("", "footway", "XR", False)]
    on_foot = [ANYBODY] * 4 + [FOOT] * 2
    assert len(texts(town(places, roads, access=on_foot), "SXL")) == 2
    walked = texts(town(places, roads, access=on_foot), "SXR")
    assert walked[1] == "向右前方行驶进入人行道"


def test_a_street_that_may_not_be_entered_is_no_exit():
    places = {"S": (0, -300), "X": (0, 0), "L": (-60, 290), "R": (60, 290)}
    roads = [
        ("", "residential", "SXL", False),
        ("", "residential", "RX", True),
        ("", "residential", "XR", True),
    ]
    barred = [ANYBODY] * 5 + [FOOT | AGAINST_ONE_WAY]
    assert len(texts(town(places, roads, access=barred), "SXL")) == 2
    assert len(texts(town(places, roads), "SXL")) == 3


@pytest.mark.parametrize(
    ("metres", "chinese", "english"),
    [
        (3, "10 米", "10 m"),
        (347, "350 米", "350 m"),
        (994, "990 米", "990 m"),
        (996, "1.0 公里", "1.0 km"),
        (12_345, "12.3 公里", "12.3 km"),
    ],
)
def test_distances_are_said_as_people_say_them(metres, chinese, english):
    assert (length_words(metres, "zh"), length_words(metres, "en")) == (chinese, english)


@given(st.floats(0, 1e6))
def test_a_distance_said_is_the_distance_meant(metres):
    number, unit = length_words(metres, "en").split()
    said_m = float(number) * (1_000 if unit == "km" else 1)
    assert abs(said_m - metres) <= (50.001 if unit == "km" else 10)


@pytest.fixture(scope="module")
def monaco(shared_data):
    network, _ = import_roads(shared_data / "roads/monaco/monaco.osm.pbf")
    return network


def test_in_a_real_city_the_steps_add_up_and_every_new_name_is_told(monaco):
    chance = np.random.default_rng(20261123)
    usable = free_flow(monaco).travel_ms != CLOSED
    live = LiveRoads(hierarchy_of(monaco, "vehicles"), free_flow(monaco))
    roads = RoadSnapper(monaco, usable)
    inside = np.flatnonzero(monaco.in_largest_part)
    for pair in chance.choice(inside, (25, 2)).tolist():
        ends = [roads.best(monaco.position(node)) for node in pair]
        path = path_of(live, *(Stops.on_roads([end]) for end in ends))
        assert distance_m(path.position_at(0), ends[0].position) < 0.01
        assert distance_m(path.position_at(path.travel_s), ends[1].position) < 0.01
        steps = directions(monaco, path, "en")
        assert [s.maneuver for s in (steps[0], steps[-1])] == ["depart", "arrive"]
        assert sum(s.length_m for s in steps) == pytest.approx(path.length_m, abs=0.1)
        assert sum(s.travel_s for s in steps) == pytest.approx(path.travel_s, abs=1e-6)
        assert len(steps) < len(path.arcs) / 4 + 4
        assert all("{" not in s.text for s in steps)
        # A road that is driven for long is named.
        names = monaco.name[path.arcs]
        long = np.bincount(names, weights=monaco.length_m[path.arcs] * path.shares) > 300
        told_names = {s.road for s in steps}
        assert {monaco.names[k] for k in np.flatnonzero(long)} - {""} <= told_names


def test_real_roundabouts_are_recognised_and_are_round(monaco):
    rings = {ring_through(monaco, arc) for arc in range(0, monaco.arc_count, 3)} - {None}
    assert len(rings) > 10
    for ring in rings:
        arcs = sorted(ring)
        assert sorted(monaco.tail[arcs]) == sorted(monaco.head[arcs])
        assert len(set(monaco.tail[arcs].tolist())) == len(arcs)
        assert monaco.length_m[arcs].sum() <= 400
