"""The one door: decide, append, evolve, publish; once for each command, and durable first."""

import threading

import pytest

from dispatch.domain import commands as c
from dispatch.domain.area import Area
from dispatch.domain.envelope import Recorded
from dispatch.domain.events import ReportReceived
from dispatch.domain.refusals import Rejected
from dispatch.engine.engine import Committed, Outcome, Submission
from dispatch.engine.writer import Writer, WriterClosed
from dispatch.store.codec import state_hash
from dispatch.store.log import LogEntry
from dispatch.store.memory_log import MemoryLog
from routing.geo import Position
from tests.sentences import PEOPLE, City

HERE = Position(lon=109.0612, lat=34.2712)


def a_report(number: int, kind: str = "fire") -> c.SendReport:
    return c.SendReport(f"r{number}", kind, "feed_119", HERE, external_no=str(number))


def test_a_restart_folds_to_the_same_state() -> None:
    city = City()
    order = city.order("fire-1", city.a_fire(), "FIRE")
    city.team_does(order, "sign")
    again = City(log=city.log)
    assert state_hash(again.area) == state_hash(city.area)


def test_a_snapshot_and_the_rest_of_the_log_fold_to_the_same_state() -> None:
    city = City()
    city.a_fire()
    city.engine.keep_snapshot()
    city.order("fire-1", "I1", "FIRE")
    assert state_hash(City(log=city.log).area) == state_hash(city.area)


def test_deadlines_survive_a_restart() -> None:
    city = City()
    order = city.order("fire-1", city.a_fire(), "FIRE")
    again = City(log=city.log)
    again.wait(301)
    assert again.area.instructions[order].state == "REASSIGNED"


def test_a_command_repeated_under_its_id_has_one_effect_and_the_same_answer() -> None:
    city = City()
    fire = city.a_fire()
    give = c.GiveInstruction(fire, "fire-1", "FIRE")
    first = city.by("city duty officer", give, command_id="key-1")
    again = city.by("city duty officer", give, command_id="key-1")
    assert again.events == first.events
    assert (first.repeated, again.repeated) == (False, True)
    assert city.area.incidents[fire].instruction_ids == ("D1",)


def test_a_repeat_is_recognised_after_a_restart_and_within_one_batch() -> None:
    city = City()
    fire = city.a_fire()
    give = Submission(
        c.GiveInstruction(fire, "fire-1", "FIRE"), PEOPLE["city duty officer"], "key-1"
    )
    first, second = city.engine.handle_batch([give, give])
    (third,) = City(log=city.log).engine.handle_batch([give])
    assert isinstance(first, Committed)
    assert isinstance(second, Committed)
    assert isinstance(third, Committed)
    assert first.events == second.events == third.events


def test_another_command_under_a_used_id_is_refused() -> None:
    city = City()
    fire = city.a_fire()
    city.by("city duty officer", c.GiveInstruction(fire, "fire-1", "FIRE"), command_id="key-1")
    with pytest.raises(Rejected) as refused:
        city.by("city duty officer", c.GiveInstruction(fire, "fire-2", "FIRE"), command_id="key-1")
    assert refused.value.code == "command_id_reused"


def test_one_refused_command_does_not_spoil_the_others_of_its_batch() -> None:
    city = City()
    grid = PEOPLE["grid worker"]
    bad = c.SendReport("r2", "dragon", "grid", HERE)
    outcomes = city.engine.handle_batch(
        [Submission(a_report(1), grid), Submission(bad, grid), Submission(a_report(3), grid)]
    )
    assert [isinstance(outcome, Rejected) for outcome in outcomes] == [False, True, False]
    assert set(city.area.reports) == {"r1", "r3"}


def test_two_processes_on_one_log_never_both_book_the_same_team() -> None:
    city = City()
    first, second = city.a_fire(external_no="1"), city.a_fire(external_no="2")
    other = City(log=city.log)
    city.by("city duty officer", c.GiveInstruction(first, "fire-1", "FIRE"))
    # The other process has not heard of it; it loses the race, catches up and decides again.
    with pytest.raises(Rejected) as refusal:
        other.by("city duty officer", c.GiveInstruction(second, "fire-1", "FIRE"))
    assert refusal.value.code == "committed"
    other.by("city duty officer", c.GiveInstruction(second, "fire-2", "FIRE"))
    city.engine.catch_up()
    assert state_hash(city.area) == state_hash(other.area)


def test_listeners_hear_of_events_in_order_and_only_when_they_are_durable() -> None:
    city = City()
    heard: list[Recorded] = []

    def listen(events: tuple[Recorded, ...], area: Area) -> None:
        assert area is city.engine.area
        assert city.log.head("test") >= events[-1].position
        heard.extend(events)

    unsubscribe = city.engine.subscribe(listen)
    city.order("fire-1", city.a_fire(), "FIRE")
    unsubscribe()
    city.a_fire("neighbour")
    positions = [one.position for one in heard]
    assert positions == list(range(positions[0], positions[0] + len(positions)))
    assert positions[-1] < city.area.position


