"""Write lines as a Mapbox Vector Tile (specification 2.1), all features at once in numpy.

A tile is a protocol buffer, and but for names and numbers every byte of it belongs to a variable
length integer. So a layer's features are laid out as one array of integers, and that is encoded
in a few passes, instead of going through the features one by one.
"""

import struct
from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from routing.streets import runs

EXTENT: Final = 4096
"""A tile is so many units wide and high."""
_MOVE_TO, _LINE_TO, _LINESTRING = 1, 2, 2
# A field's number and kind, as they stand before it: kind 0 is an integer, 1 a double, 2 bytes.
_TILE_LAYER, _LAYER_VERSION, _LAYER_EXTENT = 3 << 3 | 2, 15 << 3, 5 << 3
_LAYER_NAME, _LAYER_FEATURE, _LAYER_KEY, _LAYER_VALUE = (
    1 << 3 | 2,
    2 << 3 | 2,
    3 << 3 | 2,
    4 << 3 | 2,
)
_FEATURE_ID, _FEATURE_TAGS, _FEATURE_TYPE, _FEATURE_SHAPE = 1 << 3, 2 << 3 | 2, 3 << 3, 4 << 3 | 2
_STRING, _DOUBLE, _BOOL = 1 << 3 | 2, 3 << 3 | 1, 7 << 3


class Tag(NamedTuple):
    """One property of F features: a table of values, and which of them each feature has."""

    key: str
    values: Sequence[str | float | bool]
    of_feature: NDArray[np.integer]
    """[F] index into `values`, or -1: this feature does not have it."""


def line_tile(
    layer: str,
    ids: NDArray[np.integer],
    legs: NDArray[np.int64],
    feature: NDArray[np.intp],
    tags: Sequence[Tag],
) -> bytes:
    """Return a tile with one layer of F lines, or of none at all (then it is empty).

    `legs` [L, 4] are straight legs x0, y0, x1, y1 in tile units, y downwards; `feature` [L], never
    falling, says whose each is. A leg that does not begin where the one before it ended begins a
    new part. Legs of no length are left out, and so are features without legs. `ids` [F] are the
    features' numbers.
    """
    long = (legs[:, 0] != legs[:, 2]) | (legs[:, 1] != legs[:, 3])
    legs, feature = legs[long], feature[long]
    if not len(legs):
        return b""
    kept, feature = np.unique(feature, return_inverse=True)
    shapes, shape_words = _shapes(legs, feature, len(kept))
    tagging, tag_words, values = _taggings(tags, kept)
    body = b"".join(
        (
            _integers([_LAYER_VERSION, 2]),
            _bytes(_LAYER_NAME, layer.encode()),
            _features(ids[kept].astype(np.uint64), tagging, tag_words, shapes, shape_words),
            *(_bytes(_LAYER_KEY, tag.key.encode()) for tag in tags),
            *(_bytes(_LAYER_VALUE, value) for value in values),
            _integers([_LAYER_EXTENT, EXTENT]),
        )
    )
    return _bytes(_TILE_LAYER, body)


