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
choice gives a high one. They are sought by going up the slope: a demand that several crews are
after becomes cheaper, one that nobody is after dearer (Lagrangian relaxation; Held and Karp, 1971;
Fisher, The Lagrangian relaxation method, Management Science, 1981).

The crews are bound by what the drill's crews do: they turn out from the station or on their way
home, go home when they have finished, and once they have set out they arrive; they never move
before a call. Ways are by the roads, on which no detour is shorter than the way itself.
"""

from dataclasses import dataclass

import numpy as np

from simulators.hindsight.chain import best_chain
from simulators.hindsight.stream import Floats, Ints, Stream

ROUNDS = 60
"""How often the prices are adjusted. More rounds raise the bound by ever less."""
LOST_S = 300.0
"""Seconds, at the usual weight, beyond which a crew's losses are not followed in detail."""
FIRST_SHARES = (0.1, 0.2, 0.3, 0.45, 0.65, 1.0)
"""Shares of the first prices to begin with, tried until the bound falls: it has one summit."""
SHORTENED, SHORTENED_AFTER = 0.7, 8
"""The steps become so much shorter after so many rounds without a better bound."""
BUCKETS_S = ((120.0, 10.0), (480.0, 30.0), (1800.0, 120.0), (np.inf, 600.0))
"""How finely delays are told apart: up to so many seconds, in buckets of so many."""
KEPT = 0.6
"""Share of the last direction in the next one: it evens out prices that swing to and fro."""
LEAST_HOLD_S = 1.0
"""A demand that bound its crew for less is left out: it then counts for nothing, on no side."""


@dataclass(frozen=True, slots=True)
class Bound:
    """No plan has a lower weighted delay than `weighted_s`, weighted seconds."""

    weighted_s: float
    rounds: int


def lower_bound(
    stream: Stream, reached_s: float, rounds: int = ROUNDS, lost_s: float = LOST_S
) -> Bound:
    """Return a lower bound for a stream in `rounds` rounds; the same stream has the same bound.

    `reached_s` is the weighted delay of some plan, in weighted seconds: how far there is to go. It
    guides the steps and nothing else. For `lost_s` seconds at the usual weight a crew is anywhere
    at once: less is sooner found and a lower bound, more takes longer.
    """
    stream = stream.of(stream.hold_s >= LEAST_HOLD_S)
    if not len(stream):
        return Bound(0.0, 0)
    prices = _Prices(stream, lost_s)
    best, price = -np.inf, prices.first
    for share in FIRST_SHARES:
        value, _ = prices.value(share * prices.first)
        if value <= best:
            break
        best, price = value, share * prices.first
    stride, since = 1.0, 0
    direction = np.zeros(len(stream))
    for _ in range(rounds):
        value, after = prices.value(price)
        if value > best:
            best, since = value, 0
        else:
            since += 1
            if since % SHORTENED_AFTER == 0:
                stride *= SHORTENED
        direction = KEPT * direction + (1 - KEPT) * (1.0 - after)
        # A dear demand's price moves by more than a cheap one's.
        towards = direction * prices.scale
        steep = float(direction @ towards)
        if steep == 0.0 or reached_s <= best:
            break
        goal = min(reached_s, 2 * best) if best > 0 else reached_s
        price = prices.within(price + stride * (goal - value) / steep * towards)
    return Bound(max(best, 0.0), rounds)


class _Prices:
    """What prices of the demands are worth as a bound."""

    def __init__(self, stream: Stream, lost_s: float) -> None:
        able = [
            group
            for group in range(len(stream.crews.count))
            if stream.crews.able[group][stream.capability].any()
        ]
        self._groups = [_Group(stream, group, lost_s) for group in able]
        self._most = stream.weight * stream.unmet_s
        self.first = self.within(_first_prices(stream))
        self.scale = np.maximum(self.first, 1.0) / max(float(self.first.mean()), 1.0)

    def within(self, price: Floats) -> Floats:
        """Return prices as they may be: not below nothing, nor above what it costs to be unmet."""
        kept: Floats = np.clip(price, 0.0, self._most)
        return kept

    def value(self, price: Floats) -> tuple[float, Floats]:
        """Return the bound that prices give, and how many crews are after each demand, [N]."""
        bound, after = float(price.sum()), np.zeros(len(price))
        for group in self._groups:
            worth, chain = group.best_chain(price)
            bound -= group.count * worth
            np.add.at(after, chain, group.count)
        return bound, after


class _Group:
    """Like crews of one station, and the demands they can meet, laid out for the search."""

    def __init__(self, stream: Stream, group: int, lost_s: float) -> None:
        crews = stream.crews
        self._demands = np.flatnonzero(crews.able[group][stream.capability])
        own = stream.of(np.isin(np.arange(len(stream)), self._demands))
        self.count = int(crews.count[group])
        self._own = own
        self._freedom = lost_s * float(np.median(own.weight))
        station = crews.station[group]
        self._out_s = own.out_ms[station, own.scene] / 1000.0
        self._home_s = own.home_ms[own.scene, station] / 1000.0
        self._slack_s = own.slack_ms[own.scene, station] / 1000.0
        self._first, self._edge, self._event_of, self._bucket = _events(own, self._freedom)

    def best_chain(self, price: Floats) -> tuple[float, Ints]:
        """Return what the best chain of one of them is worth, and its demands."""
        own, reward = self._own, price[self._demands]
        longest_s = float(((reward + self._freedom) / own.weight).max(initial=0.0))
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
            self._first,
            self._edge,
            self._event_of,
            self._bucket,
            self._freedom,
            longest_s,
        )
        return float(worth), self._demands[chain]


def _events(stream: Stream, freedom: float) -> tuple[Ints, Floats, Ints, Ints]:
    """Return the buckets of delay of each demand, and in what order calls and buckets come.

    `first`, int64[n + 1], is the number of each demand's first bucket and `edge` where each bucket
    begins, in seconds. Of each event, in order, there is its demand and its bucket, counted from
    the demand's first, and -1 where the call comes in.
    """
    longest_s = stream.unmet_s + freedom / stream.weight
    own = [_edges(hold, far) for hold, far in zip(stream.hold_s, longest_s, strict=True)]
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
