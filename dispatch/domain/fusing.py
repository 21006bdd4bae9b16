"""Decide what belongs together: reports linked, incidents merged 并案, and every merge undone."""

from collections.abc import Iterable
from operator import attrgetter

import msgspec

from dispatch.domain import events as e
from dispatch.domain import fusion_commands as fc
from dispatch.domain import fusion_events as fe
from dispatch.domain.actors import Order
from dispatch.domain.area import Area
from dispatch.domain.demands import raised_to
from dispatch.domain.fusion import Heard, Verdict, fused, verdict
from dispatch.domain.incidents import Incident
from dispatch.domain.nearby import open_incidents_near
from dispatch.domain.plan_matching import planned_for
from dispatch.domain.profile import Profile
from dispatch.domain.refusals import Rejected
from dispatch.domain.registering import registered
from dispatch.domain.reports import Report
from dispatch.domain.rules import Situation
from dispatch.domain.steps import authorise, permit
from routing.geo import Position

_oldest_first = attrgetter("opened_at", "incident_id")


class Spot(msgspec.Struct, frozen=True):
    """Where an incident is by its reports, and the error that is left, in metres."""

    position: Position
    uncertainty_m: float


def judged(area: Area, report: Report, order: Order, profile: Profile) -> Verdict | None:
    """Return the open incident a report is likeliest about, where that is worth a word."""
    rules, fusible = profile.fusion, profile.incident_handling.sets["FUSIBLE"]
    near = [
        incident
        for incident in open_incidents_near(area, report.position, rules.radius_m)
        if order.at - incident.last_report_at <= rules.window_s and incident.state in fusible
    ]
    if report.external_no:
        near = [one for one in near if not _told_apart(area, one, report)]
    near.sort(key=_oldest_first)
    found = verdict(_heard(report), near, rules, len(profile.kinds))
    return found if found is not None and found.certainty >= rules.propose_at else None


def is_fused(area: Area, report: Report, found: Verdict, profile: Profile) -> bool:
    """Whether the report is linked without asking a person.

    One that wants what the incident does not is not: gas in what was known as a fire.
    """
    by_itself = profile.sources[report.source].fused and not report.external_no
    if not by_itself or found.certainty < profile.fusion.merge_at:
        return False
    incident = area.incidents[found.incident_id]
    if incident.kind == report.kind:
        return True
    planned, _whose = planned_for(area, profile, report.place_code, report.kind)
    with_it = raised_to(incident.demands, planned.first, profile.dispatch.crew_people)
    return with_it == incident.demands


def linked(area: Area, report: Report, found: Verdict) -> e.ReportLinked:
    """Return the link of a report to an incident, which is then known to lie elsewhere."""
    incident = area.incidents[found.incident_id]
    spot = Spot(incident.position, incident.uncertainty_m)
    if not incident.verified:  # where somebody has looked, nobody's guess moves it any more
        spot = Spot(*fused(heard_of(incident), _heard(report)))
    return e.ReportLinked(
        report_id=report.report_id,
        incident_id=found.incident_id,
        source=report.source,
        distance_m=found.apart_m,
        certainty=found.certainty,
        position=spot.position,
        uncertainty_m=spot.uncertainty_m,
    )


def heard_of(incident: Incident) -> Heard:
    """Return what is known of an incident so far."""
    return Heard(incident.kind, incident.position, incident.uncertainty_m, incident.opened_at)


def separate_report(
    area: Area, command: fc.SeparateReport, order: Order, profile: Profile
) -> list[e.Event]:
    """Undo the link of a report: it begins an incident of its own, and is not linked again."""
    permit(profile, order, "SeparateReport")
    report = area.reports.get(command.report_id)
    if report is None:
        raise Rejected("unknown_report", f"no report {command.report_id!r}", "report_id")
    before = area.incidents[report.incident_id]
    authorise(area, order.actor, before.place_code)
    if not command.reason.strip():
        raise Rejected("input_missing", "say why", "reason")
    left = tuple(one for one in before.report_ids if one != report.report_id)
    if not left:
        raise Rejected("only_report", f"{before.incident_id} has no other report", "report_id")
    began = registered(area, report, order, profile)
    spot = _spot(area, before, left)
    return [
        fe.ReportSeparated(
            report_id=report.report_id,
            out_of=before.incident_id,
            incident_id=began.incident_id,
            reason=command.reason,
            position=spot.position,
            uncertainty_m=spot.uncertainty_m,
        ),
        began,
    ]


