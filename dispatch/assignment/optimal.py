"""Decide all open demands at once: the least weighted waiting in sum, proved over all pairs.

Of each slot the cheapest pairs are looked at first, more than all who want the same could take. An
auction tells nearly what a crew of each team is worth, and so which of these look useful; from
nobody going, a flow over these is made exact by the network simplex method. Its own prices tell of
every pair left out whether it could make the plan cheaper; those that could are let in and the flow
is mended from the tree it is kept on, until there is none. What is left out then was not ignored:
it was proved to be of no use (column generation; Ahuja, Magnanti and Orlin, Network Flows, 1993,
§17.5).
"""

from dispatch.assignment.flow import Network
from dispatch.assignment.problem import Problem, Solution

MOST = 32
"""Pairs of each slot let in at a time: the best, and at first half as many of the others."""


SPARE = 100
"""How many more pairs of each slot are looked at first than crews are wanted of its capability
(measured at 200 to 1,000 incidents: 32 and 250 are slower)."""


def optimal(problem: Problem, most: int = MOST, spare: int = SPARE) -> Solution:
    """Return an assignment of least cost over all pairs.

    A crew goes only where that costs less than leaving it unsent. The same problem has the same
    solution, among several of the same cost too.
    """
    return cheapest(Network(problem, spare), most)


def cheapest(network: Network, most: int = MOST) -> Solution:
    """Return the same of a network that is laid already."""
    problem = network.problem
    flow, rounds = network.nobody(), 0
    more = network.useful(network.estimate(), most, spread=most // 2, slack_ms=problem.unmet_ms)
    while rounds == 0 or len(more):
        flow, rounds = network.least_cost(flow, more), rounds + 1
        price = network.worth(flow)
        more = network.useful(price, most)
        if not len(more) and not network.is_proved(price):
            network.offer_all()
            more = network.useful(price, most)
    return network.solution(flow, rounds)
