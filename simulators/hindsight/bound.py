"""Bound from below what any dispatcher could have made of a stream, all calls known beforehand.

The weighted delay of a plan is the sum, over its demands, of weight x (call to order, and drive),
and weight x `unmet_s` for each that nobody meets. Every plan sends each crew along a chain of
demands, from its station to scenes and home again. Let each demand have a price, between nothing
and what leaving it unmet costs, and let whoever meets it earn that price. Then

    weighted delay = the sum of all prices
                     - the sum over the crews of (prices earned - weight x delay)
                     + for each unmet demand: weight x unmet_s - price, which is not below zero
                  >= the sum of all prices - the sum over the crews of what its best chain is worth

because no crew does better than best, alone in the world as it were, and a chain is never worth
more than `best_chain` says. So every choice of prices gives a lower bound, whatever it is; a good
choice gives a high one (Lagrangian relaxation; Held and Karp, 1971; Fisher, The Lagrangian
relaxation method, Management Science, 1981).

Good prices are sought from what was carried out. At the best prices the chains of the best plan are
the best chains there are, so whatever a group of crews could earn beyond what it did earn is too
much: the demands its best chain has beyond those it met become cheaper, those it leaves out dearer,
by as much as would close that gap if nothing else changed (Polyak's step, one group after another:
Nedic and Bertsekas, Incremental subgradient methods, SIAM J. Optim., 2001). Prices swing about, and
the bound is concave in them: it is told of their running mean. What was carried out guides the
prices and nothing else: the bound holds whatever it was.

The crews are bound by what the drill's crews do: they turn out from the station or on their way
home, go home when they have finished, and once they have set out they arrive; they never move
before a call. Ways are by the roads, on which no detour is shorter than the way itself.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulators.hindsight.chain import NOBODY, best_chain
from simulators.hindsight.stream import Floats, Ints, Stream

ROUNDS = 30
"""How often the prices are adjusted, by each group once. More rounds raise the bound by less."""
LOST_S = 500.0
"""Seconds, at the usual weight, beyond which a crew's losses are not followed in detail."""
FIRST_SHARES = (0.1, 0.2, 0.3, 0.45, 0.65, 1.0)
"""Shares of the first prices to begin with, tried until the bound falls: it has one summit."""
STEP, SHORTENED = 0.8, 0.96
"""How much of a group's gap a step closes, were all else equal, and how that falls by round."""
KEPT = 0.7
"""Share of the mean of the prices before in that after a round."""
TRIED_EVERY = 3
"""After so many rounds it is computed what the mean of the prices is worth."""
LEAST_SCALE_S = 60.0
"""Dear demands' prices move by more than cheap ones'; none moves as if it cost less than this."""
BUCKETS_S = ((120.0, 60.0), (360.0, 120.0), (1200.0, 280.0), (np.inf, 900.0))
"""How finely delays are told apart: up to so many seconds, in buckets of so many."""
SEED = 1
LEAST_HOLD_S = 1.0
"""A demand that bound its crew for less is left out: it then counts for nothing, on no side."""


@dataclass(frozen=True, slots=True)
class Bound:
    """No plan has a lower weighted delay than `weighted_s`, weighted seconds."""

    weighted_s: float
    rounds: int


@dataclass(frozen=True, slots=True, eq=False)
class Carried:
    """What was carried out: by which group of crews each demand was met, and its delay.

    `group` int64[N] is a row of `Crews`, `NOBODY` where it was not met; `delay_s` float64[N].
    """

    group: Ints
    delay_s: Floats

    def of(self, chosen: NDArray[np.bool_]) -> "Carried":
        """Return the same of some of the demands alone, bool[N]."""
        return Carried(self.group[chosen], self.delay_s[chosen])


def lower_bound(
    stream: Stream, carried: Carried, rounds: int = ROUNDS, lost_s: float = LOST_S
) -> Bound:
    """Return a lower bound for a stream in `rounds` rounds; the same arguments have the same bound.

    `carried` guides the steps and nothing else. For `lost_s` seconds at the usual weight a crew is
    anywhere at once: less is sooner found and a lower bound, more takes longer.
    """
    held = stream.hold_s >= LEAST_HOLD_S
    stream, carried = stream.of(held), carried.of(held)
    if not len(stream):
        return Bound(0.0, 0)
    prices = _Prices(stream, carried, lost_s)
    best, price = -np.inf, prices.first
    for share in FIRST_SHARES:
        value = prices.value(share * prices.first)
        if value <= best:
            break
        best, price = value, share * prices.first
    mean, step = price, STEP
    rng = np.random.default_rng(SEED)
    for number in range(1, rounds + 1):
        price = prices.adjusted(price, step, rng)
        mean = KEPT * mean + (1 - KEPT) * price
        step *= SHORTENED
        if number % TRIED_EVERY == 0:
            best = max(best, prices.value(mean))
    return Bound(max(best, 0.0), rounds)


