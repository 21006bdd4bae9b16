"""The script of a drill played from outside: through the doors, and what is refused is told."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import httpx
import pytest
from msgspec import structs

from dispatch.domain.actors import Actor
from dispatch.domain.area import Area
from dispatch.domain.commands import SendReport
from simulators.alerts import Alert
from simulators.asking import Answer, Asking
from simulators.attached import Attached, AttachedScript
from simulators.attached_course import AttachedCourse
from simulators.callers import PlannedReport
from simulators.scenario import CrewHabits, Name, OfficerHabits
from simulators.script import (
    Closure,
    Facts,
    Inject,
    InjectReport,
    Script,
    SensorCurve,
    Staffing,
    StockChange,
    Weather,
)
from tests.api.doors import NORTH, Door
from tests.api.test_attached import exercise, house

__all__ = ["exercise", "house"]

SAID = Name("塌方", "A landslide")
INJECT = Inject(
    at_min=1,
    name=SAID,
    report=InjectReport("other", NORTH.lon, NORTH.lat, place="TN-V1"),
    facts=Facts({"hurt": 1}),
    then=(Facts({"hurt": 3}, after_min=5),),
)
ALERT = Alert(
    at_min=2,
    until_min=20,
    kind="flash_flood",
    colour="YELLOW",  # type: ignore[arg-type]
    issuer="CN",
    places=("TN",),
    matters="山洪",
    evacuate=("TN-V2",),
    move_after_min=5,
)
SCRIPT = Script(
    weather=(Weather(at_min=0, condition="rainstorm", until_min=15),),
    closures=(
        Closure(at_min=3, lon=109.0, lat=34.2, until_min=10),
        Closure(at_min=4, lon=109.1, lat=34.1, factor=3.0),
    ),
    stock=(StockChange(at_min=2, depot="DN", supply="pump", counted=1),),
    staffing=(
        Staffing(at_min=5, share=1.0, until_min=12, capability="POLICE"),
        Staffing(at_min=6, share=1.0, places=("TS",), capability="FIRE"),
    ),
    sensors=(
        SensorCurve(
            "G1", "河道水位", "water_level", "m", "TN-V1", 108.9, 34.3, ((0, 1.0), (4, 1.2))
        ),
    ),
    injects=(INJECT,),
    alerts=(ALERT,),
)


@asynccontextmanager
async def attached_to(
    door: Door, script: Script, *, user: str, organ: str | None, roles: Any
) -> AsyncIterator[Attached]:
    async with AsyncExitStack() as stack:

        async def signed_in(name: str) -> httpx.AsyncClient:
            headers = {"Authorization": f"Bearer {await door.token(name)}"}
            base = f"{door.url}/api/v1"
            return await stack.enter_async_context(
                httpx.AsyncClient(base_url=base, headers=headers)
            )

        report = SendReport("drill-inject-1", "other", "duty", NORTH, "TN-V1", text="塌方")
        yield Attached(
            await signed_in(user),
            "city",
            [PlannedReport(60.0, report, Actor("duty C", "DUTY", "C"))],
            crews=CrewHabits(),
            officers=OfficerHabits(),
            speed=1200.0,
            roles=roles,
            scripted=AttachedScript(script, "drill", 1.0, 0.0, {"CN": "北县"}),
            organ=None if organ is None else await signed_in(organ),
        )


async def played(door: Door, script: Script, **who: Any) -> Any:
    async with attached_to(door, script, **who) as attached:
        await attached.play(patience_s=0.5)
        return attached.outcome_of_script()


ALL_OF_IT = {"alerts": 1, "closures": 4, "staffing": 1, "weather": 1}
LONG = 10_000.0  # minutes: nothing of it is over by itself
STANDING = Script(
    weather=(Weather(at_min=0, condition="rainstorm", until_min=LONG),),
    closures=(
        Closure(at_min=1, lon=109.0, lat=34.2, until_min=LONG),
        Closure(at_min=1, lon=109.1, lat=34.1, factor=3.0),  # to stay, were it played to the end
        Closure(at_min=1, lon=109.1, lat=34.1, until_min=2),
    ),
    staffing=(Staffing(at_min=1, share=1.0, until_min=LONG, capability="POLICE"),),
    alerts=(structs.replace(ALERT, at_min=1, until_min=LONG, evacuate=()),),
)


async def until(happened: Callable[[], object]) -> None:
    async with asyncio.timeout(60):
        while not happened():
            await asyncio.sleep(0.01)


async def test_what_is_broken_off_is_put_back_as_it_was(open_door, area) -> None:
    async with attached_to(
        open_door, STANDING, user="lead", organ="county", roles=("director",)
    ) as attached:
        playing = asyncio.create_task(attached.play())
        await until(lambda: attached.outcome_of_script()["played"] == ALL_OF_IT)
        assert area.area.teams["S2"].state == "OFF_DUTY"
        playing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await playing
    told = attached.outcome_of_script()
    assert told["refused"] == []
    assert told["put_back"] == {"alerts": 1, "closures": 2, "staffing": 1, "weather": 1}
    assert {state for _, state in measures(area.area)} == {"ENDED"}
    assert area.area.teams["S2"].state == "STANDBY"
    assert [one.state for one in area.area.warnings.values()] == ["LIFTED"]


async def test_an_order_that_the_server_is_just_carrying_out_is_put_back_too(
    open_door, area, monkeypatch
) -> None:
    asked, ask = asyncio.Event(), Asking.ask

    async def slow(self: Asking, method: str, path: str, *body: Any, **more: Any) -> Answer:
        if path == "/roads/closures":
            asked.set()
            await asyncio.sleep(0.2)  # broken off now, and carried out all the same
        return await ask(self, method, path, *body, **more)

    monkeypatch.setattr(Asking, "ask", slow)
    closing = Script(closures=STANDING.closures[:1])
    async with attached_to(
        open_door, closing, user="lead", organ=None, roles=("director",)
    ) as attached:
        playing = asyncio.create_task(attached.play())
        await asked.wait()
        playing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await playing
    assert measures(area.area) == [("CLOSED", "ENDED")]


async def test_broken_off_twice_it_ends_at_once(open_door, area, monkeypatch) -> None:
    putting_back = asyncio.Event()

    async def never_done(_course: AttachedCourse) -> None:
        putting_back.set()
        await asyncio.Event().wait()

    monkeypatch.setattr(AttachedCourse, "put_back", never_done)
    async with attached_to(
        open_door, STANDING, user="lead", organ="county", roles=("director",)
    ) as attached:
        playing = asyncio.create_task(attached.play())
        await until(lambda: measures(area.area))
        playing.cancel()
        await putting_back.wait()
        playing.cancel()
        async with asyncio.timeout(10):
            with pytest.raises(asyncio.CancelledError):
                await playing


def measures(area: Area) -> list[tuple[str, str]]:
    ours = (one for one in area.road_measures.values() if one.source == "drill")
    return sorted((one.effect.value, one.state) for one in ours)


@pytest.fixture
def roles() -> tuple[str, ...]:
    return ("callers", "director")


async def test_a_director_plays_the_whole_script_through_the_doors(open_door, area, roles) -> None:
    told = await played(open_door, SCRIPT, user="lead", organ="county", roles=roles)
    after = area.area
    assert told["refused"] == []
    assert told["left_out"] == {}
    assert told["played"] == {
        "alerts": 3,  # issued, villages moved out, lifted
        "closures": 3,  # closed and reopened, slowed
        "facts": 2,
        "sensors": 6,  # entered, read at minutes 0 to 4
        "staffing": 3,  # off duty and on again, off duty
        "stock": 1,
        "weather": 2,
    }
    assert measures(after) == [("CLOSED", "ENDED"), ("CONDITION", "ENDED"), ("SLOWED", "IN_FORCE")]
    assert after.depots["DN"].stock["pump"].on_hand == 1
    assert (after.teams["S2"].state, after.teams["S1"].state) == ("STANDBY", "OFF_DUTY")
    assert area.readings.latest("G1").value == 1.2
    (incident,) = after.incidents.values()
    assert incident.facts["hurt"] == 3
    (warning,) = after.warnings.values()
    assert (warning.state, warning.notice.issued_by) == ("LIFTED", "北县")
    (evacuation,) = after.evacuations.values()
    assert evacuation.warning_id == warning.warning_id


async def test_what_the_server_refuses_is_told_and_the_rest_is_played(open_door, area) -> None:
    nowhere = StockChange(at_min=1, depot="NONE", supply="pump", counted=1)
    script = Script(
        weather=SCRIPT.weather,  # not for a duty officer to say
        stock=(nowhere, SCRIPT.stock[0]),
        alerts=(ALERT,),  # nor to issue
        injects=(INJECT,),
    )
    told = await played(
        open_door, script, user="drill.duty", organ=None, roles=("callers", "director")
    )
    refused = {one["what"]: (one["status"], one["code"]) for one in told["refused"]}
    assert refused == {
        "weather 1": (403, "role_may_not"),
        "stock 1": (404, "unknown_depot"),
        "alerts 1": (403, "role_may_not"),
    }
    assert all(one["reason"] for one in told["refused"])
    assert told["played"] == {"facts": 2, "stock": 1}


async def test_without_a_director_what_is_left_to_the_console_is_counted(open_door, area) -> None:
    told = await played(open_door, SCRIPT, user="lead", organ=None, roles=("callers",))
    left = {"weather": 1, "closures": 2, "stock": 1, "staffing": 2, "sensors": 1, "alerts": 1}
    assert told["left_out"] == left | {"facts": 2}
    assert not measures(area.area)
