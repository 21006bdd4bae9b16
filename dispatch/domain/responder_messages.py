"""List the orders and facts about first responders; most of it are steps of their two tables."""

from dispatch.domain.deadlines import Deadline
from dispatch.domain.messages import ACommand, AnEvent
from dispatch.domain.responders import Responder, ResponderCall
from routing.geo import Position


class RegisterResponders(ACommand, frozen=True):
    """Enter people who agreed to be asked, or replace the record of known ones; all or none."""

    responders: tuple[Responder, ...]


class PlaceResponder(ACommand, frozen=True):
    """Tell where a responder is; `at` is the moment of it."""

    responder_id: str
    position: Position
    at: float


class AskResponders(ACommand, frozen=True):
    """Ask those near an incident who were not asked yet, up to the profile's number."""

    incident_id: str


class RespondersRegistered(AnEvent, frozen=True):
    """People who agreed to be asked were entered."""

    row: str
    state: str
    responders: tuple[Responder, ...]


class ResponderPlaced(AnEvent, frozen=True):
    """A responder is elsewhere."""

    responder_id: str
    position: Position
    at: float


class RespondersAsked(AnEvent, frozen=True):
    """Responders near an incident were asked to go there."""

    incident_id: str
    row: str
    calls: tuple[ResponderCall, ...]
    started: tuple[Deadline, ...] = ()


ResponderCommand = RegisterResponders | PlaceResponder | AskResponders
ResponderEvent = RespondersRegistered | ResponderPlaced | RespondersAsked
