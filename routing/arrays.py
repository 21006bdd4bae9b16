"""Turn what a caller gives into checked numpy columns, and say exactly which row is wrong."""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray


def column(name: str, values: ArrayLike, dtype: Any, length: int | None = None) -> NDArray[Any]:
    """Return a fresh one-dimensional copy of `values` as `dtype`.

    Raises `ValueError` naming the column when it has another shape or length, or when a value
    does not survive the change to a whole-number type.
    """
    given = np.asarray(values)
    if given.ndim != 1:
        raise ValueError(f"{name} must have one dimension, got {given.ndim}")
    if length is not None and len(given) != length:
        raise ValueError(f"{name} must have {length} rows, got {len(given)}")
    if given.dtype == dtype:
        return given.copy()
    with np.errstate(invalid="ignore", over="ignore"):
        cast = given.astype(dtype)
    if np.issubdtype(np.dtype(dtype), np.integer):
        refuse(name, given, cast != given, f"is not a whole number of type {np.dtype(dtype)}")
    return cast


def degrees_column(name: str, values: ArrayLike, limit: float, length: int) -> NDArray[np.float64]:
    """Return a column of degrees between `-limit` and `limit`."""
    degrees = column(name, values, np.float64, length)
    # Written so that a NaN, which is neither above nor below, is refused too.
    refuse(name, degrees, ~(np.abs(degrees) <= limit), f"is not between {-limit:g} and {limit:g}")
    return degrees


def index_column(name: str, values: ArrayLike, dtype: Any, stop: int, length: int) -> NDArray[Any]:
    """Return a column of whole numbers from 0 to `stop - 1`."""
    indices = column(name, values, dtype, length)
    refuse(name, indices, (indices < 0) | (indices >= stop), f"is not between 0 and {stop - 1}")
    return indices


def refuse(name: str, values: NDArray[Any], bad: NDArray[np.bool_], why: str) -> None:
    """Raise `ValueError` naming the first bad row of a column, if there is one."""
    if bad.any():
        row = int(np.argmax(bad))
        others = int(bad.sum()) - 1
        more = f" (and {others} more)" if others else ""
        raise ValueError(f"{name}[{row}] = {values[row]!s} {why}{more}")


def encode_words(
    name: str, words: Sequence[str] | None, length: int
) -> tuple[NDArray[np.int32], tuple[str, ...]]:
    """Number the words in order of first use, "" being 0; no words at all means all are ""."""
    if words is None:
        return np.zeros(length, np.int32), ("",)
    if len(words) != length:
        raise ValueError(f"{name} must have {length} rows, got {len(words)}")
    numbers: dict[str, int] = {"": 0}
    codes = np.fromiter((numbers.setdefault(w, len(numbers)) for w in words), np.int32, length)
    return codes, tuple(numbers)


def fingerprint(arrays: Iterable[NDArray[Any]], words: Iterable[str]) -> str:
    """Return 16 hex digits that change with any value, any word, and any shape."""
    digest = hashlib.blake2b(digest_size=8)
    for array in arrays:
        # Little-endian everywhere: the same content must give the same digits on every machine.
        plain = np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("<"))
        digest.update(f"{plain.dtype.str}{plain.shape};".encode())
        digest.update(plain.data)
    for word in words:
        encoded = word.encode()
        digest.update(f"{len(encoded)};".encode() + encoded)
    return digest.hexdigest()
