"""Ask the compiled roads of one metric: who is asked about again and again is kept ready.

What is in force now is asked of `LiveRoads`, and so is what was in force before the last great
changes; what was before a small one, of a plain search over the weights of then.
"""

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from threading import Lock
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dispatch.assignment.road_layers import KEPT, MANY
from routing.candidates import Candidates
from routing.edge_times import Swept
from routing.hierarchy import Hierarchy, hierarchy_of
from routing.kernels.sweep import rows_of, take_rows
from routing.live import LiveRoads
from routing.network import RoadNetwork
from routing.searched import SearchedRoads, Way
from routing.stops import Stops
from routing.weights import Weights

MOST_KNOWN: Final = 20_000
"""Nodes kept ready; beyond, those not asked about just now are forgotten."""

PAST_KEPT: Final = 2
"""Weights no longer in force that are kept laid out: what was, beside what is."""

BESIDE: Final = KEPT - 1
"""Roads kept beside those in force: day, night and the two rush hours come again. For Xi'an that is
30 MB each, and saves laying all times anew (25 ms) and finding which edges are needed (50 ms)."""

AT_ONCE: Final = 256
"""Origins of a table asked about in one go: others who ask of the roads wait so long."""

FEW: Final = 64
"""Nodes asked about that are not kept ready, up to which they are answered by themselves: teams on
the road stand somewhere else each time, and to get all ready anew takes longer."""

ONE_BY_ONE: Final = 3
"""Goals not asked about before, up to which each is swept for alone: of such a sweep is kept what
tells of strangers as well."""

SWEEPS_KEPT: Final = 64
"""Sweeps kept, one for each goal, those last made use of: 100 kB each for Xi'an."""

REMEMBERED: Final = 4_000
"""Answers remembered, one for each incident asked about: 12 kB each for 3,000 teams."""

Rows = NDArray[np.signedinteger]


class Known:
    """The nodes kept ready, and the row of each."""

    def __init__(self, hierarchy: Hierarchy, nodes: NDArray[np.int32]) -> None:
        network = hierarchy.graph.network
        self.nodes: Final = nodes
        self.row: Final = np.full(network.node_count, -1, np.int32)
        self.row[nodes] = np.arange(len(nodes), dtype=np.int32)
        self.candidates: Final = Candidates(hierarchy, Stops.at_nodes(network, nodes))