class _Prices:
    """What prices of the demands are worth as a bound."""

    def __init__(self, stream: Stream, carried: Carried, lost_s: float) -> None:
        laid_out: dict[bytes, _Demands] = {}
        self._groups: list[_Group] = []
        for group, able in enumerate(stream.crews.able):
            if not able[stream.capability].any():
                continue
            if able.tobytes() not in laid_out:
                laid_out[able.tobytes()] = _Demands(stream, able, lost_s)
            met = np.flatnonzero(carried.group == group)
            spent = float(stream.weight[met] @ carried.delay_s[met])
            self._groups.append(_Group(stream, group, laid_out[able.tobytes()], met, spent))
        self._unmet = np.flatnonzero(carried.group == NOBODY)
        self._most = stream.weight * stream.unmet_s
        self.first = np.minimum(_first_prices(stream), self._most)
        self._scale = np.maximum(self.first, LEAST_SCALE_S * stream.weight)

    def value(self, price: Floats) -> float:
        """Return the bound that prices give."""
        worth = sum(group.count * group.best_chain(price)[0] for group in self._groups)
        return float(price.sum()) - worth

    def adjusted(self, price: Floats, step: float, rng: np.random.Generator) -> Floats:
        """Return prices after each group, in an order of chance, has closed so much of its gap."""
        price = price.copy()
        unmet = self._unmet
        price[unmet] += step * (self._most[unmet] - price[unmet])
        for number in rng.permutation(len(self._groups)):
            group = self._groups[number]
            worth, chain = group.best_chain(price)
            gap = max(0.0, group.count * worth - (float(price[group.met].sum()) - group.spent))
            more = np.zeros(len(price))
            np.add.at(more, chain, group.count)
            more[group.met] -= 1.0
            towards = more * self._scale
            steep = float(more @ towards)
            if steep > 0.0:
                # Not below nothing, nor above what it costs to be unmet.
                price = np.clip(price - step * gap / steep * towards, 0.0, self._most)
        return price


class _Demands:
    """The demands that crews of like capabilities can meet, laid out for the search."""

    def __init__(self, stream: Stream, able: NDArray[np.bool_], lost_s: float) -> None:
        can = able[stream.capability]
        self.rows = np.flatnonzero(can)
        self.stream = stream.of(can)
        self.freedom = lost_s * float(np.median(self.stream.weight))
        self.last_s = stream.unmet_s + self.freedom / self.stream.weight
        self.first, self.edge, self.event_of, self.bucket = _events(self.stream, self.last_s)


class _Group:
    """Like crews of one station, what they can meet, and what they did: `met`, for `spent`."""

    def __init__(
        self, stream: Stream, group: int, demands: _Demands, met: Ints, spent: float
    ) -> None:
        self.count = int(stream.crews.count[group])
        self.met, self.spent = met, spent
        self._demands = demands
        station, scene = stream.crews.station[group], demands.stream.scene
        self._out_s = stream.out_ms[station, scene] / 1000.0
        self._home_s = stream.home_ms[scene, station] / 1000.0
        self._slack_s = stream.slack_ms[scene, station] / 1000.0

    def best_chain(self, price: Floats) -> tuple[float, Ints]:
        """Return what the best chain of one of them is worth, and its demands."""
        laid, own = self._demands, self._demands.stream
        reward = price[laid.rows]
        longest_s = float(((reward + laid.freedom) / own.weight).max(initial=0.0))
        worth, chain = best_chain(
            own.called_at,
            own.weight,
            own.hold_s,
            reward,
            own.scene,
            self._out_s,
            self._home_s,
            self._slack_s,
            own.between_ms,
            laid.first,
            laid.edge,
            laid.event_of,
            laid.bucket,
            laid.freedom,
            longest_s,
            laid.last_s,
        )
        return float(worth), laid.rows[chain]


def _events(stream: Stream, last_s: Floats) -> tuple[Ints, Floats, Ints, Ints]:
    """Return the buckets of delay of each demand, and in what order calls and buckets come.

    `first`, int64[n + 1], is the number of each demand's first bucket and `edge` where each bucket
    begins, in seconds. Of each event, in order, there is its demand and its bucket, counted from
    the demand's first, and -1 where the call comes in.
    """
    own = [_edges(hold, far) for hold, far in zip(stream.hold_s, last_s, strict=True)]
    first = np.concatenate([[0], np.cumsum([len(one) for one in own])]).astype(np.int64)
    edge = np.concatenate(own)
    demand = np.repeat(np.arange(len(stream)), np.diff(first))
    bucket = np.arange(first[-1]) - first[demand]
    moment = np.concatenate(
        [stream.called_at[demand] + edge + stream.hold_s[demand], stream.called_at]
    )
    event_of = np.concatenate([demand, np.arange(len(stream))])
    event_bucket = np.concatenate([bucket, np.full(len(stream), -1)])
    # What is done when a call comes in is done before it.
    order = np.lexsort((event_bucket < 0, moment))
    return first, edge, event_of[order], event_bucket[order]


def _edges(hold_s: float, longest_s: float) -> Floats:
    """Return where the buckets of a demand begin: fine where delays are short.

    None is wider than what the demand binds its crew for, by a hair, so that rounding changes no
    order.
    """
    edges: list[Floats] = []
    begin = 0.0
    for until, width in BUCKETS_S:
        end = min(until, longest_s)
        if end > begin:
            edges.append(np.arange(begin, end, min(width, 0.999 * hold_s)))
            begin = end
    return np.concatenate(edges)


def _first_prices(stream: Stream) -> Floats:
    """Return what each demand would cost if every crew stood at its station: a fair beginning.

    The crews that one call wants of one capability are different crews, the second no nearer than
    the first.
    """
    prices = np.zeros(len(stream))
    crews = stream.crews
    starts = np.flatnonzero(np.diff(stream.called_at, prepend=-np.inf) > 0)
    for first, end in zip(starts, [*starts[1:], len(stream)], strict=True):
        for capability in np.unique(stream.capability[first:end]):
            alike = first + np.flatnonzero(stream.capability[first:end] == capability)
            able = np.flatnonzero(crews.able[:, capability])
            if not len(able):
                prices[alike] = np.inf
                continue
            drive_s = stream.out_ms[crews.station[able], stream.scene[alike[0]]] / 1000.0
            soonest = np.sort(np.repeat(drive_s, crews.count[able]))
            rank = np.minimum(np.arange(len(alike)), len(soonest) - 1)
            prices[alike] = stream.weight[alike] * soonest[rank]
    return prices
