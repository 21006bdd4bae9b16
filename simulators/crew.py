"""Play one crew: where it is, what it drives, and the one thing it plans next.

It signs, turns out, drives, arrives, works, finishes and drives home; or declines or falls silent.
An order, or the end of one, calls off what was planned and begins anew from where the crew is.
"""

from collections.abc import Callable
from functools import cached_property, partial

import numpy as np

from dispatch.domain import order_events as oe
from dispatch.domain.actors import Actor
from dispatch.domain.area import Area
from dispatch.domain.commands import Particulars, ReportProgress, SeeWithdrawal, TakeStep
from dispatch.domain.instructions import Instruction
from dispatch.domain.places import AdminLevel
from dispatch.domain.safety import Hold
from dispatch.domain.sayings import in_both
from dispatch.domain.teams import Team
from dispatch.engine.positions import Fix
from routing.geo import Position
from simulators.agenda import Action, Appointment
from simulators.driving import Drive, NoWayError, straight_s
from simulators.scenario import CrewHabits
from simulators.stage import Stage
from simulators.strain import Strain

# The recorded seconds of work of an order, None where the record has none.
RecordedWork = Callable[[Area, Instruction], float | None]

UNANSWERED = frozenset({"ISSUED", "DELIVERED", "OVERDUE"})
LEADS_TO = {"sign": "SIGNED", "set_out": "EN_ROUTE", "arrive": "ON_SCENE", "begin": "EXECUTING"}


