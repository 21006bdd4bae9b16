"""List what can have happened to supplies, in the past tense."""

from dispatch.domain.deadlines import Deadline
from dispatch.domain.depots import Batch
from dispatch.domain.messages import AnEvent


class StockReserved(AnEvent, frozen=True):
    """A depot promised a quantity to an incident; the promise lapses when its clock runs out."""

    reservation_id: str
    depot_id: str
    incident_id: str
    supply: str
    quantity: int
    started: tuple[Deadline, ...] = ()


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
