"""List what can have happened to supplies, in the past tense."""

from dispatch.domain.deadlines import Deadline
from dispatch.domain.depots import Batch
from dispatch.domain.impacts import Unreachable
from dispatch.domain.messages import AnEvent
from routing.geo import Position


class StockReserved(AnEvent, frozen=True):
    """A depot promised a quantity to an incident; the promise lapses when its clock runs out."""

    reservation_id: str
    depot_id: str
    incident_id: str
    supply: str
    quantity: int
    started: tuple[Deadline, ...] = ()
    travel_s: float | None = None


class StockIssued(AnEvent, frozen=True):
    """Promised supplies left the depot 出库; `lots` says how much of which, none of old logs."""

    reservation_id: str
    lots: tuple[Batch, ...] = ()
    stopped: tuple[str, ...] = ()


class ReservationReleased(AnEvent, frozen=True):
    """A promise was let go before the supplies left."""

    reservation_id: str
    reason: str
    stopped: tuple[str, ...] = ()


class ReservationLapsed(AnEvent, frozen=True):
    """A promise counts no longer: nobody fetched it in time, or the goods are not there."""

    reservation_id: str
    reason: str
    stopped: tuple[str, ...] = ()


class ShipmentLoaded(AnEvent, frozen=True):
    """A vehicle is being loaded with promised supplies 装车; `eta_at` reckons with the loading."""

    shipment_id: str
    depot_id: str
    incident_id: str
    reservation_ids: tuple[str, ...]
    row: str
    state: str
    vehicle: str
    destination: Position
    driver: str = ""
    contact: str = ""
    travel_s: float | None = None
    eta_at: float | None = None
    started: tuple[Deadline, ...] = ()


class ShipmentSigned(AnEvent, frozen=True):
    """Somebody on scene signed for a shipment 签收."""

    shipment_id: str
    receiver: str


class ShipmentEtaRevised(AnEvent, frozen=True):
    """A shipment is expected at another moment, or cannot get there, for `reason`."""

    shipment_id: str
    overlay: int
    travel_s: float | None
    eta_at: float | None
    reason: Unreachable | None = None


class StockReturned(AnEvent, frozen=True):
    """What had left a depot is back on its shelf 退回入库, in the lots it left in."""

    reservation_id: str
    lots: tuple[Batch, ...]


class StockReceived(AnEvent, frozen=True):
    """Supplies came into a depot 入库."""

    depot_id: str
    supply: str
    quantity: int
    reason: str
    lot: str = ""
    expires_at: float | None = None


class StockTaken(AnEvent, frozen=True):
    """A stock-take 盘点 found this quantity of a lot on hand."""

    depot_id: str
    supply: str
    counted: int
    reason: str
    lot: str = ""
