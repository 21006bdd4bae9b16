"""State what must hold after every event, whatever was ordered."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from dispatch.domain.area import Area
from dispatch.domain.depots import ReservationState
from dispatch.domain.duty_invariants import violations_of_duty
from dispatch.domain.evacuation_invariants import violations_of_evacuations
from dispatch.domain.post_invariants import violations_of_posts
from dispatch.domain.report_invariants import violations_of_reports
from dispatch.domain.responder_invariants import violations_of_responders
from dispatch.domain.safety_invariants import violations_of_safety
from dispatch.domain.shelters import CLOSED
from dispatch.domain.subjects import may_tick
from dispatch.domain.supply_invariants import violations_of_shipments, violations_of_stock
from dispatch.domain.teams import Means, Team
from dispatch.domain.warning_invariants import violations_of_warnings


def violations(area: Area) -> tuple[str, ...]:
    """Return what does not hold, one sentence each; empty when the area is sound."""
    return (
        *_teams(area),
        *_detachments(area),
        *violations_of_safety(area),
        *violations_of_stock(area),
        *_incidents(area),
        *violations_of_shipments(area),
        *_shelters(area),
        *_roads(area),
        *violations_of_warnings(area),
        *violations_of_evacuations(area),
        *_deadlines(area),
        *violations_of_posts(area),
        *violations_of_reports(area),
        *violations_of_duty(area),
        *violations_of_responders(area),
    )


def _teams(area: Area) -> Iterator[str]:
    held = Counter(one.team_id for one in area.instructions.values() if one.is_open)
    for team_id, count in held.items():
        if count > 1:
            yield f"team {team_id} is under {count} open instructions"
    for team in area.teams.values():
        bound = team.instruction_id
        if bound is None:
            if team.team_id in held:
                yield f"team {team.team_id} does not know of its open instruction"
        elif not area.instructions[bound].is_open:
            yield f"team {team.team_id} is bound by {bound}, which is over"
        elif area.instructions[bound].team_id != team.team_id:
            yield f"team {team.team_id} is bound by another team's {bound}"


def _detachments(area: Area) -> Iterator[str]:
    """People, strength and equipment of a team and its detachments add up to what it was."""
    out = Counter[str]()
    for team in area.teams.values():
        least = min((0, *team.strength.values(), *team.units.values()))
        if team.people < 1 or least < 0:
            yield f"team {team.team_id} is less than nothing"
        if team.has_rejoined and team.instruction_id is not None:
            yield f"{team.team_id} has rejoined and is under {team.instruction_id}"
        if team.detached_from is not None and not team.has_rejoined:
            out[team.detached_from] += 1
            if team.team_id not in area.teams[team.detached_from].detachments:
                yield f"{team.detached_from} does not know of its detachment {team.team_id}"
        if team.whole is None:
            continue
        parts = [team, *(area.teams[one] for one in team.detachments)]
        if _together(parts) != _together([team.whole]):
            yield f"team {team.team_id} and its detachments are not what they were"
    for team_id, count in out.items():
        if len(area.teams[team_id].detachments) != count:
            yield f"team {team_id} counts detachments that are not out"


def _together(
    parts: Sequence[Team | Means],
) -> tuple[int, dict[str, int], dict[str, int]]:
    """Return what some forces are together; what there is none of stands for nothing."""
    return (
        sum(part.people for part in parts),
        _in_sum(part.strength for part in parts),
        _in_sum(part.units for part in parts),
    )


def _in_sum(counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    total: dict[str, int] = {}
    for some in counts:
        for key, count in some.items():
            total[key] = total.get(key, 0) + count
    return {key: count for key, count in total.items() if count}


def _incidents(area: Area) -> Iterator[str]:
    for incident in area.incidents.values():
        if incident.incident_id in area.open_incidents:
            continue
        for instruction_id in incident.instruction_ids:
            if area.instructions[instruction_id].is_open:
                yield f"{incident.incident_id} is {incident.state} and still holds {instruction_id}"
        for reservation_id in incident.reservation_ids:
            if area.reservations[reservation_id].state is ReservationState.HELD:
                yield f"{incident.incident_id} is {incident.state} and still holds {reservation_id}"
    for asked in area.support_requests.values():
        if asked.is_open and asked.incident_id not in area.open_incidents:
            yield f"{asked.request_id} still asks for {asked.incident_id}, which is over"
    linked = {report for incident in area.incidents.values() for report in incident.report_ids}
    for report in area.reports.values():
        if report.report_id not in linked or report.incident_id not in area.incidents:
            yield f"report {report.report_id} is lost: no incident knows it"


def _shelters(area: Area) -> Iterator[str]:
    for shelter in area.shelters.values():
        if not (shelter.admitted or shelter.departed or shelter.vulnerable or shelter.occupants):
            continue  # nobody ever came
        name, people = shelter.shelter_id, shelter.people
        if shelter.admitted - shelter.departed != people:
            yield f"shelter {name}: {shelter.admitted} came, {shelter.departed} left, {people} stay"
        if not 0 <= shelter.vulnerable <= people or min(shelter.occupants.values(), default=0) < 0:
            yield f"shelter {name} has {people} people, {shelter.vulnerable} of them vulnerable"
        if shelter.state == CLOSED and people:
            yield f"shelter {name} is closed with {people} people in it"


def _roads(area: Area) -> Iterator[str]:
    for measure in area.road_measures.values():
        if measure.is_in_force and not 0 < area.overlay <= area.position:
            yield f"{measure.measure_id} is in force under the overlay {area.overlay}"
        if measure.is_in_force and measure.ends_at is not None:
            clock = f"road_measure/{measure.measure_id}/"
            if not any(one.startswith(clock) for one in area.deadlines):
                yield f"{measure.measure_id} is in force and no clock will end it"


def _deadlines(area: Area) -> Iterator[str]:
    for deadline in area.deadlines.values():
        if not may_tick(area, deadline):
            yield f"the clock {deadline.deadline_id} runs on after its end"
