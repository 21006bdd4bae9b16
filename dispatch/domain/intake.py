"""Decide what a report becomes: an incident of its own, or one more voice about an open one."""

from msgspec.structs import replace

from dispatch.domain import commands as c
from dispatch.domain import events as e
from dispatch.domain import fusion_events as fe
from dispatch.domain.actors import Order
from dispatch.domain.area import Area
from dispatch.domain.demands import check_demands
from dispatch.domain.fusing import is_fused, judged, linked
from dispatch.domain.lifecycle import NEW
from dispatch.domain.nearby import place_at
from dispatch.domain.plan_matching import planned_for
from dispatch.domain.profile import Demands, Profile
from dispatch.domain.refusals import Rejected
from dispatch.domain.registering import registered
from dispatch.domain.reports import Report
from dispatch.domain.rules import Situation
from dispatch.domain.steps import choose_row
from dispatch.domain.told_moments import check_told

TWO_THIRDS = 1.5096  # standard deviations that hold 68 % of a normal error in the plane
LEAST_ERROR_M = 3.0  # what calls itself exact is a phone all the same
MAX_ERROR_M = 20_000.0  # a mast of a mobile network knows as much; what knows less says nothing


def send_report(area: Area, command: c.SendReport, order: Order, profile: Profile) -> list[e.Event]:
    """Register a report; a report that is here already changes nothing (the sender repeats it).

    It is linked to an incident that is open where it is nearly certain to be about it; where it may
    well be, it begins one of its own, and a person is asked.
    """
    if command.report_id in area.reports:
        return []
    s = Situation(area=area, profile=profile, order=order)
    choose_row(profile.incident_handling, NEW, "register", s)
    _check(area, command, order, profile)
    report = _as_received(area, command, order, profile)
    found = judged(area, report, order, profile)
    if found is not None and is_fused(area, report, found, profile):
        report = replace(report, incident_id=found.incident_id)
        return [e.ReportReceived(report=report), linked(area, report, found)]
    planned, _whose = planned_for(area, profile, report.place_code, command.kind)
    began = registered(
        area,
        report,
        order,
        profile,
        demands=_first_demands(command, planned.first),
        priority=command.priority,
        sensitive=command.sensitive,
    )
    report = replace(report, incident_id=began.incident_id)
    events: list[e.Event] = [e.ReportReceived(report=report), began]
    if found is not None:
        events.append(
            fe.DuplicateSuspected(
                incident_id=began.incident_id, of=found.incident_id, certainty=found.certainty
            )
        )
    return events


def _as_received(area: Area, command: c.SendReport, order: Order, profile: Profile) -> Report:
    source = profile.sources[command.source]
    return Report(
        report_id=command.report_id,
        kind=command.kind,
        source=command.source,
        reporter=order.actor.name,
        position=command.position,
        place_code=command.place_code or place_at(area, command.position),
        received_at=order.at,
        occurred_at=command.occurred_at,
        discovered_at=command.discovered_at,
        text=command.text,
        external_no=command.external_no,
        evidence=command.evidence,
        error_m=(
            source.position_error_m
            if command.accuracy_m is None
            else max(command.accuracy_m / TWO_THIRDS, LEAST_ERROR_M)
        ),
        trust=source.trust if command.trust is None else command.trust,
    )


def check_priority(profile: Profile, priority: int) -> None:
    """Refuse a priority that the profile gives no weight."""
    if priority not in profile.dispatch.priority_weights:
        known = ", ".join(map(str, sorted(profile.dispatch.priority_weights)))
        raise Rejected("unknown_priority", f"priorities are {known}", "priority")


def _check(area: Area, command: c.SendReport, order: Order, profile: Profile) -> None:
    if not command.report_id:
        raise Rejected("input_missing", "the sender chooses an id for its report", "report_id")
    if command.kind not in profile.kinds:
        raise Rejected("unknown_kind", f"no kind of event {command.kind!r}", "kind")
    if command.source not in profile.sources:
        raise Rejected("unknown_source", f"no source {command.source!r}", "source")
    if command.place_code is not None and command.place_code not in area.places:
        raise Rejected("unknown_place", f"no place {command.place_code!r}", "place_code")
    for name in ("occurred_at", "discovered_at"):
        check_told(getattr(command, name), order.at, name)
    if command.accuracy_m is not None and not 0 < command.accuracy_m <= MAX_ERROR_M:
        raise Rejected("wrong_number", f"above 0 to {MAX_ERROR_M:g} metres", "accuracy_m")
    if command.priority is not None:
        check_priority(profile, command.priority)
    check_demands(_first_demands(command, Demands()), profile)


def _first_demands(command: c.SendReport, otherwise: Demands) -> Demands:
    """Return what the report says is wanted, and else what its kind of event wants."""
    places = command.shelter_places
    return Demands(
        teams=otherwise.teams if command.team_needs is None else command.team_needs,
        supplies=otherwise.supplies if command.supply_needs is None else command.supply_needs,
        shelter_places=otherwise.shelter_places if places is None else places,
    )
