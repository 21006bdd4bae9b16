"""Tell what happened in evacuations: ordered, counted, gone back."""

from dispatch.domain import evacuation_events as ve
from dispatch.domain import events as e
from dispatch.domain.lifecycle import Label
from dispatch.publishing.telling.lexicon import Lexicon, Words, with_reason


def _group(lex: Lexicon, group_id: str) -> str:
    group = lex.area.evacuation_groups.get(group_id)
    return group_id if group is None else f"{group_id} {lex.place(group.place_code)}"


def _ordered(_lex: Lexicon, event: ve.EvacuationOrdered) -> Label:
    people = sum(group.people for group in event.groups)
    return Label(
        f"转移避险 {event.evacuation.evacuation_id}：{len(event.groups)} 组 {people} 人",
        f"Evacuation {event.evacuation.evacuation_id} ordered: {len(event.groups)} groups,"
        f" {people} people",
    )


def _extended(_lex: Lexicon, event: ve.EvacuationExtended) -> Label:
    people = sum(group.people for group in event.groups)
    return Label(
        f"{event.evacuation_id} 扩大转移：增加 {len(event.groups)} 组 {people} 人",
        f"{event.evacuation_id} extended by {len(event.groups)} groups, {people} people",
    )


def _tied(_lex: Lexicon, event: ve.EvacuationTied) -> Label:
    return Label(
        f"{event.evacuation_id} 归属事件 {event.incident_id}",
        f"{event.evacuation_id} belongs to {event.incident_id}",
    )


def _assigned(_lex: Lexicon, event: ve.EvacueesAssigned) -> Label:
    count = len(event.assignments)
    return Label(
        f"{event.evacuation_id} 确定安置去向 {count} 项",
        f"{event.evacuation_id}: {count} assignments to shelters",
    )


def _counted(lex: Lexicon, event: ve.EvacueesCounted) -> Label:
    group = _group(lex, event.group_id)
    words = Label(
        f"{group}：应转 {event.people}，已通知 {event.notified}，已转移 {event.moved}",
        f"{group}: {event.people} people, {event.notified} notified, {event.moved} moved",
    )
    return with_reason(words, event.note)


def _went_back(lex: Lexicon, event: ve.EvacueesWentBack) -> Label:
    group = _group(lex, event.group_id)
    words = Label(
        f"{group}：{event.people} 人擅自返回", f"{group}: {event.people} people went back"
    )
    return with_reason(words, event.words)


def _fetching(lex: Lexicon, event: ve.FetchingOrdered) -> Label:
    group = _group(lex, event.group_id)
    return Label(
        f"{group}：已派 {event.instruction_id} 劝返",
        f"{group}: sent after them by {event.instruction_id}",
    )


def _nobody(lex: Lexicon, event: ve.NobodyToFetch) -> Label:
    group = _group(lex, event.group_id)
    return with_reason(
        Label(f"{group}：无人可派劝返", f"{group}: nobody could be sent after them"), event.reason
    )


WORDS: dict[type[e.Event], Words] = {
    ve.EvacuationOrdered: _ordered,
    ve.EvacuationExtended: _extended,
    ve.EvacuationTied: _tied,
    ve.EvacueesAssigned: _assigned,
    ve.EvacueesCounted: _counted,
    ve.EvacueesWentBack: _went_back,
    ve.FetchingOrdered: _fetching,
    ve.NobodyToFetch: _nobody,
}
