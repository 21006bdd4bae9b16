"""Measure the roads beside networkx, scipy, igraph and routingkit-cch: one process, the same roads.

Every question is put to all in turn before the next is asked, and medians are compared: a ratio is
the peer's time over ours. `close_…` is from the closure to the next right nearest-20. networkx,
scipy and igraph prepare nothing, so for them `customise` is no more than writing all weights.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.routing_peers import Igraph, Networkx, Peer, PeerRoads, Routingkit, Scipy
from routing.candidates import Candidates
from routing.edges import customised
from routing.geo import Position
from routing.hierarchy import Hierarchy, hierarchy_of
from routing.kernels import FAR
from routing.kernels.roads import lay_roads
from routing.live import LiveRoads
from routing.network import RoadNetwork
from routing.snapping import RoadSnapper
from routing.stops import Stops
from routing.turn_graph import turn_graph
from routing.weights import CLOSED, free_flow

CANDIDATES = 3_186
NEAREST = 20
QUESTIONS = 60
CHECKED = 40  # incidents compared with scipy, for all candidates: more than 100,000 pairs
TABLE = (500, 3_000)
SLOW = {"networkx": 6, "igraph": 8, "scipy": 20}  # questions put to those who need longest


class Ours:
    """Live roads, asked as dispatching asks them."""

    def __init__(self, live: LiveRoads, candidates: Candidates) -> None:
        self.live, self.candidates = live, candidates

    def stop(self, node: int) -> Stops:
        """Return a stop at a node."""
        return Stops.at_node(self.live.hierarchy.graph.network, node)


def measure(roads: str | None = None) -> dict[str, Any]:
    """Measure a map file, saved roads, or where none is given the generated Xi'an."""
    network = _network(roads)
    weights, graph = free_flow(network), turn_graph(network)
    started = perf_counter()
    hierarchy = hierarchy_of(network, "vehicles")
    live = LiveRoads(hierarchy, weights)
    build_s = perf_counter() - started
    chance = np.random.default_rng(20261123)
    # Peers know a junction with a banned turn as several nodes: no incident happens at one.
    inside = np.setdiff1d(np.flatnonzero(network.in_largest_part), graph.node[network.node_count :])
    count = min(CANDIDATES, len(inside) // 2)
    nodes = _denser_inside(network, inside, count, chance)
    ours = Ours(live, Candidates(hierarchy, Stops.at_nodes(network, nodes)))
    incidents = _denser_inside(network, inside, QUESTIONS, chance).tolist()
    peer_roads, numbering = _peer_roads(hierarchy, live)
    number = numbering.node
    peers: dict[str, Peer] = {
        "networkx": Networkx(peer_roads, number[nodes]),
        "scipy": Scipy(peer_roads, number[nodes]),
        "igraph": Igraph(peer_roads, number[nodes]),
        "routingkit": Routingkit(peer_roads, number[nodes]),
    }
    found: dict[str, Any] = {
        "nodes": peer_roads.nodes,
        "arcs": len(peer_roads.tail),
        "edges": hierarchy.edge_count,
        "candidates": count,
    }
    found |= _one_to_many(ours, peers, number, incidents)
    found |= _nearest(ours, peers, number, incidents)
    found |= _table(ours, network, peers, nodes, number, chance.choice(inside, TABLE[0]))
    for closed in (1, 100):
        found |= _closures(ours, peers, numbering, incidents[:15], closed, chance)
    found |= _customise(ours, peers, peer_roads, chance)
    found |= {"mismatches": _mismatches(ours, peers["scipy"], numbering, chance, inside)}
    found |= {"snap_us": _snapping(network, chance)}
    return found | {"build_s": round(build_s, 2)} | _fresh_process(network, hierarchy)


def _network(roads: str | None) -> RoadNetwork:
    if roads is None:
        from simulators.city.build import build_city

        return build_city("xian").roads
    from routing.build import import_roads

    network: RoadNetwork = import_roads(roads)[0]
    return network


def _denser_inside(
    network: RoadNetwork, inside: NDArray[np.intp], count: int, chance: np.random.Generator
) -> NDArray[np.intp]:
    """Draw places as teams, depots and incidents lie: denser towards the middle of the roads."""
    lon, lat = network.lon[inside], network.lat[inside]
    away = np.hypot(lon - np.median(lon), lat - np.median(lat))
    likely = np.exp(-away / np.median(away))
    drawn: NDArray[np.intp] = chance.choice(inside, count, replace=False, p=likely / likely.sum())
    return drawn


@dataclass(frozen=True)
class Numbering:
    """How the peers know our nodes and arcs."""

    node: NDArray[np.int32]
    """[X] the peers' number of each graph node."""
    arc: NDArray[np.int32]
    """[m] the network arc that each of the peers' arcs is; several may be one."""
    closable: NDArray[np.int32]
    """Network arcs that have no parallel one: closing them means the same to everybody."""

    def of(self, arcs: NDArray[np.int32]) -> NDArray[np.intp]:
        """Return the peers' arcs that are any of some network arcs."""
        return np.flatnonzero(np.isin(self.arc, arcs))


def _peer_roads(hierarchy: Hierarchy, live: LiveRoads) -> tuple[PeerRoads, Numbering]:
    """Return what the metric may use, renumbered, and how."""
    graph = hierarchy.graph
    times = graph.travel_ms(live.weights).astype(np.int64)
    usable = np.flatnonzero((times < CLOSED) & (graph.tail != graph.head))
    pair = graph.tail[usable].astype(np.int64) * graph.node_count + graph.head[usable]
    soonest = usable[np.lexsort((times[usable], pair))]
    pairs = graph.tail[soonest].astype(np.int64) * graph.node_count + graph.head[soonest]
    kept = soonest[np.concatenate([[True], pairs[1:] != pairs[:-1]])]
    used = np.zeros(graph.node_count, np.bool_)
    used[graph.tail[kept]] = used[graph.head[kept]] = True
    number = np.cumsum(used).astype(np.int32) - 1
    order = np.flatnonzero(used)[np.argsort(hierarchy.rank[used])]
    peer_roads = PeerRoads(
        tail=number[graph.tail[kept]],
        head=number[graph.head[kept]],
        travel_ms=times[kept].astype(np.int32),
        nodes=int(used.sum()),
        order=number[order],
    )
    many = np.unique(pairs, return_inverse=True, return_counts=True)
    doubled = graph.arc[soonest[many[2][many[1]] > 1]]
    return peer_roads, Numbering(number, graph.arc[kept], np.setdiff1d(graph.arc[kept], doubled))


def _timed(ask: Callable[[], Any]) -> tuple[float, Any]:
    started = perf_counter()
    answer = ask()
    return perf_counter() - started, answer


def _compared(name: str, ours: list[float], theirs: dict[str, list[float]]) -> dict[str, float]:
    """Return our median in ms, and each peer's over it."""
    mine = median(ours)
    ratios = {
        f"{name}_ratio_{peer}": round(median(times) / mine, 1) for peer, times in theirs.items()
    }
    return {f"{name}_ms": round(mine * 1000, 4), **ratios}


def _ask_all(
    name: str,
    ask: Callable[[int], Any],
    ask_peer: Callable[[Peer, int], Any],
    peers: dict[str, Peer],
    questions: list[int],
) -> dict[str, float]:
    ask(questions[0])
    mine: list[float] = []
    theirs: dict[str, list[float]] = {peer: [] for peer in peers}
    for turn, question in enumerate(questions):
        mine.append(_timed(lambda: ask(question))[0])  # noqa: B023
        for peer, one in peers.items():
            if turn < SLOW.get(peer, QUESTIONS):
                theirs[peer].append(_timed(lambda: ask_peer(one, question))[0])  # noqa: B023
    return _compared(name, mine, theirs)


def _one_to_many(
    ours: Ours, peers: dict[str, Peer], number: NDArray[np.int32], incidents: list[int]
) -> dict[str, float]:
    return _ask_all(
        "one_to_many",
        lambda node: ours.live.times_to(ours.candidates, ours.stop(node)),
        lambda peer, node: peer.times_to(int(number[node])),
        peers,
        incidents,
    )


def _nearest(
    ours: Ours, peers: dict[str, Peer], number: NDArray[np.int32], incidents: list[int]
) -> dict[str, float]:
    return _ask_all(
        "k20",
        lambda node: ours.live.nearest(ours.candidates, ours.stop(node), NEAREST),
        lambda peer, node: peer.nearest(int(number[node]), NEAREST),
        peers,
        incidents,
    )


def _table(
    ours: Ours,
    network: RoadNetwork,
    peers: dict[str, Peer],
    nodes: NDArray[np.intp],
    number: NDArray[np.int32],
    targets: NDArray[np.intp],
) -> dict[str, float]:
    """Compare a table; those who search for each incident are timed on a few and reckoned up."""
    candidates = Candidates(ours.live.hierarchy, Stops.at_nodes(network, nodes[: TABLE[1]]))
    stops = Stops.at_nodes(network, targets)
    ours.live.table_to(candidates, stops)
    mine = [_timed(lambda: ours.live.table_to(candidates, stops))[0] for _ in range(7)]
    theirs = {}
    for name, peer in peers.items():
        asked = [int(number[node]) for node in targets[: 2 * SLOW.get(name, TABLE[0])]]
        whole = TABLE[0] / len(asked)
        rounds = 3 if name == "routingkit" else 1
        theirs[name] = [
            _timed(lambda: peer.table(asked))[0] * whole  # noqa: B023
            for _ in range(rounds)
        ]
    return _compared("table_500x3000", mine, theirs)


def _closures(
    ours: Ours,
    peers: dict[str, Peer],
    numbering: Numbering,
    incidents: list[int],
    count: int,
    chance: np.random.Generator,
) -> dict[str, float]:
    """Close a road the soonest candidate would take (and others anywhere), ask, and reopen."""
    live = ours.live
    before = live.weights.travel_ms
    mine: list[float] = []
    theirs: dict[str, list[float]] = {peer: [] for peer in peers}
    for turn, node in enumerate(incidents):
        stop = ours.stop(node)
        soonest, _ = live.nearest(ours.candidates, stop, 1)
        way = live.way(ours.candidates.stops[soonest.astype(np.intp)], stop)
        on_it = np.intersect1d(way.arcs if way else [], numbering.closable)[-1:]
        others = chance.choice(numbering.closable, count)
        arcs = np.concatenate([on_it, others])[:count].astype(np.int32)
        shut = np.full(len(arcs), CLOSED, np.int32)

        def closed() -> Any:
            live.change(arcs, shut, "closed")  # noqa: B023
            return live.nearest(ours.candidates, stop, NEAREST)[1]  # noqa: B023

        took, answer = _timed(closed)
        mine.append(took)
        live.change(arcs, before[arcs], "open")
        at = numbering.of(arcs)
        shut_there = np.full(len(at), CLOSED, np.int32)
        open_there = before[numbering.arc[at]]
        for name, peer in peers.items():
            if turn >= SLOW.get(name, QUESTIONS):
                continue

            def closed_there() -> Any:
                peer.put(at, shut_there)  # noqa: B023
                return peer.nearest(int(numbering.node[node]), NEAREST)  # noqa: B023

            took, theirs_answer = _timed(closed_there)
            theirs[name].append(took)
            assert np.array_equal(answer, theirs_answer), f"{name} differs after a closure"
            peer.put(at, open_there)
    return _compared(f"close_{count}", mine, theirs)


def _customise(
    ours: Ours, peers: dict[str, Peer], roads: PeerRoads, chance: np.random.Generator
) -> dict[str, float]:
    """Give all roads other times at once."""
    hierarchy = ours.live.hierarchy
    arc_ms = np.minimum(hierarchy.graph.travel_ms(ours.live.weights), FAR)
    up, down = np.empty((2, hierarchy.edge_count), np.int32)

    def all_anew() -> None:
        lay_roads(hierarchy.edge, hierarchy.is_up, arc_ms, up, down)
        customised(hierarchy, up, down)

    mine = [_timed(all_anew)[0] for _ in range(7)]
    slower = (roads.travel_ms * chance.uniform(1, 3, len(roads.travel_ms))).astype(np.int32)
    theirs = {}
    for name, peer in peers.items():
        theirs[name] = [_timed(lambda: peer.put_all(slower))[0] for _ in range(3)]  # noqa: B023
        peer.put_all(roads.travel_ms)
    return _compared("customise", mine, theirs)


def _mismatches(
    ours: Ours,
    reference: Peer,
    numbering: Numbering,
    chance: np.random.Generator,
    inside: NDArray[np.intp],
) -> int:
    """Count answers that differ from scipy's, over fresh incidents, half with 50 roads closed."""
    live, before, wrong = ours.live, ours.live.weights.travel_ms, 0
    for turn in range(CHECKED):
        node = int(chance.choice(inside))
        arcs = chance.choice(numbering.closable, 50 * (turn % 2), replace=False)
        at = numbering.of(arcs)
        live.change(arcs, np.full(len(arcs), CLOSED, np.int32), "closed")
        reference.put(at, np.full(len(at), CLOSED, np.int32))
        wanted = reference.checked(reference.times_to(int(numbering.node[node])))
        wrong += int((live.times_to(ours.candidates, ours.stop(node)) != wanted).sum())
        live.change(arcs, before[arcs], "open")
        reference.put(at, before[numbering.arc[at]])
    return wrong


def _snapping(network: RoadNetwork, chance: np.random.Generator) -> float:
    """Return the median time to find the candidate roads of a place within 200 m, in µs."""
    snapper = RoadSnapper(network)
    near = chance.choice(np.flatnonzero(network.in_largest_part), 500)
    places = [
        Position(lon=float(network.lon[node]) + east, lat=float(network.lat[node]) + north)
        for node, east, north in zip(
            near, *chance.normal(0, 0.0003, (2, len(near))).tolist(), strict=True
        )
    ]
    snapper.candidates(places[0])
    return round(median(_timed(lambda: snapper.candidates(p))[0] for p in places) * 1e6, 1)  # noqa: B023


FRESH = """
import json, sys
from time import perf_counter
started = perf_counter()
import numpy as np
from routing.network import RoadNetwork
begun = perf_counter()
network = RoadNetwork.load(sys.argv[1])
load_s = perf_counter() - begun
from routing.candidates import Candidates
from routing.hierarchy import hierarchy_of
from routing.live import LiveRoads
from routing.stops import Stops
from routing.weights import free_flow
hierarchy = hierarchy_of(network, "vehicles")
live = LiveRoads(hierarchy, free_flow(network))
inside = np.flatnonzero(network.in_largest_part)
candidates = Candidates(hierarchy, Stops.at_nodes(network, inside[:: max(1, len(inside) // 3186)]))
live.times_to(candidates, Stops.at_nodes(network, inside[:1]))
live.nearest(candidates, Stops.at_nodes(network, inside[:1]), 20)
first_answer_s = perf_counter() - started
with open("/proc/self/status") as status:  # not ru_maxrss, which remembers whoever forked us
    rss_mb = next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM"))
print(json.dumps({"load_s": round(load_s, 3), "first_answer_s": round(first_answer_s, 2),
                  "rss_mb": round(rss_mb)}))
"""


def _fresh_process(network: RoadNetwork, hierarchy: Hierarchy) -> dict[str, Any]:
    """Load the saved roads in a new process and answer; return seconds and its peak memory."""
    with tempfile.TemporaryDirectory() as folder:
        saved = Path(folder) / "roads.npz"
        replace(network, orders={"vehicles": hierarchy.rank}).save(saved)
        command = [sys.executable, "-c", FRESH, str(saved)]
        # As on a machine that has run it before: kernels and imported modules are compiled.
        compiled = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
        runs = [
            json.loads(
                subprocess.run(
                    command, check=True, capture_output=True, text=True, env=compiled
                ).stdout
            )
            for _ in range(4)
        ]
    return {key: median(run[key] for run in runs[1:]) for key in runs[0]}
