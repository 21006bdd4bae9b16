"""Fan an area's events out to those who watch it, without ever waiting for any of them.

Events come in on the writer's thread and go out on the event loop, one frame a tick: encoded once,
put together once for all who see the same. A subscriber that lags is cut off; it comes back with
the position it has and misses nothing.
"""

import asyncio
import threading
from collections import deque
from collections.abc import Callable, Mapping

from api.frames import Line, events_frame, heartbeat_frame, lines_of
from api.notices import alarms_notice, coverage_notice, move_up_notice, plans_notice, support_notice
from api.shown import as_json
from api.snapshots import fix_body
from api.visibility import View, concern_of
from dispatch.assignment.coverage import Coverage
from dispatch.assignment.escalation import Escalation
from dispatch.assignment.move_up import MoveUpProposal
from dispatch.assignment.satisfiability import PlanKey
from dispatch.domain.alarms import Alarm
from dispatch.domain.area import Area
from dispatch.domain.envelope import Recorded
from dispatch.engine.bootstrap import CommandArea
from dispatch.engine.plan_watch import PlanCheck
from dispatch.engine.positions import Fix
from dispatch.publishing.telling.lexicon import Lexicon

# One frame for all that happened within a tick: a frame costs more than an event in it. With few
# watching a tick is short; with many it is as long as keeps the fan-out to a fifth of one core.
TICK_MIN_S = 0.01
TICK_MAX_S = 0.1
TICK_S_PER_SUBSCRIBER = 100e-6  # a frame to one client takes 10 to 20 microseconds
POSITIONS_TICK_S = 0.25
HEARTBEAT_S = 15.0
MAX_FRAMES = 256  # seconds of ticks; who is further behind shows a past that helps nobody
MAX_WAITING_CHARS = 8_000_000  # of one subscriber: a thousand that lag must not fill the memory


class Subscriber:
    """One who watches. Made by `Hub.join`; used on the hub's event loop only."""

    def __init__(self, view: View, session_id: str, joined: Area) -> None:
        self.view, self.session_id = view, session_id
        self.joined = joined  # the state it begins with: frames hold what came after
        self.overrun = False
        self.ended = asyncio.Event()
        self._frames: deque[tuple[int, str]] = deque()
        self._chars = 0
        self._fixes: Mapping[str, str] = {}
        self._notices: dict[str, str] = {}
        self._noticed: dict[str, str] = {}
        self._news = asyncio.Event()

    def offer(self, position: int, frame: str) -> None:
        """Queue a frame, or end with `overrun` when the queue is full."""
        if self.ended.is_set():
            return
        if len(self._frames) >= MAX_FRAMES or self._chars > MAX_WAITING_CHARS:
            self.overrun = True
            self.end()
        else:
            self._frames.append((position, frame))
            self._chars += len(frame)
            self._news.set()

    def offer_fixes(self, fixes: Mapping[str, str]) -> None:
        """Queue fixes; of each team only the newest waits."""
        if not self.ended.is_set():
            self._fixes = {**self._fixes, **fixes} if self._fixes else fixes
            self._news.set()

    def offer_notice(self, about: str, text: str) -> None:
        """Queue a message about something reckoned; only the newest waits, none comes twice."""
        if not self.ended.is_set() and self._noticed.get(about) != text:
            self._notices[about] = self._noticed[about] = text
            self._news.set()

    def end(self) -> None:
        """Cut the subscriber off and let go of what waits for it."""
        self._frames.clear()
        self._chars, self._fixes, self._notices = 0, {}, {}
        self.ended.set()

    async def next(self) -> tuple[int, str] | str | Mapping[str, str]:
        """Wait for the next frame with its position; when none waits, for a notice or fixes."""
        while True:
            if self._frames:
                position, frame = self._frames.popleft()
                self._chars -= len(frame)
                return position, frame
            if self._notices:
                return self._notices.pop(next(iter(self._notices)))
            if self._fixes:
                fixes, self._fixes = self._fixes, {}
                return fixes
            self._news.clear()
            await self._news.wait()


