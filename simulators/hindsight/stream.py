"""Read a finished drill as a stream: which crews each call wanted, and what became of each demand.

Of every demand it is noted how long it bound the crew that met it, beside the drive. That is the
luck of the drill, and hindsight leaves it as it was: another crew would have turned out and worked
as long.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from statistics import median

import numpy as np
from numpy.typing import NDArray

from dispatch.assignment.roads import RoadView
from dispatch.domain.area import Area
from dispatch.domain.demands import crews_wanted
from dispatch.domain.incidents import Incident
from dispatch.domain.instructions import Instruction
from dispatch.domain.needs import NOT_SERVING
from dispatch.domain.profile import Profile
from routing.geo import Position
from simulators.hindsight.slack import slack_on_the_way

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

USUAL_HOLD_S = 1800.0
"""How long a demand binds a crew where no demand of the drill was ever met. [P]"""


@dataclass(frozen=True, slots=True, eq=False)
class Crews:
    """Like crews: B groups with the row of their `station`, how many, and what they can do.

    `count` is int64[B], `able` bool[B, K] over the capabilities that anybody demanded.
    `group_of` has each team's group.
    """

    station: Ints
    count: Ints
    able: NDArray[np.bool_]
    group_of: dict[str, int]


@dataclass(frozen=True, slots=True, eq=False)
class Stream:
    """N demands of one crew each, in the order of their calls, and the crews there are.

    `called_at` epoch seconds UTC, `weight` of a second of delay, `priority`, `capability` (a
    column of `Crews.able`), `scene` (a row of the times), `hold_s`: each [N]. `out_ms` int32[P, S],
    `home_ms` int32[S, P] and `between_ms` int32[S, S] are the drives from station to scene, back,
    and from scene to scene; `slack_ms` int32[S, P] is that of `slack_on_the_way`. `unmet_s` is the
    delay that a demand never met counts for.
    """

    called_at: Floats
    weight: Floats
    priority: Ints
    capability: Ints
    scene: Ints
    hold_s: Floats
    crews: Crews
    out_ms: NDArray[np.int32]
    home_ms: NDArray[np.int32]
    between_ms: NDArray[np.int32]
    slack_ms: NDArray[np.int32]
    unmet_s: float

    def __len__(self) -> int:
        return len(self.called_at)

    def of(self, chosen: NDArray[np.bool_]) -> "Stream":
        """Return the stream of some of the demands alone, bool[N]."""
        return Stream(
            **{
                name: getattr(self, name)[chosen]
                for name in ("called_at", "weight", "priority", "capability", "scene", "hold_s")
            },
            **{
                name: getattr(self, name)
                for name in ("crews", "out_ms", "home_ms", "between_ms", "slack_ms", "unmet_s")
            },
        )


@dataclass(frozen=True, slots=True)
class Met:
    """How a demand was met: the order's moments, in epoch seconds UTC, and by whom."""

    team_id: str
    ordered_at: float
    set_out_at: float
    on_scene_at: float
    done_at: float

    @property
    def drive_s(self) -> float:
        """How long the drive took."""
        return self.on_scene_at - self.set_out_at

    @property
    def hold_s(self) -> float:
        """How long it bound the crew beside the drive: turning out, looking around, working."""
        return self.set_out_at - self.ordered_at + self.done_at - self.on_scene_at


@dataclass(frozen=True, slots=True)
class Demand:
    """One crew demanded by an incident, and how it was met, None if it never was."""

    incident: Incident
    capability: str
    met: Met | None

    @property
    def delay_s(self) -> float | None:
        """What dispatching decides: from the call to the order, and the drive."""
        if self.met is None:
            return None
        return self.met.ordered_at - self.incident.opened_at + self.met.drive_s


