"""What is answered about depots, shipments and shelters."""

from msgspec import Struct

from api.answers.shapes import CommandAnswer
from dispatch.assignment.shelter_plan import ShelterPlan
from dispatch.domain.depots import Batch, Depot, Reservation
from dispatch.domain.shelters import Shelter
from dispatch.domain.shipments import Shipment
from dispatch.domain.steps import AllowedAction


class DepotDetail(Depot, frozen=True, kw_only=True):
    """A depot and what is promised from it."""

    reservations: list[Reservation]
    log_position: int


class RegisterDepotAnswer(CommandAnswer):
    """The depot that was entered."""

    depot_id: str


class Cargo(Struct):
    """A promise that a shipment carries."""

    reservation_id: str
    supply: str
    quantity: int
    returned: int
    returnable: bool
    lots: list[Batch]


class ShipmentShown(Shipment, frozen=True, kw_only=True):
    """A shipment with what it carries."""

    cargo: list[Cargo]


class ShipmentDetail(ShipmentShown, frozen=True, kw_only=True):
    """A shipment and what the caller may do with it now."""

    allowed_actions: list[AllowedAction]
    log_position: int


class LoadShipmentAnswer(CommandAnswer):
    """The shipment that is being loaded."""

    shipment_id: str


class ShelterPlaces(Struct):
    """The places of a shelter for one length of stay."""

    in_all: int
    left: int


class ShelterShown(Shelter, frozen=True, kw_only=True):
    """A shelter with how many are in it, and the places it has by mode."""

    people: int
    places: dict[str, ShelterPlaces]


class ShelterDetail(ShelterShown, frozen=True, kw_only=True):
    """A shelter and what the caller may do with it now."""

    allowed_actions: list[AllowedAction]
    log_position: int


class ShelterPlanShown(ShelterPlan, frozen=True, kw_only=True):
    """Who could go where, as of a position of the log."""

    log_position: int
