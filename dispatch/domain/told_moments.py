"""Check the moments that somebody in the field tells: clocks out there are not ours."""

from dispatch.domain.refusals import Rejected

FUTURE_TOLERANCE_S = 300.0  # phones' clocks are off by minutes; by more, the moment is a mistake


def check_told(moment: float | None, now: float, field: str) -> None:
    """Raise `Rejected` for a moment, where one is told, that lies in the future."""
    if moment is not None and moment > now + FUTURE_TOLERANCE_S:
        raise Rejected("in_the_future", f"{field} lies in the future", field)
