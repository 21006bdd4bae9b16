"""Prove the alarm budget of a profile: every alarm has its group and weight, and some may shout."""

from collections import Counter
from collections.abc import Iterator

from dispatch.domain.alarm_rules import CONDITIONS
from dispatch.domain.profile import Profile
from dispatch.domain.warning_policy import Colour
from dispatch.profile.relied_on import LIFECYCLES

CLOCKED = frozenset({*LIFECYCLES, "reservation", "checklist_step", "plan_call"})
"""What has clocks: the subjects of tables; what is promised, to be ticked or acknowledged."""


def problems_of_alarms(profile: Profile) -> Iterator[str]:
    """Yield what is wrong with `alarms.yaml`, one clear line each."""
    rules, where = profile.alarms, "alarms.yaml"
    if rules.shouting < 1:
        yield f"{where}: shouting: one at least, or nothing would be heard"
    for name, seconds in (
        ("acknowledged_s", rules.acknowledged_s),
        ("max_snooze_s", rules.max_snooze_s),
    ):
        if seconds <= 0:
            yield f"{where}: {name}: more than nothing is expected"
    yield from _weights(profile, where)
    for condition in CONDITIONS:
        if condition not in rules.groups:
            yield f"{where}: groups: {condition}: missing, there is such an alarm"
    yield from _clocks(profile, where)


def _weights(profile: Profile, where: str) -> Iterator[str]:
    rules = profile.alarms
    for priority in profile.dispatch.priority_weights:
        if priority not in rules.priority_weights:
            yield f"{where}: priority_weights: {priority}: missing, incidents have that priority"
    for colour in Colour:
        if colour not in rules.colour_weights:
            yield f"{where}: colour_weights: {colour}: missing, warnings have that colour"
    weights = {
        **{f"priority_weights: {key}": one for key, one in rules.priority_weights.items()},
        **{f"colour_weights: {key}": one for key, one in rules.colour_weights.items()},
        **{f"groups: {key}: harm": one.harm for key, one in rules.groups.items()},
        "other_weight": rules.other_weight,
    }
    for name, weight in weights.items():
        if weight < 1:
            yield f"{where}: {name}: one at least"


def _clocks(profile: Profile, where: str) -> Iterator[str]:
    groups = profile.alarms.groups
    timers = Counter(one for group in groups.values() for one in group.timers)
    lifecycles = Counter(one for group in groups.values() for one in group.lifecycles)
    for key, group in groups.items():
        if group.loud is not None and group.loud < 1:
            yield f"{where}: groups: {key}: loud: one at least"
        for timer in group.timers:
            if timer not in profile.timers:
                yield f"{where}: groups: {key}: unknown timer {timer!r}"
            elif not profile.timers[timer].late:
                yield f"{where}: groups: {key}: nobody is late by {timer!r}"
        for name in group.lifecycles:
            if name not in CLOCKED:
                yield f"{where}: groups: {key}: {name!r} has no clocks"
    for name, count in (timers + lifecycles).items():
        if count > 1:
            yield f"{where}: groups: {name!r} stands in {count} of them"
