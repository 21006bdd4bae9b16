"""Fold what people write beside entries of the log."""

from msgspec.structs import replace

from dispatch.domain import duty_events as de
from dispatch.domain.area import Area
from dispatch.domain.log_notes import LogNote


def annotated(area: Area, event: de.LogAnnotated, position: int, at: float) -> Area:
    """A note lies beside the entry it belongs to; one that stands alone is an entry itself."""
    if event.on_position is None:
        return area
    note = LogNote(event.place_code, event.text, event.by, event.role, at, position)
    key = str(event.on_position)
    return replace(area, log_notes=area.log_notes.set(key, (*area.log_notes.get(key, ()), note)))
