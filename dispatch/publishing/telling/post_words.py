"""Tell what happened to command posts: called, approved, opened, handed over, debriefed."""

from dispatch.domain import events as e
from dispatch.domain import post_events as pe
from dispatch.domain.lifecycle import Label
from dispatch.domain.posts import LOWER, UPPER
from dispatch.publishing.telling.lexicon import Lexicon, Words, label_in, with_reason

SIDES = {
    UPPER: Label("上级", "the upper side"),
    LOWER: Label("下级", "the lower side"),
}


def _notified(lex: Lexicon, event: pe.PostNotified) -> Label:
    place = lex.place(event.place_code)
    words = Label(
        f"通知 {place} 会商（{event.post_id}）", f"{place} called together ({event.post_id})"
    )
    return with_reason(words, event.reason)


def _noticed(lex: Lexicon, event: pe.PostNoticed) -> Label:
    post = lex.subject("command_post", event.post_id)
    return with_reason(Label(f"再次告知 {post}", f"{post} told of more"), event.reason)


def _advice(lex: Lexicon, event: pe.AdviceGiven) -> Label:
    post = lex.subject("command_post", event.post_id)
    return with_reason(Label(f"专家建议 {post}", f"Experts advise {post}"), event.text)


def _level(response_level: int) -> Label:
    if not response_level:
        return Label("本级预案响应", "the own plan")
    return Label(f"{response_level} 级响应", f"response level {response_level}")


def _proposed(lex: Lexicon, event: pe.ResponseProposed) -> Label:
    post, level = lex.subject("command_post", event.post_id), _level(event.proposal.response_level)
    words = Label(f"{post} 建议启动{level.zh}", f"{post} proposes {level.en}")
    return with_reason(words, event.proposal.matters)


def _approved(lex: Lexicon, event: pe.ResponseApproved) -> Label:
    post, level = lex.subject("command_post", event.post_id), _level(event.approval.response_level)
    return Label(
        f"{post} 批准启动{level.zh}：{event.approval.approved_by}",
        f"{post}: {level.en} approved by {event.approval.approved_by}",
    )


def _written(lex: Lexicon, event: pe.ApprovalWritten) -> Label:
    post = lex.subject("command_post", event.post_id)
    return Label(f"{post} 口头批准已补书面", f"{post}: the approval is in writing")


def _commander(lex: Lexicon, event: pe.CommanderNamed) -> Label:
    post = lex.subject("command_post", event.post_id)
    return Label(
        f"{post} 现场总指挥 {event.commander}", f"{post}: on-scene commander {event.commander}"
    )


def _manned(lex: Lexicon, event: pe.GroupManned) -> Label:
    post, group, leader = event.post_id, lex.group(event.group), event.staff.leader
    if not leader:
        return Label(f"{post} 拟设{group.zh}", f"{post}: {group.en} called for")
    return Label(
        f"{post} {group.zh} 组长 {leader}，{event.staff.people} 人",
        f"{post}: {group.en} manned by {leader} with {event.staff.people} people",
    )


def _sector(_lex: Lexicon, event: pe.SectorSet) -> Label:
    one = event.sector
    return Label(
        f"{event.post_id} 分区 {one.name}：{one.supervisor}",
        f"{event.post_id}: sector {one.name} under {one.supervisor}",
    )


def _position(lex: Lexicon, event: pe.PositionFilled) -> Label:
    position = label_in(lex.profile.ics.positions, event.position)
    name = event.name or "—"
    return Label(
        f"{event.post_id} {position.zh}：{name}", f"{event.post_id}: {position.en}: {name}"
    )


def _objective(_lex: Lexicon, event: pe.ObjectiveSet) -> Label:
    one = event.objective
    return Label(
        f"{event.post_id} 目标 {one.objective_id}：{one.text}",
        f"{event.post_id}: objective {one.objective_id}: {one.text}",
    )


def _objective_told(_lex: Lexicon, event: pe.ObjectiveReported) -> Label:
    words = Label(
        f"{event.post_id} 目标 {event.objective_id} 完成 {event.percent}%",
        f"{event.post_id}: objective {event.objective_id} has come to {event.percent}%",
    )
    return with_reason(words, event.note)


def _requisition(_lex: Lexicon, event: pe.PropertyRequisitioned) -> Label:
    one = event.requisition
    return Label(
        f"{event.post_id} 征用 {one.what}（{one.owner}）",
        f"{event.post_id}: {one.what} of {one.owner} requisitioned",
    )


def _asked(lex: Lexicon, event: pe.EscalationRequested) -> Label:
    post, above = lex.subject("command_post", event.post_id), lex.place(event.asked_of)
    words = Label(f"{post} 请 {above} 扩大应急", f"{post} asks {above} to lead")
    return with_reason(words, event.reason)


