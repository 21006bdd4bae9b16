"""Describe what callers send about warnings."""

from typing import Annotated, Literal

from pydantic import Field

from api.geojson_inputs import GeoPolygonIn
from api.inputs import Id, Input, Moment, Text

Words = Annotated[str, Field(min_length=1, max_length=4000)]


class NoticeIn(Input):
    """What a warning says, as 突发事件应对法 art. 64 asks for it.

    Its area is what lies in the `polygons` or in the places of `place_codes`. A warning of public
    security has no `colour`.
    """

    kind: Id
    colour: Literal["RED", "ORANGE", "YELLOW", "BLUE"] | None = None
    begins_at: Moment
    ends_at: Moment
    place_codes: list[Id] = Field(default_factory=list, max_length=5_000)
    polygons: list[GeoPolygonIn] = Field(default_factory=list, max_length=50)
    matters: Words
    advice: Words
    issued_by: Annotated[str, Field(min_length=1, max_length=200)]
    headline: Annotated[str, Field(max_length=200)] = ""


class WarningIn(NoticeIn):
    """A warning to be issued by the organ of a place, the caller's own unless said."""

    place_code: Id | None = None


class MeasureIn(Input):
    """A measure of a warning's list that a place has taken, or has not after all."""

    place_code: Id | None = None
    note: Text = ""
    taken: bool = True
