"""A simulator attached from outside: it plays through the doors, and only where it is a drill."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import httpx
import pytest

from dispatch.assignment.roads import RoadDesk
from dispatch.domain.actors import Actor
from dispatch.domain.commands import SendReport
from dispatch.domain.profile import TeamNeed
from dispatch.engine.bootstrap import House, open_house
from routing.geo import Position
from simulators.attached import Attached, NotADrillError
from simulators.callers import PlannedReport
from simulators.chance import Spread
from simulators.rubric import GENERAL, Objective, Rubric
from simulators.scenario import CrewHabits, Name, OfficerHabits
from tests.api.doors import SOUTH, Door, found, small_roads

AT_ONCE = Spread(median_s=1.0)
CREWS = CrewHabits(*[AT_ONCE] * 4)
OFFICERS = OfficerHabits(accept=AT_ONCE)
HALFWAY = Position(109.00, 34.20)
GRID = Actor("grid", "GRID", "C")


@pytest.fixture
def exercise() -> bool:
    return True


@pytest.fixture
def house(exercise: bool, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    monkeypatch.setattr("dispatch.engine.bootstrap.NEWS_WAIT_S", 0.05)
    with open_house("memory://") as opened:
        found(opened.open_area("city", roads=RoadDesk(small_roads())), exercise=exercise)
        yield opened


def _reports() -> list[PlannedReport]:
    fire = (TeamNeed("FIRE", teams=1),)
    return [
        PlannedReport(at, SendReport(name, "other", "duty", where, code, team_needs=fire), GRID)
        for at, name, where, code in ((0, "a", HALFWAY, "TN-V1"), (5, "b", SOUTH, "TS-V1"))
    ]


@asynccontextmanager
async def attached_to(door: Door, **more) -> AsyncIterator[Attached]:
    headers = {"Authorization": f"Bearer {await door.token('lead')}"}
    base = f"{door.url}/api/v1"
    async with httpx.AsyncClient(base_url=base, headers=headers, timeout=120) as http:
        habits = {"crews": CREWS, "officers": OFFICERS}
        yield Attached(http, "city", _reports(), speed=2000.0, **habits, **more)


async def test_callers_crews_and_officers_play_over_http_and_are_scored(open_door, area) -> None:
    reach = Objective(Name("到场", "Reach"), "reached_share", 10, at_least=1.0)
    async with attached_to(open_door) as attached:
        await attached.play(patience_s=60.0)
    outcome = attached.outcome(Rubric((reach,)))
    assert (outcome["sent"], outcome["incidents"], outcome["reached"]) == (2, 2, 2)
    assert (outcome["rubric_score"], outcome["passed"]) == (10, True)
    assert {one.team_id for one in area.area.instructions.values()} <= {"N1", "S1"}
    assert all(one.state == "DONE" for one in area.area.instructions.values())
    assert all(one.state == "STANDBY" for one in area.area.teams.values())
    assert area.positions.all(), "a crew that drives says where it is"
    assert outcome["answer_ms_p99"] > 0


async def test_the_roles_left_out_are_for_people_at_the_consoles(open_door, area) -> None:
    async with attached_to(open_door, roles=("callers",)) as attached:
        await attached.play(patience_s=0.5)
    assert attached.outcome(GENERAL)["incidents"] == 2
    assert not area.area.instructions


@pytest.mark.parametrize("exercise", [False])
async def test_nothing_simulated_is_let_into_an_area_in_service(open_door, area) -> None:
    async with attached_to(open_door) as attached:
        with pytest.raises(NotADrillError):
            await attached.play()
    assert not area.area.reports
