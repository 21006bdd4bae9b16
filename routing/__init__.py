"""THE ROADS: networks, travel times and paths. Speaks nodes, seconds and metres.

The names below load on first use, so `import routing` costs nothing; `routing.geo` alone needs
neither numpy nor scipy.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from routing.build import ImportReport as ImportReport
    from routing.build import RoadImportError as RoadImportError
    from routing.build import import_roads as import_roads
    from routing.geo import Position as Position
    from routing.geo import distance_m as distance_m
    from routing.network import RoadNetwork as RoadNetwork
    from routing.network_file import RoadFileError as RoadFileError
    from routing.networkx_engine import NetworkxTravelTimes as NetworkxTravelTimes
    from routing.paths import Path as Path
    from routing.paths import path as path
    from routing.scipy_engine import ScipyTravelTimes as ScipyTravelTimes
    from routing.snapping import Snapped as Snapped
    from routing.snapping import Snapper as Snapper
    from routing.travel_times import TravelTimes as TravelTimes
    from routing.weights import Weights as Weights
    from routing.weights import free_flow as free_flow

_HOME = {
    "ImportReport": "build",
    "RoadImportError": "build",
    "import_roads": "build",
    "Position": "geo",
    "distance_m": "geo",
    "RoadNetwork": "network",
    "RoadFileError": "network_file",
    "NetworkxTravelTimes": "networkx_engine",
    "Path": "paths",
    "path": "paths",
    "ScipyTravelTimes": "scipy_engine",
    "Snapped": "snapping",
    "Snapper": "snapping",
    "TravelTimes": "travel_times",
    "Weights": "weights",
    "free_flow": "weights",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'routing' has no attribute {name!r}")
    return getattr(import_module(f"routing.{_HOME[name]}"), name)
