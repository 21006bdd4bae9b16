import numpy as np
import pytest

from routing import network_file
from routing.network import RoadNetwork
from routing.network_file import RoadFileError


@pytest.fixture
def network():
    return RoadNetwork.from_arcs(
        [108.90, 108.91],
        [34.20, 34.21],
        [1, 0],
        [0, 1],
        [900, 950],
        [50, 60],
        name=["长安路", ""],
        highway=["primary", "service"],
        shapes={1: np.array([[108.905, 34.2]])},
        turn_bans=[[0, 1]],
        source="© OpenStreetMap contributors",
    )


def test_a_saved_network_comes_back_the_same(network, tmp_path):
    network.save(tmp_path / "roads.npz")
    again = RoadNetwork.load(tmp_path / "roads.npz")
    assert again.fingerprint == network.fingerprint
    assert again.source == network.source
    assert again.names == network.names
    assert again.tail.tolist() == network.tail.tolist()
    assert again.banned_turn(0) == network.banned_turn(0)
    assert [p.name for p in tmp_path.iterdir()] == ["roads.npz"]


def test_a_loaded_network_cannot_be_changed(network, tmp_path):
    network.save(tmp_path / "roads.npz")
    with pytest.raises(ValueError, match="read-only"):
        RoadNetwork.load(tmp_path / "roads.npz").length_m[0] = 1


def test_a_missing_file_is_said_to_be_missing(tmp_path):
    with pytest.raises(FileNotFoundError):
        RoadNetwork.load(tmp_path / "roads.npz")


@pytest.mark.parametrize("content", [b"", b"not roads", b"PK\x03\x04 nor this", b'{"a": 1}'])
def test_a_file_of_another_kind_is_refused(tmp_path, content):
    (tmp_path / "roads.npz").write_bytes(content)
    with pytest.raises(RoadFileError, match=r"roads\.npz is not a whole road file"):
        RoadNetwork.load(tmp_path / "roads.npz")


def test_an_array_file_with_something_else_in_it_is_refused(tmp_path):
    np.savez(tmp_path / "roads.npz", temperature=np.zeros(3))
    with pytest.raises(RoadFileError, match="header"):
        RoadNetwork.load(tmp_path / "roads.npz")


def test_a_single_array_is_refused(tmp_path):
    with (tmp_path / "roads.npz").open("wb") as file:
        np.save(file, np.zeros(3))
    with pytest.raises(RoadFileError):
        RoadNetwork.load(tmp_path / "roads.npz")


def test_a_file_cut_short_anywhere_is_refused(network, tmp_path):
    network.save(tmp_path / "roads.npz")
    whole = (tmp_path / "roads.npz").read_bytes()
    for size in range(0, len(whole), 97):
        (tmp_path / "cut.npz").write_bytes(whole[:size])
        with pytest.raises(RoadFileError):
            RoadNetwork.load(tmp_path / "cut.npz")


def test_a_damaged_array_is_found(network, tmp_path):
    network.save(tmp_path / "roads.npz")
    with np.load(tmp_path / "roads.npz") as file:
        arrays = {name: file[name] for name in file.files}
    arrays["length_m"] = arrays["length_m"] + 1
    np.savez(tmp_path / "roads.npz", **arrays)
    with pytest.raises(RoadFileError, match="is damaged"):
        RoadNetwork.load(tmp_path / "roads.npz")


def test_a_file_of_another_version_is_refused_with_advice(network, tmp_path, monkeypatch):
    monkeypatch.setattr(network_file, "FORMAT_VERSION", 99)
    network.save(tmp_path / "roads.npz")
    monkeypatch.undo()
    with pytest.raises(RoadFileError, match=r"version 99.*import the roads again"):
        RoadNetwork.load(tmp_path / "roads.npz")
