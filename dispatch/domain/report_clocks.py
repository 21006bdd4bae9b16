"""Know the clocks of information reports: which a step stops and starts, and when each is due."""

from msgspec.structs import replace

from dispatch.domain.area import Area
from dispatch.domain.deadlines import Deadline, Moments, deadline_id, started
from dispatch.domain.incidents import Incident
from dispatch.domain.information_reports import LAST_KINDS, InformationReport, SheetKind
from dispatch.domain.local_time import next_hour
from dispatch.domain.profile import Profile
from dispatch.domain.report_lines import applies
from dispatch.domain.reporting_rules import Stage

LIFECYCLE = "information_report"
BEGINNING = (Stage.LEADER, Stage.LEADER_WRITTEN, Stage.PHONE, Stage.WRITTEN)
BY_THE_HOUR = (Stage.FOLLOWUP, Stage.ZERO)

# What each effect of a row stops and starts.
STOPS: dict[str, tuple[Stage, ...]] = {
    "tell_leader": (Stage.LEADER,),
    "record_call": (Stage.PHONE,),
    "submit_sheet": (Stage.LEADER, Stage.LEADER_WRITTEN),
    "sign_sheet": (Stage.LEADER, Stage.LEADER_WRITTEN),
    "send_sheet": (Stage.LEADER, Stage.LEADER_WRITTEN, Stage.PHONE, Stage.RESEND),
    "acknowledge_sheet": (Stage.RECEIPT,),
    "return_sheet": (Stage.RECEIPT,),
    "ask_final": BY_THE_HOUR,
    "ask_correction": tuple(Stage),
    "resume_reports": (Stage.FINAL,),
}
STARTS: dict[str, tuple[Stage, ...]] = {
    "send_sheet": (Stage.RECEIPT,),
    "return_sheet": (Stage.RESEND,),
    "ask_final": (Stage.FINAL,),
    "ask_correction": (Stage.CORRECTION,),
    "ask_amendment": (Stage.AMENDMENT,),
    "resume_reports": BY_THE_HOUR,
    "next_followup": (Stage.FOLLOWUP,),
    "next_zero_report": (Stage.ZERO,),
}
_SENDING_STOPS: dict[SheetKind, tuple[Stage, ...]] = {
    SheetKind.INITIAL: (Stage.WRITTEN,),
    SheetKind.FOLLOWUP: (),
    SheetKind.ZERO: (),
    SheetKind.FINAL: (Stage.FINAL, *BY_THE_HOUR),
    SheetKind.VERIFIED: (Stage.FINAL, *BY_THE_HOUR),
    SheetKind.CORRECTION: tuple(Stage),
    SheetKind.AMENDMENT: (Stage.AMENDMENT,),
}


