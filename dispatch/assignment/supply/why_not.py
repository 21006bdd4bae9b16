"""Answer why a depot does not bring a supply: what forbids it, or who would lose by it."""

from collections import Counter
from collections.abc import Sequence

import msgspec
from msgspec.structs import replace

from dispatch.assignment.roads import RoadView
from dispatch.assignment.supply.deciding import SUPPLY_SEARCHES
from dispatch.assignment.supply.posing import SupplyAsked, pose_supplies
from dispatch.assignment.supply.question import (
    Brought,
    SupplyPlan,
    SupplyQuestion,
    costs_ms,
    favoured,
    given,
)
from dispatch.assignment.supply.shelves import NO_REASON, REASONS
from dispatch.domain.area import Area
from dispatch.domain.incidents import Incident
from dispatch.domain.profile import Profile
from dispatch.domain.recommendations import CostTerm, DepotLeftOut


class FromDepot(msgspec.Struct, frozen=True):
    """So much of a supply from a depot."""

    supply: str
    depot_id: str
    quantity: int


class SupplyLoss(msgspec.Struct, frozen=True):
    """What forcing a depot means for one incident: what comes whence instead, and at what cost.

    `costs_s` is how many weighted seconds more it costs; below nothing it gains.
    """

    incident_id: str
    priority: int
    before: tuple[FromDepot, ...]
    after: tuple[FromDepot, ...]
    missing_before: dict[str, int]
    missing_after: dict[str, int]
    costs_s: float


class WhyNotDepot(msgspec.Struct, frozen=True):
    """The answer. With a `reason` the depot cannot bring it at all, and nothing was reckoned.

    Otherwise `is_chosen` says that it does; if not, it is taken to bring `quantity`, all it can:
    `costs` is what that costs by term, `plan_costs_s` what the whole plan costs more, in weighted
    seconds, and `losses` says to whom.
    """

    depot_id: str
    incident_id: str
    supply: str
    reason: DepotLeftOut | None = None
    is_wanted: bool = True
    is_chosen: bool = False
    quantity: int = 0
    travel_s: float | None = None
    lead_s: float = 0.0
    costs: dict[CostTerm, float] = {}
    plan_costs_s: float | None = None
    losses: tuple[SupplyLoss, ...] = ()


def why_not_depot(
    area: Area,
    profile: Profile,
    roads: RoadView,
    at: float,
    incidents: Sequence[Incident],
    incident_id: str,
    depot_id: str,
    supply: str,
    policy: str,
) -> WhyNotDepot:
    """Say why a depot does not bring a supply to one of some incidents decided together.

    The depot must be of the area and the incident one of the incidents. Raises `KeyError` for a
    policy there is not.
    """
    told = WhyNotDepot(depot_id, incident_id, supply)
    asked = pose_supplies(area, profile, roads, incidents, at)
    question = asked.question
    if incident_id not in question.incident_ids or supply not in question.supplies:
        return replace(told, is_wanted=False)
    row, depot = question.incident_ids.index(incident_id), question.depot_ids.index(depot_id)
    column = question.supplies.index(supply)
    needs = [
        number
        for number, need in enumerate(question.needs)
        if (need.incident, need.supply) == (row, column)
    ]
    if not needs:
        return replace(told, is_wanted=False)
    reason = _reason(asked, row, depot, column)
    if reason is not None:
        return replace(told, reason=reason)
    forced = _all_it_can(question, needs, depot, column)
    first = question.needs[needs[0]]
    waiting = CostTerm.LATENESS if first.slack_ms else CostTerm.RESPONSE
    costs = (
        (waiting, question.late_ms(first, depot)),
        (CostTerm.TRIP, int(question.trip_ms[row, depot])),
    )
    told = replace(
        told,
        quantity=sum(items for _, _, items in forced),
        travel_s=int(asked.travel_ms[row, depot]) / 1000,
        lead_s=asked.lead_s.item(depot),
        costs={term: price_ms / 1000 for term, price_ms in costs if price_ms},
    )
    worth_ms = profile.dispatch.costs.stability.worth_s * 1000
    return _forced(asked, told, needs, forced, policy, worth_ms)


def _forced(
    asked: SupplyAsked,
    told: WhyNotDepot,
    needs: list[int],
    forced: list[Brought],
    policy: str,
    worth_ms: int,
) -> WhyNotDepot:
    """Solve again with the depot's delivery made, and tell the difference."""
    search, question = SUPPLY_SEARCHES[policy], favoured(asked.question, asked.shown, worth_ms)
    plan = search(question, asked.shown)
    depot = forced[0][1]
    if any(number in needs and whence == depot for number, whence, _ in plan.brought):
        return replace(told, is_chosen=True)
    rest = search(given(question, forced), asked.shown)
    after = SupplyPlan.of([*forced, *rest.brought])
    before_ms, after_ms = costs_ms(question, plan), costs_ms(question, after)
    losses = [
        _loss(asked, row, plan, after, (cost - before_ms[row]) / 1000)
        for row, cost in enumerate(after_ms)
        if _of_incident(question, plan, row) != _of_incident(question, after, row)
    ]
    return replace(
        told,
        plan_costs_s=(sum(after_ms) - sum(before_ms)) / 1000,
        losses=tuple(sorted(losses, key=lambda one: -one.costs_s)),
    )


def _reason(asked: SupplyAsked, row: int, depot: int, column: int) -> DepotLeftOut | None:
    for number in (int(asked.shelf[depot, column]), int(asked.way[row, depot])):
        if number != NO_REASON:
            return REASONS[number]
    question = asked.question
    if question.comes_anyway[row, depot] or question.most[row] > 0:
        return None
    return DepotLeftOut.TOO_MANY_DEPOTS


def _all_it_can(
    question: SupplyQuestion, needs: list[int], depot: int, column: int
) -> list[Brought]:
    left, brought = int(question.stock[depot, column]), []
    for number in needs:
        items = min(left, question.needs[number].wanted)
        if items:
            brought.append((number, depot, items))
            left -= items
    return brought


def _of_incident(question: SupplyQuestion, plan: SupplyPlan, row: int) -> list[Brought]:
    return [one for one in plan.brought if question.needs[one[0]].incident == row]


def _loss(
    asked: SupplyAsked, row: int, plan: SupplyPlan, after: SupplyPlan, costs_s: float
) -> SupplyLoss:
    incident = asked.incidents[row]
    return SupplyLoss(
        incident_id=incident.incident_id,
        priority=incident.priority,
        before=_from_depots(asked.question, plan, row),
        after=_from_depots(asked.question, after, row),
        missing_before=_missing(asked.question, plan, row),
        missing_after=_missing(asked.question, after, row),
        costs_s=costs_s,
    )


def _from_depots(question: SupplyQuestion, plan: SupplyPlan, row: int) -> tuple[FromDepot, ...]:
    items: Counter[tuple[str, str]] = Counter()
    for number, depot, quantity in _of_incident(question, plan, row):
        supply = question.supplies[question.needs[number].supply]
        items[supply, question.depot_ids[depot]] += quantity
    return tuple(FromDepot(*key, items[key]) for key in sorted(items))


def _missing(question: SupplyQuestion, plan: SupplyPlan, row: int) -> dict[str, int]:
    missing: Counter[str] = Counter()
    for need in question.needs:
        if need.incident == row:
            missing[question.supplies[need.supply]] += need.wanted
    for number, _, quantity in _of_incident(question, plan, row):
        missing[question.supplies[question.needs[number].supply]] -= quantity
    return {supply: count for supply, count in sorted(missing.items()) if count}
