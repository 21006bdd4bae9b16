"""Tell a driver the way, turn by turn.

A step is told where a driver would otherwise go wrong: where the road's name changes, and where
there is a choice and the way to take is not the obvious one. A bend in a road with no other way to
go is not worth a word, nor is another name of the motorway one is on.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from routing.direction_words import (
    LANGUAGES,
    Language,
    Maneuver,
    arrive_words,
    depart_words,
    road_words,
    roundabout_words,
    turn_words,
)
from routing.geo import Position
from routing.junctions import Junctions, Passage, turn
from routing.network import RoadNetwork
from routing.paths import Path
from routing.roundabouts import ring_through
from routing.snapping import Side

STRAIGHT_DEG: Final = 25.0
SLIGHT_DEG: Final = 55.0
TURN_DEG: Final = 125.0
"""Up to these angles one goes straight on, bears to a side, turns; beyond, turns sharply."""
OBVIOUS_DEG: Final = 25.0
"""A way is obvious that is straighter than every other by this much."""
CONNECTOR_M: Final = 60.0
"""An unnamed piece this short between two roads is part of the junction."""
JUNCTION_M: Final = 15.0
"""Two turns at most so far apart are made at one junction, and told as one."""
UTURN_M: Final = 40.0
"""Two turns to the same side, at most so far apart, that lead back along the same road: a U-turn
through a gap in the central reservation."""
UTURN_DEG: Final = 150.0
EXPRESS: Final = frozenset({"motorway", "trunk"})
"""Classes of roads that bear many names, a number, a bridge's, a tunnel's, between two exits."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do, and how far and how long it then goes on."""

    text: str
    maneuver: Maneuver
    road: str
    """Name of the road that is then driven, or empty."""
    length_m: float
    """Metres to the next step; the last has none to go."""
    travel_s: float
    position: Position
    """Where the manoeuvre is."""
    bearing_deg: float
    """In which direction one goes after it, clockwise from north."""


@dataclass(frozen=True, slots=True)
class _Turn:
    """A manoeuvre at node k of a path; with `road_from` the arc whose road is then driven."""

    k: int
    maneuver: Maneuver
    road_from: int
    stays: bool = False
    exit_number: int = 0


def directions(
    network: RoadNetwork, path: Path, language: Language = "zh", *, side: Side | None = None
) -> list[Step]:
    """Return the steps of a path: the first departs, the last arrives.

    They begin and end where the path does, be that at a node or along a street, and their lengths
    and times add up to those of the path. With `side` the last one says on which side the
    destination lies. A path that leads nowhere else only arrives. Raises `ValueError` for a
    language that is not "zh" or "en".
    """
    if language not in LANGUAGES:
        raise ValueError(f"language must be one of {', '.join(LANGUAGES)}, got {language!r}")
    if not len(path.arcs) or (len(path.arcs) == 1 and path.begins_at == path.ends_at):
        here = _position(path, 0)
        return [Step(arrive_words(side, language), Maneuver.ARRIVE, "", 0.0, 0.0, here, 0.0)]
    junctions = Junctions(network, path)
    turns = _merged(network, path, junctions, _turns(network, path, junctions))
    return _steps(network, path, junctions, turns, language, side)


def _turns(network: RoadNetwork, path: Path, junctions: Junctions) -> list[_Turn]:
    """Return where the driver is told something, from departure on."""
    names = [network.names[name] for name in network.name[path.arcs].tolist()]
    classes = [network.highway_classes[c] for c in network.highway[path.arcs].tolist()]
    is_express = [one in EXPRESS for one in classes]
    count = len(names)
    found = [_Turn(0, Maneuver.DEPART, 0)]
    k = 1
    while k < count:
        leaves = _roundabout(network, path, junctions, k)
        if leaves is not None:
            until, exit_number = _connector_end(network, path, names, leaves[0]), leaves[1]
            found.append(_Turn(k, Maneuver.ROUNDABOUT, until, exit_number=exit_number))
            k = until + 1
            continue
        until = _connector_end(network, path, names, k) if names[k - 1] else k
        passage = junctions.passage(k, until)
        express = is_express[k - 1] and is_express[until]
        maneuver = _maneuver(passage, names[k - 1], names[until], express=express)
        same = names[k - 1] == names[until] != ""
        if same and until > k and abs(passage.turn_deg) > UTURN_DEG:
            maneuver = Maneuver.UTURN
        if maneuver is not None:
            stays = same or maneuver is Maneuver.UTURN
            found.append(_Turn(k, maneuver, until, stays=stays))
        k = until + 1
    return found


def _connector_end(network: RoadNetwork, path: Path, names: list[str], k: int) -> int:
    """Return the first arc after a short unnamed piece from arc k on, if that has a name, or k."""
    end, length_m = k, 0.0
    while end < len(names) and not names[end] and length_m <= CONNECTOR_M:
        length_m += float(network.length_m[path.arcs[end]])
        end += 1
    is_short = end < len(names) and names[end] and length_m <= CONNECTOR_M
    return end if is_short else k


def _maneuver(passage: Passage, before: str, after: str, *, express: bool) -> Maneuver | None:
    """Return what the driver is told where a road leads into another, or None: it goes on."""
    if passage.goes_back:
        return Maneuver.UTURN
    if before != after and after:
        if passage.others:
            return _by_angle(passage.turn_deg)
        only_renamed = express and abs(passage.turn_deg) <= STRAIGHT_DEG
        return None if only_renamed else Maneuver.CONTINUE
    if not passage.others or _is_obvious(passage, named=bool(after)):
        return None
    maneuver = _by_angle(passage.turn_deg)
    if maneuver is not Maneuver.CONTINUE:
        return maneuver
    # Straight on, and so does another: it is a fork.
    nearest = min(passage.others, key=lambda other: abs(other.turn_deg - passage.turn_deg))
    is_left = passage.turn_deg < nearest.turn_deg
    return Maneuver.SLIGHT_LEFT if is_left else Maneuver.SLIGHT_RIGHT


