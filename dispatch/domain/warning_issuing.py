"""Decide what becomes of warnings 预警: taken in, issued, said anew, lifted, expired."""

from collections.abc import Callable

from msgspec.structs import replace

from dispatch.domain import commands as c
from dispatch.domain import events as e
from dispatch.domain import warning_commands as wc
from dispatch.domain import warning_events as we
from dispatch.domain import warning_relaying as relaying
from dispatch.domain.actors import Order
from dispatch.domain.area import Area
from dispatch.domain.deadlines import Moments, started
from dispatch.domain.evolve import folded
from dispatch.domain.lifecycle import NEW
from dispatch.domain.profile import Profile
from dispatch.domain.refusals import Rejected
from dispatch.domain.rules import Situation, within_jurisdiction
from dispatch.domain.steps import authorise, choose_row, step_taken
from dispatch.domain.warning_guards import issuer_of, kind_of
from dispatch.domain.warnings import (
    HazardWarning,
    MessageKind,
    WarningMessage,
    WarningNotice,
    WarningStatus,
    is_hit,
)

TABLE = "warning"


def take_in(area: Area, command: wc.TakeInWarning, order: Order, profile: Profile) -> list[e.Event]:
    """Take in a message: a new warning, or what its issuer has become of an earlier one.

    An update of what is not known here is a new warning: feeds change without notice, and nobody
    must go unwarned for that.
    """
    message = command.message
    if _came_before(area, message):
        return []
    referenced = _referenced(area, message)
    s = Situation(area=area, profile=profile, order=order, message=message)
    if message.kind is MessageKind.CANCEL:
        if not referenced:
            reason = f"no warning that stands here came by {', '.join(message.references)}"
            raise Rejected("unknown_reference", reason, "references")
        return _lifted(s, referenced, message.words or f"cancelled by {message.message_id}")
    if message.notice is None:
        raise Rejected("input_missing", "it says nothing", "notice")
    notice = replace(message.notice, message_id=message.message_id)
    if message.kind is MessageKind.UPDATE and referenced:
        first, *others = referenced
        if message.sent_at < first.notice.issued_at:
            reason = f"{first.warning_id} was said anew later than this"
            raise Rejected("superseded", reason, "sent")
        events = _changed(replace(s, warning=first), notice, message.status)
        return events + _lifted(s, others, f"superseded by {message.message_id}")
    return _begun(s, "receive", _draft(s, notice, message.issuer, message.status))


def issue(area: Area, command: wc.IssueWarning, order: Order, profile: Profile) -> list[e.Event]:
    """Issue a warning as the organ of a place."""
    authorise(area, order.actor, command.place_code)
    s = Situation(area=area, profile=profile, order=order)
    status = WarningStatus.EXERCISE if area.exercise else WarningStatus.ACTUAL
    notice = replace(command.notice, issued_at=order.at, message_id="")
    draft = _draft(s, notice, issuer_of(s), status)
    return _begun(s, "issue", replace(draft, place_code=command.place_code))


def change(area: Area, command: wc.ChangeWarning, order: Order, profile: Profile) -> list[e.Event]:
    """Say a warning anew, as the organ that issued it."""
    warning = area.warning(command.warning_id)
    authorise(area, order.actor, warning.place_code)
    if command.notice.kind != warning.notice.kind:
        reason = f"a warning of another kind is another warning: this is {warning.notice.kind}"
        raise Rejected("wrong_kind", reason, "notice.kind")
    s = Situation(area=area, profile=profile, order=order, warning=warning)
    notice = replace(command.notice, issued_at=order.at, message_id="")
    return _changed(s, notice, warning.status)


def take_step(area: Area, command: c.TakeStep, order: Order, profile: Profile) -> list[e.Event]:
    """Take a step of a warning by its table; it is changed by its own command."""
    warning = area.warning(command.subject_id)
    authorise(area, order.actor, warning.place_code, *warning.notice.place_codes)
    if command.action == "update":
        raise Rejected("input_missing", "say what the warning says now", "notice")
    s = Situation(
        area=area, profile=profile, order=order, particulars=command.particulars, warning=warning
    )
    return step(s, warning, command.action)


def step(s: Situation, warning: HazardWarning, action: str) -> list[e.Event]:
    """Return the events of a step of a warning and what it brings about."""
    table = s.profile.lifecycles[TABLE]
    row = choose_row(table, warning.state, action, s)
    moments = Moments(step_at=s.order.at, ends_at=warning.notice.ends_at)
    taken = step_taken(s, table, row, warning.warning_id, warning.state, moments)
    effects = (event for name in row.effects for event in EFFECTS[name](s, warning))
    return [taken, *effects]


def _begun(s: Situation, action: str, draft: HazardWarning) -> list[e.Event]:
    _check(s, draft.notice)
    s = replace(s, warning=draft)
    row = choose_row(s.profile.lifecycles[TABLE], NEW, action, s)
    moments = Moments(step_at=s.order.at, ends_at=draft.notice.ends_at)
    warning = replace(draft, state=row.moves[NEW])
    events: list[e.Event] = [
        we.WarningReceived(
            row=row.id,
            warning=warning,
            started=started(s.profile, row.starts, TABLE, draft.warning_id, moments),
        )
    ]
    return events + _put_on_standby(s, warning)


