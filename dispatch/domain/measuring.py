"""Judge a sensor's readings by a rule: what counts, whether it is an alarm, how often it flips."""

from collections.abc import Sequence

from dispatch.domain.sensors import AlarmRule, Limit, Reading


def measured(rule: AlarmRule, limit: Limit, readings: Sequence[Reading]) -> float:
    """Return what a rule judges of readings in order of time, the last of which has just come.

    That is its value; or, for a rate, how far it lies above the lowest (or below the highest, and
    then it is negative) of the last `over_s` seconds.
    """
    last = readings[-1]
    if rule.over_s is None:
        return last.value
    within = [one.value for one in readings if last.at - rule.over_s <= one.at <= last.at]
    return last.value - (min(within) if limit.upward else max(within))


def flips(
    rule: AlarmRule, limit: Limit, readings: Sequence[Reading], since: float, raised: bool
) -> int:
    """Return how often an alarm would have been raised or cleared by readings from `since` on."""
    count = 0
    for index, reading in enumerate(readings):
        if reading.at < since:
            continue
        now = limit.is_raised(measured(rule, limit, readings[: index + 1]), raised)
        count += now != raised
        raised = now
    return count
