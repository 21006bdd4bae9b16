"""Reckon who could be reached in time if the next call came from there: coverage 覆盖率.

Two shares of the population: *covered* counts people whom a free team of the capability reaches
within the standard; *expected* discounts a place that k teams reach to 1 - q^k, for each of them
may be taken when it is wanted (MEXCLP, Daskin 1983). What a team leaving costs is its part of the
second.
"""

from collections.abc import Collection, Mapping
from functools import cached_property
from typing import NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from dispatch.assignment.reach import Reach
from dispatch.assignment.roads import UNREACHABLE_MS
from dispatch.domain.coverage import CoverageRules

NEVER_MS = np.iinfo(np.int32).max


class Standing(NamedTuple):
    """Where a free team stands on the roads, and what it can do."""

    node: int
    capabilities: tuple[str, ...]


class Share(msgspec.Struct, frozen=True):
    """How many of a population are covered by a capability, and how that compares to its floor."""

    capability: str
    within_s: float
    people: int
    covered: int
    share: float
    expected_share: float
    floor: float
    is_short: bool


class Coverage:
    """Who covers whom at one moment. Immutable, and safe to ask from any thread.

    `teams` maps each capability of the rules to how many free teams reach each of the places of
    `reach` within its standard, int32[places].
    """

    def __init__(
        self,
        reach: Reach,
        rules: CoverageRules,
        standing: Mapping[str, Standing],
        teams: Mapping[str, NDArray[np.int32]],
    ) -> None:
        self.reach, self.rules, self.standing, self.teams = reach, rules, standing, teams

    @classmethod
    def of(cls, reach: Reach, rules: CoverageRules, standing: Mapping[str, Standing]) -> "Coverage":
        """Return the coverage that the free teams give, by id."""
        nobody = np.zeros(len(reach.residents.codes), np.int32)
        return cls(reach, rules, {}, dict.fromkeys(rules.standards, nobody)).when(standing)

    def when(self, standing: Mapping[str, Standing]) -> "Coverage":
        """Return the coverage once other teams are free, or stand elsewhere.

        Only who differs is reckoned anew, each in the places within its reach.
        """
        was, new = self.standing.items(), standing.items()
        gone = [one for team_id, one in was if standing.get(team_id) != one]
        come = [one for team_id, one in new if self.standing.get(team_id) != one]
        if not gone and not come:
            return self
        self.reach.ready(one.node for one in come)
        touched = {capability for one in gone + come for capability in one.capabilities}
        teams = dict(self.teams) | {
            capability: self.teams[capability].copy() for capability in touched & self.teams.keys()
        }
        for change, moved in ((-1, gone), (1, come)):
            for one in moved:
                for capability in one.capabilities:
                    if (counts := teams.get(capability)) is not None:
                        counts[self._within(one.node, capability)] += change
        return Coverage(self.reach, self.rules, dict(standing), teams)

    def without(self, team_ids: Collection[str]) -> "Coverage":
        """Return the coverage once some teams have gone."""
        gone = frozenset(team_ids)
        return self.when({key: one for key, one in self.standing.items() if key not in gone})

    def share(self, capability: str, place_code: str | None = None) -> Share:
        """Return the numbers of a capability, of everybody or within a place of administration.

        Of nobody everybody is covered. Raises `KeyError` for a capability without a standard.
        """
        standard, counts = self.rules.standards[capability], self.teams[capability]
        people = self.reach.residents.people
        if place_code is not None:
            rows = self.reach.residents.within(place_code)
            counts, people = counts[rows], people[rows]
        total, covered = int(people.sum()), int(people[counts > 0].sum())
        expected = float((people * (1.0 - self._all_busy(counts))).sum())
        share = covered / total if total else 1.0
        return Share(
            capability=capability,
            within_s=standard.within_s,
            people=total,
            covered=covered,
            share=round(share, 6),
            expected_share=round(expected / total, 6) if total else 1.0,
            floor=standard.floor,
            is_short=share < standard.floor,
        )

    def loss(self, team_id: str, capability: str) -> float:
        """Return how many people's cover goes with a team, as whole people: its expected part.

        A place that k teams reach loses q^(k-1) - q^k of its people. 0.0 for who is not free or
        lacks the capability.
        """
        one = self.standing.get(team_id)
        if one is None or capability not in one.capabilities or capability not in self.teams:
            return 0.0
        return float(self._marginal[capability][self._within(one.node, capability)].sum())

    def losses(self, team_ids: Collection[str]) -> NDArray[np.float64]:
        """Return how many people's cover would go with each team, as whole people: float64[teams].

        Over all that a team can do. Each is reckoned as if it alone left.
        """
        self.reach.ready(one.node for key in team_ids if (one := self.standing.get(key)))
        return np.array([self._people_lost(one) for one in team_ids], np.float64)

    def soonest_ms(self, capability: str) -> NDArray[np.int32]:
        """Return when the first and the second free team could be there: int32[places, 2].

        `NEVER_MS` where there is none.
        """
        nodes = [one.node for one in self.standing.values() if capability in one.capabilities]
        count = len(self.reach.residents.codes)
        nobody = np.full((max(0, 2 - len(nodes)), count), NEVER_MS, np.int32)
        self.reach.ready(nodes)
        times = np.concatenate([self.reach.times_ms(nodes), nobody])
        times[times == UNREACHABLE_MS] = NEVER_MS
        return np.partition(times, 1, axis=0)[:2].T

    def _people_lost(self, team_id: str) -> float:
        one = self.standing.get(team_id)
        if one is None:
            return 0.0
        return sum(self.loss(team_id, capability) for capability in one.capabilities)

    def gain(self, node: int, capability: str) -> float:
        """Return how many people's cover one team more at a node of the roads would bring."""
        people, q = self.reach.residents.people, self.rules.busy_share
        rows = self._within(node, capability)
        free = self._all_busy(self.teams[capability][rows])
        return float((people[rows] * (1.0 - q) * free).sum())

    def _within(self, node: int, capability: str) -> NDArray[np.int32]:
        return self.reach.within(node, self.rules.standards[capability].within_s)

    def _all_busy(self, counts: NDArray[np.int32]) -> NDArray[np.float64]:
        busy = np.power(self.rules.busy_share, np.arange(int(counts.max(initial=0)) + 1))
        return np.asarray(busy[counts], np.float64)

    @cached_property
    def _marginal(self) -> dict[str, NDArray[np.float64]]:
        """How many people of each place lose cover if one of those who reach it leaves."""
        people, q = self.reach.residents.people, self.rules.busy_share
        return {
            capability: people * (1.0 - q) * self._all_busy(np.maximum(counts - 1, 0))
            for capability, counts in self.teams.items()
        }
