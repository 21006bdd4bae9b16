"""Describe what callers send about information reports."""

from typing import Annotated, Literal

from pydantic import Field

from api.inputs import Id, Input, Text
from dispatch.domain.information_reports import SheetKind

Kind = Literal["INITIAL", "FOLLOWUP", "ZERO", "FINAL", "VERIFIED", "CORRECTION", "AMENDMENT"]


class OpenReportIn(Input):
    """A report that does not begin by itself: by which line, from where, to whom, and why."""

    line: Id
    place_code: Id
    to_code: Id | None = None
    reason: Text


class SheetIn(Input):
    """What the drafter writes in his own words, by section; all else is filled from the log."""

    kind: Kind
    texts: dict[Id, Text] = Field(default_factory=dict, max_length=50)
    contact: Annotated[str, Field(max_length=100)] = ""

    @property
    def sheet_kind(self) -> SheetKind:
        """The kind as the domain has it."""
        return SheetKind(self.kind)
