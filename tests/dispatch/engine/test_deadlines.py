"""Clocks: what is due passes at its moment, once, whatever happened in between."""

import asyncio

from dispatch.domain import commands as c
from dispatch.engine.clock import ScaledClock, SimulatedClock, SystemClock
from dispatch.engine.deadlines import DueDates, keep_time
from dispatch.engine.writer import Writer
from tests.sentences import NOON, PEOPLE, City


def test_the_next_due_date_is_the_nearest_that_still_stands() -> None:
    city = City()
    dates = DueDates(city.engine)
    fire = city.a_fire()
    assert dates.next_due() == (NOON + 300, f"incident_handling/{fire}/grid_to_town")
    city.step("duty officer", fire, "start_verify")
    assert dates.next_due() == (NOON + 600, "information_report/B1/duty_to_lead")


def test_nothing_is_due_before_the_moment_it_is_due_at() -> None:
    city = City()
    dates = DueDates(city.engine)
    fire = city.a_fire()
    assert dates.next_due(before=NOON + 300) is None
    due = NOON + 300, f"incident_handling/{fire}/grid_to_town"
    assert dates.next_due(before=NOON + 300.001) == due
    assert dates.next_due() == due


def test_due_dates_are_known_again_after_a_restart() -> None:
    city = City()
    city.a_fire()
    assert DueDates(City(log=city.log).engine).next_due() == DueDates(city.engine).next_due()


def test_a_deadline_that_was_met_in_time_never_passes() -> None:
    city = City()
    order = city.order("fire-1", city.a_fire(), "FIRE")
    city.team_does(order, "sign")
    assert (
        city.by("system", c.LetDeadlinePass(f"instruction/{order}/instruction.sign")).events == ()
    )


def test_a_deadline_does_not_pass_before_its_time_or_by_somebodys_word() -> None:
    city = City()
    city.order("fire-1", city.a_fire(), "FIRE")
    passing = c.LetDeadlinePass("instruction/D1/instruction.sign")
    assert city.by("system", passing).events == ()
    city.clock.move_to(NOON + 301)
    assert city.refused("duty officer", passing).code == "role_may_not"


def test_whoever_waits_for_a_deadline_is_told_of_a_nearer_one_only() -> None:
    city, told = City(), []
    dates = DueDates(city.engine, nearer=lambda: told.append(dates.next_due()))
    fire = city.a_fire()
    city.clock.move_to(NOON + 1)
    city.a_fire()
    assert told == [(NOON + 300, f"incident_handling/{fire}/grid_to_town")]


async def test_a_nearer_deadline_and_a_faster_clock_are_heeded_at_once(monkeypatch) -> None:
    monkeypatch.setattr("dispatch.engine.deadlines.MAX_WAIT_S", 3600.0)
    city = City()
    city.engine.clock = clock = ScaledClock(NOON, 1)
    writer = Writer(city.engine)
    keeping = asyncio.create_task(keep_time(writer))
    await asyncio.sleep(0.05)  # nothing is due yet, and it waits
    order = city.order("fire-1", city.a_fire(), "FIRE")
    await asyncio.sleep(0.05)  # and now for minutes, at this speed
    clock.set_speed(100_000)
    async with asyncio.timeout(60):
        while city.area.instructions[order].state != "REASSIGNED":
            await asyncio.sleep(0.01)
    keeping.cancel()
    writer.close()


async def test_time_is_kept_at_a_hundred_thousand_times_its_speed() -> None:
    city = City()
    order = city.order("fire-1", city.a_fire(), "FIRE")
    city.engine.clock = ScaledClock(NOON, 100_000)
    writer = Writer(city.engine)
    keeping = asyncio.create_task(keep_time(writer))
    for _ in range(500):
        if city.area.instructions[order].state == "REASSIGNED":
            break
        await asyncio.sleep(0.01)
    keeping.cancel()
    writer.close()
    assert city.area.instructions[order].state == "REASSIGNED"


def test_clocks_agree_on_what_a_moment_is() -> None:
    assert abs(SystemClock().now() - ScaledClock(SystemClock().now(), 1).now()) < 1
    assert ScaledClock(NOON, 60).wait_s(NOON + 120) <= 2.0
    simulated = SimulatedClock(NOON)
    simulated.move_to(NOON + 5)
    assert simulated.now() == NOON + 5
    assert PEOPLE["system"].role == "SYSTEM"
