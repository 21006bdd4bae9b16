"""Decide the founding of an area and the entering of its places, teams, depots and shelters."""

from collections import Counter
from collections.abc import Iterable

from dispatch.domain import commands as c
from dispatch.domain import events as e
from dispatch.domain.actors import Order
from dispatch.domain.area import Area
from dispatch.domain.depots import Agreement, Stock
from dispatch.domain.profile import Profile
from dispatch.domain.refusals import Rejected
from dispatch.domain.shelters import CLOSED, Shelter
from dispatch.domain.steps import permit
from dispatch.domain.teams import Team


def found(area: Area, command: c.FoundArea, order: Order, profile: Profile) -> list[e.Event]:
    """Begin the area; founding the same area again the same way changes nothing."""
    permit(profile, order, "FoundArea")
    if command.profile_id != profile.profile_id:
        raise Rejected("unknown_profile", f"the profile here is {profile.profile_id}", "profile_id")
    founded = e.AreaFounded(
        name=command.name,
        root=command.root,
        profile_id=command.profile_id,
        exercise=command.exercise,
    )
    if area.position == 0:
        return [founded]
    if (area.name, area.root, area.exercise) == (command.name, command.root, command.exercise):
        return []
    raise Rejected("already_founded", f"the area {area.area_id!r} is {area.name!r}")


def register_places(
    area: Area, command: c.RegisterPlaces, order: Order, profile: Profile
) -> list[e.Event]:
    """Enter places of which every parent is known, each standing one or more levels above."""
    permit(profile, order, "RegisterPlaces")
    _once("places", (place.code for place in command.places))
    known = area.places.update({place.code: place for place in command.places})
    for index, place in enumerate(command.places):
        where = f"places[{index}].parent"
        if not 0 <= place.vulnerable <= place.population:
            reason = f"{place.code}: none to all of its people are vulnerable"
            raise Rejected("wrong_number", reason, f"places[{index}].vulnerable")
        if place.parent is None:
            if place.code != area.root:
                raise Rejected(
                    "no_parent", f"{place.code} has no parent and is not the root", where
                )
        elif (parent := known.get(place.parent)) is None:
            raise Rejected("unknown_place", f"{place.code}: no place {place.parent!r}", where)
        elif parent.admin_level.rank >= place.admin_level.rank:
            raise Rejected(
                "level_upside_down", f"{place.code} does not stand below {parent.code}", where
            )
    return [e.PlacesRegistered(places=command.places)]


def enrol_teams(area: Area, command: c.EnrolTeams, order: Order, profile: Profile) -> list[e.Event]:
    """Enter teams with known places and capabilities; a bound team's record is left alone."""
    permit(profile, order, "EnrolTeams")
    _once("teams", (team.team_id for team in command.teams))
    for index, team in enumerate(command.teams):
        where = f"teams[{index}]"
        _known_place(area, team.place_code, f"{where}.place_code")
        for capability in team.capabilities:
            if capability not in profile.capabilities:
                raise Rejected(
                    "unknown_capability",
                    f"{team.team_id}: no capability {capability!r}",
                    f"{where}.capabilities",
                )
        _check_means(team, profile, where)
        if not _may_begin(team, profile):
            raise Rejected("wrong_state", f"{team.team_id} cannot begin so", f"{where}.state")
        before = area.teams.get(team.team_id)
        if before is not None and before.instruction_id is not None:
            raise Rejected(
                "team_bound", f"{team.team_id} is under instruction {before.instruction_id}", where
            )
        if before is not None and (before.detachments or before.detached_from):
            raise Rejected("team_bound", f"{team.team_id} is not all together", where)
    return [e.TeamsEnrolled(teams=command.teams)]


def register_depots(
    area: Area, command: c.RegisterDepots, order: Order, profile: Profile
) -> list[e.Event]:
    """Enter new depots and suppliers; stock already known changes by receipts and counts only."""
    permit(profile, order, "RegisterDepots")
    _once("depots", (depot.depot_id for depot in command.depots))
    for index, depot in enumerate(command.depots):
        where = f"depots[{index}]"
        if depot.depot_id in area.depots:
            raise Rejected("already_registered", f"{depot.depot_id} is registered", where)
        _known_place(area, depot.place_code, f"{where}.place_code")
        if depot.agreement is not None:
            _agreed(depot.agreement, order, f"{where}.agreement")
        for supply, stock in depot.stock.items():
            if supply not in profile.supplies:
                raise Rejected("unknown_supply", f"no supply {supply!r}", f"{where}.stock")
            if wrong := _wrong_stock(stock):
                raise Rejected(
                    "wrong_stock", f"{depot.depot_id}: {supply}: {wrong}", f"{where}.stock"
                )
    return [e.DepotsRegistered(depots=command.depots)]


