"""Count what each place of administration has of its own: crews, supplies, places in shelters."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from dispatch.assignment.candidates import reason_kept
from dispatch.assignment.shortfall import Force, Want, crews_missing, less
from dispatch.domain.area import Area
from dispatch.domain.crews import crews_for, crews_of
from dispatch.domain.demands import counted_in_units, crews_wanted, supplies_wanted
from dispatch.domain.places import Places, lineage
from dispatch.domain.profile import Demands, Profile, TeamNeed
from dispatch.domain.support import Amounts
from dispatch.domain.teams import Team


@dataclass(slots=True)
class LocalMeans:
    """What can be called on within a place: teams by make, supplies by quantity, shelter places.

    Not to be changed once it is handed out.
    """

    forces: Counter[Force] = field(default_factory=Counter)
    supplies: Counter[str] = field(default_factory=Counter)
    shelter_places: int = 0

    def lack(self, demands: Demands, crew_people: int) -> Amounts:
        """Return exactly what these means lack of some demands."""
        wanted = crews_wanted(demands.teams, crew_people)
        names = names_of(demands.teams, wanted)
        wants = [Want(name, wanted[capability]) for capability, name in names.items()]
        crews = zip(names, crews_missing(wants, self.forces), strict=True)
        return Amounts(
            teams={capability: count for capability, count in crews if count},
            supplies=less(supplies_wanted(demands.supplies), self.supplies),
            shelter_places=max(0, demands.shelter_places - self.shelter_places),
        )


class MeansBook:
    """Counts the means of an area again and again. One thread at a time.

    Teams that have not changed are not looked at anew.
    """

    def __init__(self) -> None:
        self._forces: dict[str, tuple[Team, Force | None]] = {}
        self._above: tuple[Places | None, dict[str, tuple[str, ...]]] = None, {}

    def of(self, area: Area, profile: Profile, at: float) -> dict[str, LocalMeans]:
        """Return what there is within each place at a moment, in epoch seconds.

        A place with nothing is absent. Teams count while they could be sent; supplies while they
        are neither promised nor expired, without those of suppliers under agreement; shelters by
        their stated capacity less who is in them, open or not.
        """
        own: defaultdict[str, LocalMeans] = defaultdict(LocalMeans)
        for team in area.teams.values():
            force = self._force(team, profile)
            if force is not None:
                own[team.place_code].forces[force] += 1
        for depot in area.depots.values():
            if depot.agreement is None:
                for supply in depot.stock:
                    own[depot.place_code].supplies[supply] += depot.free(supply, at)
        for shelter in area.shelters.values():
            own[shelter.place_code].shelter_places += max(0, shelter.capacity - shelter.people)
        return self._summed(area, own)

    def above(self, area: Area, place_code: str) -> tuple[str, ...]:
        """Return a place and all above it, lowest first, as far as the area knows them."""
        places, known = self._above
        if places is not area.places:
            known = {}
            self._above = area.places, known
        found = known.get(place_code)
        if found is None:
            codes = (one for one in lineage(area.places, place_code) if one in area.places)
            found = known[place_code] = tuple(codes)
        return found

    def _force(self, team: Team, profile: Profile) -> Force | None:
        before = self._forces.get(team.team_id)
        if before is not None and before[0] is team:
            return before[1]
        is_there = not team.has_rejoined and reason_kept(team, profile) is None
        force = force_of(team, profile) if is_there else None
        self._forces[team.team_id] = team, force
        return force

    def _summed(self, area: Area, own: dict[str, LocalMeans]) -> dict[str, LocalMeans]:
        within: defaultdict[str, LocalMeans] = defaultdict(LocalMeans)
        for place_code, means in own.items():
            for code in self.above(area, place_code):
                whole = within[code]
                whole.forces.update(means.forces)
                whole.supplies.update(means.supplies)
                whole.shelter_places += means.shelter_places
        return dict(within)


def force_of(team: Team, profile: Profile) -> Force:
    """Return what a team amounts to: its crews, and who of them can serve what."""
    able = {
        name_of(capability, in_units): crews_for(team, capability, profile, in_units)
        for capability in team.capabilities
        for in_units in ((False, True) if capability in team.units else (False,))
    }
    crews = tuple(sorted((name, count) for name, count in able.items() if count))
    return Force(crews_of(team, profile), crews)


def name_of(capability: str, in_units: bool) -> str:
    """Return the name crews go by who are wanted with a capability, or with its equipment too."""
    return f"{capability}/units" if in_units else capability


def names_of(needs: Sequence[TeamNeed], crews: Mapping[str, int]) -> dict[str, str]:
    """Return for each capability of some crews wanted the name they go by, in order."""
    return {one: name_of(one, counted_in_units(needs, one)) for one in sorted(crews)}
