"""Decide all open demands at once: the least weighted waiting in sum, proved over all pairs.

An auction tells nearly what a crew of each team is worth. A flow over the pairs that look useful at
these prices is solved exactly; its own prices tell of every pair left out whether it could make the
plan cheaper; those that could are let in and the flow is mended, until there is none. What is left
out then was not ignored: it was proved to be of no use (column generation; Ahuja, Magnanti and
Orlin, Network Flows, 1993, §17.5).
"""

import numpy as np

from dispatch.assignment.flow import Flow, Network
from dispatch.assignment.problem import Problem, Solution

MOST = 32
"""Pairs of each slot let in at a time: the best, and at first half as many of the others."""


def optimal(problem: Problem, most: int = MOST) -> Solution:
    """Return an assignment of least cost over all pairs.

    A crew goes only where that costs less than leaving it unsent. The same problem has the same
    solution, among several of the same cost too.
    """
    network = Network(problem)
    price = network.estimate()
    offers = network.useful(price, most, spread=most // 2, slack_ms=problem.unmet_ms)
    arcs = network.arcs(offers)
    flow = network.least_cost(arcs, Flow(np.zeros(len(arcs.tail), np.int64), price))
    rounds, always = 1, len(network.always.tail)
    while len(more := network.useful(flow.price, most)):
        known, offers = offers, np.union1d(offers, more)
        arcs, sent = network.arcs(offers), np.zeros(always + len(offers), np.int64)
        sent[:always] = flow.sent[:always]
        sent[always + np.searchsorted(offers, known)] = flow.sent[always:]
        flow, rounds = network.least_cost(arcs, Flow(sent, flow.price)), rounds + 1
    return network.solution(offers, flow, rounds)
