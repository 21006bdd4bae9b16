"""Count what a drill shows: who was reached, how soon, by whom, and what went unmet."""

from collections import Counter, defaultdict

import numpy as np

from dispatch.domain import events as e
from dispatch.domain.area import Area
from dispatch.domain.demands import crews_wanted
from dispatch.domain.incidents import Incident
from dispatch.domain.needs import NOT_SERVING
from dispatch.domain.profile import Profile
from simulators.ground import Ground, call_of
from simulators.observing import Reactions


class Tally:
    """Counts steps and limits passed as they come; `of` adds what the area shows at the end."""

    def __init__(self) -> None:
        self.became: Counter[str] = Counter()
        self.passed: Counter[str] = Counter()

        self.reactions: Reactions = {"instruction": self._moved, e.DeadlinePassed: self._late}

    def _moved(self, event: e.StepTaken, _area: Area) -> None:
        if event.moved:
            self.became[event.went_to] += 1

    def _late(self, event: e.DeadlinePassed, _area: Area) -> None:
        if event.deadline.late:
            self.passed[event.deadline.timer] += 1

    def of(
        self, area: Area, profile: Profile, ground: Ground, since: float = 0.0
    ) -> dict[str, object]:
        """Return the figures of a drill that has come to its end.

        Response times count from the first report to the first team on scene, `complete` ones to
        the last of those demanded, where all came. `demanded` is `assigned` and `unmet` together,
        in crews. Reports, incidents and orders count from a moment on, in epoch seconds UTC: what a
        branch found there before it is its parent's. `open_at_end` are all that are open still.
        """
        responses: dict[int, list[float]] = defaultdict(list)
        complete: dict[int, list[float]] = defaultdict(list)
        unmet_of: Counter[int] = Counter()
        demanded = assigned = unmet = reached = 0
        own: list[bool] = []
        incidents = [one for one in area.incidents.values() if one.opened_at >= since]
        in_order = sorted(incidents, key=lambda one: (one.opened_at, one.incident_id))
        for incident in in_order:
            wanted, served = _crews(area, profile, incident)
            demanded += sum(wanted.values())
            assigned += sum(served.values())
            unmet += sum((wanted - served).values())
            unmet_of[incident.priority] += sum((wanted - served).values())
            first = first_on_scene(area, incident)
            if first is None:
                continue
            reached += 1
            at, team_id = first
            responses[incident.priority].append(at - incident.opened_at)
            last = last_on_scene(area, incident)
            if served == wanted and last is not None:
                complete[incident.priority].append(last - incident.opened_at)
            station = station_of(area, incident, ground)
            if station is not None:
                own.append(area.teams[team_id].place_code == station)
        everybody = [seconds for each in responses.values() for seconds in each]
        completed = [seconds for each in complete.values() for seconds in each]
        return {
            "calls": sum(one.received_at >= since for one in area.reports.values()),
            "incidents": len(incidents),
            "reached": reached,
            "open_at_end": len(area.open_incidents),
            "demanded": demanded,
            "assigned": assigned,
            "unmet": unmet,
            "orders": sum(one.given_at >= since for one in area.instructions.values()),
            "declined": self.became["DECLINED"],
            "overdue": self.became["OVERDUE"],
            "reassigned": self.became["REASSIGNED"],
            "deadlines_passed": dict(sorted(self.passed.items())),
            "response_s_p50": _percentile(everybody, 50),
            "response_s_p90": _percentile(everybody, 90),
            "response_s_mean": round(float(np.mean(everybody)), 1) if everybody else None,
            "complete_s_p50": _percentile(completed, 50),
            "complete_s_p90": _percentile(completed, 90),
            "response_s_by_priority": {
                str(priority): {
                    "calls": len(responses[priority]),
                    "p50": _percentile(responses[priority], 50),
                    "p90": _percentile(responses[priority], 90),
                    "complete_p50": _percentile(complete[priority], 50),
                    "complete_p90": _percentile(complete[priority], 90),
                    "unmet": unmet_of[priority],
                }
                for priority in sorted(responses.keys() | unmet_of.keys())
            },
            "own_station_first_share": round(sum(own) / len(own), 4) if own else None,
        }


def station_of(area: Area, incident: Incident, ground: Ground) -> str | None:
    """Return the place code of the station whose area a recorded call lies in, None if unknown."""
    if ground.record is None:
        return None
    number = ground.record.station_of_call.get(call_of(area, incident))
    return None if number is None else f"{ground.prefix}{number}"


def first_on_scene(area: Area, incident: Incident) -> tuple[float, str] | None:
    """Return when the first team came on scene and which; ties go by the order of the orders."""
    arrivals = [
        (instruction.reached["ON_SCENE"], index, instruction.team_id)
        for index, instruction in enumerate(map(area.instruction, incident.instruction_ids))
        if "ON_SCENE" in instruction.reached
    ]
    if not arrivals:
        return None
    at, _, team_id = min(arrivals)
    return at, team_id


def last_on_scene(area: Area, incident: Incident) -> float | None:
    """Return when the last team sent came on scene, None while one that serves is not there."""
    serving = [
        instruction
        for instruction in map(area.instruction, incident.instruction_ids)
        if instruction.state not in NOT_SERVING
    ]
    if not serving or any("ON_SCENE" not in one.reached for one in serving):
        return None
    return max(one.reached["ON_SCENE"] for one in serving)


def _crews(area: Area, profile: Profile, incident: Incident) -> tuple[Counter[str], Counter[str]]:
    """Return the crews an incident wanted, and those it got of what it wanted, by capability."""
    wanted = crews_wanted(incident.team_needs, profile.dispatch.crew_people)
    served = Counter(
        instruction.capability
        for instruction in map(area.instruction, incident.instruction_ids)
        if instruction.state not in NOT_SERVING
    )
    return wanted, served & wanted


def _percentile(seconds: list[float], share: float) -> float | None:
    return round(float(np.percentile(seconds, share)), 1) if seconds else None
