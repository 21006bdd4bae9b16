"""Check all engines against each other, and paths against them, on two whole countries."""

import numpy as np
import pytest

from routing.build import import_roads
from routing.kernel_engines import DijkstraTravelTimes, HierarchyTravelTimes
from routing.networkx_engine import NetworkxTravelTimes
from routing.paths import path
from routing.scipy_engine import ScipyTravelTimes
from routing.weights import CLOSED, Weights, free_flow, scaled, with_closed

FILES = {
    "monaco": "roads/monaco/monaco.osm.pbf",
    "liechtenstein": "roads/liechtenstein/liechtenstein-latest.osm.pbf",
}
SAMPLE = 60


@pytest.fixture(scope="module", params=sorted(FILES))
def country(request, shared_data):
    network, _ = import_roads(shared_data / FILES[request.param])
    return network


@pytest.fixture
def chance():
    return np.random.default_rng(20261123)


ENGINES = (NetworkxTravelTimes, ScipyTravelTimes, DijkstraTravelTimes, HierarchyTravelTimes)


@pytest.fixture(scope="module")
def agreed(country):
    """What all engines answer to one question, which must be the same to the millisecond."""
    engines = [engine(country) for engine in ENGINES]

    def matrix(origins, destinations, weights):
        reference, *others = (one.matrix(origins, destinations, weights) for one in engines)
        for engine, seconds in zip(ENGINES[1:], others, strict=True):
            assert np.array_equal(seconds, reference), engine.__name__
        return reference

    return matrix


def test_all_engines_agree_on_every_pair_of_a_sample(country, agreed, chance):
    # Any node at all, so that some cannot be reached and some cannot be left.
    origins = chance.choice(country.node_count, SAMPLE // 2, replace=False)
    destinations = chance.choice(country.node_count, SAMPLE, replace=False)
    seconds = agreed(origins, destinations, free_flow(country))
    assert np.isfinite(seconds).any()
    assert np.isinf(seconds).any()


def test_all_engines_agree_through_closures_and_jams(country, agreed, chance):
    few, many = country.arc_count // 5_000, country.arc_count // 50
    # One after another, and back to empty roads: what came before must leave no trace.
    for closed, slowed in ((few, 0), (many, 5 * many), (0, few), (0, 0)):
        arcs = chance.permutation(country.arc_count)
        weights = with_closed(free_flow(country), arcs[:closed])
        weights = scaled(weights, 3.7, arcs[closed : closed + slowed])
        some = chance.choice(country.node_count, 12, replace=False)
        agreed(some[:5], some, weights)
        # Towards the fewer the compiled engines search backwards.
        agreed(some[5:], some[:3], weights)


def test_all_engines_agree_on_both_sides_of_banned_turns(country, agreed):
    turns = [country.banned_turn(ban) for ban in range(country.ban_count)][:12]
    before = np.unique([country.tail[turn[0]] for turn in turns])
    beyond = np.unique([country.head[turn[-1]] for turn in turns])
    weights = free_flow(country)
    lawless = Weights.of(weights.travel_ms, np.zeros(country.ban_count, bool))
    lawful_s, lawless_s = agreed(before, beyond, weights), agreed(before, beyond, lawless)
    assert (lawless_s <= lawful_s).all()
    assert (lawless_s < lawful_s).any()


def test_the_way_round_a_closed_turn_is_driven_by_the_path(country):
    weights = free_flow(country)
    detours = 0
    for ban in range(country.ban_count):
        turn = list(country.banned_turn(ban))
        found = path(country, weights, country.tail[turn[0]], country.head[turn[-1]])
        if found is not None:
            driven = found.arcs.tolist()
            assert all(driven[k : k + len(turn)] != turn for k in range(len(driven)))
            detours += found.travel_s > weights.travel_ms[turn].sum() / 1000
    assert detours


def test_within_the_largest_part_every_node_can_be_reached(country, chance):
    inside = np.flatnonzero(country.in_largest_part)
    nodes = chance.choice(inside, SAMPLE)
    times = ScipyTravelTimes(country).matrix(nodes, nodes, free_flow(country))
    assert np.isfinite(times).all()


def test_no_arc_shortens_a_time_and_every_node_reached_has_a_witness(country, chance):
    # With no turn banned: where one is, how a node was reached decides how it may be left.
    weights = Weights.of(free_flow(country).travel_ms, np.zeros(country.ban_count, bool))
    arc_ms = np.where(weights.travel_ms == CLOSED, np.inf, weights.travel_ms)
    everywhere = np.arange(country.node_count)
    origins = chance.choice(np.flatnonzero(country.in_largest_part), 3)
    travel_ms = np.rint(ScipyTravelTimes(country).matrix(origins, everywhere, weights) * 1000)
    for origin, times in zip(origins, travel_ms, strict=True):
        through = times[country.tail] + arc_ms
        assert (through >= times[country.head]).all()
        witnessed = np.isinf(times)
        witnessed[origin] = True
        witnessed[country.head[through == times[country.head]]] = True
        assert witnessed.all()


def test_a_path_takes_the_time_the_engine_says_and_holds_together(country, chance):
    weights = free_flow(country)
    nodes = chance.choice(np.flatnonzero(country.in_largest_part), 12)
    times = ScipyTravelTimes(country).matrix(nodes[:6], nodes[6:], weights)
    for row, origin in enumerate(nodes[:6].tolist()):
        for place, target in enumerate(nodes[6:].tolist()):
            found = path(country, weights, origin, target)
            assert found.travel_s == times[row, place]
            assert country.tail[found.arcs].tolist() == found.nodes[:-1].tolist()
            assert country.head[found.arcs].tolist() == found.nodes[1:].tolist()
            assert (np.diff(found.at_s) >= 0).all()
            assert found.position_at(0) == country.position(origin)
            assert found.position_at(found.travel_s) == country.position(target)


def test_real_turn_bans_join_arcs_at_their_via_node(country):
    assert country.ban_count > 0
    for ban in range(country.ban_count):
        arcs = np.array(country.banned_turn(ban))
        assert np.array_equal(country.head[arcs[:-1]], country.tail[arcs[1:]])


def test_a_real_network_survives_its_file(country, tmp_path):
    country.save(tmp_path / "roads.npz")
    assert type(country).load(tmp_path / "roads.npz").fingerprint == country.fingerprint