def _shapes(
    legs: NDArray[np.int64], feature: NDArray[np.intp], count: int
) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Return the drawing commands of all features, and how many words of them each has, [F]."""
    changes = np.diff(feature, prepend=-1) != 0
    pen = np.zeros((len(legs), 2), np.int64)
    pen[1:] = legs[:-1, 2:]
    pen[changes] = 0
    parts = changes | (legs[:, :2] != pen).any(axis=1)
    part = np.cumsum(parts) - 1
    # A leg is two words; the first of a part has four before them, to go there.
    words = np.where(parts, 6, 2)
    at = np.cumsum(words) - words
    commands = np.empty(int(words.sum()), np.uint64)
    begins = at[parts]
    commands[begins] = _MOVE_TO | 1 << 3
    move = _zigzag(legs[parts, :2] - pen[parts])
    commands[begins + 1], commands[begins + 2] = move[:, 0], move[:, 1]
    commands[begins + 3] = np.bincount(part).astype(np.uint64) << np.uint64(3) | np.uint64(_LINE_TO)
    draw = _zigzag(legs[:, 2:] - legs[:, :2])
    last = at + words
    commands[last - 2], commands[last - 1] = draw[:, 0], draw[:, 1]
    return commands, np.bincount(feature, weights=words, minlength=count).astype(np.int64)


def _taggings(
    tags: Sequence[Tag], kept: NDArray[np.intp]
) -> tuple[NDArray[np.uint64], NDArray[np.int64], list[bytes]]:
    """Return all key and value numbers, how many words each feature has, and the values used."""
    pairs = np.zeros((len(kept), len(tags), 2), np.int64)
    values: list[bytes] = []
    for key, tag in enumerate(tags):
        chosen = tag.of_feature[kept]
        used, place = np.unique(chosen, return_inverse=True)
        without = int(np.count_nonzero(used < 0))
        pairs[:, key, 0] = key
        pairs[:, key, 1] = np.where(chosen < 0, -1, place - without + len(values))
        values += [_value(tag.values[index]) for index in used[without:].tolist()]
    present = pairs[:, :, 1] >= 0
    return pairs[present].ravel().astype(np.uint64), 2 * present.sum(axis=1), values


def _features(
    ids: NDArray[np.uint64],
    tagging: NDArray[np.uint64],
    tag_words: NDArray[np.int64],
    shapes: NDArray[np.uint64],
    shape_words: NDArray[np.int64],
) -> bytes:
    """Lay out and encode all features: id, tags, type and shape, each with its length before it."""
    one = np.ones(len(ids), np.int64)
    tag_bytes = _sums(_sizes(tagging), tag_words)
    shape_bytes = _sums(_sizes(shapes), shape_words)
    # Eight words are not tags and shape: two before the length counted here, six within it.
    length = 5 * one + _sizes(ids) + tag_bytes + shape_bytes
    length += _sizes(tag_bytes.astype(np.uint64)) + _sizes(shape_bytes.astype(np.uint64))
    before = (_LAYER_FEATURE * one, length, _FEATURE_ID * one, ids, _FEATURE_TAGS * one, tag_bytes)
    between = (_FEATURE_TYPE * one, _LINESTRING * one, _FEATURE_SHAPE * one, shape_bytes)
    counts = len(before) + tag_words + len(between) + shape_words
    first = np.cumsum(counts) - counts
    words = np.empty(int(counts.sum()), np.uint64)
    for place, column in enumerate(before):
        words[first + place] = column
    words[runs(first + len(before), tag_words)] = tagging
    middle = first + len(before) + tag_words
    for place, column in enumerate(between):
        words[middle + place] = column
    words[runs(middle + len(between), shape_words)] = shapes
    return _varints(words)


def _sums(values: NDArray[np.int64], counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the sum of the first counts[0] values, of the next counts[1], and so on."""
    total = np.concatenate([[0], np.cumsum(values)])
    stop = np.cumsum(counts)
    return np.asarray(total[stop] - total[stop - counts])


def _zigzag(numbers: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Fold the negative numbers in between the others: 0, -1, 1, -2 … become 0, 1, 2, 3 …"""
    return ((numbers << 1) ^ (numbers >> 63)).astype(np.uint64)


def _sizes(words: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Return how many bytes each word takes, seven bits to a byte."""
    sizes = np.ones(len(words), np.int64)
    for bits in range(7, 64, 7):
        longer = words >> np.uint64(bits) != 0
        if not longer.any():
            break
        sizes += longer
    return sizes


def _varints(words: NDArray[np.uint64]) -> bytes:
    """Encode words seven bits to a byte, low bits first; the last byte of each is below 128."""
    sizes = _sizes(words)
    at = np.cumsum(sizes) - sizes
    encoded = np.empty(int(sizes.sum()), np.uint8)
    for place in range(int(sizes.max(initial=0))):
        reaches = sizes > place
        more = (sizes[reaches] > place + 1).astype(np.uint64) << np.uint64(7)
        bits = words[reaches] >> np.uint64(7 * place) & np.uint64(127)
        encoded[at[reaches] + place] = bits | more
    return encoded.tobytes()


def _integers(words: Sequence[int]) -> bytes:
    """Encode a few words, for which numpy is not worth while."""
    encoded = bytearray()
    for word in words:
        while word > 127:
            encoded.append(word & 127 | 128)
            word >>= 7
        encoded.append(word)
    return bytes(encoded)


def _bytes(field: int, content: bytes) -> bytes:
    return _integers([field, len(content)]) + content


def _value(value: str | float | bool) -> bytes:
    if isinstance(value, bool):
        return _integers([_BOOL, int(value)])
    if isinstance(value, str):
        return _bytes(_STRING, value.encode())
    return _integers([_DOUBLE]) + struct.pack("<d", value)
