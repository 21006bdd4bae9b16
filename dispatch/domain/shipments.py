"""Hold a shipment 调拨: what left a depot for an incident, in which vehicle, and where it is."""

import msgspec

from dispatch.domain.impacts import Unreachable
from routing.geo import Position

LOADING, EN_ROUTE, ARRIVED = "LOADING", "EN_ROUTE", "ARRIVED"
DELIVERED, RETURNING = "DELIVERED", "RETURNING"
"""The states of a shipment that the code knows by name."""


class Shipment(msgspec.Struct, frozen=True):
    """Promised supplies on one vehicle, from one depot to one incident.

    `travel_s` is the road time from the depot, None where it is not known or there is no way, for
    which `cut_off` says why; `eta_at` is when it is expected there, in epoch seconds UTC.
    `receiver` signed for it. `reached` is the moment each state was entered first. `overdue` lists
    timers whose limit passed unmet.
    """

    shipment_id: str
    depot_id: str
    incident_id: str
    reservation_ids: tuple[str, ...]
    vehicle: str
    state: str
    destination: Position
    driver: str = ""
    contact: str = ""
    travel_s: float | None = None
    eta_at: float | None = None
    cut_off: Unreachable | None = None
    receiver: str = ""
    reached: dict[str, float] = {}
    overdue: tuple[str, ...] = ()
    is_open: bool = True

    @property
    def was_delivered(self) -> bool:
        """Whether it was signed for on scene; what comes back after that was lent."""
        return DELIVERED in self.reached
