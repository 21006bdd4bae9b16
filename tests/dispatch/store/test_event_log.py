"""Hold every event log to its promises: memory, SQLite and PostgreSQL."""

import threading
import time

import pytest
from msgspec.structs import replace

from dispatch.domain.envelope import Recorded
from dispatch.store.codec import entry_of
from dispatch.store.log import SNAPSHOTS_KEPT, EventLog, PositionTaken, Snapshot
from tests.dispatch.store.samples import entries, entry
from tests.sentences import City


def test_a_new_log_is_empty(log: EventLog) -> None:
    assert log.head("西安") == 0
    assert log.areas() == ()
    assert list(log.read("西安")) == []
    assert log.commands("西安", ["command-1"]) == {}
    assert log.newest_snapshot("西安", "1") is None


def test_what_was_appended_is_read_in_order_and_unchanged(log: EventLog) -> None:
    log.append("西安", 0, entries(0, 3))
    log.append("西安", 3, entries(3, 2))
    assert list(log.read("西安")) == entries(0, 5)
    assert log.head("西安") == 5


def test_events_on_their_way_to_the_log_are_read_as_the_entries_they_make(log: EventLog) -> None:
    seen: list[Recorded] = []
    city = City()
    city.engine.subscribe(
        lambda events, _area: seen.extend(replace(one, fingerprint="f00d") for one in events)
    )
    city.a_fire()
    after = seen[0].position - 1
    log.append("test", 0, [entry(n, "test") for n in range(1, after + 1)])
    log.append("test", after, seen)
    made = [entry_of(one) for one in seen]
    assert made[0].fingerprint == "f00d"
    assert list(log.read("test", after=after)) == made
    (found,) = log.commands("test", [seen[0].command_id]).values()
    assert found == tuple(one for one in made if one.command_id == seen[0].command_id)


def test_areas_are_numbered_apart(log: EventLog) -> None:
    log.append("西安", 0, entries(0, 2))
    log.append("演练-1", 0, entries(0, 1, "演练-1"))
    assert log.head("西安") == 2
    assert list(log.read("演练-1")) == entries(0, 1, "演练-1")
    assert log.areas() == ("演练-1", "西安")


@pytest.mark.parametrize("expected", [-1, 0, 1, 3, 5])
def test_an_append_anywhere_but_at_the_head_is_refused(log: EventLog, expected: int) -> None:
    log.append("西安", 0, entries(0, 2))
    with pytest.raises(PositionTaken) as taken:
        log.append("西安", expected, entries(expected, 2))
    assert (taken.value.area, taken.value.expected) == ("西安", expected)
    assert list(log.read("西安")) == entries(0, 2)


def test_after_losing_a_race_the_append_at_the_new_head_succeeds(log: EventLog) -> None:
    log.append("西安", 0, entries(0, 2))
    with pytest.raises(PositionTaken):
        log.append("西安", 0, entries(0, 1))
    log.append("西安", 2, entries(2, 1))
    assert log.head("西安") == 3


@pytest.mark.parametrize(
    "wrong",
    [
        [entry(2)],
        [entry(1), entry(3)],
        [entry(1), entry(1)],
        [entry(1), entry(2, "宝鸡")],
    ],
    ids=["not next", "a gap", "twice", "another area"],
)
def test_entries_numbered_wrongly_are_refused_as_a_whole(log: EventLog, wrong: list) -> None:
    with pytest.raises(ValueError, match="is numbered"):
        log.append("西安", 0, wrong)
    assert log.areas() == ()


def test_appending_nothing_changes_nothing_but_still_wants_the_head(log: EventLog) -> None:
    log.append("西安", 0, [])
    assert log.areas() == ()
    log.append("西安", 0, entries(0, 2))
    log.append("西安", 2, [])
    with pytest.raises(PositionTaken):
        log.append("西安", 1, [])
    assert log.head("西安") == 2


def test_a_reader_names_where_it_stands_and_how_much_it_wants(log: EventLog) -> None:
    log.append("西安", 0, entries(0, 1_203))  # more than two chunks
    assert list(log.read("西安")) == entries(0, 1_203)
    assert list(log.read("西安", after=600)) == entries(600, 603)
    assert list(log.read("西安", after=1, limit=1_000)) == entries(1, 1_000)
    assert list(log.read("西安", after=1_200, limit=10)) == entries(1_200, 3)
    assert list(log.read("西安", after=1_203)) == []
    assert list(log.read("西安", limit=0)) == []


def test_appends_go_on_while_somebody_reads(log: EventLog) -> None:
    log.append("西安", 0, entries(0, 700))
    reader = log.read("西安")
    first = next(reader)
    log.append("西安", 700, entries(700, 10))
    seen = [first, *reader]
    assert seen[:700] == entries(0, 700)
    assert [e.position for e in seen] == list(range(1, len(seen) + 1))


