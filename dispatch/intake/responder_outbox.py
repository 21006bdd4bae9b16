"""Ask first responders until they answer, and tell them when they are stood down.

What is to be sent follows from the area itself, as for orders: after a restart it is sent once
more, and there is nothing to keep in step.
"""

import asyncio
import contextlib
import logging
import threading
from collections.abc import Iterator

import msgspec

from dispatch.domain.area import Area
from dispatch.domain.deadlines import deadline_id
from dispatch.domain.envelope import Recorded
from dispatch.domain.events import StepTaken
from dispatch.domain.profile import Profile
from dispatch.domain.responder_messages import RespondersAsked
from dispatch.domain.responders import ASKED, ResponderCall
from dispatch.engine.engine import Engine
from dispatch.intake.outbox import LOOK_AGAIN_S, RESEND_S, Publish
from dispatch.intake.payloads import ResponderCallPayload
from dispatch.intake.topics import can_be_named, responder_topic

_log = logging.getLogger(__name__)


def payload_of(call: ResponderCall, area: Area, profile: Profile) -> ResponderCallPayload:
    """Return what a responder is sent."""
    incident = area.incidents[call.incident_id]
    kind, asks = profile.kinds.get(incident.kind), profile.responders.kinds.get(incident.kind)
    place = area.places.get(incident.place_code)
    clock = area.deadlines.get(deadline_id("responder_call", call.call_id, "responder_call.answer"))
    return ResponderCallPayload(
        incident_id=call.incident_id,
        revision=call.revision,
        state=call.state,
        over=not call.is_open,
        awaits_answer=call.state == ASKED,
        answer_by=clock.due_at if clock else None,
        kind=incident.kind,
        kind_zh=kind.zh if kind else incident.kind,
        place=place.name if place else incident.place_code,
        destination=incident.position,
        distance_m=call.distance_m,
        skill=call.skill,
        task_zh=asks.task_zh if asks and call.is_open else "",
        task_en=asks.task_en if asks and call.is_open else "",
        reason=call.reason,
        asked_at=call.asked_at,
        exercise="演练" if area.exercise else "",
    )


class ResponderOutbox:
    """Whom one area still has to ask or tell. `observe` may be called on any thread."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = threading.Lock()
        self._told: dict[str, tuple[int, int, float]] = {}  # revision, times, next moment
        self._loop = asyncio.get_running_loop()
        self._news = asyncio.Event()
        self.unsubscribe = engine.subscribe(self.observe)
        with self._lock:
            calls = engine.area.responder_calls.items()
            self._watched = {key for key, call in calls if call.is_open}

    def observe(self, events: tuple[Recorded, ...], _area: Area) -> None:
        """Take note of calls that were made, answered, or are over."""
        changed = {key for recorded in events for key in _calls_of(recorded.event)}
        if changed:
            with self._lock:
                self._watched |= changed
            if not self._loop.is_closed():
                self._loop.call_soon_threadsafe(self._news.set)

    async def run(self, publish: Publish) -> None:
        """Publish what is due, as it becomes due, until cancelled or `publish` fails."""
        while True:
            self._news.clear()
            await self.send_due(publish)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._news.wait(), LOOK_AGAIN_S)

    async def send_due(self, publish: Publish) -> int:
        """Publish what is due now and return how many; each counts once the broker has it."""
        engine, now, count = self._engine, self._engine.clock.now(), 0
        with self._lock:
            watched = sorted(self._watched)
        for key in watched:
            area = engine.area
            call = area.responder_calls[key]
            revision, times, next_at = self._told.get(key, (-1, 0, now))
            if revision != call.revision:
                times, next_at = 0, now
            if next_at <= now:
                await self._send(publish, call, area)
                next_at = now + RESEND_S[min(times, len(RESEND_S) - 1)]
                self._told[key] = (call.revision, times + 1, next_at)
                count += 1
            if call.state != ASKED:
                self._settle(key, call.revision)
        return count

    async def _send(self, publish: Publish, call: ResponderCall, area: Area) -> None:
        if not can_be_named(call.responder_id):
            _log.warning("responder %r cannot be named in a topic", call.responder_id)
            return
        body = msgspec.json.encode(payload_of(call, area, self._engine.profile))
        await publish(responder_topic(area.area_id, call.responder_id), body)

    def _settle(self, key: str, revision: int) -> None:
        """Let go of a call nobody has to answer, unless it has changed since it was sent."""
        with self._lock:
            call = self._engine.area.responder_calls[key]
            if call.revision == revision:
                self._watched.discard(key)
        if not call.is_open:
            self._told.pop(key, None)


def _calls_of(event: object) -> Iterator[str]:
    """Yield the calls that an event makes or moves."""
    match event:
        case RespondersAsked():
            yield from (one.call_id for one in event.calls)
        case StepTaken(lifecycle="responder_call"):
            yield event.subject_id
