"""A crew that is moved up drives where it is to stand by, and home again when it is sent."""

from msgspec.structs import replace

from dispatch.assignment.roads import RoadDesk
from dispatch.domain import commands as c
from dispatch.domain import cover_commands as vc
from dispatch.domain.area import Area
from dispatch.domain.envelope import Recorded
from dispatch.engine.positions import Positions
from simulators.chance import Chance
from simulators.crews import Crews
from simulators.observing import Audience
from simulators.scenario import CrewHabits
from simulators.stage import Stage
from tests.roadworks import EAST, WEST, two_banks
from tests.sentences import City, a_team

OFFICER = "city duty officer"


class Drill:
    """A city on two banks with one team on the west bank, whose crew is alive."""

    def __init__(self) -> None:
        self.city = City()
        team = replace(a_team("fire-west", "FIRE"), station=WEST)
        self.city.by("admin", c.EnrolTeams((team,)))
        stage = Stage(
            door=self.city.engine.handle,
            look=lambda: self.city.area,
            profile=self.city.profile,
            clock=self.city.clock,
            roads=RoadDesk(two_banks()),
            positions=Positions(),
            chance=Chance(1),
        )
        self.stage, self.crews = stage, Crews(stage, CrewHabits())
        self.audience = Audience((self.crews,))
        self.city.engine.subscribe(self._observe)

    def _observe(self, events: tuple[Recorded, ...], area: Area) -> None:
        for one in events:
            self.audience.tell(one, area)

    def run(self) -> None:
        while (moment := self.stage.agenda.next_at()) is not None:
            self.city.clock.move_to(max(moment, self.city.clock.now()))
            action = self.stage.agenda.take()
            assert action is not None
            action()


def test_it_drives_there_reports_in_and_comes_home_when_it_is_sent() -> None:
    drill = Drill()
    began_at = drill.stage.now()
    move = vc.TeamMove("fire-west", "610111001", EAST)
    drill.city.by(OFFICER, vc.MoveUp((move,), "the east bank is uncovered"))
    drill.run()
    there = drill.city.area.teams["fire-west"]
    assert (there.state, there.whereabouts) == ("STANDBY", EAST)
    assert drill.stage.now() - began_at > 200  # seconds over the bridge
    drill.city.by(OFFICER, vc.SendHome(("fire-west",), "they are back"))
    drill.run()
    home = drill.city.area.teams["fire-west"]
    assert (home.state, home.whereabouts) == ("STANDBY", WEST)
