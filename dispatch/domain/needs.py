"""Reckon what an incident still needs: its demands less what is on the way or was served."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from functools import lru_cache

from dispatch.domain.area import Area
from dispatch.domain.demands import crews_wanted, supplies_wanted
from dispatch.domain.incidents import Incident
from dispatch.domain.profile import Profile, SupplyNeed, TeamNeed

NOT_SERVING = frozenset({"DECLINED", "REASSIGNED", "CANCELLED", "OVERDUE"})
TURNED_DOWN = frozenset({"DECLINED", "REASSIGNED"})


def missing_crews(area: Area, profile: Profile, incident: Incident) -> dict[str, int]:
    """Return the number of crews still wanted by capability; those that are met are absent."""
    wanted = _wanted(incident.team_needs, profile.dispatch.crew_people)
    if not incident.instruction_ids:
        return dict(wanted)
    serving = _serving(area, incident)
    return {
        capability: left
        for capability, crews in wanted.items()
        if (left := crews - serving.get(capability, 0)) > 0
    }


@lru_cache(maxsize=4_096)
def _wanted(needs: tuple[TeamNeed, ...], crew_people: int) -> dict[str, int]:
    """Return the crews wanted, as `crews_wanted`, where there are any; many ask for the same."""
    return {one: crews for one, crews in crews_wanted(needs, crew_people).items() if crews > 0}


def more_than_wanted(area: Area, profile: Profile, incident: Incident) -> frozenset[str]:
    """Return the capabilities of which more crews serve an incident than it wants by now."""
    serving = _serving(area, incident)
    wanted = crews_wanted(incident.team_needs, profile.dispatch.crew_people)
    return frozenset(one for one, crews in serving.items() if crews > wanted.get(one, 0))


def _serving(area: Area, incident: Incident) -> dict[str, int]:
    serving: dict[str, int] = {}
    for one in incident.instruction_ids:
        instruction = area.instructions[one]
        if instruction.state not in NOT_SERVING:
            capability = instruction.capability
            serving[capability] = serving.get(capability, 0) + instruction.crews
    return serving


def sought_crews(area: Area, profile: Profile, incident: Incident) -> dict[str, int]:
    """Return the crews that are to be found now: none while rescuers are held back.

    Nobody is sent forward then (生产安全事故应急条例 art. 22), nor kept from other incidents.
    """
    return {} if incident.safety_hold else missing_crews(area, profile, incident)


def moments_of_crews(
    profile: Profile, incident: Incident, missing: Mapping[str, int]
) -> dict[str, float]:
    """Return by when missing crews are wanted, in epoch seconds UTC, by capability.

    What is on the way or has served counts for what is wanted soonest; where of the rest some
    are wanted sooner than others, it is by when the first of them are. What is wanted at once is
    absent.
    """
    found: dict[str, float] = {}
    if all(need.by_s is None for need in incident.team_needs):
        return found
    for capability, left in missing.items():
        needs = [need for need in incident.team_needs if need.capability == capability]
        # Those wanted latest are missing first.
        for need in sorted(needs, key=lambda one: -(one.by_s or 0.0)):
            if left <= 0:
                break
            left -= crews_wanted([need], profile.dispatch.crew_people)[capability]
            found[capability] = incident.opened_at + (need.by_s or 0.0)
        if found.get(capability) == incident.opened_at:
            del found[capability]
    return found


def missing_supplies(area: Area, incident: Incident) -> dict[str, int]:
    """Return the quantity still wanted by supply; supplies that are promised in full are absent."""
    return dict(_left(incident.supply_needs, _promised(area, incident)))


Promised = tuple[tuple[str, int], ...]


def _promised(area: Area, incident: Incident) -> Promised:
    """Return how much of each supply an incident has or can count on, in order of supply."""
    promised: dict[str, int] = {}
    for one in incident.reservation_ids:
        reservation = area.reservations[one]
        if reservation.serves:
            supply = reservation.supply
            promised[supply] = promised.get(supply, 0) + reservation.quantity
    return tuple(sorted(promised.items()))


@lru_cache(maxsize=4_096)
def _left(needs: tuple[SupplyNeed, ...], promised: Promised) -> dict[str, int]:
    """Return the quantity still wanted, where there is any; many ask for the same."""
    there = dict(promised)
    return {
        supply: left
        for supply, quantity in supplies_wanted(needs).items()
        if (left := quantity - there.get(supply, 0)) > 0
    }


def missing_by_moment(area: Area, incident: Incident) -> list[SupplyNeed]:
    """Return what is still wanted, by supply in order and by moment; all of it is in sum missing.

    What is promised counts for what is wanted soonest.
    """
    if not incident.supply_needs:
        return []
    return list(_left_by_moment(incident.supply_needs, _promised(area, incident)))


@lru_cache(maxsize=4_096)
def _left_by_moment(needs: tuple[SupplyNeed, ...], promised: Promised) -> tuple[SupplyNeed, ...]:
    wanted: defaultdict[str, Counter[float]] = defaultdict(Counter)
    for need in needs:
        wanted[need.supply][need.by_s or 0.0] += need.quantity
    found: list[SupplyNeed] = []
    for supply, left in _left(needs, promised).items():
        for by_s in sorted(wanted[supply], reverse=True):
            quantity = min(left, wanted[supply][by_s])
            left -= quantity
            if quantity:
                found.append(SupplyNeed(supply, quantity, by_s or None))
    return tuple(sorted(found, key=lambda one: (one.supply, one.by_s or 0.0)))


def missing_shelter_places(incident: Incident) -> int:
    """Return for how many people an incident still wants places in shelters."""
    return max(0, incident.shelter_places - incident.sheltered)


def turned_down(area: Area, incident: Incident) -> frozenset[str]:
    """Return the teams that declined this incident or were relieved of it: not asked again.

    What a detachment declined its team has declined: ask with `Team.parent_id`.
    """
    orders = [area.instructions[one] for one in incident.instruction_ids]
    return frozenset(
        [area.teams[one.team_id].parent_id for one in orders if one.state in TURNED_DOWN]
    )
