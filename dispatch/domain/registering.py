"""Begin an incident from a report: what it is, what it wants first, and its clocks."""

from dispatch.domain import events as e
from dispatch.domain.actors import Order
from dispatch.domain.area import Area
from dispatch.domain.deadlines import Moments, started
from dispatch.domain.lifecycle import NEW
from dispatch.domain.plan_matching import planned_for
from dispatch.domain.profile import Demands, Profile
from dispatch.domain.reports import Report
from dispatch.domain.rules import Situation
from dispatch.domain.steps import choose_row


def registered(
    area: Area,
    report: Report,
    order: Order,
    profile: Profile,
    *,
    demands: Demands | None = None,
    priority: int | None = None,
    sensitive: bool = False,
) -> e.IncidentRegistered:
    """Return the beginning of an incident; `demands` and `priority` as known, else its kind's.

    Raises `Rejected` where the actor may not register one.
    """
    s = Situation(area=area, profile=profile, order=order)
    row = choose_row(profile.incident_handling, NEW, "register", s)
    kind = profile.kinds[report.kind]
    wanted = demands
    if wanted is None:
        wanted = planned_for(area, profile, report.place_code, report.kind)[0].first
    incident_id = area.next_id("incident", "I")
    moments = Moments(
        step_at=order.at,
        occurred_at=report.occurred_at,
        discovered_at=report.discovered_at,
        received_at=order.at,
        kind=report.kind,
    )
    return e.IncidentRegistered(
        incident_id=incident_id,
        row=row.id,
        state=row.moves[NEW],
        kind=report.kind,
        event_class=kind.event_class,
        place_code=report.place_code,
        position=report.position,
        priority=priority or kind.priority,
        report_id=report.report_id,
        source=report.source,
        occurred_at=report.occurred_at,
        exercise=area.exercise,
        sensitive=sensitive,
        team_needs=wanted.teams,
        supply_needs=wanted.supplies,
        shelter_places=wanted.shelter_places,
        started=started(profile, row.starts, "incident_handling", incident_id, moments),
        uncertainty_m=report.error_m,
        trust=report.trust,
    )
