"""Hold a shift of a duty room 值班: who is to be there, who is, and how it was handed over."""

import msgspec

# States of the table that the code knows by name.
PLANNED, UNMANNED, ON_DUTY, HANDING_OVER = "PLANNED", "UNMANNED", "ON_DUTY", "HANDING_OVER"
HANDED_OVER = "HANDED_OVER"

THERE = frozenset({ON_DUTY, HANDING_OVER})
"""What a shift is in while somebody is on duty by it: until it is relieved, whatever the hour."""

OUTGOING, INCOMING = "outgoing", "incoming"
"""The two sides that sign a handover of duty 交接班."""


class Seated(msgspec.Struct, frozen=True):
    """Somebody who is to be on duty, in one of the profile's seats; `name` is that of a user.

    `absent` says why they do not come, or left; `stands_in_for` whom they came for.
    """

    name: str
    seat: str
    contact: str = ""
    checked_in_at: float | None = None
    absent: str = ""
    stands_in_for: str = ""

    @property
    def is_expected(self) -> bool:
        """Whether they are to be there, or are."""
        return not self.absent

    @property
    def is_there(self) -> bool:
        """Whether they have checked in, and not left since."""
        return self.checked_in_at is not None and not self.absent


class OpenItem(msgspec.Struct, frozen=True):
    """Something that is not settled when duty changes hands: an incident, a clock that passed …

    `what` is one of the kinds of `duty_items`, `subject_id` names whose it is in its `lifecycle`,
    `since_at` is when it began.
    """

    what: str
    lifecycle: str
    subject_id: str
    since_at: float
    timer: str = ""

    @property
    def key(self) -> str:
        """What tells it from others."""
        return f"{self.what}/{self.lifecycle}/{self.subject_id}/{self.timer}"


class DutySignature(msgspec.Struct, frozen=True):
    """A name under a handover, and what was said with it."""

    name: str
    at: float
    words: str = ""


class ShiftHandover(msgspec.Struct, frozen=True):
    """Duty passing to the next shift, with what the engine found open; signed by both sides."""

    to_shift: str
    begun_at: float
    items: tuple[OpenItem, ...] = ()
    signatures: dict[str, DutySignature] = {}


class Shift(msgspec.Struct, frozen=True):
    """A shift of a place's duty room, from `begins_at` to `ends_at`, in epoch seconds UTC.

    `told` are the places that were told nobody came. `revision` is the log position of its last
    change.
    """

    shift_id: str
    place_code: str
    begins_at: float
    ends_at: float
    people: tuple[Seated, ...]
    state: str
    planned_by: str = ""
    is_open: bool = True
    handover: ShiftHandover | None = None
    told: tuple[str, ...] = ()
    overdue: tuple[str, ...] = ()
    reached: dict[str, float] = {}
    revision: int = 0

    @property
    def there(self) -> tuple[str, ...]:
        """The names of those who are on duty by it."""
        return tuple(one.name for one in self.people if one.is_there)

    @property
    def expected(self) -> tuple[str, ...]:
        """The names of those who are to be on duty by it."""
        return tuple(one.name for one in self.people if one.is_expected)

    def seated(self, name: str) -> Seated | None:
        """Return somebody of it by name; who stands in, or comes back, counts."""
        return next((one for one in self.people if one.name == name and one.is_expected), None)

    def covers(self, at: float) -> bool:
        """Whether a moment falls into its hours."""
        return self.begins_at <= at < self.ends_at
