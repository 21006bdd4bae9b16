"""Save a road network in one file and load it again, refusing anything else."""

import json
import zipfile
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from routing.network import ARRAY_NAMES, RoadNetwork

FORMAT: Final = "chiyuan-roads"
FORMAT_VERSION: Final = 2
"""Raise this when the arrays change their meaning; older files are then refused, not guessed."""


class RoadFileError(Exception):
    """The file is not a road file, is damaged, or was written by another version."""


def save_network(network: RoadNetwork, path: Path) -> None:
    """Write a network to `path`, uncompressed: loading is then a matter of milliseconds."""
    header = {
        "format": FORMAT,
        "version": FORMAT_VERSION,
        "fingerprint": network.fingerprint,
        "source": network.source,
        "highway_classes": network.highway_classes,
        "names": network.names,
    }
    arrays = {name: getattr(network, name) for name in ARRAY_NAMES}
    encoded = json.dumps(header, ensure_ascii=False).encode()
    # Beside the target, then renamed: a reader never sees half a file.
    unfinished = path.with_name(path.name + ".part")
    with unfinished.open("wb") as file:
        np.savez(file, header=np.frombuffer(encoded, np.uint8), **arrays)
    unfinished.replace(path)


def load_network(path: Path) -> RoadNetwork:
    """Read a network written by `save_network`; raise `RoadFileError` where that is not possible.

    The fingerprint is computed again and compared, so an array that changed on the disk is found.
    """
    try:
        # Opened here: numpy leaves a file open when it finds that it cannot read it.
        with path.open("rb") as raw, np.load(raw, allow_pickle=False) as file:
            header = _read_header(path, file)
            arrays = {name: file[name] for name in ARRAY_NAMES}
    except (zipfile.BadZipFile, EOFError, KeyError, ValueError, AttributeError, TypeError) as error:
        raise RoadFileError(f"{path} is not a whole road file: {error}") from error
    network = _assemble(path, header, arrays)
    if network.fingerprint != header["fingerprint"]:
        raise RoadFileError(f"{path} is damaged: its content does not match its fingerprint")
    return network


def _read_header(path: Path, file: Any) -> dict[str, Any]:
    header = json.loads(file["header"].tobytes())
    if header["format"] != FORMAT:
        raise RoadFileError(f"{path} holds {header['format']!r}, not roads")
    if header["version"] != FORMAT_VERSION:
        raise RoadFileError(
            f"{path} has format version {header['version']}, this program reads version "
            f"{FORMAT_VERSION}: import the roads again"
        )
    return dict(header)


def _assemble(path: Path, header: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> RoadNetwork:
    try:
        return RoadNetwork(
            **arrays,
            highway_classes=tuple(header["highway_classes"]),
            names=tuple(header["names"]),
            source=header["source"],
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise RoadFileError(f"{path} does not hold a road network: {error}") from error
