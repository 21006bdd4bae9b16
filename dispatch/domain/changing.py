"""Name the teams that an event changes, as its fold does: whoever keeps track asks only them."""

from collections.abc import Callable, Iterable
from typing import Any

from dispatch.domain import cover_events as ve
from dispatch.domain import events as e
from dispatch.domain.area import Area


def teams_changed(event: e.Event, area: Area) -> Iterable[str]:
    """Return the ids of the teams that an event may have changed; `area` is the state after it.

    None of the others has.
    """
    named = _CHANGES.get(type(event))
    return () if named is None else named(event, area)


def _of_step(event: e.StepTaken, area: Area) -> Iterable[str]:
    if event.lifecycle == "team_availability":
        return (event.subject_id,)
    if event.lifecycle == "instruction":
        return (area.instructions[event.subject_id].team_id,)
    return ()


def _own(
    event: e.InstructionGiven | ve.TeamMovedUp | ve.TeamSentHome, _area: Area
) -> Iterable[str]:
    return (event.team_id,)


_CHANGES: dict[type[e.Event], Callable[[Any, Area], Iterable[str]]] = {
    e.StepTaken: _of_step,
    e.InstructionGiven: _own,
    ve.TeamMovedUp: _own,
    ve.TeamSentHome: _own,
    e.DetachmentFormed: lambda event, _area: (
        event.team.team_id,
        event.team.parent_id,
        event.out_of,
    ),
    e.DetachmentRejoined: lambda event, area: (event.team_id, area.teams[event.team_id].parent_id),
    e.TeamsEnrolled: lambda event, _area: [one.team_id for one in event.teams],
}
