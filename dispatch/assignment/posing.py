"""Put the question: who could serve which incident, at what cost, and who must or may not."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dispatch.assignment.candidates import LACKS_CAPABILITY, Roster, Travel
from dispatch.assignment.coverage import Coverage
from dispatch.assignment.kernels.prices import terms
from dispatch.assignment.pricing import Pricing, by_term
from dispatch.assignment.problem import MAY_NOT_GO, Ints, Problem, Slot
from dispatch.assignment.roads import RoadView
from dispatch.assignment.sightings import Sightings
from dispatch.domain.area import Area
from dispatch.domain.costs import Moment
from dispatch.domain.demands import counted_in_units
from dispatch.domain.incidents import Incident
from dispatch.domain.needs import moments_of_crews, sought_crews
from dispatch.domain.profile import Profile
from dispatch.domain.recommendations import CostTerm

Sent = tuple[int, int, int]
"""A slot, a team and how many of its crews."""


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """A problem with what its numbers mean.

    `incident_of` tells for each slot which of `incidents` it is of; `why`, uint8[lines, free],
    numbers the reasons of those who may not go, as in `Travel`; `pinned` are those a person
    chose and who can go; `proposed` those who are proposed on the screens as it is. `asked` are
    the arrays its numbers were made of: the road times by line, and the prices before they were
    added up. A digest of them, the slots and the teams tells one question from another, and is
    sooner made than one of the problem.
    `pricing` tells of the incidents that want crews: `priced`, int64[slots], says which of them
    each slot is of. `travel_ms`, int32[lines, free], is the road time in full, where that of the
    problem counts only partly because there is a moment to come; `early_pct`, int64[slots], is how
    much of it counts there, 100 elsewhere. `at` is now, in epoch seconds UTC.
    """

    problem: Problem
    incidents: tuple[Incident, ...]
    incident_of: tuple[int, ...]
    roster: Roster
    why: NDArray[np.uint8]
    travel_ms: NDArray[np.int32]
    early_pct: Ints
    at: float
    pricing: Pricing
    priced: Ints
    pinned: tuple[Sent, ...]
    proposed: tuple[Sent, ...]
    asked: tuple[NDArray[np.signedinteger], ...]

    def why_of(self, slot: int) -> NDArray[np.uint8]:
        """Return the number of the reason why each team may not go to a slot, uint8[free]."""
        able = self.problem.crews_for[self.problem.slots[slot].capability] > 0
        why: NDArray[np.uint8] = np.where(
            able, self.why[self.problem.line[slot]], np.uint8(LACKS_CAPABILITY)
        )
        return why

    def time_s(self, slot: int, team: int) -> float:
        """Return how long a team that may go takes to a slot by road, in seconds."""
        return self.travel_ms.item(self.problem.line.item(slot), team) / 1000

    def costs(self, slot: Ints, team: Ints) -> list[dict[CostTerm, float]]:
        """Return what a crew would cost for each of some pairs, in weighted seconds by term.

        Terms of nothing are left out, but for the response.
        """
        problem = self.problem
        of_slots = problem.line, problem.weight, self.early_pct
        roads = self.travel_ms, problem.road_ms
        told = terms(slot, team, *of_slots, *roads, self.priced, *self.pricing.in_parts())
        return list(map(by_term, told.tolist()))


def pose(
    area: Area,
    profile: Profile,
    roads: RoadView,
    seen: Sightings,
    incidents: Sequence[Incident],
    cover: Coverage | None = None,
) -> Question:
    """Return what is to be decided for some incidents; the slots are in the incidents' order."""
    missing = [sought_crews(area, profile, incident) for incident in incidents]
    asked_for = frozenset(capability for one in missing for capability in one)
    roster = Roster.of(area, profile, roads, seen, asked_for)
    wanting = [number for number, needs in enumerate(missing) if needs]
    some = [incidents[number] for number in wanting]
    weight = np.array([_weight(profile, incident) for incident in some], np.int64)
    travel = Travel.to_each(area, some, roster, roads, profile)
    pricing = Pricing(profile, seen, roster, some, weight, cover)
    slots: list[Slot] = []
    incident_of: list[int] = []
    priced: list[int] = []
    for row, number in enumerate(wanting):
        incident = incidents[number]
        by_at = moments_of_crews(profile, incident, missing[number])
        for capability, wanted in sorted(missing[number].items()):
            by = by_at.get(capability)
            slots.append(Slot(incident.incident_id, capability, wanted, int(weight[row]), by))
            incident_of.append(number)
            priced.append(row)
    prices = pricing.in_sum()
    moment = profile.dispatch.costs.moment
    slack_ms = [_slack_ms(slot, seen.at) for slot in slots]
    lines = _Lines.of(slots, priced, some, roster, travel, moment, slack_ms)
    zone, zones = pricing.towns()
    reserve = profile.dispatch.costs.reserve
    problem = Problem(
        slots=tuple(slots),
        team_ids=roster.ids,
        line=lines.line,
        road_ms=lines.road_ms,
        added_ms=prices if len(prices) == len(lines.row) else prices[lines.row],
        crews=roster.crews,
        crews_for=lines.crews_for,
        zone=zone,
        reserve=np.full(zones, reserve.crews, np.int64),
        reserve_ms=reserve.price_s * 1000,
        unmet_ms=int(profile.dispatch.unmet_s * 1000),
    )
    return Question(
        problem=problem,
        incidents=tuple(incidents),
        incident_of=tuple(incident_of),
        roster=roster,
        why=lines.why,
        travel_ms=lines.travel_ms,
        early_pct=np.array([moment.early_pct if one else 100 for one in slack_ms], np.int64),
        at=seen.at,
        pricing=pricing,
        priced=np.array(priced, np.int64),
        pinned=_pinned(problem, incidents, incident_of),
        proposed=_proposed(area, problem, incidents, incident_of),
        asked=(lines.road_ms, *pricing.asked()),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Lines:
    """The lines of a problem: those of the incidents, and one for each slot that wants equipment
    or has a moment still to come.

    `line` is the line of each slot and `row` the incident of each line.
    """

    line: Ints
    row: Ints
    road_ms: NDArray[np.int32]
    travel_ms: NDArray[np.int32]
    why: NDArray[np.uint8]
    crews_for: dict[str, Ints]

    @classmethod
    def of(
        cls,
        slots: Sequence[Slot],
        row_of: Sequence[int],
        incidents: Sequence[Incident],
        roster: Roster,
        travel: Travel,
        moment: Moment,
        slack_ms: Sequence[int],
    ) -> "_Lines":
        """Lay the lines; who lacks the equipment may not go where it is counted."""
        crews_for: dict[str, Ints] = {}
        line, row = list(row_of), list(range(len(incidents)))
        fit, slack = [], []
        for at, slot in enumerate(slots):
            crews = roster.crews_for[slot.capability]
            in_units = counted_in_units(incidents[row_of[at]].team_needs, slot.capability)
            if in_units:
                crews = roster.equipped(slot.capability)
            if in_units or slack_ms[at]:
                line[at] = len(row)
                row.append(row_of[at])
                fit.append(crews > 0 if in_units else np.ones(len(crews), bool))
                slack.append(slack_ms[at])
            # Wanted both with its equipment and without, it is limited by its crews alone.
            if (known := crews_for.setdefault(slot.capability, crews)) is not crews:
                crews_for[slot.capability] = np.maximum(known, crews)
        road_ms, why = travel.times_ms, travel.why
        if fit:
            able, own = np.array(fit), row[len(incidents) :]
            road_ms = np.concatenate([road_ms, np.where(able, road_ms[own], MAY_NOT_GO)])
            why = np.concatenate([why, np.where(able, why[own], np.uint8(LACKS_CAPABILITY))])
        travel_ms = road_ms
        if any(slack):
            road_ms = road_ms.copy()
            for at, left_ms in enumerate(slack, start=len(incidents)):
                if left_ms:
                    road_ms[at] = _counted_ms(moment, travel_ms[at], left_ms)
        to = np.array(line, np.int64), np.array(row, np.int64)
        return cls(*to, road_ms, travel_ms, why, crews_for)


def _slack_ms(slot: Slot, at: float) -> int:
    """Return how long it is until the moment of a slot, 0 for one without or that has passed."""
    return 0 if slot.by_at is None else max(0, round((slot.by_at - at) * 1000))


def _counted_ms(
    moment: Moment, travel_ms: NDArray[np.int32], slack_ms: int
) -> NDArray[np.signedinteger]:
    """Return what counts of some road times where the crews are wanted by a moment."""
    late_ms = np.maximum(travel_ms.astype(np.int64) - slack_ms, 0)
    early_ms = travel_ms * np.int64(moment.early_pct) // 100
    counted_ms = early_ms + late_ms * moment.late_pct // 100
    return np.where(travel_ms == MAY_NOT_GO, MAY_NOT_GO, counted_ms)


def _weight(profile: Profile, incident: Incident) -> int:
    return profile.dispatch.priority_weights.get(incident.priority, 1)


def _pinned(
    problem: Problem, incidents: Sequence[Incident], incident_of: Sequence[int]
) -> tuple[Sent, ...]:
    """Return those a person chose: the soonest first where more are chosen than are wanted."""
    chosen: list[Sent] = []
    left = problem.crews.copy()
    for index, slot in enumerate(problem.slots):
        if not (pins := incidents[incident_of[index]].pins):
            continue
        teams = [
            team
            for team_id, capability in sorted(pins.items())
            if capability == slot.capability and (team := _row(problem, team_id)) is not None
        ]
        missing = slot.wanted
        for team in sorted(teams, key=lambda one: problem.time_ms(index, one)):
            crews = min(missing, int(left[team]), int(problem.crews_for[slot.capability][team]))
            if problem.time_ms(index, team) != MAY_NOT_GO and crews:
                chosen.append((index, team, crews))
                left[team] -= crews
                missing -= crews
    return tuple(chosen)


def _proposed(
    area: Area, problem: Problem, incidents: Sequence[Incident], incident_of: Sequence[int]
) -> tuple[Sent, ...]:
    """Return who is proposed as it is and could still go."""
    slot_at = {(slot.incident_id, slot.capability): at for at, slot in enumerate(problem.slots)}
    found: list[Sent] = []
    for number in sorted(set(incident_of)):
        incident = incidents[number]
        open_one = area.recommendations.get(incident.recommendation_id or "")
        for choice in () if open_one is None else open_one.teams:
            index = slot_at.get((incident.incident_id, choice.capability))
            team = _row(problem, choice.team_id)
            if index is None or team is None or problem.time_ms(index, team) == MAY_NOT_GO:
                continue
            found.append((index, team, choice.crews))
    return tuple(found)


def _row(problem: Problem, team_id: str) -> int | None:
    """Return the row of a team that could go, None for any other; they are in order of id."""
    at = bisect_left(problem.team_ids, team_id)
    return at if at < len(problem.team_ids) and problem.team_ids[at] == team_id else None
