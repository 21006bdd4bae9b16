"""How much longer it is back than there, along the way."""

import numpy as np

from dispatch.assignment.roads import RoadDesk
from routing.network import RoadNetwork
from simulators.hindsight.slack import slack_on_the_way


def _view(arcs):
    """Nodes 100 m apart on a line, and arcs at 36 km/h: ten seconds from one to the next."""
    tail, head, metres = zip(*arcs, strict=True)
    nodes = max(*tail, *head) + 1
    lon = 109.0 + 0.001 * np.arange(nodes)
    return RoadDesk(
        RoadNetwork.from_arcs(lon, np.full(nodes, 34.0), tail, head, metres, [36.0] * len(tail))
    ).now


def test_streets_driven_both_ways_alike_have_none():
    view = _view([(0, 1, 100), (1, 0, 100), (1, 2, 100), (2, 1, 100)])
    nodes = np.array([0, 1, 2], np.int32)
    assert (slack_on_the_way(view, nodes, nodes) == 0).all()


def test_a_one_way_street_counts_for_all_whose_way_home_leads_through_it():
    # From 3 the way to 0 leads through 2 and 1; the way back from 0 to 1 is 300 m, not 100 m.
    ways = [(1, 0, 100), (0, 1, 300), (1, 2, 100), (2, 1, 100), (2, 3, 100), (3, 2, 100)]
    view = _view(ways)
    slack_ms = slack_on_the_way(view, np.array([0, 1, 3], np.int32), np.array([0, 3], np.int32))
    assert slack_ms[:, 0].tolist() == [0, 20_000, 20_000]
    assert slack_ms[1:, 1].tolist() == [0, 0], "on the way from 1 to 3 no street is one-way"
