"""Decide what a report becomes: an incident of its own, or one more voice about an open one."""

from dispatch.domain import commands as c
from dispatch.domain import events as e
from dispatch.domain.actors import Order
from dispatch.domain.area import Area
from dispatch.domain.deadlines import Moments, started
from dispatch.domain.demands import check_demands
from dispatch.domain.lifecycle import NEW
from dispatch.domain.nearby import open_incidents_near, place_at
from dispatch.domain.profile import Demands, Profile
from dispatch.domain.refusals import Rejected
from dispatch.domain.reports import Report
from dispatch.domain.rules import Situation
from dispatch.domain.steps import choose_row
from routing.geo import distance_m

FUTURE_TOLERANCE_S = 300.0  # phones' clocks are off by minutes; by more, the moment is a mistake


def send_report(area: Area, command: c.SendReport, order: Order, profile: Profile) -> list[e.Event]:
    """Register a report; a report that is here already changes nothing (the sender repeats it)."""
    if command.report_id in area.reports:
        return []
    s = Situation(area=area, profile=profile, order=order)
    row = choose_row(profile.incident_handling, NEW, "register", s)
    _check(area, command, order, profile)
    place_code = command.place_code or place_at(area, command.position)
    open_one = _same_incident(area, command, order, profile)
    incident_id = open_one[0] if open_one else area.next_id("incident", "I")
    report = Report(
        report_id=command.report_id,
        kind=command.kind,
        source=command.source,
        reporter=order.actor.name,
        position=command.position,
        place_code=place_code,
        received_at=order.at,
        occurred_at=command.occurred_at,
        discovered_at=command.discovered_at,
        text=command.text,
        external_no=command.external_no,
        evidence=command.evidence,
        incident_id=incident_id,
    )
    received = e.ReportReceived(report=report)
    if open_one is not None:
        linked = e.ReportLinked(
            report_id=command.report_id,
            incident_id=incident_id,
            source=command.source,
            distance_m=open_one[1],
        )
        return [received, linked]
    kind = profile.kinds[command.kind]
    demands = _first_demands(command, kind.demands)
    moments = Moments(
        step_at=order.at,
        occurred_at=command.occurred_at,
        discovered_at=command.discovered_at,
        received_at=order.at,
        kind=command.kind,
    )
    registered = e.IncidentRegistered(
        incident_id=incident_id,
        row=row.id,
        state=row.moves[NEW],
        kind=command.kind,
        event_class=kind.event_class,
        place_code=place_code,
        position=command.position,
        priority=command.priority or kind.priority,
        report_id=command.report_id,
        source=command.source,
        occurred_at=command.occurred_at,
        exercise=area.exercise,
        sensitive=command.sensitive,
        team_needs=demands.teams,
        supply_needs=demands.supplies,
        shelter_places=demands.shelter_places,
        started=started(profile, row.starts, "incident_handling", incident_id, moments),
    )
    return [received, registered]


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
        moment = getattr(command, name)
        if moment is not None and moment > order.at + FUTURE_TOLERANCE_S:
            raise Rejected("in_the_future", f"{name} lies in the future", name)
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


def _same_incident(
    area: Area, command: c.SendReport, order: Order, profile: Profile
) -> tuple[str, float] | None:
    """Return the nearest open incident the report is taken to be about, and the distance to it.

    Same kind, near in place, near in time. A numbered call of another dispatch system has been
    told apart by its call takers and is never fused.
    """
    fusion = profile.fusion
    if command.source not in fusion.sources or command.external_no:
        return None
    near = []
    for incident_id in open_incidents_near(area, command.position, fusion.radius_m):
        incident = area.incidents[incident_id]
        apart_m = distance_m(incident.position, command.position)
        if (
            incident.kind == command.kind
            and apart_m <= fusion.radius_m
            and order.at - incident.last_report_at <= fusion.window_s
            and profile.incident_handling.has("FUSIBLE", incident.state)
        ):
            near.append((apart_m, incident_id))
    if not near:
        return None
    apart_m, incident_id = min(near)
    return incident_id, apart_m
