"""Play the depot keepers and their drivers: load what is promised, drive it there, have it signed.

What a depot promises to an incident at one moment goes on one vehicle. A supplier under agreement
begins to load when its lead time has gone by.
"""

from functools import partial

from dispatch.assignment.supply.posing import road_time_s
from dispatch.domain.actors import Actor
from dispatch.domain.area import Area
from dispatch.domain.commands import Particulars, TakeStep
from dispatch.domain.depots import ReservationState
from dispatch.domain.sayings import in_both
from dispatch.domain.supply_commands import LoadShipment
from dispatch.domain.supply_events import StockReserved
from simulators.chance import Spread
from simulators.observing import Reactions
from simulators.playing import played
from simulators.stage import Stage


class Keepers:
    """The keepers of all depots, and who drives for them."""

    def __init__(self, stage: Stage, loading: Spread) -> None:
        self._stage, self._loading = stage, loading
        self._vehicles = 0
        self._awaited: dict[tuple[str, str], list[str]] = {}
        self.reactions: Reactions = {StockReserved: self._reserved}

    def _reserved(self, event: StockReserved, area: Area) -> None:
        """Plan to load what a depot has just promised, with what else goes there."""
        trip = event.depot_id, event.incident_id
        awaited = self._awaited.setdefault(trip, [])
        awaited.append(event.reservation_id)
        if len(awaited) == 1:
            lead_s = area.depots[event.depot_id].lead_s
            self._stage.agenda.at(self._stage.now() + lead_s, partial(self._load, trip))

    def _load(self, trip: tuple[str, str]) -> None:
        area = self._stage.area
        depot, incident = area.depots[trip[0]], area.incidents[trip[1]]
        held = tuple(
            one
            for one in self._awaited.pop(trip)
            if area.reservations[one].state is ReservationState.HELD
        )
        if not held:
            return  # it was let go before anybody lifted it
        self._vehicles += 1
        command = LoadShipment(
            reservation_ids=held,
            vehicle=f"货车{self._vehicles}",
            travel_s=road_time_s(self._stage.roads.under(area), depot, incident),
        )
        keeper = Actor(f"{depot.name}保管员", role="KEEPER", jurisdiction=depot.place_code)
        if self._stage.order(command, keeper):
            shipment_id = self._stage.area.reservations[held[0]].shipment_id
            assert shipment_id is not None  # noqa: S101 - it has just been loaded
            loading_s = self._loading.draw(self._stage.chance.of("keeper", depot.depot_id))
            leave = partial(self._leave, shipment_id, keeper)
            self._stage.agenda.at(self._stage.now() + loading_s, leave)

    def _leave(self, shipment_id: str, keeper: Actor) -> None:
        shipment = self._stage.area.shipments[shipment_id]
        if not shipment.is_open:
            return  # unloaded again: the incident is over
        self._stage.order(TakeStep("shipment", shipment_id, "set_out"), keeper)
        if shipment.travel_s is None:
            # No way is known: the lorry comes back from the barrier.
            said = Particulars(reason=in_both("道路不通", "no way there"))
            self._stage.order(TakeStep("shipment", shipment_id, "turn_back", said), keeper)
            self._stage.order(TakeStep("shipment", shipment_id, "restock"), keeper)
            return
        arrive = partial(self._arrive, shipment_id, keeper)
        self._stage.agenda.at(self._stage.now() + shipment.travel_s, arrive)

    def _arrive(self, shipment_id: str, keeper: Actor) -> None:
        if self._stage.area.shipments[shipment_id].state != "EN_ROUTE":
            return  # told to turn back at the console
        self._stage.order(TakeStep("shipment", shipment_id, "arrive"), keeper)
        room = played(self._stage, "DUTY", self._stage.area.root)
        said = Particulars(receiver="现场负责人 the officer on scene")
        self._stage.order(TakeStep("shipment", shipment_id, "sign", said), room)
