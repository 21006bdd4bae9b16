"""Decide a command against the area as it is: the facts that follow, or a refusal.

A function of its arguments: no clock, no chance, no disk. That is why a replay is exact.
"""

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from dispatch.domain import alarm_messages as lm
from dispatch.domain import (
    alarming,
    attaching,
    choosing,
    closing,
    commanding,
    demanding,
    evacuating,
    evacuee_counting,
    exchanging,
    fetching_back,
    founding,
    fusing,
    grading,
    handing_over,
    handling,
    instructing,
    intake,
    moving_up,
    noting,
    ordering,
    pinning,
    plan_activating,
    planning,
    report_beginning,
    reporting,
    responding,
    rostering,
    sending,
    sensing,
    sheets,
    sheltering,
    shipping,
    staffing,
    supplying,
    supporting,
    touching,
    warning_issuing,
    warning_relaying,
)
from dispatch.domain import attachment_messages as am
from dispatch.domain import commands as c
from dispatch.domain import cover_commands as vc
from dispatch.domain import duty_commands as dc
from dispatch.domain import evacuation_commands as xc
from dispatch.domain import events as e
from dispatch.domain import fusion_commands as fc
from dispatch.domain import grade_messages as gm
from dispatch.domain import plan_messages as pm
from dispatch.domain import post_commands as pc
from dispatch.domain import report_commands as rc
from dispatch.domain import responder_messages as fm
from dispatch.domain import sensor_messages as sm
from dispatch.domain import shelter_commands as hc
from dispatch.domain import supply_commands as sc
from dispatch.domain import warning_commands as wc
from dispatch.domain.actors import SYSTEM_ROLE, Order
from dispatch.domain.area import Area
from dispatch.domain.deadlines import Deadline
from dispatch.domain.profile import Profile
from dispatch.domain.refusals import Rejected
from dispatch.domain.sayings import in_both
from dispatch.domain.subjects import subject_of


def decide(area: Area, command: c.Command, order: Order, profile: Profile) -> list[e.Event]:
    """Return what follows from a command, in order; nothing when it changes nothing.

    Raises `Rejected` when it may not be carried out; the area is then as it was.
    """
    if area.position == 0 and not isinstance(command, c.FoundArea):
        raise Rejected("not_founded", f"the area {area.area_id!r} is not founded yet")
    attaching.check_evidence(area, command)
    return _DECISIONS[type(command)](area, command, order, profile)


def _take_step(area: Area, command: c.TakeStep, order: Order, profile: Profile) -> list[e.Event]:
    take = _STEPS.get(command.lifecycle)
    if take is None:
        raise Rejected("unknown_lifecycle", f"no lifecycle {command.lifecycle!r}", "lifecycle")
    return take(area, command, order, profile)


def _let_pass(
    area: Area, command: c.LetDeadlinePass, order: Order, profile: Profile
) -> list[e.Event]:
    """Record a limit passed unmet and what the profile has follow; one that was met is nothing."""
    if order.actor.role != SYSTEM_ROLE:
        raise Rejected("role_may_not", "only the clock lets a deadline pass")
    deadline = area.deadlines.get(command.deadline_id)
    if deadline is None or deadline.due_at > order.at:
        return []
    return [e.DeadlinePassed(deadline=deadline), *_what_follows(area, deadline, order, profile)]


def _what_follows(area: Area, deadline: Deadline, order: Order, profile: Profile) -> list[e.Event]:
    """Return the step that the profile has follow; one that a rule forbids does not follow."""
    if deadline.lifecycle == "reservation":
        return supplying.lapse_by_clock(deadline)
    timer = profile.timers.get(deadline.timer)  # None: a later profile knows it no more
    if timer is None or timer.on_pass is None:
        return []
    action = timer.on_pass
    table = profile.lifecycles.get(deadline.lifecycle)  # None: what has no steps, a checklist's row
    if table is None or not table.rows_for(action, subject_of(area, deadline).state):
        return []
    said = in_both(f"{timer.zh}：时限已到", f"{timer.en} passed")
    step = c.TakeStep(
        lifecycle=deadline.lifecycle,
        subject_id=deadline.subject_id,
        action=action,
        particulars=c.Particulars(reason=said, timer=deadline.timer),
    )
    by_clock = order.by_engine(area.root)
    try:
        events = _STEPS[deadline.lifecycle](area, step, by_clock, profile)
    except Rejected:
        return []
    # The clock that has just passed is gone; the step has nothing of it left to stop.
    return [
        _without(event, deadline.deadline_id) if isinstance(event, e.StepTaken) else event
        for event in events
    ]


def _without(event: e.StepTaken, deadline_id: str) -> e.StepTaken:
    return replace(event, stopped=tuple(one for one in event.stopped if one != deadline_id))


