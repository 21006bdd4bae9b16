"""List what can have happened to a warning and the calls it makes, in the past tense."""

from dispatch.domain.deadlines import Deadline
from dispatch.domain.messages import AnEvent
from dispatch.domain.warning_calls import PlaceCall
from dispatch.domain.warnings import HazardWarning, WarningNotice


class WarningReceived(AnEvent, frozen=True):
    """A warning came in, or was issued here."""

    row: str
    warning: HazardWarning
    started: tuple[Deadline, ...] = ()


class WarningChanged(AnEvent, frozen=True):
    """Its issuer said a warning anew; `anew` has everybody called again."""

    warning_id: str
    notice: WarningNotice
    anew: bool


class WarningPassedOn(AnEvent, frozen=True):
    """A place passed a warning on to those below it 传达, which are called with it 叫应."""

    warning_id: str
    place_code: str
    by: str
    calls: tuple[PlaceCall, ...]
    started: tuple[Deadline, ...] = ()


class CallAnswered(AnEvent, frozen=True):
    """A place confirmed a warning 应答: who, and what was said."""

    call_id: str
    by: str
    words: str = ""


class PlaceCalledAgain(AnEvent, frozen=True):
    """A place that had not confirmed in time was called again."""

    call_id: str


class CallEscalated(AnEvent, frozen=True):
    """The place above, `told`, was told that one does not confirm a warning."""

    call_id: str
    told: str


class CallsSettled(AnEvent, frozen=True):
    """Calls ended with their warning, or gave way to a new round; `states` by place."""

    warning_id: str
    states: dict[str, str]
    stopped: tuple[str, ...] = ()


class TeamsPutOnStandby(AnEvent, frozen=True):
    """Teams of the area were told to stand by for a warning 待命."""

    warning_id: str
    team_ids: tuple[str, ...]


class MeasureTicked(AnEvent, frozen=True):
    """A place said that it has taken a measure of a warning's list, or has not after all."""

    warning_id: str
    place_code: str
    measure: str
    by: str
    note: str = ""
    taken: bool = True


WarningEvent = (
    WarningReceived
    | WarningChanged
    | WarningPassedOn
    | CallAnswered
    | PlaceCalledAgain
    | CallEscalated
    | CallsSettled
    | TeamsPutOnStandby
    | MeasureTicked
)
