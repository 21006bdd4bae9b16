"""The script of a drill played from outside: through the doors, and what is refused is told."""

from contextlib import AsyncExitStack
from typing import Any

import httpx
import pytest

from dispatch.domain.actors import Actor
from dispatch.domain.area import Area
from dispatch.domain.commands import SendReport
from simulators.alerts import Alert
from simulators.attached import Attached, AttachedScript
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


async def played(door: Door, script: Script, *, user: str, organ: str | None, roles: Any) -> Any:
    async with AsyncExitStack() as stack:

        async def signed_in(name: str) -> httpx.AsyncClient:
            headers = {"Authorization": f"Bearer {await door.token(name)}"}
            base = f"{door.url}/api/v1"
            return await stack.enter_async_context(
                httpx.AsyncClient(base_url=base, headers=headers)
            )

        report = SendReport("drill-inject-1", "other", "duty", NORTH, "TN-V1", text="塌方")
        attached = Attached(
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
        await attached.play(patience_s=0.5)
        return attached.outcome_of_script()


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
