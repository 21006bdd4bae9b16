"""Say what is otherwise in a branch of a drill, and lay it over the drill when its moment comes.

A branch draws from the same random streams as its parent: a crew that does the same in both takes
as long, so that what differs is what the change did. A variant that changes nothing adds nothing
to the agenda, and the branch is its parent to the last byte of its state.
"""

from collections import defaultdict
from collections.abc import Iterable
from functools import partial

import msgspec

from dispatch.domain.actors import Actor
from dispatch.domain.area import Area
from dispatch.domain.commands import EnrolTeams, Particulars, TakeStep
from dispatch.domain.profile import Profile, TeamNeed
from dispatch.domain.refusals import Rejected
from dispatch.domain.road_commands import CloseRoad
from dispatch.domain.roads import RoadName, Within
from dispatch.domain.teams import Team
from dispatch.engine.engine import Engine
from routing.geo import Position
from simulators.callers import PlannedReport
from simulators.scenario import Policy, Scenario, drilled
from simulators.stage import Stage
from simulators.venue import Strict

TRY_AGAIN_S = 60.0  # of the drill: a team that is to stand down first finishes what it is at
EVERYWHERE = "*"


class AddedTeam(Strict, frozen=True):
    """A team, or several, that the branch has more: at a place of the area, or at a position."""

    name: str
    capabilities: tuple[str, ...]
    place: str
    position: tuple[float, float] | None = None
    teams: int = 1
    people: int = 1

    def __post_init__(self) -> None:
        if self.teams < 1 or self.people < 1 or not self.capabilities:
            raise ValueError("added: one team or more, of one or more people, who can do something")


class Closure(Strict, frozen=True):
    """Roads that are closed: by name, or those that cross a ring of [lon, lat]; hours of the drill.

    Without `to_h` they stay closed.
    """

    road: str | None = None
    ring: tuple[tuple[float, float], ...] = ()
    from_h: float = 0.0
    to_h: float | None = None

    def __post_init__(self) -> None:
        if (self.road is None) == (not self.ring):
            raise ValueError("closures: give exactly one of road and ring")


class Variant(Strict, frozen=True):
    """What a branch has otherwise than its parent, from hour `from_h` of the drill on.

    `policy` is laid over the drill's dispatch policy. `run_cards` are who is wanted for a kind of
    event, whatever the call itself says. `closed_stations` stand empty; `off_duty` is the share of
    the teams of a place that stands down, `*` for every place. `added` teams are there besides, and
    `closures` are in force besides. `from_h` does not move closures, which have hours of their own.
    """

    policy: Policy = Policy()
    run_cards: dict[str, tuple[TeamNeed, ...]] = msgspec.field(default_factory=dict)
    closed_stations: tuple[str, ...] = ()
    off_duty: dict[str, float] = msgspec.field(default_factory=dict)
    added: tuple[AddedTeam, ...] = ()
    closures: tuple[Closure, ...] = ()
    from_h: float = 0.0

    def __post_init__(self) -> None:
        if any(not 0 <= share <= 1 for share in self.off_duty.values()):
            raise ValueError("off_duty: a share lies between 0 and 1")
        if self.from_h < 0:
            raise ValueError("from_h: 0 or more")


def check_variant(variant: Variant, profile: Profile, places: Iterable[str]) -> None:
    """Raise `ValueError` naming the first field with a word that profile or area do not know."""
    codes = frozenset(places)
    for kind in variant.run_cards:
        if kind not in profile.kinds:
            raise ValueError(f"run_cards: the profile has no kind {kind!r}")
    wanted = [need.capability for needs in variant.run_cards.values() for need in needs]
    for capability in (*wanted, *(word for one in variant.added for word in one.capabilities)):
        if capability not in profile.capabilities:
            raise ValueError(f"added, run_cards: the profile has no capability {capability!r}")
    named = (*variant.closed_stations, *(one for one in variant.off_duty if one != EVERYWHERE))
    for code in (*named, *(one.place for one in variant.added)):
        if code not in codes:
            raise ValueError(f"closed_stations, off_duty, added: the area has no place {code!r}")


