"""Say how the calls of a warning went, for the evaluation 成效评估: who answered, and who never."""

from collections.abc import Iterable
from statistics import median

import msgspec

from dispatch.domain.warning_calls import PlaceCall


class CallReview(msgspec.Struct, frozen=True):
    """The calls of a warning: how many in all, answered in time, answered late, never answered.

    `median_s` is the time from the call to the answer of those that answered, None without any.
    `late` and `unanswered` name the calls, `not_passed_on` the places that had it passed on past
    them.
    """

    called: int
    in_time: int
    median_s: float | None
    late: tuple[PlaceCall, ...]
    unanswered: tuple[PlaceCall, ...]
    not_passed_on: tuple[str, ...]


def reviewed(calls: Iterable[PlaceCall]) -> CallReview:
    """Return how calls went; one whose limit has not passed yet is none of the three."""
    found = sorted(calls, key=lambda one: one.place_code)
    answered = [one for one in found if one.answered_at is not None]
    times = [one.answered_at - one.called_at for one in answered if one.answered_at is not None]
    return CallReview(
        called=len(found),
        in_time=sum(not one.missed for one in answered),
        median_s=median(times) if times else None,
        late=tuple(one for one in answered if one.missed),
        unanswered=tuple(one for one in found if one.answered_at is None and one.missed),
        not_passed_on=tuple(one.place_code for one in found if "warning.relay" in one.overdue),
    )
