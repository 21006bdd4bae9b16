"""Lay a joint plan out as a linear program: what a plan must keep, and what it costs, as matrices.

                    crews sent   unmet   last arrival   given up by zones
    slot, met            1         1                                         = wanted
    slot, mean      -w x travel            wanted                            ≥ 0
    teams, zones         1                                     …             ≤ what there is

The second kind of row says that the mean of a slot's crews arrives no later than the last of its
incident; a solver without it is long in finding out. Costs are weighted seconds, for its sake.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from dispatch.assignment.joint.terms import Terms
from dispatch.assignment.problem import MAY_NOT_GO, Ints, Problem

Floats = NDArray[np.float64]
MS_PER_S = 1000.0


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """Variables from 0 to `upper`, [columns]: what one of each costs, and their [rows, columns]."""

    cost: Floats
    upper: Floats
    entries: sparse.csc_array


@dataclass(frozen=True, slots=True, eq=False)
class Supply:
    """What teams and zones have to give, a row for each limit.

    `of_crew`, [limits, capability x teams], tells in which of them a crew sent by a team for a
    capability counts; `given_up` are the columns that ease them at a price.
    """

    of_crew: sparse.csc_array
    most: Floats
    given_up: Columns


class Program:
    """A problem under some terms. Its rows are bounded by `lower` and `upper`, [rows].

    `base` are the columns that every choice of pairs shares, the incidents' last arrivals from
    `first_last` on; those of pairs, given as indices into the flat [slots, teams], come after them.
    """

    def __init__(self, problem: Problem, terms: Terms) -> None:
        self.problem, self.wanted = problem, problem.wanted
        ids = [slot.incident_id for slot in problem.slots]
        self.incident = np.cumsum([at == 0 or ids[at - 1] != ids[at] for at in range(len(ids))]) - 1
        row = {name: at for at, name in enumerate(sorted(problem.crews_for))}
        self.capability = np.array([row[slot.capability] for slot in problem.slots], np.int64)
        able = [problem.crews_for[name] for name in row]
        self.able: Ints = np.array(able, np.int64).reshape(len(row), len(problem.team_ids))
        travel_ms = problem.travel_ms
        self.travel_s = problem.weight[:, None] * travel_ms / MS_PER_S
        self.surcharge_s = self._surcharge_s(terms)
        self.may_go = travel_ms != MAY_NOT_GO
        self.supply = _supply(problem, terms, self.able, row)
        slots, unlimited = len(problem.slots), np.full(len(problem.slots), np.inf)
        from_below = np.full(len(self.supply.most), -np.inf)
        self.lower = np.concatenate([self.wanted, np.zeros(slots), from_below])
        self.upper = np.concatenate([self.wanted, unlimited, self.supply.most])
        self.first_last = slots
        self.base = self._base()

    def _surcharge_s(self, terms: Terms) -> Floats:
        """Return what a crew costs beyond travel, [slots, teams].

        Of the price of a journey it pays the least share there can be, which is exact where a team
        has one crew, and elsewhere not too much.
        """
        of_incident = np.bincount(self.incident, self.wanted)
        together = np.minimum(of_incident[self.incident][:, None], self.problem.crews)
        share_ms = terms.trip_ms / np.maximum(together, 1)
        surcharge_s: Floats = (self.problem.surcharge_ms + share_ms) / MS_PER_S
        return surcharge_s

    def _base(self) -> Columns:
        slots, incidents = len(self.wanted), int(self.incident.max(initial=-1)) + 1
        mean = sparse.coo_array(
            (self.wanted, (np.arange(slots), self.incident)), shape=(slots, incidents)
        )
        given_up = self.supply.given_up
        unmet_s = self.problem.weight * self.problem.unmet_ms / MS_PER_S
        return Columns(
            cost=np.concatenate([unmet_s, np.ones(incidents), given_up.cost]),
            upper=np.concatenate([self.wanted, np.full(incidents, np.inf), given_up.upper]),
            entries=sparse.block_diag([sparse.eye_array(slots), mean, given_up.entries], "csc"),
        )

    def columns(self, pairs: NDArray[np.intp]) -> Columns:
        """Return the columns of some pairs: crews sent."""
        slot, team = np.divmod(pairs, len(self.problem.crews))
        capability, one = self.capability[slot], np.arange(len(pairs))
        shape = len(self.wanted), len(pairs)
        met = sparse.coo_array((np.ones(len(pairs)), (slot, one)), shape=shape)
        mean = sparse.coo_array((-self.travel_s[slot, team], (slot, one)), shape=shape)
        crews = self.supply.of_crew[:, capability * len(self.problem.crews) + team]
        most = np.minimum(self.able[capability, team], self.problem.crews[team])
        return Columns(
            cost=self.surcharge_s[slot, team],
            upper=np.minimum(most, self.wanted[slot]).astype(np.float64),
            entries=sparse.vstack([met, mean, crews], "csc"),
        )

    def last_of_many(self, pairs: NDArray[np.intp]) -> tuple[sparse.csr_array, NDArray[np.intp]]:
        """Return rows, none below 0, and for which pairs: no crew arrives after the last.

        Where one crew is wanted the mean has said it already.
        """
        slot, team = np.divmod(pairs, len(self.problem.crews))
        many = np.flatnonzero(self.wanted[slot] > 1)
        rows, before = np.arange(len(many)), len(self.base.cost)
        sent_s = -self.travel_s[slot[many], team[many]] / self.columns(pairs[many]).upper
        last = self.first_last + self.incident[slot[many]]
        values = np.concatenate([sent_s, np.ones(len(many))])
        where = np.concatenate([rows, rows]), np.concatenate([before + many, last])
        shape = len(many), before + len(pairs)
        return sparse.csr_array((values, where), shape=shape), many

    def reduced_cost(self, duals: Floats) -> Floats:
        """Return what each pair would cost at the prices of the rows, [slots, teams], inf if none.

        What is below 0 would make a plan cheaper; a plan with a crew on a pair costs at least as
        much more than the program does.
        """
        slots = len(self.wanted)
        met, mean, supply = duals[:slots], duals[slots : 2 * slots], duals[2 * slots :]
        crew = (self.supply.of_crew.T @ supply).reshape(self.able.shape)
        cost = self.surcharge_s - met[:, None] + mean[:, None] * self.travel_s
        return np.where(self.may_go, cost - crew[self.capability], np.inf)


def _supply(problem: Problem, terms: Terms, able: Ints, row: dict[str, int]) -> Supply:
    """Return the limits of teams, of their disciplines where these are fewer, and of zones."""
    capabilities, teams = able.shape
    any_capability = np.ones((1, capabilities))
    all_teams = sparse.eye_array(teams, format="csr")
    few = np.flatnonzero(able < problem.crews)
    zones = len(problem.reserve)
    inside = np.flatnonzero(problem.zone >= 0)
    of_zone = sparse.csr_array(
        (np.ones(len(inside)), (problem.zone[inside], inside)), shape=(zones, teams)
    )
    of_crew = [
        sparse.kron(any_capability, all_teams),
        sparse.eye_array(capabilities * teams, format="csr")[few],
        sparse.kron(any_capability, of_zone),
    ]
    most = [problem.crews, able.ravel()[few], problem.sent_freely]
    easing = [sparse.csr_array((teams + len(few), 0)), -sparse.eye_array(zones)]
    cost, upper = [np.full(zones, problem.reserve_ms)], [np.full(zones, np.inf)]
    for name, kept in terms.kept.items():
        who = np.flatnonzero((able[row[name]] > 0) & np.append(kept > 0, False)[problem.zone])
        had = of_zone @ np.minimum(able[row[name]], problem.crews)
        nobody = sparse.csr_array((zones, capabilities * teams))
        of_crew += [
            sparse.kron(any_capability, all_teams[who]),
            sparse.eye_array(capabilities * teams, format="csr")[row[name] * teams + who],
            nobody,
        ]
        most += [problem.crews[who], able[row[name]][who], -np.minimum(kept, had)]
        stays, short = sparse.eye_array(len(who)), sparse.eye_array(zones)
        easing.append(
            sparse.block_array([[stays, None], [stays, None], [-of_zone[:, who], -short]])
        )
        cost += [np.zeros(len(who)), np.full(zones, terms.kept_ms)]
        upper += [able[row[name]][who], np.full(zones, np.inf)]
    return Supply(
        of_crew=sparse.vstack(of_crew, "csc"),
        most=np.concatenate(most).astype(np.float64),
        given_up=Columns(
            cost=np.concatenate(cost) / MS_PER_S,
            upper=np.concatenate(upper).astype(np.float64),
            entries=sparse.csc_array(sparse.block_diag(easing)),
        ),
    )
