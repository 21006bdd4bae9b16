"""Tell what happened to the area, its reports and its incidents."""

from dispatch.domain import attachment_messages as am
from dispatch.domain import events as e
from dispatch.domain import fusion_events as fe
from dispatch.domain import grade_messages as gm
from dispatch.domain.lifecycle import Label
from dispatch.publishing.telling.lexicon import Lexicon, Words, with_reason


def _founded(_lex: Lexicon, event: e.AreaFounded) -> Label:
    return Label(f"建立指挥区 {event.name}", f"Command area founded: {event.name}")


def _places(_lex: Lexicon, event: e.PlacesRegistered) -> Label:
    count = len(event.places)
    return Label(f"登记行政区划 {count} 个", f"{count} places registered")


def _teams(_lex: Lexicon, event: e.TeamsEnrolled) -> Label:
    return Label(f"登记队伍 {len(event.teams)} 支", f"{len(event.teams)} teams enrolled")


def _depots(_lex: Lexicon, event: e.DepotsRegistered) -> Label:
    return Label(f"登记储备点 {len(event.depots)} 个", f"{len(event.depots)} depots registered")


def _shelters(_lex: Lexicon, event: e.SheltersRegistered) -> Label:
    count = len(event.shelters)
    return Label(f"登记避难场所 {count} 个", f"{count} shelters registered")


def _report(lex: Lexicon, event: e.ReportReceived) -> Label:
    report = event.report
    kind, source, place = lex.kind(report.kind), lex.source(report.source), lex.place
    words = Label(
        f"接报 {kind.zh}（{source.zh}，{place(report.place_code)}）",
        f"Report received: {kind.en} ({source.en}, {place(report.place_code)})",
    )
    return with_reason(words, report.text)


def _registered(lex: Lexicon, event: e.IncidentRegistered) -> Label:
    kind, place = lex.kind(event.kind), lex.place(event.place_code)
    return Label(
        f"接报登记 {event.incident_id}：{place} {kind.zh}，{event.priority} 级优先",
        f"Incident {event.incident_id} registered: {kind.en} at {place}, priority {event.priority}",
    )


def _linked(_lex: Lexicon, event: e.ReportLinked) -> Label:
    return Label(
        f"续报归入 {event.incident_id}（相距 {event.distance_m:.0f} 米）",
        f"Further report linked to {event.incident_id} ({event.distance_m:.0f} m away)",
    )


def _suspected(_lex: Lexicon, event: fe.DuplicateSuspected) -> Label:
    return Label(
        f"{event.incident_id} 疑与 {event.of} 为同一事件（{event.certainty:.0%}）",
        f"{event.incident_id} may be the same as {event.of} ({event.certainty:.0%})",
    )


def _merged(_lex: Lexicon, event: fe.IncidentMerged) -> Label:
    return Label(
        f"{event.incident_id} 并入 {event.into}", f"{event.incident_id} merged into {event.into}"
    )


def _separated(_lex: Lexicon, event: fe.IncidentSeparated) -> Label:
    return Label(
        f"{event.incident_id} 与 {event.out_of} 分开",
        f"{event.incident_id} separated from {event.out_of} again",
    )


def _report_separated(_lex: Lexicon, event: fe.ReportSeparated) -> Label:
    words = Label(
        f"一条报告自 {event.out_of} 分出，另立 {event.incident_id}",
        f"A report was taken out of {event.out_of}; {event.incident_id} begins with it",
    )
    return with_reason(words, event.reason)


def _kept_apart(_lex: Lexicon, event: fe.KeptApart) -> Label:
    words = Label(
        f"{event.incident_id} 与 {event.of} 确认为不同事件",
        f"{event.incident_id} is not the same as {event.of}",
    )
    return with_reason(words, event.reason)


def _facts(lex: Lexicon, event: gm.FactsRecorded) -> Label:
    facts = lex.facts(event.facts)
    return Label(f"情况：{facts.zh}（{event.source}）", f"Figures: {facts.en} ({event.source})")


def _grade_proposed(lex: Lexicon, event: gm.GradeProposed) -> Label:
    if event.proposal is None:
        return Label("不再达到任何事件等级", "The figures come to no grade any more")
    grade, rule_set = lex.grade(event.proposal.grade), event.proposal.rule_set
    return Label(
        f"建议定级 {grade.zh}（{rule_set}）", f"Grade proposed: {grade.en} (rules {rule_set})"
    )


def _grade_set(lex: Lexicon, event: gm.GradeSet) -> Label:
    grade = lex.grade(event.grade)
    return with_reason(Label(f"定级 {grade.zh}", f"Graded: {grade.en}"), event.reason)


def _step(lex: Lexicon, event: e.StepTaken) -> Label:
    row = lex.row(event.lifecycle, event.row, event.action)
    whose = lex.subject(event.lifecycle, event.subject_id)
    words = Label(f"{row.zh} {whose}", f"{row.en}, {whose}")
    if event.moved:
        state = lex.state(event.lifecycle, event.went_to)
        words = Label(f"{words.zh} → {state.zh}", f"{words.en} → {state.en}")
    return lex.done_before(with_reason(words, event.reason), event.done_at)


