"""Keep arrays in one file that is read by mapping it into memory, not by copying it.

It is an ordinary `.npz`, which `numpy.load` reads too: a zip archive of stored `.npy` members.
Every array begins at a multiple of 64 bytes, as compiled code wants it; a member is moved there by
padding its local header's extra field, as Android's zipalign does.
"""

import mmap
import struct
import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO, Final

import numpy as np
from numpy.typing import NDArray

ALIGNMENT: Final = 64
"""Bytes: a cache line. A `.npy` header is itself padded to a multiple of it."""

LOCAL_HEADER: Final = struct.Struct("<4s22xHH")
"""The fixed part of a member's header: signature, length of its name, length of its extra field."""
PADDING: Final = struct.Struct("<HHH")
"""An extra field of padding: its kind, the bytes after these four, the alignment."""
PADDING_KIND: Final = 0xD935


def write_arrays(file: BinaryIO, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write arrays by name to an empty file that can be sought in."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for name, array in arrays.items():
            plain = np.ascontiguousarray(array)
            # A fixed date: the same arrays make the same file.
            member = zipfile.ZipInfo(f"{name}.npy", (1980, 1, 1, 0, 0, 0))
            unpadded = file.tell() + LOCAL_HEADER.size + len(member.filename.encode())
            padding = -(unpadded + PADDING.size) % ALIGNMENT
            member.extra = PADDING.pack(PADDING_KIND, 2 + padding, ALIGNMENT) + bytes(padding)
            with archive.open(member, "w") as stream:
                np.lib.format.write_array(stream, plain, allow_pickle=False)


def map_arrays(path: Path) -> dict[str, NDArray[Any]]:
    """Return the arrays of a file by name, read-only, without reading them.

    They keep the file mapped for as long as one of them is in use, whatever becomes of its name.
    Raises `zipfile.BadZipFile`, `ValueError`, `KeyError`, `EOFError` or `struct.error` where the
    file is not such an archive, and `OSError` where it cannot be opened.
    """
    with path.open("rb") as file:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
        whole = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    arrays = {}
    for member in members:
        if member.compress_type != zipfile.ZIP_STORED:
            raise ValueError(f"{member.filename} is compressed")
        signature, name_length, extra_length = LOCAL_HEADER.unpack_from(whole, member.header_offset)
        if signature != b"PK\x03\x04":
            raise zipfile.BadZipFile(f"{member.filename} has no header")
        begin = member.header_offset + LOCAL_HEADER.size + name_length + extra_length
        arrays[member.filename.removesuffix(".npy")] = _map_array(whole, begin, member.file_size)
    return arrays


def _map_array(whole: mmap.mmap, begin: int, size: int) -> NDArray[Any]:
    # A header is far shorter; one that is not is no header.
    head = BytesIO(whole[begin : begin + min(size, 4096)])
    if np.lib.format.read_magic(head) != (1, 0):
        raise ValueError("an array is of a kind that is never written")
    shape, fortran_order, dtype = np.lib.format.read_array_header_1_0(head)
    count = int(np.prod(shape))
    if fortran_order or dtype.hasobject or head.tell() + count * dtype.itemsize != size:
        raise ValueError("an array does not have the size its header says")
    if not count:
        array: NDArray[Any] = np.empty(shape, dtype)
    else:
        array = np.frombuffer(whole, dtype, count, begin + head.tell()).reshape(shape)
    if not (array.flags.aligned and dtype.isnative):
        # Written by somebody else: right, but compiled code cannot read it where it lies.
        array = array.astype(dtype.newbyteorder("="))
    array.setflags(write=False)
    return array
