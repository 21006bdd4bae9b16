"""Play the duty rooms that report upwards 信息报告: tell, telephone, write, sign, send, receive.

They keep within the limits of the profile, and answer what comes up to them.
"""

from collections.abc import Callable
from functools import cached_property, partial

import numpy as np

from dispatch.domain import commands as c
from dispatch.domain import events as e
from dispatch.domain import report_commands as rc
from dispatch.domain import report_events as re
from dispatch.domain.actors import Actor
from dispatch.domain.area import Area
from dispatch.domain.deadlines import deadline_id
from dispatch.domain.information_reports import InformationReport, SheetKind, SheetState
from dispatch.domain.report_clocks import LIFECYCLE
from dispatch.domain.report_guards import UNIT_ROLE
from dispatch.domain.reporting_rules import Stage
from simulators.observing import Reactions
from simulators.playing import played
from simulators.scenario import OfficerHabits
from simulators.stage import Stage as DrillStage

RECEIPT = "演练记录在案 noted in the drill's log"


class Reporters:
    """The duty rooms of a drill as they report: one desk for each chain of reports."""

    def __init__(self, stage: DrillStage, habits: OfficerHabits) -> None:
        self.stage, self.habits = stage, habits
        self.reactions: Reactions = {
            re.InformationReportBegun: self._begun,
            re.SheetMoved: self._sheet_moved,
            re.SheetAsked: self._asked,
            re.FollowupDue: self._followup_due,
            LIFECYCLE: self._step_taken,
        }

    def _begun(self, event: re.InformationReportBegun, area: Area) -> None:
        _Desk(self, event.report.chain_id).begin(area)

    def _sheet_moved(self, event: re.SheetMoved, _area: Area) -> None:
        if event.state is SheetState.SENT:
            _Desk(self, event.chain_id).receive()

    def _asked(self, event: re.SheetAsked, _area: Area) -> None:
        if event.kind is not None:
            _Desk(self, event.chain_id).owe()

    def _followup_due(self, event: re.FollowupDue, area: Area) -> None:
        _Desk(self, event.chain_id).by_the_hour(area)

    def _step_taken(self, event: e.StepTaken, area: Area) -> None:
        if event.started:
            _Desk(self, event.subject_id).by_the_hour(area)


