"""Describe what callers send about depots, suppliers and shipments."""

from typing import Annotated

from immutables import Map
from pydantic import Field

from api.inputs import Id, Input, Lot, Moment, PositionIn, Quantity, Text
from dispatch.domain.depots import Agreement, Batch, Depot, Stock

Name = Annotated[str, Field(min_length=1, max_length=200)]


class ShipmentIn(Input):
    """Promises of one depot to one incident that a vehicle is to carry."""

    reservation_ids: Annotated[list[Id], Field(min_length=1, max_length=100)]
    vehicle: Name
    driver: Annotated[str, Field(max_length=200)] = ""
    contact: Annotated[str, Field(max_length=200)] = ""


class LotIn(Input):
    """So much of a supply to begin with, as a lot where it bears one."""

    supply: Id
    quantity: Quantity
    lot: Lot = ""
    expires_at: Moment | None = None


class AgreementIn(Input):
    """What a supplier agreed to deliver; `lead_s` from the call until it can be loaded."""

    supplier: Name
    lead_s: float = Field(ge=0, le=30 * 86_400)
    valid_until: Moment
    price_rule: Text = ""
    tested_at: Moment | None = None

    def value(self) -> Agreement:
        """Return it as the domain has it."""
        return Agreement(
            supplier=self.supplier,
            lead_s=self.lead_s,
            valid_until=self.valid_until.timestamp(),
            price_rule=self.price_rule,
            tested_at=self.tested_at.timestamp() if self.tested_at else None,
        )


class DepotIn(Input):
    """A depot to be entered, or with an `agreement` a supplier; `stock` is the most it may give."""

    depot_id: Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,100}$")]
    name: Name
    place_code: Id
    position: PositionIn
    stock: Annotated[list[LotIn], Field(max_length=1000)]
    contact: Text = ""
    agreement: AgreementIn | None = None

    def value(self) -> Depot:
        """Return it as the domain has it; the lots of a supply add up."""
        stock: dict[str, Stock] = {}
        for one in self.stock:
            held = stock.get(one.supply, Stock(0))
            expires_at = one.expires_at.timestamp() if one.expires_at else None
            batches = (Batch(one.lot, one.quantity, expires_at),) if one.lot else ()
            stock[one.supply] = Stock(
                held.on_hand + one.quantity, batches=(*held.batches, *batches)
            )
        return Depot(
            depot_id=self.depot_id,
            name=self.name,
            place_code=self.place_code,
            position=self.position.value(),
            stock=Map(stock),
            contact=self.contact,
            agreement=self.agreement.value() if self.agreement else None,
        )
