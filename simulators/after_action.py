"""Look back on a drill or an operation from its log: what was reached, kept, followed, and by whom.

Everything is read from the log and nothing else, so that a live drill with people at the consoles,
one at full speed and a real day are looked back on alike.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

import msgspec
import numpy as np

from dispatch.domain import events as e
from dispatch.domain.area import Area
from dispatch.domain.demands import crews_wanted
from dispatch.domain.evolve import evolve
from dispatch.domain.invariants import violations
from dispatch.domain.needs import NOT_SERVING
from dispatch.domain.profile import Profile
from dispatch.domain.recommendations import Recommendation
from dispatch.store.codec import recorded_of
from dispatch.store.log import EventLog
from simulators.attending import BESIDE, Attending, by_team, people_of
from simulators.rubric import Objective, Rubric, Score, score
from simulators.tally import first_on_scene

COVER_STEP_S = 300.0


class Responded(msgspec.Struct, frozen=True):
    """One incident: what it was, how soon somebody was there, and the crews wanted and sent."""

    incident_id: str
    kind: str
    priority: int
    place_code: str
    first_s: float | None
    wanted: int
    met: int
    is_open: bool


class Spread(msgspec.Struct, frozen=True):
    """How soon the first team was there: of so many incidents, half and nine tenths within."""

    incidents: int
    reached: int
    p50_s: float | None
    p90_s: float | None
    late: int


class Timer(msgspec.Struct, frozen=True):
    """A limit: how often its clock was begun, and passed unmet."""

    timer: str
    begun: int
    passed: int


class Advice(msgspec.Struct, frozen=True):
    """What became of the advice, and what not following it cost.

    `cost_s` is how much longer the road was, in seconds over all crews, where people sent others
    than advised, in `costed` of the changes: those whose ways the advice knew; below 0 they chose
    nearer ones. `superseded` was overtaken by newer advice.
    """

    made: int = 0
    accepted: int = 0
    changed: int = 0
    superseded: int = 0
    costed: int = 0
    cost_s: float = 0.0


class TookPart(msgspec.Struct, frozen=True):
    """Somebody who acted, in which role, for which place, and how often."""

    name: str
    role: str
    place_code: str
    acts: int


class AfterAction(msgspec.Struct, frozen=True):
    """The after-action review of an area's log. Moments in epoch seconds UTC.

    `free_teams` are the teams that could be sent, by the hour since the beginning. `person_times`
    参训人次 has everybody who took part once (`simulators.attending`); `people_sent` the people of
    the teams that served, each team once; `called_out` 出动人次 once for every order.
    """

    area: str
    name: str
    exercise: bool
    begins_at: float
    ends_at: float
    events: int
    reports: int
    responded: tuple[Responded, ...]
    overall: Spread
    by_kind: dict[str, Spread]
    by_priority: dict[str, Spread]
    by_place: dict[str, Spread]
    by_level: dict[str, Spread]
    timers: tuple[Timer, ...]
    advice: Advice
    alarms: int
    free_teams: tuple[tuple[float, int], ...]
    teams: int
    took_part: tuple[TookPart, ...]
    people_sent: int
    person_times: int
    called_out: int
    rubric_score: Score
    violations: int


def look_back(log: EventLog, area_id: str, profile: Profile, rubric: Rubric) -> AfterAction:
    """Return the review of an area's whole log; raises ValueError for an empty one."""
    watcher = _Watcher(area_id, profile)
    for entry in log.read(area_id):
        recorded = recorded_of(entry)
        watcher.see(recorded.event, recorded.recorded_at, recorded.position)
        watcher.attending.see(recorded.actor)
        if recorded.actor.role not in BESIDE:
            watcher.acts[recorded.actor.name, recorded.actor.role, recorded.actor.jurisdiction] += 1
    if not watcher.area.position:
        raise ValueError(f"area: the log of {area_id!r} is empty")
    return _reviewed(watcher, profile, rubric)


