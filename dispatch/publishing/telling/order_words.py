"""Tell what happened to orders: who was proposed and sent, what was answered, who is safe."""

from typing import Any

from dispatch.domain import events as e
from dispatch.domain import order_events as oe
from dispatch.domain.lifecycle import Label
from dispatch.publishing.telling.lexicon import Lexicon, Words, label_in, listed, with_reason

SETTLED = {
    "ACCEPTED": Label("采纳", "accepted"),
    "CHANGED": Label("人工调整后采纳", "changed by hand"),
    "SUPERSEDED": Label("由新建议取代", "superseded by a newer one"),
    "DECLINED": Label("不采纳", "declined"),
    "LAPSED": Label("已失效", "lapsed"),
}


def _recommended(lex: Lexicon, event: e.RecommendationMade) -> Label:
    made = event.recommendation
    who = lex.teams(one.team_id for one in made.teams) or "—"
    short = listed(
        Label(f"{need.zh} {missing}", f"{missing} × {need.en}")
        for need, missing in ((lex.need(one.need), one.missing) for one in made.shortfalls)
    )
    words = Label(
        f"调派建议 {made.recommendation_id}：{who}",
        f"Recommendation {made.recommendation_id}: {who}",
    )
    if not made.shortfalls:
        return words
    return Label(f"{words.zh}；缺口 {short.zh}", f"{words.en}; short of {short.en}")


def _settled(_lex: Lexicon, event: e.RecommendationSettled) -> Label:
    became = label_in(SETTLED, event.settlement)
    words = Label(
        f"调派建议 {event.recommendation_id} {became.zh}",
        f"Recommendation {event.recommendation_id} {became.en}",
    )
    return with_reason(words, event.reason)


def _pinned(lex: Lexicon, event: e.TeamPinned) -> Label:
    team = lex.team(event.team_id)
    return with_reason(Label(f"指定 {team} 前往", f"{team} is wanted there"), event.reason)


def _unpinned(lex: Lexicon, event: e.TeamUnpinned) -> Label:
    team = lex.team(event.team_id)
    words = Label(f"不再指定 {team}", f"{team} is not insisted on any longer")
    return with_reason(words, event.reason)


def _exchange(lex: Lexicon, event: e.ExchangeProposed) -> Label:
    one = event.exchange
    moves = "、".join(f"{lex.team(move.team_id)} → {move.incident_id}" for move in one.moves)
    return Label(f"换派建议 {one.exchange_id}：{moves}", f"Exchange {one.exchange_id}: {moves}")


def _exchanged(_lex: Lexicon, event: e.ExchangeSettled) -> Label:
    became = label_in(SETTLED, event.settlement)
    words = Label(
        f"换派建议 {event.exchange_id} {became.zh}", f"Exchange {event.exchange_id} {became.en}"
    )
    return with_reason(words, event.reason)


def _detached(lex: Lexicon, event: e.DetachmentFormed) -> Label:
    team = lex.team(event.out_of)
    return Label(
        f"{team} 派出分队 {event.team.name}（{event.team.people} 人）",
        f"{team} sends the detachment {event.team.name} ({event.team.people} people)",
    )


def _rejoined(lex: Lexicon, event: e.DetachmentRejoined) -> Label:
    team = lex.team(event.team_id)
    return Label(f"分队 {team} 归建", f"The detachment {team} rejoined its team")


def _given(lex: Lexicon, event: oe.InstructionGiven) -> Label:
    team, serves = lex.team(event.team_id), lex.capability(event.capability)
    minutes = "" if event.travel_s is None else f"，约 {event.travel_s / 60:.0f} 分钟路程"
    drive = "" if event.travel_s is None else f", {event.travel_s / 60:.0f} min by road"
    words = Label(
        f"指令 {event.instruction_id}：派 {team}（{serves.zh}，{event.crews} 组{minutes}）",
        f"Order {event.instruction_id} to {team} ({serves.en}, crews: {event.crews}{drive})",
    )
    return with_reason(words, event.task)


def _progress(lex: Lexicon, event: oe.ProgressReported) -> Label:
    order = lex.order(event.instruction_id)
    words = Label(f"进展 {order}", f"Progress, {order}")
    if event.team_needs:
        needs = lex.needs(event.team_needs, ())
        words = Label(f"请求增援 {needs.zh} {order}", f"More is wanted, {needs.en}, {order}")
    return lex.done_before(with_reason(words, event.text), event.done_at)


