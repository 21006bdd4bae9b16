"""Hold what all the people of a drill share: the agenda, the roads, chance and the one door."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from dispatch.assignment.roads import RoadDesk
from dispatch.domain.actors import Actor
from dispatch.domain.area import Area
from dispatch.domain.commands import Command
from dispatch.domain.profile import Profile
from dispatch.domain.refusals import Rejected
from dispatch.engine.clock import Clock
from dispatch.engine.engine import Committed
from dispatch.engine.positions import Positions
from simulators.agenda import Agenda
from simulators.chance import Chance

Door = Callable[[Command, Actor], Committed]  # raises `Rejected`


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

    @property
    def area(self) -> Area:
        """The state after the last durable event."""
        return self.look()

    def now(self) -> float:
        """Return the drill's moment, in epoch seconds UTC."""
        return self.clock.now()

    def order(self, command: Command, actor: Actor) -> bool:
        """Give a command through the one door; False, and counted, when it is refused."""
        try:
            self.door(command, actor)
        except Rejected as refusal:
            self.refused[type(command).__name__, refusal.code] += 1
            return False
        return True
