"""List the orders about what belongs together; merging and undoing it are steps of an incident."""

from dispatch.domain.messages import ACommand


class SeparateReport(ACommand, frozen=True):
    """Take a report out of the incident it was linked to: it begins an incident of its own."""

    report_id: str
    reason: str


class KeepApart(ACommand, frozen=True):
    """Say that an incident is not the one it is suspected to be."""

    incident_id: str
    reason: str