def _answered(lex: Lexicon, event: pe.EscalationAnswered) -> Label:
    post = lex.subject("command_post", event.post_id)
    return with_reason(Label(f"上级答复 {post}", f"The level above answered {post}"), event.answer)


def _alarmed(lex: Lexicon, event: pe.DutyLeadAlarmed) -> Label:
    place = lex.place(event.place_code)
    copy = "" if event.copied_to is None else lex.place(event.copied_to)
    words = Label(
        f"提醒 {place} 带班领导" + (f"，抄送 {copy}" if copy else ""),
        f"The duty leader of {place} is alarmed" + (f", copy to {copy}" if copy else ""),
    )
    return with_reason(words, event.reason)


def _handover(lex: Lexicon, event: pe.HandoverBegun) -> Label:
    lower, upper = (lex.subject("command_post", one) for one in (event.post_id, event.to_post))
    return Label(
        f"指挥权移交：{lower} → {upper}（{event.order_ref}）",
        f"Handover begun: {lower} → {upper} ({event.order_ref})",
    )


def _item(lex: Lexicon, event: pe.HandoverItemNoted) -> Label:
    item = label_in(lex.profile.command.handover, event.item)
    return with_reason(Label(f"移交事项 {item.zh}", f"Handover, {item.en}"), event.note)


def _signed(lex: Lexicon, event: pe.HandoverSigned) -> Label:
    side, place = label_in(SIDES, event.side), lex.place(event.place_code)
    return Label(
        f"移交签字（{side.zh}）：{event.name}，{place}",
        f"Handover signed for {side.en}: {event.name}, {place}",
    )


def _cancelled(lex: Lexicon, event: pe.HandoverCancelled) -> Label:
    post = lex.subject("command_post", event.post_id)
    return Label(
        f"移交取消，仍由 {post} 指挥", f"The handover is cancelled, {post} goes on leading"
    )


def _consented(lex: Lexicon, event: pe.ControlConsented) -> Label:
    post = lex.subject("command_post", event.post_id)
    return Label(f"{post} 同意认定基本控制", f"{post} agrees that it is under control")


def _told(_lex: Lexicon, event: pe.ControlTold) -> Label:
    posts = "、".join(event.post_ids)
    return Label(f"告知基本控制：{posts}", f"Told that it is under control: {posts}")


def _debriefed(lex: Lexicon, event: pe.PostDebriefed) -> Label:
    post, count = lex.subject("command_post", event.post_id), len(event.improvements)
    words = Label(
        f"{post} 总结复盘，改进事项 {count} 项", f"{post} debriefed, improvements: {count}"
    )
    return with_reason(words, event.minutes)


def _improved(_lex: Lexicon, event: pe.ImprovementDone) -> Label:
    words = Label(
        f"{event.post_id} 改进事项 {event.number} 完成",
        f"{event.post_id}: improvement {event.number} made",
    )
    return with_reason(words, event.note)


def _ordered(lex: Lexicon, event: pe.GroupOrdered) -> Label:
    group = lex.group(event.group)
    return Label(
        f"{event.post_id} 任务 {event.order_id}，{group.zh}：{event.task}",
        f"{event.post_id}: task {event.order_id} to the {group.en}: {event.task}",
    )


def _reported(_lex: Lexicon, event: pe.GroupReported) -> Label:
    return Label(
        f"任务 {event.order_id} 反馈：{event.text}", f"Word of task {event.order_id}: {event.text}"
    )


def _touched(lex: Lexicon, event: pe.PlacesTouched) -> Label:
    places = "、".join(map(lex.place, event.place_codes))
    return with_reason(Label(f"涉及 {places}", f"It also touches {places}"), event.reason)


WORDS: dict[type[e.Event], Words] = {
    pe.PostNotified: _notified,
    pe.PostNoticed: _noticed,
    pe.AdviceGiven: _advice,
    pe.ResponseProposed: _proposed,
    pe.ResponseApproved: _approved,
    pe.ApprovalWritten: _written,
    pe.CommanderNamed: _commander,
    pe.GroupManned: _manned,
    pe.SectorSet: _sector,
    pe.PositionFilled: _position,
    pe.ObjectiveSet: _objective,
    pe.ObjectiveReported: _objective_told,
    pe.PropertyRequisitioned: _requisition,
    pe.EscalationRequested: _asked,
    pe.EscalationAnswered: _answered,
    pe.DutyLeadAlarmed: _alarmed,
    pe.HandoverBegun: _handover,
    pe.HandoverItemNoted: _item,
    pe.HandoverSigned: _signed,
    pe.HandoverCancelled: _cancelled,
    pe.ControlConsented: _consented,
    pe.ControlTold: _told,
    pe.PostDebriefed: _debriefed,
    pe.ImprovementDone: _improved,
    pe.GroupOrdered: _ordered,
    pe.GroupReported: _reported,
    pe.PlacesTouched: _touched,
}
