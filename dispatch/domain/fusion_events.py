"""List what the log can hold about which reports and incidents belong together."""

from dispatch.domain.messages import AnEvent
from routing.geo import Position


class DuplicateSuspected(AnEvent, frozen=True):
    """A new incident may be one that is open already, by so much certainty."""

    incident_id: str
    of: str
    certainty: float


class IncidentMerged(AnEvent, frozen=True):
    """An incident was merged into another 并案: what was its is the other's from now on.

    `position` and `uncertainty_m` are the other's, by all reports that it now has.
    """

    incident_id: str
    into: str
    report_ids: tuple[str, ...]
    instruction_ids: tuple[str, ...]
    reservation_ids: tuple[str, ...]
    shipment_ids: tuple[str, ...]
    position: Position
    uncertainty_m: float


class IncidentSeparated(AnEvent, frozen=True):
    """A merge was undone: what was the incident's is its own again.

    `position` and `uncertainty_m` are those of `out_of`, by the reports that are left to it.
    """

    incident_id: str
    out_of: str
    report_ids: tuple[str, ...]
    instruction_ids: tuple[str, ...]
    reservation_ids: tuple[str, ...]
    shipment_ids: tuple[str, ...]
    position: Position
    uncertainty_m: float


class ReportSeparated(AnEvent, frozen=True):
    """A report is no longer taken to be about `out_of`; `incident_id` begins with it.

    `position` and `uncertainty_m` are those of `out_of`, by the reports that are left to it.
    """

    report_id: str
    out_of: str
    incident_id: str
    reason: str
    position: Position
    uncertainty_m: float


class KeptApart(AnEvent, frozen=True):
    """A person said that an incident is not the one it was suspected to be."""

    incident_id: str
    of: str
    reason: str


FusionEvent = DuplicateSuspected | IncidentMerged | IncidentSeparated | ReportSeparated | KeptApart
