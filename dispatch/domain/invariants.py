"""State what must hold after every event, whatever was ordered."""

from collections import Counter
from collections.abc import Iterator

from dispatch.domain.area import Area
from dispatch.domain.depots import ReservationState
from dispatch.domain.shelters import CLOSED, OPENING


def violations(area: Area) -> tuple[str, ...]:
    """Return what does not hold, one sentence each; empty when the area is sound."""
    return (
        *_teams(area),
        *_stock(area),
        *_incidents(area),
        *_shelters(area),
        *_roads(area),
        *_deadlines(area),
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


def _stock(area: Area) -> Iterator[str]:
    promised: Counter[tuple[str, str]] = Counter()
    issued: Counter[tuple[str, str]] = Counter()
    for one in area.reservations.values():
        if one.state is ReservationState.HELD:
            promised[one.depot_id, one.supply] += one.quantity
        elif one.state is ReservationState.ISSUED:
            issued[one.depot_id, one.supply] += one.quantity
    for depot in area.depots.values():
        for supply, stock in depot.stock.items():
            if stock.on_hand < 0:
                yield f"depot {depot.depot_id} has {stock.on_hand} {supply}"
            if not 0 <= stock.reserved <= stock.on_hand:
                yield f"{depot.depot_id} promised {stock.reserved} of {stock.on_hand} {supply}"
            if stock.reserved != promised[depot.depot_id, supply]:
                yield f"depot {depot.depot_id}: promises of {supply} do not add up"
            if min((one.quantity for one in stock.lots), default=0) < 0:
                yield f"depot {depot.depot_id}: lots of {supply} exceed what is on hand"
            if stock.ledger.balance != stock.on_hand:
                yield f"depot {depot.depot_id}: {supply} was lost or made from nothing"
            if stock.ledger.issued != issued[depot.depot_id, supply]:
                yield f"depot {depot.depot_id}: {supply} left without a promise"


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
    linked = {report for incident in area.incidents.values() for report in incident.report_ids}
    for report in area.reports.values():
        if report.report_id not in linked or report.incident_id not in area.incidents:
            yield f"report {report.report_id} is lost: no incident knows it"


def _shelters(area: Area) -> Iterator[str]:
    for shelter in area.shelters.values():
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
        if deadline.lifecycle == "road_measure":
            alive = area.road_measures[deadline.subject_id].is_open
        elif deadline.lifecycle == "incident_handling":
            alive = deadline.subject_id in area.open_incidents
        elif deadline.lifecycle == "shelter":
            alive = area.shelters[deadline.subject_id].state == OPENING
        elif deadline.lifecycle == "reservation":
            alive = area.reservations[deadline.subject_id].state is ReservationState.HELD
        else:
            instruction = area.instructions[deadline.subject_id]
            alive = instruction.is_open or instruction.state == "DONE"
        if not alive:
            yield f"the clock {deadline.deadline_id} runs on after its end"
