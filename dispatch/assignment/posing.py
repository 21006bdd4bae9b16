"""Put the question: who could serve which incident, at what cost, and who must or may not."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dispatch.assignment.candidates import LACKS_CAPABILITY, Roster, Travel
from dispatch.assignment.coverage import Coverage
from dispatch.assignment.pricing import Pricing
from dispatch.assignment.problem import MAY_NOT_GO, Ints, Problem, Slot
from dispatch.assignment.roads import RoadView
from dispatch.assignment.sightings import Sightings
from dispatch.domain.area import Area
from dispatch.domain.demands import counted_in_units
from dispatch.domain.incidents import Incident
from dispatch.domain.needs import sought_crews
from dispatch.domain.profile import Profile
from dispatch.domain.recommendations import CostTerm

Sent = tuple[int, int, int]
"""A slot, a team and how many of its crews."""


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """A problem with what its numbers mean.

    `incident_of` tells for each slot which of `incidents` it is of; `why`, uint8[lines, free],
    numbers the reasons of those who may not go, as in `Travel`; `pinned` are those a person
    chose and who can go; `proposed` those who are proposed on the screens as it is. `asked` is what
    its numbers were made of, by incident and not by slot: a digest of it is one of the problem.
    `pricing` tells of the incidents that want crews: `priced`, int64[slots], says which of them
    each slot is of.
    """

    problem: Problem
    incidents: tuple[Incident, ...]
    incident_of: tuple[int, ...]
    roster: Roster
    why: NDArray[np.uint8]
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

    def costs(self, slot: Ints, team: Ints) -> list[dict[CostTerm, float]]:
        """Return what a crew would cost for each of some pairs, in weighted seconds by term."""
        problem = self.problem
        response_s = problem.weight[slot] * problem.road_ms[problem.line[slot], team] / 1000
        told = [{CostTerm.RESPONSE: one} for one in response_s.tolist()]
        self.pricing.tell(told, self.priced[slot], team)
        return told


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
        for capability, wanted in sorted(missing[number].items()):
            slots.append(Slot(incident.incident_id, capability, wanted, int(weight[row])))
            incident_of.append(number)
            priced.append(row)
    prices = pricing.in_sum()
    lines = _Lines.of(slots, priced, some, roster, travel)
    zone, zones = pricing.towns()
    reserve = profile.dispatch.costs.reserve
    problem = Problem(
        slots=tuple(slots),
        team_ids=tuple(team.team_id for team in roster.free),
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
        pricing=pricing,
        priced=np.array(priced, np.int64),
        pinned=_pinned(problem, incidents, incident_of),
        proposed=_proposed(area, problem, incidents, incident_of),
        asked=(travel.times_ms, *pricing.asked()),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Lines:
    """The lines of a problem: those of the incidents, and one for each slot that wants equipment.

    `line` is the line of each slot and `row` the incident of each line.
    """

    line: Ints
    row: Ints
    road_ms: NDArray[np.int32]
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
    ) -> "_Lines":
        """Lay the lines; who lacks the equipment may not go where it is counted."""
        crews_for: dict[str, Ints] = {}
        line, row = list(row_of), list(range(len(incidents)))
        equipped = []
        for at, slot in enumerate(slots):
            crews = roster.crews_for[slot.capability]
            if counted_in_units(incidents[row_of[at]].team_needs, slot.capability):
                crews = roster.equipped(slot.capability)
                line[at] = len(row)
                row.append(row_of[at])
                equipped.append(crews > 0)
            # Wanted both with its equipment and without, it is limited by its crews alone.
            if (known := crews_for.setdefault(slot.capability, crews)) is not crews:
                crews_for[slot.capability] = np.maximum(known, crews)
        road_ms, why = travel.times_ms, travel.why
        if equipped:
            able, own = np.array(equipped), row[len(incidents) :]
            road_ms = np.concatenate([road_ms, np.where(able, road_ms[own], MAY_NOT_GO)])
            why = np.concatenate([why, np.where(able, why[own], np.uint8(LACKS_CAPABILITY))])
        to = np.array(line, np.int64), np.array(row, np.int64)
        return cls(*to, road_ms, why, crews_for)


def _weight(profile: Profile, incident: Incident) -> int:
    return profile.dispatch.priority_weights.get(incident.priority, 1)


def _pinned(
    problem: Problem, incidents: Sequence[Incident], incident_of: Sequence[int]
) -> tuple[Sent, ...]:
    """Return those a person chose: the soonest first where more are chosen than are wanted."""
    team_at = {team_id: at for at, team_id in enumerate(problem.team_ids)}
    chosen: list[Sent] = []
    left = problem.crews.copy()
    for index, slot in enumerate(problem.slots):
        if not (pins := incidents[incident_of[index]].pins):
            continue
        teams = [
            team_at[team_id]
            for team_id, capability in sorted(pins.items())
            if capability == slot.capability and team_id in team_at
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
    team_at = {team_id: at for at, team_id in enumerate(problem.team_ids)}
    slot_at = {(slot.incident_id, slot.capability): at for at, slot in enumerate(problem.slots)}
    found: list[Sent] = []
    for number in sorted(set(incident_of)):
        incident = incidents[number]
        open_one = area.recommendations.get(incident.recommendation_id or "")
        for choice in () if open_one is None else open_one.teams:
            index = slot_at.get((incident.incident_id, choice.capability))
            team = team_at.get(choice.team_id)
            if index is None or team is None or problem.time_ms(index, team) == MAY_NOT_GO:
                continue
            found.append((index, team, choice.crews))
    return tuple(found)
