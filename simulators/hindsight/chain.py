"""Find the best chain of responses for one crew alone, when each response earns a reward.

A compiled loop: flat arrays in, flat arrays out. What it maximises is

    the sum over the responses of the chain of   reward - weight x delay

or rather something no less than that. Times are float64 seconds.

The crew begins at its station. Having finished response j at the moment f it may be sent to
response i from its station, from the moment f + home_s[j] on, or on its way there. When it has
been on its way for the time e, it is no nearer to i than between[j, i] - e, nor nearer than
out[i] - (home[j] - e) - slack[j], for ways have no short cuts; that is all that is asked of it
here, so that a real chain is never worth more than it is here. A crew that lingers at j, to be
farther back on its way when the call comes, pays for that with the weight of j; it is taken to
linger as short as its step allows and to gain as much as its step could bring.

What a crew could gain by being late at j varies with how late, so the states of the search
are response x bucket of delay. Of all ways into a state the least delay and the best sum are
kept, each for itself: again no real chain is worth more. A bucket with no better sum than one
of less delay is passed over. Buckets are no wider than `hold`, hence all ways into a state
come before it in the order of the events. For `freedom`, in weighted seconds, a crew is
anywhere at once: that stands for all chains that linger, or lose by a response, for more than
that; they are then not looked at.
"""

import numpy as np

from routing.kernels import compiled

FIRST_LINGER_S = 10.0
"""How finely lingering is told apart, in seconds; each step is three times the one before."""
NOBODY = -1
"""Before the first response of a chain comes the station."""


@compiled
def _enter(ways, demand, late, sum_, by):
    """Note a way to be so late at a demand, with so much earned, in the bucket of that delay."""
    delay, total, before, edge_first, edge = ways
    state, high = edge_first[demand], edge_first[demand + 1]
    while high - state > 1:
        middle = (state + high) // 2
        if edge[middle] <= late:
            state = middle
        else:
            high = middle
    delay[state] = min(delay[state], late)
    if sum_ > total[state]:
        total[state] = sum_
        before[state] = by


@compiled
def _send_on(
    i, here, worth, done, home_at, ways, called, weight, reward, scene, out_s, home_s,
    slack_s, between_ms, freedom, longest_s,
):  # fmt: skip
    """Enter all ways on from response i, done at a moment, before the crew is home."""
    for k in range(np.searchsorted(called, done - longest_s), len(called)):
        lingers = max(0.0, called[k] - home_at)
        if weight[i] * lingers > freedom:
            break
        if k == i:
            continue
        there_s = between_ms[scene[i], scene[k]] / 1000.0
        if called[k] <= done:  # sent on as soon as it is free
            late = done - called[k] + there_s
            if weight[k] * late <= reward[k] + freedom:
                _enter(ways, k, late, worth + reward[k], here)
            continue
        # How far it is on its way home, and how far it would best be to turn to this call.
        gone = min(called[k] - done, home_s[i])
        passes = home_s[i] + slack_s[i] - out_s[k]
        over = gone - max(0.0, passes, (there_s + passes) / 2)
        lost, step = 0.0, FIRST_LINGER_S
        while True:
            lag = max(0.0, min(lost + step, over))
            late = max(0.0, there_s - gone + lag, gone - lag - passes)
            sum_ = worth - weight[i] * (lingers + lost) + reward[k]
            if weight[k] * late <= reward[k] + freedom:
                _enter(ways, k, late, sum_, here)
            if lost + step >= over or weight[i] * (lingers + lost + step) > freedom:
                break
            lost, step = lost + step, 3 * step


@compiled
def _back(edge_first, before, state):
    """Return the demands of the chain that ends in a state, the last first."""
    chain = np.empty(len(edge_first), np.int64)
    length = 0
    while state != NOBODY and length < len(chain):
        chain[length] = np.searchsorted(edge_first, state, side="right") - 1
        length += 1
        state = before[state]
    return chain[:length]


@compiled
def best_chain(
    called, weight, hold, reward, scene, out_s, home_s, slack_s, between_ms, edge_first, edge,
    event_of, event_bucket, freedom, longest_s,
):  # fmt: skip
    """Return what the best chain of one crew is worth, and the responses of such a chain.

    The n responses are in the order of `called`; `out_s` is the drive from the crew's station to
    each of them and `home_s` the drive back, [n]; `between_ms` int32[s, s] the drive from scene to
    scene, `scene` the row of each response. `hold` is how long a crew is bound beside its drive.
    From no point of the way home is the drive from the station longer than the drive to it by more
    than `slack_s`, [n].

    The model is told at the head of this module.
    """
    n = len(called)
    states = edge_first[n]
    delay = np.full(states, np.inf)
    total = np.full(states, -np.inf)  # of the chain up to here, but for the delay of its last
    before = np.full(states, NOBODY, np.int64)
    most = np.full(n, -np.inf)  # of `total`, over the buckets of less delay
    home_worth, home_by = np.full(n + 1, -np.inf), np.full(n + 1, NOBODY, np.int64)
    free_worth, free_by = np.full(n + 1, -np.inf), np.full(n + 1, NOBODY, np.int64)
    at_home, at_home_by, anywhere, anywhere_by = 0.0, NOBODY, 0.0, NOBODY
    best, best_state = 0.0, NOBODY
    ways = delay, total, before, edge_first, edge
    for event in range(len(event_of)):
        i, bucket = event_of[event], event_bucket[event]
        if bucket == -1:  # the call comes in: those who are free by now may be sent
            if home_worth[i] > at_home:
                at_home, at_home_by = home_worth[i], home_by[i]
            if free_worth[i] > anywhere:
                anywhere, anywhere_by = free_worth[i], free_by[i]
            for way in range(2):
                late = out_s[i] if way == 0 else 0.0
                sum_ = at_home if way == 0 else anywhere - freedom
                if weight[i] * late > reward[i] + freedom:
                    continue
                by = at_home_by if way == 0 else anywhere_by
                _enter(ways, i, late, sum_ + reward[i], by)
            continue
        here = edge_first[i] + bucket
        if total[here] <= most[i]:
            continue  # whoever was less late here has no less: whatever follows, it is behind
        most[i] = total[here]
        worth = total[here] - weight[i] * delay[here]
        if worth > best:
            best, best_state = worth, here
        done = called[i] + delay[here] + hold[i]
        home_at = done + home_s[i]
        first = np.searchsorted(called, home_at)
        if worth > home_worth[first]:
            home_worth[first], home_by[first] = worth, here
        free = np.searchsorted(called, done)
        if worth > free_worth[free]:
            free_worth[free], free_by[free] = worth, here
        _send_on(
            i, here, worth, done, home_at, ways, called, weight, reward, scene, out_s, home_s,
            slack_s, between_ms, freedom, longest_s,
        )  # fmt: skip
    return best, _back(edge_first, before, best_state)
