"""Tell what happened to information reports upwards: due, told, written, signed, answered."""

from dispatch.domain import events as e
from dispatch.domain import report_events as re
from dispatch.domain.information_reports import SheetState
from dispatch.domain.lifecycle import Label
from dispatch.publishing.telling.lexicon import Lexicon, Words, with_reason

_MOVED = {
    SheetState.DRAFT: Label("退回修改", "sent back to the drafter"),
    SheetState.SUBMITTED: Label("送审", "laid before the leader"),
    SheetState.SIGNED: Label("签发", "signed off"),
    SheetState.SENT: Label("报出", "sent"),
    SheetState.ACKED: Label("已接收", "acknowledged"),
    SheetState.RETURNED: Label("被退回", "returned"),
}


def _begun(lex: Lexicon, event: re.InformationReportBegun) -> Label:
    report, place = event.report, lex.place(event.report.place_code)
    to = "" if report.to_code is None else lex.place(report.to_code)
    return Label(
        f"信息报告 {report.chain_id}：{place}应报 {to}".rstrip(),
        f"Information report {report.chain_id}: {place} owes {to or 'one beyond this area'} word",
    )


def _followup(_lex: Lexicon, event: re.FollowupDue) -> Label:
    return Label(f"{event.chain_id} 续报时限调整", f"{event.chain_id}: the next follow-up moves")


def _phoned(_lex: Lexicon, event: re.ReportPhoned) -> Label:
    to = event.to
    words = Label(f"{event.chain_id} 电话报告 {to}", f"{event.chain_id} told to {to} by telephone")
    return with_reason(words, event.words)


def _written(_lex: Lexicon, event: re.SheetWritten) -> Label:
    title = event.sheet.title
    return Label(f"{event.chain_id} 拟写《{title}》", f"{event.chain_id}: sheet written: {title}")


def _dropped(_lex: Lexicon, event: re.SheetDropped) -> Label:
    words = Label(
        f"{event.chain_id} 第 {event.number} 件作废",
        f"{event.chain_id}: sheet {event.number} dropped",
    )
    return with_reason(words, event.reason)


def _moved(lex: Lexicon, event: re.SheetMoved) -> Label:
    how, place = _MOVED[event.state], lex.place(event.place_code)
    words = Label(
        f"{event.chain_id} 第 {event.number} 件{how.zh}（{place} {event.name}）",
        f"{event.chain_id}: sheet {event.number} {how.en} ({place}, {event.name})",
    )
    return with_reason(words, event.reason)


def _asked(lex: Lexicon, event: re.SheetAsked) -> Label:
    if event.kind is None:
        words = Label(f"{event.chain_id} 无需再报", f"{event.chain_id}: nothing more is owed")
    else:
        kind = lex.profile.sheets.forms[event.kind]
        words = Label(f"{event.chain_id} 应报{kind.zh}", f"{event.chain_id}: owed is {kind.en}")
    return with_reason(words, event.reason)


def _alarmed(lex: Lexicon, event: re.ReportAlarmed) -> Label:
    timer, place = lex.timer(event.timer), lex.place(event.place_code)
    return Label(
        f"{event.chain_id} 逾期未报（{timer.zh}），提醒{place}带班领导",
        f"{event.chain_id} is late ({timer.en}): the duty leader of {place} is alarmed",
    )


def _noted(_lex: Lexicon, event: re.ReportNoted) -> Label:
    return with_reason(Label(f"{event.chain_id} 备注", f"{event.chain_id}: noted"), event.text)


WORDS: dict[type[e.Event], Words] = {
    re.InformationReportBegun: _begun,
    re.FollowupDue: _followup,
    re.ReportPhoned: _phoned,
    re.SheetWritten: _written,
    re.SheetDropped: _dropped,
    re.SheetMoved: _moved,
    re.SheetAsked: _asked,
    re.ReportAlarmed: _alarmed,
    re.ReportNoted: _noted,
}
