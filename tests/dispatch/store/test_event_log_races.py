"""Race appends against each other: nobody wins twice, nothing is lost."""

import threading
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dispatch.store.log import EventLog, LogEntry, PositionTaken
from tests.dispatch.store.samples import entries, entry

_areas = count()


def test_writers_racing_for_one_area_never_both_win(two_logs: tuple[EventLog, EventLog]) -> None:
    wins: list[tuple[str, int]] = []

    def write(name: str, log: EventLog) -> None:
        for number in range(40):
            while True:
                head = log.head("西安")
                pair = [entry(head + n, command_id=f"{name}-{number}") for n in (1, 2)]
                try:
                    log.append("西安", head, pair)
                except PositionTaken:
                    continue
                wins.append((f"{name}-{number}", head))
                break

    first, second = two_logs
    writers = [
        threading.Thread(target=write, args=(name, log))
        for name, log in [("a", first), ("b", second), ("c", first), ("d", second)]
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    log = list(first.read("西安"))
    assert [e.position for e in log] == list(range(1, 321))
    assert sorted(head for _, head in wins) == list(range(0, 320, 2))
    for command_id, head in wins:
        assert [e.command_id for e in log[head : head + 2]] == [command_id] * 2


def test_of_many_at_one_position_exactly_one_wins(two_logs: tuple[EventLog, EventLog]) -> None:
    start = threading.Barrier(8)
    answers: list[str] = []

    def write(log: EventLog, name: str) -> None:
        start.wait()
        try:
            log.append("西安", 0, [entry(1, command_id=name), entry(2, command_id=name)])
            answers.append(name)
        except PositionTaken:
            answers.append("taken")

    writers = [threading.Thread(target=write, args=(two_logs[n % 2], f"w{n}")) for n in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    assert answers.count("taken") == 7
    (winner,) = set(answers) - {"taken"}
    assert [e.command_id for e in two_logs[0].read("西安")] == [winner] * 2


steps = st.lists(
    st.tuples(st.integers(0, 1), st.integers(-2, 2), st.integers(0, 4)), min_size=1, max_size=12
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=steps, after=st.integers(0, 30), limit=st.none() | st.integers(0, 20))
def test_any_interleaving_of_two_writers_equals_a_list(
    two_logs: tuple[EventLog, EventLog],
    steps: list[tuple[int, int, int]],
    after: int,
    limit: int | None,
) -> None:
    area = f"area-{next(_areas)}"
    model: list[LogEntry] = []
    for writer, off_by, size in steps:
        expected = len(model) + off_by
        batch = entries(expected, size, area)
        if off_by:
            with pytest.raises(PositionTaken):
                two_logs[writer].append(area, expected, batch)
        else:
            two_logs[writer].append(area, expected, batch)
            model += batch
        assert two_logs[1 - writer].head(area) == len(model)
    for log in two_logs:
        assert list(log.read(area)) == model
        end = None if limit is None else after + limit
        assert list(log.read(area, after, limit)) == model[after:end]
