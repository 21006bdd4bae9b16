"""Bury messages and find them again."""

from dispatch.store.dead_letters import DeadLetter
from dispatch.store.open import Store


def test_a_buried_message_is_found_as_it_came_in(store: Store) -> None:
    number = store.dead_letters.bury("西安", 12.5, "teams/7/status", b"\x00\xff{", "不是 JSON")
    assert store.dead_letters.list("西安") == (
        DeadLetter(number, "西安", 12.5, "teams/7/status", b"\x00\xff{", "不是 JSON"),
    )
    assert store.dead_letters.count("西安") == 1
    assert store.dead_letters.count("宝鸡") == 0


def test_messages_are_listed_in_order_a_page_at_a_time(store: Store) -> None:
    ids = [store.dead_letters.bury("西安", n, "topic", b"", "") for n in range(5)]
    store.dead_letters.bury("宝鸡", 0, "topic", b"", "")
    assert ids == sorted(set(ids))
    first = store.dead_letters.list("西安", limit=3)
    rest = store.dead_letters.list("西安", after=first[-1].id)
    assert [letter.id for letter in first + rest] == ids