class Crew:
    """One crew: where it is, what it drives, and the one thing it plans next."""

    def __init__(
        self, stage: Stage, habits: CrewHabits, recorded_work: RecordedWork, area: Area, team: Team
    ) -> None:
        self._stage, self._habits, self._recorded_work = stage, habits, recorded_work
        self._team_id = team.team_id
        place = area.places[team.place_code]
        self._actor = Actor(
            name=team.name,
            role="VFORCE" if place.admin_level is AdminLevel.VILLAGE else "TEAM",
            jurisdiction=team.place_code,
            team_id=team.team_id,
        )
        self._stands: Position = team.whereabouts
        self._drive: Drive | None = None
        self._plan: Appointment | None = None
        self._fixing: Appointment | None = None
        self._silent = False
        self._at_work: tuple[Instruction, float] | None = None  # on what, until when
        self._paused: Action | None = None
        self._arriving: Action | None = None
        self._place_code = team.place_code
        self._strain = Strain(self._stage, self._habits, team.team_id, self._actor)

    @cached_property
    def _rng(self) -> np.random.Generator:
        return self._stage.chance.of("crew", self._team_id)

    @cached_property
    def _radio(self) -> np.random.Generator:
        # What is said on the radio is drawn apart: it changes nothing of what a crew does else.
        return self._stage.chance.of("radio", self._team_id)

    def reach(self, then: Action) -> None:
        """Have the crew hear of something as soon as it can."""
        self._stage.hear(self._team_id, self._place_code, then)

    @property
    def position(self) -> Position:
        """Where the crew is now."""
        if self._drive is not None:
            return self._drive.position_at(self._stage.now())
        return self._stands

    @property
    def _home_at(self) -> Position:
        """Where the crew goes when nothing binds it: its station, or where it was moved up to."""
        return self._stage.area.teams[self._team_id].home

    def begin_at(self, position: Position) -> None:
        """Be a detachment that is formed there, whatever an earlier one of its number did."""
        self._stop()
        self._stands, self._silent = position, False

    # --- orders come and go

    def take(self, instruction_id: str) -> None:
        """Hear of an order: answer it, decline it, or do not answer at all."""
        area = self._stage.area
        if self._silent or not area.instructions[instruction_id].is_open:
            return
        at_home = self._drive is None
        self._stop()
        chance = float(self._rng.random())
        sign_s = self._habits.sign.draw(self._rng)
        instruction = area.instructions[instruction_id]
        # A crew on its way home has just spoken on the radio: it neither declines nor is silent.
        if at_home and chance < self._habits.silent_share:
            self._silent = True
            self._in(self._habits.silence.draw(self._rng), self._come_back)
        elif at_home and chance < self._habits.silent_share + self._habits.decline_share:
            self._in(
                sign_s,
                lambda: self._decline(instruction_id, in_both("车辆未就绪", "vehicle not ready")),
            )
        else:
            self._in(sign_s, lambda: self._sign(instruction))

    def called_off(self, instruction_id: str) -> None:
        """Hear that an order no longer stands; a silent crew hears nothing."""
        if self._silent:
            return
        self._call_off_plan()
        seen_in_s = self._habits.sign.draw(self._rng)
        seen = SeeWithdrawal(instruction_id)
        at = self._stage.now() + seen_in_s
        self._stage.agenda.at(at, partial(self._say, seen))
        state = self._stage.area.teams[self._team_id].state
        if state == "OUT_OF_CONTACT":
            self._tell(TakeStep("team_availability", self._team_id, "report_in"))
        if state in ("STANDBY", "OUT_OF_CONTACT") and self.position != self._home_at:
            # Alerted on its way home and let go again: it drives on.
            self.go_home()

    def go_home(self) -> None:
        """Drive to where the crew stands by, from wherever it is."""
        self._stop()
        self._set_off(self._home_at, self._home)

    def hear(self, event: oe.RollCalled | oe.TeamHeldBack | oe.TeamMayGoOn) -> None:
        """Hear a roll call, the order to withdraw, or that the crew may go on; and answer."""
        if self._silent:
            return
        match event:
            case oe.TeamHeldBack():
                self._pause()
                awaited, action = "hold", "acknowledge_hold"
            case oe.TeamMayGoOn():
                paused, self._paused = self._paused, None
                if paused is not None:
                    paused()
                awaited, action = "", "acknowledge_resume"
            case _:
                awaited, action = "roll_call", "answer_the_roll"
        in_s = self._habits.answer.draw(self._radio)
        answer = partial(self._answer, event.instruction_id, awaited, action)
        self._stage.agenda.at(self._stage.now() + in_s, answer)

    def _answer(self, instruction_id: str, awaited: str, action: str) -> None:
        order = self._stage.area.instructions[instruction_id]
        lifted = order.is_open and order.safety.hold is Hold.LIFTED
        if awaited in order.awaits if awaited else lifted:
            self._tell(TakeStep("instruction", instruction_id, action))

    def helped(self) -> None:
        """Go on: help has come to the one who was hurt."""
        if not self._silent and self._paused is not None:
            paused, self._paused = self._paused, None
            paused()

    def drive_on(self) -> None:
        """Look for the way anew from where the crew is now."""
        if self._drive is None or self._arriving is None or self._plan is None:
            return
        here, goal, then = self.position, self._drive.end, self._arriving
        self._stands, self._drive = here, None
        if self._fixing is not None:
            self._fixing.cancel()
        self._set_off(goal, then)

    def _pause(self) -> None:
        """Leave the work where it is, to be taken up again when the crew may go on."""
        if self._at_work is None:
            return
        instruction, until = self._at_work
        rest_s = max(0.0, until - self._stage.now())
        self._call_off_plan()
        self._paused = lambda: self._work_on(instruction, self._stage.now() + rest_s)

    # --- one step after another

    def _sign(self, instruction: Instruction) -> None:
        if self._step("sign", instruction.instruction_id):
            turnout_s = self._habits.turnout.draw(self._rng)
            self._in(turnout_s, lambda: self._set_out(instruction))

    def _set_out(self, instruction: Instruction) -> None:
        goal = instruction.destination
        try:
            drive = Drive(self._stage.roads, self._stands, goal, self._stage.now())
        except NoWayError:
            self._decline(instruction.instruction_id, in_both("道路不通", "no way by road"))
            return
        if self._step("set_out", instruction.instruction_id):
            self._arriving = partial(self._arrive, instruction)
            self._drive_off(drive, self._arriving)

    def _arrive(self, instruction: Instruction) -> None:
        self._halt(instruction.destination)
        if self._step("arrive", instruction.instruction_id):
            look_s = self._habits.look_around.draw(self._rng)
            self._in(look_s, lambda: self._begin(instruction))

    def _begin(self, instruction: Instruction) -> None:
        if self._stage.area.incidents[instruction.incident_id].safety_hold:
            self._paused = lambda: self._begin(instruction)
        elif self._step("begin", instruction.instruction_id):
            work_s = self._strain.lengthened(self._work_s(instruction))
            hurt_after_s = self._strain.hurt_after(work_s)
            if hurt_after_s is None:
                self._work_on(instruction, self._stage.now() + work_s)
                return
            rest_s = work_s - hurt_after_s
            self._in(hurt_after_s, lambda: self._call_mayday(instruction, rest_s))

    def _call_mayday(self, instruction: Instruction, rest_s: float) -> None:
        """Somebody is hurt: call for help, and work on when it has come."""
        self._paused = lambda: self._work_on(instruction, self._stage.now() + rest_s)
        self._step("mayday", instruction.instruction_id)

    def _work_on(self, instruction: Instruction, until: float) -> None:
        """Work, and tell how it goes as often as the habits say."""
        self._at_work = instruction, until
        next_word = self._stage.now() + self._habits.progress_every_s
        if until <= next_word:
            self._at(until, lambda: self._finish(instruction))
            return
        self._at(next_word, lambda: self._tell_progress(instruction, until))

    def _tell_progress(self, instruction: Instruction, until: float) -> None:
        self._tell(ReportProgress(instruction.instruction_id, "作业中 at work"))
        self._work_on(instruction, until)

    def _finish(self, instruction: Instruction) -> None:
        self._at_work = None
        self._step("finish", instruction.instruction_id)  # the table then sends the team home

    def _home(self) -> None:
        self._halt(self._home_at)
        if self._stage.area.teams[self._team_id].state == "RETURNING":
            step = TakeStep("team_availability", self._team_id, "return")
            if self._tell(step):
                self._strain.come_home()

    def _decline(self, instruction_id: str, reason: str) -> None:
        if self._step("decline", instruction_id, reason) and self._stands != self._home_at:
            self.go_home()

    def _come_back(self) -> None:
        """Answer after a silence: take up the order that still stands, or report in."""
        self._silent = False
        area = self._stage.area
        team = area.teams[self._team_id]
        if team.instruction_id is not None:
            instruction = area.instructions[team.instruction_id]
            if instruction.state in UNANSWERED:
                self._sign(instruction)
        elif team.state == "OUT_OF_CONTACT":
            self._tell(TakeStep("team_availability", self._team_id, "report_in"))

    # --- moving

    def _set_off(self, goal: Position, then: Action) -> None:
        self._arriving = then
        start, now = self._stands, self._stage.now()
        try:
            drive = Drive(self._stage.roads, start, goal, now, followed=goal == self._home_at)
        except NoWayError:
            # The roads closed behind it: the crew walks, and nobody sees where it is meanwhile.
            self._at(now + straight_s(start, goal), then)
            return
        self._drive_off(drive, then)

    def _drive_off(self, drive: Drive, then: Action) -> None:
        self._drive = drive
        self._at(drive.arrive_at, then)
        self._fix()

    def _stop(self) -> None:
        """Stand where the crew is now, with nothing planned."""
        self._halt(self.position)
        self._call_off_plan()

    def _call_off_plan(self) -> None:
        if self._plan is not None:
            self._plan.cancel()
        self._at_work = self._paused = None

    def _halt(self, position: Position) -> None:
        moved = self._drive is not None
        self._stands, self._drive = position, None
        if self._fixing is not None:
            self._fixing.cancel()
            self._fixing = None
        if moved:
            self._publish(position)

    def _fix(self) -> None:
        """Publish where the crew is, again and again while it drives."""
        if self._drive is None:
            return
        going_out = self._drive.end != self._home_at
        if going_out and not self._stage.fixes_outbound:
            return
        now = self._stage.now()
        self._publish(self._drive.position_at(now))
        self._fixing = self._stage.agenda.at(now + self._stage.fix_every_s, self._fix)

    def _publish(self, position: Position) -> None:
        self._stage.positions.record(Fix(self._team_id, position, self._stage.now(), "drill"))

    # --- small steps shared by those above

    def _work_s(self, instruction: Instruction) -> float:
        area = self._stage.area
        recorded = self._recorded_work(area, instruction)
        kind = area.incidents[instruction.incident_id].kind
        drawn = self._habits.work_by_kind.get(kind, self._habits.work).draw(self._rng)
        return drawn if recorded is None else recorded

    def _step(self, action: str, instruction_id: str, reason: str = "") -> bool:
        """Take a step of an order; True as well when the duty room has taken it by telephone."""
        particulars = Particulars(reason=reason)
        if self._tell(TakeStep("instruction", instruction_id, action, particulars)):
            return True
        return self._stage.area.instructions[instruction_id].state == LEADS_TO.get(action)

    def _tell(self, command: TakeStep | ReportProgress | SeeWithdrawal) -> bool:
        return self._stage.say(command, self._actor)

    def _say(self, command: SeeWithdrawal) -> None:
        self._tell(command)  # whatever the answer is, nothing follows from it

    def _in(self, seconds: float, action: Action) -> None:
        self._at(self._stage.now() + seconds, action)

    def _at(self, moment: float, action: Action) -> None:
        if self._plan is not None:
            self._plan.cancel()
        self._plan = self._stage.agenda.at(moment, action)
