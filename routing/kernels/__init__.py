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


def compiled_bare(function: Any) -> Any:
    """Compile a kernel that makes no arrays itself, for others to call some hundred thousand times.

    With each call numba counts the references to every array it hands on. Where kernels hand
    tuples of arrays on, that took seven eighths of a search's time; where nothing is made there is
    nothing to count. One that makes an array all the same does not compile, and one may neither
    return nor keep an array it was given. The option is numba's own and not documented: its version
    is held, and a test tells when it means something else.
    """
    from numba import njit

    options: dict[str, Any] = {"cache": True, "nogil": True, "boundscheck": False, "_nrt": False}
    return njit(**options)(function)
