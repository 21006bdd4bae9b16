"""Tell teams' devices of plans that name them, until they acknowledge, and of who commands them.

What is told follows from the log, in the words of `publishing`. After a restart what was said in
the last quarter of an hour is said once more: a device keeps the highest `revision` of each `tag`.
"""

import logging
import threading
from collections.abc import Iterable, Iterator
from itertools import chain

import msgspec

from dispatch.domain.area import Area
from dispatch.domain.deadlines import deadline_id
from dispatch.domain.envelope import Recorded
from dispatch.domain.plan_activating import CALL, call_id
from dispatch.domain.plan_messages import PlanActivated
from dispatch.domain.plans import PlanCall
from dispatch.domain.teams import TEAM_ROLES
from dispatch.engine.engine import Engine
from dispatch.intake.payloads import NoticePayload
from dispatch.intake.topics import can_be_named, notices_topic
from dispatch.intake.watch_list import Publish, WatchList, resend_after_s
from dispatch.publishing.notice import Notice
from dispatch.publishing.plan_notices import notices_of_plans
from dispatch.publishing.post_notices import notices_of_posts
from dispatch.store.codec import recorded_of

STALE_S = 900.0  # what was said before then is not said again after a restart
LOOK_BACK = 5_000  # events of the log that are looked through for it, at most

_log = logging.getLogger(__name__)


class Waiting(msgspec.Struct):
    """A notice to a device; how often it was sent, and when next."""

    notice: Notice
    device: str
    times: int = 0
    next_at: float = 0.0


def team_calls(area: Area, incident_id: str, plan_id: str, place_code: str) -> list[PlanCall]:
    """Return those of a place who speak for teams and were told of a plan."""
    keys = (call_id(incident_id, plan_id, place_code, role) for role in sorted(TEAM_ROLES))
    return [area.plan_calls[key] for key in keys if key in area.plan_calls]


def payload_of(waiting: Waiting, area: Area) -> NoticePayload:
    """Return what a device is sent."""
    notice = waiting.notice
    owed = _owed(waiting, area)
    return NoticePayload(
        kind=notice.kind,
        tag=notice.key,
        revision=notice.position,
        at=notice.at,
        zh=notice.zh,
        en=notice.en,
        urgent=notice.urgent,
        incident_id=notice.incident_id,
        plan_id=notice.plan_id,
        awaits_answer=bool(owed),
        answer_by=min((one.answer_by for one in owed if one.answer_by), default=None),
        exercise="演练" if notice.exercise else "",
    )


def _owed(waiting: Waiting, area: Area) -> list[PlanCall]:
    """Return what a notice still asks its device to acknowledge."""
    notice, team = waiting.notice, area.teams[waiting.device]
    if notice.plan_id is None or notice.incident_id is None:
        return []
    calls = team_calls(area, notice.incident_id, notice.plan_id, team.place_code)
    clocks = {one.call_id: deadline_id(CALL, one.call_id, one.timer) for one in calls}
    return [  # once an incident is over its clocks are gone
        one
        for one in calls
        if one.is_open
        and (clocks[one.call_id] in area.deadlines or clocks[one.call_id] in area.passed)
    ]


class NoticeOutbox:
    """What one area still has to tell its teams beside orders. `observe` may run on any thread."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = threading.Lock()
        self._waiting: dict[str, Waiting] = {}
        self._watched = WatchList()
        self.unsubscribe = engine.subscribe(self.observe)
        self._take_up()

    def observe(self, events: Iterable[Recorded], area: Area) -> None:
        """Take note of what teams are to be told."""
        for recorded in events:
            self._put(recorded, area)

    async def run(self, publish: Publish) -> None:
        """Publish what is due, as it becomes due, until cancelled or `publish` fails."""
        await self._watched.run(self.send_due, publish)

    async def send_due(self, publish: Publish) -> int:
        """Publish what is due now and return how many; each counts once the broker has it."""
        engine, now, count = self._engine, self._engine.clock.now(), 0
        for key in self._watched.snapshot():
            area = engine.area
            one = self._waiting[key]
            owed = bool(_owed(one, area))
            if not one.times or (owed and one.next_at <= now):
                body = msgspec.json.encode(payload_of(one, area))
                await publish(notices_topic(area.area_id, one.device), body)
                one.times += 1
                one.next_at = now + resend_after_s(one.times)
                count += 1
            if not owed:
                self._settle(key, one)
        return count

    def _take_up(self) -> None:
        """Take up what was said shortly before this start, and what waits for an answer."""
        engine = self._engine
        area, since = engine.area, engine.clock.now() - STALE_S
        for entry in engine.log.read(engine.area_id, after=max(0, area.position - LOOK_BACK)):
            if entry.position > area.position:
                break
            recorded = recorded_of(entry)
            is_old = recorded.recorded_at < since
            if not is_old or isinstance(recorded.event, PlanActivated):
                self._put(recorded, area, is_old)

    def _put(self, recorded: Recorded, area: Area, is_old: bool = False) -> None:
        """Keep what an event has teams told; of an old one what is still to be acknowledged."""
        profile = self._engine.profile
        told = chain(
            notices_of_plans(recorded, area, profile), notices_of_posts(recorded, area, profile)
        )
        found = {
            f"{notice.key}@{device}": Waiting(notice, device)
            for notice in told
            for device in _devices(notice, area)
        }
        if is_old:
            found = {key: one for key, one in found.items() if _owed(one, area)}
        with self._lock:
            for key, one in found.items():
                before = self._waiting.get(key)
                if before is None or before.notice.position < one.notice.position:
                    self._waiting[key] = one
        self._watched.add(found)

    def _settle(self, key: str, sent: Waiting) -> None:
        """Let go of what was said, unless there is something newer to say."""
        with self._lock:
            if self._waiting.get(key) is sent:
                self._watched.drop((key,), lambda _key: True)
                del self._waiting[key]


def _devices(notice: Notice, area: Area) -> Iterator[str]:
    """Yield the teams that are told; a detachment has no device of its own."""
    for team_id in sorted(notice.team_ids):
        if area.teams[team_id].detached_from is None:
            if can_be_named(team_id):
                yield team_id
            else:
                _log.warning("team %r cannot be named in a topic", team_id)
