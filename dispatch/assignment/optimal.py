"""Decide all open demands at once: the least weighted waiting in sum, proved over all pairs.

A flow over the most useful pairs of each slot is solved first. Its prices tell of every pair left
out whether it could make the plan cheaper; those that could are let in and the flow is solved
again, until there is none. What is left out then was not ignored: it was proved to be of no use
(column generation; Ahuja, Magnanti and Orlin, Network Flows, 1993, §17.5).
"""

import numpy as np
from numpy.typing import NDArray

from dispatch.assignment.flow import Arcs, Network, Prices
from dispatch.assignment.problem import Problem, Solution

SOONEST = 32
"""Pairs of each slot to begin with, the most let in for it at a time, and kept on average."""


def optimal(problem: Problem, soonest: int = SOONEST) -> Solution:
    """Return an assignment of least cost over all pairs; raises RuntimeError on a defect.

    A crew goes only where that costs less than leaving it unsent. The same problem has the same
    solution, among several of the same cost too.
    """
    if not problem.slots:
        return Solution(sent=(), proved_optimal=True)
    network = Network(problem)
    chosen: NDArray[np.int64] = np.zeros(0, np.int64)
    arcs, sent = network.arcs(chosen), np.zeros(0, np.int64)
    worth = network.prices(arcs, sent)
    rounds, cheaper, cost = 0, True, network.cost(arcs, sent)
    while len(useful := network.useful(worth, soonest)):
        # Forgetting is for speed, and only while it cannot go round in circles.
        if cheaper and rounds:
            chosen = chosen[_closest(network, arcs, worth, soonest * len(problem.slots))]
        chosen = np.union1d(chosen, useful)
        arcs = network.arcs(chosen)
        sent = network.least_cost(arcs)
        worth = network.prices(arcs, sent)
        before, cost = cost, network.cost(arcs, sent)
        rounds, cheaper = rounds + 1, cheaper and cost < before
    taken = np.flatnonzero(sent)
    rows = (arcs.slot[taken].tolist(), arcs.team[taken].tolist(), sent[taken].tolist())
    return Solution(tuple(zip(*rows, strict=True)), True, rounds=rounds, arcs=len(arcs))


def _closest(network: Network, arcs: Arcs, worth: Prices, count: int) -> NDArray[np.bool_]:
    """Return which arcs are closest to being of use, about `count`, those taken among them."""
    crew = worth.crew[network.capability[arcs.slot], arcs.team]
    loses = arcs.cost + crew - worth.slot[arcs.slot]
    if count >= len(arcs):
        return np.ones(len(arcs), bool)
    kept: NDArray[np.bool_] = loses <= np.partition(loses, count)[count]
    return kept