def demands_of(area: Area, profile: Profile, since: float = 0.0) -> list[Demand]:
    """Return every crew demanded in an area from a moment on, in the order of the calls.

    A demand is met by an order that came on scene; orders beyond the demand are left out. Raises
    `ValueError` where a team has several crews: which of them went is not told here.
    """
    if any(team.people != 1 or team.units for team in area.teams.values()):
        raise ValueError("hindsight: it is known only where every team is one crew")
    found = []
    incidents = [one for one in area.incidents.values() if one.opened_at >= since]
    in_order = sorted(incidents, key=lambda one: (one.opened_at, one.incident_id))
    for incident in in_order:
        met: dict[str, list[Met]] = defaultdict(list)
        for order in map(area.instruction, incident.instruction_ids):
            if order.state not in NOT_SERVING and "ON_SCENE" in order.reached:
                met[order.capability].append(_met(order))
        wanted = crews_wanted(incident.team_needs, profile.dispatch.crew_people)
        for capability, crews in sorted(wanted.items()):
            ways: list[Met | None] = [*met[capability], *[None] * crews]
            found += [Demand(incident, capability, one) for one in ways[:crews]]
    return found


def stream_of(area: Area, profile: Profile, roads: RoadView, demands: list[Demand]) -> Stream:
    """Return the stream of an area's demands, on roads that do not change meanwhile.

    A demand that was never met would have bound its crew as long as half of its kind did. Raises
    `ValueError` where a scene or a station is off the roads.
    """
    capabilities = sorted({one.capability for one in demands})
    # By id: the order of `area.teams` is another in every process, and the bound's steps follow it.
    alike = {
        team_id: (team.station, tuple(one in team.capabilities for one in capabilities))
        for team_id, team in sorted(area.teams.items())
    }
    groups = Counter(alike.values())
    number = {group: number for number, group in enumerate(groups)}
    stations, station = _nodes(roads, [position for position, _ in groups])
    scenes, scene = _nodes(roads, [one.incident.position for one in demands])
    weights = profile.dispatch.priority_weights
    return Stream(
        called_at=np.array([one.incident.opened_at for one in demands]),
        weight=np.array([float(weights.get(one.incident.priority, 1)) for one in demands]),
        priority=np.array([one.incident.priority for one in demands], np.int64),
        capability=np.array([capabilities.index(one.capability) for one in demands], np.int64),
        scene=scene,
        hold_s=_holds_s(demands),
        crews=Crews(
            station=station,
            count=np.array(list(groups.values()), np.int64),
            able=np.array([able for _, able in groups]).reshape(len(groups), len(capabilities)),
            group_of={team_id: number[group] for team_id, group in alike.items()},
        ),
        out_ms=_times_ms(roads, stations, scenes),
        home_ms=_times_ms(roads, scenes, stations),
        between_ms=_times_ms(roads, scenes, scenes),
        slack_ms=slack_on_the_way(roads, scenes, stations),
        unmet_s=profile.dispatch.unmet_s,
    )


def _met(order: Instruction) -> Met:
    reached = order.reached
    on_scene_at = reached["ON_SCENE"]
    return Met(
        team_id=order.team_id,
        ordered_at=reached.get("ISSUED", order.given_at),
        set_out_at=reached["EN_ROUTE"],
        on_scene_at=on_scene_at,
        # Of one that is still at work when the drill ends it is known that it is no sooner done.
        done_at=reached.get("DONE", max(reached.values())),
    )


def _holds_s(demands: list[Demand]) -> Floats:
    by_kind: dict[str, list[float]] = defaultdict(list)
    for one in demands:
        if one.met is not None:
            by_kind[one.incident.kind].append(one.met.hold_s)
    usual = {kind: median(seconds) for kind, seconds in by_kind.items()}
    everybody = [seconds for each in by_kind.values() for seconds in each]
    overall = median(everybody) if everybody else USUAL_HOLD_S
    return np.array(
        [
            usual.get(one.incident.kind, overall) if one.met is None else one.met.hold_s
            for one in demands
        ]
    )


def _nodes(roads: RoadView, positions: list[Position]) -> tuple[NDArray[np.int32], Ints]:
    """Return the distinct road nodes of some positions, and the row of each among them."""
    nodes, row = np.unique(roads.nodes_of(positions), return_inverse=True)
    if len(nodes) and nodes[0] < 0:
        raise ValueError("hindsight: a scene or a station lies off the roads")
    return nodes, row.astype(np.int64)


def _times_ms(
    roads: RoadView, origins: NDArray[np.int32], goals: NDArray[np.int32]
) -> NDArray[np.int32]:
    """Return the drives from each origin to each goal, int32[origins, goals]."""
    times = np.empty((len(origins), len(goals)), np.int32)
    for column, goal in enumerate(goals.tolist()):
        times[:, column] = roads.times_to(origins, goal)
    return times
