"""State a problem as a network, and find the flow of least cost over some of its pairs.

    source ─▶ zone ─▶ team ─▶ discipline ─▶ slot
       │   sent freely   crews   crews for it   ▲ wanted
       └──────── unmet, weight x price ─────────┘

A zone has a second, dearer arc for its reserve; each pair costs its weighted travel and what comes
on top. Flows on such a network are whole numbers at the optimum, so no crew is ever split.
"""

from copy import copy
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from dispatch.assignment.kernels.offers import bid, list_offers, useful
from dispatch.assignment.kernels.simplex import hung, improve
from dispatch.assignment.problem import Ints, Problem, Solution

Offers = NDArray[np.int64]
"""Pairs that could be chosen, as rising numbers of a network's offers."""

BIDS = 24
"""How many bids take a price from nothing to that of being unmet: more are nearer the truth, and
cost more (measured at 200 to 1,000 incidents)."""


@dataclass(frozen=True, slots=True, eq=False)
class Arcs:
    """The arcs of a network: from node `tail` to `head`, at most `capacity`, each int64[m]."""

    tail: Ints
    head: Ints
    capacity: Ints
    cost: Ints

    def and_then(self, *others: "Arcs") -> "Arcs":
        """Return these arcs and others after them."""
        arcs = self, *others
        return Arcs(
            np.concatenate([one.tail for one in arcs]),
            np.concatenate([one.head for one in arcs]),
            np.concatenate([one.capacity for one in arcs]),
            np.concatenate([one.cost for one in arcs]),
        )


@dataclass(frozen=True, slots=True, eq=False)
class Flow:
    """How many crews go over each arc, int64[m], and the price of a crew at each node, int64[n].

    The prices are the duals: an arc that can bear more gains nothing, `price[head] - price[tail]
    <= cost`, and one that bears any loses nothing. So nothing that can be sent over these arcs
    costs less. The last of the arcs are pairs, of these teams: `team`. `side`, `parent`, `by`,
    `depth` and `kin` are the tree it is kept on (see `kernels.simplex`).
    """

    arcs: Arcs
    team: Ints
    sent: Ints
    price: Ints
    side: NDArray[np.int8]
    parent: NDArray[np.int32]
    by: NDArray[np.int32]
    depth: NDArray[np.int32]
    kin: NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Hints:
    """Other prices than a problem's own, to hint at what its flow cannot see.

    A way counts `more` times on top, shared `among`, int64[slots], so many crews; whoever of a team
    goes costs `extra_ms`, int64[teams], as well, and a crew not sent the weight times `unmet_ms`.
    """

    more: int
    among: Ints
    extra_ms: Ints
    unmet_ms: int

    @classmethod
    def none(cls, problem: Problem) -> "Hints":
        """Return the prices of a problem as they are."""
        among, extra_ms = np.ones(len(problem.slots), np.int64), np.zeros_like(problem.crews)
        return cls(0, among, extra_ms, problem.unmet_ms)


