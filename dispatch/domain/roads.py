"""Hold the measures that close and slow roads: what they act on, for whom, from when to when."""

from enum import StrEnum

import msgspec

from dispatch.domain.impacts import RoadImpact
from dispatch.domain.travel import Speeds
from routing.geo import Position

PLANNED, IN_FORCE, ENDED = "PLANNED", "IN_FORCE", "ENDED"
"""The states of a measure that the fold knows by name."""

BY_THE_CLOCK = "clock"
"""The source of a condition that began because of the hour."""


class RoadEffect(StrEnum):
    """What a measure does to the roads it acts on."""

    CLOSED = "CLOSED"
    SLOWED = "SLOWED"
    CONDITION = "CONDITION"


class _Selection(msgspec.Struct, frozen=True, tag_field="by", forbid_unknown_fields=True):
    """Which roads are meant."""


class Arcs(_Selection, frozen=True, tag="arcs"):
    """Directed arcs of one road network, by number; `network` is its fingerprint."""

    network: str
    arcs: tuple[int, ...]


class RoadName(_Selection, frozen=True, tag="name"):
    """Every road of that name, both ways."""

    name: str


class Within(_Selection, frozen=True, tag="polygon"):
    """Every road that crosses or lies in a polygon: the outline and then its holes, each closed."""

    rings: tuple[tuple[Position, ...], ...]


class Everywhere(_Selection, frozen=True, tag="everywhere"):
    """All roads."""


Selection = Arcs | RoadName | Within | Everywhere


class RoadMeasure(msgspec.Struct, frozen=True):
    """A closure, a slow stretch or a condition of the roads 道路管制.

    `factor` is how many times as long a slowed road takes; `speeds` are the factors of a
    `condition` as the profile had them when it was ordered. `only_for` names the metrics it holds
    for, empty means all. `place_code` is the jurisdiction it was ordered in. `reopened` are parts
    that were opened again before the whole. `reached` is the moment each state was entered.
    """

    measure_id: str
    effect: RoadEffect
    state: str
    selection: Selection
    place_code: str
    source: str
    reason: str
    ordered_by: str
    ordered_at: float
    begins_at: float
    ends_at: float | None = None
    factor: float | None = None
    condition: str | None = None
    speeds: dict[str, Speeds] = {}
    only_for: tuple[str, ...] = ()
    reopened: tuple[Selection, ...] = ()
    reached: dict[str, float] = {}
    impact: RoadImpact | None = None

    @property
    def is_in_force(self) -> bool:
        """Whether it acts on the roads now."""
        return self.state == IN_FORCE

    @property
    def is_open(self) -> bool:
        """Whether it acts or is going to."""
        return self.state != ENDED