def _changed(s: Situation, notice: WarningNotice, status: WarningStatus) -> list[e.Event]:
    """Return the events of a warning said anew; graver or for more places, all are called anew."""
    before = s.warning
    assert before is not None  # noqa: S101 - callers pass it
    _check(s, notice)
    after = replace(before, notice=notice, status=status)
    taken, *_ = step(replace(s, warning=after), after, "update")
    anew = _is_graver(before.notice, notice) or not all(
        is_hit(before.notice, s.area.places, code) for code in notice.place_codes
    )
    events: list[e.Event] = [taken]
    events += relaying.settled(s, before, all_of_them=anew, still=notice)
    events.append(we.WarningChanged(before.warning_id, notice, anew))
    return events + _put_on_standby(s, after)


def _is_graver(before: WarningNotice, after: WarningNotice) -> bool:
    if before.colour is None or after.colour is None:
        return before.colour is not after.colour
    return after.colour.rank < before.colour.rank


def _lifted(s: Situation, warnings: list[HazardWarning], reason: str) -> list[e.Event]:
    """Return the events that lift warnings on a message of their issuer's."""
    assert s.message is not None  # noqa: S101 - callers pass it
    told = c.Particulars(reason=reason, evidence=(s.message.message_id,))
    events: list[e.Event] = []
    for warning in warnings:
        now = folded(s.area, events, s.order.at)
        events += step(replace(s, area=now, warning=warning, particulars=told), warning, "lift")
    return events


def _draft(
    s: Situation, notice: WarningNotice, issuer: str, status: WarningStatus
) -> HazardWarning:
    jurisdiction = s.order.actor.jurisdiction
    place_code = jurisdiction if jurisdiction in s.area.places else s.area.root
    return HazardWarning(
        warning_id=s.area.next_id("warning", "W"),
        place_code=place_code,
        issuer=issuer,
        status=status,
        state="",
        notice=notice,
        received_at=s.order.at,
        received_from=s.order.actor.name,
        to_relay=(place_code,),
    )


def _put_on_standby(s: Situation, warning: HazardWarning) -> list[e.Event]:
    """Have the teams of the area stand by, where the colour has it (突发事件应对法 art. 67)."""
    colour = s.profile.warnings.of(warning.notice.colour)
    if colour is None or not colour.standby or warning.status is WarningStatus.TEST:
        return []
    wanted = set(kind_of(s, warning.notice.kind).capabilities)
    team_ids = tuple(
        sorted(
            team.team_id
            for team in s.area.teams.values()
            if not wanted.isdisjoint(team.capabilities)
            and team.team_id not in warning.standby
            and team.detached_from is None
            and is_hit(warning.notice, s.area.places, team.place_code)
        )
    )
    return [we.TeamsPutOnStandby(warning.warning_id, team_ids)] if team_ids else []


def _check(s: Situation, notice: WarningNotice) -> None:
    """Refuse a notice that lacks what the law asks of it, or is for elsewhere; `Rejected`."""
    kind_of(s, notice.kind)
    for field in ("matters", "advice", "issued_by"):
        if not getattr(notice, field).strip():
            reason = "a warning states it (突发事件应对法 art. 64)"
            raise Rejected("input_missing", reason, f"notice.{field}")
    if notice.ends_at <= notice.begins_at:
        raise Rejected("wrong_window", "it would end before it begins", "notice.ends_at")
    if notice.ends_at <= s.order.at:
        raise Rejected("wrong_window", "it is over already", "notice.ends_at")
    if not notice.place_codes:
        reason = "no place here lies in the area that may be hit"
        raise Rejected("no_place_here", reason, "notice.place_codes")
    for code in notice.place_codes:
        if code not in s.area.places:
            raise Rejected("unknown_place", f"no place {code!r}", "notice.place_codes")
        jurisdiction = s.order.actor.jurisdiction
        if not within_jurisdiction(s.area, jurisdiction, (code,)):
            reason = f"{code} lies outside {jurisdiction}"
            raise Rejected("outside_jurisdiction", reason, "notice.place_codes")


def _came_before(area: Area, message: WarningMessage) -> bool:
    """Whether a message was taken in already; another one under its id is refused."""
    for warning in area.warnings.values():
        if warning.ended_by == message.message_id:
            return True
        for notice in (warning.notice, *warning.past):
            if notice.message_id != message.message_id:
                continue
            if message.notice is not None and same_words(message.notice, notice):
                return True
            reason = f"{message.message_id} stands for another message already"
            raise Rejected("message_id_taken", reason, "identifier")
    return False


def same_words(one: WarningNotice, other: WarningNotice) -> bool:
    """Whether two notices say the same, whichever messages brought them."""
    return replace(one, message_id="") == replace(other, message_id="")


def _referenced(area: Area, message: WarningMessage) -> list[HazardWarning]:
    """Return the warnings that stand and came by messages this one refers to, the newest first."""
    wanted = set(message.references)
    found = [
        one
        for one in area.warnings.values()
        if one.is_open and not wanted.isdisjoint(one.message_ids)
    ]
    return sorted(found, key=lambda one: -one.revision)


EFFECTS: dict[str, Callable[[Situation, HazardWarning], list[e.Event]]] = {
    "pass_on": lambda s, warning: relaying.passed_on(s, warning, warning.place_code),
    "settle_calls": lambda s, warning: relaying.settled(s, warning, all_of_them=True),
}
