"""Take polygons as GeoJSON has them."""

from typing import Annotated, Literal

from pydantic import Field

from api.coordinates import CrsName, in_wgs84
from api.inputs import Input
from api.problems import Problem
from dispatch.domain.warnings import Polygon

Corner = Annotated[list[float], Field(min_length=2, max_length=3)]
Ring = Annotated[list[Corner], Field(max_length=2_000)]


class GeoPolygonIn(Input):
    """A GeoJSON polygon: closed rings of [lon, lat], the outline and then its holes."""

    type: Literal["Polygon"]
    coordinates: Annotated[list[Ring], Field(min_length=1, max_length=50)]
    crs: CrsName = "WGS-84"

    def value(self, field: str) -> Polygon:
        """Return it as the domain has it, in WGS-84; raises `Problem` for what is no point."""
        try:
            return tuple(
                tuple(in_wgs84(corner[0], corner[1], self.crs) for corner in ring)
                for ring in self.coordinates
            )
        except ValueError as failure:
            raise not_understood(field, str(failure)) from None


def not_understood(field: str, reason: str) -> Problem:
    """Return the problem of an input that does not fit."""
    errors = [{"field": field, "reason": reason}]
    return Problem(422, "invalid_input", f"not understood: {field}", field=field, errors=errors)
