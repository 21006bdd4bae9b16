"""Crews answer roll calls, withdraw when they are told to, and take their work up again."""

from msgspec.structs import replace

from dispatch.assignment.roads import RoadDesk
from dispatch.domain import commands as c
from dispatch.domain import order_events as oe
from dispatch.domain.area import Area
from dispatch.domain.envelope import Recorded
from dispatch.engine.positions import Positions
from simulators.chance import Chance, Spread
from simulators.crews import Crews
from simulators.observing import Audience
from simulators.scenario import CrewHabits
from simulators.stage import Stage
from tests.roadworks import WEST, two_banks
from tests.sentences import City, a_team

WORK_S = 3000.0


class Drill:
    """A city with one crew that works for so long at a fire beside it, and clocks that run."""

    def __init__(self) -> None:
        self.city = City()
        team = replace(a_team("fire-west", "FIRE"), station=WEST)
        self.city.by("admin", c.EnrolTeams((team,)))
        self.stage = Stage(
            door=self.city.engine.handle,
            look=lambda: self.city.area,
            profile=self.city.profile,
            clock=self.city.clock,
            roads=RoadDesk(two_banks()),
            positions=Positions(),
            chance=Chance(1),
        )
        crews = Crews(self.stage, CrewHabits(work=Spread(median_s=WORK_S, sigma=0.0)))
        self.audience = Audience((crews,))
        self.city.engine.subscribe(self._observe)
        self.fire = self.city.a_fire(position=WEST, place_code="610111001601")
        self.order = self.city.order("fire-west", self.fire, "FIRE")

    def _observe(self, events: tuple[Recorded, ...], area: Area) -> None:
        for one in events:
            self.audience.tell(one, area)

    def until(self, state: str) -> float:
        """Let time go by until the order is in a state; return the moment."""
        while self.city.area.instructions[self.order].state != state:
            self.tick()
        return self.city.clock.now()

    def tick(self) -> None:
        moment = self.stage.agenda.next_at()
        assert moment is not None
        due_at = min((one.due_at for one in self.city.area.deadlines.values()), default=moment)
        self.city.wait(max(0.0, min(moment, due_at) - self.city.clock.now()))
        if due_at < moment:
            return  # a clock came first, and somebody may have planned something because of it
        action = self.stage.agenda.take()
        if action is not None:
            action()


def test_every_roll_call_of_a_crew_at_work_is_answered_in_time() -> None:
    drill = Drill()
    began = drill.until("EXECUTING")
    assert drill.until("DONE") - began == WORK_S
    called, answered = drill.city.events(oe.RollCalled), drill.city.events(oe.RollAnswered)
    assert len(called) == len(answered) == 3  # every 900 seconds of 3000
    assert drill.city.events(oe.RollMissed) == []
    assert not drill.stage.refused
    assert drill.city.is_sound()


def test_a_crew_that_is_held_back_says_so_stops_and_works_on_when_it_may() -> None:
    drill = Drill()
    began = drill.until("EXECUTING")
    drill.city.step("fire commander", drill.fire, "safety_hold")
    while "hold" in drill.city.area.instructions[drill.order].awaits:
        drill.tick()
    assert drill.city.events(oe.HoldMissed) == []
    drill.city.wait(1000)
    drill.city.step("fire commander", drill.fire, "resume", reason="secured")
    held_s = drill.city.clock.now() - began
    assert drill.until("DONE") - began == WORK_S + held_s
    assert len(drill.city.events(oe.GoingOnAcknowledged)) == 1
    assert drill.city.is_sound()


def test_a_crew_that_arrives_during_a_hold_begins_when_it_is_over() -> None:
    drill = Drill()
    drill.until("ON_SCENE")
    drill.city.step("fire commander", drill.fire, "safety_hold")
    for _ in range(3):
        drill.tick()
    assert drill.city.area.instructions[drill.order].state == "ON_SCENE"
    drill.city.step("fire commander", drill.fire, "resume", reason="secured")
    drill.until("DONE")
    assert not drill.stage.refused
