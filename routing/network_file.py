"""Save a road network in one file and load it again, refusing anything else.

The orders of contraction, which take seconds to find, are kept in the same file.
"""

import json
import struct
import zipfile
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from routing.array_file import map_arrays, write_arrays
from routing.arrays import fingerprint
from routing.network import ARRAY_NAMES, RoadNetwork

FORMAT: Final = "chiyuan-roads"
FORMAT_VERSION: Final = 2
"""Raise this when the arrays change their meaning; older files are then refused, not guessed."""

ORDER_PREFIX: Final = "order_"
"""What the names of the orders begin with, in the file."""

NOT_WHOLE: Final = (
    zipfile.BadZipFile,
    struct.error,
    EOFError,
    KeyError,
    ValueError,
    AttributeError,
    TypeError,
)
"""What reading a file raises that is not a whole road file."""


class RoadFileError(Exception):
    """The file is not a road file, is damaged, or was written by another version."""


def save_network(network: RoadNetwork, path: Path) -> None:
    """Write a network to `path`, with its orders of contraction.

    The file replaces an older one only once it is whole.
    """
    arrays = {name: getattr(network, name) for name in ARRAY_NAMES}
    beside = {f"{ORDER_PREFIX}{name}": order for name, order in sorted(network.orders.items())}
    header = {
        "format": FORMAT,
        "version": FORMAT_VERSION,
        "fingerprint": network.fingerprint,
        "orders_fingerprint": fingerprint(beside.values(), beside),
        "source": network.source,
        "highway_classes": network.highway_classes,
        "names": network.names,
    }
    encoded = np.frombuffer(json.dumps(header, ensure_ascii=False).encode(), np.uint8)
    # Beside the target, then renamed: a reader never sees half a file.
    unfinished = path.with_name(path.name + ".part")
    with unfinished.open("wb") as file:
        write_arrays(file, {"header": encoded, **arrays, **beside})
    unfinished.replace(path)


def load_network(path: Path) -> RoadNetwork:
    """Read a network written by `save_network`; raise `RoadFileError` where that is not possible.

    Its arrays are mapped from the file and shared by all processes that load it. The fingerprint
    is computed again and compared, so an array that changed on the disk is found.
    """
    header, arrays = _mapped(path)
    try:
        network = RoadNetwork(
            **{name: arrays[name] for name in ARRAY_NAMES},
            highway_classes=tuple(header["highway_classes"]),
            names=tuple(header["names"]),
            source=header["source"],
            orders=_orders(path, header, arrays),
        )
    except NOT_WHOLE as error:
        raise RoadFileError(f"{path} does not hold a road network: {error}") from error
    if network.fingerprint != header["fingerprint"]:
        raise RoadFileError(f"{path} is damaged: its content does not match its fingerprint")
    return network


def _orders(
    path: Path, header: dict[str, Any], arrays: dict[str, NDArray[Any]]
) -> dict[str, NDArray[Any]]:
    orders = {name: arrays[name] for name in sorted(arrays) if name.startswith(ORDER_PREFIX)}
    if fingerprint(orders.values(), orders) != header.get("orders_fingerprint"):
        raise RoadFileError(f"{path} is damaged: an order of contraction has changed")
    return {name.removeprefix(ORDER_PREFIX): order for name, order in orders.items()}


def _mapped(path: Path) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """Return a file's header and its arrays."""
    try:
        arrays = map_arrays(path)
        header = dict(json.loads(arrays["header"].tobytes()))
        found, version = header["format"], header["version"]
    except NOT_WHOLE as error:
        raise RoadFileError(f"{path} is not a whole road file: {error}") from error
    if found != FORMAT:
        raise RoadFileError(f"{path} holds {found!r}, not roads")
    if version != FORMAT_VERSION:
        raise RoadFileError(
            f"{path} has format version {version}, this program reads version "
            f"{FORMAT_VERSION}: import the roads again"
        )
    return header, arrays
