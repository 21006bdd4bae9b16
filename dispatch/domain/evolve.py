"""Fold an event into the area: what the log says happened becomes what is known now.

Nothing is refused and nothing is decided here; an event that is in the log has happened.
"""

from collections.abc import Callable, Iterable
from typing import Any

from immutables import Map
from msgspec.structs import replace

from dispatch.domain import events as e
from dispatch.domain.area import Area
from dispatch.domain.deadlines import Deadline
from dispatch.domain.depots import Depot, Reservation, ReservationState, Stock
from dispatch.domain.incidents import Incident
from dispatch.domain.instructions import Instruction
from dispatch.domain.nearby import cell_of
from dispatch.domain.places import AdminLevel


def evolve(area: Area, event: e.Event, position: int, at: float) -> Area:
    """Return the area after an event recorded at a log position, at a moment in epoch seconds."""
    changed = _FOLDS[type(event)](area, event, position, at)
    return replace(changed, position=position)


def _founded(area: Area, event: e.AreaFounded, _position: int, _at: float) -> Area:
    return replace(
        area,
        name=event.name,
        root=event.root,
        profile_id=event.profile_id,
        exercise=event.exercise,
    )


def _places(area: Area, event: e.PlacesRegistered, _position: int, _at: float) -> Area:
    places = area.places.update({place.code: place for place in event.places})
    below: dict[str, list[str]] = {}
    for place in places.values():
        if place.parent is not None:
            below.setdefault(place.parent, []).append(place.code)
    towns = (code for code, place in places.items() if place.admin_level is AdminLevel.TOWN)
    return replace(
        area,
        places=places,
        below=Map({parent: tuple(sorted(codes)) for parent, codes in below.items()}),
        towns=tuple(sorted(towns)),
    )


def _teams(area: Area, event: e.TeamsEnrolled, _position: int, _at: float) -> Area:
    return replace(area, teams=area.teams.update({team.team_id: team for team in event.teams}))


def _depots(area: Area, event: e.DepotsRegistered, _position: int, _at: float) -> Area:
    depots = {depot.depot_id: depot for depot in event.depots}
    return replace(area, depots=area.depots.update(depots))


def _shelters(area: Area, event: e.SheltersRegistered, _position: int, _at: float) -> Area:
    shelters = {shelter.shelter_id: shelter for shelter in event.shelters}
    return replace(area, shelters=area.shelters.update(shelters))


def _report(area: Area, event: e.ReportReceived, _position: int, _at: float) -> Area:
    return replace(area, reports=area.reports.set(event.report.report_id, event.report))


def _registered(area: Area, event: e.IncidentRegistered, _position: int, at: float) -> Area:
    incident = Incident(
        incident_id=event.incident_id,
        kind=event.kind,
        event_class=event.event_class,
        place_code=event.place_code,
        position=event.position,
        state=event.state,
        priority=event.priority,
        opened_at=at,
        last_report_at=at,
        occurred_at=event.occurred_at,
        report_ids=(event.report_id,),
        report_sources=(event.source,),
        team_needs=event.team_needs,
        supply_needs=event.supply_needs,
        exercise=event.exercise,
        sensitive=event.sensitive,
    )
    area = replace(area, deadlines=_with(area.deadlines, event.started))
    return _counted(_opened(_set_incident(area, incident), incident), "incident")


def _linked(area: Area, event: e.ReportLinked, _position: int, at: float) -> Area:
    incident = area.incidents[event.incident_id]
    return _set_incident(
        area,
        replace(
            incident,
            report_ids=(*incident.report_ids, event.report_id),
            report_sources=(*incident.report_sources, event.source),
            last_report_at=at,
        ),
    )


def _step(area: Area, event: e.StepTaken, position: int, at: float) -> Area:
    deadlines = area.deadlines
    for deadline_id in event.stopped:
        deadlines = deadlines.delete(deadline_id)
    area = replace(area, deadlines=_with(deadlines, event.started))
    match event.lifecycle:
        case "incident_handling":
            return _incident_step(area, event)
        case "instruction":
            return _instruction_step(area, event, position, at)
        case "team_availability":
            return _team_step(area, event)
        case _:
            raise ValueError(f"an event of the unknown lifecycle {event.lifecycle!r}")


def _incident_step(area: Area, event: e.StepTaken) -> Area:
    incident = replace(area.incidents[event.subject_id], state=event.went_to)
    area = _set_incident(area, incident)
    return _closed(area, incident) if event.over else _opened(area, incident)


def _instruction_step(area: Area, event: e.StepTaken, position: int, at: float) -> Area:
    before = area.instructions[event.subject_id]
    instruction = replace(
        before,
        state=event.went_to,
        reached={**before.reached, event.went_to: at},
        is_open=not event.over,
        revision=position,
    )
    area = replace(
        area, instructions=area.instructions.set(instruction.instruction_id, instruction)
    )
    team = area.teams[instruction.team_id]
    bound = None if event.over else instruction.instruction_id
    if event.over and team.instruction_id != instruction.instruction_id:
        return area
    return replace(area, teams=area.teams.set(team.team_id, replace(team, instruction_id=bound)))


