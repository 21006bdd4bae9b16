"""Judge a sensor's readings by a rule: what counts, whether it is an alarm, whether it crosses."""

from collections.abc import Iterator, Sequence

from dispatch.domain.sensors import AlarmRule, Limit, Reading


def measured(
    rule: AlarmRule, limit: Limit, readings: Sequence[Reading], until: int | None = None
) -> float:
    """Return what a rule judges of readings in order of time, the last of which has just come.

    That is its value; or, for a rate, how far it lies above the lowest (or below the highest, and
    then it is negative) of the last `over_s` seconds. With `until` the reading there is the last.
    """
    index = len(readings) - 1 if until is None else until
    last = readings[index]
    if rule.over_s is None:
        return last.value
    within = _looking_back(readings, index, last.at - rule.over_s)
    return last.value - (min(within) if limit.upward else max(within))


def crosses(rule: AlarmRule, limit: Limit, readings: Sequence[Reading]) -> bool:
    """Whether an alarm would have been raised or cleared after the first of some readings."""
    raised = limit.is_raised(measured(rule, limit, readings, 0), False)
    return any(
        limit.is_raised(measured(rule, limit, readings, index), raised) != raised
        for index in range(1, len(readings))
    )


def _looking_back(readings: Sequence[Reading], index: int, since: float) -> Iterator[float]:
    while index >= 0 and readings[index].at >= since:
        yield readings[index].value
        index -= 1
