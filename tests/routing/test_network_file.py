import numpy as np
import pytest

from routing import network_file
from routing.hierarchy import hierarchy_of, with_orders
from routing.network import ARRAY_NAMES, RoadNetwork
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


def test_the_orders_of_contraction_are_kept_with_a_network(network, tmp_path):
    ordered = with_orders(network)
    ordered.save(tmp_path / "roads.npz")
    again = RoadNetwork.load(tmp_path / "roads.npz")
    assert again.fingerprint == network.fingerprint
    assert sorted(again.orders) == ["foot", "vehicles"]
    for group, order in ordered.orders.items():
        assert again.orders[group].tolist() == order.tolist()
        assert not again.orders[group].flags.writeable
        assert hierarchy_of(again, group).rank.tolist() == order.tolist()


def test_a_network_need_not_have_an_order(network, tmp_path):
    network.save(tmp_path / "roads.npz")
    assert RoadNetwork.load(tmp_path / "roads.npz").orders == {}


def test_an_order_is_found_when_damaged(network, tmp_path):
    with_orders(network).save(tmp_path / "roads.npz")
    with np.load(tmp_path / "roads.npz") as file:
        arrays = {name: file[name] for name in file.files}
    arrays["order_foot"] = arrays["order_foot"][::-1]
    np.savez(tmp_path / "roads.npz", **arrays)
    with pytest.raises(RoadFileError, match="an order of contraction has changed"):
        RoadNetwork.load(tmp_path / "roads.npz")


def test_loaded_arrays_lie_in_the_file_where_compiled_code_wants_them(network, tmp_path):
    network.save(tmp_path / "roads.npz")
    again = RoadNetwork.load(tmp_path / "roads.npz")
    for name in ARRAY_NAMES:
        array = getattr(again, name)
        assert type(array) is np.ndarray
        assert array.ctypes.data % 64 == 0
        assert not array.flags.owndata


def test_a_file_that_numpy_wrote_is_read_too(network, tmp_path):
    network.save(tmp_path / "roads.npz")
    with np.load(tmp_path / "roads.npz") as file:
        np.savez(tmp_path / "again.npz", **{name: file[name] for name in file.files})
    assert RoadNetwork.load(tmp_path / "again.npz").fingerprint == network.fingerprint


def test_a_compressed_file_is_refused(network, tmp_path):
    network.save(tmp_path / "roads.npz")
    with np.load(tmp_path / "roads.npz") as file:
        np.savez_compressed(tmp_path / "small.npz", **{name: file[name] for name in file.files})
    with pytest.raises(RoadFileError, match="is compressed"):
        RoadNetwork.load(tmp_path / "small.npz")


def test_a_network_outlives_its_file(network, tmp_path):
    network.save(tmp_path / "roads.npz")
    again = RoadNetwork.load(tmp_path / "roads.npz")
    with_more = RoadNetwork.from_arcs([0, 1], [0, 1], [0], [1], [5], [50])
    with_more.save(tmp_path / "roads.npz")
    assert again.length_m.tolist() == network.length_m.tolist()
    (tmp_path / "roads.npz").unlink()
    assert again.head.tolist() == network.head.tolist()


def test_the_same_network_makes_the_same_file(network, tmp_path):
    network.save(tmp_path / "one.npz")
    network.save(tmp_path / "other.npz")
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "other.npz").read_bytes()
