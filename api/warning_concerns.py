"""Say whom the events of warnings concern. What a warning says is no secret to anyone signed in."""

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from api.visibility import EVERYBODY, Concern, View, concern_of, seen_from
from dispatch.domain import warning_events as we
from dispatch.domain.area import Area
from dispatch.domain.warnings import HazardWarning

BULK = (we.WarningPassedOn, we.CallsSettled, we.TeamsPutOnStandby)
"""Events that list many places or teams: each viewer gets their own."""


def narrowed_warning(area: Area, warning: HazardWarning, view: View) -> HazardWarning:
    """Return a warning with the teams on standby and the measures taken that a viewer sees."""
    return replace(
        warning,
        standby=_teams(area, view, warning.standby),
        ticks={
            code: ticks for code, ticks in warning.ticks.items() if sees_place(area, view, code)
        },
    )


def narrowed_event(area: Area, event: Any, view: View) -> Any:
    """Return one of the many with what a viewer may see; None when none is left."""
    match event:
        case we.WarningPassedOn():
            calls = tuple(one for one in event.calls if sees_place(area, view, one.place_code))
            return replace(event, calls=calls, started=()) if calls else None
        case we.CallsSettled():
            states = {
                code: state for code, state in event.states.items() if sees_place(area, view, code)
            }
            return replace(event, states=states, stopped=()) if states else None
        case we.TeamsPutOnStandby():
            team_ids = _teams(area, view, event.team_ids)
            return replace(event, team_ids=team_ids) if team_ids else None
        case _:
            return event


def sees_place(area: Area, view: View, code: str) -> bool:
    """Whether a place lies where a viewer sees."""
    return view.sees(Concern(seen_from(area, (code,))))


def _teams(area: Area, view: View, team_ids: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(
        one
        for one in team_ids
        if one in area.teams and view.sees(concern_of(area, area.teams[one]))
    )


def _everybody(_area: Area, _event: Any) -> Concern:
    return EVERYBODY


def _call(area: Area, event: Any) -> Concern:
    return concern_of(area, area.warning_calls[event.call_id])


def _ticked(area: Area, event: we.MeasureTicked) -> Concern:
    return Concern(seen_from(area, (event.place_code,)))


CONCERNS: dict[type[Any], Callable[[Area, Any], Concern]] = {
    we.WarningReceived: _everybody,
    we.WarningChanged: _everybody,
    **dict.fromkeys(BULK, _everybody),
    we.CallAnswered: _call,
    we.PlaceCalledAgain: _call,
    we.CallEscalated: _call,
    we.MeasureTicked: _ticked,
}
