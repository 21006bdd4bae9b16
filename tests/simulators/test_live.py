"""A live drill plays in an area that others watch and work in."""

import asyncio
import contextlib

import pytest

from dispatch.domain.actors import Actor
from dispatch.domain.commands import SendReport, TakeStep
from dispatch.domain.events import InstructionGiven, RecommendationMade
from dispatch.engine.bootstrap import open_house
from routing.geo import Position
from simulators.ground import lay_ground
from simulators.live import open_drill_area, start_live_drill
from simulators.scenario import load_scenario

SPEED = 1800.0


@contextlib.asynccontextmanager
async def _playing(tiny, **changed):
    """Open a drill's area in a house and keep it running."""
    path = tiny.scenario(**{"duration_h": 0.3, "drain_h": 24, **changed})
    scenario = load_scenario(path)
    ground = await asyncio.to_thread(lay_ground, scenario, tiny.folder)
    with open_house("memory://") as house:
        area = open_drill_area(house, scenario, ground, SPEED)
        running = asyncio.create_task(area.run())
        try:
            yield (
                area,
                lambda **more: start_live_drill(
                    area,
                    scenario,
                    ground,
                    speed=SPEED,
                    folder=tiny.folder,
                    data_dir=tiny.folder,
                    **more,
                ),
            )
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)


async def test_screens_see_the_teams_move_and_reports_go_the_way_they_are_sent(tiny):
    fixes, sent = [], []
    async with _playing(tiny) as (area, play):
        area.positions.subscribe(fixes.append)

        def send(report, actor):
            sent.append(report.report_id)
            area.writer.handle_now(report, actor)

        outcome = await play(send=send)
    assert sent == ["drill-tiny-c1", "drill-tiny-c2"]
    assert (outcome["calls"], outcome["assigned"], outcome["violations"]) == (2, 3, 0)
    assert len({fix.position for fix in fixes}) > 6, "they are seen on their way"


async def test_what_a_person_does_first_is_not_done_again_by_the_drill(tiny):
    async with _playing(tiny, crews={"sign": {"median_s": 600}}) as (area, play):
        duty = Actor(name="Li", role="DUTY", jurisdiction="T")
        signed = []

        def sign_at_once(events, _area):
            for recorded in events:
                if isinstance(recorded.event, InstructionGiven):
                    order = recorded.event.instruction_id
                    step = TakeStep("instruction", order, "sign")
                    asyncio.run_coroutine_threadsafe(area.writer.handle(step, duty), loop)
                    signed.append(order)

        loop = asyncio.get_running_loop()
        area.engine.subscribe(sign_at_once)
        outcome = await play()
    assert len(signed) == 3
    assert outcome["assigned"] == 3
    assert outcome["open_at_end"] == 0
    assert outcome["refused"] == {"TakeStep: wrong_state": 3}


async def test_a_drill_that_is_called_off_stops_and_leaves_the_area_working(tiny):
    async with _playing(tiny) as (area, play):
        playing = asyncio.create_task(play())
        while not area.area.incidents:
            await asyncio.sleep(0.02)
        playing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await playing
        await asyncio.sleep(0.3)  # what the thread had begun is done by now
        later = []
        area.engine.subscribe(lambda events, _area: later.extend(events))
        duty = Actor(name="Li", role="DUTY", jurisdiction="T")
        report = SendReport("by-hand", "fire", "duty", Position(lon=109.01, lat=34.01))
        await area.writer.handle(report, duty)
        async with asyncio.timeout(30):  # advice goes on
            while not any(isinstance(one.event, RecommendationMade) for one in later):
                await asyncio.sleep(0.02)
    assert not [one for one in later if one.actor.role in {"TEAM", "FEED"}]
