"""Call places with warnings until they confirm, and tell them when one changes or is over."""

import logging
from collections.abc import Iterator

import msgspec

from dispatch.domain import warning_events as we
from dispatch.domain.area import Area
from dispatch.domain.deadlines import deadline_id
from dispatch.domain.envelope import Recorded
from dispatch.domain.events import StepTaken
from dispatch.domain.profile import Profile
from dispatch.domain.warning_calls import PlaceCall, call_id
from dispatch.domain.warnings import HazardWarning
from dispatch.engine.engine import Engine
from dispatch.intake.payloads import CallPayload
from dispatch.intake.topics import calls_topic, can_be_named
from dispatch.intake.watch_list import Publish, WatchList, resend_after_s

CLOCKS = ("warning.answer", "warning.answer_again")
_log = logging.getLogger(__name__)


class Told(msgspec.Struct, frozen=True):
    """What a place was last told: `what` there was to tell, how often, when last."""

    what: tuple[int, int, bool, str]
    times: int
    last_at: float

    @property
    def next_at(self) -> float:
        """The moment to call again where an answer is owed."""
        return self.last_at + resend_after_s(self.times)


def payload_of(call: PlaceCall, area: Area, profile: Profile) -> CallPayload:
    """Return what a place is sent."""
    warning = area.warnings[call.warning_id]
    notice, kind = warning.notice, profile.warnings.kinds.get(warning.notice.kind)
    limits = (deadline_id("warning_call", call.call_id, one) for one in CLOCKS)
    due = [area.deadlines[one].due_at for one in limits if one in area.deadlines]
    return CallPayload(
        warning_id=warning.warning_id,
        revision=max(call.revision, warning.revision),
        awaits_answer=_owed(call, profile),
        answer_by=min(due, default=None),
        must_relay=call.must_relay and not call.relayed_by and warning.is_open,
        times=call.times,
        over="" if warning.is_open else warning.state,
        kind=notice.kind,
        kind_zh=kind.zh if kind else notice.kind,
        colour=notice.colour or "",
        headline=notice.headline,
        matters=notice.matters,
        advice=notice.advice,
        issued_by=notice.issued_by,
        issued_at=notice.issued_at,
        begins_at=notice.begins_at,
        ends_at=notice.ends_at,
        exercise="演练" if area.exercise else "",
    )


def _owed(call: PlaceCall, profile: Profile) -> bool:
    return profile.lifecycles["warning_call"].has("OWED", call.state)


def _what(call: PlaceCall, warning: HazardWarning) -> tuple[int, int, bool, str]:
    over = "" if warning.is_open else warning.state
    return warning.revision, call.times, call.answered_at is None, over


class CallOutbox:
    """Whom one area still has to call. `observe` may be called on any thread."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._told: dict[str, Told] = {}
        self._watched = WatchList()
        self.unsubscribe = engine.subscribe(self.observe)
        calls = engine.area.warning_calls.items()
        self._watched.add(key for key, call in calls if _owed(call, engine.profile))

    @property
    def waiting(self) -> int:
        """How many places are called until they answer."""
        return len(self._watched)

    def observe(self, events: tuple[Recorded, ...], area: Area) -> None:
        """Take note of calls that were made or answered, of warnings changed or over."""
        self._watched.add(key for recorded in events for key in _calls_of(recorded.event, area))

    async def run(self, publish: Publish) -> None:
        """Publish what is due, as it becomes due, until cancelled or `publish` fails."""
        await self._watched.run(self.send_due, publish)

    async def send_due(self, publish: Publish) -> int:
        """Publish what is due now and return how many; each counts once the broker has it."""
        engine, now, count = self._engine, self._engine.clock.now(), 0
        watched, area = self._watched.snapshot(), engine.area
        for key in watched:
            call = area.warning_calls[key]
            what = _what(call, area.warnings[call.warning_id])
            told, owed = self._told.get(key), _owed(call, engine.profile)
            again = told is not None and told.what == what
            if told is None or not again or (owed and told.next_at <= now):
                await self._send(publish, call, area)
                self._told[key] = Told(what, told.times + 1 if told and again else 1, now)
                count += 1
            if not owed:
                self._settle(key, what)
        return count

    async def _send(self, publish: Publish, call: PlaceCall, area: Area) -> None:
        if not can_be_named(call.place_code):
            _log.warning("place %r cannot be named in a topic", call.place_code)
            return
        body = msgspec.json.encode(payload_of(call, area, self._engine.profile))
        await publish(calls_topic(area.area_id, call.place_code), body)

    def _settle(self, key: str, what: tuple[int, int, bool, str]) -> None:
        """Let go of a call that is owed no more, unless it has changed since it was sent."""

        def is_settled(one: str) -> bool:
            area = self._engine.area
            call = area.warning_calls[one]
            return _what(call, area.warnings[call.warning_id]) == what

        self._watched.drop((key,), is_settled)
        if what[3]:
            self._told.pop(key, None)


def _calls_of(event: object, area: Area) -> Iterator[str]:
    """Yield the calls that an event makes, moves, or has something new to tell."""
    match event:
        case we.WarningPassedOn():
            yield from (one.call_id for one in event.calls)
        case we.CallAnswered() | we.PlaceCalledAgain():
            yield event.call_id
        case we.CallsSettled():
            yield from (call_id(event.warning_id, code) for code in event.states)
        case we.WarningChanged():
            yield from _all_calls(event.warning_id, area)
        case StepTaken(lifecycle="warning") if event.over:
            yield from _all_calls(event.subject_id, area)


def _all_calls(warning_id: str, area: Area) -> Iterator[str]:
    return (key for key, one in area.warning_calls.items() if one.warning_id == warning_id)
