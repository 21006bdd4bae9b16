"""Add up what sending each team costs beside its travel."""

import numpy as np

from routing.kernels import compiled


@compiled
def border(seat, theirs, team, border_ms):
    """Return the price of the widest border between a seat and that of a team, 0 within a town.

    A seat is a city, a county and a town by number, -1 for none, which no border is crossed to.
    """
    for k in range(len(border_ms)):
        here, there = seat[k], theirs[k, team]
        if here >= 0 and there >= 0 and here != there:
            return border_ms[k]
    return np.int64(0)


@compiled
def prices(seat, weight, danger_row, theirs, border_ms, late_ms, own_ms, danger_ms, first, seat_of):
    """Return what each team would cost for each incident, int64[incidents, teams].

    Of incidents: seat [i, 3], weight and row of `danger_ms` [rows, teams]. Of teams: `theirs`
    [3, teams], `late_ms` that counts by the weight, and `own_ms` that does not. Many teams have one
    seat: `first` [seats] is a team of each there is, `seat_of` [teams] which of these each has.
    """
    incidents, teams = len(seat), len(late_ms)
    price = np.empty((incidents, teams), np.int64)
    crossed = np.empty(len(first), np.int64)
    late = np.flatnonzero(late_ms)
    for i in range(incidents):
        for k in range(len(first)):
            crossed[k] = border(seat[i], theirs, first[k], border_ms)
        danger, total = danger_ms[danger_row[i]], price[i]
        for t in range(teams):
            total[t] = own_ms[t] + danger[t] + crossed[seat_of[t]]
        for t in late:  # few: those with an old fix
            total[t] += weight[i] * late_ms[t]
    return price


@compiled
def terms(
    slot,
    team,
    line,
    weight,
    early_pct,
    travel_ms,
    road_ms,
    incident,
    seat,
    danger_row,
    theirs,
    border_ms,
    late_ms,
    rank_ms,
    tired_ms,
    uncovered_ms,
    danger_ms,
):
    """Return what a crew costs for pairs [p] of a slot and a team, in weighted seconds by term.

    float64[p, 7]: the response, what the moment it is wanted by adds, an old fix, the borders
    crossed, the rest that is due, the people left uncovered, the danger. Of slots: `line`, weight,
    how much of the road counts where there is time, and `incident`. Of lines and teams: the road in
    full, `travel_ms`, and as it counts, `road_ms`. The others are as in `prices`.
    """
    told = np.empty((len(slot), 7), np.float64)
    for p in range(len(slot)):
        s, t = slot[p], team[p]
        i, row = incident[s], told[p]
        response_ms = weight[s] * (travel_ms[line[s], t] * early_pct[s] // 100)
        row[0] = response_ms / 1000
        row[1] = (weight[s] * road_ms[line[s], t] - response_ms) / 1000
        row[2] = weight[s] * late_ms[t] / 1000
        row[3] = (border(seat[i], theirs, t, border_ms) + rank_ms[t]) / 1000
        row[4] = tired_ms[t] / 1000
        row[5] = uncovered_ms[t] / 1000
        row[6] = danger_ms[danger_row[i], t] / 1000
    return told


@compiled
def with_each_crew(road_ms, added_ms, line, weight, capability, able_count, able_team, share_pct):
    """Return what each pair costs on top, int64[lines, teams], where each crew's way counts too.

    In a large event there are a million pairs of a line and a team, and hardly anybody is left who
    is able to what is wanted there: told of those alone, the others are not looked at. Able to each
    capability are the first `able_count` [c] of `able_team` [c, teams].
    """
    price = np.zeros(road_ms.shape, np.int64)
    for s in range(len(line)):
        roads, added, total = road_ms[line[s]], added_ms[line[s]], price[line[s]]
        for k in range(able_count[capability[s]]):
            t = able_team[capability[s], k]
            total[t] = added[t]
            if roads[t] > 0:
                total[t] += np.int64(roads[t]) * weight[s] * share_pct // 100
    return price
