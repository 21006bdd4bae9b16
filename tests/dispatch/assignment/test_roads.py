"""The desk answers by metric, under the measures in force, and says why there is no way."""

from collections.abc import Iterator
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from dispatch.assignment import metric_roads, road_layers
from dispatch.assignment.roads import UNREACHABLE_MS, NoWay, RoadDesk, RoadView
from dispatch.domain.impacts import Unreachable
from dispatch.domain.roads import Arcs, Everywhere, RoadEffect, RoadMeasure, RoadName, Within
from dispatch.profile.loader import load_profile
from routing.geo import Position
from routing.network import AGAINST_ONE_WAY, ANYBODY, FOOT, RoadNetwork
from tests.roadworks import (
    BRIDGE,
    EAST,
    LANE,
    RING,
    WEST,
    a_measure,
    node_number,
    position_of,
    round_the_bridge,
    two_banks,
)

RULES = load_profile("xian").roads
W, E, H = (node_number(one) for one in ("W", "E", "H"))
BY_BRIDGE_S = 3.72 / (60 * 1.1) * 3600  # primary roads, with blue lights
BY_RING_S = 21.5 / (60 * 1.05) * 3600


@pytest.fixture
def desk() -> RoadDesk:
    return RoadDesk(two_banks(), RULES)


def seconds(desk: RoadDesk, origin: int = W, goal: int = E, metric: str | None = None) -> float:
    return int(desk.now.times_to([origin], goal, metric)[0]) / 1000


def test_each_metric_has_its_own_times_and_both_directions_are_their_own(desk: RoadDesk) -> None:
    assert seconds(desk) == pytest.approx(BY_BRIDGE_S, abs=0.01)
    assert seconds(desk, metric="heavy") > seconds(desk, metric="civil") > seconds(desk)
    assert seconds(desk, metric="foot") == pytest.approx(3.72 / 4 * 3600, abs=0.01)
    for metric in desk.metrics:
        to, away = desk.now.times_to([W], H, metric), desk.now.times_from(W, [H], metric)
        assert to[0] == away[0]


def test_who_drives_against_a_one_way_street_comes_back_sooner_than_who_may_not() -> None:
    """A one-way ring of three streets: the short way back is against it."""
    roads = RoadNetwork.from_arcs(
        [109.0, 109.01, 109.005],
        [34.0, 34.0, 34.01],
        [0, 1, 2, 1],
        [1, 2, 0, 0],
        [900, 5000, 5000, 900],
        [60] * 4,
        access=[ANYBODY] * 3 + [ANYBODY | AGAINST_ONE_WAY],
    )
    view = RoadDesk(roads, RULES).now
    assert view.times_to([0], 1)[0] == view.times_from(0, [1])[0]
    for metric, back_m in (("emergency", 900 / 0.35), ("civil", 10_000 / 0.75)):
        assert view.times_to([1], 0, metric)[0] == pytest.approx(back_m / 60 * 3600, abs=3)
    assert view.times_to([1], 0, "civil")[0] != view.times_to([0], 1, "civil")[0]


def test_a_closed_bridge_sends_everybody_round_and_an_opened_one_over_it_again(
    desk: RoadDesk,
) -> None:
    before = {metric: desk.now.weights_of(metric) for metric in desk.metrics}
    desk.enforce([a_measure(Within(round_the_bridge()))], overlay=5)
    assert seconds(desk) == pytest.approx(BY_RING_S, abs=0.01)
    desk.enforce([], overlay=9)
    assert seconds(desk) == pytest.approx(BY_BRIDGE_S, abs=0.01)
    for metric, weights in before.items():
        assert np.array_equal(desk.now.weights_of(metric).travel_ms, weights.travel_ms)


def test_a_view_stays_as_it_was_when_the_roads_change(desk: RoadDesk) -> None:
    before = desk.now
    after = desk.enforce([a_measure(RoadName(BRIDGE))], overlay=5)
    assert before.times_to([W], E)[0] < after.times_to([W], E)[0]
    assert before.times_to([W], E)[0] == pytest.approx(BY_BRIDGE_S * 1000, abs=5)
    assert (before.overlay, after.overlay) == (0, 5)


def test_the_version_names_the_network_the_metric_and_the_overlay(desk: RoadDesk) -> None:
    network, metric, overlay = desk.version.split("/")
    assert (network, overlay) == (desk.network.fingerprint, "0")
    assert metric == desk.bare.weights_of("emergency").version
    desk.enforce([a_measure(RoadName(LANE))], overlay=17)
    assert desk.version == f"{network}/{metric}/17"


def test_an_older_state_of_the_area_does_not_undo_what_a_newer_one_says(desk: RoadDesk) -> None:
    desk.enforce([a_measure(RoadName(BRIDGE))], overlay=5)
    assert desk.enforce([], overlay=4).overlay == 5
    assert seconds(desk) > BY_BRIDGE_S + 1