def test_a_listener_that_fails_harms_nobody(caplog: pytest.LogCaptureFixture) -> None:
    city = City()

    def fail(_events: tuple[Recorded, ...], _area: Area) -> None:
        raise ValueError("boom")

    city.engine.subscribe(fail)
    city.a_fire()
    assert "a listener failed" in caplog.text


def test_what_follows_by_itself_names_its_cause() -> None:
    city = City()
    order = city.order("fire-1", city.a_fire(), "FIRE")
    due = f"instruction/{order}/instruction.sign"
    city.clock.move_to(city.clock.now() + 301)
    events = city.by("system", c.LetDeadlinePass(due)).events
    fell, relieved = (
        next(one for one in events if getattr(one.event, "action", "") == action)
        for action in ("fall_overdue", "reassign")
    )
    assert relieved.caused_by == fell.position
    assert relieved.correlation == fell.correlation


class _BrokenLog(MemoryLog):
    """A log whose disk is full."""

    broken = False

    def append(self, area: str, expected: int, entries: list[LogEntry]) -> None:  # type: ignore[override]
        if self.broken:
            raise OSError("no space left")
        super().append(area, expected, entries)


def test_nothing_is_answered_published_or_kept_when_the_log_fails() -> None:
    log = _BrokenLog()
    city = City(log=log)
    before, heard = city.area, []
    city.engine.subscribe(lambda events, _area: heard.extend(events))
    log.broken = True
    with pytest.raises(OSError, match="no space"):
        city.a_fire()
    assert city.area is before
    assert heard == []
    log.broken = False
    city.a_fire()


def test_sixty_four_callers_at_once_each_get_their_own_answer() -> None:
    city = City()
    writer = Writer(city.engine)
    answers: dict[int, Committed] = {}

    def call(number: int) -> None:
        answers[number] = writer.handle_now(a_report(number), PEOPLE["grid worker"])

    threads = [threading.Thread(target=call, args=(n,)) for n in range(64)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    writer.close()
    assert set(city.area.reports) == {f"r{n}" for n in range(64)}
    for number, answer in answers.items():
        assert answer.events[0].event.report.report_id == f"r{number}"  # type: ignore[union-attr]
    assert city.is_sound()


def test_a_closed_writer_finishes_what_it_has_and_takes_nothing_more() -> None:
    city = City()
    writer = Writer(city.engine)
    futures = [writer.submit(Submission(a_report(n), PEOPLE["grid worker"])) for n in range(200)]
    writer.close()
    assert all(future.result().events for future in futures)
    with pytest.raises(WriterClosed):
        writer.submit(Submission(a_report(201), PEOPLE["grid worker"]))


async def test_a_failing_log_fails_those_who_wait_and_the_writer_goes_on() -> None:
    log = _BrokenLog()
    city = City(log=log)
    writer = Writer(city.engine)
    log.broken = True
    with pytest.raises(OSError, match="no space"):
        await writer.handle(a_report(1), PEOPLE["grid worker"])
    log.broken = False
    await writer.handle(a_report(1), PEOPLE["grid worker"])
    writer.close()
    assert set(city.area.reports) == {"r1"}


def test_a_command_the_engine_fails_on_harms_no_other_of_its_batch(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    city = City()
    handle_batch = city.engine.handle_batch

    def fail_on_poison(submissions: list[Submission]) -> list[Outcome]:
        if any(getattr(one.command, "report_id", "") == "r7" for one in submissions):
            raise ZeroDivisionError("a defect")
        return handle_batch(submissions)

    monkeypatch.setattr(city.engine, "handle_batch", fail_on_poison)
    writer = Writer(city.engine)
    futures = [writer.submit(Submission(a_report(n), PEOPLE["grid worker"])) for n in range(20)]
    writer.close()
    failed = [n for n, future in enumerate(futures) if future.exception() is not None]
    assert failed == [7]
    assert len(city.area.reports) == 19


def test_what_a_lane_hands_in_after_a_failure_of_the_store_is_not_written_out_of_turn() -> None:
    log = _BrokenLog()
    city = City(log=log)
    writer = Writer(city.engine)
    lane = writer.lane()
    log.broken = True
    first = lane.submit(Submission(a_report(1), PEOPLE["grid worker"]))
    assert isinstance(first.exception(), OSError)
    log.broken = False
    second = lane.submit(Submission(a_report(2), PEOPLE["grid worker"]))
    other = writer.submit(Submission(a_report(3), PEOPLE["grid worker"]))
    again = [writer.lane().submit(Submission(a_report(n), PEOPLE["grid worker"])) for n in (1, 2)]
    writer.close()
    assert isinstance(second.exception(), OSError)
    assert all(future.result() for future in (other, *again))
    assert [one.report.report_id for one in city.events(ReportReceived)] == ["r3", "r1", "r2"]  # type: ignore[union-attr]
