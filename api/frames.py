"""Write the messages of the live feed: each event once, whoever is listening."""

from collections.abc import Iterable, Mapping

import msgspec

from api.concerns import BULK, concern_of_event, seen_of
from api.shown import as_json, plain, rfc3339
from api.visibility import Concern, View
from dispatch.domain.area import Area
from dispatch.domain.envelope import Recorded


class Line(msgspec.Struct, frozen=True):
    """One event ready to be sent: its JSON, and whom it concerns."""

    recorded: Recorded
    area: Area
    text: str
    concern: Concern

    def text_for(self, view: View) -> str | None:
        """Return the JSON a viewer gets, None when the event is not theirs to see."""
        if not view.sees(self.concern):
            return None
        if not isinstance(self.recorded.event, BULK):
            return self.text
        seen = seen_of(self.area, self.recorded, view)
        return None if seen is None else event_text(seen)


def lines_of(events: Iterable[Recorded], area: Area) -> list[Line]:
    """Return events as lines; `area` is a state after the last of them."""
    return [
        Line(
            recorded=recorded,
            area=area,
            text="" if isinstance(recorded.event, BULK) else event_text(recorded),
            concern=concern_of_event(area, recorded.event),
        )
        for recorded in events
    ]


def event_text(recorded: Recorded) -> str:
    """Return one recorded event as JSON."""
    return as_json(event_body(recorded))


def event_body(recorded: Recorded) -> dict[str, object]:
    """Return one recorded event as it is shown; `event.type` names it."""
    return {
        "type": "event",
        "position": recorded.position,
        "at": rfc3339(recorded.recorded_at),
        "actor": {
            "name": recorded.actor.name,
            "role": recorded.actor.role,
            "place_code": recorded.actor.jurisdiction,
        },
        "caused_by": recorded.caused_by,
        "correlation": recorded.correlation,
        "event": plain(recorded.event),
    }


def events_frame(area: Area, position: int, texts: Iterable[str]) -> str:
    """Return a message with the events up to a position."""
    return f'{{"type":"events",{_head(area, position)},"events":[{",".join(texts)}]}}'


def heartbeat_frame(area: Area, position: int) -> str:
    """Return the message that says: nothing of yours up to this position is missing."""
    return f'{{"type":"heartbeat",{_head(area, position)}}}'


def positions_frame(area: Area, fixes: Mapping[str, str]) -> str:
    """Return a message with the newest fix of each team named."""
    return f'{{"type":"positions",{_head(area, None)},"fixes":[{",".join(fixes.values())}]}}'


def _head(area: Area, position: int | None) -> str:
    parts = [f'"area":{as_json(area.area_id)}']
    if position is not None:
        parts.append(f'"position":{position}')
    if area.exercise:
        parts.append('"exercise":true')  # 演练 stands on every message of a drill
    return ",".join(parts)
