"""Save a road network in one file and load it again, refusing anything else.

What is computed once for a network and takes long, such as the order of a contraction hierarchy,
may be kept in the same file.
"""

import json
import struct
import zipfile
from collections.abc import Mapping
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

EXTRA_PREFIX: Final = "hierarchy_"
"""What the names of arrays beside the network's own begin with, in the file."""

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


def save_network(
    network: RoadNetwork, path: Path, extra: Mapping[str, NDArray[Any]] | None = None
) -> None:
    """Write a network to `path`, and beside it what was computed for it: `extra`, by name.

    The file replaces an older one only once it is whole.
    """
    arrays = {name: getattr(network, name) for name in ARRAY_NAMES}
    beside = {f"{EXTRA_PREFIX}{name}": array for name, array in sorted((extra or {}).items())}
    header = {
        "format": FORMAT,
        "version": FORMAT_VERSION,
        "fingerprint": network.fingerprint,
        "extra_fingerprint": fingerprint(beside.values(), beside),
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
        )
    except NOT_WHOLE as error:
        raise RoadFileError(f"{path} does not hold a road network: {error}") from error
    if network.fingerprint != header["fingerprint"]:
        raise RoadFileError(f"{path} is damaged: its content does not match its fingerprint")
    return network


def load_extra(path: Path) -> dict[str, NDArray[Any]]:
    """Return the `extra` arrays of a file, mapped and read-only; empty where it has none.

    Raises `FileNotFoundError` or `RoadFileError` as `load_network` does; the network itself is
    not read.
    """
    header, arrays = _mapped(path)
    beside = {name: arrays[name] for name in sorted(arrays) if name.startswith(EXTRA_PREFIX)}
    if fingerprint(beside.values(), beside) != header.get("extra_fingerprint"):
        raise RoadFileError(f"{path} is damaged: what lies beside the roads has changed")
    return {name.removeprefix(EXTRA_PREFIX): array for name, array in beside.items()}


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