def _verified(lex: Lexicon, event: e.IncidentVerified) -> Label:
    kind, grade = lex.kind(event.kind), lex.grade(event.grade)
    return Label(f"核实属实：{kind.zh}，{grade.zh}", f"Confirmed: {kind.en}, {grade.en}")


def _lead(lex: Lexicon, event: e.LeadPassed) -> Label:
    place = lex.place(event.place_code)
    post = f"（{event.post_id}）" if event.post_id else ""
    return Label(f"由 {place}{post} 负责指挥", f"The lead is with {place}{post}")


def _activated(lex: Lexicon, event: e.ResponseActivated) -> Label:
    response, grade = event.activation, lex.grade(event.grade)
    organ = lex.place(response.organ)
    zh = f"{response.response_level} 级响应" if response.response_level else "本级预案响应"
    en = f"level {response.response_level}" if response.response_level else "the own plan"
    words = Label(
        f"{organ} 启动{zh}，{grade.zh}", f"{organ} activated the response: {en}, {grade.en}"
    )
    return with_reason(words, response.matters)


def _held(_lex: Lexicon, _event: e.SafetyHoldOrdered) -> Label:
    return Label("下令撤离避险", "Rescuers ordered back from a direct threat")


def _hold_lifted(_lex: Lexicon, _event: e.SafetyHoldLifted) -> Label:
    return Label("解除避险，恢复行动", "The hold is lifted, rescuers may go on")


def _transferred(_lex: Lexicon, event: e.IncidentTransferred) -> Label:
    return Label(f"移送 {event.receiver}", f"Transferred to {event.receiver}")


def _demands(lex: Lexicon, event: e.DemandsSet) -> Label:
    needs = lex.needs(event.team_needs, event.supply_needs, event.shelter_places)
    return with_reason(Label(f"需求：{needs.zh}", f"Demands: {needs.en}"), event.reason)


def _alarm(_lex: Lexicon, event: e.AlarmRaised) -> Label:
    return with_reason(
        Label(f"升级出动至 {event.alarm} 级", f"Alarm {event.alarm} raised"), event.reason
    )


def _priority(_lex: Lexicon, event: e.PrioritySet) -> Label:
    return with_reason(
        Label(f"优先级调整为 {event.priority}", f"Priority set to {event.priority}"), event.reason
    )


def _attested(_lex: Lexicon, event: e.MatterAttested) -> Label:
    return with_reason(
        Label(f"确认事项 {event.matter}", f"Vouched for: {event.matter}"), event.evidence
    )


def _lapsed(_lex: Lexicon, _event: e.AttestationsLapsed) -> Label:
    return Label(
        "事件重启，此前确认的事项失效", "The incident began anew; what was vouched for lapsed"
    )


def _deadline(lex: Lexicon, event: e.DeadlinePassed) -> Label:
    due = event.deadline
    timer, whose = lex.timer(due.timer), lex.subject(due.lifecycle, due.subject_id)
    if not due.late:
        return Label(f"到时：{timer.zh}，{whose}", f"Time is up: {timer.en}, {whose}")
    at = lex.local(due.due_at).strftime("%H:%M")
    return Label(
        f"逾期：{timer.zh}，{whose}（应于 {at} 前）",
        f"Overdue: {timer.en}, {whose} (was due by {at})",
    )


def _attachment(_lex: Lexicon, _event: am.AttachmentKept) -> Label:
    return Label("上传照片", "Photograph attached")


def _attachment_shown(_lex: Lexicon, _event: am.AttachmentShown) -> Label:
    return Label("引用照片为凭证", "Photograph named as evidence")


WORDS: dict[type[e.Event], Words] = {
    e.AreaFounded: _founded,
    e.PlacesRegistered: _places,
    e.TeamsEnrolled: _teams,
    e.DepotsRegistered: _depots,
    e.SheltersRegistered: _shelters,
    e.ReportReceived: _report,
    e.IncidentRegistered: _registered,
    e.ReportLinked: _linked,
    fe.DuplicateSuspected: _suspected,
    fe.IncidentMerged: _merged,
    fe.IncidentSeparated: _separated,
    fe.ReportSeparated: _report_separated,
    fe.KeptApart: _kept_apart,
    gm.FactsRecorded: _facts,
    gm.GradeProposed: _grade_proposed,
    gm.GradeSet: _grade_set,
    e.StepTaken: _step,
    e.IncidentVerified: _verified,
    e.LeadPassed: _lead,
    e.ResponseActivated: _activated,
    e.SafetyHoldOrdered: _held,
    e.SafetyHoldLifted: _hold_lifted,
    e.IncidentTransferred: _transferred,
    e.DemandsSet: _demands,
    e.AlarmRaised: _alarm,
    e.PrioritySet: _priority,
    e.MatterAttested: _attested,
    e.AttestationsLapsed: _lapsed,
    e.DeadlinePassed: _deadline,
    am.AttachmentKept: _attachment,
    am.AttachmentShown: _attachment_shown,
}
