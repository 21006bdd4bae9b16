"""Take orders about incidents: steps, demands, priority, attestations, teams and stock."""

from typing import Any

from fastapi import APIRouter, Response

from api.access import Body, Caller, Where, Who
from api.finding import depot, incident, team
from api.inputs import (
    AttestationIn,
    DemandsIn,
    InstructionIn,
    PriorityIn,
    ReasonIn,
    ReservationIn,
    StepIn,
)
from api.orders import IdempotencyKey, give
from dispatch.domain import commands as c
from dispatch.domain import events as e
from dispatch.domain.supply_commands import ReserveStock
from dispatch.domain.supply_events import StockReserved
from dispatch.engine.bootstrap import CommandArea

router = APIRouter(tags=["incidents"])


@router.post("/incidents/{incident_id}/actions")
async def take_incident_step(
    incident_id: str,
    body: StepIn,
    where: Where,
    who: Who,
    response: Response,
    key: IdempotencyKey = None,
) -> Body:
    """Take a step of emergency handling."""
    incident(where.area, who, incident_id)
    step = c.TakeStep("incident_handling", incident_id, body.action, body.particulars())
    return await _give(where, who, step, key, response)


@router.put("/incidents/{incident_id}/demands")
async def set_demands(
    incident_id: str,
    body: DemandsIn,
    where: Where,
    who: Who,
    response: Response,
    key: IdempotencyKey = None,
) -> Body:
    """State anew what the incident needs."""
    incident(where.area, who, incident_id)
    demands = c.SetDemands(
        incident_id=incident_id,
        team_needs=tuple(one.value() for one in body.team_needs),
        supply_needs=tuple(one.value() for one in body.supply_needs),
        shelter_places=body.shelter_places,
        reason=body.reason,
    )
    return await _give(where, who, demands, key, response)


@router.post("/incidents/{incident_id}/alarms", status_code=201)
async def raise_alarm(
    incident_id: str,
    body: ReasonIn,
    where: Where,
    who: Who,
    response: Response,
    key: IdempotencyKey = None,
) -> Body:
    """Raise the next alarm 升级出动; only what its plan wants more is then missing."""
    incident(where.area, who, incident_id)
    command = c.RaiseAlarm(incident_id, body.reason)
    committed, told = await give(where, who, command, key, response)
    (raised,) = (one.event for one in committed.events if isinstance(one.event, e.AlarmRaised))
    return {"alarm": raised.alarm} | told


@router.put("/incidents/{incident_id}/priority")
async def set_priority(
    incident_id: str,
    body: PriorityIn,
    where: Where,
    who: Who,
    response: Response,
    key: IdempotencyKey = None,
) -> Body:
    """Change the priority."""
    incident(where.area, who, incident_id)
    command = c.SetPriority(incident_id, body.priority, body.reason)
    return await _give(where, who, command, key, response)


@router.post("/incidents/{incident_id}/attestations")
async def attest(
    incident_id: str,
    body: AttestationIn,
    where: Where,
    who: Who,
    response: Response,
    key: IdempotencyKey = None,
) -> Body:
    """Vouch that a matter is done."""
    incident(where.area, who, incident_id)
    command = c.AttestMatter(incident_id, body.matter, body.evidence)
    return await _give(where, who, command, key, response)


@router.post("/incidents/{incident_id}/instructions", status_code=201)
async def give_instruction(
    incident_id: str,
    body: InstructionIn,
    where: Where,
    who: Who,
    response: Response,
    key: IdempotencyKey = None,
) -> Body:
    """Order a team to the incident by hand."""
    incident(where.area, who, incident_id)
    team(where.area, who, body.team_id)
    command = c.GiveInstruction(
        incident_id,
        body.team_id,
        body.capability,
        body.task,
        draft=body.draft,
        crews=body.crews,
    )
    committed, told = await give(where, who, command, key, response)
    (given,) = (one.event for one in committed.events if isinstance(one.event, e.InstructionGiven))
    return {"instruction_id": given.instruction_id, "team_id": given.team_id} | told


@router.post("/incidents/{incident_id}/reservations", status_code=201)
async def reserve(
    incident_id: str,
    body: ReservationIn,
    where: Where,
    who: Who,
    response: Response,
    key: IdempotencyKey = None,
) -> Body:
    """Promise stock of a depot to the incident."""
    incident(where.area, who, incident_id)
    depot(where.area, who, body.depot_id)
    command = ReserveStock(incident_id, body.depot_id, body.supply, body.quantity)
    committed, told = await give(where, who, command, key, response)
    (kept,) = (one.event for one in committed.events if isinstance(one.event, StockReserved))
    return {"reservation_id": kept.reservation_id} | told


async def _give(
    where: CommandArea, who: Caller, command: c.Command, key: str | None, response: Response
) -> dict[str, Any]:
    _, told = await give(where, who, command, key, response)
    return told
