"""Know the depots and their stock: what is there, what is promised, and what has left."""

from enum import StrEnum
from math import inf

import msgspec
from immutables import Map
from msgspec.structs import replace

from routing.geo import Position

HOLD = "reservation.hold"
"""The timer of the profile that says how long a promise waits to be fetched."""


class Batch(msgspec.Struct, frozen=True):
    """So much of one lot 批次 of a supply; it expires at a moment in epoch seconds UTC, or never.

    `lot` is empty for goods that bear none.
    """

    lot: str
    quantity: int
    expires_at: float | None = None

    def has_expired(self, at: float) -> bool:
        """Whether it may not be given out any more."""
        return self.expires_at is not None and self.expires_at <= at


class Ledger(msgspec.Struct, frozen=True):
    """What came and went of a supply in a depot since it was registered.

    `corrected` sums what stock-takes found more (or less, then below nothing) than believed.
    """

    enrolled: int = 0
    received: int = 0
    corrected: int = 0
    returned: int = 0
    issued: int = 0

    @property
    def balance(self) -> int:
        """What must be on hand."""
        return self.enrolled + self.received + self.corrected + self.returned - self.issued


class Stock(msgspec.Struct, frozen=True):
    """The quantity of one supply on hand, and how much of it is promised.

    `batches` are the lots it consists of; what they leave of `on_hand` bears no lot. A promise is
    of a quantity, not of a lot: which lots leave is settled when they do.
    """

    on_hand: int
    reserved: int = 0
    batches: tuple[Batch, ...] = ()
    ledger: Ledger = Ledger()

    @property
    def lots(self) -> tuple[Batch, ...]:
        """All that is on hand, what expires first in front; goods without a lot are one of them."""
        loose = self.on_hand - sum(one.quantity for one in self.batches)
        lots = (*self.batches, Batch("", loose)) if loose else self.batches
        return tuple(sorted(lots, key=lambda one: (_or_never(one.expires_at), one.lot)))

    def free(self, at: float) -> int:
        """What can still be promised: neither expired nor promised."""
        if not self.batches:
            return max(0, self.on_hand - self.reserved)
        expired = sum(one.quantity for one in self.batches if one.has_expired(at))
        return max(0, self.on_hand - expired - self.reserved)

    def picked(self, quantity: int, at: float) -> tuple[Batch, ...]:
        """Return which lots make up a quantity, what expires first goes first.

        They are less than the quantity where the rest has expired.
        """
        chosen: list[Batch] = []
        for one in self.lots:
            if quantity > 0 and not one.has_expired(at):
                part = min(quantity, one.quantity)
                chosen.append(replace(one, quantity=part))
                quantity -= part
        return tuple(chosen)

    def changed(self, by: int, lot: str = "", expires_at: float | None = None) -> "Stock":
        """Return the stock with so much more, or less, of a lot; the ledger is the caller's."""
        on_hand = self.on_hand + by
        if not lot:
            return replace(self, on_hand=on_hand)
        known = next((one for one in self.batches if one.lot == lot), Batch(lot, 0, expires_at))
        others = tuple(one for one in self.batches if one.lot != lot)
        after = replace(known, quantity=known.quantity + by)
        return replace(
            self, on_hand=on_hand, batches=(*others, after) if after.quantity else others
        )


def _or_never(expires_at: float | None) -> float:
    return inf if expires_at is None else expires_at


class Agreement(msgspec.Struct, frozen=True):
    """What a supplier has agreed to deliver when it is called on 社会储备协议.

    `lead_s` goes by from the call until the goods can be loaded. `valid_until` and `tested_at` are
    moments in epoch seconds UTC. Agreements: 突发事件应对法 art. 46.
    """

    supplier: str
    lead_s: float
    valid_until: float
    price_rule: str = ""
    tested_at: float | None = None


class Depot(msgspec.Struct, frozen=True):
    """A place where supplies are stored; `stock` maps a supply of the profile to its quantity.

    With an `agreement` it is a supplier's: its stock is the most that may still be called for.
    """

    depot_id: str
    name: str
    place_code: str
    position: Position
    stock: Map[str, Stock] = msgspec.field(default_factory=Map)
    contact: str = ""
    agreement: Agreement | None = None

    @property
    def lead_s(self) -> float:
        """How long it takes until what is promised can be loaded, besides the loading."""
        return 0.0 if self.agreement is None else self.agreement.lead_s

    def free(self, supply: str, at: float) -> int:
        """How much of a supply it can still promise at a moment, in epoch seconds UTC."""
        stock = self.stock.get(supply)
        if stock is None or (self.agreement is not None and self.agreement.valid_until <= at):
            return 0
        return stock.free(at)


class ReservationState(StrEnum):
    """A reservation is held until the supplies leave (出库), it is let go, or it lapses.

    Supplies that have left and do not reach the scene after all have turned back.
    """

    HELD = "HELD"
    ISSUED = "ISSUED"
    RELEASED = "RELEASED"
    LAPSED = "LAPSED"
    TURNED_BACK = "TURNED_BACK"


class Reservation(msgspec.Struct, frozen=True):
    """A quantity of a supply promised by a depot to an incident.

    `lots` are those that left, once they have, with the shipment that carries them, if one does;
    `returned` of them are back. `travel_s` is the road time the promise was made with. `revision`
    is its log position.
    """

    reservation_id: str
    depot_id: str
    incident_id: str
    supply: str
    quantity: int
    state: ReservationState = ReservationState.HELD
    lots: tuple[Batch, ...] = ()
    revision: int = 0
    travel_s: float | None = None
    shipment_id: str | None = None
    returned: int = 0

    @property
    def serves(self) -> bool:
        """Whether the incident has it, or can count on it."""
        return self.state in (ReservationState.HELD, ReservationState.ISSUED)