def _is_obvious(passage: Passage, *, named: bool) -> bool:
    """Return whether a driver would go this way without being told, the name being the same."""
    angle = abs(passage.turn_deg)
    if angle > SLIGHT_DEG:
        return False
    return all(
        other.minor
        or abs(other.turn_deg) >= angle + OBVIOUS_DEG
        or (named and angle <= STRAIGHT_DEG and angle <= abs(other.turn_deg))
        for other in passage.others
    )


def _by_angle(turn_deg: float) -> Maneuver:
    angle, left = abs(turn_deg), turn_deg < 0
    if angle <= STRAIGHT_DEG:
        return Maneuver.CONTINUE
    if angle <= SLIGHT_DEG:
        return Maneuver.SLIGHT_LEFT if left else Maneuver.SLIGHT_RIGHT
    if angle <= TURN_DEG:
        return Maneuver.LEFT if left else Maneuver.RIGHT
    return Maneuver.SHARP_LEFT if left else Maneuver.SHARP_RIGHT


def _roundabout(
    network: RoadNetwork, path: Path, junctions: Junctions, k: int
) -> tuple[int, int] | None:
    """Return the arc by which the path leaves the roundabout entered at k, and which exit it is."""
    arcs = path.arcs.tolist()
    # A ring is a way of its own, or what it joins is.
    same_way = network.way_id[arcs[k]] == network.way_id[arcs[k - 1]] != 0
    ring = None if same_way else ring_through(network, arcs[k])
    if ring is None or arcs[k - 1] in ring:
        return None
    exits = 0
    for until in range(k, len(arcs)):
        if until > k:
            leads_out = [arc for arc in junctions.exits_from(path.nodes[until]) if arc not in ring]
            exits += bool(leads_out)
        if arcs[until] not in ring:
            return until, exits
    return None


def _merged(
    network: RoadNetwork, path: Path, junctions: Junctions, turns: list[_Turn]
) -> list[_Turn]:
    """Join turns that a driver makes as one: at one junction, or round a central reservation."""
    merged = turns[:1]
    for this in turns[1:]:
        joined = _joined(network, path, junctions, merged[-1], this)
        if joined is None:
            merged.append(this)
        elif joined.maneuver is Maneuver.CONTINUE and joined.stays:
            merged.pop()
        else:
            merged[-1] = joined
    return merged


def _joined(
    network: RoadNetwork, path: Path, junctions: Junctions, one: _Turn, other: _Turn
) -> _Turn | None:
    """Return one turn that is two, or None where they are two."""
    told_apart = {Maneuver.DEPART, Maneuver.ROUNDABOUT}
    between_m = float(network.length_m[path.arcs[one.k : other.k]].sum())
    if between_m > UTURN_M or told_apart & {one.maneuver, other.maneuver}:
        return None
    before, after = network.name[path.arcs[[one.k - 1, other.road_from]]].tolist()
    bearings = junctions.bearing_before(one.k), junctions.bearing_after(other.road_from)
    stays, angle = before == after != 0, turn(*bearings)
    if stays and abs(angle) > UTURN_DEG:
        return _Turn(one.k, Maneuver.UTURN, other.road_from, stays=True)
    if between_m > JUNCTION_M or Maneuver.UTURN in (one.maneuver, other.maneuver):
        return None
    return _Turn(one.k, _by_angle(angle), other.road_from, stays=stays)


def _steps(
    network: RoadNetwork,
    path: Path,
    junctions: Junctions,
    turns: list[_Turn],
    language: Language,
    side: Side | None,
) -> list[Step]:
    """Put turns into words, with their lengths and times, and the arrival at the end."""
    at_m = np.concatenate([[0.0], np.cumsum(network.length_m[path.arcs] * path.shares)])
    at_s = path.at_s[path.point_of]
    steps = []
    for this, stop in zip(turns, [*(t.k for t in turns[1:]), len(path.arcs)], strict=True):
        arc = int(path.arcs[this.road_from])
        name = network.names[network.name[arc]]
        road = road_words(name, network.highway_classes[network.highway[arc]], language)
        length_m = float(at_m[stop] - at_m[this.k])
        bearing_deg = junctions.bearing_after(this.road_from)
        if this.maneuver is Maneuver.DEPART:
            text = depart_words(road, bearing_deg, length_m, language)
        elif this.maneuver is Maneuver.ROUNDABOUT:
            text = roundabout_words(this.exit_number, road, language)
        else:
            text = turn_words(this.maneuver, road, this.stays, language)
        steps.append(
            Step(
                text=text,
                maneuver=this.maneuver,
                road=name,
                length_m=length_m,
                travel_s=float(at_s[stop] - at_s[this.k]),
                position=_position(path, int(path.point_of[this.k])),
                bearing_deg=bearing_deg,
            )
        )
    last = junctions.bearing_before(len(path.arcs))
    there = _position(path, len(path.lon) - 1)
    steps.append(Step(arrive_words(side, language), Maneuver.ARRIVE, "", 0.0, 0.0, there, last))
    return steps


def _position(path: Path, point: int) -> Position:
    return Position(lon=float(path.lon[point]), lat=float(path.lat[point]))