class Network:
    """A problem as a network, with its pairs as offers and the arcs that are always there.

    All pairs are offers, or with `spare` the cheapest of each slot only: as many as crews are
    wanted of its capability in all, and so many more. Mostly one of these is left whoever else is
    served; `is_proved` tells, and `offer_all` lets the others be offers too.

    Nodes are the slots, the teams, the zones that keep a reserve, the disciplines that not all
    crews of their team have, and the source, in this order.
    """

    def __init__(self, problem: Problem, spare: int | None = None) -> None:
        self.problem, self.wanted = problem, problem.wanted
        self.unmet_cost = problem.weight * problem.unmet_ms
        self.capability, able_count, able_team = problem.able
        self._able = able_count, able_team
        able = np.minimum(problem.able_crews, problem.crews)
        enough = np.bincount(self.capability, self.wanted, len(able)).astype(np.int64)
        self._enough = enough + (len(problem.team_ids) if spare is None else spare)
        self._hints = Hints.none(problem)
        self._offer(self._enough)
        self._lay(able)

    def hinted(self, hints: Hints) -> "Network":
        """Return the network with other prices: who may go where is the same."""
        other = copy(self)
        other.problem = replace(self.problem, unmet_ms=hints.unmet_ms)
        other.unmet_cost = self.problem.weight * hints.unmet_ms
        other._hints = hints
        other._offer(self._enough)
        cost = self.always.cost.copy()
        cost[: len(self.wanted)] = other.unmet_cost
        other.always = replace(self.always, cost=cost)
        return other

    def offer_all(self) -> None:
        """Have all pairs as offers from now on; offers are numbered anew."""
        self._offer(np.full(len(self._able[0]), len(self.problem.team_ids)))

    def _offer(self, enough: Ints) -> None:
        problem = self.problem
        self.first, self.team, self.cost, self.width, self._beyond = list_offers(
            problem.road_ms,
            problem.added_ms,
            problem.line,
            problem.weight,
            self._hints.more,
            self._hints.among,
            self._hints.extra_ms,
            self.capability,
            *self._able,
            self.unmet_cost,
            enough,
        )

    def _lay(self, able: Ints) -> None:
        """Number the nodes, and lay the arcs from the source up to the slots."""
        problem, teams, slots = self.problem, len(self.problem.team_ids), len(self.wanted)
        of_discipline, of_team = np.nonzero((able > 0) & (able < problem.crews))
        kept = np.flatnonzero(problem.reserve > 0)
        first_zone = slots + teams
        first_discipline = first_zone + len(kept)
        self.source = source = first_discipline + len(of_team)
        team_node, slot_node = slots + np.arange(teams), np.arange(slots)
        discipline_node = first_discipline + np.arange(len(of_team))
        self.supplier = np.tile(team_node, (len(able), 1))
        self.supplier[of_discipline, of_team] = discipline_node
        self._crews_at = np.zeros(source + 1, np.int64)
        self._crews_at[team_node] = problem.crews
        self._crews_at[discipline_node] = able[of_discipline, of_team]
        # A zone that keeps nothing needs no node; nor does a team of none.
        above = np.full(len(problem.reserve) + 1, source)
        above[kept] = zone_node = first_zone + np.arange(len(kept))
        self.above_team = above[problem.zone]
        nothing, from_source = np.zeros(source, np.int64), np.full(source, source)
        freely = problem.sent_freely[kept]
        reserve_cost = np.full(len(kept), problem.reserve_ms)
        crews_able = able[of_discipline, of_team]
        self.always = Arcs(
            from_source[:slots], slot_node, self.wanted + 1, self.unmet_cost
        ).and_then(
            Arcs(self.above_team, team_node, problem.crews, nothing[:teams]),
            Arcs(from_source[: len(kept)], zone_node, freely, nothing[: len(kept)]),
            Arcs(from_source[: len(kept)], zone_node, problem.reserve[kept], reserve_cost),
            Arcs(team_node[of_team], discipline_node, crews_able, nothing[: len(of_team)]),
        )
        # The arc by which a crew would come to each node if none were sent: it can bear one.
        self._by = np.full(source + 1, -1, np.int32)
        self._by[slot_node], self._by[team_node] = slot_node, slots + np.arange(teams)
        freely_arc = slots + teams + np.arange(len(kept))
        self._by[zone_node] = np.where(freely > 0, freely_arc, freely_arc + len(kept))
        self._by[discipline_node] = slots + teams + 2 * len(kept) + np.arange(len(of_team))

    @property
    def supply(self) -> Ints:
        """What each node has to give, int64[n], negative where it wants."""
        supply = np.zeros(self.source + 1, np.int64)
        supply[: len(self.wanted)], supply[self.source] = -self.wanted, self.wanted.sum()
        return supply

    def nobody(self) -> Flow:
        """Return the flow of least cost over no offers: all goes without."""
        arcs, slots = self.always, len(self.wanted)
        sent, side = np.zeros(len(arcs.tail), np.int64), np.ones(len(arcs.tail), np.int8)
        sent[:slots] = self.wanted
        side[self._by[:-1]] = 0
        parent, price, depth, kin = hung(self._by, arcs.tail, arcs.cost)
        nobody, by = np.empty(0, np.int64), self._by.copy()
        return Flow(arcs, nobody, sent, price, side, parent, by, depth, kin)

    def slots_of(self, offers: Offers) -> Ints:
        """Return which slot each of some offers is to."""
        return np.searchsorted(self.first, offers, side="right") - 1

    def arcs(self, offers: Offers) -> Arcs:
        """Return all arcs of the network with these offers, the offers last."""
        return self.always.and_then(self._arcs_of(offers))

    def _arcs_of(self, offers: Offers) -> Arcs:
        slot = self.slots_of(offers)
        tail = self.supplier[self.capability[slot], self.team[offers]]
        return Arcs(tail, slot, self.wanted[slot] + 1, self.cost[offers])  # never what binds

    def estimate(self) -> Ints:
        """Return what a crew is worth at each node, nearly: int64[n]."""
        price, slot_price = bid(
            self.first,
            self.team,
            self.cost,
            self.width,
            self.wanted,
            self.unmet_cost,
            self.capability,
            self.supplier,
            self._crews_at,
            max(1, self.problem.unmet_ms // BIDS),
        )
        price[: len(self.wanted)] = slot_price
        estimated: Ints = price
        return estimated

    def useful(self, price: Ints, most: int, spread: int = 0, slack_ms: int = 0) -> Offers:
        """Return the offers that would save something at these prices, or lose at most the slack.

        Of each slot at most the `most` best, all that are as good as the last of them, and about
        `spread` of the others. Where there are none without slack, the prices of a flow prove that
        it is of least cost over all offers.
        """
        slot_price = price[: len(self.wanted)] + slack_ms
        found: Offers = useful(
            self.first,
            self.team,
            self.cost,
            self.width,
            self.capability,
            self.supplier,
            slot_price,
            price,
            most,
            spread,
        )
        return found

    def is_proved(self, price: Ints) -> bool:
        """Whether no pair that is not an offer would save anything at these prices."""
        dearest = price[: len(self.wanted)] - min(0, int(price.min(initial=0)))
        return bool((dearest <= self._beyond).all())

    def least_cost(self, known: Flow, offers: Offers) -> Flow:
        """Return the flow of least cost over the arcs of a known one and these offers beside."""
        arcs = known.arcs.and_then(self._arcs_of(offers))
        flow = Flow(
            arcs=arcs,
            team=np.concatenate([known.team, self.team[offers]]),
            sent=np.concatenate([known.sent, np.zeros(len(offers), np.int64)]),
            price=known.price.copy(),
            side=np.concatenate([known.side, np.ones(len(offers), np.int8)]),
            parent=known.parent.copy(),
            by=known.by.copy(),
            depth=known.depth.copy(),
            kin=known.kin.copy(),
        )
        improve(
            *(arcs.tail, arcs.head, arcs.capacity, arcs.cost, flow.sent, flow.side, flow.price),
            *(flow.parent, flow.by, flow.depth, flow.kin, len(known.sent) % max(1, len(arcs.tail))),
        )
        return flow

    def worth(self, flow: Flow) -> Ints:
        """Return what a crew is worth at each node, by the prices of a flow: int64[n].

        They prove the flow as well: whoever has crews to spare is worth no less than those they
        would come from.
        """
        price, slots = flow.price.copy(), len(self.wanted)
        teams = slice(slots, slots + len(self.above_team))
        price[teams] = np.maximum(price[teams], price[self.above_team])
        price[self.supplier] = np.maximum(price[self.supplier], price[teams])
        return price

    def solution(self, flow: Flow, rounds: int) -> Solution:
        """Return a flow as it is proved over all offers: who goes, in order."""
        first = len(self.always.tail)
        taken = np.flatnonzero(flow.sent[first:])
        of_each = flow.arcs.head[first:][taken], flow.team[taken], flow.sent[first:][taken]
        rows = sorted(zip(*(one.tolist() for one in of_each), strict=True))
        return Solution(tuple(rows), proved_optimal=True, rounds=rounds, arcs=len(flow.team))
