"""Handle commands: decide, append, evolve, publish. The one door into an area.

`handle_batch` decides what is waiting in order, appends all of it in one transaction and only
then answers and publishes: nothing is seen before it is durable. A process that loses the race
for a position catches up from the log and decides again, so nobody is ever booked twice.
"""

import logging
from collections.abc import Callable, Iterable, Sequence
from itertools import count, islice
from uuid import uuid4

import msgspec

from dispatch.domain.actors import Actor, Order
from dispatch.domain.area import Area
from dispatch.domain.commands import Command
from dispatch.domain.decide import decide
from dispatch.domain.envelope import Recorded
from dispatch.domain.events import Event
from dispatch.domain.evolve import evolve
from dispatch.domain.profile import Profile
from dispatch.domain.refusals import Rejected
from dispatch.engine.clock import Clock
from dispatch.engine.reactions import react
from dispatch.store.codec import (
    AREA_SCHEMA,
    decode_area,
    encode,
    fingerprint_of,
    recorded_of,
)
from dispatch.store.log import EventLog, LogEntry, PositionTaken, Snapshot, StoreError

SNAPSHOT_EVERY = 20_000  # events; a start then folds at most so many, well under a second or two
MAX_RACES = 50  # lost in a row before something is wrong that trying again does not mend
MAX_REACTIONS = 1_000  # per command; more means two reactions feed each other for ever

_log = logging.getLogger(__name__)


class Submission(msgspec.Struct, frozen=True):
    """A command on its way in. With a `command_id` of the sender's own, a retry has one effect.

    `at` is the moment it was given (epoch seconds UTC), the engine's own clock by default.
    """

    command: Command
    actor: Actor
    command_id: str | None = None
    at: float | None = None
    caused_by: int | None = None
    correlation: str = ""


class Committed(msgspec.Struct, frozen=True):
    """What a command led to, durable: its events in order, none when it changed nothing.

    `position` is the area's log position once it was carried out. `repeated` says that the command
    had been carried out before and its events are those of the first time.
    """

    position: int
    events: tuple[Recorded, ...] = ()
    repeated: bool = False


Outcome = Committed | Rejected
Listener = Callable[[tuple[Recorded, ...], Area], None]