def _team_step(area: Area, event: e.StepTaken) -> Area:
    team = replace(area.teams[event.subject_id], state=event.went_to)
    if event.action == "arrive" and team.instruction_id is not None:
        team = replace(team, position=area.instructions[team.instruction_id].destination)
    elif event.action == "return":
        team = replace(team, position=None)
    return replace(area, teams=area.teams.set(team.team_id, team))


def _verified(area: Area, event: e.IncidentVerified, _position: int, _at: float) -> Area:
    return _with_incident(
        area,
        event.incident_id,
        verified=True,
        kind=event.kind,
        event_class=event.event_class,
        grade=event.grade,
    )


def _lead(area: Area, event: e.LeadPassed, _position: int, _at: float) -> Area:
    return _with_incident(area, event.incident_id, lead=event.place_code)


def _activated(area: Area, event: e.ResponseActivated, _position: int, _at: float) -> Area:
    return _with_incident(area, event.incident_id, activation=event.activation, grade=event.grade)


def _hold(area: Area, event: e.SafetyHoldOrdered, _position: int, _at: float) -> Area:
    return _with_incident(area, event.incident_id, safety_hold=True)


def _lift(area: Area, event: e.SafetyHoldLifted, _position: int, _at: float) -> Area:
    return _with_incident(area, event.incident_id, safety_hold=False)


def _transferred(area: Area, event: e.IncidentTransferred, _position: int, _at: float) -> Area:
    return _with_incident(area, event.incident_id, transferred_to=event.receiver)


def _demands(area: Area, event: e.DemandsSet, _position: int, _at: float) -> Area:
    return _with_incident(
        area, event.incident_id, team_needs=event.team_needs, supply_needs=event.supply_needs
    )


def _priority(area: Area, event: e.PrioritySet, _position: int, _at: float) -> Area:
    return _with_incident(area, event.incident_id, priority=event.priority)


def _attested(area: Area, event: e.MatterAttested, _position: int, _at: float) -> Area:
    deadlines = area.deadlines
    for deadline_id in event.stopped:
        deadlines = deadlines.delete(deadline_id)
    attested = {**area.incidents[event.incident_id].attested, event.matter: event.evidence}
    return _with_incident(replace(area, deadlines=deadlines), event.incident_id, attested=attested)


def _lapsed(area: Area, event: e.AttestationsLapsed, _position: int, _at: float) -> Area:
    return _with_incident(area, event.incident_id, attested={}, overdue=())


def _deadline(area: Area, event: e.DeadlinePassed, _position: int, _at: float) -> Area:
    deadline = event.deadline
    area = replace(area, deadlines=area.deadlines.delete(deadline.deadline_id))
    if deadline.lifecycle == "incident_handling":
        late = (*area.incidents[deadline.subject_id].overdue, deadline.timer)
        return _with_incident(area, deadline.subject_id, overdue=late)
    instruction = area.instructions[deadline.subject_id]
    overdue = replace(instruction, overdue=(*instruction.overdue, deadline.timer))
    return replace(area, instructions=area.instructions.set(deadline.subject_id, overdue))


def _recommended(area: Area, event: e.RecommendationMade, _position: int, _at: float) -> Area:
    made = event.recommendation
    area = replace(area, recommendations=area.recommendations.set(made.recommendation_id, made))
    area = _with_incident(area, made.incident_id, recommendation_id=made.recommendation_id)
    return _counted(area, "recommendation")


def _settled(area: Area, event: e.RecommendationSettled, _position: int, _at: float) -> Area:
    # Only the open one is kept in memory; the log keeps them all.
    area = replace(area, recommendations=area.recommendations.delete(event.recommendation_id))
    return _with_incident(area, event.incident_id, recommendation_id=None)


def _given(area: Area, event: e.InstructionGiven, position: int, at: float) -> Area:
    instruction = Instruction(
        instruction_id=event.instruction_id,
        incident_id=event.incident_id,
        team_id=event.team_id,
        capability=event.capability,
        state=event.state,
        destination=event.destination,
        given_at=at,
        travel_s=event.travel_s,
        recommendation_id=event.recommendation_id,
        task=event.task,
        reached={event.state: at},
        revision=position,
    )
    team = replace(area.teams[event.team_id], instruction_id=event.instruction_id)
    ids = (*area.incidents[event.incident_id].instruction_ids, event.instruction_id)
    area = replace(
        area,
        instructions=area.instructions.set(event.instruction_id, instruction),
        teams=area.teams.set(team.team_id, team),
        deadlines=_with(area.deadlines, event.started),
    )
    return _counted(_with_incident(area, event.incident_id, instruction_ids=ids), "instruction")


def _progress(area: Area, event: e.ProgressReported, _position: int, _at: float) -> Area:
    return replace(area, deadlines=_with(area.deadlines, event.started))


def _seen(area: Area, event: e.WithdrawalSeen, _position: int, _at: float) -> Area:
    seen = replace(area.instructions[event.instruction_id], withdrawal_seen=True)
    return replace(area, instructions=area.instructions.set(event.instruction_id, seen))