class _Watcher:
    """Folds the log once and counts on the way."""

    def __init__(self, area_id: str, profile: Profile) -> None:
        self.area, self._free = Area(area_id=area_id), profile.team_availability.sets["FREE"]
        self.first_at = self.last_at = self.covered_to = 0.0
        self.begun: Counter[str] = Counter()
        self.passed: Counter[str] = Counter()
        self.acts: Counter[tuple[str, str, str]] = Counter()
        self.attending = Attending()
        self.settled: Counter[str] = Counter()
        self.made = self.alarms = 0
        self.free: list[tuple[float, int]] = []
        self._advised: dict[str, Recommendation] = {}
        self._by_hand: dict[str, Recommendation] = {}
        self._given: defaultdict[str, list[float | None]] = defaultdict(list)

    def see(self, event: e.Event, at: float, position: int) -> None:
        if not self.first_at:
            self.first_at = at
        if not self.area.teams:  # until some are enrolled there is nothing that could cover
            self.covered_to = at
        while at - self.covered_to >= COVER_STEP_S:
            self.covered_to += COVER_STEP_S
            self.free.append((self.covered_to, self.free_now()))
        self.area, self.last_at = evolve(self.area, event, position, at), at
        for deadline in getattr(event, "started", ()):
            self.begun[deadline.timer] += deadline.late
        match event:
            case e.DeadlinePassed():
                self.passed[event.deadline.timer] += event.deadline.late
            case e.AlarmRaised():
                self.alarms += 1
            case e.RecommendationMade():
                self.made += 1
                self._advised[event.recommendation.recommendation_id] = event.recommendation
            case e.RecommendationSettled():
                self.settled[str(event.settlement)] += 1
                advised = self._advised.pop(event.recommendation_id, None)
                if str(event.settlement) == "CHANGED" and advised is not None:
                    self._by_hand[event.recommendation_id] = advised
            case e.InstructionGiven(recommendation_id=str(advised_by)):
                self._given[advised_by].append(event.travel_s)

    def costs(self) -> list[float]:
        """Return how much longer each way was where people sent others, of ways that are known."""
        found = []
        for recommendation_id, advised in self._by_hand.items():
            ways = self._given[recommendation_id]
            known = [one for one in ways if one is not None]
            if ways and len(known) == len(ways):
                found.append(sum(known) - sum(choice.travel_s for choice in advised.teams))
        return found

    def free_now(self) -> int:
        """Count the teams that could be sent."""
        return sum(one.state in self._free for one in self.area.teams.values())


def _reviewed(seen: _Watcher, profile: Profile, rubric: Rubric) -> AfterAction:
    area = seen.area
    responded = tuple(_responded(area, profile))
    limit_s = rubric.late_after_s
    advice = Advice(
        made=seen.made,
        accepted=seen.settled["ACCEPTED"],
        changed=seen.settled["CHANGED"],
        superseded=seen.settled["SUPERSEDED"],
        costed=len(costs := seen.costs()),
        cost_s=round(sum(costs), 1),
    )
    timers = tuple(
        Timer(one, seen.begun[one], seen.passed[one])
        for one in sorted(seen.begun.keys() | seen.passed.keys())
        if seen.begun[one] or seen.passed[one]
    )
    served = [one for one in area.instructions.values() if "ON_SCENE" in one.reached]
    sent = by_team(area, {one.team_id for one in served})
    attended = seen.attending.of(area).values()
    broken = len(violations(area))
    free = seen.free or [(seen.last_at, seen.free_now())]  # of one shorter than a step, its end

    def value_of(objective: Objective) -> float | None:
        return figure_of(objective, responded, timers, advice, broken, limit_s)

    return AfterAction(
        area=area.area_id,
        name=area.name,
        exercise=area.exercise,
        begins_at=seen.first_at,
        ends_at=seen.last_at,
        events=area.position,
        reports=len(area.reports),
        responded=responded,
        overall=_spread(responded, limit_s),
        by_kind=_grouped(responded, limit_s, [one.kind for one in responded]),
        by_priority=_grouped(responded, limit_s, [str(one.priority) for one in responded]),
        by_place=_grouped(responded, limit_s, [one.place_code for one in responded]),
        by_level=_grouped(
            responded, limit_s, [area.places[one.place_code].admin_level.value for one in responded]
        ),
        timers=timers,
        advice=advice,
        alarms=seen.alarms,
        free_teams=tuple((round((at - seen.first_at) / 3600, 4), count) for at, count in free),
        teams=len(area.teams),
        took_part=tuple(
            TookPart(name, role, place, acts)
            for (name, role, place), acts in sorted(seen.acts.items())
        ),
        people_sent=sum(people_of(area, *one) for one in sent.items()),
        person_times=sum(one.person_times for one in attended),
        called_out=sum(one.called_out for one in attended),
        rubric_score=score(rubric, value_of),
        violations=broken,
    )


