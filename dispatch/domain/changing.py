"""Name the teams that an event changes, as its fold does: whoever keeps track asks only them."""

from collections.abc import Iterable

from dispatch.domain import cover_events as ve
from dispatch.domain import events as e
from dispatch.domain.area import Area


def teams_changed(event: e.Event, area: Area) -> Iterable[str]:
    """Return the ids of the teams that an event may have changed; `area` is the state after it.

    None of the others has.
    """
    match event:
        case e.StepTaken(lifecycle="team_availability"):
            return (event.subject_id,)
        case e.StepTaken(lifecycle="instruction"):
            return (area.instructions[event.subject_id].team_id,)
        case e.InstructionGiven() | ve.TeamMovedUp() | ve.TeamSentHome():
            return (event.team_id,)
        case e.DetachmentFormed():
            return event.team.team_id, event.team.parent_id, event.out_of
        case e.DetachmentRejoined():
            return event.team_id, area.teams[event.team_id].parent_id
        case e.TeamsEnrolled():
            return [one.team_id for one in event.teams]
        case _:
            return ()
