"""Put the question of who brings what: what is free in which depot, how soon, and who cannot."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from dispatch.assignment.roads import UNREACHABLE_MS, RoadView
from dispatch.assignment.supply.kernels.reckoning import judge_ways, reckon
from dispatch.assignment.supply.question import (
    Brought,
    Ints,
    Need,
    SupplyPlan,
    SupplyQuestion,
)
from dispatch.assignment.supply.shelves import NO_REASON, NUMBER, Shelves
from dispatch.domain.area import Area
from dispatch.domain.depots import Depot, ReservationState
from dispatch.domain.incidents import Incident
from dispatch.domain.needs import missing_by_moment
from dispatch.domain.profile import Profile
from dispatch.domain.recommendations import DepotLeftOut
from dispatch.domain.shipping import LOADING_TIME


@dataclass(frozen=True, slots=True, eq=False)
class SupplyAsked:
    """A question of supplies with what its numbers mean, and what is proposed on the screens.

    `shelf`, uint8[depots, supplies], numbers the reasons of depots that have nothing to give of a
    supply, and `way`, uint8[incidents, depots], of those that cannot come; `travel_ms` is the road
    alone, and before it a depot needs `lead_s`, float64[depots], until it can load. `incidents` are
    those that want supplies.
    """

    question: SupplyQuestion
    incidents: tuple[Incident, ...]
    lead_s: NDArray[np.float64]
    shelf: NDArray[np.uint8]
    way: NDArray[np.uint8]
    travel_ms: Ints
    loading_s: float
    shown: SupplyPlan


def pose_supplies(
    area: Area, profile: Profile, roads: RoadView, incidents: Sequence[Incident], at: float
) -> SupplyAsked:
    """Return what is to be decided of supplies for some incidents, in their order.

    What has expired `at` that moment, is promised already, or an agreement that is over no longer
    covers, is not free.
    """
    missing = [(one, some) for one in incidents if (some := missing_by_moment(area, one))]
    if not missing:
        return _nothing_asked()
    wanting = tuple(one for one, _ in missing)
    supplies = tuple(sorted({need.supply for _, some in missing for need in some}))
    shelves = Shelves.of(area, profile, roads, at)
    columns = [shelves.column[one] for one in supplies]
    stock, shelf = shelves.free.take(columns, axis=1), shelves.why.take(columns, axis=1)
    travel_ms, way = _ways(profile, roads, wanting, shelves.node)
    price, weights = profile.dispatch.costs.delivery, profile.dispatch.priority_weights
    weight = np.array([weights.get(one.priority, 1) for one in wanting], np.int64)
    comes = _comes_anyway(area, wanting, shelves)
    time_ms, trip_ms, waits_ms = reckon(
        *(travel_ms, way, NO_REASON, shelves.ready_ms, weight, comes),
        *(1000 * price.trip_s, price.each_trip_pct),
    )
    number = {supply: at for at, supply in enumerate(supplies)}
    needs = [
        Need(
            incident=row,
            supply=number[need.supply],
            wanted=need.quantity,
            slack_ms=slack_ms,
            unmet_ms=weight.item(row)
            * profile.supplies[need.supply].worth
            * max(1, 1000 * price.unmet_s - slack_ms),
        )
        for row, (incident, some) in enumerate(missing)
        for need in some
        for slack_ms in [_slack_ms(incident, need.by_s, at)]
    ]
    question = SupplyQuestion(
        incident_ids=tuple(one.incident_id for one in wanting),
        depot_ids=shelves.ids,
        supplies=supplies,
        needs=tuple(needs),
        weight=weight,
        most=np.maximum(profile.dispatch.depots_per_incident - comes.sum(axis=1), 0),
        time_ms=time_ms,
        trip_ms=trip_ms,
        comes_anyway=comes,
        waits_ms=waits_ms,
        stock=stock,
        is_supplier=shelves.is_supplier,
    )
    return SupplyAsked(
        question=question,
        incidents=wanting,
        lead_s=shelves.lead_s,
        shelf=shelf,
        way=way,
        travel_ms=travel_ms,
        loading_s=profile.timers[LOADING_TIME].limit_s,
        shown=_shown(area, question, wanting, shelves.row),
    )


@cache
def _nothing_asked() -> SupplyAsked:
    """Return the question where nobody wants supplies: no depot comes into it."""
    none, nobody = np.zeros((0, 0), np.int64), np.zeros(0, np.int64)
    question = SupplyQuestion(
        incident_ids=(),
        depot_ids=(),
        supplies=(),
        needs=(),
        weight=nobody,
        most=nobody,
        time_ms=none,
        trip_ms=none,
        comes_anyway=none.astype(bool),
        waits_ms=nobody,
        stock=none,
        is_supplier=nobody.astype(bool),
    )
    reasons = none.astype(np.uint8)
    return SupplyAsked(question, (), np.zeros(0), reasons, reasons, none, 0.0, SupplyPlan())


def road_time_s(roads: RoadView, depot: Depot, incident: Incident) -> float | None:
    """Return how long supplies take from a depot to an incident, None where there is no way."""
    origin, goal = roads.node_of(depot.position), roads.node_of(incident.position)
    if origin is None or goal is None:
        return None
    (travel_ms,) = roads.times_to([origin], goal, roads.serves.supplies).tolist()
    return None if travel_ms == UNREACHABLE_MS else travel_ms / 1000


def _slack_ms(incident: Incident, by_s: float | None, at: float) -> int:
    """Return how long from now nobody waits yet for what is wanted by a moment."""
    return 0 if by_s is None else max(0, round((incident.opened_at + by_s - at) * 1000))


def _ways(
    profile: Profile, roads: RoadView, incidents: Sequence[Incident], nodes: NDArray[np.int32]
) -> tuple[Ints, NDArray[np.uint8]]:
    """Return how long lorries drive, int64[incidents, depots], and why some cannot come."""
    goals = roads.nodes_of([one.position for one in incidents])
    on_roads, metric = goals[goals >= 0].tolist(), roads.serves.supplies
    times_ms = roads.times_to_each(nodes[nodes >= 0], on_roads, metric)
    most_ms = int(profile.dispatch.max_travel_s * 1000)
    travel_ms, why, is_lost = judge_ways(times_ms, goals, nodes, most_ms, UNREACHABLE_MS, _JUDGED)
    for row in np.flatnonzero(is_lost).tolist():
        lost = np.flatnonzero(why[row] == _UNREACHABLE)
        cut_off = lost[roads.are_cut_off(nodes[lost], int(goals[row]), metric)]
        why[row, cut_off] = NUMBER[DepotLeftOut.CUT_OFF]
    return travel_ms, why


_UNREACHABLE = NUMBER[DepotLeftOut.UNREACHABLE]
_OFF_THE_ROADS = NUMBER[DepotLeftOut.OFF_THE_ROADS]
_JUDGED = NUMBER[DepotLeftOut.TOO_FAR], _UNREACHABLE, _OFF_THE_ROADS, NO_REASON


def _comes_anyway(area: Area, incidents: Sequence[Incident], shelves: Shelves) -> NDArray[np.bool_]:
    """Return which depots have promised an incident something that they have yet to load."""
    column = shelves.row
    comes = np.zeros((len(incidents), len(shelves.ids)), bool)
    for row, incident in enumerate(incidents):
        for held in map(area.reservation, incident.reservation_ids):
            if held.state is ReservationState.HELD and held.depot_id in column:
                comes[row, column[held.depot_id]] = True
    return comes


def _shown(
    area: Area, question: SupplyQuestion, incidents: Sequence[Incident], column: Mapping[str, int]
) -> SupplyPlan:
    """Return what is proposed on the screens as it is, as far as it is still wanted."""
    left: defaultdict[tuple[int, str], dict[int, int]] = defaultdict(dict)
    for row, incident in enumerate(incidents):
        made = area.recommendations.get(incident.recommendation_id or "")
        for choice in () if made is None else made.depots:
            shown, depot = left[row, choice.supply], column[choice.depot_id]
            shown[depot] = shown.get(depot, 0) + choice.quantity
    brought: list[Brought] = []
    for number, need in enumerate(question.needs):
        missing = need.wanted
        shown = left[need.incident, question.supplies[need.supply]]
        for depot in sorted(shown):
            items = min(missing, shown[depot])
            brought.append((number, depot, items))
            shown[depot] -= items
            missing -= items
    return SupplyPlan.of(brought)