def _responded(area: Area, profile: Profile) -> Iterable[Responded]:
    for incident in sorted(
        area.incidents.values(), key=lambda one: (one.opened_at, one.incident_id)
    ):
        first = first_on_scene(area, incident)
        wanted = crews_wanted(incident.team_needs, profile.dispatch.crew_people)
        served = Counter(
            one.capability
            for one in map(area.instruction, incident.instruction_ids)
            if one.state not in NOT_SERVING
        )
        yield Responded(
            incident_id=incident.incident_id,
            kind=incident.kind,
            priority=incident.priority,
            place_code=incident.place_code,
            first_s=None if first is None else round(first[0] - incident.opened_at, 3),
            wanted=sum(wanted.values()),
            met=sum(min(crews, served[one]) for one, crews in wanted.items()),
            is_open=incident.incident_id in area.open_incidents,
        )


def _grouped(
    responded: Sequence[Responded], limit_s: float, keys: Sequence[str]
) -> dict[str, Spread]:
    groups: defaultdict[str, list[Responded]] = defaultdict(list)
    for key, one in zip(keys, responded, strict=True):
        groups[key].append(one)
    return {key: _spread(groups[key], limit_s) for key in sorted(groups)}


def _spread(responded: Sequence[Responded], limit_s: float) -> Spread:
    firsts = [one.first_s for one in responded if one.first_s is not None]
    late = sum(one.first_s is None or one.first_s > limit_s for one in responded)
    p50, p90 = (
        (round(float(np.percentile(firsts, share)), 1) if firsts else None) for share in (50, 90)
    )
    return Spread(len(responded), len(firsts), p50, p90, late)


def figure_of(
    objective: Objective,
    responded: Sequence[Responded],
    timers: Sequence[Timer],
    advice: Advice,
    broken: int,
    limit_s: float,
) -> float | None:
    """Return the figure an objective asks for, None where there was nothing to measure."""
    meant = [
        one
        for one in responded
        if (not objective.kinds or one.kind in objective.kinds)
        and (not objective.priorities or one.priority in objective.priorities)
    ]
    spread, count = _spread(meant, limit_s), len(meant)
    settled = advice.accepted + advice.changed
    begun = sum(one.begun for one in timers)
    wanted = sum(one.wanted for one in meant)
    values: dict[str, float | None] = {
        "first_on_scene_p50_s": spread.p50_s,
        "first_on_scene_p90_s": spread.p90_s,
        "late_share": spread.late / count if count else None,
        "reached_share": spread.reached / count if count else None,
        "closed_share": sum(not one.is_open for one in meant) / count if count else None,
        "crews_met_share": sum(one.met for one in meant) / wanted if wanted else None,
        "deadlines_kept_share": 1 - sum(o.passed for o in timers) / begun if begun else None,
        "advice_followed_share": advice.accepted / settled if settled else None,
        "violations": float(broken),
    }
    return values[objective.measure]
