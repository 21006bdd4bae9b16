"""Reckon with demands: what is wrong with them, how many crews they are, what raises them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping

from msgspec.structs import replace

from dispatch.domain.profile import Demands, Profile, SupplyNeed, TeamNeed
from dispatch.domain.refusals import Rejected


def crews_wanted(needs: Iterable[TeamNeed], crew_people: int) -> Counter[str]:
    """Return how many crews are wanted by capability; people make crews of `crew_people` each."""
    crews: Counter[str] = Counter()
    people: Counter[str] = Counter()
    for need in needs:
        crews[need.capability] += need.teams + need.units
        people[need.capability] += need.people
    for capability, count in people.items():
        crews[capability] += -(-count // crew_people)
    return crews


def supplies_wanted(needs: Iterable[SupplyNeed]) -> Counter[str]:
    """Return the quantity that is wanted by supply."""
    wanted: Counter[str] = Counter()
    for need in needs:
        wanted[need.supply] += need.quantity
    return wanted


def counted_in_units(needs: Iterable[TeamNeed], capability: str) -> bool:
    """Whether a capability is wanted with its equipment: a team without it cannot serve."""
    return any(need.capability == capability and need.units for need in needs)


def problems_of_demands(demands: Demands, profile: Profile) -> Iterator[Rejected]:
    """Yield what is wrong with demands, the field as in a command: a need that is less than one
    of something known, or that is counted in two ways."""
    for index, need in enumerate(demands.teams):
        where = f"team_needs[{index}]"
        if need.capability not in profile.capabilities:
            reason = f"unknown capability {need.capability!r}"
            yield Rejected("unknown_capability", reason, f"{where}.capability")
        for field, reason in _miscounted(need):
            yield Rejected("wrong_number", f"{need.capability}: {reason}", f"{where}.{field}")
        if not need.units and counted_in_units(demands.teams, need.capability):
            reason = f"{need.capability}: all of it in units, or nothing of it"
            yield Rejected("wrong_number", reason, f"{where}.units")
    for index, one in enumerate(demands.supplies):
        where = f"supply_needs[{index}]"
        if one.supply not in profile.supplies:
            yield Rejected("unknown_supply", f"unknown supply {one.supply!r}", f"{where}.supply")
        if one.quantity < 1:
            yield Rejected("wrong_number", f"{one.supply}: one at least", f"{where}.quantity")
        if not _is_later(one.by_s):
            yield Rejected("wrong_number", f"{one.supply}: by a later moment", f"{where}.by_s")
    if demands.shelter_places < 0:
        yield Rejected("wrong_number", "shelter places are none or more", "shelter_places")


def check_demands(demands: Demands, profile: Profile) -> None:
    """Raise the first problem of demands, if there is one."""
    for problem in problems_of_demands(demands, profile):
        raise problem


def raised_to(own: Demands, plan: Demands, crew_people: int) -> Demands:
    """Return demands that are nowhere less than a plan's; what is more of them already stays."""
    if own == plan or not any(less_than(own, plan, crew_people)):
        return own
    needs: dict[str, list[TeamNeed]] = defaultdict(list)
    planned: dict[str, list[TeamNeed]] = defaultdict(list)
    for need in own.teams:
        needs[need.capability].append(need)
    for need in plan.teams:
        planned[need.capability].append(need)
    for capability, theirs in planned.items():
        needs[capability] = _raised(needs[capability], theirs, crew_people)
    supplies = list(own.supplies)
    held = supplies_wanted(own.supplies)
    for supply, quantity in supplies_wanted(plan.supplies).items():
        if quantity > held[supply]:
            _add_supply(supplies, SupplyNeed(supply, quantity - held[supply]))
    return Demands(
        teams=tuple(need for each in needs.values() for need in each),
        supplies=tuple(supplies),
        shelter_places=max(own.shelter_places, plan.shelter_places),
    )


