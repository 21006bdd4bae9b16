"""Choose the depots that supply an incident: the nearest that still have it, by road.

Suppliers under agreement are called on only for what the own depots cannot give.
"""

from collections import Counter

from dispatch.assignment.roads import UNREACHABLE_MS, RoadView
from dispatch.domain.area import Area
from dispatch.domain.depots import Depot
from dispatch.domain.incidents import Incident
from dispatch.domain.needs import missing_supplies
from dispatch.domain.profile import Profile
from dispatch.domain.recommendations import DepotChoice, Shortfall

Promised = Counter[tuple[str, str]]  # (depot, supply) -> quantity given away in this decision
Near = list[tuple[int, Depot]]  # road times in milliseconds, what can be there first in front


def choose_depots(
    area: Area,
    profile: Profile,
    roads: RoadView,
    incident: Incident,
    promised: Promised,
    at: float,
) -> tuple[tuple[DepotChoice, ...], tuple[Shortfall, ...]]:
    """Return what depots are to send to an incident, and what cannot be had.

    Each supply comes from the nearest depots with free stock, at most the profile's number of
    them, and then from as many suppliers, those first whose lead and road time are shortest
    together. What has expired `at` that moment, or whose agreement is over, is not offered.
    `promised` is what this decision gave to other incidents; it is added to.
    """
    choices: list[DepotChoice] = []
    shortfalls: list[Shortfall] = []
    own: Near | None = None
    suppliers: Near = []
    for supply, wanted in missing_supplies(area, incident).items():
        if own is None:
            own, suppliers = _by_road(area, profile, roads, incident)
        missing = wanted
        for near in (own, suppliers):
            chosen = _from_nearest(near, supply, missing, promised, profile, at)
            choices += chosen
            missing -= sum(one.quantity for one in chosen)
        if missing:
            reason = "out_of_stock" if own or suppliers else "no_depot_in_reach"
            shortfalls.append(Shortfall(need=supply, missing=missing, reason=reason))
    return tuple(choices), tuple(shortfalls)


def road_time_s(roads: RoadView, depot: Depot, incident: Incident) -> float | None:
    """Return how long supplies take from a depot to an incident, None where there is no way."""
    origin, goal = roads.node_of(depot.position), roads.node_of(incident.position)
    if origin is None or goal is None:
        return None
    (travel_ms,) = roads.times_to([origin], goal, roads.serves.supplies).tolist()
    return None if travel_ms == UNREACHABLE_MS else travel_ms / 1000


def _from_nearest(
    near: Near, supply: str, missing: int, promised: Promised, profile: Profile, at: float
) -> list[DepotChoice]:
    """Return how much of a supply comes from whom, in the order given; added to `promised`."""
    chosen: list[DepotChoice] = []
    for travel_ms, depot in near:
        if missing < 1 or len(chosen) == profile.dispatch.depots_per_incident:
            break
        free = depot.free(supply, at) - promised[depot.depot_id, supply]
        if free < 1:
            continue
        quantity = min(free, missing)
        promised[depot.depot_id, supply] += quantity
        missing -= quantity
        chosen.append(
            DepotChoice(
                supply=supply,
                depot_id=depot.depot_id,
                quantity=quantity,
                travel_s=travel_ms / 1000,
                lead_s=depot.lead_s,
            )
        )
    return chosen


def _by_road(
    area: Area, profile: Profile, roads: RoadView, incident: Incident
) -> tuple[Near, Near]:
    """Return the own depots and the suppliers within the travel limit, the soonest first."""
    node = roads.node_of(incident.position)
    if node is None:
        return [], []
    depots, nodes = [], []
    for depot in area.depots.values():
        depot_node = roads.node_of(depot.position)
        if depot_node is not None:
            depots.append(depot)
            nodes.append(depot_node)
    travel_ms = roads.times_to(nodes, node, roads.serves.supplies).tolist()
    limit_ms = profile.dispatch.max_travel_s * 1000
    near = [
        (time, depot)
        for time, depot in zip(travel_ms, depots, strict=True)
        if time != UNREACHABLE_MS and time <= limit_ms
    ]
    near.sort(key=lambda one: (one[1].lead_s * 1000 + one[0], one[1].depot_id))
    own = [one for one in near if one[1].agreement is None]
    return own, [one for one in near if one[1].agreement is not None]
