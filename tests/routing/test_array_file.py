import zipfile

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from routing.array_file import ALIGNMENT, map_arrays, write_arrays

DTYPES = st.sampled_from(["<f8", "<f4", "<i8", "<i4", "u1", "?"])
NAMES = st.text("abcdefghij_东", min_size=1, max_size=9)
ANY_ARRAYS = st.dictionaries(
    NAMES, DTYPES.flatmap(lambda dtype: arrays(dtype, array_shapes(max_dims=3, min_side=0)))
)


def write(path, **named):
    with path.open("wb") as file:
        write_arrays(file, named)
    return path


@given(ANY_ARRAYS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_arrays_come_back_the_same_aligned_and_read_only(tmp_path, named):
    path = write(tmp_path / "some.npz", **named)
    mapped = map_arrays(path)
    assert list(mapped) == list(named)
    for name, array in named.items():
        assert mapped[name].dtype == array.dtype
        assert np.array_equal(mapped[name], array, equal_nan=array.dtype.kind == "f")
        assert mapped[name].shape == array.shape
        assert not mapped[name].flags.writeable
        assert not array.size or mapped[name].ctypes.data % ALIGNMENT == 0
    with np.load(path) as file:
        assert file.files == list(named)


def test_the_file_is_an_ordinary_archive(tmp_path):
    path = write(tmp_path / "some.npz", a=np.arange(100))
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None


def test_an_array_of_objects_is_refused(tmp_path):
    np.savez(tmp_path / "some.npz", a=np.array([{}], object))
    with pytest.raises(ValueError, match="does not have the size its header says"):
        map_arrays(tmp_path / "some.npz")


def test_an_array_shorter_than_it_says_is_refused(tmp_path):
    path = write(tmp_path / "some.npz", a=np.arange(100))
    whole = path.read_bytes()
    with zipfile.ZipFile(path, "w") as archive:
        begin = whole.index(b"\x93NUMPY")
        archive.writestr("a.npy", whole[begin : begin + 200])
    with pytest.raises(ValueError, match="does not have the size its header says"):
        map_arrays(path)


def test_a_member_that_is_no_array_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "some.npz", "w") as archive:
        archive.writestr("readme.txt", "no array, and no more than that")
    with pytest.raises(ValueError, match="magic"):
        map_arrays(tmp_path / "some.npz")
