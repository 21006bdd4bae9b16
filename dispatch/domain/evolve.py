"""Fold an event into the area: what the log says happened becomes what is known now.

Nothing is refused and nothing is decided here; an event that is in the log has happened.
"""

from collections.abc import Callable, Iterable
from copy import copy
from typing import Any

from msgspec.structs import force_setattr

from dispatch.domain import attachment_messages as am
from dispatch.domain import cover_events as ve
from dispatch.domain import events as e
from dispatch.domain import fusion_events as fe
from dispatch.domain import grade_messages as gm
from dispatch.domain import plan_messages as pm
from dispatch.domain import shelter_events as he
from dispatch.domain import supply_events as se
from dispatch.domain.area import Area
from dispatch.domain.folds import (
    alarms,
    attachments,
    crews,
    evacuations,
    fusion,
    grading,
    group_orders,
    incidents,
    information_reports,
    orders,
    plans,
    posts,
    registry,
    responders,
    roads,
    safety,
    sensors,
    shelters,
    shifts,
    shipments,
    standby,
    steps,
    stock,
    support,
    warnings,
)
from dispatch.domain.folds.common import with_deadlines, without_deadlines


def evolve(area: Area, event: e.Event, position: int, at: float) -> Area:
    """Return the area after an event recorded at a log position, at a moment in epoch seconds.

    What clocks an event stops and starts is moved here, for all of them alike.
    """
    after = _FOLDS[type(event)](area, event, position, at)
    if after is area:
        after = copy(area)
    # What a fold has made nobody else holds yet: it is completed where it is, and its fifty fields
    # are not copied once more.
    force_setattr(after, "position", position)
    stopped, started = getattr(event, "stopped", ()), getattr(event, "started", ())
    if stopped or started:
        deadlines = without_deadlines(after.deadlines, stopped)
        force_setattr(after, "deadlines", with_deadlines(deadlines, started))
        if after.passed:  # of those that passed unmet, what is met or set anew counts no more
            anew = [one.deadline_id for one in started]
            passed = without_deadlines(without_deadlines(after.passed, stopped), anew)
            force_setattr(after, "passed", passed)
    return after


def folded(area: Area, events: Iterable[e.Event], at: float) -> Area:
    """Return the area as it would be after events that are decided and not recorded yet."""
    for event in events:
        area = evolve(area, event, area.position + 1, at)
    return area


_FOLDS: dict[type[e.Event], Callable[[Area, Any, int, float], Area]] = {
    e.AreaFounded: registry.founded,
    e.PlacesRegistered: registry.places_registered,
    e.TeamsEnrolled: registry.teams_enrolled,
    e.DepotsRegistered: registry.depots_registered,
    e.SheltersRegistered: shelters.registered,
    e.ReportReceived: incidents.report_received,
    e.IncidentRegistered: incidents.incident_registered,
    e.ReportLinked: fusion.linked,
    fe.DuplicateSuspected: fusion.suspected,
    fe.KeptApart: fusion.kept_apart,
    gm.FactsRecorded: grading.facts_recorded,
    gm.GradeProposed: grading.proposed,
    gm.GradeSet: grading.grade_set,
    pm.PlansRegistered: plans.registered,
    pm.PlanDrafted: plans.drafted,
    pm.PlanContentFixed: plans.fixed,
    pm.PlanActivated: plans.activated,
    pm.StepTicked: plans.ticked,
    pm.PlanAcknowledged: plans.acknowledged,
    fe.ReportSeparated: fusion.report_separated,
    fe.IncidentMerged: fusion.merged,
    fe.IncidentSeparated: fusion.separated,
    e.StepTaken: steps.step_taken,
    e.IncidentVerified: incidents.verified,
    e.LeadPassed: incidents.lead_passed,
    e.ResponseActivated: incidents.activated,
    e.SafetyHoldOrdered: incidents.hold_ordered,
    e.SafetyHoldLifted: incidents.hold_lifted,
    e.IncidentTransferred: incidents.transferred,
    e.DemandsSet: incidents.demands_set,
    e.AlarmRaised: incidents.alarm_raised,
    e.PrioritySet: incidents.priority_set,
    e.MatterAttested: incidents.attested,
    e.AttestationsLapsed: incidents.attestations_lapsed,
    e.DeadlinePassed: steps.deadline_passed,
    e.RecommendationMade: orders.recommended,
    e.RecommendationSettled: orders.settled,
    e.TeamPinned: orders.pinned,
    e.TeamUnpinned: orders.unpinned,
    e.ExchangeProposed: orders.exchange_proposed,
    e.ExchangeSettled: orders.exchange_settled,
    e.DetachmentFormed: crews.formed,
    e.DetachmentRejoined: crews.rejoined,
    e.InstructionGiven: orders.given,
    e.ProgressReported: orders.progress_reported,
    e.WithdrawalSeen: orders.withdrawal_seen,
    **safety.FOLDS,
    am.AttachmentKept: attachments.kept,
    am.AttachmentShown: attachments.shown,
    se.StockReserved: stock.reserved,
    se.StockIssued: stock.issued,
    se.ReservationReleased: stock.released,
    se.ReservationLapsed: stock.lapsed,
    se.StockReceived: stock.received,
    se.StockTaken: stock.counted_anew,
    se.StockReturned: stock.returned,
    se.ShipmentLoaded: shipments.loaded,
    se.ShipmentSigned: shipments.signed,
    se.ShipmentEtaRevised: shipments.eta_revised,
    he.EvacueesAdmitted: shelters.admitted,
    he.EvacueesDeparted: shelters.departed,
    ve.TeamMovedUp: standby.moved_up,
    ve.TeamSentHome: standby.sent_home,
    ve.SupportRequested: support.requested,
    **posts.FOLDS,
    **group_orders.FOLDS,
    **warnings.FOLDS,
    **evacuations.FOLDS,
    **sensors.FOLDS,
    **responders.FOLDS,
    **information_reports.FOLDS,
    **shifts.FOLDS,
    **alarms.FOLDS,
    e.RoadMeasureOrdered: roads.ordered,
    e.RoadPartlyReopened: roads.partly_reopened,
    e.RoadImpactAssessed: roads.impact_assessed,
    e.EtaRevised: roads.eta_revised,
}
