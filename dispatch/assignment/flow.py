"""State a problem as a network, and find the flow of least cost over some of its pairs.

    source ─▶ zone ─▶ team ─▶ discipline ─▶ slot
       │   sent freely   crews   crews for it   ▲ wanted
       └──────── unmet, weight x price ─────────┘

A zone has a second, dearer arc for its reserve; each pair costs its weighted travel and what comes
on top. Flows on such a network are whole numbers at the optimum, so no crew is ever split.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dispatch.assignment.kernels.augment import settle
from dispatch.assignment.kernels.offers import bid, list_offers, useful
from dispatch.assignment.problem import Ints, Problem, Solution

Offers = NDArray[np.int64]
"""Pairs that could be chosen, as rising numbers of a network's offers."""

BIDS = 24
"""How many bids take a price from nothing to that of being unmet: more are nearer the truth, and
cost more (measured at 200 to 1,000 incidents)."""
TURNS = 8
"""How often a slot bids for what it would rather have than any other: mostly two or three times."""
NO_LIMIT = 2**62


@dataclass(frozen=True, slots=True, eq=False)
class Arcs:
    """The arcs of a network: from node `tail` to `head`, at most `capacity`, each int64[m]."""

    tail: Ints
    head: Ints
    capacity: Ints
    cost: Ints

    def and_then(self, other: "Arcs") -> "Arcs":
        """Return these arcs and others after them."""
        return Arcs(
            np.concatenate([self.tail, other.tail]),
            np.concatenate([self.head, other.head]),
            np.concatenate([self.capacity, other.capacity]),
            np.concatenate([self.cost, other.cost]),
        )


@dataclass(frozen=True, slots=True, eq=False)
class Flow:
    """How many crews go over each arc, int64[m], and the price of a crew at each node, int64[n].

    The prices are the duals: an arc that can bear more gains nothing, `price[head] - price[tail]
    <= cost`, and one that bears any loses nothing. So nothing that can be sent over these arcs
    costs less.
    """

    sent: Ints
    price: Ints


class Network:
    """A problem as a network, with all pairs as offers and the arcs that are always there.

    Nodes are the slots, the teams, the zones that keep a reserve, the disciplines that not all
    crews of their team have, and the source, in this order. `supply`, int64[n], is what each node
    has to give, negative where it wants.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem, self.wanted = problem, problem.wanted
        self.unmet_cost = problem.weight * problem.unmet_ms
        row = {name: at for at, name in enumerate(sorted(problem.crews_for))}
        able = np.array([problem.crews_for[name] for name in row], np.int64)
        able = np.minimum(able.reshape(len(row), len(problem.team_ids)), problem.crews)
        self.capability = np.array([row[slot.capability] for slot in problem.slots], np.int64)
        self.first, self.team, self.cost, self.width = list_offers(
            problem.road_ms,
            problem.added_ms,
            problem.line,
            problem.weight,
            self.capability,
            able,
            self.unmet_cost,
        )
        self._lay(able)

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
        self.always = (
            Arcs(from_source[:slots], slot_node, self.wanted, self.unmet_cost)
            .and_then(Arcs(self.above_team, team_node, problem.crews, nothing[:teams]))
            .and_then(Arcs(from_source[: len(kept)], zone_node, freely, nothing[: len(kept)]))
            .and_then(
                Arcs(from_source[: len(kept)], zone_node, problem.reserve[kept], reserve_cost)
            )
            .and_then(
                Arcs(
                    team_node[of_team],
                    discipline_node,
                    able[of_discipline, of_team],
                    nothing[: len(of_team)],
                )
            )
        )
        self.supply = np.zeros(source + 1, np.int64)
        self.supply[:slots], self.supply[source] = -self.wanted, self.wanted.sum()

    def slots_of(self, offers: Offers) -> Ints:
        """Return which slot each of some offers is to."""
        return np.searchsorted(self.first, offers, side="right") - 1

    def arcs(self, offers: Offers) -> Arcs:
        """Return all arcs of the network with these offers, the offers last."""
        slot = self.slots_of(offers)
        tail = self.supplier[self.capability[slot], self.team[offers]]
        return self.always.and_then(
            Arcs(tail, slot, self.wanted[slot] + 1, self.cost[offers])  # never what binds
        )

    def estimate(self) -> Ints:
        """Return what a crew is worth at each node, nearly: int64[n]."""
        price, _ = self._auction(max(1, self.problem.unmet_ms // BIDS), most=NO_LIMIT)
        return price

    def first_come(self) -> tuple[Offers, Flow]:
        """Return offers, and a flow over them: crews for slots that would rather have no other.

        Its prices prove nothing yet: some slots go without at them though they want more.
        """
        price, taken = self._auction(0, most=TURNS)
        offers, crews = np.unique(taken, return_counts=True)
        return offers, Flow(np.concatenate([np.zeros_like(self.always.tail), crews]), price)

    def _auction(self, step_ms: int, most: int) -> tuple[Ints, Offers]:
        price, slot_price, taken = bid(
            self.first,
            self.team,
            self.cost,
            self.width,
            self.wanted,
            self.unmet_cost,
            self.capability,
            self.supplier,
            self._crews_at,
            step_ms,
            most,
        )
        price[: len(self.wanted)] = slot_price
        return price, taken

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

    def together(self, some: Offers, others: Offers) -> Offers:
        """Return the offers that are among some or others."""
        chosen = np.zeros(len(self.cost), bool)
        chosen[some] = chosen[others] = True
        return np.flatnonzero(chosen)

    def carried(self, flow: Flow, known: Offers, offers: Offers) -> Flow:
        """Return a flow over the known offers as one over these offers, the known among them."""
        always = len(self.always.tail)
        sent = np.zeros(always + len(offers), np.int64)
        sent[:always] = flow.sent[:always]
        sent[always + np.searchsorted(offers, known)] = flow.sent[always:]
        return Flow(sent, flow.price)

    def least_cost(self, arcs: Arcs, near: Flow) -> Flow:
        """Return the flow of least cost over some arcs, the sooner the nearer `near` is to it."""
        slots = len(self.wanted)
        sent, price = near.sent.copy(), near.price.copy()
        # What a slot pays at most is what it can have at these prices: no offer gains then.
        best = self.unmet_cost + price[self.source]
        np.minimum.at(best, arcs.head[len(self.always.tail) :], self._asked(arcs, price))
        price[:slots] = best
        settle(arcs.tail, arcs.head, arcs.capacity, arcs.cost, sent, self.supply, price)
        price -= price[self.source]
        # Whoever has crews to spare is worth no less than those they would come from.
        teams = slice(slots, slots + len(self.above_team))
        price[teams] = np.maximum(price[teams], price[self.above_team])
        price[self.supplier] = np.maximum(price[self.supplier], price[teams])
        return Flow(sent, price)

    def _asked(self, arcs: Arcs, price: Ints) -> Ints:
        offers = slice(len(self.always.tail), None)
        return arcs.cost[offers] + price[arcs.tail[offers]]

    def solution(self, offers: Offers, flow: Flow, rounds: int) -> Solution:
        """Return a flow over these offers as it is proved over all: who goes, in order."""
        crews = flow.sent[len(self.always.tail) :]
        taken = np.flatnonzero(crews)
        slot, team = self.slots_of(offers[taken]), self.team[offers[taken]]
        rows = sorted(zip(slot.tolist(), team.tolist(), crews[taken].tolist(), strict=True))
        return Solution(tuple(rows), proved_optimal=True, rounds=rounds, arcs=len(offers))
