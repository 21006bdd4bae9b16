"""Tell in a line what an event of the log was, for a log of activities."""

from collections.abc import Iterator

from dispatch.domain import events as e
from dispatch.domain import order_events as oe
from dispatch.domain import post_events as pe
from dispatch.domain.area import Area
from dispatch.domain.envelope import Recorded
from dispatch.domain.profile import Profile
from dispatch.publishing.ics.form import Source


def activities(source: Source) -> Iterator[tuple[str, str, str]]:
    """Yield moment, who, and what happened, for what is worth a line, in order."""
    for recorded in source.log:
        told = line_of(source.area, source.profile, recorded)
        if told:
            who = f"{recorded.actor.name} ({recorded.actor.role})"
            yield source.clock(recorded.recorded_at), who, told


def line_of(area: Area, profile: Profile, recorded: Recorded) -> str:
    """Return what happened in a line of Chinese and English; empty for what is not worth one."""
    event = recorded.event
    match event:
        case e.StepTaken():
            return _step(area, profile, event)
        case e.ReportReceived():
            return f"接报 Report: {event.report.text or event.report.kind}"
        case e.LeadPassed():
            return f"指挥权归属 Lead: {_place(area, event.place_code)}"
        case e.ResponseActivated():
            return f"响应级别 Response level {event.activation.response_level}"
        case oe.InstructionGiven():
            return f"指令 Order {event.instruction_id}: {_team(area, event.team_id)} {event.task}"
        case oe.ProgressReported():
            return f"进展 Progress {event.instruction_id}: {event.text}"
        case _:
            return _of_posts(area, profile, event)


def _of_posts(area: Area, profile: Profile, event: e.Event) -> str:
    match event:
        case pe.PostNotified():
            return f"通知会商 Called: {_place(area, event.place_code)} {event.reason}"
        case pe.CommanderNamed():
            return f"现场总指挥 Commander: {event.commander}"
        case pe.AdviceGiven():
            return f"专家建议 Advice: {event.text}"
        case pe.ObjectiveSet():
            return f"目标 Objective {event.objective.objective_id}: {event.objective.text}"
        case pe.ObjectiveReported():
            return f"目标进展 Objective {event.objective_id}: {event.percent}% {event.note}"
        case pe.GroupManned():
            group = profile.groups[event.group]
            return f"{group.zh} {group.en}: {event.staff.leader}"
        case pe.GroupOrdered():
            group = profile.groups[event.group]
            return f"任务 Task {event.order_id} {group.zh}: {event.task}"
        case pe.GroupReported():
            return f"反馈 Feedback {event.order_id}: {event.text}"
        case pe.EscalationRequested():
            return f"请求扩大应急 Asked to lead: {_place(area, event.asked_of)} {event.reason}"
        case pe.DutyLeadAlarmed():
            return f"提醒带班领导 Duty leader alarmed: {_place(area, event.place_code)}"
        case _:
            return ""


def _step(area: Area, profile: Profile, event: e.StepTaken) -> str:
    if event.lifecycle == "team_availability" or not event.moved:
        return ""
    table = profile.lifecycles[event.lifecycle]
    row = next((one for one in table.rows if one.id == event.row), None)
    words = f"{row.zh} {row.en}" if row is not None else event.action
    whose = event.subject_id
    if event.lifecycle == "instruction":
        whose = f"{whose} {_team(area, area.instructions[event.subject_id].team_id)}"
    return f"{words} {whose}" + (f": {event.reason}" if event.reason else "")


def _place(area: Area, code: str) -> str:
    place = area.places.get(code)
    return place.name if place is not None else code


def _team(area: Area, team_id: str) -> str:
    team = area.teams.get(team_id)
    return team.name if team is not None else team_id