def test_a_closure_for_lorries_leaves_the_others_alone(desk: RoadDesk) -> None:
    before = desk.now.weights
    desk.enforce([a_measure(RoadName(BRIDGE), only_for=("heavy",))], overlay=5)
    assert desk.now.weights is before  # nothing about the others is reckoned again
    assert seconds(desk) == pytest.approx(BY_BRIDGE_S, abs=0.01)
    assert seconds(desk, metric="heavy") > 1000


def test_what_was_before_a_closure_can_still_be_asked(desk: RoadDesk) -> None:
    before = desk.now
    assert seconds(desk) == pytest.approx(BY_BRIDGE_S, abs=0.01)
    after = desk.enforce([a_measure(RoadName(BRIDGE))], overlay=5)
    for _ in range(2):  # whichever is asked last
        assert before.times_to([W, H], E)[0] == pytest.approx(BY_BRIDGE_S * 1000, abs=5)
        assert before.times_from(W, [E, H])[0] == pytest.approx(BY_BRIDGE_S * 1000, abs=5)
        assert after.times_to([W, H], E)[0] > BY_BRIDGE_S * 1000 + 5


def test_who_is_asked_about_first_makes_no_difference(desk: RoadDesk) -> None:
    alone = [int(desk.now.times_to([node], E)[0]) for node in (W, H, W)]
    assert desk.now.times_to([W, H, W], E).tolist() == alone
    assert desk.now.times_to([], E).tolist() == []


def test_slow_stretches_and_weather_multiply(desk: RoadDesk) -> None:
    slow = a_measure(RoadName(BRIDGE), "M1", effect=RoadEffect.SLOWED, factor=2.0)
    storm = a_measure(
        Everywhere(),
        "M2",
        effect=RoadEffect.CONDITION,
        condition="rainstorm",
        speeds=RULES.conditions["rainstorm"].speeds,
    )
    desk.enforce([slow], overlay=1)
    assert seconds(desk) == pytest.approx(2 * BY_BRIDGE_S, abs=0.02)
    desk.enforce([slow, storm], overlay=2)
    assert seconds(desk) == pytest.approx(2 * BY_BRIDGE_S / 0.7, abs=0.02)
    desk.enforce([storm], overlay=3)
    assert seconds(desk) == pytest.approx(BY_BRIDGE_S / 0.7, abs=0.02)


def test_what_is_opened_again_is_open_though_the_rest_is_closed(desk: RoadDesk) -> None:
    everything = a_measure(Everywhere())
    desk.enforce([everything], overlay=1)
    assert desk.now.times_to([W], E)[0] == UNREACHABLE_MS
    desk.enforce([a_measure(Everywhere(), reopened=(RoadName(RING),))], overlay=2)
    assert seconds(desk) == pytest.approx(BY_RING_S, abs=0.01)


def test_measures_on_roads_that_are_not_here_do_nothing_and_break_nothing(desk: RoadDesk) -> None:
    elsewhere: list[RoadMeasure] = [
        a_measure(Arcs("another network", (1, 2)), "M1"),
        a_measure(RoadName("No Such Street"), "M2"),
    ]
    desk.enforce(elsewhere, overlay=1)
    assert seconds(desk) == pytest.approx(BY_BRIDGE_S, abs=0.01)
    desk.enforce([], overlay=2)
    assert seconds(desk) == pytest.approx(BY_BRIDGE_S, abs=0.01)


def test_the_soonest_of_several_is_the_least_of_each(desk: RoadDesk) -> None:
    view = desk.enforce([a_measure(RoadName(BRIDGE))], overlay=1)
    everywhere = range(desk.network.node_count)
    each = np.stack([view.times_from(node, everywhere) for node in (W, H)])
    assert view.reach_ms([W, H, W]).tolist() == each.min(axis=0).tolist()
    assert set(view.reach_ms([])) == {UNREACHABLE_MS}


def test_the_way_takes_what_the_times_say_and_uses_open_roads_only(desk: RoadDesk) -> None:
    over = desk.now.path(WEST, EAST)
    assert over.travel_s == pytest.approx(BY_BRIDGE_S, abs=0.01)
    view = desk.enforce([a_measure(RoadName(BRIDGE))], overlay=1)
    round_ = view.path(WEST, EAST)
    assert round_.travel_s == int(view.times_to([W], E)[0]) / 1000
    assert {desk.network.names[desk.network.name[arc]] for arc in round_.arcs} == {RING}


