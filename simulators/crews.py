"""Play the crews: bring each to life by its first order, and tell it what concerns it."""

from functools import partial

from dispatch.domain import events as e
from dispatch.domain import order_events as oe
from dispatch.domain.area import Area
from dispatch.domain.instructions import Instruction
from routing.geo import Position
from simulators.crew import Crew, RecordedWork
from simulators.observing import Reactions
from simulators.scenario import CrewHabits
from simulators.stage import Stage

CALLED_OFF = frozenset({"CANCELLED", "REASSIGNED"})


def no_record(_area: Area, _instruction: Instruction) -> float | None:
    """Return None: nothing is recorded of the work of a made-up call."""
    return None


class Crews:
    """Every crew of a drill, each brought to life by its first order."""

    def __init__(
        self, stage: Stage, habits: CrewHabits, recorded_work: RecordedWork = no_record
    ) -> None:
        self.stage, self.habits, self.recorded_work = stage, habits, recorded_work
        self._crews: dict[str, Crew] = {}
        self._roads = stage.roads.now
        self.reactions: Reactions = {
            e.DetachmentFormed: self._formed,
            e.InstructionGiven: self._given,
            "team_availability": self._team_moved,
            "instruction": self._order_moved,
            "road_measure": self._roads_changed,
            oe.RollCalled: self._spoken_to,
            oe.TeamHeldBack: self._spoken_to,
            oe.TeamMayGoOn: self._spoken_to,
            oe.MaydayCleared: self._helped,
            e.RoadMeasureOrdered: self._roads_changed,
            e.RoadPartlyReopened: self._roads_changed,
        }

    def _formed(self, event: e.DetachmentFormed, area: Area) -> None:
        self._crew(area, event.team.team_id).begin_at(self._position(event))

    def _given(self, event: e.InstructionGiven, area: Area) -> None:
        if event.state == "ISSUED":
            self._order(area, event.instruction_id)

    def _team_moved(self, event: e.StepTaken, area: Area) -> None:
        if event.went_to == "RETURNING":
            self._crew(area, event.subject_id).go_home()

    def _order_moved(self, event: e.StepTaken, area: Area) -> None:
        if event.moved and event.went_to == "ISSUED":
            self._order(area, event.subject_id)
        elif event.moved and event.went_to in CALLED_OFF:
            crew = self._crew(area, area.instructions[event.subject_id].team_id)
            crew.reach(partial(crew.called_off, event.subject_id))

    def _spoken_to(
        self, event: oe.RollCalled | oe.TeamHeldBack | oe.TeamMayGoOn, area: Area
    ) -> None:
        crew = self._crew(area, area.instructions[event.instruction_id].team_id)
        crew.reach(partial(crew.hear, event))

    def _helped(self, event: oe.MaydayCleared, area: Area) -> None:
        crew = self._crew(area, event.team_id)
        crew.reach(crew.helped)

    def _roads_changed(
        self, _event: e.RoadMeasureOrdered | e.RoadPartlyReopened | e.StepTaken, area: Area
    ) -> None:
        self._drive_on(area)

    def _order(self, area: Area, instruction_id: str) -> None:
        crew = self._crew(area, area.instructions[instruction_id].team_id)
        crew.reach(partial(crew.take, instruction_id))

    def _drive_on(self, area: Area) -> None:
        """Have those on the road look for the way anew: the roads are others now."""
        if self.stage.roads.under(area) is not self._roads:
            self._roads = self.stage.roads.now
            for crew in self._crews.values():
                crew.drive_on()

    def _position(self, event: e.DetachmentFormed) -> Position:
        """Return where a detachment leaves its team: where the team's crew is, if it is known."""
        crew = self._crews.get(event.out_of)
        return event.team.whereabouts if crew is None else crew.position

    def _crew(self, area: Area, team_id: str) -> Crew:
        crew = self._crews.get(team_id)
        if crew is None:
            crew = self._crews[team_id] = Crew(
                self.stage, self.habits, self.recorded_work, area, area.teams[team_id]
            )
        return crew