def _withdrawal_seen(lex: Lexicon, event: oe.WithdrawalSeen) -> Label:
    order = lex.order(event.instruction_id)
    return Label(f"已知悉撤销 {order}", f"Knows that it is called off, {order}")


def _reminded(lex: Lexicon, event: oe.OrderReminded) -> Label:
    order, owed = lex.order(event.instruction_id), lex.awaited(event.awaits)
    return Label(f"催办 {order}：待{owed.zh}", f"Reminded, {order}: owes {owed.en}")


def _call_asked(lex: Lexicon, event: oe.CallAsked) -> Label:
    order, place = lex.order(event.instruction_id), lex.place(event.place_code)
    return Label(
        f"请 {place} 值班室电话联系 {order}", f"The duty room of {place} is to telephone, {order}"
    )


def _call_settled(lex: Lexicon, event: oe.CallSettled) -> Label:
    order = lex.order(event.instruction_id)
    words = (
        Label(f"电话已联系上 {order}", f"Reached by telephone, {order}")
        if event.reached
        else Label(f"电话未联系上 {order}", f"Not reached by telephone, {order}")
    )
    return with_reason(words, event.result)


def _supervised(lex: Lexicon, event: oe.SupervisorTold) -> Label:
    order, place = lex.order(event.instruction_id), lex.place(event.place_code)
    owed = lex.awaited(event.awaits)
    return Label(
        f"报 {place} 督办 {order}：待{owed.zh}",
        f"Supervisors at {place} told, {order}: owes {owed.en}",
    )


def _roll_called(lex: Lexicon, event: oe.RollCalled) -> Label:
    order = lex.order(event.instruction_id)
    expected = "" if event.expected is None else f"（应到 {event.expected} 人）"
    asked = "" if event.expected is None else f" ({event.expected} expected)"
    return Label(f"点名 {order}{expected}", f"Roll call, {order}{asked}")


def _roll_answered(lex: Lexicon, event: oe.RollAnswered) -> Label:
    order = lex.order(event.instruction_id)
    expected = "?" if event.expected is None else event.expected
    words = Label(
        f"点名应答 {order}：安全 {event.safe} 人，另有 {event.elsewhere} 人在他处，"
        f"应到 {expected} 人",
        f"Roll call answered, {order}: {event.safe} safe, {event.elsewhere} elsewhere, "
        f"{expected} expected",
    )
    return with_reason(words, event.words)


def _mayday(lex: Lexicon, event: oe.MaydayCalled) -> Label:
    team = lex.team(event.team_id)
    return with_reason(Label(f"紧急求救：{team}", f"Mayday: {team}"), event.words)


def _mayday_over(lex: Lexicon, event: oe.MaydayCleared) -> Label:
    team = lex.team(event.team_id)
    return with_reason(Label(f"求救解除：{team}", f"Mayday over: {team}"), event.reason)


def _about(zh: str, en: str) -> Words:
    """Return words for an event that says no more than whose order it is about."""

    def told(lex: Lexicon, event: Any) -> Label:
        order = lex.order(event.instruction_id)
        return Label(f"{zh} {order}", f"{en}, {order}")

    return told


WORDS: dict[type[e.Event], Words] = {
    e.RecommendationMade: _recommended,
    e.RecommendationSettled: _settled,
    e.TeamPinned: _pinned,
    e.TeamUnpinned: _unpinned,
    e.ExchangeProposed: _exchange,
    e.ExchangeSettled: _exchanged,
    e.DetachmentFormed: _detached,
    e.DetachmentRejoined: _rejoined,
    oe.InstructionGiven: _given,
    oe.ProgressReported: _progress,
    oe.WithdrawalSeen: _withdrawal_seen,
    oe.OrderReminded: _reminded,
    oe.CallAsked: _call_asked,
    oe.CallSettled: _call_settled,
    oe.SupervisorTold: _supervised,
    oe.RollCalled: _roll_called,
    oe.RollAnswered: _roll_answered,
    oe.RollMissed: _about("点名未应答", "Roll call not answered"),
    oe.TeamHeldBack: _about("令其撤离避险", "Ordered to withdraw"),
    oe.HoldAcknowledged: _about("确认撤离", "Withdraws"),
    oe.HoldMissed: _about("未按时确认撤离", "Has not said in time that it withdraws"),
    oe.TeamMayGoOn: _about("可恢复行动", "May go on"),
    oe.GoingOnAcknowledged: _about("已知悉恢复行动", "Knows that it may go on"),
    oe.MaydayCalled: _mayday,
    oe.MaydayCleared: _mayday_over,
}