class Hub:
    """Fans out one area. `run` it on an event loop; everything else is called on that loop."""

    def __init__(self, command_area: CommandArea) -> None:
        self.command_area = command_area
        self.area: Area = command_area.area
        self._waiting: list[Line] = []
        self._fixes: dict[str, Fix] = {}
        self._fixes_lock = threading.Lock()
        self._subscribers: set[Subscriber] = set()
        self._flush_due = False
        self._alarms: tuple[Alarm, ...] = ()
        self._plans: dict[PlanKey, PlanCheck] = {}
        self._loop: asyncio.AbstractEventLoop | None = None

    @property
    def position(self) -> int:
        """The last position that was handed to the subscribers or waits for the next tick."""
        return self.area.position

    @property
    def subscribers(self) -> int:
        """How many watch."""
        return len(self._subscribers)

    async def run(self) -> None:
        """Pass on events, positions and heartbeats until cancelled."""
        self._loop = asyncio.get_running_loop()
        at_work = self.command_area
        stops = (
            at_work.engine.subscribe(self._from_writer),
            at_work.positions.subscribe(self._from_device),
            at_work.cover.subscribe(self._from_cover),
            at_work.plans.subscribe(self._from_plans),
            at_work.move_ups.subscribe(self._from_move_ups),
            at_work.escalations.subscribe(self._from_escalations),
            at_work.alarms.subscribe(self._from_alarms),
        )
        # What was published between the making of this hub and now is in the area already.
        self.area = self.command_area.area
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._pass_on_positions())
                tasks.create_task(self._beat())
        finally:
            for stop in stops:
                stop()

    def join(self, view: View, session_id: str = "") -> Subscriber:
        """Begin to watch: what happens after the state `joined` will be offered."""
        self._flush()  # what waits belongs to those who are here
        subscriber = Subscriber(view, session_id, self.area)
        self._subscribers.add(subscriber)
        if self._alarms:  # what shouts is heard by who comes in, too
            text = alarms_notice(self._lexicon(), self._alarms, view)
            if text is not None:
                subscriber.offer_notice("alarms", text)
        return subscriber

    def leave(self, subscriber: Subscriber) -> None:
        """Stop watching."""
        self._subscribers.discard(subscriber)

    def dismiss(self, session_ids: frozenset[str]) -> None:
        """Cut off everybody who watches by one of these sessions."""
        for subscriber in self._subscribers:
            if subscriber.session_id in session_ids:
                subscriber.end()

    def _from_writer(self, events: tuple[Recorded, ...], area: Area) -> None:
        assert self._loop is not None  # noqa: S101 - subscribed by run() only
        self._loop.call_soon_threadsafe(self._take_in, events, area)

    def _from_device(self, fix: Fix) -> None:
        with self._fixes_lock:
            self._fixes[fix.team_id] = fix

    def _from_cover(self, coverage: Coverage) -> None:
        self._notify("coverage", lambda view: coverage_notice(self.area, coverage, view))

    def _from_plans(self, checks: tuple[PlanCheck, ...]) -> None:
        before, self._plans = self._plans, {one.plan: one for one in checks}
        changed = [one for one in checks if before and before.get(one.plan) != one]
        if changed and self._subscribers:
            profile = self.command_area.engine.profile
            self._notify("plans", plans_notice(self.area, profile, changed).text_if_any)

    def _from_move_ups(self, proposal: MoveUpProposal | None) -> None:
        self._notify("move_up", lambda view: move_up_notice(self.area, proposal, view))

    def _from_escalations(self, proposals: tuple[Escalation, ...]) -> None:
        self._notify("support", support_notice(self.area, proposals).text_for)

    def _from_alarms(self, ranked: tuple[Alarm, ...]) -> None:
        before, self._alarms = self._alarms, ranked
        if before or ranked:
            lexicon = self._lexicon()
            self._notify("alarms", lambda view: alarms_notice(lexicon, ranked, view))

    def _lexicon(self) -> Lexicon:
        return Lexicon(self.area, self.command_area.engine.profile)

    def _notify(self, about: str, text_for: Callable[[View], str | None]) -> None:
        """Offer everybody a message about something reckoned, as far as they see."""
        texts: dict[View, str | None] = {}
        for subscriber in self._subscribers:
            view = subscriber.view
            if view not in texts:
                texts[view] = text_for(view)
            text = texts[view]
            if text is not None:
                subscriber.offer_notice(about, text)

    def _take_in(self, events: tuple[Recorded, ...], area: Area) -> None:
        fresh = [one for one in events if one.position > self.position]
        if not fresh:
            return
        self.area = area
        if not self._subscribers:
            return
        self._waiting += lines_of(fresh, area)
        if not self._flush_due:
            self._flush_due = True
            assert self._loop is not None  # noqa: S101
            tick_s = TICK_MIN_S + TICK_S_PER_SUBSCRIBER * len(self._subscribers)
            self._loop.call_later(min(tick_s, TICK_MAX_S), self._flush)

    def _flush(self) -> None:
        self._flush_due = False
        lines, self._waiting = self._waiting, []
        if not lines:
            return
        position = lines[-1].recorded.position
        frames: dict[View, str | None] = {}
        for subscriber in self._subscribers:
            view = subscriber.view
            if view not in frames:
                texts = [text for line in lines if (text := line.text_for(view)) is not None]
                frames[view] = events_frame(self.area, position, texts) if texts else None
            frame = frames[view]
            if frame is not None:
                subscriber.offer(position, frame)

    async def _pass_on_positions(self) -> None:
        while True:
            await asyncio.sleep(POSITIONS_TICK_S)
            with self._fixes_lock:
                fixes, self._fixes = self._fixes, {}
            if not fixes or not self._subscribers:
                continue
            texts = {
                team_id: (concern_of(self.area, team), as_json(fix_body(fix)))
                for team_id, fix in fixes.items()
                if (team := self.area.teams.get(team_id)) is not None
            }
            seen: dict[View, dict[str, str]] = {}
            for subscriber in self._subscribers:
                view = subscriber.view
                if view not in seen:
                    seen[view] = {
                        team_id: text
                        for team_id, (concern, text) in texts.items()
                        if view.sees(concern)
                    }
                if seen[view]:
                    subscriber.offer_fixes(seen[view])

    async def _beat(self) -> None:
        """Tell those of whom nothing is said how far the log has come."""
        while True:
            await asyncio.sleep(HEARTBEAT_S)
            self._flush()
            frame = heartbeat_frame(self.area, self.position)
            for subscriber in self._subscribers:
                subscriber.offer(self.position, frame)
