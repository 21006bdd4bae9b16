"""However measures come and go, the roads are as if those that hold had been laid on anew."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.overlay import Layer, Overlay, laid_over, overlaid
from routing.weights import CLOSED, LONGEST_ARC_MS, Weights

ARCS = 12
BASE = Weights.of(np.array([1, 2, 3, 500, 1000, 7, CLOSED, 90_000, LONGEST_ARC_MS, 5, 6, 8], "i4"))

arcs = st.lists(st.integers(0, ARCS - 1), min_size=1, max_size=ARCS, unique=True)
layers = st.one_of(
    arcs.map(Layer.closing),
    st.tuples(arcs, st.floats(0.01, 200)).map(lambda given: Layer.slowing(*given)),
)
steps = st.lists(
    st.tuples(st.sampled_from("abcdef"), st.one_of(st.none(), layers)), min_size=1, max_size=30
)


def from_scratch(standing: dict[str, Layer]) -> np.ndarray:
    factor, closed = np.ones(ARCS), np.zeros(ARCS, bool)
    for key in sorted(standing):
        layer = standing[key]
        if layer.factor is None:
            closed[layer.arcs] = True
        else:
            factor[layer.arcs] *= layer.factor
    return overlaid(BASE, closed, factor, "x").travel_ms


@given(steps)
def test_any_order_of_beginnings_and_ends_is_as_computed_from_scratch(
    steps: list[tuple[str, Layer | None]],
) -> None:
    overlay, weights, standing = Overlay(BASE), BASE, dict[str, Layer]()
    for number, (key, layer) in enumerate(steps):
        if layer is not None:
            touched = overlay.begin(key, layer)
            standing[key] = layer
        elif key in overlay:
            touched = overlay.end(key)
            del standing[key]
        else:
            continue
        before = weights
        weights, changed = overlay.over(weights, touched, f"v{number}")
        assert weights.travel_ms.tolist() == from_scratch(standing).tolist()
        assert changed.tolist() == np.flatnonzero(before.travel_ms != weights.travel_ms).tolist()
    for key in list(standing):
        weights, _ = overlay.over(weights, overlay.end(key), "end")
    assert weights.travel_ms.tolist() == BASE.travel_ms.tolist()


def test_closed_wins_over_slow_and_what_was_closed_stays_so() -> None:
    overlay = Overlay(BASE)
    overlay.begin("slow", Layer.slowing([3, 4, 6], 2.0))
    overlay.begin("shut", Layer.closing([4]))
    assert overlay.travel_ms(np.array([3, 4, 6], "i4")).tolist() == [1000, CLOSED, CLOSED]


def test_a_road_is_never_slower_than_the_slowest_nor_faster_than_a_millisecond() -> None:
    slow = laid_over(BASE.travel_ms[[7, 8, 0]], np.zeros(3, bool), np.array([1e6, 3.0, 0.01]))
    assert slow.tolist() == [LONGEST_ARC_MS, LONGEST_ARC_MS, 1]


def test_a_layer_takes_the_place_of_one_of_the_same_key() -> None:
    overlay = Overlay(BASE)
    overlay.begin("a", Layer.closing([0, 1]))
    assert overlay.begin("a", Layer.closing([1, 2])).tolist() == [0, 1, 2]
    assert overlay.travel_ms(np.arange(4, dtype="i4")).tolist() == [1, CLOSED, CLOSED, 500]


def test_a_layer_without_some_of_its_arcs_keeps_the_factors_of_the_others() -> None:
    layer = Layer.slowing([5, 3, 4], [5.0, 3.0, 4.0]).without(np.array([4], "i4"))
    assert layer.arcs.tolist() == [3, 5]
    assert layer.factor is not None
    assert layer.factor.tolist() == [3.0, 5.0]
    assert Layer.closing([1, 2]).without(np.array([2], "i4")).arcs.tolist() == [1]


@pytest.mark.parametrize("factor", [0.0, -1.0, float("nan"), float("inf")])
def test_a_factor_that_is_none_is_refused(factor: float) -> None:
    with pytest.raises(ValueError, match="factor must be"):
        Layer.slowing([1], factor)


def test_a_layer_on_arcs_that_are_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match="arcs must be 0 to 11"):
        Overlay(BASE).begin("a", Layer.closing([ARCS]))
