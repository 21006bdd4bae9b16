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

    `incident_of` tells for each slot which of `incidents` it is of; `why`, uint8[slots, free],
    numbers the reasons of those who may not go, as in `Travel`; `pinned` are those a person
    chose and who can go; `proposed` those who are proposed on the screens as it is. `asked` is what
    its numbers were made of, by incident and not by slot: a digest of it is one of the problem.
    """

    problem: Problem
    incidents: tuple[Incident, ...]
    incident_of: tuple[int, ...]
    roster: Roster
    why: NDArray[np.uint8]
    pricing: Pricing
    pinned: tuple[Sent, ...]
    proposed: tuple[Sent, ...]
    asked: tuple[NDArray[np.signedinteger], ...]

    def costs(self, slot: int, team: int) -> dict[CostTerm, float]:
        """Return what a crew of a team would cost for a slot, in weighted seconds by term."""
        incident, weight = self.incidents[self.incident_of[slot]], self.problem.slots[slot].weight
        response = {CostTerm.RESPONSE: weight * self.problem.time_ms(slot, team) / 1000}
        return response | self.pricing.of_team(incident, weight, team)


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
    pricing = Pricing(area, profile, seen, roster.free, cover)
    wanting = [number for number, needs in enumerate(missing) if needs]
    some = [incidents[number] for number in wanting]
    travel = Travel.to_each(area, some, roster, roads, profile)
    slots: list[Slot] = []
    incident_of: list[int] = []
    rows: list[int] = []  # of `travel`
    for row, number in enumerate(wanting):
        incident = incidents[number]
        weight = _weight(profile, incident)
        for capability, wanted in sorted(missing[number].items()):
            slots.append(Slot(incident.incident_id, capability, wanted, weight))
            incident_of.append(number)
            rows.append(row)
    shape = len(slots), len(roster.free)
    prices = np.empty((len(some), len(roster.free)), np.int64)
    for row, incident in enumerate(some):
        prices[row] = pricing.in_sum(incident, _weight(profile, incident))
    travel_ms = np.empty(shape, np.int64)
    why = np.empty(shape, np.uint8)
    crews_for: dict[str, Ints] = {}
    for at, (slot, row) in enumerate(zip(slots, rows, strict=True)):
        able, crews = roster.able[slot.capability], roster.crews_for[slot.capability]
        if counted_in_units(some[row].team_needs, slot.capability):
            crews = roster.equipped(slot.capability)
            able = crews > 0
        # Wanted both with its equipment and without, a capability is limited by its crews alone.
        if (known := crews_for.setdefault(slot.capability, crews)) is not crews:
            crews_for[slot.capability] = np.maximum(known, crews)
        travel_ms[at] = np.where(able, travel.times_ms[row], MAY_NOT_GO)
        why[at] = np.where(able, travel.why[row], LACKS_CAPABILITY)
    zone, zones = pricing.towns()
    reserve = profile.dispatch.costs.reserve
    problem = Problem(
        slots=tuple(slots),
        team_ids=tuple(team.team_id for team in roster.free),
        line=np.arange(len(slots)),
        road_ms=travel_ms,
        added_ms=prices[rows],
        crews=roster.crews,
        crews_for=crews_for,
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
        why=why,
        pricing=pricing,
        pinned=_pinned(problem, incidents, incident_of),
        proposed=_proposed(area, problem, incidents, incident_of),
        asked=(travel.times_ms, prices),
    )


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
        pins = incidents[incident_of[index]].pins
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
