"""THE ROADS: networks, travel times and paths. Speaks nodes, seconds and metres.

The names below load on first use, so `import routing` costs nothing; `routing.geo` alone needs
neither numpy nor scipy. `directions` and `isochrones` are in the modules of the same names: a
package cannot offer both under one.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from routing.build import ImportReport as ImportReport
    from routing.build import RoadImportError as RoadImportError
    from routing.build import import_roads as import_roads
    from routing.candidates import Candidates as Candidates
    from routing.crs import Crs as Crs
    from routing.crs import convert_position as convert_position
    from routing.crs import from_wgs84 as from_wgs84
    from routing.crs import to_wgs84 as to_wgs84
    from routing.direction_words import Maneuver as Maneuver
    from routing.directions import Step as Step
    from routing.geo import Position as Position
    from routing.geo import distance_m as distance_m
    from routing.hierarchy import Hierarchy as Hierarchy
    from routing.hierarchy import hierarchy_of as hierarchy_of
    from routing.hierarchy import with_orders as with_orders
    from routing.kernel_engines import DijkstraTravelTimes as DijkstraTravelTimes
    from routing.kernel_engines import HierarchyTravelTimes as HierarchyTravelTimes
    from routing.live import LiveRoads as LiveRoads
    from routing.metrics import Metric as Metric
    from routing.metrics import metric_weights as metric_weights
    from routing.network import RoadNetwork as RoadNetwork
    from routing.network_file import RoadFileError as RoadFileError
    from routing.networkx_engine import NetworkxTravelTimes as NetworkxTravelTimes
    from routing.networkx_graphs import from_networkx as from_networkx
    from routing.networkx_graphs import to_networkx as to_networkx
    from routing.overlay import Layer as Layer
    from routing.overlay import Overlay as Overlay
    from routing.paths import Path as Path
    from routing.paths import path as path
    from routing.paths import path_of as path_of
    from routing.scipy_engine import ScipyTravelTimes as ScipyTravelTimes
    from routing.selection import arcs_named as arcs_named
    from routing.selection import arcs_numbered as arcs_numbered
    from routing.selection import arcs_within as arcs_within
    from routing.snapping import RoadPoint as RoadPoint
    from routing.snapping import RoadSnapper as RoadSnapper
    from routing.snapping import Side as Side
    from routing.snapping import Snapped as Snapped
    from routing.snapping import SnappedToRoads as SnappedToRoads
    from routing.snapping import Snapper as Snapper
    from routing.stops import Stops as Stops
    from routing.streets import opposite_arcs as opposite_arcs
    from routing.tiles import RoadTiles as RoadTiles
    from routing.travel_times import TravelTimes as TravelTimes
    from routing.weights import Weights as Weights
    from routing.weights import free_flow as free_flow
    from routing.weights import scaled as scaled
    from routing.weights import with_closed as with_closed

_HOME = {
    "ImportReport": "build",
    "RoadImportError": "build",
    "import_roads": "build",
    "Candidates": "candidates",
    "Crs": "crs",
    "convert_position": "crs",
    "from_wgs84": "crs",
    "to_wgs84": "crs",
    "Maneuver": "direction_words",
    "Step": "directions",
    "Position": "geo",
    "distance_m": "geo",
    "Hierarchy": "hierarchy",
    "hierarchy_of": "hierarchy",
    "with_orders": "hierarchy",
    "DijkstraTravelTimes": "kernel_engines",
    "HierarchyTravelTimes": "kernel_engines",
    "LiveRoads": "live",
    "Metric": "metrics",
    "metric_weights": "metrics",
    "RoadNetwork": "network",
    "RoadFileError": "network_file",
    "NetworkxTravelTimes": "networkx_engine",
    "from_networkx": "networkx_graphs",
    "to_networkx": "networkx_graphs",
    "Layer": "overlay",
    "Overlay": "overlay",
    "Path": "paths",
    "path": "paths",
    "path_of": "paths",
    "ScipyTravelTimes": "scipy_engine",
    "arcs_named": "selection",
    "arcs_numbered": "selection",
    "arcs_within": "selection",
    "RoadPoint": "snapping",
    "RoadSnapper": "snapping",
    "Side": "snapping",
    "Snapped": "snapping",
    "SnappedToRoads": "snapping",
    "Snapper": "snapping",
    "Stops": "stops",
    "opposite_arcs": "streets",
    "RoadTiles": "tiles",
    "TravelTimes": "travel_times",
    "Weights": "weights",
    "free_flow": "weights",
    "scaled": "weights",
    "with_closed": "weights",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'routing' has no attribute {name!r}")
    return getattr(import_module(f"routing.{_HOME[name]}"), name)
