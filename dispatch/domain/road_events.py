"""List the facts about roads: measures on them, and whom they delay."""

from dispatch.domain.deadlines import Deadline
from dispatch.domain.impacts import RoadImpact, Unreachable
from dispatch.domain.messages import AnEvent
from dispatch.domain.roads import RoadMeasure, Selection


class RoadMeasureOrdered(AnEvent, frozen=True):
    """Roads were ordered closed, slowed or under a condition, at once or for later."""

    row: str
    measure: RoadMeasure
    started: tuple[Deadline, ...] = ()


class RoadPartlyReopened(AnEvent, frozen=True):
    """Some of the roads of a measure were opened again; for the rest it stands."""

    measure_id: str
    selection: Selection
    reason: str


class RoadImpactAssessed(AnEvent, frozen=True):
    """It was reckoned whom a change of the roads delays or cuts off."""

    impact: RoadImpact


class EtaRevised(AnEvent, frozen=True):
    """A team under way is expected at another moment, or cannot get there, for `reason`.

    `travel_s` is the road time left from where it was reckoned to be.
    """

    instruction_id: str
    overlay: int
    travel_s: float | None
    eta_at: float | None
    reason: Unreachable | None = None
