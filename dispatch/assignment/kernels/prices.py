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
def borders(seat, incident, team, theirs, border_ms):
    """Return the prices of the borders between pairs of an incident and a team [p]."""
    price = np.empty(len(incident), np.int64)
    for p in range(len(incident)):
        price[p] = border(seat[incident[p]], theirs, team[p], border_ms)
    return price


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
