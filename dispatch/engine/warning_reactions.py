"""Say what follows by itself from a warning: it goes down the levels, and posts are called."""

from collections.abc import Callable, Iterator
from typing import Any

from dispatch.domain import commands as c
from dispatch.domain import events as e
from dispatch.domain import post_commands as pc
from dispatch.domain import warning_events as we
from dispatch.domain.area import Area
from dispatch.domain.places import lineage
from dispatch.domain.profile import Profile
from dispatch.domain.sayings import in_both
from dispatch.domain.warning_calls import call_id
from dispatch.domain.warnings import HazardWarning, WarningStatus
from dispatch.engine.post_reactions import stood_down


def moved(event: e.StepTaken, area: Area, profile: Profile) -> Iterator[c.Command]:
    """Yield what a step of a warning has follow."""
    if event.over:
        yield from _posts_go(area, event.subject_id)
    elif event.action in ("relay", "call"):
        yield from _when_all_are_called(profile, area.warnings[event.subject_id])


def _posts_go(area: Area, warning_id: str) -> Iterator[c.Command]:
    """What was called together for a warning goes with it."""
    called = [one for one in area.command_posts.values() if one.warning_id == warning_id]
    called.sort(key=lambda one: one.place_code)
    yield from stood_down(called, in_both("预警已结束", "the warning is over"))


def _begin(event: we.WarningReceived, area: Area, profile: Profile) -> Iterator[c.Command]:
    warning = area.warnings[event.warning.warning_id]
    yield from _pass_on_from_the_top(area, profile, warning)
    yield from _consult(area, profile, warning)


def _begin_anew(event: we.WarningChanged, area: Area, profile: Profile) -> Iterator[c.Command]:
    warning = area.warnings[event.warning_id]
    # Where nobody is called anew there is nothing to be passed on by hand.
    yield from _pass_on_from_the_top(area, profile, warning, even_by_hand=not event.anew)
    yield from _consult(area, profile, warning)


def _pass_on_from_the_top(
    area: Area, profile: Profile, warning: HazardWarning, even_by_hand: bool = False
) -> Iterator[c.Command]:
    if even_by_hand or _is_passed_by_itself(area, profile, warning, warning.place_code):
        yield _step("warning", warning.warning_id, "relay")


def _consult(area: Area, profile: Profile, warning: HazardWarning) -> Iterator[c.Command]:
    """Call the command posts of the area together, of the levels the colour names."""
    colour = profile.warnings.of(warning.notice.colour)
    if colour is None or not colour.consults or warning.status is WarningStatus.TEST:
        return
    by = warning.notice.issued_by
    reason = in_both(f"{by}发布{colour.zh}预警", f"{colour.en.lower()} warning of {by}")
    for code in sorted(_seats(area, profile, warning)):
        yield pc.NotifyPost(code, warning_id=warning.warning_id, reason=reason)


def _seats(area: Area, profile: Profile, warning: HazardWarning) -> Iterator[str]:
    colour = profile.warnings.of(warning.notice.colour)
    levels = colour.consults if colour else ()
    codes = {above for one in warning.notice.place_codes for above in lineage(area.places, one)}
    waiting = list(warning.notice.place_codes)
    while waiting:  # those below an area that is named as a whole
        for code in area.below.get(waiting.pop(), ()):
            if code not in codes:
                codes.add(code)
                waiting.append(code)
    for code in codes:
        place = area.places.get(code)
        if place is not None and place.admin_level in levels:
            yield code


def _passed(event: we.WarningPassedOn, area: Area, profile: Profile) -> Iterator[c.Command]:
    """Those who are to pass it on and do so by machine do so at once."""
    warning = area.warnings[event.warning_id]
    for call in event.calls:
        if call.must_relay and _is_passed_by_itself(area, profile, warning, call.place_code):
            yield _step("warning_call", call_id(event.warning_id, call.place_code), "relay")
    yield from _when_all_are_called(profile, warning)


def _when_all_are_called(profile: Profile, warning: HazardWarning) -> Iterator[c.Command]:
    """With the last place called all are; with the last answer everybody acts."""
    if warning.to_relay:
        return
    if profile.lifecycles["warning"].rows_for("call", warning.state):
        yield _step("warning", warning.warning_id, "call")
    elif warning.answered == warning.called:
        yield from _act(profile, warning)


def _answered(event: we.CallAnswered, area: Area, profile: Profile) -> Iterator[c.Command]:
    warning = area.warnings[area.warning_calls[event.call_id].warning_id]
    yield from _when_all_are_called(profile, warning)


def _ticked(event: we.MeasureTicked, area: Area, profile: Profile) -> Iterator[c.Command]:
    """With the first measure that is taken somebody acts."""
    if event.taken:
        yield from _act(profile, area.warnings[event.warning_id])


def _act(profile: Profile, warning: HazardWarning) -> Iterator[c.Command]:
    if profile.lifecycles["warning"].rows_for("act", warning.state):
        yield _step("warning", warning.warning_id, "act")


def _is_passed_by_itself(
    area: Area, profile: Profile, warning: HazardWarning, place_code: str
) -> bool:
    colour, place = profile.warnings.of(warning.notice.colour), area.places.get(place_code)
    if warning.status is WarningStatus.TEST:
        return False
    if colour is not None and colour.at_once:
        return True
    return place is not None and place.admin_level in profile.warnings.relayed_by_itself


def _step(lifecycle: str, subject_id: str, action: str) -> c.TakeStep:
    return c.TakeStep(lifecycle, subject_id, action)


REACTIONS: dict[type[Any], Callable[[Any, Area, Profile], Iterator[c.Command]]] = {
    we.WarningReceived: _begin,
    we.WarningChanged: _begin_anew,
    we.WarningPassedOn: _passed,
    we.CallAnswered: _answered,
    we.MeasureTicked: _ticked,
}