def test_a_way_keeps_to_banned_turns_for_those_they_bind() -> None:
    """One may not turn from Bridge Street into Hill Lane: lorries go on and find no other way."""
    plain = two_banks()
    into = next(a for a in range(plain.arc_count) if plain.tail[a] == 2 and plain.head[a] == E)
    out = next(a for a in range(plain.arc_count) if plain.tail[a] == E and plain.head[a] == H)
    roads = RoadNetwork.from_arcs(
        plain.lon,
        plain.lat,
        plain.tail,
        plain.head,
        plain.length_m,
        plain.speed_kmh,
        turn_bans=[(into, out)],
    )
    view = RoadDesk(roads, RULES).now
    for metric in ("civil", "emergency", "heavy"):
        way = view.way(W, H, metric)
        assert way.travel_s == int(view.times_to([W], H, metric)[0]) / 1000
        pairs = list(zip(way.arcs.tolist(), way.arcs.tolist()[1:], strict=False))
        assert ((into, out) in pairs) == (metric == "emergency")


def test_why_there_is_no_way_is_always_said(desk: RoadDesk) -> None:
    view = desk.enforce([a_measure(RoadName(LANE))], overlay=1)
    with pytest.raises(NoWay, match="every way is over closed roads") as closed:
        view.path(WEST, position_of("H"))
    assert closed.value.reason is Unreachable.CUT_OFF
    with pytest.raises(NoWay, match=r"the destination is off the roads: \d+\.\d km from any"):
        view.path(WEST, Position(lon=110.0, lat=34.0))
    island = RoadNetwork.from_arcs(
        [109.0, 109.1, 109.2], [34.0] * 3, [0, 1, 1], [1, 0, 2], [1000] * 3, [50] * 3
    )
    with pytest.raises(NoWay, match="no road leads there for this kind") as never:
        RoadDesk(island, RULES).now.way(2, 0, "civil")
    assert never.value.reason is Unreachable.NO_WAY


def test_a_desk_is_warmed_up_though_no_vehicle_gets_near_its_first_place() -> None:
    """A path on an island, and a street half a degree away."""
    island = RoadNetwork.from_arcs(
        [109.0, 109.01, 109.5, 109.51],
        [34.0] * 4,
        [0, 1, 2, 3],
        [1, 0, 3, 2],
        [900] * 4,
        [50] * 4,
        access=[FOOT, FOOT, ANYBODY, ANYBODY],
    )
    desk = RoadDesk(island, RULES)
    desk.warm_up()
    assert desk.now.times_to([2], 3)[0] != UNREACHABLE_MS


def test_a_desk_without_rules_drives_at_the_speeds_of_the_map() -> None:
    desk = RoadDesk(two_banks())
    assert seconds(desk) == pytest.approx(3.72 / 60 * 3600, abs=0.01)
    desk.enforce([a_measure(RoadName(BRIDGE))], overlay=1)
    assert seconds(desk) == pytest.approx(21.5 / 60 * 3600, abs=0.01)


def test_measures_are_found_by_the_roads_they_act_on(desk: RoadDesk) -> None:
    bridge = a_measure(Within(round_the_bridge()), "M1")
    street, lane = a_measure(RoadName(BRIDGE), "M2"), a_measure(RoadName(LANE), "M3")
    found = desk.touched([bridge, street, lane], Within(round_the_bridge()))
    assert found == (("M1",), ("M2",))
    opened = a_measure(RoadName(BRIDGE), "M2", reopened=(Within(round_the_bridge()),))
    assert desk.touched([opened], Within(round_the_bridge())) == ((), ())


def test_whoever_was_asked_about_before_the_times_are_the_same(desk: RoadDesk) -> None:
    goals, everywhere = [W, E, H], list(range(two_banks().node_count))
    right = RoadDesk(two_banks(), RULES).now.times_to_each(everywhere, goals)
    assert desk.now.times_to_each([], goals).shape == (3, 0), "nobody was free"
    for some in ([W], [E, H], [H, W, E], everywhere, [H]):
        assert (desk.now.times_to_each(some, goals) == right[:, some]).all()
        for goal, row in zip(goals, right, strict=True):
            assert (desk.now.times_to(some, goal) == row[some]).all()
            back = RoadDesk(two_banks(), RULES).now.times_from(goal, some)
            assert (desk.now.times_from(goal, some) == back).all()


def test_between_a_few_nodes_the_times_are_those_of_everybody_now_and_before(
    desk: RoadDesk,
) -> None:
    goals, everywhere = [W, E, H], list(range(two_banks().node_count))
    bare = desk.now
    right = bare.times_to_each(everywhere, goals)
    assert (bare.between_few(everywhere, goals) == right).all()
    assert bare.between_few([], goals).shape == (3, 0), "nobody is at work"
    assert bare.between_few([W], []).shape == (0, 1), "nobody is short"
    now = desk.enforce([a_measure(RoadName(BRIDGE))], overlay=5)
    assert (bare.between_few(everywhere, goals) == right).all()
    assert (now.between_few(everywhere, goals) == now.times_to_each(everywhere, goals)).all()
    for one in range(len(everywhere)):  # fewer than those they go to
        few = everywhere[one : one + 2]
        assert (now.between_few(few, everywhere) == now.times_to_each(few, everywhere)).all()


