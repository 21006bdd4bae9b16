"""Hold what somebody said to an alarm: that it is seen to, or that it is put off."""

import msgspec


class AlarmAnswer(msgspec.Struct, frozen=True):
    """What somebody said to an alarm: it is seen to, or put off (`snoozed`), until `until_at`.

    It holds for the occasion `since_at` alone, and while the harm is no greater than it was.
    """

    by: str
    reason: str
    answered_at: float
    until_at: float
    since_at: float
    harm: int
    snoozed: bool = False