class ReportClocks:
    """The clocks of one report, as things are at a moment."""

    def __init__(
        self, area: Area, profile: Profile, incident: Incident, report: InformationReport, at: float
    ) -> None:
        self._area, self._profile, self._incident = area, profile, incident
        self._report, self._at = report, at
        self._line = profile.reporting.lines.get(report.line)

    def beginning(self) -> tuple[Deadline, ...]:
        """Return the clocks that run from the first word of the event."""
        return self._started(BEGINNING, received_at=self._report.received_at)

    def moved(self, effects: tuple[str, ...]) -> tuple[tuple[Deadline, ...], tuple[str, ...]]:
        """Return the clocks a step with these effects starts, and the ids of those it stops."""
        stops = [stage for one in effects for stage in STOPS.get(one, ())]
        starts = [stage for one in effects for stage in STARTS.get(one, ())]
        windows: tuple[Deadline, ...] = ()
        if "send_sheet" in effects and (sheet := self._report.draft) is not None:
            stops += _SENDING_STOPS[sheet.kind]
            if self._is_last(sheet.kind):
                windows = self._window()
            elif sheet.kind in (SheetKind.INITIAL, SheetKind.FOLLOWUP, SheetKind.ZERO):
                starts += [Stage.ZERO, Stage.FOLLOWUP]
        sent_at = self._at if "send_sheet" in effects else None
        return (*self._started(starts, sent_at=sent_at), *windows), self.running(stops)

    def running(self, stages: list[Stage] | tuple[Stage, ...]) -> tuple[str, ...]:
        """Return the ids of those clocks of these stages that run, or passed and are not met."""
        deadlines, passed = self._area.deadlines, self._area.passed
        found: dict[str, None] = {}
        for stage in stages:
            timer = self._timer(stage)
            if timer:
                one = deadline_id(LIFECYCLE, self._report.chain_id, timer)
                if one in deadlines or one in passed:
                    found[one] = None
        return tuple(found)

    def followup(self) -> Deadline | None:
        """Return the follow-up that is due now, while one is."""
        (running,) = self.running((Stage.FOLLOWUP,)) or (None,)
        return None if running is None else self._area.deadlines.get(running)

    def next_followup(self, sent_at: float | None = None) -> tuple[Deadline, ...]:
        """Return the clock of the next fixed hour that holds for the event.

        An hour is met by what was sent a little before it, not by what was sent long before.
        `sent_at` is when something was sent last, by default what the report says.
        """
        incident, offset_s = self._incident, self._profile.utc_offset_s
        gone = [one.sent_at for one in self._report.sheets if one.sent_at is not None]
        last_at = max(gone, default=self._report.opened_at) if sent_at is None else sent_at
        after = max(self._at, last_at + self._profile.reporting.early_s)
        moments = []
        for rule in self._profile.reporting.hours(self._report.line):
            if applies(rule.applies, incident):
                since = max(after, incident.opened_at + rule.open_for_s - 1.0)
                moments.append(next_hour(since, rule.hours, offset_s))
        due_at = min((one for one in moments if one is not None), default=None)
        timer = self._timer(Stage.FOLLOWUP)
        if due_at is None or timer is None:
            return ()
        said = Moments(step_at=self._at, ends_at=due_at)
        return started(self._profile, (timer,), LIFECYCLE, self._report.chain_id, said)

    def may_amend(self) -> bool:
        """Whether casualties may still be amended: the window is open."""
        chain_id = self._report.chain_id
        timers = {one.timer for one in self._profile.reporting.amendments}
        return any(deadline_id(LIFECYCLE, chain_id, one) in self._area.deadlines for one in timers)

    def _started(
        self,
        stages: list[Stage] | tuple[Stage, ...],
        received_at: float | None = None,
        sent_at: float | None = None,
    ) -> tuple[Deadline, ...]:
        """Return the clocks of stages; what is received later counts from now."""
        if not stages:
            return ()
        moments = replace(self._moments(), received_at=received_at or self._at)
        found: tuple[Deadline, ...] = ()
        for stage in dict.fromkeys(stages):
            timer = self._timer(stage)
            if stage is Stage.FOLLOWUP:
                found += self.next_followup(sent_at)
            elif timer is not None:
                chain_id = self._report.chain_id
                found += started(self._profile, (timer,), LIFECYCLE, chain_id, moments)
        return found

    def _window(self) -> tuple[Deadline, ...]:
        """Return the clock of the time in which casualties are amended, where there is one."""
        for rule in self._profile.reporting.amendments:
            if applies(rule.applies, self._incident):
                moments, chain_id = self._moments(), self._report.chain_id
                opened = started(self._profile, (rule.timer,), LIFECYCLE, chain_id, moments)
                return tuple(one for one in opened if one.due_at > self._at)
        return ()

    def _is_last(self, kind: SheetKind) -> bool:
        ends_with = SheetKind.FINAL if self._line is None else self._line.ends_with
        return kind in LAST_KINDS or kind is ends_with

    def _moments(self) -> Moments:
        """Return the moments of the event; what is not known is when it was first told of."""
        incident = self._incident
        seen = [self._area.reports[one].discovered_at for one in incident.report_ids]
        discovered_at = min((one for one in seen if one is not None), default=None)
        first_told_at = incident.opened_at if discovered_at is None else discovered_at
        return Moments(
            step_at=self._at,
            occurred_at=first_told_at if incident.occurred_at is None else incident.occurred_at,
            discovered_at=first_told_at,
            kind=incident.kind,
        )

    def _timer(self, stage: Stage) -> str | None:
        return self._profile.reporting.clock(self._report.line, stage)
