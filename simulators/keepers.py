"""Play the depot keepers: load what is promised, and let it leave once it is loaded."""

from functools import partial

from dispatch.domain.actors import Actor
from dispatch.domain.area import Area
from dispatch.domain.depots import ReservationState
from dispatch.domain.envelope import Recorded
from dispatch.domain.supply_commands import IssueStock
from dispatch.domain.supply_events import StockReserved
from simulators.chance import Spread
from simulators.stage import Stage


class Keepers:
    """The keepers of all depots."""

    def __init__(self, stage: Stage, loading: Spread) -> None:
        self._stage, self._loading = stage, loading

    def observe(self, recorded: Recorded, area: Area) -> None:
        """Begin to load what a depot has just promised."""
        event = recorded.event
        if isinstance(event, StockReserved):
            loading_s = self._loading.draw(self._stage.chance.of("keeper", event.depot_id))
            place_code = area.depots[event.depot_id].place_code
            keeper = Actor(f"keeper {event.depot_id}", role="KEEPER", jurisdiction=place_code)
            leave = partial(self._issue, event.reservation_id, keeper)
            self._stage.agenda.at(self._stage.now() + loading_s, leave)

    def _issue(self, reservation_id: str, keeper: Actor) -> None:
        held = self._stage.area.reservations[reservation_id]
        if held.state is ReservationState.HELD:  # else it was let go while it was loaded
            self._stage.order(IssueStock(reservation_id), keeper)
