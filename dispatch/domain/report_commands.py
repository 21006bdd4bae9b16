"""List the orders about information reports that are no step of their table, in the imperative."""

import msgspec

from dispatch.domain.information_reports import SheetKind
from dispatch.domain.messages import ACommand


class SeeToReports(ACommand, frozen=True):
    """Have every report begin that an incident owes by now, and its fixed hours reckoned anew."""

    incident_id: str


class OpenReport(ACommand, frozen=True):
    """Report an incident by a line of the profile that does not begin by itself.

    `to_code` is a place above `place_code`: the next one the line names, or, past the next level
    越级上报, any above it; the levels in between get a copy.
    """

    incident_id: str
    line: str
    place_code: str
    reason: str
    to_code: str | None = None


class WriteSheet(ACommand, frozen=True):
    """Write the sheet that is next of a report, or change the one that is not sent yet.

    `texts` are sections in the drafter's own words; an empty one is again what the log says. All
    others are filled from the log anew. A signature given before is void.
    """

    chain_id: str
    kind: SheetKind
    texts: dict[str, str] = msgspec.field(default_factory=dict)
    contact: str = ""


ReportCommand = SeeToReports | OpenReport | WriteSheet