# Who decides the steps of each lifecycle.
_STEPS: dict[str, Callable[[Area, c.TakeStep, Order, Profile], list[e.Event]]] = {
    "incident_handling": handling.take_step,
    "instruction": instructing.take_step,
    "team_availability": instructing.take_team_step,
    "road_measure": closing.take_step,
    "sensor": sensing.take_step,
    "responder": responding.take_step,
    "responder_call": responding.take_call_step,
    "shelter": sheltering.take_step,
    "support_request": supporting.take_step,
    "shipment": shipping.take_step,
    "command_post": commanding.take_step,
    "group_order": ordering.take_step,
    "plan": planning.take_step,
    "evacuation": evacuee_counting.take_step,
    "warning": warning_issuing.take_step,
    "warning_call": warning_relaying.take_step,
    "information_report": reporting.take_step,
    "shift": rostering.take_step,
}

_DECISIONS: dict[type[c.Command], Callable[[Area, Any, Order, Profile], list[e.Event]]] = {
    c.FoundArea: founding.found,
    c.RegisterPlaces: founding.register_places,
    c.EnrolTeams: founding.enrol_teams,
    c.RegisterDepots: founding.register_depots,
    c.RegisterShelters: founding.register_shelters,
    c.SendReport: intake.send_report,
    fc.SeparateReport: fusing.separate_report,
    fc.KeepApart: fusing.keep_apart,
    gm.RecordFacts: grading.record_facts,
    gm.SetGrade: grading.set_grade,
    c.TakeStep: _take_step,
    c.SetDemands: demanding.set_demands,
    c.RaiseAlarm: demanding.raise_alarm,
    c.SetPriority: handling.set_priority,
    c.AttestMatter: handling.attest,
    c.LetDeadlinePass: _let_pass,
    c.MakeRecommendation: choosing.make,
    c.AcceptRecommendation: choosing.accept,
    c.ChangeRecommendation: choosing.change,
    c.PinTeam: pinning.pin,
    c.UnpinTeam: pinning.unpin,
    c.ProposeExchange: exchanging.propose,
    c.AcceptExchange: exchanging.accept,
    c.DeclineExchange: exchanging.decline,
    c.GiveInstruction: sending.send_by_hand,
    vc.MoveUp: moving_up.move_up,
    vc.SendHome: moving_up.send_home,
    vc.RequestSupport: supporting.request,
    c.ReportProgress: instructing.report_progress,
    c.SeeWithdrawal: instructing.see_withdrawal,
    am.KeepAttachment: attaching.keep,
    am.ShowAttachment: attaching.show,
    sc.ReserveStock: supplying.reserve,
    sc.IssueStock: supplying.issue,
    sc.LoadShipment: shipping.load,
    sc.ReleaseReservation: supplying.release,
    sc.ReceiveStock: supplying.receive,
    sc.TakeStock: supplying.take,
    fm.RegisterResponders: responding.register,
    fm.PlaceResponder: responding.place,
    fm.AskResponders: responding.ask,
    sm.RegisterSensors: sensing.register,
    sm.TakeReadings: sensing.take,
    hc.AdmitEvacuees: sheltering.admit,
    hc.SeeEvacueesOff: sheltering.see_off,
    pc.NotifyPost: commanding.notify,
    pc.ManGroup: staffing.man_group,
    pc.SetObjective: staffing.set_objective,
    pc.ReportObjective: staffing.report_objective,
    pc.SetSector: staffing.set_sector,
    pc.FillPosition: staffing.fill_position,
    pc.NoteHandoverItem: handing_over.note_item,
    pc.FinishImprovement: staffing.finish_improvement,
    pc.OrderGroup: ordering.order_group,
    pc.RecordTouchedPlaces: touching.record,
    xc.OrderEvacuation: evacuating.order_out,
    xc.ExtendEvacuation: evacuating.extend,
    xc.TieEvacuation: evacuating.tie,
    xc.AssignEvacuees: evacuating.assign,
    xc.CountEvacuees: evacuee_counting.count,
    xc.ReportGoneBack: fetching_back.report_gone_back,
    xc.FetchBack: fetching_back.fetch,
    wc.TakeInWarning: warning_issuing.take_in,
    wc.IssueWarning: warning_issuing.issue,
    wc.ChangeWarning: warning_issuing.change,
    wc.TickMeasure: warning_relaying.tick,
    dc.PlanShifts: rostering.plan,
    dc.RecordAbsence: rostering.record_absence,
    dc.AnnotateLog: noting.annotate,
    lm.AcknowledgeAlarm: alarming.acknowledge,
    lm.AcknowledgeAlarms: alarming.acknowledge_all,
    lm.SnoozeAlarm: alarming.snooze,
    pm.RegisterPlans: planning.register,
    pm.DraftPlan: planning.draft,
    pm.TickStep: plan_activating.tick,
    pm.AcknowledgePlan: plan_activating.acknowledge,
    rc.SeeToReports: report_beginning.see_to,
    rc.OpenReport: report_beginning.open_by_hand,
    rc.WriteSheet: sheets.write,
    c.CloseRoad: closing.close,
    c.SlowRoad: closing.slow,
    c.BeginRoadCondition: closing.begin_condition,
    c.ReopenRoad: closing.reopen,
    c.PlanRoadHours: closing.plan_hours,
    c.RecordRoadImpact: closing.record_impact,
}
