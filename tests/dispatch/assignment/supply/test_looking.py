"""The compiled telling of who else could bring a supply and who not: as told by hand."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from dispatch.assignment.supply.kernels.looking import look_over

NOT_STOCKED, CANNOT_COME, DEARER, ELSEWHERE, TOO_MANY, NONE = range(6)
NUMBERS = NOT_STOCKED, DEARER, ELSEWHERE, TOO_MANY, NONE


@given(data=st.data(), depots=st.integers(0, 8), most=st.integers(0, 3))
def test_it_is_told_as_by_hand(data: st.DataObject, depots: int, most: int) -> None:
    def drawn(least: int, greatest: int, *shape: int, dtype: type = np.int64) -> np.ndarray:
        return data.draw(arrays(dtype, shape, elements=st.integers(least, greatest)))

    shelf = np.where(drawn(0, 2, depots, 2), NONE, NOT_STOCKED).astype(np.uint8)
    way = np.where(drawn(0, 3, depots), NONE, CANNOT_COME).astype(np.uint8)
    left = np.where(shelf == NONE, drawn(0, 2, depots, 2), 0)
    may_serve, cost_ms = drawn(0, 1, depots).astype(bool), drawn(0, 3, depots)
    is_named = drawn(0, 1, NONE).astype(bool)
    both = [(k, d) for k in (0, 1) for d in range(depots) if shelf[d, k] == way[d] == NONE]
    chosen = [pair for pair in both if drawn(0, 1)]
    pairs = np.array(chosen, np.int64).reshape(-1, 2)
    given_away = shelf, way, left, may_serve, cost_ms
    others, counts, listed = look_over(np.arange(2), pairs, *given_away, NUMBERS, is_named, most)
    told = []
    for k in (0, 1):
        free = [d for one, d in both if one == k and (k, d) not in chosen]
        spared = [d for d in free if may_serve[d] and left[d, k]]
        in_order = sorted(spared, key=lambda d: (cost_ms[d], d))[:most]
        assert [d for d in others[k].tolist() if d >= 0] == in_order
        by_reason = {
            NOT_STOCKED: [d for d in range(depots) if shelf[d, k] == NOT_STOCKED],
            CANNOT_COME: [
                d for d in range(depots) if shelf[d, k] == NONE and way[d] == CANNOT_COME
            ],
            DEARER: [d for d in spared if d not in in_order],
            ELSEWHERE: [d for d in free if may_serve[d] and not left[d, k]],
            TOO_MANY: [d for d in free if not may_serve[d]],
        }
        assert counts[k].tolist() == [len(by_reason[r]) for r in range(NONE)]
        told += [d for r in range(NONE) if is_named[r] for d in by_reason[r]]
    assert listed.tolist() == told
