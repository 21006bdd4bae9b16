"""Hold a warning 预警 as it stands: what it says, whom it was passed to, what was done under it."""

from enum import StrEnum

import msgspec

from dispatch.domain.places import Places, lineage
from dispatch.domain.warning_policy import Colour
from routing.geo import Position


class WarningStatus(StrEnum):
    """Whether a warning is in earnest, a drill's 演练, or only a test of the line."""

    ACTUAL = "ACTUAL"
    EXERCISE = "EXERCISE"
    TEST = "TEST"


Polygon = tuple[tuple[Position, ...], ...]  # the outline and then its holes, each closed


class WarningNotice(msgspec.Struct, frozen=True):
    """What a warning says: the particulars of 突发事件应对法 art. 64.

    `kind` is a key of the profile's; `colour` is None for public security alone. It holds from
    `begins_at` to `ends_at`. The area that may be hit is `place_codes`, with all that lies in
    them, and for the map the `polygons` they were found by, in WGS-84. `matters` is what
    to beware of 警示事项, `advice` what to do 应采取的措施. `message_id` is the id of the message
    that brought it, empty where it was issued here; `event_words` and `area_words` are the
    issuer's own.
    """

    kind: str
    colour: Colour | None
    begins_at: float
    ends_at: float
    place_codes: tuple[str, ...]
    matters: str
    advice: str
    issued_by: str
    issued_at: float
    headline: str = ""
    event_words: str = ""
    area_words: str = ""
    polygons: tuple[Polygon, ...] = ()
    message_id: str = ""


class MessageKind(StrEnum):
    """What a message does: it warns, says it anew, or takes it back."""

    ALERT = "ALERT"
    UPDATE = "UPDATE"
    CANCEL = "CANCEL"


class WarningMessage(msgspec.Struct, frozen=True):
    """A message about a warning, as it came in: read, and its area found among the places here.

    `issuer` is the first part of its 31-character id: area, agency, unit, extension. `references`
    are the ids of the messages it takes the place of. A cancel needs no notice.
    """

    message_id: str
    issuer: str
    kind: MessageKind
    status: WarningStatus
    sent_at: float
    notice: WarningNotice | None = None
    references: tuple[str, ...] = ()
    words: str = ""


class Tick(msgspec.Struct, frozen=True):
    """A measure that somebody said is taken, with what was noted."""

    by: str
    at: float
    note: str = ""


class HazardWarning(msgspec.Struct, frozen=True):
    """A warning that was received or issued here.

    It is passed down from `place_code`; `to_relay` are the places that have it and have not passed
    it on yet. `issuer` alone changes it or lifts it. `past` are its earlier notices. `ticks` are
    the measures taken, by place and key; `standby` the teams that stand by for it. `revision` is
    the log position of its last notice. `called` and `answered` count the calls 叫应 of the round
    that runs. `ended_by` is the id of the message that ended it, or why it ended.
    """

    warning_id: str
    place_code: str
    issuer: str
    status: WarningStatus
    state: str
    notice: WarningNotice
    received_at: float
    received_from: str
    revision: int = 0
    past: tuple[WarningNotice, ...] = ()
    ended_by: str = ""
    reached: dict[str, float] = {}
    to_relay: tuple[str, ...] = ()
    ticks: dict[str, dict[str, Tick]] = {}
    standby: tuple[str, ...] = ()
    called: int = 0
    answered: int = 0
    is_open: bool = True
    overdue: tuple[str, ...] = ()

    @property
    def message_ids(self) -> tuple[str, ...]:
        """The ids of all messages about it that came in, the first one first."""
        notices = (*self.past, self.notice)
        return tuple(one.message_id for one in notices if one.message_id)


def concerns(notice: WarningNotice, places: Places, code: str) -> bool:
    """Whether a place lies in the area that may be hit, or holds some of it."""
    above = lineage(places, code)
    if any(one in above for one in notice.place_codes):
        return True
    return any(code in lineage(places, one) for one in notice.place_codes)


def is_hit(notice: WarningNotice, places: Places, code: str) -> bool:
    """Whether a place lies in the area that may be hit."""
    return any(one in notice.place_codes for one in lineage(places, code))
