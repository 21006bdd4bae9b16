"""Turn events and areas into JSON and back, whatever version they were written in.

A changed meaning of an event raises its number in `VERSIONS` and adds an upcaster, which turns the
plain body of one version into that of the next. A field added with a default needs neither.
"""

import hashlib
from collections.abc import Callable
from typing import Any, get_args, get_origin

import msgspec
from immutables import Map

from dispatch.domain.actors import Actor
from dispatch.domain.area import Area
from dispatch.domain.commands import Command
from dispatch.domain.envelope import Recorded
from dispatch.domain.events import Event
from dispatch.store.log import Appended, LogEntry

VERSIONS: dict[str, int] = {}  # event type -> version written today; 1 where it is not named
Upcaster = Callable[[dict[str, Any]], dict[str, Any]]
UPCASTERS: dict[tuple[str, int], Upcaster] = {}  # (event type, version read) -> body one up

AREA_SCHEMA = "area-28"  # raise it when the shape of Area changes: older snapshots are then unused


class UnreadableEntryError(ValueError):
    """An entry of the log that this version cannot read; says which and why."""


def written(appended: Appended) -> LogEntry:
    """Return what was appended as it lies in the log, written as JSON if it is not yet."""
    return appended if isinstance(appended, LogEntry) else entry_of(appended)


def entry_of(recorded: Recorded) -> LogEntry:
    """Return an event as it is written to the log."""
    event_type = type(recorded.event).__name__
    return LogEntry(
        area=recorded.area,
        position=recorded.position,
        recorded_at=recorded.recorded_at,
        command_id=recorded.command_id,
        fingerprint=recorded.fingerprint,
        actor=_ENCODER.encode(recorded.actor),
        caused_by=recorded.caused_by,
        correlation=recorded.correlation,
        event_type=event_type,
        event_version=VERSIONS.get(event_type, 1),
        body=_ENCODER.encode(recorded.event),
    )


def recorded_of(entry: LogEntry) -> Recorded:
    """Return the event an entry holds; raises `UnreadableEntryError`."""
    try:
        return Recorded(
            area=entry.area,
            position=entry.position,
            recorded_at=entry.recorded_at,
            actor=_ACTORS.decode(entry.actor),
            command_id=entry.command_id,
            caused_by=entry.caused_by,
            correlation=entry.correlation,
            event=_event_of(entry),
            fingerprint=entry.fingerprint,
        )
    except (msgspec.MsgspecError, ValueError) as problem:
        where = f"{entry.area}/{entry.position} ({entry.event_type} v{entry.event_version})"
        raise UnreadableEntryError(f"{where}: {problem}") from problem


def encode(value: Any) -> bytes:
    """Return any value of the domain as JSON."""
    return _ENCODER.encode(value)


def decode_area(body: bytes) -> Area:
    """Return the area a snapshot holds."""
    return msgspec.json.decode(body, type=Area, dec_hook=_decode_hook)


def state_hash(area: Area) -> str:
    """Return a digest of the whole state: equal states give it on any machine and store."""
    return hashlib.sha256(_SORTED.encode(area)).hexdigest()


def fingerprint_of(command: Command, actor: Actor) -> str:
    """Return a short digest that tells a repeated command from another one under the same id."""
    return hashlib.sha256(_SORTED.encode((command, actor.name))).hexdigest()[:16]


def _event_of(entry: LogEntry) -> Event:
    current = VERSIONS.get(entry.event_type, 1)
    if entry.event_version == current:
        event: Event = _EVENTS.decode(entry.body)
        return event
    if entry.event_version > current:
        raise ValueError(f"written by a newer version; this one knows v{current}")
    body = msgspec.json.decode(entry.body)
    for version in range(entry.event_version, current):
        body = UPCASTERS[entry.event_type, version](body)
    upcast: Event = msgspec.convert(body, Event, dec_hook=_decode_hook)
    return upcast


def _encode_hook(value: Any) -> Any:
    if isinstance(value, Map):
        return dict(value)
    raise NotImplementedError(f"no way to write a {type(value).__name__}")


def _decode_hook(wanted: Any, value: Any) -> Any:
    if get_origin(wanted) is Map:
        of_key, of_value = get_args(wanted)
        return Map(msgspec.convert(value, dict[of_key, of_value], dec_hook=_decode_hook))  # type: ignore[valid-type]
    raise NotImplementedError(f"no way to read a {wanted}")


_ENCODER = msgspec.json.Encoder(enc_hook=_encode_hook)
_SORTED = msgspec.json.Encoder(enc_hook=_encode_hook, order="sorted")
_ACTORS = msgspec.json.Decoder(Actor)
_EVENTS = msgspec.json.Decoder(Event, dec_hook=_decode_hook)
