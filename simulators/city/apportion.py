"""Share out a whole number exactly, in proportion to weights."""

import numpy as np
from numpy.typing import ArrayLike, NDArray


def apportion(total: int, weights: ArrayLike, minimum: int = 0) -> NDArray[np.int64]:
    """Return whole shares of `total`, one a weight, that add up to it exactly.

    Each share is at least `minimum`; what is left is divided by largest remainders (Hamilton's
    method), the earlier of two equal remainders first. Weights are zero or more, not all zero.
    """
    portion = np.asarray(weights, np.float64)
    if portion.ndim != 1 or not len(portion):
        raise ValueError("weights must be a list of at least one number")
    if not np.isfinite(portion).all() or (portion < 0).any() or portion.sum() <= 0:
        raise ValueError("weights must be finite, zero or more, and not all zero")
    left = total - minimum * len(portion)
    if left < 0:
        raise ValueError(f"{total} cannot give {minimum} to each of {len(portion)}")
    exact = left * (portion / portion.sum())
    shares: NDArray[np.int64] = np.floor(exact).astype(np.int64)
    short = left - int(shares.sum())
    first = np.argsort(-(exact - shares), kind="stable")[:short]
    shares[first] += 1
    shares += minimum
    return shares
