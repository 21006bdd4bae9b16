"""Count what each place of administration has of its own: crews, supplies, places in shelters."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf
from threading import RLock
from typing import NamedTuple

from dispatch.assignment.reasons import reason_kept
from dispatch.assignment.shortfall import Force, Want, crews_missing, less
from dispatch.domain.area import Area
from dispatch.domain.crews import crews_for, crews_of
from dispatch.domain.demands import counted_in_units, crews_wanted, supplies_wanted
from dispatch.domain.depots import Depot
from dispatch.domain.places import Places, lineage
from dispatch.domain.profile import Demands, Profile, TeamNeed
from dispatch.domain.shelters import Shelter
from dispatch.domain.support import Amounts
from dispatch.domain.teams import Team

LOOK_AGAIN_S = 60.0  # goods that expire are seen so late


@dataclass(slots=True)
class LocalMeans:
    """What can be called on within a place: teams by make, supplies by quantity, shelter places.

    A make or a supply of which there is none may stand in it with 0.
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

    def copy(self) -> "LocalMeans":
        """Return the same means, to be added to."""
        return LocalMeans(self.forces.copy(), self.supplies.copy(), self.shelter_places)

    def add(self, other: "LocalMeans", sign: int = 1) -> None:
        """Add other means, or take them off."""
        for force, count in other.forces.items():
            self.forces[force] += sign * count
        for supply, count in other.supplies.items():
            self.supplies[supply] += sign * count
        self.shelter_places += sign * other.shelter_places


Thing = Team | Depot | Shelter


class _Known(NamedTuple):
    """What one team, depot or shelter amounts to, where it belongs, and until when that holds."""

    thing: Thing
    place_code: str
    means: LocalMeans
    until: float


class MeansBook:
    """Counts the means of an area again and again, each time only what has changed.

    Safe to use from any thread. A place whose means are the same keeps the very same object.
    """

    def __init__(self) -> None:
        self._lock = RLock()
        self._places: Places | None = None
        self._above: dict[str, tuple[str, ...]] = {}
        self._known: dict[tuple[str, str], _Known] = {}
        self._within: dict[str, LocalMeans] = {}

    def of(self, area: Area, profile: Profile, at: float) -> dict[str, LocalMeans]:
        """Return what there is within each place at a moment, in epoch seconds.

        A place with nothing is absent. Teams count while they could be sent; supplies while they
        are neither promised nor expired (seen within a minute), without those of suppliers under
        agreement; shelters by their stated capacity less who is in them, open or not.
        """
        with self._lock:
            self._follow(area)
            changed: list[tuple[_Known, int]] = []
            for kind, things in _things(area):
                for thing_id, thing in things.items():
                    before = self._known.get((kind, thing_id))
                    if before is not None and before.thing is thing and at < before.until:
                        continue
                    means = _means_of(thing, profile, at)
                    after = _Known(thing, thing.place_code, means, _until(thing, at))
                    self._known[kind, thing_id] = after
                    if before is None or before[1:3] != after[1:3]:
                        changed += [(after, 1)] if before is None else [(before, -1), (after, 1)]
            self._put(area, changed)
            return dict(self._within)

    def above(self, area: Area, place_code: str) -> tuple[str, ...]:
        """Return a place and all above it, lowest first, as far as the area knows them."""
        with self._lock:
            self._follow(area)
            found = self._above.get(place_code)
            if found is None:
                codes = (one for one in lineage(area.places, place_code) if one in area.places)
                found = self._above[place_code] = tuple(codes)
            return found

    def _follow(self, area: Area) -> None:
        """Begin anew where the places are others."""
        if area.places is not self._places:
            self._places = area.places
            self._above.clear()
            self._known.clear()
            self._within.clear()

    def _put(self, area: Area, changed: Iterable[tuple[_Known, int]]) -> None:
        """Add what has come to the places it belongs to, and take off what has gone."""
        fresh: set[str] = set()
        for known, sign in changed:
            for code in self.above(area, known.place_code):
                if code not in fresh:  # what was handed out stays as it is
                    fresh.add(code)
                    self._within[code] = self._within.get(code, LocalMeans()).copy()
                self._within[code].add(known.means, sign)


def _things(area: Area) -> Iterator[tuple[str, Mapping[str, Thing]]]:
    yield "team", area.teams
    yield "depot", area.depots
    yield "shelter", area.shelters


def _until(thing: Thing, at: float) -> float:
    """Return until when what a thing amounts to holds while it is the same: goods expire."""
    return at + LOOK_AGAIN_S if isinstance(thing, Depot) else inf


def _means_of(thing: Thing, profile: Profile, at: float) -> LocalMeans:
    means = LocalMeans()
    match thing:
        case Team():
            if not thing.has_rejoined and reason_kept(thing, profile) is None:
                means.forces[force_of(thing, profile)] = 1
        case Depot():
            if thing.agreement is None:
                free = ((supply, thing.free(supply, at)) for supply in thing.stock)
                means.supplies.update({supply: count for supply, count in free if count})
        case Shelter():
            means.shelter_places = max(0, thing.capacity - thing.people)
    return means


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
