"""Score a review by a rubric 评分标准: objectives by figures of the log, their points, one total.

This rubric score 评分标准得分 says how the work was done, from the log of a drill or a real day
alone. What the players did about each inject of a script is marked apart while a drill plays: the
script score 情景得分 (`simulators.marking`). The two are not added up: the one is the
organisation's, the other the players' of that script.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Literal

import msgspec

from simulators.script import Name
from simulators.venue import Strict
from simulators.yaml_file import read_yaml

Measure = Literal[
    "first_on_scene_p50_s",
    "first_on_scene_p90_s",
    "late_share",
    "reached_share",
    "closed_share",
    "crews_met_share",
    "deadlines_kept_share",
    "advice_followed_share",
    "violations",
]


class Objective(Strict, frozen=True):
    """One objective: a figure that is to be at most or at least so much, and what that is worth.

    `kinds` and `priorities` narrow the incidents whose figures count; empty means all. They do not
    narrow deadlines and advice.
    """

    name: Name
    measure: Measure
    points: float
    at_most: float | None = None
    at_least: float | None = None
    kinds: tuple[str, ...] = ()
    priorities: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if (self.at_most is None) == (self.at_least is None):
            raise ValueError("objectives: give exactly one of at_most and at_least")
        if self.points <= 0:
            raise ValueError("objectives: points above 0")


class Rubric(Strict, frozen=True):
    """All objectives of a drill, and the share of their points with which it is passed."""

    objectives: tuple[Objective, ...]
    pass_share: float = 0.6
    late_after_s: float = 600.0

    def __post_init__(self) -> None:
        if not 0 <= self.pass_share <= 1:
            raise ValueError("pass_share: a share between 0 and 1")


class Scored(msgspec.Struct, frozen=True):
    """An objective with the figure it came to; None, and not met, where there was nothing."""

    objective: Objective
    value: float | None
    met: bool


class Score(msgspec.Struct, frozen=True):
    """What a drill was worth: points of those there were to be had, and whether it passed."""

    scored: tuple[Scored, ...]
    points: float
    of: float
    passed: bool


GENERAL = Rubric(
    (
        Objective(Name("按时限办理", "Limits are kept"), "deadlines_kept_share", 40, at_least=0.95),
        Objective(
            Name("事事有人到场", "Somebody reaches every incident"),
            "reached_share",
            30,
            at_least=0.98,
        ),
        Objective(
            Name("所需力量到位", "Crews wanted are sent"), "crews_met_share", 20, at_least=0.9
        ),
        Objective(Name("事件办结", "Incidents are closed"), "closed_share", 10, at_least=0.9),
    )
)
"""What holds for a drill whose scenario has no objectives of its own [P]."""


def load_rubric(path: Path) -> Rubric:
    """Read a rubric's file; raises `ValueError` naming the file and the field."""
    return read_yaml(path, Rubric)


def score(rubric: Rubric, value_of: Callable[[Objective], float | None]) -> Score:
    """Return what a drill is worth; `value_of` gives the figure of an objective."""
    scored = []
    for one in rubric.objectives:
        value = value_of(one)
        met = value is not None and (
            value <= one.at_most if one.at_most is not None else value >= (one.at_least or 0.0)
        )
        scored.append(Scored(one, None if value is None else round(value, 4), met))
    points = sum(one.objective.points for one in scored if one.met)
    of = sum(one.objective.points for one in scored)
    return Score(tuple(scored), points, of, of > 0 and points >= rubric.pass_share * of)
