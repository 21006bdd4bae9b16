"""Count the crews 编组 of teams, and split detachments 分队 off them.

A crew is what the profile's `crew_people` make, and the unit in which forces are demanded and
sent. A team that sends fewer than it has forms a detachment, which bears an order of its own and
rejoins its team once it is home. What a team and its detachments have always adds up to what was
enrolled.
"""

from collections.abc import Mapping

from dispatch.domain.area import Area
from dispatch.domain.profile import Profile
from dispatch.domain.teams import Team


def crews_of(team: Team, profile: Profile) -> int:
    """Return how many crews a team has in all: one at least, however few its people are."""
    return max(1, team.people // profile.dispatch.crew_people)


def crews_for(team: Team, capability: str, profile: Profile, in_units: bool = False) -> int:
    """Return how many of a team's crews can serve with a capability, 0 if it lacks it.

    Where the strength of that discipline is stated it is the limit, but one that is smaller than a
    crew makes one, filled up with others. `in_units` asks for crews with a piece of the
    capability's equipment each.
    """
    if capability not in team.capabilities:
        return 0
    crews = _able(team, capability, crews_of(team, profile), profile.dispatch.crew_people)
    return min(crews, team.units.get(capability, 0)) if in_units else crews


def crews_for_each(team: Team, profile: Profile) -> dict[str, int]:
    """Return how many of a team's crews can serve with each of its capabilities."""
    crews, size = crews_of(team, profile), profile.dispatch.crew_people
    return {one: _able(team, one, crews, size) for one in team.capabilities}


def _able(team: Team, capability: str, crews: int, size: int) -> int:
    """Return how many of so many crews of a size can serve with a capability of their team."""
    strength = team.strength.get(capability)
    if strength is None:
        return crews
    # What is left over once its crews are out makes no further one.
    enrolled = strength if team.whole is None else team.whole.strength.get(capability, 0)
    at_least = 1 if strength and enrolled < size else 0
    return min(crews, max(at_least, strength // size))


def detachment_of(
    area: Area, team: Team, crews: int, capability: str, profile: Profile, in_units: bool
) -> Team:
    """Return the detachment that so many crews of a team make; fewer than it has in all.

    It takes people of the discipline first, then of the largest others, and the equipment only
    where the demand counts it.
    """
    people = crews * profile.dispatch.crew_people
    strength = _taken(team.strength, people, capability)
    away = {one for one in team.strength if one not in strength}
    parent = area.teams[team.parent_id]
    number = _number(area, parent)
    return Team(
        team_id=f"{parent.team_id}-{number}",
        name=f"{parent.name}第{number}分队",
        place_code=team.place_code,
        station=team.station,
        capabilities=tuple(one for one in team.capabilities if one not in away),
        people=people,
        strength=strength,
        units={capability: crews} if in_units else {},
        state=team.state,
        position=team.position,
        trained=team.trained,
        insured=team.insured,
        equipped=team.equipped,
        has_unfit=team.has_unfit,
        contact=team.contact,
        spells=team.spells,
        detached_from=parent.team_id,
        standby_at=team.standby_at,
        standby_place=team.standby_place,
    )


def _taken(strength: Mapping[str, int], people: int, first: str) -> dict[str, int]:
    """Return whom of each discipline so many people are, that of `first` before all others."""
    taken: dict[str, int] = {}
    largest = sorted(strength, key=lambda one: (one != first, -strength[one], one))
    for discipline in largest:
        count = min(strength[discipline], people)
        if count:
            taken[discipline] = count
            people -= count
    return taken


def _number(area: Area, parent: Team) -> int:
    """Return the lowest number that no detachment of a team which is out bears, and no other."""
    number = 1
    while (known := area.teams.get(f"{parent.team_id}-{number}")) is not None:
        if known.has_rejoined and known.detached_from == parent.team_id:
            break
        number += 1
    return number
