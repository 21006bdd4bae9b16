"""Show the safety of the teams of an incident, and the calls that duty rooms are asked for."""

from typing import Any

from fastapi import APIRouter

from api.access import Body, Where, Who
from api.answering import answers
from api.answers.incidents import IncidentSafety, TeamCalls
from api.finding import incident
from api.shown import plain
from api.visibility import Concern, concern_of, seen_from
from dispatch.domain.area import Area
from dispatch.domain.deadlines import deadline_id
from dispatch.domain.instructions import Instruction

router = APIRouter(tags=["safety"])


@router.get("/incidents/{incident_id}/safety")
@answers(IncidentSafety)
def get_safety(incident_id: str, where: Where, who: Who) -> Body:
    """Show a hold and who has not acknowledged it, roll calls and headcounts, and maydays."""
    area, view = where.area, who.view
    found = incident(area, who, incident_id)
    orders = [area.instructions[one] for one in found.instruction_ids]
    seen = [one for one in orders if one.is_open and view.sees(concern_of(area, one))]
    return {
        "incident_id": found.incident_id,
        "safety_hold": found.safety_hold,
        "not_acknowledged": [one.instruction_id for one in seen if "hold" in one.awaits],
        "maydays": [one.instruction_id for one in seen if one.safety.mayday is not None],
        "items": [_team(area, one) for one in seen],
        "log_position": area.position,
    }


@router.get("/calls")
@answers(TeamCalls)
def list_calls(where: Where, who: Who) -> Body:
    """List the teams to be telephoned by duty rooms the caller sees, the longest waiting first."""
    area, view = where.area, who.view
    asked = [
        (one.call, one)
        for one in area.instructions.values()
        if one.call is not None
        and view.team_id is None
        and view.sees(Concern(seen_from(area, (one.call.place_code,))))
    ]
    asked.sort(key=lambda pair: (pair[0].asked_at, pair[1].instruction_id))
    return {
        "items": [
            {
                "instruction_id": order.instruction_id,
                "incident_id": order.incident_id,
                "team_id": order.team_id,
                "team_name": area.teams[order.team_id].name,
                **plain(call),
            }
            for call, order in asked
        ],
        "log_position": area.position,
    }


def _team(area: Area, order: Instruction) -> dict[str, Any]:
    """Return one team's row: what it owes, by when, and who of it is missing."""

    def due_at(timer: str) -> float | None:
        limit = area.deadlines.get(deadline_id("instruction", order.instruction_id, timer))
        return limit.due_at if limit else None

    counted = order.safety.headcount
    shown: dict[str, Any] = plain(
        {
            "instruction_id": order.instruction_id,
            "team_id": order.team_id,
            "team_name": area.teams[order.team_id].name,
            "state": order.state,
            "people": order.people,
            "awaits": order.awaits,
            "safety": order.safety,
            "differs_by": 0 if counted is None else counted.differs_by,
            "next_roll_at": due_at("instruction.roll_call"),
            "roll_call_due_at": due_at("instruction.roll_call_answer"),
            "hold_due_at": due_at("instruction.hold_seen"),
            "told": order.told,
        }
    )
    return shown
