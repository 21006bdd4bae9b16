"""The watch on the plans says since when one falls short, and tells of what has changed."""

import asyncio

import pytest

from dispatch.assignment.means import MeansBook
from dispatch.assignment.satisfiability import PlanKey
from dispatch.domain import commands as c
from dispatch.domain.profile import Grade
from dispatch.engine.plan_watch import PlanCheck, PlanWatch
from tests.sentences import NOON, City

# The plan for a fire at the grade IV: two fire crews, one medical, one police, of the town itself.
PLAN = PlanKey("610111001", "fire", Grade.GENERAL)


def check(watch: PlanWatch) -> PlanCheck:
    (found,) = (one for one in watch.now() if one.plan == PLAN)
    return found


def goes_off_duty(city: City, team_id: str) -> None:
    city.by("duty officer", c.TakeStep("team_availability", team_id, "go_off_duty"))


def test_it_is_told_since_when_a_plan_falls_short_and_that_it_does_no_more() -> None:
    city = City()
    watch = PlanWatch(city.engine, MeansBook())
    city.wait(3600)
    goes_off_duty(city, "medical-1")
    first = check(watch)
    assert (first.lacks.teams, first.since_at) == ({"MEDICAL": 1}, NOON + 3600)
    city.wait(600)
    goes_off_duty(city, "fire-1")
    later = check(watch)
    assert later.lacks.teams == {"FIRE": 1, "MEDICAL": 1}
    assert later.since_at == NOON + 3600
    for team_id in ("medical-1", "fire-1"):
        city.by("duty officer", c.TakeStep("team_availability", team_id, "come_on_duty"))
    assert check(watch).lacks.teams == {}


def test_nothing_is_told_anew_while_nothing_changes() -> None:
    city = City()
    watch = PlanWatch(city.engine, MeansBook())
    first = watch.now()
    city.wait(600)
    assert watch.now() is first


async def test_listeners_hear_of_every_change_and_of_nothing_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("dispatch.engine.watching.REST_S", 0.01)
    city, heard = City(), asyncio.Queue[tuple[PlanCheck, ...]]()
    watch = PlanWatch(city.engine, MeansBook())
    watch.subscribe(heard.put_nowait)
    running = asyncio.create_task(watch.run())
    async with asyncio.timeout(5):
        first = await heard.get()
        city.by("admin", c.RegisterDepots(()))  # concerns no plan
        goes_off_duty(city, "fire-1")
        changed = [one for one in await heard.get() if one not in first]
    assert PLAN in {one.plan for one in changed}
    assert {one.plan.place_code for one in changed} <= {"610111001", "610111", "6101"}
    assert heard.empty()
    running.cancel()