def register_shelters(
    area: Area, command: c.RegisterShelters, order: Order, profile: Profile
) -> list[e.Event]:
    """Enter shelters at known places."""
    permit(profile, order, "RegisterShelters")
    _once("shelters", (shelter.shelter_id for shelter in command.shelters))
    for index, shelter in enumerate(command.shelters):
        where = f"shelters[{index}]"
        _known_place(area, shelter.place_code, f"{where}.place_code")
        _capacities(shelter, profile, where)
        if shelter.state != CLOSED or shelter.people or shelter.admitted:
            raise Rejected("wrong_state", f"{shelter.shelter_id} begins closed and empty", where)
    return [e.SheltersRegistered(shelters=command.shelters)]


def _capacities(shelter: Shelter, profile: Profile, where: str) -> None:
    """Refuse a shelter that holds less than nobody, or states a mode that is not there."""
    if shelter.capacity < 0:
        raise Rejected("wrong_capacity", f"{shelter.shelter_id}", f"{where}.capacity")
    if shelter.effective_area_m2 is not None and shelter.effective_area_m2 < 0:
        raise Rejected("wrong_number", "nothing or more is expected", f"{where}.effective_area_m2")
    for mode, capacity in shelter.capacities.items():
        if mode not in profile.shelters.modes:
            raise Rejected("unknown_mode", f"no mode {mode!r}", f"{where}.capacities")
        if capacity < 0:
            raise Rejected("wrong_capacity", f"{mode}: {capacity}", f"{where}.capacities")


def _agreed(agreement: Agreement, order: Order, where: str) -> None:
    """Refuse an agreement that names nobody, is over, or delivers before it is called on."""
    if not agreement.supplier.strip():
        raise Rejected("input_missing", "name the supplier", f"{where}.supplier")
    if agreement.lead_s < 0:
        raise Rejected("wrong_number", "nothing or more is expected", f"{where}.lead_s")
    if agreement.valid_until <= order.at:
        raise Rejected("wrong_window", "the agreement is over already", f"{where}.valid_until")


def _wrong_stock(stock: Stock) -> str | None:
    """Return why a depot cannot begin with a stock, None when it can."""
    if stock.on_hand < 0 or stock.reserved:
        return f"{stock.on_hand} on hand and {stock.reserved} promised"
    lots = [one.lot for one in stock.batches]
    if "" in lots or len(set(lots)) < len(lots):
        return "each batch bears a lot of its own"
    quantities = [one.quantity for one in stock.batches]
    if min(quantities, default=1) < 1 or sum(quantities) > stock.on_hand:
        return f"the batches do not add up to {stock.on_hand} or less"
    return None


def _check_means(team: Team, profile: Profile, where: str) -> None:
    """Refuse a team with nobody in it, less than none of something, or unknown equipment."""
    if team.people < 1:
        raise Rejected("no_people", f"{team.team_id} has nobody in it", f"{where}.people")
    for field, counts in (("strength", team.strength), ("units", team.units)):
        for key, count in counts.items():
            if count < 0:
                reason = f"{team.team_id}: {count} of {key}"
                raise Rejected("wrong_number", reason, f"{where}.{field}")
    for capability in team.units:
        if capability not in profile.capabilities:
            reason = f"{team.team_id}: no capability {capability!r}"
            raise Rejected("unknown_capability", reason, f"{where}.units")


def _may_begin(team: Team, profile: Profile) -> bool:
    """Whether a team can be entered so: bound by nothing, and no part of another."""
    return (
        team.state in profile.team_availability.states
        and team.instruction_id is None
        and not (team.has_rejoined or team.detached_from or team.detachments or team.whole)
    )


def _known_place(area: Area, code: str, where: str) -> None:
    if code not in area.places:
        raise Rejected("unknown_place", f"no place {code!r}", where)


def _once(noun: str, ids: Iterable[str]) -> None:
    twice = [one for one, count in Counter(ids).items() if count > 1]
    if twice:
        raise Rejected("stands_twice", f"{noun} named twice: {', '.join(twice[:5])}", noun)
