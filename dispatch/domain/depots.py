"""Know the depots and their stock: what is there, what is promised, and what has left."""

from enum import StrEnum

import msgspec
from immutables import Map

from routing.geo import Position


class Stock(msgspec.Struct, frozen=True):
    """The quantity of one supply on hand, and how much of it is already promised."""

    on_hand: int
    reserved: int = 0

    @property
    def free(self) -> int:
        """What can still be promised."""
        return self.on_hand - self.reserved


class Depot(msgspec.Struct, frozen=True):
    """A place where supplies are stored; `stock` maps a supply of the profile to its quantity."""

    depot_id: str
    name: str
    place_code: str
    position: Position
    stock: Map[str, Stock] = Map()
    contact: str = ""


class ReservationState(StrEnum):
    """A reservation is held until the supplies leave (出库) or the promise is let go."""

    HELD = "HELD"
    ISSUED = "ISSUED"
    RELEASED = "RELEASED"


class Reservation(msgspec.Struct, frozen=True):
    """A quantity of a supply promised by a depot to an incident."""

    reservation_id: str
    depot_id: str
    incident_id: str
    supply: str
    quantity: int
    state: ReservationState = ReservationState.HELD


class Shelter(msgspec.Struct, frozen=True):
    """A place of refuge; `capacity` in people."""

    shelter_id: str
    name: str
    place_code: str
    position: Position
    capacity: int
    shelter_class: str = ""
