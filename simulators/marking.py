"""Mark a drill: what the players did about each inject and how soon, and what was reached.

An expected action that is done in time brings its points, one done later half of them. With the
objectives of the script they come to the script score 情景得分, in percent. It needs the running
drill; the review's rubric score 评分标准得分 is another (`simulators.rubric`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from dispatch.domain import events as e
from dispatch.domain.area import Area
from dispatch.domain.envelope import Recorded
from simulators.script import Expected, Inject, Objective


@dataclass
class Awaited:
    """An action that the players are to take about an inject; `done_at` None until they have."""

    number: int
    inject: Inject
    expected: Expected
    incident_id: str | None
    since: float
    done_at: float | None = None
    by: str = ""

    @property
    def points(self) -> float:
        """What it brings."""
        if self.done_at is None:
            return 0.0
        in_time = self.done_at <= self.since + self.expected.within_min * 60
        return float(self.expected.points) if in_time else self.expected.points / 2

    def told(self) -> dict[str, object]:
        """Return it as JSON."""
        after = None if self.done_at is None else round((self.done_at - self.since) / 60, 2)
        return {
            "inject": self.number + 1,
            "name": {"zh": self.inject.name.zh, "en": self.inject.name.en},
            "action": self.expected.action,
            "within_min": self.expected.within_min,
            "after_min": after,
            "by": self.by,
            "points": self.points,
            "of": self.expected.points,
        }


class Marks:
    """Watches the events of a drill for what the players were to do."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._awaited: list[Awaited] = []

    def heard(self, number: int, inject: Inject, incident_id: str | None) -> None:
        """Take note of an inject: from now on its actions are awaited."""
        self._awaited += [
            Awaited(number, inject, one, incident_id, self._now()) for one in inject.expect
        ]

    def observe(self, recorded: Recorded, area: Area) -> None:
        """Mark what an event fulfils."""
        if not self._awaited:
            return
        waiting = [one for one in self._awaited if one.done_at is None]
        if not waiting:
            return
        words, incident_id = action_of(recorded.event), incident_of(recorded.event, area)
        for one in waiting:
            of_it = None in (one.incident_id, incident_id) or one.incident_id == incident_id
            if one.expected.action in words and of_it and recorded.recorded_at >= one.since:
                one.done_at, one.by = recorded.recorded_at, recorded.actor.name

    def so_far(self) -> list[dict[str, object]]:
        """Return what has been awaited up to now, as JSON; from any thread."""
        return [one.told() for one in list(self._awaited)]

    def of(
        self, script_objectives: tuple[Objective, ...], injects: int, outcome: Mapping[str, Any]
    ) -> dict[str, object]:
        """Return the marks, as JSON; nothing where there was nothing to mark."""
        actions = [one.told() for one in self._awaited]
        reached = [reached_of(one, outcome) for one in script_objectives]
        most = sum(one.expected.points for one in self._awaited)
        most += sum(one.points for one in script_objectives)
        if not injects and not reached:
            return {}
        won = sum(one.points for one in self._awaited)
        met = zip(script_objectives, reached, strict=True)
        won += sum(one.points for one, told in met if told["met"])
        score = round(100 * won / most, 1) if most else None
        return {
            "injects": injects,
            "expected": actions,
            "objectives": reached,
            "script_score": score,
        }


def action_of(event: e.Event) -> tuple[str, ...]:
    """Return the names under which a script may expect an event."""
    name = type(event).__name__
    if isinstance(event, e.StepTaken):
        return name, f"{event.lifecycle}.{event.action}"
    return (name,)


def incident_of(event: e.Event, area: Area) -> str | None:
    """Return which incident an event is about, None where that cannot be told."""
    if isinstance(event, e.StepTaken):
        match event.lifecycle:
            case "incident_handling":
                return event.subject_id
            case "instruction":
                return area.instructions[event.subject_id].incident_id
            case "command_post":
                return area.command_posts[event.subject_id].incident_id
            case "information_report":
                return area.information_reports[event.subject_id].incident_id
            case _:
                return None
    found = getattr(event, "incident_id", None)
    return found if isinstance(found, str) else None


def reached_of(objective: Objective, outcome: Mapping[str, Any]) -> dict[str, object]:
    """Return whether an objective was reached, as JSON."""
    figure: Any = outcome
    for name in objective.measure.split("."):
        figure = figure.get(name) if isinstance(figure, Mapping) else None
    met = isinstance(figure, int | float) and (
        (objective.at_most is not None and figure <= objective.at_most)
        or (objective.at_least is not None and figure >= objective.at_least)
    )
    return {
        "name": {"zh": objective.name.zh, "en": objective.name.en},
        "measure": objective.measure,
        "figure": figure,
        "at_most": objective.at_most,
        "at_least": objective.at_least,
        "met": met,
        "points": objective.points if met else 0,
        "of": objective.points,
    }
