"""Speak of roads in tests: a town on two banks with a bridge, and measures on its roads."""

from typing import Any

import numpy as np
from msgspec.structs import replace

from dispatch.domain.profile import Profile
from dispatch.domain.roads import IN_FORCE, RoadEffect, RoadMeasure, Selection
from routing.geo import Position
from routing.network import RoadNetwork

WEST, EAST = Position(lon=109.00, lat=34.00), Position(lon=109.04, lat=34.00)
"""The two ends of Bridge Street: the west bank, and the east bank."""

BRIDGE, RING, LANE = "Bridge Street", "Ring Road", "Hill Lane"

# Bridge Street runs straight over the river by W - B1 - B2 - E (B1 - B2 is the bridge itself), the
# Ring Road goes the long way round by W - N1 - N2 - E, and Hill Lane climbs from E to H alone.
NODES = {
    "W": (109.00, 34.00),
    "B1": (109.015, 34.00),
    "B2": (109.025, 34.00),
    "E": (109.04, 34.00),
    "N1": (109.00, 34.08),
    "N2": (109.04, 34.08),
    "H": (109.06, 34.00),
}
STREETS = (
    ("W", "B1", 1400, 60, "primary", BRIDGE),
    ("B1", "B2", 920, 60, "primary", BRIDGE),
    ("B2", "E", 1400, 60, "primary", BRIDGE),
    ("W", "N1", 8900, 60, "tertiary", RING),
    ("N1", "N2", 3700, 60, "tertiary", RING),
    ("N2", "E", 8900, 60, "tertiary", RING),
    ("E", "H", 1850, 30, "residential", LANE),
)


def two_banks() -> RoadNetwork:
    """Every street both ways: arcs of one street have opposite tails and heads."""
    names = list(NODES)
    both = [(a, b, *rest) for a, b, *rest in STREETS] + [(b, a, *rest) for a, b, *rest in STREETS]
    return RoadNetwork.from_arcs(
        np.array([NODES[one][0] for one in names]),
        np.array([NODES[one][1] for one in names]),
        [names.index(row[0]) for row in both],
        [names.index(row[1]) for row in both],
        [row[2] for row in both],
        [row[3] for row in both],
        highway=[row[4] for row in both],
        name=[row[5] for row in both],
    )


def position_of(node: str) -> Position:
    lon, lat = NODES[node]
    return Position(lon=lon, lat=lat)


def node_number(node: str) -> int:
    return list(NODES).index(node)


def round_the_bridge() -> tuple[tuple[Position, ...], ...]:
    """A polygon somebody draws round the bridge, over the river."""
    corners = ((109.018, 33.99), (109.022, 33.99), (109.022, 34.01), (109.018, 34.01))
    ring = tuple(Position(lon=lon, lat=lat) for lon, lat in corners)
    return ((*ring, ring[0]),)


def without_hours(profile: Profile) -> Profile:
    """The same profile at any hour of the day: for tests on the real clock."""
    lasting = {key: one for key, one in profile.roads.conditions.items() if one.hours is None}
    return replace(profile, roads=replace(profile.roads, conditions=lasting))


def a_measure(selection: Selection, measure_id: str = "M1", **more: Any) -> RoadMeasure:
    """A closure in force, or what is said of it."""
    given: dict[str, Any] = {
        "effect": RoadEffect.CLOSED,
        "state": IN_FORCE,
        "place_code": "C",
        "source": "traffic_police",
        "reason": "test",
        "ordered_by": "somebody",
        "ordered_at": 0.0,
        "begins_at": 0.0,
    } | more
    return RoadMeasure(measure_id=measure_id, selection=selection, **given)
