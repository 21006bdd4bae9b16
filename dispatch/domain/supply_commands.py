"""List the orders about supplies, in the imperative."""

from dispatch.domain.messages import ACommand


class ReserveStock(ACommand, frozen=True):
    """Promise a quantity of a supply from a depot to an incident; `travel_s` by road, if known."""

    incident_id: str
    depot_id: str
    supply: str
    quantity: int
    travel_s: float | None = None


class IssueStock(ACommand, frozen=True):
    """Let promised supplies be fetched from the depot 出库; what expires first leaves first."""

    reservation_id: str


class ReleaseReservation(ACommand, frozen=True):
    """Let a promise go before the supplies have left."""

    reservation_id: str
    reason: str


class LoadShipment(ACommand, frozen=True):
    """Begin to load promised supplies of one depot for one incident on a vehicle 装车.

    `travel_s` is the road time as the roads are now; without it, what the promise was made with.
    """

    reservation_ids: tuple[str, ...]
    vehicle: str
    driver: str = ""
    contact: str = ""
    travel_s: float | None = None


class ReceiveStock(ACommand, frozen=True):
    """Take supplies into a depot 入库, as a lot 批次 where they bear one.

    `expires_at` is in epoch seconds UTC; a lot that is known keeps the moment it has.
    """

    depot_id: str
    supply: str
    quantity: int
    reason: str
    lot: str = ""
    expires_at: float | None = None


class TakeStock(ACommand, frozen=True):
    """Record what a stock-take 盘点 counted of a lot, empty for what bears none.

    `lot` may be left out where all of the supply is one lot. Promises that the count shows cannot
    be kept lapse, the newest first.
    """

    depot_id: str
    supply: str
    counted: int
    reason: str
    lot: str | None = None
