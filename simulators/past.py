"""Read a stretch of an area's log, a real day's or a drill's, as what a branch of it begins from.

The log holds what was done, and not how crews would have behaved otherwise. What a branch takes
from it: the area as it was at the moment, the reports that came in and when, how orders and
incidents that were under way went on, how long the crews of each call worked, and how crews were
on the whole (`habits`), from which the rest is drawn.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import msgspec
import numpy as np

from dispatch.domain import events as e
from dispatch.domain.actors import SYSTEM_ROLE, Actor
from dispatch.domain.area import Area
from dispatch.domain.commands import Particulars, SendReport, TakeStep
from dispatch.domain.envelope import Recorded
from dispatch.domain.instructions import Instruction
from dispatch.domain.needs import NOT_SERVING
from dispatch.domain.reports import Report
from dispatch.engine.history import History
from dispatch.store.log import EventLog, LogEntry
from dispatch.store.memory_log import MemoryLog
from simulators.callers import PlannedReport
from simulators.chance import Spread
from simulators.scenario import CrewHabits, OfficerHabits

LEAST_SEEN = 8
"""So many durations of a sort make a habit; with fewer the scenario's own holds."""


@dataclass(frozen=True)
class OldStep:
    """A step that was taken about an order or incident under way when the stretch began."""

    at: float
    step: TakeStep
    actor: Actor


@dataclass(frozen=True)
class Past:
    """A stretch of a log, ready to be branched. `worked_s` is by a call's first report, by crew."""

    area_id: str
    root: str
    profile_id: str
    entries: tuple[LogEntry, ...]
    reports: tuple[PlannedReport, ...]
    under_way: tuple[OldStep, ...]
    worked_s: dict[str, list[float | None]]
    seen: "Seen"

    def fresh_log(self) -> MemoryLog:
        """Return the log up to the stretch, in memory: a branch writes on there, nowhere else."""
        log = MemoryLog()
        log.append(self.area_id, 0, self.entries)
        return log

    def recorded_work(self, area: Area, instruction: Instruction) -> float | None:
        """Return how long the crew worked in whose stead this one serves; None where unknown."""
        incident = area.incidents[instruction.incident_id]
        worked = self.worked_s.get(incident.report_ids[0], [])
        serving = list(_serving(area, incident.instruction_ids))
        number = [one.instruction_id for one in serving].index(instruction.instruction_id)
        return worked[number] if number < len(worked) else None


@dataclass(frozen=True)
class Seen:
    """How crews and officers were over the whole log, in seconds, and out of how many orders."""

    sign_s: tuple[float, ...]
    turnout_s: tuple[float, ...]
    look_around_s: tuple[float, ...]
    work_s: dict[str, tuple[float, ...]]
    accept_s: tuple[float, ...]
    orders: int
    declined: int
    silent: int

    def crews(self, otherwise: CrewHabits) -> CrewHabits:
        """Return the crews' habits, with those of a scenario where too little was seen."""
        by_kind = {kind: _spread(s, None) for kind, s in self.work_s.items()}
        enough = self.orders >= LEAST_SEEN
        known = {kind: one for kind, one in by_kind.items() if one is not None}
        every_work = [s for one in self.work_s.values() for s in one]
        return msgspec.structs.replace(
            otherwise,
            sign=_spread(self.sign_s, otherwise.sign),
            turnout=_spread(self.turnout_s, otherwise.turnout),
            look_around=_spread(self.look_around_s, otherwise.look_around),
            work=_spread(every_work, otherwise.work),
            work_by_kind=otherwise.work_by_kind | known,
            decline_share=self.declined / self.orders if enough else otherwise.decline_share,
            silent_share=self.silent / self.orders if enough else otherwise.silent_share,
        )

    def officers(self, otherwise: OfficerHabits) -> OfficerHabits:
        """Return the officers' habits: how soon they accept is as it was seen."""
        accept = _spread(self.accept_s, otherwise.accept)
        return msgspec.structs.replace(otherwise, accept=accept)


def read_past(log: EventLog, area_id: str, begins_at: float, ends_at: float) -> Past:
    """Return the stretch of an area's log between two moments, in epoch seconds UTC.

    Raises ValueError where the log has no area of that id, or begins only later.
    """
    history = History(log, area_id)
    position = history.position_at(begins_at)
    if position == 0:
        raise ValueError(f"log: it holds nothing of {area_id!r} up to the start of the stretch")
    entries = tuple(log.read(area_id, limit=position))
    began, ended = history.at(position), history.at(log.head(area_id))
    later = list(history.events(position, log.head(area_id) - position))
    within = [one for one in later if one.recorded_at < ends_at]
    reports = tuple(_reports(within))
    firsts = {one.report.report_id for one in reports}
    worked = {
        incident.report_ids[0]: [
            _between(one, "EXECUTING", "DONE") for one in _serving(ended, incident.instruction_ids)
        ]
        for incident in ended.incidents.values()
        if incident.report_ids[0] in firsts
    }
    founded = next(iter(history.events(0, 1))).event
    if not isinstance(founded, e.AreaFounded):
        raise ValueError(f"log: that of {area_id!r} does not begin with its founding")
    return Past(
        *(area_id, began.root, founded.profile_id, entries, reports),
        under_way=tuple(_under_way(began, later)),
        worked_s=worked,
        seen=_seen(ended, history.events(0, log.head(area_id))),
    )


