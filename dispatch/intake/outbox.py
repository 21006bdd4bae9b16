"""Send orders to teams until they have answered what they owe, and word of those called off."""

import logging
from collections.abc import Iterable, Iterator, Mapping

import msgspec

from dispatch.domain.area import Area
from dispatch.domain.deadlines import deadline_id
from dispatch.domain.envelope import Recorded
from dispatch.domain.events import InstructionGiven, StepTaken, WithdrawalSeen
from dispatch.domain.instructions import UNANSWERED, Instruction
from dispatch.domain.order_events import MaydayCalled, MaydayCleared
from dispatch.domain.profile import Profile
from dispatch.domain.safety import Hold
from dispatch.engine.engine import Engine
from dispatch.intake.payloads import InstructionPayload
from dispatch.intake.topics import can_be_named, instructions_topic
from dispatch.intake.watch_list import Publish, WatchList, resend_after_s

CALLED_OFF = frozenset({"CANCELLED", "REASSIGNED"})
WITHDRAWAL_LIMIT_S = 12 * 3600.0  # by then the team has changed shifts, and heard by other means

_log = logging.getLogger(__name__)


class Sent(msgspec.Struct, frozen=True):
    """How often the present revision of an order has been sent, and when last (epoch seconds).

    `maydays` are those it told of: a team on scene hears of each, and that it is over.
    """

    revision: int
    times: int
    last_at: float
    maydays: tuple[str, ...] = ()

    @property
    def next_at(self) -> float:
        """The moment to send it again."""
        return self.last_at + resend_after_s(self.times)

    def tells(self, instruction: Instruction, area: Area) -> bool:
        """Whether what was sent is what there is to tell now."""
        return (self.revision, self.maydays) == (
            instruction.revision,
            _maydays(instruction, area),
        )


def needs_sending(instruction: Instruction, area: Area, now: float) -> bool:
    """Whether the team is still to be told: of an order, what it owes, a mayday near it."""
    if instruction.awaits or instruction.safety.hold is Hold.LIFTED:
        return True
    if instruction.is_open and _maydays(instruction, area):
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
        if instruction is None:
            continue
        before = sent.get(instruction_id)
        is_due = before is None or not before.tells(instruction, area) or before.next_at <= now
        if (is_due and needs_sending(instruction, area, now)) or _owes_news(
            before, instruction, area
        ):
            yield instruction


def payload_of(instruction: Instruction, area: Area, profile: Profile) -> InstructionPayload:
    """Return what a team's device is sent."""
    incident = area.incidents[instruction.incident_id]
    kind, place = profile.kinds.get(incident.kind), area.places.get(incident.place_code)
    instruction_id = instruction.instruction_id

    def due_at(timer: str) -> float | None:
        limit = area.deadlines.get(deadline_id("instruction", instruction_id, timer))
        return limit.due_at if limit else None

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
        sign_by=due_at("instruction.sign"),
        exercise="演练" if area.exercise else "",
        team_id=instruction.team_id,
        crews=instruction.crews,
        people=instruction.people,
        awaits=instruction.awaits,
        hold=instruction.safety.hold,
        hold_by=due_at("instruction.hold_seen"),
        roll_call_by=due_at("instruction.roll_call_answer"),
        maydays=tuple(
            area.teams[area.instructions[one].team_id].name for one in _maydays(instruction, area)
        ),
    )


def _maydays(instruction: Instruction, area: Area) -> tuple[str, ...]:
    """Return the maydays a team hears of: those at its incident, once it has answered."""
    if not instruction.is_open or instruction.state in UNANSWERED:
        return ()
    return area.incidents[instruction.incident_id].maydays


def _owes_news(before: Sent | None, instruction: Instruction, area: Area) -> bool:
    """Whether a team was told of a mayday and not yet that it is over, or of another."""
    if before is None or not before.maydays or not instruction.is_open:
        return False
    return before.maydays != _maydays(instruction, area)


class Outbox:
    """What one area still has to tell its teams. `observe` may be called on any thread."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._sent: dict[str, Sent] = {}
        self._watched = WatchList()
        self.unsubscribe = engine.subscribe(self.observe)
        area, now = engine.area, engine.clock.now()
        self._watched.add(
            key for key, one in area.instructions.items() if needs_sending(one, area, now)
        )

    @property
    def waiting(self) -> int:
        """How many orders and withdrawals are sent until they are answered."""
        return len(self._watched)

    def observe(self, events: tuple[Recorded, ...], area: Area) -> None:
        """Take note of orders that were given or moved; an engine's listener."""
        changed: set[str] = set()
        for event in (recorded.event for recorded in events):
            match event:
                case InstructionGiven() | WithdrawalSeen():
                    changed.add(event.instruction_id)
                case StepTaken(lifecycle="instruction"):
                    changed.add(event.subject_id)
                case MaydayCalled() | MaydayCleared():
                    changed.update(area.incidents[event.incident_id].instruction_ids)
                case _:
                    pass
        self._watched.add(changed)

    async def run(self, publish: Publish) -> None:
        """Publish what is due, as it becomes due, until cancelled or `publish` fails."""
        await self._watched.run(self.send_due, publish)

    async def send_due(self, publish: Publish) -> int:
        """Publish what is due now and return how many; each counts once the broker has it."""
        engine, now, count = self._engine, self._engine.clock.now(), 0
        watched, area = self._watched.snapshot(), engine.area
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
            again = before is not None and before.tells(instruction, area)
            times = before.times + 1 if before is not None and again else 1
            told = _maydays(instruction, area)
            self._sent[key] = Sent(instruction.revision, times, now, told)
        self._forget_settled(now)
        return count

    def _forget_settled(self, now: float) -> None:
        def is_settled(key: str) -> bool:
            area = self._engine.area
            one = area.instructions.get(key)
            return one is None or not (
                needs_sending(one, area, now) or _owes_news(self._sent.get(key), one, area)
            )

        for key in self._watched.drop(self._watched.snapshot(), is_settled):
            self._sent.pop(key, None)
