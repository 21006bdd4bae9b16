"""Describe what callers send about roads: which are meant, what is to happen, from when to when."""

from typing import Annotated, Literal

from pydantic import Field

from api.coordinates import CrsName, in_wgs84
from api.inputs import Id, Input, Moment, Text
from dispatch.domain.roads import Arcs, Everywhere, RoadName, Selection, Within

Corner = Annotated[list[float], Field(min_length=2, max_length=2)]
Ring = Annotated[list[Corner], Field(max_length=2_000)]
Metrics = Annotated[list[Id], Field(max_length=20)]


class ArcsIn(Input):
    """Directed arcs by number, as the tiles and `/roads/edges` name them, and those that lead back.

    `network` is the fingerprint the numbers are of; left out, the one that runs here is meant.
    """

    by: Literal["arcs"]
    arcs: Annotated[list[int], Field(min_length=1, max_length=10_000)]
    both_ways: bool = True
    network: Id | None = None

    def value(self) -> Selection:
        """Return it as the domain has it; the door fills in the network and the way back."""
        return Arcs(network=self.network or "", arcs=tuple(self.arcs))


class RoadNameIn(Input):
    """Every road of that name."""

    by: Literal["name"]
    name: Annotated[str, Field(min_length=1, max_length=200)]

    def value(self) -> Selection:
        """Return it as the domain has it."""
        return RoadName(name=self.name.strip())


class PolygonIn(Input):
    """Every road that crosses or lies in a polygon: rings of [lon, lat] as in GeoJSON, closed."""

    by: Literal["polygon"]
    rings: Annotated[list[Ring], Field(min_length=1, max_length=50)]
    crs: CrsName = "WGS-84"

    def value(self) -> Selection:
        """Return it as the domain has it, in WGS-84; raises `ValueError` for what is no point."""
        return Within(
            tuple(tuple(in_wgs84(lon, lat, self.crs) for lon, lat in ring) for ring in self.rings)
        )


class EverywhereIn(Input):
    """All roads."""

    by: Literal["everywhere"]

    def value(self) -> Selection:
        """Return it as the domain has it."""
        return Everywhere()


SelectionIn = Annotated[ArcsIn | RoadNameIn | PolygonIn | EverywhereIn, Field(discriminator="by")]


class ClosureIn(Input):
    """Roads to be closed: at once or at `begins_at`, until `ends_at` or until they are reopened."""

    selection: SelectionIn
    source: Id
    reason: Text
    begins_at: Moment | None = None
    ends_at: Moment | None = None
    only_for: Metrics = Field(default_factory=list)
    place_code: Id | None = None


class SlowdownIn(ClosureIn):
    """Roads that take `factor` times as long."""

    factor: float


class ConditionIn(ClosureIn):
    """Roads under a condition of the profile, all of them unless said."""

    condition: Id
    selection: SelectionIn = EverywhereIn(by="everywhere")


class ReopeningIn(Input):
    """Measures to be ended, by id, or whatever holds on the roads that are meant."""

    measure_ids: Annotated[list[Id], Field(default_factory=list, max_length=500)]
    selection: SelectionIn | None = None
    reason: Text
