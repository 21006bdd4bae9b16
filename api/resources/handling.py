"""Take orders about incidents: steps, demands, priority, attestations, teams and stock."""

from fastapi import APIRouter

from api.access import Body
from api.answering import answers
from api.answers.incidents import AlarmAnswer, GiveInstructionAnswer, ReserveAnswer
from api.answers.shapes import CommandAnswer
from api.finding import depot, incident, team
from api.inputs import (
    AttestationIn,
    DemandsIn,
    FactsIn,
    GradeIn,
    InstructionIn,
    PriorityIn,
    ReasonIn,
    ReservationIn,
    StepIn,
)
from api.orders import Orders
from dispatch.domain import commands as c
from dispatch.domain import events as e
from dispatch.domain.fusion_commands import KeepApart
from dispatch.domain.grade_messages import RecordFacts, SetGrade
from dispatch.domain.grades import Grade
from dispatch.domain.supply_commands import ReserveStock
from dispatch.domain.supply_events import StockReserved

router = APIRouter(tags=["incidents"])


@router.post("/incidents/{incident_id}/actions")
@answers(CommandAnswer)
async def take_incident_step(incident_id: str, body: StepIn, orders: Orders) -> Body:
    """Take a step of emergency handling."""
    incident(orders.area, orders.who, incident_id)
    step = c.TakeStep("incident_handling", incident_id, body.action, body.particulars())
    return await orders.told(step)


@router.post("/incidents/{incident_id}/keep-apart")
@answers(CommandAnswer)
async def keep_apart(incident_id: str, body: ReasonIn, orders: Orders) -> Body:
    """Say that the incident is not the one it is suspected to be."""
    incident(orders.area, orders.who, incident_id)
    return await orders.told(KeepApart(incident_id, body.reason))


@router.post("/incidents/{incident_id}/facts")
@answers(CommandAnswer)
async def record_facts(incident_id: str, body: FactsIn, orders: Orders) -> Body:
    """State figures as they are known now; the grade they come to is proposed."""
    incident(orders.area, orders.who, incident_id)
    return await orders.told(RecordFacts(incident_id, dict(body.facts), body.source))


@router.put("/incidents/{incident_id}/grade")
@answers(CommandAnswer)
async def set_grade(incident_id: str, body: GradeIn, orders: Orders) -> Body:
    """Grade the incident, as proposed or otherwise."""
    incident(orders.area, orders.who, incident_id)
    grade = Grade(body.grade) if body.grade else None
    return await orders.told(SetGrade(incident_id, grade, body.reason))


@router.put("/incidents/{incident_id}/demands")
@answers(CommandAnswer)
async def set_demands(incident_id: str, body: DemandsIn, orders: Orders) -> Body:
    """State anew what the incident needs."""
    incident(orders.area, orders.who, incident_id)
    demands = c.SetDemands(
        incident_id=incident_id,
        team_needs=tuple(one.value() for one in body.team_needs),
        supply_needs=tuple(one.value() for one in body.supply_needs),
        shelter_places=body.shelter_places,
        reason=body.reason,
    )
    return await orders.told(demands)


@router.post("/incidents/{incident_id}/alarms", status_code=201)
@answers(AlarmAnswer)
async def raise_alarm(incident_id: str, body: ReasonIn, orders: Orders) -> Body:
    """Raise the next alarm 升级出动; only what its plan wants more is then missing."""
    incident(orders.area, orders.who, incident_id)
    command = c.RaiseAlarm(incident_id, body.reason)
    committed, told = await orders.give(command)
    (raised,) = (one.event for one in committed.events if isinstance(one.event, e.AlarmRaised))
    return {"alarm": raised.alarm} | told


@router.put("/incidents/{incident_id}/priority")
@answers(CommandAnswer)
async def set_priority(incident_id: str, body: PriorityIn, orders: Orders) -> Body:
    """Change the priority."""
    incident(orders.area, orders.who, incident_id)
    command = c.SetPriority(incident_id, body.priority, body.reason)
    return await orders.told(command)


@router.post("/incidents/{incident_id}/attestations")
@answers(CommandAnswer)
async def attest(incident_id: str, body: AttestationIn, orders: Orders) -> Body:
    """Vouch that a matter is done."""
    incident(orders.area, orders.who, incident_id)
    command = c.AttestMatter(incident_id, body.matter, body.evidence)
    return await orders.told(command)


@router.post("/incidents/{incident_id}/instructions", status_code=201)
@answers(GiveInstructionAnswer)
async def give_instruction(incident_id: str, body: InstructionIn, orders: Orders) -> Body:
    """Order a team to the incident by hand."""
    incident(orders.area, orders.who, incident_id)
    team(orders.area, orders.who, body.team_id)
    command = c.GiveInstruction(
        incident_id,
        body.team_id,
        body.capability,
        body.task,
        draft=body.draft,
        crews=body.crews,
        post_id=body.post_id,
    )
    committed, told = await orders.give(command)
    (given,) = (one.event for one in committed.events if isinstance(one.event, e.InstructionGiven))
    return {"instruction_id": given.instruction_id, "team_id": given.team_id} | told


@router.post("/incidents/{incident_id}/reservations", status_code=201)
@answers(ReserveAnswer)
async def reserve(incident_id: str, body: ReservationIn, orders: Orders) -> Body:
    """Promise stock of a depot to the incident."""
    incident(orders.area, orders.who, incident_id)
    depot(orders.area, orders.who, body.depot_id)
    command = ReserveStock(incident_id, body.depot_id, body.supply, body.quantity)
    committed, told = await orders.give(command)
    (kept,) = (one.event for one in committed.events if isinstance(one.event, StockReserved))
    return {"reservation_id": kept.reservation_id} | told
