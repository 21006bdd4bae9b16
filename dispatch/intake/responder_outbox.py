"""Ask first responders until they answer, and tell them when they are stood down."""

import logging
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
from dispatch.intake.payloads import ResponderCallPayload
from dispatch.intake.topics import can_be_named, responder_topic
from dispatch.intake.watch_list import Publish, WatchList, resend_after_s

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
        self._told: dict[str, tuple[int, int, float]] = {}  # revision, times, next moment
        self._watched = WatchList()
        self.unsubscribe = engine.subscribe(self.observe)
        calls = engine.area.responder_calls.items()
        self._watched.add(key for key, call in calls if call.is_open)

    def observe(self, events: tuple[Recorded, ...], _area: Area) -> None:
        """Take note of calls that were made, answered, or are over."""
        self._watched.add(key for recorded in events for key in _calls_of(recorded.event))

    async def run(self, publish: Publish) -> None:
        """Publish what is due, as it becomes due, until cancelled or `publish` fails."""
        await self._watched.run(self.send_due, publish)

    async def send_due(self, publish: Publish) -> int:
        """Publish what is due now and return how many; each counts once the broker has it."""
        engine, now, count = self._engine, self._engine.clock.now(), 0
        for key in self._watched.snapshot():
            area = engine.area
            call = area.responder_calls[key]
            revision, times, next_at = self._told.get(key, (-1, 0, now))
            if revision != call.revision:
                times, next_at = 0, now
            if next_at <= now:
                await self._send(publish, call, area)
                next_at = now + resend_after_s(times + 1)
                self._told[key] = (call.revision, times + 1, next_at)
                count += 1
            if call.state != ASKED:
                self._settle(call)
        return count

    async def _send(self, publish: Publish, call: ResponderCall, area: Area) -> None:
        if not can_be_named(call.responder_id):
            _log.warning("responder %r cannot be named in a topic", call.responder_id)
            return
        body = msgspec.json.encode(payload_of(call, area, self._engine.profile))
        await publish(responder_topic(area.area_id, call.responder_id), body)

    def _settle(self, call: ResponderCall) -> None:
        """Let go of a call nobody has to answer, unless it has changed since it was sent."""

        def is_settled(key: str) -> bool:
            return self._engine.area.responder_calls[key].revision == call.revision

        self._watched.drop((call.call_id,), is_settled)
        if not call.is_open:
            self._told.pop(call.call_id, None)


def _calls_of(event: object) -> Iterator[str]:
    """Yield the calls that an event makes or moves."""
    match event:
        case RespondersAsked():
            yield from (one.call_id for one in event.calls)
        case StepTaken(lifecycle="responder_call"):
            yield event.subject_id