def keep_apart(area: Area, command: fc.KeepApart, order: Order, profile: Profile) -> list[e.Event]:
    """Take back the suspicion that an incident is one that was open already."""
    permit(profile, order, "KeepApart")
    incident = area.incident(command.incident_id)
    authorise(area, order.actor, incident.place_code)
    if not command.reason.strip():
        raise Rejected("input_missing", "say why", "reason")
    suspicion = incident.suspicion
    if suspicion is None:
        return []
    return [fe.KeptApart(incident_id=incident.incident_id, of=suspicion.of, reason=command.reason)]


# --- effects of the rows that merge an incident into another, and undo that


def merge(s: Situation, incident: Incident) -> list[e.Event]:
    """Give all that is an incident's to the one it is merged into."""
    into = s.area.incident(s.particulars.into)
    authorise(s.area, s.order.actor, into.place_code)
    spot = _spot(s.area, into, (*into.report_ids, *incident.report_ids))
    return [
        fe.IncidentMerged(
            incident_id=incident.incident_id,
            into=into.incident_id,
            report_ids=incident.report_ids,
            instruction_ids=incident.instruction_ids,
            reservation_ids=incident.reservation_ids,
            shipment_ids=_shipments_of(s.area, incident.incident_id),
            position=spot.position,
            uncertainty_m=spot.uncertainty_m,
        )
    ]


def separate(s: Situation, incident: Incident) -> list[e.Event]:
    """Give an incident back what was merged, as far as it is still where it went."""
    was = incident.merged
    assert was is not None  # noqa: S101 - the row leads out of the state that merging leads to
    holder = holder_of(s.area, incident)
    reports = tuple(one for one in was.report_ids if one in holder.report_ids)
    left = tuple(one for one in holder.report_ids if one not in reports)
    spot = _spot(s.area, holder, left)
    shipments = _shipments_of(s.area, holder.incident_id)
    return [
        fe.IncidentSeparated(
            incident_id=incident.incident_id,
            out_of=holder.incident_id,
            report_ids=reports,
            instruction_ids=_still_with(was.instruction_ids, holder.instruction_ids),
            reservation_ids=_still_with(was.reservation_ids, holder.reservation_ids),
            shipment_ids=_still_with(was.shipment_ids, shipments),
            position=spot.position,
            uncertainty_m=spot.uncertainty_m,
        )
    ]


def holder_of(area: Area, incident: Incident) -> Incident:
    """Return the incident that has what was merged, which may have been merged on since."""
    while incident.merged is not None:
        incident = area.incidents[incident.merged.into]
    return incident


def _told_apart(area: Area, incident: Incident, report: Report) -> bool:
    """Whether a call taker or a device has said already that the two are not the same.

    That is, by the number a report bears with its source.
    """
    return any(
        area.reports[one].source == report.source and area.reports[one].external_no
        for one in incident.report_ids
    )


def _heard(report: Report) -> Heard:
    return Heard(report.kind, report.position, report.error_m, report.received_at)


def _spot(area: Area, incident: Incident, report_ids: Iterable[str]) -> Spot:
    """Return where an incident is by these reports; one that was looked at stays where it is."""
    reports = [area.reports[one] for one in report_ids]
    if incident.verified or not reports:
        return Spot(incident.position, incident.uncertainty_m)
    known = _heard(reports[0])
    for report in reports[1:]:
        position, error_m = fused(known, _heard(report))
        known = msgspec.structs.replace(known, position=position, error_m=error_m)
    return Spot(known.position, known.error_m)


def _still_with(taken: tuple[str, ...], held: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(one for one in taken if one in held)


def _shipments_of(area: Area, incident_id: str) -> tuple[str, ...]:
    return tuple(
        sorted(one.shipment_id for one in area.shipments.values() if one.incident_id == incident_id)
    )
