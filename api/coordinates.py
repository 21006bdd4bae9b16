"""Take positions in the coordinate system a caller names, and show them in the one it asks for.

Inside, everything is WGS-84. A system is always named, never guessed.
"""

import json
from collections.abc import Callable, Coroutine
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute

from api.problems import Problem
from routing.crs import Crs, convert_position, from_wgs84
from routing.geo import Position

CrsName = Literal["WGS-84", "GCJ-02", "BD-09", "CGCS2000"]
"""The systems that are known, as a body or query names them."""

InCrs = Annotated[
    CrsName, Query(alias="crs", description="the coordinate system of positions, in and out")
]
OutCrs = Annotated[
    CrsName, Query(alias="crs", description="the coordinate system positions are shown in")
]


def in_wgs84(lon: float, lat: float, crs: CrsName) -> Position:
    """Return a point given in a system, in WGS-84."""
    return convert_position(Position(lon=lon, lat=lat), crs, Crs.WGS_84)


def point(text: str, field: str, crs: CrsName) -> Position:
    """Return the point of a query such as `108.94,34.26`, lon first; raises `Problem`."""
    try:
        lon, lat = (float(part) for part in text.split(","))
        return in_wgs84(lon, lat, crs)
    except ValueError as problem:
        reason = f"a longitude and a latitude are expected, as in 108.94,34.26: {problem}"
        raise Problem(
            422,
            "invalid_input",
            f"not understood: {field}",
            field=field,
            errors=[{"field": field, "reason": reason}],
        ) from None


def shown_in(body: Any, crs: CrsName) -> Any:
    """Return a body with every `lon` and `lat` that stand together in another system."""
    if crs in ("WGS-84", "CGCS2000"):  # which differ by centimetres
        return body
    if isinstance(body, dict):
        moved = {key: shown_in(one, crs) for key, one in body.items()}
        lon, lat = body.get("lon"), body.get("lat")
        if isinstance(lon, int | float) and isinstance(lat, int | float):
            moved["lon"], moved["lat"] = from_wgs84(float(lon), float(lat), crs)
        return moved
    if isinstance(body, list | tuple):
        return [shown_in(one, crs) for one in body]
    return body


def geojson_in(body: dict[str, Any], crs: CrsName) -> dict[str, Any]:
    """Return GeoJSON with its coordinates in another system."""
    if crs in ("WGS-84", "CGCS2000"):
        return body
    return {
        key: _moved(one, crs) if key == "coordinates" else _inside(one, crs)
        for key, one in body.items()
    }


def _inside(value: Any, crs: CrsName) -> Any:
    if isinstance(value, dict):
        return geojson_in(value, crs)
    if isinstance(value, list):
        return [_inside(one, crs) for one in value]
    return value


def _moved(coordinates: Any, crs: CrsName) -> Any:
    if coordinates and isinstance(coordinates[0], int | float):
        return [*from_wgs84(float(coordinates[0]), float(coordinates[1]), crs), *coordinates[2:]]
    return [_moved(one, crs) for one in coordinates]


def remember_crs(request: Request, crs: OutCrs = "WGS-84") -> None:
    """Take note of the system the answer's positions are wanted in; for `ShownInCrs`."""
    request.state.crs = crs


class ShownInCrs(APIRoute):
    """Shows the positions of its answers in the system that was asked for."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler, with its answer's positions moved."""
        handle = super().get_route_handler()

        async def handler(request: Request) -> Response:
            response = await handle(request)
            crs: CrsName = getattr(request.state, "crs", "WGS-84")
            if crs == "WGS-84" or response.media_type != "application/json":
                return response
            body = shown_in(json.loads(bytes(response.body)), crs)
            kept = {key: one for key, one in response.headers.items() if key != "content-length"}
            return JSONResponse(body, response.status_code, kept)

        return handler


def router_in_crs(*tags: str) -> APIRouter:
    """Return a router whose answers show positions in the system that `?crs=` names."""
    return APIRouter(tags=[*tags], route_class=ShownInCrs, dependencies=[Depends(remember_crs)])
