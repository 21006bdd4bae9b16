"""Hold the alarm budget of a profile: how much may shout at once, and what weighs how much."""

from functools import cached_property

import msgspec

from dispatch.domain.warning_policy import Colour

# What is alarming and no clock of its own: found by the code, weighed by the profile.
MAYDAY, HEADCOUNT, CALL_OWED = "mayday", "headcount", "call_owed"
WARNING_UNANSWERED, SEAT_EMPTY, SENSOR_SILENT = "warning_unanswered", "seat_empty", "sensor_silent"
UNSOUND, PART_DOWN, OTHER = "unsound", "part_down", "other"
CONDITIONS = (
    *(MAYDAY, HEADCOUNT, CALL_OWED),
    *(WARNING_UNANSWERED, SEAT_EMPTY, SENSOR_SILENT),
    *(UNSOUND, PART_DOWN, OTHER),
)
OUTSIDE = frozenset({UNSOUND, PART_DOWN})
"""What is known of the process and not of the log."""


class AlarmGroup(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Alarms of one kind: `harm` is what leaving one of them does, against the others.

    The clocks that belong to it are named one by one (`timers`), or are all those of `lifecycles`
    that no group names. What `may_snooze` not is put off by nobody. While others wait, `loud` of it
    shout at most: three hundred silent villages must not drown the one team nobody hears of.
    """

    zh: str
    en: str
    harm: int
    timers: tuple[str, ...] = ()
    lifecycles: tuple[str, ...] = ()
    may_snooze: bool = True
    loud: int | None = None
    basis: str = ""


class AlarmRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """At most `shouting` alarms shout at once at anybody; the others wait, by rank.

    Harm is that of the group times the weight of the incident's priority or the warning's colour.
    Who acknowledges one has `acknowledged_s` before it shouts again, who snoozes one may put it off
    by `max_snooze_s`.
    """

    shouting: int
    acknowledged_s: float
    max_snooze_s: float
    priority_weights: dict[int, int]
    colour_weights: dict[Colour, int]
    other_weight: int
    groups: dict[str, AlarmGroup]

    @cached_property
    def _by_timer(self) -> dict[str, str]:
        return {timer: key for key, group in self.groups.items() for timer in group.timers}

    @cached_property
    def _by_lifecycle(self) -> dict[str, str]:
        return {name: key for key, group in self.groups.items() for name in group.lifecycles}

    def group_of(self, lifecycle: str, timer: str) -> str:
        """Return the group of a clock; one that no group names is among the others."""
        return self._by_timer.get(timer) or self._by_lifecycle.get(lifecycle, OTHER)
