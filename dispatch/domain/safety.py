"""Know whether the people of an order are safe: the last roll call, a hold, a mayday."""

from enum import StrEnum

import msgspec

from dispatch.domain.profile import TeamNeed


class Hold(StrEnum):
    """Where a team stands with a withdrawal 撤离避险: ordered back, knows it, may go on again."""

    NONE = ""
    ORDERED = "ORDERED"
    SEEN = "SEEN"
    LIFTED = "LIFTED"


class Headcount(msgspec.Struct, frozen=True):
    """An answer to a roll call 点名: so many are safe, so many accounted for elsewhere.

    `expected` is how many went, None where that was not told. `at` is in epoch seconds UTC.
    """

    at: float
    safe: int
    elsewhere: int = 0
    expected: int | None = None
    words: str = ""

    @property
    def differs_by(self) -> int:
        """How many are missing; below 0 there are more than went, and somebody miscounted."""
        return 0 if self.expected is None else self.expected - self.safe - self.elsewhere


class Mayday(msgspec.Struct, frozen=True):
    """A call for help by a team itself, standing; `wanted` is what was demanded more for it."""

    called_at: float
    words: str = ""
    wanted: tuple[TeamNeed, ...] = ()


class Safety(msgspec.Struct, frozen=True):
    """What is known of the safety of those who serve by an order.

    `roll_called_at` is set while an answer is owed, `rolls_missed` counts the limits that passed
    since without one.
    """

    roll_called_at: float | None = None
    rolls_missed: int = 0
    headcount: Headcount | None = None
    hold: Hold = Hold.NONE
    mayday: Mayday | None = None


class CallTask(msgspec.Struct, frozen=True):
    """A task to the duty room of a place: reach a team by telephone, and say how it went.

    `awaits` is what the team owes an answer to (see `Instruction.awaits`).
    """

    place_code: str
    contact: str
    awaits: tuple[str, ...]
    asked_at: float
