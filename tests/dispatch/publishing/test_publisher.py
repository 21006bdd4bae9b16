"""What happens is told beside the engine: by push, through targets, again after a restart."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest

from dispatch.domain.actors import Actor
from dispatch.publishing.progress import Published
from dispatch.publishing.publisher import STALE_S, Publisher
from dispatch.publishing.subscriptions import Subscriptions
from dispatch.publishing.targets import read_targets
from dispatch.publishing.web_push import WebPush, vapid_keys
from dispatch.store.open import Store, open_store
from tests.dispatch.publishing.conftest import Service, until
from tests.dispatch.publishing.test_web_push import Browser
from tests.sentences import City

TOWN = "610111001"
USERS = {
    "leader": Actor("leader", "TEAM", TOWN, "fire-1"),
    "duty": Actor("duty", "DUTY", TOWN),
    "far": Actor("far", "DUTY", "610116001"),
}


@pytest.fixture
def store() -> Iterator[Store]:
    made = open_store("memory://")
    yield made
    made.close()


class Office:
    """A city whose news are published, with a browser for each user and a robot of the town."""

    def __init__(self, service: Service, store: Store) -> None:
        self.service, self.store = service, store
        self.city = City()
        self.subscriptions = Subscriptions(store.database, ("127.0.0.1",))
        self.browsers = {name: Browser(service, f"/push/{name}", name) for name in USERS}
        for browser in self.browsers.values():
            self.subscriptions.add(browser.subscription)
        self.users = dict(USERS)

    @asynccontextmanager
    async def publishing(self) -> AsyncIterator[Publisher]:
        publisher = Publisher(
            self.city.engine,
            self.subscriptions,
            WebPush(lambda: vapid_keys(self.store.files, {}), max_back_off_s=0.01),
            self.users.get,
            read_targets({f"CHIYUAN_NOTIFY_{TOWN}": self.service.robot("/town")}),
            self.store.dead_letters,
            Published(self.store.database),
            line_back_off_s=0.01,
        )
        running = asyncio.create_task(publisher.run())
        await asyncio.sleep(0.05)
        try:
            yield publisher
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)

    def pushed(self, name: str) -> list[str]:
        heard = self.service.on(f"/push/{name}")
        return [self.browsers[name].reads(one.body)["kind"] for one in heard]

    def robot_heard(self) -> str:
        return "\n".join(one.said["message"] for one in self.service.on("/town"))


@pytest.fixture
def office(service: Service, store: Store) -> Office:
    return Office(service, store)


async def test_the_team_gets_its_order_and_the_rooms_the_ladder(office: Office) -> None:
    city = office.city
    async with office.publishing() as publisher:
        city.order("fire-1", city.a_fire(kind="gas"), "FIRE")
        await until(lambda: office.pushed("leader") == ["order"])
        city.wait(181)
        await until(lambda: "请值班员电话联系 fire-1 队" in office.robot_heard())
        await until(lambda: office.pushed("duty") == ["call"])
        await until(lambda: office.pushed("leader") == ["order", "reminder"])
        await until(lambda: "催办" in office.robot_heard())
        assert office.pushed("far") == []
        await until(lambda: publisher.position == city.area.position)
    assert Published(office.store.database).up_to("test") == city.area.position


async def test_a_mayday_reaches_the_team_and_the_duty_room(office: Office) -> None:
    city = office.city
    async with office.publishing():
        order = city.order("fire-1", city.a_fire(kind="gas"), "FIRE")
        city.team_does(order, "sign", "set_out", "mayday", reason="翻车")
        await until(lambda: "mayday" in office.pushed("duty"))
        await until(lambda: "mayday" in office.pushed("leader"))
        await until(lambda: "紧急求救！fire-1 队" in office.robot_heard())
    assert "翻车" in office.robot_heard()


async def test_a_subscription_that_is_gone_is_removed(office: Office) -> None:
    city, service = office.city, office.service
    service.always["/push/leader"] = 410
    async with office.publishing() as publisher:
        city.order("fire-1", city.a_fire(kind="gas"), "FIRE")
        await until(lambda: publisher.status.subscriptions_removed == 1)
    assert [one.user_name for one in office.subscriptions.all()] == ["duty", "far"]


async def test_who_may_no_longer_sign_in_is_told_nothing(office: Office) -> None:
    city = office.city
    del office.users["leader"]
    async with office.publishing() as publisher:
        city.order("fire-1", city.a_fire(kind="gas"), "FIRE")
        await until(lambda: publisher.position == city.area.position)
    assert office.service.heard == []


async def test_after_a_restart_what_was_not_told_is_told_and_nothing_twice(office: Office) -> None:
    city = office.city
    async with office.publishing() as publisher:
        city.order("fire-1", city.a_fire(kind="gas"), "FIRE")
        await until(lambda: publisher.position == city.area.position)
    city.wait(60)  # a reminder, while nobody publishes
    async with office.publishing() as publisher:
        await until(lambda: office.pushed("leader") == ["order", "reminder"])
        await until(lambda: publisher.position == city.area.position)
        assert office.pushed("leader") == ["order", "reminder"]


async def test_what_is_long_past_is_not_told_any_more(office: Office) -> None:
    city = office.city
    async with office.publishing():
        pass
    order = city.order("fire-1", city.a_fire(kind="gas"), "FIRE")
    city.team_does(order, "sign")
    city.clock.move_to(city.clock.now() + STALE_S + 1)
    async with office.publishing() as publisher:
        await until(lambda: publisher.position == city.area.position)
    assert office.pushed("leader") == []


async def test_what_no_target_takes_lies_among_the_dead_letters(office: Office) -> None:
    city, service = office.city, office.service
    service.always["/town"] = 500
    async with office.publishing() as publisher:
        city.order("fire-1", city.a_fire(kind="gas"), "FIRE")
        city.wait(61)
        await until(lambda: publisher.position == city.area.position)
    (letter,) = office.store.dead_letters.list("test")
    assert letter.source == "notify/reminder/D1"
    assert "催办" in letter.payload.decode()
