"""Check the engines against each other, and paths against them, on two whole countries."""

import numpy as np
import pytest

from routing.build import import_roads
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


def test_both_engines_agree_on_every_pair_of_a_sample(country, chance):
    # Any node at all, so that some cannot be reached and some cannot be left.
    origins = chance.choice(country.node_count, SAMPLE, replace=False)
    destinations = chance.choice(country.node_count, SAMPLE, replace=False)
    weights = free_flow(country)
    reference = NetworkxTravelTimes(country).matrix(origins, destinations, weights)
    assert np.array_equal(
        ScipyTravelTimes(country).matrix(origins, destinations, weights), reference
    )
    assert np.isfinite(reference).any()
    assert np.isinf(reference).any()


def test_both_engines_agree_after_closures_and_jams(country, chance):
    nodes = chance.choice(country.node_count, 15, replace=False)
    arcs = chance.permutation(country.arc_count)
    closed = with_closed(free_flow(country), arcs[: country.arc_count // 50])
    weights = scaled(closed, 3.7, arcs[-country.arc_count // 10 :])
    reference = NetworkxTravelTimes(country).matrix(nodes, nodes, weights)
    assert np.array_equal(ScipyTravelTimes(country).matrix(nodes, nodes, weights), reference)


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