def test_the_entries_of_a_command_are_found_by_its_id(log: EventLog) -> None:
    log.append("西安", 0, [entry(1, command_id="a"), entry(2, command_id="a"), entry(3)])
    assert log.commands("西安", ["a", "nobody", "a"]) == {
        "a": (entry(1, command_id="a"), entry(2, command_id="a"))
    }
    log.append("西安", 3, [entry(4, command_id="b"), entry(5, command_id="a")])
    assert [e.position for e in log.commands("西安", ["b", "a"])["a"]] == [1, 2, 5]
    assert log.commands("宝鸡", ["a"]) == {}


def test_many_commands_are_found_at_once(log: EventLog) -> None:
    log.append("西安", 0, entries(0, 1_100))
    ids = [f"command-{n}" for n in range(3_000)]
    assert len(log.commands("西安", ids)) == 1_100
    assert log.commands("西安", []) == {}


def test_any_text_and_any_bytes_come_back_as_they_went_in(log: EventLog) -> None:
    odd = entry(1, "雁塔区 ' \" \\ {} % 🚒", "é\n\t𠮷", bytes(range(256)))
    log.append(odd.area, 0, [odd])
    assert list(log.read(odd.area)) == [odd]
    assert log.commands(odd.area, ["é\n\t𠮷"]) == {"é\n\t𠮷": (odd,)}


def test_a_body_of_a_megabyte_is_kept(log: EventLog) -> None:
    large = [entry(n, body=bytes([n]) * 1_000_000) for n in (1, 2, 3)]
    log.append("西安", 0, large)
    assert list(log.read("西安")) == large


def test_the_newest_snapshot_of_a_schema_is_found(log: EventLog) -> None:
    for position in (10, 30, 20):
        log.save_snapshot(Snapshot("西安", position, "v2", b"%d" % position))
    assert log.newest_snapshot("西安", "v2") == Snapshot("西安", 30, "v2", b"30")
    assert log.newest_snapshot("西安", "v2", at_most=29) == Snapshot("西安", 20, "v2", b"20")
    assert log.newest_snapshot("西安", "v2", at_most=9) is None
    assert log.newest_snapshot("西安", "v1") is None
    assert log.newest_snapshot("宝鸡", "v2") is None


def test_a_snapshot_replaces_the_one_of_the_same_position_and_schema(log: EventLog) -> None:
    log.save_snapshot(Snapshot("西安", 10, "v1", b"first"))
    log.save_snapshot(Snapshot("西安", 10, "v2", b"other"))
    log.save_snapshot(Snapshot("西安", 10, "v1", b"second"))
    assert log.newest_snapshot("西安", "v1") == Snapshot("西安", 10, "v1", b"second")
    assert log.newest_snapshot("西安", "v2") == Snapshot("西安", 10, "v2", b"other")


def test_only_the_newest_few_snapshots_of_an_area_are_kept(log: EventLog) -> None:
    log.save_snapshot(Snapshot("宝鸡", 1, "v1", b""))
    for position in range(1, 11):
        log.save_snapshot(Snapshot("西安", position, "v1", b""))
    kept = [
        n for n in range(1, 11) if (s := log.newest_snapshot("西安", "v1", n)) and s.position == n
    ]
    assert kept == list(range(11 - SNAPSHOTS_KEPT, 11))
    assert log.newest_snapshot("宝鸡", "v1") is not None


def test_there_is_no_news_when_nobody_appends(two_logs: tuple[EventLog, EventLog]) -> None:
    here, there = two_logs
    there.append("西安", 0, entries(0, 2))
    there.append("宝鸡", 0, entries(0, 5, "宝鸡"))
    assert here.wait_for_news("西安", 2, timeout_s=0.1) is False
    assert here.wait_for_news("渭南", 0, timeout_s=0) is False


def test_news_that_is_there_already_is_told_at_once(two_logs: tuple[EventLog, EventLog]) -> None:
    here, there = two_logs
    there.append("西安", 0, entries(0, 2))
    assert here.wait_for_news("西安", 1, timeout_s=0) is True


def test_an_append_elsewhere_wakes_who_waits_for_news(two_logs: tuple[EventLog, EventLog]) -> None:
    here, there = two_logs
    answers: list[bool] = []
    waiting = threading.Thread(target=lambda: answers.append(here.wait_for_news("西安", 0, 30)))
    waiting.start()
    time.sleep(0.2)
    there.append("西安", 0, entries(0, 1))
    appended = time.monotonic()
    waiting.join()
    assert answers == [True]
    assert time.monotonic() - appended < 5


def test_who_waits_for_news_goes_home_when_the_log_is_closed(log: EventLog) -> None:
    answers: list[bool] = []
    waiting = threading.Thread(target=lambda: answers.append(log.wait_for_news("西安", 0, 60)))
    waiting.start()
    time.sleep(0.2)
    log.close()
    waiting.join(timeout=10)
    assert answers == [False]