class Engine:
    """One area's engine. Not thread-safe: one thread handles commands, any thread reads `area`.

    It `keeps_snapshots`, unless nobody starts from its log again.
    """

    def __init__(
        self,
        area_id: str,
        log: EventLog,
        profile: Profile,
        clock: Clock,
        new_id: Callable[[], str] | None = None,
        *,
        keeps_snapshots: bool = True,
    ) -> None:
        self._keeps_snapshots = keeps_snapshots
        self.area_id, self.log, self.profile, self.clock = area_id, log, profile, clock
        self._new_id = new_id or _ids()
        self._listeners: list[Listener] = []
        self._area, self._last_at, self._snapshot_at = Area(area_id=area_id), 0.0, 0
        snapshot = log.newest_snapshot(area_id, AREA_SCHEMA)
        if snapshot is not None:
            self._area, self._snapshot_at = decode_area(snapshot.body), snapshot.position
        self.catch_up()

    @property
    def area(self) -> Area:
        """The state after the last durable event: immutable, safe to keep and to share."""
        return self._area

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` with every batch of durable events, in order; returns the way to stop.

        It is called on the thread that handles commands and must be quick; its failure is logged
        and concerns nobody else.
        """
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def handle(self, command: Command, actor: Actor, *, command_id: str | None = None) -> Committed:
        """Handle one command; raises `Rejected` when it may not be carried out."""
        outcome = self.handle_batch((Submission(command, actor, command_id),))[0]
        if isinstance(outcome, Rejected):
            raise outcome
        return outcome

    def handle_batch(self, submissions: Sequence[Submission]) -> list[Outcome]:
        """Handle what is waiting, in order and in one transaction; one outcome for each.

        When the log fails its error is raised and nothing is acknowledged: the area is as before,
        and what the log may hold all the same is found by the next batch.
        """
        for _attempt in range(MAX_RACES):
            batch = _Batch(self, submissions)
            if not batch.recorded:
                return batch.outcomes
            try:
                self.log.append(self.area_id, self._area.position, batch.recorded)
            except PositionTaken:
                self.catch_up()
                continue
            self._last_at = batch.last_at
            self._publish(batch.recorded, batch.area)
            self._keep_snapshot_in_time()
            return batch.outcomes
        raise PositionTaken(self.area_id, self._area.position)

    def catch_up(self) -> int:
        """Fold what others have appended since, publish it, and return the position reached."""
        fresh, area = [], self._area
        for entry in self.log.read(self.area_id, after=area.position):
            recorded = recorded_of(entry)
            area = evolve(area, recorded.event, recorded.position, recorded.recorded_at)
            self._last_at = max(self._last_at, recorded.recorded_at)
            fresh.append(recorded)
            if len(fresh) >= SNAPSHOT_EVERY:  # a long log is folded in stretches
                self._publish(fresh, area)
                fresh = []
        if fresh:
            self._publish(fresh, area)
        return self._area.position

    def keep_snapshot(self) -> None:
        """Keep a snapshot of the area as it is now, so that the next start is quick."""
        if self._area.position > self._snapshot_at:
            self.log.save_snapshot(
                Snapshot(
                    area=self.area_id,
                    position=self._area.position,
                    schema=AREA_SCHEMA,
                    body=encode(self._area),
                )
            )
            self._snapshot_at = self._area.position

    def _keep_snapshot_in_time(self) -> None:
        if not self._keeps_snapshots:
            return
        if self._area.position - self._snapshot_at >= SNAPSHOT_EVERY:
            try:
                self.keep_snapshot()
            except StoreError:  # what was decided is durable all the same
                _log.exception("no snapshot could be kept")

    def _publish(self, recorded: Sequence[Recorded], area: Area) -> None:
        self._area = area
        events = tuple(recorded)
        for listener in tuple(self._listeners):
            try:
                listener(events, area)
            except Exception:
                _log.exception("a listener failed at position %s", area.position)

    @property
    def last_at(self) -> float:
        """The latest moment of an event so far, in epoch seconds UTC."""
        return self._last_at

    def new_id(self) -> str:
        """Return a fresh command id."""
        return self._new_id()


def _ids() -> Callable[[], str]:
    """Return a source of ids that no other engine draws: one random word, then a count."""
    word, numbers = uuid4().hex[:16], count(1)
    return lambda: f"{word}-{next(numbers)}"


class _Batch:
    """The commands of one transaction, decided one after another on a trial state."""

    def __init__(self, engine: Engine, submissions: Sequence[Submission]) -> None:
        self._engine = engine
        self.area, self.last_at = engine.area, engine.last_at
        self.recorded: list[Recorded] = []
        self._own: dict[str, tuple[str, Committed]] = {}
        self._before: dict[str, tuple[LogEntry, ...]] = {}
        ids = [one.command_id for one in submissions if one.command_id is not None]
        if ids:
            self._before = engine.log.commands(engine.area_id, ids)
        self.outcomes = list(map(self._outcome, submissions))

    def _outcome(self, submission: Submission) -> Outcome:
        fingerprint = ""
        if submission.command_id is not None:
            fingerprint = fingerprint_of(submission.command, submission.actor)
            repeated = self._repeated(submission.command_id, fingerprint)
            if repeated is not None:
                return repeated
        given_at = self._engine.clock.now() if submission.at is None else submission.at
        at = max(given_at, self.last_at)  # never before the one before it
        command_id = submission.command_id or self._engine.new_id()
        mark = len(self.recorded)
        try:
            self._carry_out(submission, Order(command_id, submission.actor, at), fingerprint)
        except Rejected as refusal:
            return refusal
        self.last_at = at
        committed = Committed(self.area.position, tuple(self.recorded[mark:]))
        if submission.command_id is not None:
            self._own[submission.command_id] = (fingerprint, committed)
        return committed

    def _carry_out(self, submission: Submission, order: Order, fingerprint: str) -> None:
        """Record what a command leads to and what follows from that by itself."""
        profile, mark = self._engine.profile, len(self.recorded)
        correlation = submission.correlation or order.command_id
        decided = decide(self.area, submission.command, order, profile)
        self._record(decided, order, submission.caused_by, correlation, fingerprint)
        reactions = 0
        for cause in islice(self.recorded, mark, None):  # it grows by what follows meanwhile
            for command in react(cause.event, self.area, profile):
                reactions += 1
                if reactions > MAX_REACTIONS:
                    raise RuntimeError(f"reactions to {type(submission.command).__name__} run on")
                by_system = order.by_engine(self.area.root)
                try:
                    following = decide(self.area, command, by_system, profile)
                except Rejected as refusal:
                    _log.debug("a reaction was refused: %s", refusal.reason)
                    continue
                self._record(following, by_system, cause.position, correlation, fingerprint)

    def _record(
        self,
        events: Iterable[Event],
        order: Order,
        caused_by: int | None,
        correlation: str,
        fingerprint: str,
    ) -> None:
        area_id, command_id, actor, at = self.area.area_id, order.command_id, order.actor, order.at
        for event in events:
            position = self.area.position + 1
            self.area = evolve(self.area, event, position, at)
            one = Recorded(
                area=area_id,
                position=position,
                recorded_at=at,
                actor=actor,
                command_id=command_id,
                caused_by=caused_by,
                correlation=correlation,
                event=event,
                fingerprint=fingerprint,
            )
            self.recorded.append(one)

    def _repeated(self, command_id: str, fingerprint: str) -> Outcome | None:
        """Return the first outcome of a command that comes again, None when it is new."""
        entries = self._before.get(command_id)
        if entries:
            first_print = entries[0].fingerprint
            events = tuple(recorded_of(entry) for entry in entries)
            before = Committed(events[-1].position, events)
        elif command_id in self._own:
            first_print, before = self._own[command_id]
        else:
            return None
        if first_print != fingerprint:
            return Rejected(
                "command_id_reused", "another command was given under this id", "command_id"
            )
        return msgspec.structs.replace(before, repeated=True)
