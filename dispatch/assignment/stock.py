"""Choose the depots that supply an incident: the nearest that still have it, by road."""

from collections import Counter

from dispatch.assignment.roads import UNREACHABLE_MS, RoadView
from dispatch.domain.area import Area
from dispatch.domain.depots import Depot
from dispatch.domain.incidents import Incident
from dispatch.domain.needs import missing_supplies
from dispatch.domain.profile import Profile
from dispatch.domain.recommendations import DepotChoice, Shortfall

Promised = Counter[tuple[str, str]]  # (depot, supply) -> quantity given away in this decision


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
    them; what has expired `at` that moment is not offered. `promised` is what this decision gave
    to other incidents; it is added to.
    """
    choices: list[DepotChoice] = []
    shortfalls: list[Shortfall] = []
    near: list[tuple[int, Depot]] | None = None
    for supply, wanted in missing_supplies(area, incident).items():
        if near is None:
            near = _by_road(area, profile, roads, incident)
        missing, visited = wanted, 0
        for travel_ms, depot in near:
            free = depot.free(supply, at) - promised[depot.depot_id, supply]
            if free < 1 or missing < 1 or visited == profile.dispatch.depots_per_incident:
                continue
            quantity = min(free, missing)
            promised[depot.depot_id, supply] += quantity
            missing, visited = missing - quantity, visited + 1
            choices.append(
                DepotChoice(
                    supply=supply,
                    depot_id=depot.depot_id,
                    quantity=quantity,
                    travel_s=travel_ms / 1000,
                )
            )
        if missing:
            reason = "out_of_stock" if near else "no_depot_in_reach"
            shortfalls.append(Shortfall(need=supply, missing=missing, reason=reason))
    return tuple(choices), tuple(shortfalls)


def _by_road(
    area: Area, profile: Profile, roads: RoadView, incident: Incident
) -> list[tuple[int, Depot]]:
    node = roads.node_of(incident.position)
    if node is None:
        return []
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
    return sorted(near, key=lambda one: (one[0], one[1].depot_id))