def _reserved(area: Area, event: e.StockReserved, _position: int, _at: float) -> Area:
    reservation = Reservation(
        reservation_id=event.reservation_id,
        depot_id=event.depot_id,
        incident_id=event.incident_id,
        supply=event.supply,
        quantity=event.quantity,
    )
    ids = (*area.incidents[event.incident_id].reservation_ids, event.reservation_id)
    area = _stock(area, event.depot_id, event.supply, reserved=event.quantity)
    area = replace(area, reservations=area.reservations.set(event.reservation_id, reservation))
    return _counted(_with_incident(area, event.incident_id, reservation_ids=ids), "reservation")


def _issued(area: Area, event: e.StockIssued, _position: int, _at: float) -> Area:
    held = area.reservations[event.reservation_id]
    area = _stock(area, held.depot_id, held.supply, on_hand=-held.quantity, reserved=-held.quantity)
    return _set_reservation(area, held, ReservationState.ISSUED)


def _released(area: Area, event: e.ReservationReleased, _position: int, _at: float) -> Area:
    held = area.reservations[event.reservation_id]
    area = _stock(area, held.depot_id, held.supply, reserved=-held.quantity)
    return _set_reservation(area, held, ReservationState.RELEASED)


def _stock_received(area: Area, event: e.StockReceived, _position: int, _at: float) -> Area:
    return _stock(area, event.depot_id, event.supply, on_hand=event.quantity)


def _stock_taken(area: Area, event: e.StockTaken, _position: int, _at: float) -> Area:
    found = area.depots[event.depot_id].stock.get(event.supply, Stock(0))
    return _stock(area, event.depot_id, event.supply, on_hand=event.counted - found.on_hand)


# --- small steps shared by the folds above


def _with(deadlines: Map[str, Deadline], started: Iterable[Deadline]) -> Map[str, Deadline]:
    for deadline in started:
        deadlines = deadlines.set(deadline.deadline_id, deadline)
    return deadlines


def _counted(area: Area, noun: str) -> Area:
    return replace(area, numbers=area.numbers.set(noun, area.numbers.get(noun, 0) + 1))


def _set_incident(area: Area, incident: Incident) -> Area:
    return replace(area, incidents=area.incidents.set(incident.incident_id, incident))


def _with_incident(area: Area, incident_id: str, **changes: Any) -> Area:
    return _set_incident(area, replace(area.incidents[incident_id], **changes))


def _opened(area: Area, incident: Incident) -> Area:
    if incident.incident_id in area.open_incidents:
        return area
    cell = cell_of(incident.position)
    near = (*area.open_near.get(cell, ()), incident.incident_id)
    return replace(
        area,
        open_incidents=area.open_incidents.set(incident.incident_id, None),
        open_near=area.open_near.set(cell, near),
    )


def _closed(area: Area, incident: Incident) -> Area:
    if incident.incident_id not in area.open_incidents:
        return area
    cell = cell_of(incident.position)
    near = tuple(one for one in area.open_near[cell] if one != incident.incident_id)
    return replace(
        area,
        open_incidents=area.open_incidents.delete(incident.incident_id),
        open_near=area.open_near.set(cell, near) if near else area.open_near.delete(cell),
    )


def _stock(area: Area, depot_id: str, supply: str, on_hand: int = 0, reserved: int = 0) -> Area:
    depot: Depot = area.depots[depot_id]
    stock = depot.stock.get(supply, Stock(0))
    after = Stock(on_hand=stock.on_hand + on_hand, reserved=stock.reserved + reserved)
    depot = replace(depot, stock=depot.stock.set(supply, after))
    return replace(area, depots=area.depots.set(depot_id, depot))


def _set_reservation(area: Area, held: Reservation, state: ReservationState) -> Area:
    after = replace(held, state=state)
    return replace(area, reservations=area.reservations.set(held.reservation_id, after))


_FOLDS: dict[type[e.Event], Callable[[Area, Any, int, float], Area]] = {
    e.AreaFounded: _founded,
    e.PlacesRegistered: _places,
    e.TeamsEnrolled: _teams,
    e.DepotsRegistered: _depots,
    e.SheltersRegistered: _shelters,
    e.ReportReceived: _report,
    e.IncidentRegistered: _registered,
    e.ReportLinked: _linked,
    e.StepTaken: _step,
    e.IncidentVerified: _verified,
    e.LeadPassed: _lead,
    e.ResponseActivated: _activated,
    e.SafetyHoldOrdered: _hold,
    e.SafetyHoldLifted: _lift,
    e.IncidentTransferred: _transferred,
    e.DemandsSet: _demands,
    e.PrioritySet: _priority,
    e.MatterAttested: _attested,
    e.AttestationsLapsed: _lapsed,
    e.DeadlinePassed: _deadline,
    e.RecommendationMade: _recommended,
    e.RecommendationSettled: _settled,
    e.InstructionGiven: _given,
    e.ProgressReported: _progress,
    e.WithdrawalSeen: _seen,
    e.StockReserved: _reserved,
    e.StockIssued: _issued,
    e.ReservationReleased: _released,
    e.StockReceived: _stock_received,
    e.StockTaken: _stock_taken,
}
