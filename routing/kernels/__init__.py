"""The compiled loops of the roads: flat arrays in, flat arrays out, no objects and no lock held.

Times are int32 milliseconds below `FAR`, which stands for infinity: two of them still fit in 32
bits, so the loops add without looking. Every kernel lets other Python threads run (`nogil`) and is
compiled once for a machine (`cache`).
"""

from typing import Any, Final

import numpy as np

FAR: Final = np.int32(2**30 - 1)
"""No way: about twelve and a half days, beyond any journey by road."""


def compiled(function: Any) -> Any:
    """Compile a kernel with numba: cached on disk, without the interpreter's lock."""
    from numba import njit

    return njit(cache=True, nogil=True, boundscheck=False)(function)
