"""Describe what a drill organiser sends: a written scenario, how it is run, an inject by hand."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from api.drills import MOST_SPEED
from api.inputs import Id, Input, PositionIn, Text
from simulators.scenario import Part
from simulators.script import Inject, InjectReport, Name

MOST_TEXT = 60_000  # characters: the longest of the library has some 4,000

Yaml = Annotated[str, Field(max_length=MOST_TEXT, description="a scenario, as in docs/drills.md")]
Speed = Annotated[float, Field(gt=0, le=MOST_SPEED, description="times real time", strict=False)]


class ScenarioIn(Input):
    """A scenario as somebody writes it."""

    text: Yaml


class StartDrillIn(ScenarioIn):
    """A drill to begin; `simulated` are the parts nobody at a console plays, if not as written."""

    speed: Speed = 1.0
    simulated: Annotated[list[Part], Field(max_length=10)] | None = None


class ChangeDrillIn(Input):
    """How it goes on: at another speed, standing still, going on."""

    speed: Speed | None = None
    paused: bool | None = None


class InjectReportIn(Input):
    """A report somebody sends because of an inject."""

    kind: Id
    position: PositionIn
    text: Text = ""
    source: Id = "duty"
    priority: int | None = Field(default=None, ge=1, le=4)
    place_code: Id | None = None


class InjectIn(Input):
    """An inject to come now: one of the script by its `number` from 1, or another with a `name`."""

    number: int | None = Field(default=None, ge=1, le=10_000)
    name: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    report: InjectReportIn | None = None

    @model_validator(mode="after")
    def _one_or_the_other(self) -> Self:
        if (self.number is None) == (self.name is None):
            raise ValueError("give exactly one of number and name")
        if self.number is not None and self.report is not None:
            raise ValueError("report: an inject of the script has its own")
        return self

    def value(self, at_min: float) -> int | Inject:
        """Return it as the drill has it; one that was made up comes `at_min` after the start."""
        if self.name is None:
            return (self.number or 0) - 1
        said = None
        if self.report is not None:
            where = self.report.position.value()
            said = InjectReport(
                kind=self.report.kind,
                lon=where.lon,
                lat=where.lat,
                text=self.report.text,
                source=self.report.source,
                priority=self.report.priority,
                place=self.report.place_code,
            )
        return Inject(at_min=at_min, name=Name(self.name, self.name), report=said)
