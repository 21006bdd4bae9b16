"""List the commands about roads."""

from dispatch.domain.impacts import RoadImpact
from dispatch.domain.messages import ACommand
from dispatch.domain.roads import Selection


class RoadOrder(ACommand, frozen=True):
    """What all orders about roads say: which, why, on whose word, from when to when.

    Moments are epoch seconds UTC: without `begins_at` at once, without `ends_at` until it is
    ended. `only_for` names the metrics it holds for, empty means all. `place_code` is the place
    for which it is ordered, the actor's own jurisdiction by default.
    """

    selection: Selection
    source: str
    reason: str
    begins_at: float | None = None
    ends_at: float | None = None
    only_for: tuple[str, ...] = ()
    place_code: str | None = None


class CloseRoad(RoadOrder, frozen=True):
    """Close roads."""


class SlowRoad(RoadOrder, frozen=True, kw_only=True):
    """Have roads take `factor` times as long."""

    factor: float


class BeginRoadCondition(RoadOrder, frozen=True, kw_only=True):
    """Put roads under a condition of the profile, such as heavy rain."""

    condition: str


class ReopenRoad(ACommand, frozen=True):
    """End measures on the roads, and open others again on the roads of a selection only."""

    measure_ids: tuple[str, ...]
    reason: str
    partly: tuple[str, ...] = ()
    selection: Selection | None = None


class PlanRoadHours(ACommand, frozen=True):
    """See to it that every condition of the hour has its next stretch planned."""


class RecordRoadImpact(ACommand, frozen=True):
    """Record whom a change of the roads delays or cuts off."""

    impact: RoadImpact
