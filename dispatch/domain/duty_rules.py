"""Hold how a profile has duty kept: its seats, how early one comes, how long a shift may last."""

import msgspec


class Seat(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A seat of a duty room, such as that of the leader 带班领导: a role, and how many of it."""

    zh: str
    en: str
    role: str
    at_least: int
    at_most: int


class DutyRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The seats by key, and the limits of a shift in seconds.

    One checks in `early_s` before the shift at the earliest; a seat nobody took counts as empty
    `late_s` after it began.
    """

    seats: dict[str, Seat]
    early_s: float
    late_s: float
    max_shift_s: float
    basis: str = ""

    def is_seated(self, role: str) -> bool:
        """Whether those of a role are on duty by a roster, where there is one."""
        return any(seat.role == role for seat in self.seats.values())
