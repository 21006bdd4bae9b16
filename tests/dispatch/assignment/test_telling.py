"""The compiled telling of who else could go and who not: as one would tell it by hand."""

from collections import defaultdict

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from dispatch.assignment.kernels.telling import able_of_each, by_reason, look_over

NONE, REASONS = 3, 5  # may go is 3, and is needed elsewhere 4


@given(data=st.data(), slots=st.integers(0, 5), teams=st.integers(0, 9), most=st.integers(0, 4))
def test_it_is_told_as_by_hand(data: st.DataObject, slots: int, teams: int, most: int) -> None:
    def drawn(least: int, greatest: int, *shape: int, dtype: type = np.int64) -> np.ndarray:
        return data.draw(arrays(dtype, shape, elements=st.integers(least, greatest)))

    lines = slots + 1
    why, line = drawn(0, NONE, lines, teams, dtype=np.uint8), drawn(0, lines - 1, slots)
    road_ms = np.where(why == NONE, drawn(0, 5, lines, teams), -1)
    added_ms, weight, capability = drawn(0, 3, lines, teams), drawn(1, 2, slots), drawn(0, 1, slots)
    able, sent_to = drawn(0, 1, 2, teams).astype(bool), drawn(-2, slots - 1, teams)
    is_told = drawn(0, 1, REASONS).astype(bool)
    may_go = [why[line[s]] == NONE for s in range(slots)]
    here = [
        [t for t in range(teams) if sent_to[t] == s and may_go[s][t] and able[capability[s], t]]
        for s in range(slots)
    ]
    is_sent = np.array([any(t in some for some in here) for t in range(teams)], bool)
    can = able_of_each(able.astype(np.int64), np.ones(teams, np.int64))
    sent_slot = np.array([s for s in range(slots) for _ in here[s]], np.int64)
    sent_team = np.array([t for some in here for t in some], np.int64)
    pairs = line, weight, capability, *can, sent_slot, sent_team, is_told, NONE
    away = data.draw(st.integers(0, 3))
    told = look_over(why, road_ms, added_ms, *pairs, most, away)
    slot, other, counts, first, named, listed = told
    for s in range(slots):
        could = [t for t in range(teams) if able[capability[s], t] and t not in here[s]]
        free = [t for t in could if may_go[s][t] and not is_sent[t]]
        cost = weight[s] * road_ms[line[s]] + added_ms[line[s]]
        in_order = sorted(free, key=lambda t: (cost[t], t))[:most]
        assert other[slot == s].tolist() == in_order
        by_reason: dict[int, list[int]] = defaultdict(list)
        for t in could:
            by_reason[NONE + 1 if may_go[s][t] and is_sent[t] else int(why[line[s], t])].append(t)
        counted = [len(by_reason[r]) for r in range(REASONS)]
        counted[NONE] -= len(in_order)
        assert counts[s].tolist() == counted
        for r in np.flatnonzero(is_told).tolist():
            if r < NONE:
                begin = first[s, r]
                assert named[s, r] == counts[s, r]
                assert listed[begin : begin + named[s, r]].tolist() == by_reason[r]
        nearest = sorted(by_reason[NONE + 1], key=lambda t: (cost[t], t))[:away]
        begin = first[s, NONE + 1]
        assert listed[begin : begin + named[s, NONE + 1]].tolist() == nearest


@given(data=st.data(), others=st.integers(0, 9))
def test_who_is_able_is_told_by_the_reasons_in_order(data: st.DataObject, others: int) -> None:
    crews = data.draw(arrays(np.int64, 9, elements=st.integers(-1, 1)))
    row = data.draw(st.permutations(range(9)))[:others]
    why = data.draw(arrays(np.uint8, others, elements=st.integers(0, NONE - 1)))
    count, at = by_reason(crews, np.array(row, np.intp), why, NONE)
    able = [[k for k in range(others) if why[k] == r and crews[row[k]] >= 0] for r in range(NONE)]
    assert count.tolist() == list(map(len, able))
    assert at.tolist() == [k for some in able for k in some]
