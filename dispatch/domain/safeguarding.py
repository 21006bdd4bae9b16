"""Keep the teams of an incident safe: roll calls 点名, withdrawals 撤离避险, mayday 紧急求救."""

from collections.abc import Callable

from msgspec.structs import replace

from dispatch.domain import events as e
from dispatch.domain import order_events as oe
from dispatch.domain.chasing import tell_supervisor
from dispatch.domain.demands import added, reduced
from dispatch.domain.incidents import Incident
from dispatch.domain.instructions import Instruction
from dispatch.domain.needs import missing_crews
from dispatch.domain.profile import TeamNeed
from dispatch.domain.refusals import Rejected
from dispatch.domain.rules import Situation
from dispatch.domain.safety import Headcount
from dispatch.domain.sayings import in_both


def _call_the_roll(_s: Situation, order: Instruction) -> list[e.Event]:
    return [oe.RollCalled(order.instruction_id, order.people)]


def _answer_the_roll(s: Situation, order: Instruction) -> list[e.Event]:
    """Record a headcount; without a number all are safe. One that is not even goes up at once."""
    safe, elsewhere = s.particulars.safe, s.particulars.elsewhere
    if safe is None:
        if order.people is None:
            raise Rejected("input_missing", "say how many are safe", "particulars.safe")
        safe = order.people - elsewhere
    if safe < 0 or elsewhere < 0:
        raise Rejected("wrong_number", "people are none or more", "particulars.safe")
    if elsewhere and not s.particulars.reason.strip():
        raise Rejected("input_missing", "say where the others are", "particulars.reason")
    counted = Headcount(s.order.at, safe, elsewhere, order.people, s.particulars.reason)
    answered = oe.RollAnswered(
        order.instruction_id, safe, elsewhere, order.people, s.particulars.reason
    )
    if not counted.differs_by:
        return [answered]
    safety = replace(order.safety, headcount=counted, roll_called_at=None)
    after = replace(order, safety=safety)
    return [answered, *tell_supervisor(s, after)]


def _miss_the_roll(_s: Situation, order: Instruction) -> list[e.Event]:
    return [oe.RollMissed(order.instruction_id)]


def _hold_back(_s: Situation, order: Instruction) -> list[e.Event]:
    return [oe.TeamHeldBack(order.instruction_id)]


def _acknowledge_hold(_s: Situation, order: Instruction) -> list[e.Event]:
    return [oe.HoldAcknowledged(order.instruction_id)]


def _miss_the_hold(_s: Situation, order: Instruction) -> list[e.Event]:
    return [oe.HoldMissed(order.instruction_id)]


def _go_on(_s: Situation, order: Instruction) -> list[e.Event]:
    return [oe.TeamMayGoOn(order.instruction_id)]


def _acknowledge_resume(_s: Situation, order: Instruction) -> list[e.Event]:
    return [oe.GoingOnAcknowledged(order.instruction_id)]


def _call_mayday(s: Situation, order: Instruction) -> list[e.Event]:
    """Raise the demands by those who rescue rescuers; called again, only the words are new."""
    incident, standing = s.the_incident, order.safety.mayday
    wanted = s.profile.safety.mayday if standing is None else standing.wanted
    called = oe.MaydayCalled(
        instruction_id=order.instruction_id,
        incident_id=order.incident_id,
        team_id=order.team_id,
        words=s.particulars.reason,
        wanted=wanted,
    )
    if standing is not None or not wanted:
        return [called]
    needs = added(incident.team_needs, wanted)
    return [
        called,
        _demands(incident, needs, in_both(f"{order.team_id} 呼救", f"mayday of {order.team_id}")),
    ]


def _clear_mayday(s: Situation, order: Instruction) -> list[e.Event]:
    """End a mayday; of what was wanted for it, what nobody was sent for is wanted no longer."""
    incident, standing = s.the_incident, order.safety.mayday
    cleared = oe.MaydayCleared(
        instruction_id=order.instruction_id,
        incident_id=order.incident_id,
        team_id=order.team_id,
        reason=s.particulars.reason,
    )
    missing = missing_crews(s.area, s.profile, incident)
    needs = reduced(incident.team_needs, standing.wanted if standing else (), missing)
    if needs == incident.team_needs:
        return [cleared]
    return [
        cleared,
        _demands(
            incident,
            needs,
            in_both(f"{order.team_id} 呼救解除", f"the mayday of {order.team_id} is over"),
        ),
    ]


def _demands(incident: Incident, needs: tuple[TeamNeed, ...], reason: str) -> e.DemandsSet:
    return e.DemandsSet(
        incident_id=incident.incident_id,
        team_needs=needs,
        supply_needs=incident.supply_needs,
        shelter_places=incident.shelter_places,
        reason=reason,
    )


EFFECTS: dict[str, Callable[[Situation, Instruction], list[e.Event]]] = {
    "call_the_roll": _call_the_roll,
    "answer_the_roll": _answer_the_roll,
    "miss_the_roll": _miss_the_roll,
    "hold_back": _hold_back,
    "acknowledge_hold": _acknowledge_hold,
    "miss_the_hold": _miss_the_hold,
    "go_on": _go_on,
    "acknowledge_resume": _acknowledge_resume,
    "call_mayday": _call_mayday,
    "clear_mayday": _clear_mayday,
}
