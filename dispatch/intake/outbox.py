"""Send orders to teams until they are signed or overdue, and word of those called off.

What is to be sent follows from the area itself, so there is no second table to keep in step and
nothing to restore after a crash: what was sent is forgotten then, and sent once more.
"""

import asyncio
import contextlib
import logging
import threading
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping

import msgspec

from dispatch.domain.area import Area
from dispatch.domain.deadlines import deadline_id
from dispatch.domain.envelope import Recorded
from dispatch.domain.events import InstructionGiven, StepTaken, WithdrawalSeen
from dispatch.domain.instructions import Instruction
from dispatch.domain.profile import Profile
from dispatch.engine.engine import Engine
from dispatch.intake.payloads import InstructionPayload
from dispatch.intake.topics import can_be_named, instructions_topic

AWAITING = frozenset({"ISSUED", "DELIVERED"})  # sent until the team signs or the limit passes
CALLED_OFF = frozenset({"CANCELLED", "REASSIGNED"})
RESEND_S = (10.0, 20.0, 40.0, 60.0, 120.0, 300.0)  # seconds between sendings; the last repeats
WITHDRAWAL_LIMIT_S = 12 * 3600.0  # by then the team has changed shifts, and heard by other means
LOOK_AGAIN_S = 1.0  # real seconds; in a drill the clock may run faster than ours

Publish = Callable[[str, bytes], Awaitable[None]]
_log = logging.getLogger(__name__)


class Sent(msgspec.Struct, frozen=True):
    """How often the present revision of an order has been sent, and when last (epoch seconds)."""

    revision: int
    times: int
    last_at: float

    @property
    def next_at(self) -> float:
        """The moment to send it again."""
        return self.last_at + RESEND_S[min(self.times, len(RESEND_S)) - 1]


def needs_sending(instruction: Instruction, now: float) -> bool:
    """Whether the team is still to be told of an order, or of its being called off."""
    if instruction.state in AWAITING:
        return True
    if instruction.state not in CALLED_OFF or instruction.withdrawal_seen:
        return False
    # A draft that was thrown away was never sent, and nobody needs to hear of it.
    if "ISSUED" not in instruction.reached:
        return False
    return now - instruction.reached[instruction.state] <= WITHDRAWAL_LIMIT_S


def what_to_send(
    area: Area, sent: Mapping[str, Sent], now: float, among: Iterable[str] | None = None
) -> Iterator[Instruction]:
    """Yield the instructions due for sending at a moment, of all or of those named."""
    for instruction_id in area.instructions if among is None else among:
        instruction = area.instructions.get(instruction_id)
        if instruction is None or not needs_sending(instruction, now):
            continue
        before = sent.get(instruction_id)
        if before is None or before.revision != instruction.revision or before.next_at <= now:
            yield instruction


def payload_of(instruction: Instruction, area: Area, profile: Profile) -> InstructionPayload:
    """Return what a team's device is sent."""
    incident = area.incidents[instruction.incident_id]
    kind, place = profile.kinds.get(incident.kind), area.places.get(incident.place_code)
    instruction_id = instruction.instruction_id
    limit = area.deadlines.get(deadline_id("instruction", instruction_id, "instruction.sign"))
    return InstructionPayload(
        instruction_id=instruction_id,
        revision=instruction.revision,
        state=instruction.state,
        withdrawn=instruction.state in CALLED_OFF,
        incident_id=incident.incident_id,
        kind=incident.kind,
        kind_zh=kind.zh if kind else incident.kind,
        place=place.name if place else incident.place_code,
        destination=instruction.destination,
        capability=instruction.capability,
        task=instruction.task,
        given_at=instruction.given_at,
        sign_by=limit.due_at if limit else None,
        exercise="演练" if area.exercise else "",
        team_id=instruction.team_id,
        crews=instruction.crews,
        people=instruction.people,
    )


class Outbox:
    """What one area still has to tell its teams. `observe` may be called on any thread."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = threading.Lock()
        self._sent: dict[str, Sent] = {}
        self._loop = asyncio.get_running_loop()
        self._news = asyncio.Event()
        self._watched: set[str] = set()
        self.unsubscribe = engine.subscribe(self.observe)
        now = engine.clock.now()
        with self._lock:
            self._watched |= {
                key for key, one in engine.area.instructions.items() if needs_sending(one, now)
            }

    @property
    def waiting(self) -> int:
        """How many orders and withdrawals are sent until they are answered."""
        return len(self._watched)

    def observe(self, events: tuple[Recorded, ...], _area: Area) -> None:
        """Take note of orders that were given or moved; an engine's listener."""
        changed = {
            event.subject_id if isinstance(event, StepTaken) else event.instruction_id
            for event in (recorded.event for recorded in events)
            if isinstance(event, InstructionGiven | WithdrawalSeen)
            or (isinstance(event, StepTaken) and event.lifecycle == "instruction")
        }
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
            watched = set(self._watched)
        area = engine.area
        for instruction in tuple(what_to_send(area, self._sent, now, watched)):
            key = instruction.instruction_id
            # A detachment has no device of its own: its team's carries its orders.
            device = area.teams[instruction.team_id].parent_id
            if can_be_named(device):
                topic = instructions_topic(area.area_id, device)
                body = msgspec.json.encode(payload_of(instruction, area, engine.profile))
                await publish(topic, body)
                count += 1
            else:
                _log.warning("team %r cannot be named in a topic", device)
            before = self._sent.get(key)
            again = before is not None and before.revision == instruction.revision
            times = before.times + 1 if before is not None and again else 1
            self._sent[key] = Sent(instruction.revision, times, now)
        self._forget_settled(now)
        return count

    def _forget_settled(self, now: float) -> None:
        with self._lock:
            # Read under the lock: it is never older than what has been observed so far.
            area = self._engine.area
            settled = {
                key
                for key in self._watched
                if (one := area.instructions.get(key)) is None or not needs_sending(one, now)
            }
            self._watched -= settled
        for key in settled:
            self._sent.pop(key, None)
