"""Fold recommendations and orders to teams."""

from msgspec.structs import replace

from dispatch.domain import events as e
from dispatch.domain.area import Area
from dispatch.domain.exchanges import ExchangeSettlement
from dispatch.domain.folds.common import counted, with_incident
from dispatch.domain.folds.safety import answered
from dispatch.domain.instructions import Instruction


def recommended(area: Area, event: e.RecommendationMade, _position: int, _at: float) -> Area:
    """A recommendation lies open."""
    made = event.recommendation
    area = replace(area, recommendations=area.recommendations.set(made.recommendation_id, made))
    area = with_incident(area, made.incident_id, recommendation_id=made.recommendation_id)
    return counted(area, "recommendation")


def settled(area: Area, event: e.RecommendationSettled, _position: int, _at: float) -> Area:
    """A recommendation lies open no longer."""
    # Only the open one is kept in memory; the log keeps them all.
    area = replace(area, recommendations=area.recommendations.delete(event.recommendation_id))
    return with_incident(area, event.incident_id, recommendation_id=None)


def pinned(area: Area, event: e.TeamPinned, _position: int, _at: float) -> Area:
    """Somebody insists on a team."""
    pins = {**area.incidents[event.incident_id].pins, event.team_id: event.capability}
    return with_incident(area, event.incident_id, pins=pins)


def unpinned(area: Area, event: e.TeamUnpinned, _position: int, _at: float) -> Area:
    """Nobody insists on it any longer."""
    pins = area.incidents[event.incident_id].pins
    left = {one: capability for one, capability in pins.items() if one != event.team_id}
    return with_incident(area, event.incident_id, pins=left)


def exchange_proposed(area: Area, event: e.ExchangeProposed, _position: int, _at: float) -> Area:
    """An exchange lies open, the only one."""
    return counted(replace(area, exchange=event.exchange), "exchange")


def exchange_settled(area: Area, event: e.ExchangeSettled, _position: int, _at: float) -> Area:
    """None lies open; what was declined is remembered while the orders it was about stand."""
    if event.settlement is not ExchangeSettlement.DECLINED or area.exchange is None:
        return replace(area, exchange=None)
    declined = (*area.still_declined, area.exchange)
    return replace(area, exchange=None, declined_exchanges=declined)


def given(area: Area, event: e.InstructionGiven, position: int, at: float) -> Area:
    """A team is bound by an order."""
    instruction = Instruction(
        instruction_id=event.instruction_id,
        incident_id=event.incident_id,
        team_id=event.team_id,
        capability=event.capability,
        state=event.state,
        destination=event.destination,
        given_at=at,
        crews=event.crews,
        people=event.people,
        travel_s=event.travel_s,
        recommendation_id=event.recommendation_id,
        task=event.task,
        reached={event.state: at},
        revision=position,
        post_id=event.post_id,
        supervisor=area.incidents[event.incident_id].lead,
    )
    team = replace(area.teams[event.team_id], instruction_id=event.instruction_id)
    ids = (*area.incidents[event.incident_id].instruction_ids, event.instruction_id)
    area = replace(
        area,
        instructions=area.instructions.set(event.instruction_id, instruction),
        teams=area.teams.set(team.team_id, team),
    )
    return counted(with_incident(area, event.incident_id, instruction_ids=ids), "instruction")


def progress_reported(area: Area, event: e.ProgressReported, _position: int, _at: float) -> Area:
    """Word from the scene: nobody has to be called for it."""
    before = area.instructions[event.instruction_id]
    heard = answered(before, replace(before, reminders=0, told=()))
    return replace(area, instructions=area.instructions.set(heard.instruction_id, heard))


def withdrawal_seen(area: Area, event: e.WithdrawalSeen, _position: int, _at: float) -> Area:
    """The team knows that its order is called off."""
    seen = replace(area.instructions[event.instruction_id], withdrawal_seen=True)
    return replace(area, instructions=area.instructions.set(event.instruction_id, seen))
