"""Show orders to teams, and take the steps and the progress of each."""

from typing import Any

from fastapi import Query

from api.access import Body, Where, Who
from api.answering import answers
from api.answers.shapes import CommandAnswer, Page
from api.answers.teams import InstructionDetail, InstructionShown
from api.coordinates import router_in_crs
from api.finding import instruction
from api.inputs import ProgressIn, StepIn, epoch
from api.offers import offered, situation
from api.orders import Orders
from api.pages import DEFAULT_LIMIT, Cursor, Limit, by_number, page
from api.shown import plain
from api.visibility import concern_of
from dispatch.domain import commands as c
from dispatch.domain.instructions import Instruction

router = router_in_crs("instructions")


@router.get("/instructions")
@answers(Page[InstructionShown])
def list_instructions(
    where: Where,
    who: Who,
    open_: bool | None = Query(default=None, alias="open"),
    team_id: str | None = Query(default=None, max_length=100),
    incident_id: str | None = Query(default=None, max_length=100),
    state: str | None = Query(default=None, max_length=50),
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
) -> Body:
    """List instructions, the newest first."""
    area, view = where.area, who.view
    seen = [
        one
        for one in area.instructions.values()
        if (open_ is None or one.is_open == open_)
        and (team_id is None or one.team_id == team_id)
        and (incident_id is None or one.incident_id == incident_id)
        and (state is None or one.state == state)
        and view.sees(concern_of(area, one))
    ]
    return page(seen, lambda one: by_number(one.instruction_id), limit, cursor, _summary)


@router.get("/instructions/{instruction_id}")
@answers(InstructionDetail)
def get_instruction(instruction_id: str, where: Where, who: Who) -> Body:
    """Show an instruction, with what the caller may do about it now."""
    area, profile = where.area, where.engine.profile
    found = instruction(area, who, instruction_id)
    team, incident = area.teams[found.team_id], area.incidents[found.incident_id]
    s = situation(where, who, instruction=found, team=team)
    places = (incident.place_code, team.place_code)
    actions = offered(profile.instruction, found.state, s, *places)
    told = (area.reports[one] for one in incident.report_ids)
    place, in_charge = (
        area.places[one].name if one in area.places else one
        for one in (incident.place_code, incident.lead or incident.place_code)
    )
    return _summary(found) | {
        "incident_kind": incident.kind,
        "place_name": place,
        "in_charge": in_charge,
        "report_texts": [one.text for one in told if one.text],
        "team_name": team.name,
        "allowed_actions": actions,
        "log_position": area.position,
    }


@router.post("/instructions/{instruction_id}/actions")
@answers(CommandAnswer)
async def take_instruction_step(instruction_id: str, body: StepIn, orders: Orders) -> Body:
    """Take a step of an instruction: sign 签收, depart, arrive, report done …"""
    instruction(orders.area, orders.who, instruction_id)
    step = c.TakeStep("instruction", instruction_id, body.action, body.particulars())
    return await orders.told(step)


@router.post("/instructions/{instruction_id}/progress")
@answers(CommandAnswer)
async def report_progress(instruction_id: str, body: ProgressIn, orders: Orders) -> Body:
    """Tell how the work goes."""
    instruction(orders.area, orders.who, instruction_id)
    command = c.ReportProgress(
        instruction_id=instruction_id,
        text=body.text,
        evidence=tuple(body.evidence),
        team_needs=tuple(one.value() for one in body.team_needs),
        done_at=epoch(body.done_at),
    )
    return await orders.told(command)


@router.post("/instructions/{instruction_id}/withdrawal-seen")
@answers(CommandAnswer)
async def see_withdrawal(instruction_id: str, orders: Orders) -> Body:
    """Confirm that the team knows its order was called off."""
    instruction(orders.area, orders.who, instruction_id)
    return await orders.told(c.SeeWithdrawal(instruction_id))


def _summary(instruction: Instruction) -> dict[str, Any]:
    shown: dict[str, Any] = plain(instruction)
    return shown | {"awaits": instruction.awaits}
