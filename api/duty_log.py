"""Read the duty log 值班日志 of a place from the event log: what its duty room did and dealt with.

An entry belongs to the log of a place where one of its people did it, or where the duty room of one
of the places the event is about is that place. Which entries these are never changes afterwards.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec

from api.concerns import incident_of_event, seen_of
from api.shown import plain
from api.timelines import MAX_READ
from api.visibility import View
from api.warning_concerns import sees_place
from dispatch.domain import duty_events as de
from dispatch.domain import events as e
from dispatch.domain.actors import SYSTEM_ROLE
from dispatch.domain.area import Area
from dispatch.domain.duty_rooms import duty_room
from dispatch.domain.envelope import Recorded
from dispatch.domain.log_notes import LogNote
from dispatch.domain.profile import Profile
from dispatch.domain.shifts import THERE, Shift
from dispatch.domain.subjects import kept
from dispatch.engine.history import last_position
from dispatch.publishing.telling.entries import Entry, entry_of
from dispatch.publishing.telling.lexicon import Lexicon
from dispatch.store.codec import recorded_of
from dispatch.store.log import EventLog


class Stretch(msgspec.Struct, frozen=True):
    """The log of a place from one moment up to another, in epoch seconds UTC."""

    place_code: str
    since_at: float
    until_at: float


class LogReader:
    """Reads the duty log of a stretch as one viewer may see it, as things are now."""

    def __init__(
        self, log: EventLog, area: Area, profile: Profile, view: View, stretch: Stretch
    ) -> None:
        self._log, self._area, self._profile = log, area, profile
        self._view, self._stretch = view, stretch
        self.lexicon = Lexicon(area, profile)

    def page(self, after: int, limit: int) -> dict[str, Any]:
        """Return the next entries, and the position to go on from: null at the end."""
        items: list[dict[str, Any]] = []
        for read, (reached, recorded) in enumerate(self._read(after), start=1):
            if recorded is not None:
                items.append(self.body(recorded))
            if len(items) >= limit or read >= MAX_READ:
                return {"items": items, "next": reached if reached < self._area.position else None}
        return {"items": items, "next": None}

    def entries(self, after: int = 0) -> Iterator[tuple[Entry, str | None, tuple[LogNote, ...]]]:
        """Yield every entry with its incident and the notes beside it."""
        for _, recorded in self._read(after):
            if recorded is not None:
                incident_id = incident_of_event(self._area, recorded.event)
                yield entry_of(self.lexicon, recorded), incident_id, self._notes(recorded)

    def holds(self, position: int) -> bool:
        """Whether an entry belongs to this log and may be seen."""
        found = next(iter(self._log.read(self._area.area_id, after=position - 1, limit=1)), None)
        return found is not None and self._in_it(recorded_of(found)) is not None

    def body(self, recorded: Recorded) -> dict[str, Any]:
        """Return an entry as it is shown, with the notes beside it."""
        shown: dict[str, Any] = plain(entry_of(self.lexicon, recorded))
        return shown | {
            "incident_id": incident_of_event(self._area, recorded.event),
            "notes": plain(self._notes(recorded)),
        }

    def _notes(self, recorded: Recorded) -> tuple[LogNote, ...]:
        notes = self._area.log_notes.get(str(recorded.position), ())
        return tuple(one for one in notes if sees_place(self._area, self._view, one.place_code))

    def _read(self, after: int) -> Iterator[tuple[int, Recorded | None]]:
        """Yield each position of the stretch, with its event where it belongs to the log."""
        area, stretch = self._area, self._stretch
        start = last_position(
            self._log, area.area_id, area.position, lambda at: at < stretch.since_at
        )
        for entry in self._log.read(area.area_id, after=max(after, start)):
            if entry.position > area.position or entry.recorded_at >= stretch.until_at:
                return
            recorded = recorded_of(entry)
            yield entry.position, self._in_it(recorded)

    def _in_it(self, recorded: Recorded) -> Recorded | None:
        """Return what the viewer sees of an event, None where it does not belong to this log."""
        event = recorded.event
        if isinstance(event, de.LogAnnotated) and event.on_position is not None:
            return None  # it lies beside the entry it belongs to
        place_code, actor = self._stretch.place_code, recorded.actor
        did_it = actor.jurisdiction == place_code and actor.role != SYSTEM_ROLE
        if not did_it and place_code not in self._rooms(event):
            return None
        return seen_of(self._area, recorded, self._view)

    def _rooms(self, event: e.Event) -> set[str]:
        places = self._area.places
        return {duty_room(places, self._profile, one) for one in _places(self._area, event)}


# What says which place something is about; each is settled when the thing begins.
_FIELDS = ("place_code", "told", "asked_of", "to_code", "called_from")
_PARTS = ("report", "request", "shift", "plan", "warning")
# What an event names by its number: a call may be of a warning or of a plan.
_NAMED = (("call_id", "warning_calls"), ("call_id", "plan_calls"), ("shift_id", "shifts"))


def _places(area: Area, event: Any) -> Iterator[str]:
    """Yield the places an event is about, of whatever level."""
    subjects = [event, *(getattr(event, part, None) for part in _PARTS)]
    about = event.deadline if isinstance(event, e.DeadlinePassed) else event
    if isinstance(event, e.StepTaken | e.DeadlinePassed):
        subjects.append(kept(area, about.lifecycle, about.subject_id))
    for noun, field in _NAMED:
        if (subject_id := getattr(event, noun, None)) is not None:
            subjects.append(getattr(area, field).get(subject_id))
    if (incident_id := incident_of_event(area, event)) is not None:
        subjects.append(area.incidents[incident_id])
    for subject in subjects:
        codes = (getattr(subject, field, None) for field in _FIELDS)
        yield from (code for code in codes if isinstance(code, str) and code in area.places)


def of_day(profile: Profile, place_code: str, day: date) -> Stretch:
    """Return a day of a place, from midnight to midnight of the local clock."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    since = midnight - timedelta(seconds=profile.utc_offset_s)
    return Stretch(place_code, since.timestamp(), (since + timedelta(days=1)).timestamp())


def today(profile: Profile, now: float) -> date:
    """Return the local day of a moment."""
    return (datetime.fromtimestamp(now, UTC) + timedelta(seconds=profile.utc_offset_s)).date()


def of_shift(shift: Shift, now: float) -> Stretch:
    """Return a shift's stretch: from the first who was there to when it was over, or to now."""
    came = [one.checked_in_at for one in shift.people if one.checked_in_at is not None]
    since_at = min((shift.begins_at, *came))
    if shift.state in THERE:
        until_at = now
    else:
        until_at = shift.ends_at if shift.is_open else shift.reached.get(shift.state, shift.ends_at)
    return Stretch(shift.place_code, since_at, max(until_at, since_at) + 0.001)
