"""Events and areas as JSON and back, whatever version they were written in."""

from typing import Any, get_args

import pytest
from msgspec.structs import replace

from dispatch.domain.events import Event, PrioritySet
from dispatch.store import codec
from dispatch.store.codec import (
    UnreadableEntryError,
    decode_area,
    encode,
    entry_of,
    recorded_of,
    state_hash,
)
from dispatch.store.log import LogEntry
from tests.sentences import City


@pytest.fixture
def city() -> City:
    city = City()
    order = city.order("fire-1", city.a_fire(), "FIRE")
    city.team_does(order, "sign", "set_out", "arrive")
    return city


def test_every_event_of_a_log_reads_as_it_was_written(city: City) -> None:
    for entry in city.log.read("test"):
        assert entry_of(recorded_of(entry)) == entry


def test_an_area_reads_as_it_was_written_and_has_the_same_hash(city: City) -> None:
    again = decode_area(encode(city.area))
    assert again == city.area
    assert state_hash(again) == state_hash(city.area)


def test_states_that_differ_have_another_hash(city: City) -> None:
    assert state_hash(replace(city.area, name="另一座城市")) != state_hash(city.area)


def test_every_event_type_is_named_by_its_class() -> None:
    names = [event.__name__ for event in get_args(Event)]
    assert len(set(names)) == len(names)


@pytest.fixture
def old_entry(city: City, monkeypatch: pytest.MonkeyPatch) -> LogEntry:
    """A priority as version 1 wrote it, when it was still called urgency."""
    written = entry_of(replace(next_recorded(city), event=PrioritySet("I1", 2, "因为")))
    monkeypatch.setitem(codec.VERSIONS, "PrioritySet", 2)
    return replace(written, body=written.body.replace(b'"priority"', b'"urgency"'))


def next_recorded(city: City) -> Any:
    return recorded_of(next(iter(city.log.read("test"))))


def test_an_older_version_is_brought_up(
    old_entry: LogEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    def rename(body: dict[str, Any]) -> dict[str, Any]:
        return {"priority": body.pop("urgency"), **body}

    monkeypatch.setitem(codec.UPCASTERS, ("PrioritySet", 1), rename)
    assert recorded_of(old_entry).event == PrioritySet("I1", 2, "因为")


def test_a_newer_version_is_refused_by_its_place_in_the_log(old_entry: LogEntry) -> None:
    with pytest.raises(UnreadableEntryError, match=r"test/1 \(PrioritySet v3\)"):
        recorded_of(replace(old_entry, event_version=3))


def test_a_broken_body_is_refused_by_its_place_in_the_log(city: City) -> None:
    entry = next(iter(city.log.read("test")))
    with pytest.raises(UnreadableEntryError, match="test/1"):
        recorded_of(replace(entry, body=b"{"))