class MetricRoads:
    """The roads of one metric, now and before. Safe to use from any thread.

    Times are int32 milliseconds, `routing.searched.UNREACHABLE` where there is no way.
    """

    def __init__(self, network: RoadNetwork, group: str, base: Weights) -> None:
        """Lay nothing out before somebody asks: a metric that nobody uses costs nothing."""
        self._network, self._group, self._base = network, group, base
        self._weights = base
        self._live: LiveRoads | None = None
        self._known: Known | None = None
        self._beside: OrderedDict[int, tuple[Weights, LiveRoads]] = OrderedDict()
        self._past: OrderedDict[int, tuple[Weights, SearchedRoads]] = OrderedDict()
        self._answers: OrderedDict[tuple[int, bool], NDArray[np.int32]] = OrderedDict()
        self._sweeps: OrderedDict[int, Swept] = OrderedDict()
        self._lock = Lock()

    def follow(self, weights: Weights) -> None:
        """Put other weights in force; they differ from the last ones in some travel times."""
        with self._lock:
            before, self._weights = self._weights, weights
            self._forget()
            if self._live is None:
                return
            arcs = np.flatnonzero(before.travel_ms != weights.travel_ms)
            if len(arcs) < MANY:
                self._live.change(arcs, weights.travel_ms[arcs], weights.version)
                return
            self._beside[id(before)] = before, self._live
            _, again = self._beside.pop(id(weights), (weights, None))
            self._live = again or LiveRoads(self._hierarchy, weights, like=self._live)
            while len(self._beside) > BESIDE:
                self._beside.popitem(last=False)

    def warm_up(self) -> None:
        """Lay out what the first question would wait for, and ask one of every kind."""
        node = int(np.argmax(self._network.in_largest_part))
        stop, none = Stops.at_node(self._network, node), np.empty(0, np.int32)
        with self._lock:
            live = self._in_force()
            live.change(none, none, live.version)
        live.leave_out()
        live.searched.way(stop, stop)  # so it is asked while all is laid anew
        self.times_to(self._weights, stop.node, node)
        count = self._network.node_count
        others = [(node + one) % count for one in range(1, ONE_BY_ONE + 2)]
        # One kept ready, one more that is not, and more goals than are swept for one by one.
        for nodes, goals in (([node], [node]), ([node, *others[:1]], [node]), ([node], others)):
            self.times_to_each(self._weights, np.array(nodes, np.int32), goals)
        self.times_from(self._weights, node, stop.node)
        self.reach(self._weights, [node])
        self.way(self._weights, stop, stop)

    def times_to(self, weights: Weights, nodes: NDArray[np.int32], goal: int) -> NDArray[np.int32]:
        """Return how long it takes from each of n nodes to the goal: int32[n]."""
        return self._times(weights, nodes, goal, towards=True)

    def times_from(
        self, weights: Weights, origin: int, nodes: NDArray[np.int32]
    ) -> NDArray[np.int32]:
        """Return how long it takes from the origin to each of n nodes: int32[n]."""
        return self._times(weights, nodes, origin, towards=False)

    def times_to_each(
        self, weights: Weights, nodes: NDArray[np.int32], goals: Sequence[int]
    ) -> NDArray[np.int32]:
        """Return how long it takes from each of n nodes to each of m goals: int32[m, n]."""
        with self._lock:
            if weights is self._weights:
                return self._each_now(nodes, goals)
        each = [self._times(weights, nodes, goal, towards=True) for goal in goals]
        return np.array(each, np.int32).reshape(len(goals), len(nodes))

    def between_few(
        self, weights: Weights, nodes: NDArray[np.int32], goals: NDArray[np.int32]
    ) -> NDArray[np.int32]:
        """Return how long it takes from each of n nodes to each of m goals: int32[m, n].

        Nothing is kept ready or remembered of them: for nodes that are not asked about again.
        """
        if not len(nodes) or not len(goals):
            return np.empty((len(goals), len(nodes)), np.int32)
        with self._lock:
            if weights is self._weights:
                return self._table_to_few(nodes, goals)
        return self.times_to_each(weights, nodes, goals.tolist())

    def table(
        self, weights: Weights, origins: NDArray[np.int32], nodes: NDArray[np.int32]
    ) -> NDArray[np.int32]:
        """Return how long it takes from each of n origins to each of m nodes: int32[n, m]."""
        times = np.empty((len(origins), len(nodes)), np.int32)
        for first in range(0, len(origins), AT_ONCE):
            some = slice(first, first + AT_ONCE)
            times[some] = self._some_of_table(weights, origins[some], nodes)
        return times

    def reach(self, weights: Weights, origins: Sequence[int]) -> NDArray[np.int32]:
        """Return how soon the first who starts at any of the origins is at each node: int32[N]."""
        stops = self._stops(origins)
        with self._lock:
            live = self._laid_out(weights)
            if live is not None:
                return live.reach(stops)
        return self._searched(weights).reach(stops)

    def way(self, weights: Weights, origin: Stops, destination: Stops) -> Way | None:
        """Return the soonest way from one stop to another, None where there is none."""
        with self._lock:
            live = self._laid_out(weights)
            if live is not None:
                return live.way(origin, destination)
        return self._searched(weights).way(origin, destination)

    def _each_now(self, nodes: NDArray[np.int32], goals: Sequence[int]) -> NDArray[np.int32]:
        """Answer `times_to_each` by the roads as they are now; called with the lock."""
        among = np.empty((len(goals), len(nodes)), np.int32)
        if not among.size:
            return among
        known, rows, strange = self._knowing(nodes)
        answers = self._answered(known, goals)
        for at, goal in enumerate(goals):
            take_rows(answers[goal], rows, among[at])
        if len(strange):
            among[:, strange] = self._to_strange(nodes[strange], goals)
        return among

    def _answered(self, known: Known, goals: Sequence[int]) -> dict[int, NDArray[np.int32]]:
        """Return the times of those kept ready to each of some goals; called with the lock."""
        remembered = self._answers
        answers = {goal: remembered[goal, True] for goal in goals if (goal, True) in remembered}
        unknown = [goal for goal in dict.fromkeys(goals) if goal not in answers]
        if len(unknown) <= ONE_BY_ONE:
            for goal in unknown:
                answers[goal] = self._swept_to(goal, known)
            return answers
        for first in range(0, len(unknown), AT_ONCE):
            some = unknown[first : first + AT_ONCE]
            table = self._in_force().table_to(known.candidates, self._stops(some))
            for goal, times in zip(some, table.T, strict=True):
                answers[goal] = self._remember(goal, True, times)
        return answers

    def _swept_to(self, goal: int, known: Known) -> NDArray[np.int32]:
        """Ask for those kept ready how long they take to a goal; keep the sweep, if it was one."""
        stop = Stops.at_node(self._network, goal)
        times, swept = self._in_force().swept_to(known.candidates, stop)
        if swept is not None:
            self._sweeps[goal] = swept
            if len(self._sweeps) > SWEEPS_KEPT:
                self._sweeps.popitem(last=False)
        return self._remember(goal, True, times)

    def _to_strange(self, nodes: NDArray[np.int32], goals: Sequence[int]) -> NDArray[np.int32]:
        """Return how long it takes from nodes that are not kept ready to each of some goals.

        Of the roads as they are now, int32[goals, nodes]; called with the lock.
        """
        unknown = {goal for goal in goals if goal not in self._sweeps}
        if self._known is not None and len(unknown) <= ONE_BY_ONE:
            for goal in unknown:
                self._swept_to(goal, self._known)
        sweeps = [self._sweeps[goal] for goal in goals if goal in self._sweeps]
        if len(sweeps) < len(goals):
            once, where = np.unique(goals, return_inverse=True)
            return self._table_to_few(nodes, once)[where]
        for goal in goals:
            self._sweeps.move_to_end(goal)
        live = self._in_force()
        return np.array([live.times_beside(swept, nodes) for swept in sweeps])

    def _some_of_table(
        self, weights: Weights, origins: NDArray[np.int32], nodes: NDArray[np.int32]
    ) -> NDArray[np.int32]:
        with self._lock:
            if weights is self._weights:
                known, rows, _ = self._knowing(nodes, few=0)
                times = self._in_force().table_from(self._stops(origins), known.candidates)
                return times[rows].T
        each = [self._times(weights, nodes, one, towards=False) for one in origins.tolist()]
        return np.array(each, np.int32).reshape(len(origins), len(nodes))

    def _table_to_few(
        self, nodes: NDArray[np.int32], goals: NDArray[np.signedinteger]
    ) -> NDArray[np.int32]:
        """Return how long it takes from some nodes to some goals: int32[goals, nodes].

        By the roads as they are now, with nothing kept ready; called with the lock. Swept from
        whichever are fewer.
        """
        live = self._in_force()
        if len(nodes) < len(goals):
            places = Candidates(self._hierarchy, self._stops(goals), once=True)
            ways = [live.table_from(self._stops(some), places) for some in _at_once(nodes)]
            return np.concatenate(ways, axis=1)
        places = Candidates(self._hierarchy, self._stops(nodes), once=True)
        return np.concatenate(
            [live.table_to(places, self._stops(some)).T for some in _at_once(goals)]
        )

    def _times(
        self, weights: Weights, nodes: NDArray[np.int32], other: int, *, towards: bool
    ) -> NDArray[np.int32]:
        stop = Stops.at_node(self._network, other)
        with self._lock:
            if weights is self._weights:
                return self._times_now(nodes, stop, other, towards=towards)
        candidates = Candidates(self._hierarchy, self._stops(nodes), once=True)
        side = candidates.leaving if towards else candidates.reaching
        return self._searched(weights).times(side, candidates.stops, stop, towards=towards)

    def _times_now(
        self, nodes: NDArray[np.int32], stop: Stops, other: int, *, towards: bool
    ) -> NDArray[np.int32]:
        """Answer by the roads as they are now; called with the lock."""
        known, rows, strange = self._knowing(nodes)
        answer = self._answers.get((other, towards))
        if answer is None and (len(nodes) == 1 or len(strange) == len(nodes)):
            return self._asked_once(nodes, stop, towards=towards)
        if answer is None and towards:
            answer = self._swept_to(other, known)
        elif answer is None:
            found = self._now(known.candidates, stop, towards=towards)
            answer = self._remember(other, towards, found)
        times = answer[rows]
        if len(strange) and towards:
            times[strange] = self._to_strange(nodes[strange], [other])[0]
        elif len(strange):
            times[strange] = self._asked_once(nodes[strange], stop, towards=towards)
        return times

    def _asked_once(
        self, nodes: NDArray[np.int32], stop: Stops, *, towards: bool
    ) -> NDArray[np.int32]:
        once = Candidates(self._hierarchy, self._stops(nodes), once=True)
        return self._now(once, stop, towards=towards)

    def _now(self, places: Candidates, stop: Stops, *, towards: bool) -> NDArray[np.int32]:
        live = self._in_force()
        return live.times_to(places, stop) if towards else live.times_from(stop, places)

    def _stops(self, nodes: ArrayLike) -> Stops:
        return Stops.at_nodes(self._network, nodes)

    def _remember(self, other: int, towards: bool, times: NDArray[np.int32]) -> NDArray[np.int32]:
        """Keep an answer, and return it; called with the lock."""
        self._answers[other, towards] = times
        if len(self._answers) > REMEMBERED:
            self._answers.popitem(last=False)
        return times

    def _forget(self) -> None:
        self._answers.clear()
        self._sweeps.clear()

    def _knowing(self, nodes: NDArray[np.int32], few: int = FEW) -> tuple[Known, Rows, Rows]:
        """Return the nodes kept ready, all but a few of these among them; called with the lock.

        And the row of each of these, and which of them have none.
        """
        known = self._known
        if known is not None:
            rows, strange = rows_of(known.row, nodes)
            if len(strange) <= min(few, len(known.nodes)):
                return known, rows, strange
        wanted = np.unique(nodes if known is None else np.concatenate([known.nodes, nodes]))
        if len(wanted) > MOST_KNOWN:
            wanted = np.unique(nodes)
        known = self._known = Known(self._hierarchy, wanted)
        self._forget()
        return known, *rows_of(known.row, nodes)

    @property
    def _hierarchy(self) -> Hierarchy:
        return hierarchy_of(self._network, self._group)

    def _in_force(self) -> LiveRoads:
        """Return the roads as they are now; called with the lock."""
        if self._live is None:
            # From the base, so that whatever is closed just now can be opened again.
            self._live = LiveRoads(self._hierarchy, self._base)
            arcs = np.flatnonzero(self._base.travel_ms != self._weights.travel_ms)
            self._live.change(arcs, self._weights.travel_ms[arcs], self._weights.version)
        return self._live

    def _laid_out(self, weights: Weights) -> LiveRoads | None:
        """Return the roads under these weights where they are kept; called with the lock."""
        if weights is self._weights:
            return self._in_force()
        _, live = self._beside.get(id(weights), (weights, None))
        return live

    def _searched(self, weights: Weights) -> SearchedRoads:
        """Return the roads under these weights, laid out for searching and left as they are."""
        with self._lock:
            known = self._past.get(id(weights))
            if known is None or known[0] is not weights:
                like = self._in_force().searched
                known = weights, SearchedRoads(self._hierarchy, weights, like=like)
                self._past[id(weights)] = known
                while len(self._past) > PAST_KEPT:
                    self._past.popitem(last=False)
            else:
                self._past.move_to_end(id(weights))
            return known[1]


def _at_once(nodes: NDArray[np.signedinteger]) -> Iterator[NDArray[np.signedinteger]]:
    return (nodes[first : first + AT_ONCE] for first in range(0, len(nodes), AT_ONCE))