def _reports(events: Iterable[Recorded]) -> Iterator[PlannedReport]:
    """Yield the reports as they came in, with the demands their incidents began with."""
    events = list(events)
    begun = {
        one.event.report_id: one.event
        for one in events
        if isinstance(one.event, e.IncidentRegistered)
    }
    for one in events:
        if isinstance(one.event, e.ReportReceived):
            report = one.event.report
            said = _said(report, begun.get(report.report_id))
            yield PlannedReport(one.recorded_at, said, one.actor)


def _said(report: Report, began: e.IncidentRegistered | None) -> SendReport:
    return SendReport(
        report_id=report.report_id,
        kind=report.kind,
        source=report.source,
        position=report.position,
        place_code=report.place_code,
        occurred_at=report.occurred_at,
        discovered_at=report.discovered_at,
        text=report.text,
        external_no=report.external_no,
        evidence=report.evidence,
        priority=None if began is None else began.priority,
        sensitive=began is not None and began.sensitive,
        team_needs=None if began is None else began.team_needs,
        supply_needs=None if began is None else began.supply_needs,
        shelter_places=None if began is None else began.shelter_places,
        trust=report.trust,
    )


def _under_way(began: Area, later: Iterable[Recorded]) -> Iterator[OldStep]:
    """Yield the steps people took later about what was under way when the stretch began."""
    orders = {one.instruction_id for one in began.instructions.values() if one.is_open}
    subjects = {"instruction": orders, "incident_handling": set(began.open_incidents)}
    for one in later:
        event = one.event
        if not isinstance(event, e.StepTaken) or one.actor.role == SYSTEM_ROLE:
            continue
        if one.caused_by is None and event.subject_id in subjects.get(event.lifecycle, ()):
            given = Particulars(reason=event.reason, evidence=event.evidence)
            step = TakeStep(event.lifecycle, event.subject_id, event.action, given)
            yield OldStep(one.recorded_at, step, one.actor)


def _seen(ended: Area, events: Iterable[Recorded]) -> Seen:
    orders = list(ended.instructions.values())
    worked: defaultdict[str, list[float]] = defaultdict(list)
    for one in orders:
        took_s = _between(one, "EXECUTING", "DONE")
        if took_s is not None:
            worked[ended.incidents[one.incident_id].kind].append(took_s)
    made_at: dict[str, float] = {}
    accept_s = []
    for recorded in events:
        event = recorded.event
        if isinstance(event, e.RecommendationMade):
            made_at[event.recommendation.recommendation_id] = recorded.recorded_at
        elif isinstance(event, e.RecommendationSettled) and str(event.settlement) == "ACCEPTED":
            by_hand = recorded.actor.role != SYSTEM_ROLE
            if by_hand and event.recommendation_id in made_at:
                accept_s.append(recorded.recorded_at - made_at[event.recommendation_id])
    signed = [one.reached["SIGNED"] - one.given_at for one in orders if "SIGNED" in one.reached]
    return Seen(
        sign_s=tuple(signed),
        turnout_s=_all(orders, "SIGNED", "EN_ROUTE"),
        look_around_s=_all(orders, "ON_SCENE", "EXECUTING"),
        work_s={kind: tuple(took) for kind, took in sorted(worked.items())},
        accept_s=tuple(accept_s),
        orders=len(orders),
        declined=sum("DECLINED" in one.reached for one in orders),
        silent=sum("OVERDUE" in one.reached for one in orders),
    )


def _serving(area: Area, instruction_ids: Iterable[str]) -> Iterator[Instruction]:
    for one in instruction_ids:
        if area.instructions[one].state not in NOT_SERVING:
            yield area.instructions[one]


def _between(order: Instruction, first: str, then: str) -> float | None:
    reached = order.reached
    return reached[then] - reached[first] if first in reached and then in reached else None


def _all(orders: Iterable[Instruction], first: str, then: str) -> tuple[float, ...]:
    return tuple(s for one in orders if (s := _between(one, first, then)) is not None)


def _spread(seen_s: Iterable[float], otherwise: Spread | None) -> Spread | None:
    """Return the lognormal through what was seen, `otherwise` where that is too little."""
    logs = [float(np.log(one)) for one in seen_s if one > 0]
    if len(logs) < LEAST_SEEN:
        return otherwise
    median_s = round(float(np.exp(np.median(logs))), 3)
    return Spread(median_s, round(float(np.std(logs)), 4), max(86_400.0, median_s))
