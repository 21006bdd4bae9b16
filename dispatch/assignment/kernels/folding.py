"""Fold large arrays of numbers into a few, to tell one question from another."""

import numpy as np

from routing.kernels import compiled

MIXED_BY = np.uint64(0x9E3779B97F4A7C15)
HALF = np.uint64(32)


@compiled
def folded(words):
    """Return four numbers, uint64[4], that differ where the words [n] do, but by a rare accident.

    Each step is one to one, so two arrays that differ in a single word are never taken for the
    same. Not made to withstand anybody who looks for two that are.
    """
    a, b, c, d = np.uint64(1), np.uint64(2), np.uint64(3), np.uint64(len(words))
    last = len(words) // 4 * 4
    for k in range(0, last, 4):
        a, b = mixed(a ^ words[k]), mixed(b ^ words[k + 1])
        c, d = mixed(c ^ words[k + 2]), mixed(d ^ words[k + 3])
    for k in range(last, len(words)):
        a = mixed(a ^ words[k])
    return np.array([a, b, c, d])


@compiled
def mixed(word):
    """Return another word, one to one."""
    word *= MIXED_BY
    return word ^ (word >> HALF)
