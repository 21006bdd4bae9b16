"""Say which events are milestones: what to look for in the whole of a drill or a shift."""

from dispatch.domain import evacuation_events as xe
from dispatch.domain import events as e
from dispatch.domain import fusion_events as fe
from dispatch.domain import grade_messages as gm
from dispatch.domain import order_events as oe
from dispatch.domain import warning_events as we
from dispatch.domain.envelope import Recorded

MILESTONES = (
    *(e.IncidentRegistered, fe.IncidentMerged, gm.GradeSet, e.AlarmRaised, e.LeadPassed),
    *(oe.MaydayCalled, xe.EvacuationOrdered, we.WarningReceived),
)


def is_milestone(recorded: Recorded) -> bool:
    """Whether an event is a milestone: those above, steps of incidents and posts, limits passed."""
    event = recorded.event
    if isinstance(event, e.StepTaken):
        return event.moved and event.lifecycle in ("incident_handling", "command_post")
    if isinstance(event, e.DeadlinePassed):
        return event.deadline.late
    return isinstance(event, MILESTONES)
