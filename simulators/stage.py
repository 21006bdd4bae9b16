"""Hold what all the people of a drill share: the agenda, the roads, chance and the one door."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from dispatch.assignment.roads import RoadDesk
from dispatch.domain.actors import Actor
from dispatch.domain.area import Area
from dispatch.domain.commands import Command
from dispatch.domain.places import Places
from dispatch.domain.profile import Profile
from dispatch.domain.refusals import Rejected
from dispatch.engine.clock import Clock
from dispatch.engine.engine import Committed
from dispatch.engine.positions import Positions
from simulators.agenda import Action, Agenda
from simulators.chance import Chance


class Door(Protocol):
    """The one door of an area; raises `Rejected`."""

    def __call__(
        self, command: Command, actor: Actor, *, command_id: str | None = None
    ) -> Committed:
        """Carry out a command, once only under one id."""
        ...


class Carrier(Protocol):
    """What carries words between those outside and the engine, perhaps with faults."""

    def say(self, command: Command, actor: Actor) -> bool:
        """Bring a command to the engine; True as well while nobody knows how it is received."""
        ...

    def hear(self, team_id: str, place_code: str, then: Action) -> None:
        """Have a team hear of something as soon as it can."""
        ...


@dataclass
class People:
    """Those who were named so far, by role and place, as the places were called then."""

    places: Places | None = None
    known: dict[tuple[str, str], Actor] = field(default_factory=dict)


@dataclass
class Stage:
    """What the simulated people know and can do. `fix_every_s` is in the drill's own seconds.

    `fixes_outbound` publishes also where teams on their way out are: needed for screens, while
    dispatching looks only at those that are free.
    """

    door: Door
    look: Callable[[], Area]
    profile: Profile
    clock: Clock
    roads: RoadDesk
    positions: Positions
    chance: Chance
    agenda: Agenda = field(default_factory=Agenda)
    fix_every_s: float = 60.0
    fixes_outbound: bool = False
    refused: Counter[tuple[str, str]] = field(default_factory=Counter)
    people: People = field(default_factory=People)
    carrier: Carrier | None = None

    @property
    def area(self) -> Area:
        """The state after the last durable event."""
        return self.look()

    def now(self) -> float:
        """Return the drill's moment, in epoch seconds UTC."""
        return self.clock.now()

    def say(self, command: Command, actor: Actor) -> bool:
        """Give a command from outside: through whatever carries it to the door."""
        carrier = self.carrier
        return self.order(command, actor) if carrier is None else carrier.say(command, actor)

    def hear(self, team_id: str, place_code: str, then: Action) -> None:
        """Have a team hear of something: at once, where nothing is in the way."""
        if self.carrier is None:
            then()
        else:
            self.carrier.hear(team_id, place_code, then)

    def order(self, command: Command, actor: Actor, command_id: str | None = None) -> bool:
        """Give a command through the one door; False, and counted, when it is refused."""
        try:
            self.door(command, actor, command_id=command_id)
        except Rejected as refusal:
            self.refused[type(command).__name__, refusal.code] += 1
            return False
        return True
