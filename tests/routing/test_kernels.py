"""Kernels that count no references hold no arrays of their own."""

import numpy as np
import pytest
from numba.core.errors import TypingError

from routing.kernels import compiled_bare


def make(size: int) -> float:
    return float(np.empty(size)[0])


def test_a_bare_kernel_that_makes_an_array_is_refused() -> None:
    with pytest.raises(TypingError):
        compiled_bare(make)(3)
