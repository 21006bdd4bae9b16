"""Notices to a target: merged, tried again, given to the fallback, buried where none takes it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from dispatch.domain.notices import ChannelLimit
from dispatch.publishing.budgets import Budgets
from dispatch.publishing.lines import ATTEMPTS, Line, cut
from dispatch.publishing.notice import Notice
from dispatch.publishing.targets import Target
from tests.dispatch.publishing.conftest import Service, until

PLENTY = ChannelLimit(per_minute=1000, max_bytes=2048)


def notice(number: int, *, urgent: bool = False, words: str = "催办") -> Notice:
    return Notice(
        "call", f"call/D{number}", number, 0.0, f"{words}{number}", f"call {number}", urgent=urgent
    )


class Desk:
    """A line to a target, and what became of its notices."""

    def __init__(self, *urls: str, limit: ChannelLimit = PLENTY) -> None:
        self.done: list[str] = []
        self.buried: list[tuple[str, str]] = []
        self.budgets = Budgets({"*": limit})
        self.line = Line(
            Target(urls),
            self.budgets,
            lambda one: self.done.append(one.key),
            self._bury,
            max_back_off_s=0.01,
        )

    async def _bury(self, one: Notice, reason: str) -> None:
        self.buried.append((one.key, reason))

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        running = asyncio.create_task(self.line.run())
        try:
            yield
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)


async def test_a_notice_reaches_the_robot_in_both_languages(service: Service) -> None:
    desk = Desk(service.robot("/duty"))
    async with desk.at_work():
        desk.line.put(notice(1, urgent=True))
        await until(lambda: desk.done == ["call/D1"])
    (heard,) = service.on("/duty")
    assert (heard.said["message"], heard.said["type"]) == ("催办1\ncall 1", "warning")
    assert heard.said["title"] == "驰援 Chiyuan"


async def test_what_waits_is_merged_into_one_message_the_urgent_first(service: Service) -> None:
    desk = Desk(service.robot("/duty"))
    for number in range(1, 6):
        desk.line.put(notice(number, urgent=number == 4))
    async with desk.at_work():
        await until(lambda: len(desk.done) == 5)
    (heard,) = service.on("/duty")
    told = [part.splitlines()[0] for part in heard.said["message"].split("\n\n")]
    assert told == ["催办4", "催办1", "催办2", "催办3", "催办5"]


async def test_a_message_holds_no_more_bytes_than_the_channel_takes(service: Service) -> None:
    desk = Desk(service.robot("/duty"), limit=ChannelLimit(per_minute=1000, max_bytes=200))
    for number in range(10):
        desk.line.put(notice(number, words="很长" * (40 if number == 3 else 5)))
    async with desk.at_work():
        await until(lambda: len(desk.done) == 10)
    sizes = [len((one.said["title"] + one.said["message"]).encode()) for one in service.heard]
    assert len(sizes) > 2
    assert max(sizes) <= 200


async def test_a_newer_notice_takes_the_place_of_one_that_waits(service: Service) -> None:
    desk = Desk(service.robot("/duty"))
    desk.line.put(notice(1, words="旧"))
    desk.line.put(notice(1, words="新"))
    async with desk.at_work():
        await until(lambda: len(desk.done) == 2)
    (heard,) = service.on("/duty")
    assert "新1" in heard.said["message"]
    assert "旧1" not in heard.said["message"]


async def test_a_robot_that_fails_for_a_while_is_tried_again(service: Service) -> None:
    desk = Desk(service.robot("/duty"))
    service.answers["/duty"].extend([500, 500])
    async with desk.at_work():
        desk.line.put(notice(1))
        await until(lambda: desk.done)
    assert len(service.on("/duty")) == 3
    assert desk.buried == []


async def test_the_fallback_is_told_when_the_first_cannot_be_reached(service: Service) -> None:
    desk = Desk(service.robot("/duty"), service.robot("/spare"))
    service.always["/duty"] = 503
    async with desk.at_work():
        desk.line.put(notice(1))
        await until(lambda: desk.done)
    assert (len(service.on("/duty")), len(service.on("/spare"))) == (ATTEMPTS, 1)
    assert (desk.line.sent, desk.line.failed, desk.buried) == (1, 0, [])


async def test_what_no_target_takes_is_buried_and_holds_up_nothing(service: Service) -> None:
    desk = Desk(service.robot("/duty"), service.robot("/spare"))
    service.answers["/duty"].extend([500] * ATTEMPTS)
    service.answers["/spare"].extend([500] * ATTEMPTS)
    async with desk.at_work():
        desk.line.put(notice(1))
        await until(lambda: desk.buried)
        desk.line.put(notice(2))
        await until(lambda: len(desk.done) == 2)
    assert desk.buried == [("call/D1", "no target takes it: json | json")]
    assert desk.line.failed == 1


async def test_attempts_count_against_the_limit_too(service: Service) -> None:
    desk = Desk(service.robot("/duty"), limit=ChannelLimit(per_minute=2, max_bytes=480))
    service.always["/duty"] = 500
    async with desk.at_work():
        desk.line.put(notice(1))
        await until(lambda: len(service.on("/duty")) == 2)
        await asyncio.sleep(0.1)
        assert len(service.on("/duty")) == 2  # the third attempt waits for the minute to pass
    assert desk.budgets.take("json", service.robot("/duty")) > 30


def test_a_text_is_cut_between_letters() -> None:
    assert cut("驰援", 6) == "驰援"
    assert cut("驰援西安", 10) == "驰援…"
    assert len(cut("驰援西安" * 100, 100).encode()) <= 100
