"""Name the rules of warnings and of the calls they make; each answers a reason, or nothing."""

from dispatch.domain.actors import SYSTEM_ROLE
from dispatch.domain.profile import EventClass
from dispatch.domain.refusals import Rejected
from dispatch.domain.rules import Rule, Situation
from dispatch.domain.warning_calls import PlaceCall
from dispatch.domain.warning_policy import WarningKind
from dispatch.domain.warnings import HazardWarning, WarningStatus

AGENCY = slice(6, 9)  # of the first part of a 31-character id: 610111 416 000 00


def is_no_test(s: Situation) -> str | None:
    """A test of the line is taken in, and nobody acts on it."""
    return "it is a test of the line" if _warning(s).status is WarningStatus.TEST else None


def is_a_test(s: Situation) -> str | None:
    """Only a test of the line is taken in without more ado."""
    return None if _warning(s).status is WarningStatus.TEST else "it is no test"


def status_fits_the_area(s: Situation) -> str | None:
    """What is an exercise belongs in a drill's area, and what is in earnest does not."""
    exercise = _warning(s).status is WarningStatus.EXERCISE
    if exercise == s.area.exercise:
        return None
    if exercise:
        return "an exercise is taken in where a drill runs, not here"
    return "this is the area of a drill: what is in earnest is not taken in here"


def status_stays(s: Situation) -> str | None:
    """What was in earnest stays so when it is said anew; an exercise stays one."""
    before = s.area.warnings[_warning(s).warning_id].status
    return None if _warning(s).status is before else f"it was {before}, and stays that"


def agency_may_issue_it(s: Situation) -> str | None:
    """Weather signals come from weather stations only (气象灾害防御条例 art. 30)."""
    kind, issuer = _kind(s), _warning(s).issuer
    if "/" in issuer or not kind.agencies or issuer[AGENCY] in kind.agencies:
        return None  # issued here is for `issuer_may_issue_it`
    allowed = ", ".join(kind.agencies)
    return f"a warning of {kind.en.lower()} comes from agency {allowed}, not {issuer[AGENCY]}"


def issuer_may_issue_it(s: Situation) -> str | None:
    """Who issues which kind here is said by the profile; weather signals by weather stations."""
    kind, role = _kind(s), s.order.actor.role
    if role in kind.issued_by:
        return None
    return f"a warning of {kind.en.lower()} is issued by {', '.join(kind.issued_by)}, not {role}"


def issues_at_its_level(s: Situation) -> str | None:
    """County and above issue, lower levels relay (突发事件应对法 art. 64)."""
    lowest = s.profile.warnings.issuing.lowest
    place = s.area.places.get(_warning(s).place_code)
    if place is not None and place.admin_level.rank <= lowest.rank:
        return None
    return f"warnings are issued by the {lowest.value.lower()} or above; lower levels pass them on"


def colour_is_given(s: Situation) -> str | None:
    """Only warnings of public security have no colour (突发事件应对法 art. 63)."""
    if _warning(s).notice.colour is not None or _kind(s).event_class == EventClass.SECURITY:
        return None
    return "say the colour: only a warning of public security has none"


def only_its_issuer_changes_it(s: Situation) -> str | None:
    """Only the organ that issued a warning changes or lifts it (突发事件应对法 art. 70)."""
    issuer = _warning(s).issuer
    speaks_for = s.message.issuer if s.message else issuer_of(s)
    if s.order.actor.role == SYSTEM_ROLE and s.message is None:
        return None
    return None if speaks_for == issuer else f"only {issuer}, who issued it, changes or lifts it"


def all_are_called(s: Situation) -> str | None:
    """Every place in the area has been called."""
    waiting = _warning(s).to_relay
    return f"{', '.join(waiting)}: not passed on yet" if waiting else None


def has_places_below(s: Situation) -> str | None:
    """There are places below it in the area."""
    return None if _call(s).must_relay else "there is nobody below it to pass it on to"


def is_not_passed_on(s: Situation) -> str | None:
    """It is passed on once."""
    by = _call(s).relayed_by
    return f"{by} has passed it on already" if by else None


def somebody_is_left_to_tell(s: Situation) -> str | None:
    """There is a place above that was not told yet."""
    if next_to_tell(s, _call(s)) is None:
        return "all those above have been told"
    return None


def next_to_tell(s: Situation, call: PlaceCall) -> str | None:
    """Return the nearest place above that was not told yet, up to where the warning came in."""
    top = s.area.warnings[call.warning_id].place_code
    code = call.place_code
    while code != top and (place := s.area.places.get(code)) and place.parent is not None:
        code = place.parent
        if code not in call.told:
            return code
    return None


def issuer_of(s: Situation) -> str:
    """Return the organ for which somebody speaks who issues here: a place and a role."""
    return f"{s.order.actor.jurisdiction}/{s.order.actor.role}"


def kind_of(s: Situation, key: str) -> WarningKind:
    """Return a kind of warning; raises `Rejected` where the profile has none of that name."""
    if (kind := s.profile.warnings.kinds.get(key)) is None:
        raise Rejected("unknown_warning_kind", f"no kind of warning {key!r}", "notice.kind")
    return kind


def _kind(s: Situation) -> WarningKind:
    return kind_of(s, _warning(s).notice.kind)


def _warning(s: Situation) -> HazardWarning:
    assert s.warning is not None  # noqa: S101 - the loader pairs rules with tables
    return s.warning


def _call(s: Situation) -> PlaceCall:
    assert s.call is not None  # noqa: S101 - the loader pairs rules with tables
    return s.call


WARNING_RULES: dict[str, Rule] = {
    rule.__name__: rule
    for rule in (
        is_no_test,
        is_a_test,
        status_fits_the_area,
        status_stays,
        agency_may_issue_it,
        issuer_may_issue_it,
        issues_at_its_level,
        colour_is_given,
        only_its_issuer_changes_it,
        all_are_called,
    )
}

CALL_RULES: dict[str, Rule] = {
    rule.__name__: rule for rule in (has_places_below, is_not_passed_on, somebody_is_left_to_tell)
}
