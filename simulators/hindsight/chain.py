"""Find the best chain of responses for one crew alone, when each response earns a reward.

A compiled loop: flat arrays in, flat arrays out. What it maximises is

    the sum over the responses of the chain of   reward - weight x delay

or rather something no less than that. Times are float64 seconds.

The crew begins at its station. Having finished response j at the moment f it may be sent to
response i from its station, from the moment f + home_s[j] on, or on its way there. When it has
been on its way for the time e, it is no nearer to i than between[j, i] - e, nor nearer than
out[i] - (home[j] - e) - slack[j], for ways have no short cuts; that is all that is asked of it
here, so that a real chain is never worth more than it is here.

The states of the search are response x bucket of delay. A way into a response is entered in the
bucket of the least delay it may have there, and pays for that delay. A crew may also linger, to be
farther back on its way when the next call comes: whoever entered a bucket may go on to any later
one of that response, and pays as if it were there from that bucket's beginning. What comes after
goes by the bucket alone: the crew has finished as soon as the beginning of the bucket lets it, and
may be wherever any delay within the bucket would put it. By induction along a real chain the state
with the real response and the bucket of its real delay is worth no less than the chain is so far.
Buckets are no wider than `hold`, hence all ways into a state come before it in the order of the
events.

For `freedom`, in weighted seconds, a crew is anywhere at once: from any state it may begin any
response, called by then or later, with no drive. So a state worth less than the best by then less
`freedom` need not be followed, for whatever it leads to is led to from the best at least as well.
"""

import numpy as np

from routing.kernels import compiled

NOBODY = -1
"""Before the first response of a chain comes the station."""


@compiled
def _enter(ways, demand, late, sum_, cost, by):
    """Note a way to be so late at a demand, with so much earned, in the bucket of that delay."""
    value, value_by, entered, entered_by, edge_first, edge = ways
    state, high = edge_first[demand], edge_first[demand + 1]
    while high - state > 1:
        middle = (state + high) // 2
        if edge[middle] <= late:
            state = middle
        else:
            high = middle
    if sum_ - cost > value[state]:
        value[state], value_by[state] = sum_ - cost, by
    if sum_ > entered[state]:
        entered[state], entered_by[state] = sum_, by


@compiled
def _send_on(
    i, here, worth, least, done, until, ways, called, weight, reward, scene, out_s, home_s,
    slack_s, between_ms, longest_s,
):  # fmt: skip
    """Enter all ways on from response i, done between two moments, before the crew is home.

    Nothing worth less than `least` is entered.
    """
    row, home, behind = between_ms[scene[i]], home_s[i], home_s[i] + slack_s[i]
    for k in range(np.searchsorted(called, done - longest_s), len(called)):
        gone = called[k] - done
        if called[k] - until >= home:
            break
        most = worth + reward[k]
        if most < least or most + weight[k] * gone < least or k == i:
            continue
        there_s = row[scene[k]] / 1000.0
        if gone <= 0.0:  # sent on as soon as it is free
            late = there_s - gone
        else:
            # How far it is on its way home, and how far it would best be to turn to this call.
            passes = behind - out_s[k]
            best = (there_s + passes) / 2
            at = min(max(best, 0.0, called[k] - until), home, gone)
            late = max(0.0, there_s - at, at - passes)
        cost = weight[k] * late
        if most - cost >= least:
            _enter(ways, k, late, most, cost, here)


@compiled
def _jump(here, worth, least, done, ways, called, weight, reward, longest_s):
    """Enter the ways on to all responses that wait for somebody who is anywhere at once."""
    for k in range(np.searchsorted(called, done - longest_s), len(called)):
        late = done - called[k]
        if late <= 0.0:
            break
        cost = weight[k] * late
        if worth + reward[k] - cost >= least:
            _enter(ways, k, late, worth + reward[k], cost, here)


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
    event_of, event_bucket, freedom, longest_s, last_s,
):  # fmt: skip
    """Return what the best chain of one crew is worth, and the responses of such a chain.

    The n responses are in the order of `called`; `out_s` is the drive from the crew's station to
    each of them and `home_s` the drive back, [n]; `between_ms` int32[s, s] the drive from scene to
    scene, `scene` the row of each response. `hold` is how long a crew is bound beside its drive.
    From no point of the way home is the drive from the station longer than the drive to it by more
    than `slack_s`, [n]. `last_s` [n] is where the last bucket of each ends.

    The model is told at the head of this module.
    """
    n = len(called)
    states = edge_first[n]
    value, value_by = np.full(states, -np.inf), np.full(states, NOBODY, np.int64)
    entered, entered_by = np.full(states, -np.inf), np.full(states, NOBODY, np.int64)
    low, low_by = np.full(n, -np.inf), np.full(n, NOBODY, np.int64)  # `entered`, less delayed
    home_worth, home_by = np.full(n + 1, -np.inf), np.full(n + 1, NOBODY, np.int64)
    at_home, at_home_by, best, best_state = 0.0, NOBODY, 0.0, NOBODY
    ways = value, value_by, entered, entered_by, edge_first, edge
    for event in range(len(event_of)):
        i, bucket = event_of[event], event_bucket[event]
        if bucket == -1:  # the call comes in: those who are free by now may be sent
            if home_worth[i] > at_home:
                at_home, at_home_by = home_worth[i], home_by[i]
            cost = weight[i] * out_s[i]
            if at_home + reward[i] - cost >= best - freedom:
                _enter(ways, i, out_s[i], at_home + reward[i], cost, at_home_by)
            _enter(ways, i, 0.0, best - freedom + reward[i], 0.0, best_state)
            continue
        here = edge_first[i] + bucket
        late = edge[here]
        if low[i] - weight[i] * late > value[here]:
            value[here], value_by[here] = low[i] - weight[i] * late, low_by[i]
        if entered[here] > low[i]:
            low[i], low_by[i] = entered[here], entered_by[here]
        worth = value[here]
        if worth < best - freedom:
            continue
        done = called[i] + late + hold[i]
        until = edge[here + 1] if here + 1 < edge_first[i + 1] else last_s[i]
        if worth > best:
            best, best_state = worth, here
            _jump(here, worth - freedom, worth - freedom, done, ways, called, weight, reward,
                  longest_s)  # fmt: skip
        first = np.searchsorted(called, done + home_s[i])
        if worth > home_worth[first]:
            home_worth[first], home_by[first] = worth, here
        _send_on(
            i, here, worth, best - freedom, done, called[i] + until + hold[i], ways, called, weight,
            reward, scene, out_s, home_s, slack_s, between_ms, longest_s,
        )  # fmt: skip
    return best, _back(edge_first, value_by, best_state)
