"""Save where teams were and read it back."""

from dispatch.store.open import Store
from dispatch.store.tracks import Track


def track(team_id: str, at: float, lon: float = 108.94) -> Track:
    return Track("西安", team_id, at, lon, 34.26, "gps")


def test_a_track_is_read_back_in_order_of_time(store: Store) -> None:
    store.tracks.save([track("T1", 30.0), track("T1", 10.5), track("T2", 20.0), track("T1", 20.0)])
    assert store.tracks.between("西安", "T1", 10.5, 20.0) == (track("T1", 10.5), track("T1", 20.0))
    assert store.tracks.between("西安", "T2", 0, 100) == (track("T2", 20.0),)
    assert store.tracks.between("宝鸡", "T1", 0, 100) == ()


def test_of_two_points_at_one_moment_the_first_saved_stays(store: Store) -> None:
    store.tracks.save([track("T1", 1.0, 108.1), track("T1", 1.0, 108.2)])
    store.tracks.save([track("T1", 1.0, 108.3), track("T1", 2.0)])
    assert store.tracks.between("西安", "T1", 0, 9) == (track("T1", 1.0, 108.1), track("T1", 2.0))


def test_saving_no_points_is_harmless(store: Store) -> None:
    store.tracks.save([])


def test_thousands_of_points_are_saved_at_once(store: Store) -> None:
    store.tracks.save([track(f"T{n % 50}", float(n)) for n in range(5_000)])
    assert len(store.tracks.between("西安", "T7", 0, 5_000)) == 100


def test_the_last_point_of_every_team_in_a_stretch_of_time_is_found(store: Store) -> None:
    points = [track("T1", 10.0), track("T1", 20.0), track("T2", 12.0), track("T3", 40.0)]
    store.tracks.save([*points, track("T4", 1.0)])
    found = store.tracks.latest("西安", ["T1", "T2", "T3", "T4"], 5.0, 30.0)
    assert found == (track("T1", 20.0), track("T2", 12.0))
    assert store.tracks.latest("西安", ["T2"], 5.0, 30.0) == (track("T2", 12.0),)
    assert store.tracks.latest("宝鸡", ["T1"], 5.0, 30.0) == ()
    assert store.tracks.latest("西安", [], 5.0, 30.0) == ()
