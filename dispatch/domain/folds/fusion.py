"""Fold what belongs together: reports linked and taken out, incidents merged and separated."""

from collections.abc import Iterable
from typing import Any

from msgspec.structs import replace

from dispatch.domain import events as e
from dispatch.domain import fusion_events as fe
from dispatch.domain.area import Area
from dispatch.domain.folds import responders
from dispatch.domain.folds.common import moved_to, set_incident, with_incident
from dispatch.domain.fusion import believed
from dispatch.domain.incidents import Incident, Merged, Suspicion
from routing.geo import Position


def linked(area: Area, event: e.ReportLinked, _position: int, at: float) -> Area:
    """One more voice about an incident."""
    area = _with_reports(area, event.incident_id, added=(event.report_id,))
    area = with_incident(area, event.incident_id, last_report_at=at)
    if event.position is None or event.uncertainty_m is None:
        return area
    return _lies_at(area, event.incident_id, event.position, event.uncertainty_m)


def suspected(area: Area, event: fe.DuplicateSuspected, _position: int, _at: float) -> Area:
    """An incident may be another."""
    return with_incident(area, event.incident_id, suspicion=Suspicion(event.of, event.certainty))


def kept_apart(area: Area, event: fe.KeptApart, _position: int, _at: float) -> Area:
    """It is not."""
    return with_incident(area, event.incident_id, suspicion=None)


def report_separated(area: Area, event: fe.ReportSeparated, _position: int, _at: float) -> Area:
    """A report leaves an incident; the one it begins is entered by the event that follows."""
    area = _with_reports(area, event.out_of, taken=(event.report_id,))
    report = replace(area.reports[event.report_id], incident_id=event.incident_id)
    area = replace(area, reports=area.reports.set(report.report_id, report))
    return _lies_at(area, event.out_of, event.position, event.uncertainty_m)


def merged(area: Area, event: fe.IncidentMerged, _position: int, _at: float) -> Area:
    """All that was an incident's is another's."""
    gave = Merged(
        into=event.into,
        report_ids=event.report_ids,
        instruction_ids=event.instruction_ids,
        reservation_ids=event.reservation_ids,
        shipment_ids=event.shipment_ids,
    )
    area = with_incident(area, event.incident_id, merged=gave, suspicion=None)
    area = _handed_over(area, event, event.incident_id, event.into)
    area = responders.merged(area, event)
    return _lies_at(area, event.into, event.position, event.uncertainty_m)


def separated(area: Area, event: fe.IncidentSeparated, _position: int, _at: float) -> Area:
    """An incident has again what was its."""
    area = with_incident(area, event.incident_id, merged=None)
    area = _handed_over(area, event, event.out_of, event.incident_id)
    return _lies_at(area, event.out_of, event.position, event.uncertainty_m)


def _handed_over(
    area: Area, event: fe.IncidentMerged | fe.IncidentSeparated, giver: str, taker: str
) -> Area:
    """Move reports, orders, promises and shipments from one incident to another."""
    area = _with_reports(area, giver, taken=event.report_ids)
    area = _with_reports(area, taker, added=event.report_ids)
    for field, kept, ids in (
        ("reports", None, event.report_ids),
        ("instructions", "instruction_ids", event.instruction_ids),
        ("reservations", "reservation_ids", event.reservation_ids),
        ("shipments", None, event.shipment_ids),
    ):
        things = getattr(area, field)
        for one in ids:
            things = things.set(one, replace(things[one], incident_id=taker))
        area = replace(area, **{field: things})
        if kept is not None:
            area = _without(area, giver, kept, ids)
            has = getattr(area.incidents[taker], kept)
            area = with_incident(area, taker, **{kept: (*has, *ids)})
    return area


def _with_reports(
    area: Area, incident_id: str, added: Iterable[str] = (), taken: Iterable[str] = ()
) -> Area:
    gone = frozenset(taken)
    before = area.incidents[incident_id].report_ids
    report_ids = (*(one for one in before if one not in gone), *added)
    reports = [area.reports[one] for one in report_ids]
    # Whoever says a thing twice is not believed twice.
    trusts: dict[str, float] = {}
    for report in reports:
        trusts[report.reporter] = max(trusts.get(report.reporter, 0.0), report.trust)
    return with_incident(
        area,
        incident_id,
        report_ids=report_ids,
        report_sources=tuple(report.source for report in reports),
        trust=believed(trusts.values()),
    )


def _without(area: Area, incident_id: str, field: str, ids: tuple[str, ...]) -> Area:
    has = getattr(area.incidents[incident_id], field)
    left: dict[str, Any] = {field: tuple(one for one in has if one not in ids)}
    return with_incident(area, incident_id, **left)


def _lies_at(area: Area, incident_id: str, position: Position, uncertainty_m: float) -> Area:
    incident: Incident = area.incidents[incident_id]
    after = replace(incident, position=position, uncertainty_m=uncertainty_m)
    return moved_to(set_incident(area, after), incident, after)