def test_who_cannot_be_reached_is_told_alike_for_few_and_for_many(desk: RoadDesk) -> None:
    desk.enforce([a_measure(RoadName(BRIDGE)), a_measure(RoadName(RING), "M2")], overlay=5)
    assert desk.now.are_cut_off([W], E).tolist() == [True]
    assert desk.now.are_cut_off([W] * 40, E).tolist() == [True] * 40


RUSH, NIGHT, STORM = (
    a_measure(
        Everywhere(),
        name,
        effect=RoadEffect.CONDITION,
        condition=name,
        speeds=RULES.conditions[name].speeds,
    )
    for name in ("morning_rush", "night", "rainstorm")
)
SLOW = a_measure(RoadName(BRIDGE), "slow", effect=RoadEffect.SLOWED, factor=2.5)
SHUT = a_measure(RoadName(RING), "ring")
PARTLY = a_measure(RoadName(BRIDGE), "bridge", reopened=(Within(round_the_bridge()),))
MEASURES = [RUSH, NIGHT, STORM, SLOW, SHUT, PARTLY]


@pytest.fixture
def as_if_many() -> Iterator[None]:
    """Have every change of the roads be a great one."""
    with patch.object(metric_roads, "MANY", 0), patch.object(road_layers, "MANY", 0):
        yield


@pytest.mark.usefixtures("as_if_many")
def test_when_the_rush_hour_comes_again_the_roads_are_those_of_the_last_one(desk: RoadDesk) -> None:
    free = desk.now
    rush = desk.enforce([replace(RUSH, measure_id="M1")], overlay=1)
    between = desk.enforce([], overlay=2)
    again = desk.enforce([replace(RUSH, measure_id="M7")], overlay=3)
    for metric in desk.metrics:
        assert between.weights_of(metric) is free.weights_of(metric)
        assert again.weights_of(metric) is rush.weights_of(metric)
    assert seconds(desk) > BY_BRIDGE_S + 1


@pytest.mark.usefixtures("as_if_many")
@pytest.mark.parametrize("other", MEASURES[1:])
def test_what_another_measure_did_is_not_taken_for_it(desk: RoadDesk, other: RoadMeasure) -> None:
    desk.enforce([RUSH], overlay=1)
    desk.enforce([], overlay=2)
    view = desk.enforce([other], overlay=3)
    assert_answers_are_those_of(RoadDesk(two_banks(), RULES).enforce([other], overlay=1), view)


@st.composite
def some_measures(draw: st.DrawFn) -> list[RoadMeasure]:
    """Some that last, and some that are the same again under another id."""
    chosen = draw(st.lists(st.sampled_from(MEASURES), max_size=3))
    return [
        replace(one, measure_id=f"{one.measure_id} {draw(st.sampled_from('ab'))}") for one in chosen
    ]


@given(st.lists(some_measures(), min_size=1, max_size=7), st.sampled_from([0, 5, 2_000]))
@settings(max_examples=40)
def test_whatever_comes_and_goes_each_view_answers_as_if_it_had_been_alone(
    days: list[list[RoadMeasure]], many: int
) -> None:
    desk = RoadDesk(two_banks(), RULES)
    alike: list[tuple[RoadView, RoadView]] = [(RoadDesk(two_banks(), RULES).now, desk.now)]
    with patch.object(metric_roads, "MANY", many), patch.object(road_layers, "MANY", many):
        for overlay, measures in enumerate(days, start=1):
            alone = RoadDesk(two_banks(), RULES).enforce(measures, overlay)
            alike.append((alone, desk.enforce(measures, overlay)))
            for expected, view in alike:
                assert_answers_are_those_of(expected, view)


def assert_answers_are_those_of(expected: RoadView, view: RoadView) -> None:
    nodes = list(range(view.network.node_count))
    for metric in ("emergency", "heavy"):
        here, there = view.weights_of(metric), expected.weights_of(metric)
        assert np.array_equal(here.travel_ms, there.travel_ms)
        wanted = expected.times_to_each(nodes, nodes, metric)
        assert np.array_equal(view.times_to_each(nodes, nodes, metric), wanted)
        assert np.array_equal(view.reach_ms([W, H], metric), expected.reach_ms([W, H], metric))
        for origin in (W, H):
            assert np.array_equal(view.times_from(origin, nodes, metric), wanted[:, origin])
            ways = [one.driven(origin, E, metric) for one in (view, expected)]
            arcs = [None if way is None else way.arcs.tolist() for way in ways]
            assert arcs[0] == arcs[1]
