"""Draw questions of supplies: few items, few depots, every rule that couples them."""

from collections.abc import Iterator
from itertools import chain, product

import numpy as np
from hypothesis import strategies as st

from dispatch.assignment.supply.question import (
    MAY_NOT_BRING,
    Need,
    SupplyPlan,
    SupplyQuestion,
    fault,
    supply_cost_ms,
)

UNMET_MS = 1_000


@st.composite
def supply_cases(
    draw: st.DrawFn, incidents: int = 4, depots: int = 5, supplies: int = 3, wanted: int = 6
) -> SupplyQuestion:
    """Draw a question; an incident that wants nothing is not in it."""
    rows = draw(st.integers(1, incidents))
    columns, kinds = draw(st.integers(1, depots)), draw(st.integers(1, supplies))
    weight = [draw(st.sampled_from((1, 2, 8))) for _ in range(rows)]
    needs = []
    for row in range(rows):
        asked = draw(st.sets(st.integers(0, kinds - 1), min_size=1))
        for supply in sorted(asked):
            moments = draw(st.sampled_from(((0,), (0,), (40,), (0, 60))))
            needs += [
                Need(
                    row,
                    supply,
                    draw(st.integers(1, wanted)),
                    slack,
                    weight[row] * (UNMET_MS - slack),
                )
                for slack in moments
            ]
    times = st.one_of(st.just(MAY_NOT_BRING), st.integers(1, 99))
    time_ms = _table(draw, times, rows, columns)
    comes = _table(draw, st.sampled_from((0, 0, 0, 0, 1)), rows, columns) & (time_ms > 0)
    trip_ms = np.where(comes > 0, 0, _table(draw, st.integers(0, 150), rows, columns))
    waits = np.where(comes > 0, time_ms * np.array(weight)[:, None], 0).max(axis=1)
    return SupplyQuestion(
        incident_ids=tuple(f"I{row}" for row in range(rows)),
        depot_ids=tuple(f"D{column}" for column in range(columns)),
        supplies=tuple(f"S{kind}" for kind in range(kinds)),
        needs=tuple(needs),
        weight=np.array(weight, np.int64),
        most=np.array([draw(st.integers(0, 3)) for _ in range(rows)], np.int64),
        time_ms=time_ms,
        trip_ms=trip_ms,
        comes_anyway=comes > 0,
        waits_ms=waits,
        stock=_table(draw, st.sampled_from((0, 0, 1, 2, 4, 9)), columns, kinds),
        is_supplier=np.array([draw(st.booleans()) for _ in range(columns)], bool),
    )


def _table(draw: st.DrawFn, cells: st.SearchStrategy[int], rows: int, columns: int) -> np.ndarray:
    row = st.lists(cells, min_size=columns, max_size=columns)
    drawn = draw(st.lists(row, min_size=rows, max_size=rows))
    return np.array(drawn, np.int64).reshape(rows, columns)


def cheapest_of_all(question: SupplyQuestion) -> int:
    """Return what the cheapest of all plans costs, by looking at every one."""
    ways = [
        [
            [(number, depot, items) for depot, items in enumerate(each) if items]
            for each in _portions(question, number)
        ]
        for number in range(len(question.needs))
    ]
    plans = (SupplyPlan.of(chain(*chosen)) for chosen in product(*ways))
    return min(supply_cost_ms(question, one) for one in plans if fault(question, one) is None)


def _portions(question: SupplyQuestion, number: int) -> Iterator[tuple[int, ...]]:
    need = question.needs[number]
    most = [
        min(need.wanted, int(stock)) if time_ms != MAY_NOT_BRING else 0
        for stock, time_ms in zip(
            question.stock[:, need.supply], question.time_ms[need.incident], strict=True
        )
    ]
    for each in product(*(range(one + 1) for one in most)):
        if sum(each) <= need.wanted:
            yield each