class Branch:
    """Lays one variant over one drill at full speed."""

    def __init__(self, variant: Variant) -> None:
        self.variant = variant

    def begin(
        self, engine: Engine, stage: Stage, scenario: Scenario, reports: list[PlannedReport]
    ) -> list[PlannedReport]:
        """Lay the variant over a founded drill; return its reports as they come in the branch."""
        variant, start_at = self.variant, scenario.start_at
        check_variant(variant, engine.profile, engine.area.places)
        begin_at = start_at + variant.from_h * 3600
        if variant.from_h == 0:
            self._lay(engine, stage)
        elif variant != Variant(from_h=variant.from_h):
            stage.agenda.at(begin_at, partial(self._lay, engine, stage))
        for closure in variant.closures:
            _close(stage, closure, start_at)
        return [self._as_it_comes(one, begin_at) for one in reports]

    def _lay(self, engine: Engine, stage: Stage) -> None:
        variant = self.variant
        if variant.policy != Policy():
            engine.profile = stage.profile = drilled(engine.profile, variant.policy)
        by = Actor("director", "DIRECTOR", engine.area.root)
        for added in variant.added:
            engine.handle(EnrolTeams(_teams(added, engine.area)), by)
        duty = Actor("director", "DUTYLEAD", engine.area.root)
        for team_id in _standing_down(variant, engine.area):
            _stand_down(stage, team_id, duty)

    def _as_it_comes(self, planned: PlannedReport, begin_at: float) -> PlannedReport:
        needs = self.variant.run_cards.get(planned.report.kind)
        if needs is None or planned.at < begin_at:
            return planned
        report = msgspec.structs.replace(planned.report, team_needs=needs)
        return msgspec.structs.replace(planned, report=report)


def _teams(added: AddedTeam, area: Area) -> tuple[Team, ...]:
    place = area.places[added.place]
    stands = Position(*added.position) if added.position is not None else place.position
    if stands is None:
        raise ValueError(f"added: say where {added.name!r} stands, {added.place!r} has no position")
    return tuple(
        Team(
            team_id=f"{added.name}-{number}",
            name=f"{added.name} {number}",
            place_code=added.place,
            station=stands,
            capabilities=added.capabilities,
            people=added.people,
        )
        for number in range(1, added.teams + 1)
    )


def _standing_down(variant: Variant, area: Area) -> list[str]:
    """Return the teams that stand down: of a place the first of its share, by id."""
    of_place: defaultdict[str, list[str]] = defaultdict(list)
    for team_id in sorted(area.teams):
        of_place[area.teams[team_id].place_code].append(team_id)
    found: list[str] = []
    for code, team_ids in sorted(of_place.items()):
        share = variant.off_duty.get(code, variant.off_duty.get(EVERYWHERE, 0.0))
        share = 1.0 if code in variant.closed_stations else share
        found += team_ids[: round(share * len(team_ids))]
    added = {f"{one.name}-{n}" for one in variant.added for n in range(1, one.teams + 1)}
    return [one for one in found if one not in added]


def _stand_down(stage: Stage, team_id: str, by: Actor) -> None:
    step = TakeStep("team_availability", team_id, "go_off_duty", Particulars(reason="推演 what-if"))
    try:
        stage.door(step, by)
    except Rejected:
        again = partial(_stand_down, stage, team_id, by)
        stage.agenda.at(stage.now() + TRY_AGAIN_S, again)


def _close(stage: Stage, closure: Closure, start_at: float) -> None:
    selection: RoadName | Within
    if closure.road is not None:
        selection = RoadName(closure.road)
    else:
        ring = tuple(Position(lon, lat) for lon, lat in closure.ring)
        selection = Within(rings=((*ring, ring[0]) if ring[0] != ring[-1] else ring,))
    begins_at = start_at + closure.from_h * 3600
    ends_at = None if closure.to_h is None else start_at + closure.to_h * 3600
    order = CloseRoad(selection, source="duty", reason="推演 what-if", ends_at=ends_at)
    by = Actor("director", "DUTYLEAD", stage.area.root)
    if closure.from_h == 0:
        stage.door(order, by)
    else:
        stage.agenda.at(begins_at, partial(_order, stage, order, by))


def _order(stage: Stage, order: CloseRoad, by: Actor) -> None:
    stage.order(order, by)