class _Desk:
    """One chain of reports, and the people on both sides of it."""

    def __init__(self, reporters: Reporters, chain_id: str) -> None:
        self._stage, self._habits = reporters.stage, reporters.habits
        self._chain_id = chain_id
        self._begun_at = self._stage.area.position
        line = self._stage.profile.reporting.lines[self._report.line]
        place = self._report.place_code
        self._by_unit = line.by_unit
        self._duty = self._of(UNIT_ROLE if line.by_unit else "DUTY", place)
        self._leader = self._of(UNIT_ROLE if line.by_unit else "DUTYLEAD", place)

    @property
    def _report(self) -> InformationReport:
        return self._stage.area.information_reports[self._chain_id]

    @cached_property
    def _rng(self) -> np.random.Generator:
        return self._stage.chance.of("reporters", f"{self._chain_id}/{self._begun_at}")

    # --- what happens, and what is planned for it

    def begin(self, area: Area) -> None:
        """Plan to tell the leader, to telephone, to send the first sheet, each within its limit."""
        told = self._within(area, Stage.LEADER)
        if told is not None and not self._by_unit:
            self._in(told, partial(self._call, Stage.LEADER, "tell_leader", "带班领导"))
        phoned = self._within(area, Stage.PHONE)
        if phoned is not None:
            self._in(phoned, partial(self._call, Stage.PHONE, "phone", "值班室"))
        limits = (self._within(area, Stage.LEADER_WRITTEN), self._within(area, Stage.WRITTEN))
        written = min((one for one in limits if one is not None), default=None)
        delay_s = self._habits.verify.draw(self._rng) if written is None else written
        self._in(max(delay_s, phoned or 0.0), self._first)

    def receive(self) -> None:
        """Plan to acknowledge what was sent."""
        self._in(self._habits.confirm.draw(self._rng), self._acknowledge)

    def owe(self) -> None:
        """Plan the final report, the correction or the amendment that is owed."""
        self._in(self._habits.confirm.draw(self._rng), self._pay)

    def by_the_hour(self, area: Area) -> None:
        """Plan the follow-up that is due at a fixed hour, a little before it."""
        for stage, kind in ((Stage.FOLLOWUP, SheetKind.FOLLOWUP), (Stage.ZERO, SheetKind.ZERO)):
            due_at = self._due_at(area, stage)
            if due_at is not None:
                early_s = self._habits.confirm.draw(self._rng)
                when = max(self._stage.now(), due_at - early_s)
                self._stage.agenda.at(when, partial(self._follow_up, stage, kind, due_at))

    # --- the steps

    def _call(self, stage: Stage, action: str, receiver: str) -> None:
        """Tell somebody, unless what was written meanwhile has told it."""
        if self._due_at(self._stage.area, stage) is not None:
            self._step(action, self._duty, receiver)

    def _first(self) -> None:
        report = self._report
        wanted = report.is_open and report.asked is not SheetKind.CORRECTION
        if wanted and not report.sheets:
            self._send(SheetKind.INITIAL)

    def _pay(self) -> None:
        report = self._report
        if report.asked is None:
            return
        if report.asked is SheetKind.CORRECTION and not report.sheets:
            reason = report.asked_reason
            self._step("phone", self._duty, "值班室", reason)
            return
        if not report.sheets:
            self._send(SheetKind.INITIAL)
        self._send(report.asked)

    def _follow_up(self, stage: Stage, kind: SheetKind, due_at: float) -> None:
        report = self._report
        still_due = self._due_at(self._stage.area, stage) == due_at
        if still_due and report.asked is None and report.state in ("WRITTEN", "FOLLOWUP"):
            self._send(kind)

    def _send(self, kind: SheetKind) -> None:
        sheet = rc.WriteSheet(self._chain_id, kind, contact="值班室")
        if self._stage.order(sheet, self._duty):
            self._step("sign", self._leader)
            self._step("send", self._duty)

    def _acknowledge(self) -> None:
        report = self._report
        if report.awaited is None:
            return
        receiver = self._duty if report.to_code is None else self._of("DUTY", report.to_code)
        evidence = (RECEIPT,) if report.to_code is None else ()
        self._take("acknowledge", receiver, c.Particulars(evidence=evidence))

    # --- small steps shared by those above

    def _within(self, area: Area, stage: Stage) -> float | None:
        """Return after how many seconds to do what a clock waits for, None where none runs."""
        due_at = self._due_at(area, stage)
        if due_at is None:
            return None
        return max(0.0, (due_at - self._stage.now()) * float(self._rng.uniform(0.3, 0.9)))

    def _due_at(self, area: Area, stage: Stage) -> float | None:
        timer = self._stage.profile.reporting.clock(self._report.line, stage)
        deadline = area.deadlines.get(deadline_id(LIFECYCLE, self._chain_id, timer or ""))
        return None if deadline is None else deadline.due_at

    def _step(self, action: str, actor: Actor, receiver: str = "", reason: str = "") -> None:
        if self._report.is_open:
            self._take(action, actor, c.Particulars(receiver=receiver, reason=reason))

    def _take(self, action: str, actor: Actor, said: c.Particulars) -> None:
        self._stage.order(c.TakeStep(LIFECYCLE, self._chain_id, action, said), actor)

    def _in(self, seconds: float, action: Callable[[], None]) -> None:
        self._stage.agenda.at(self._stage.now() + seconds, action)

    def _of(self, role: str, place_code: str) -> Actor:
        return played(self._stage, role, place_code)