def added(own: tuple[TeamNeed, ...], more: tuple[TeamNeed, ...]) -> tuple[TeamNeed, ...]:
    """Return needs with more crews wanted at once, counted as the needs count them."""
    needs = list(own)
    for capability, crews in crews_wanted(more, 1).items():
        measure = "units" if counted_in_units(own, capability) else "teams"
        for index, need in enumerate(needs):
            if need.capability == capability and need.by_s is None and getattr(need, measure):
                count = getattr(need, measure) + crews
                needs[index] = replace(need, **{measure: count})
                break
        else:
            needs.append(TeamNeed(capability, **{measure: crews}))
    return tuple(needs)


def reduced(
    own: tuple[TeamNeed, ...], by: tuple[TeamNeed, ...], missing: Mapping[str, int]
) -> tuple[TeamNeed, ...]:
    """Return needs without what was `added` to them, as far as nobody was sent for it."""
    needs = list(own)
    for capability, crews in crews_wanted(by, 1).items():
        left = min(crews, missing.get(capability, 0))
        for index, need in enumerate(needs):
            if need.capability != capability or need.by_s is not None:
                continue
            measure = "units" if need.units else "teams"
            less = min(left, getattr(need, measure))
            left -= less
            needs[index] = replace(need, **{measure: getattr(need, measure) - less})
    return tuple(need for need in needs if need.teams or need.people or need.units)


def less_than(own: Demands, plan: Demands, crew_people: int) -> Iterator[str]:
    """Yield what demands want less of than a plan: capabilities in crews, supplies, shelter."""
    wanted = crews_wanted(own.teams, crew_people)
    for capability, crews in crews_wanted(plan.teams, crew_people).items():
        in_units = counted_in_units(plan.teams, capability)
        if crews > wanted[capability] or (in_units and not counted_in_units(own.teams, capability)):
            yield capability
    held = supplies_wanted(own.supplies)
    for supply, quantity in supplies_wanted(plan.supplies).items():
        if quantity > held[supply]:
            yield supply
    if plan.shelter_places > own.shelter_places:
        yield "shelter_places"


def _raised(own: list[TeamNeed], plan: list[TeamNeed], crew_people: int) -> list[TeamNeed]:
    """Return the needs of one capability with what a plan wants more, counted as both count it."""
    capability, both = plan[0].capability, [*own, *plan]
    if any(need.units for need in both):
        # A plan that asks for the equipment means every crew of that capability.
        own = [
            replace(need, teams=0, people=0, units=crews_wanted([need], crew_people)[capability])
            for need in own
        ]
        measure = "units"
    else:
        measure = "people" if all(need.people for need in both) else "teams"
    if measure == "people":
        more = sum(need.people for need in plan) - sum(need.people for need in own)
    else:
        more = (crews_wanted(plan, crew_people) - crews_wanted(own, crew_people))[capability]
    if more <= 0:
        return own
    for index, need in enumerate(own):
        if need.by_s is None and getattr(need, measure):
            raised = replace(need, **{measure: getattr(need, measure) + more})
            return [*own[:index], raised, *own[index + 1 :]]
    return [*own, TeamNeed(capability, **{measure: more})]


def _add_supply(needs: list[SupplyNeed], more: SupplyNeed) -> None:
    for index, need in enumerate(needs):
        if (need.supply, need.by_s) == (more.supply, more.by_s):
            needs[index] = replace(need, quantity=need.quantity + more.quantity)
            return
    needs.append(more)


def _miscounted(need: TeamNeed) -> Iterator[tuple[str, str]]:
    counts = {"teams": need.teams, "people": need.people, "units": need.units}
    stated = [field for field, count in counts.items() if count]
    if not stated:
        yield "teams", "one team at least"
    for field in stated:
        if counts[field] < 0:
            yield field, "one at least"
    if len(stated) > 1:
        yield stated[1], "counted in one way: teams, people or units"
    if not _is_later(need.by_s):
        yield "by_s", "by a later moment"


def _is_later(by_s: float | None) -> bool:
    return by_s is None or by_s > 0
