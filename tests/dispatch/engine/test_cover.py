"""The watch on coverage follows who is free, where they are, and what the roads are."""

import asyncio

from dispatch.assignment.coverage import Coverage
from dispatch.assignment.roads import RoadDesk
from dispatch.domain import commands as c
from dispatch.domain.actors import Actor
from dispatch.domain.places import AdminLevel, Place
from dispatch.domain.roads import RoadName
from dispatch.domain.teams import Team
from dispatch.engine.cover import CoverWatch
from dispatch.engine.positions import Fix, Positions
from tests.roadworks import BRIDGE, EAST, WEST, a_measure, position_of, two_banks
from tests.sentences import City

OFFICER = Actor("duty", "DUTY", "61")


class Banks(City):
    """Two thousand people on either bank; two fire teams on the west bank."""

    def __init__(self) -> None:
        super().__init__()
        self.desk, self.positions = RoadDesk(two_banks()), Positions()
        self.watch = CoverWatch(self.engine, self.desk, self.positions)

    def found(self) -> None:
        self.by("admin", c.FoundArea("测试市", "61", self.profile.profile_id))
        level = AdminLevel
        places = [Place("61", "陕西省", level.PROVINCE)]
        for code, at in (("61-west", WEST), ("61-east", EAST)):
            places.append(Place(code, code, level.TOWN, "61", at, 2_000))
        self.by("admin", c.RegisterPlaces(tuple(places)))
        teams = [Team(one, one, "61-west", WEST, ("FIRE",), 6) for one in ("fire-1", "fire-2")]
        self.by("admin", c.EnrolTeams(tuple(teams)))

    @property
    def covered(self) -> int:
        return self.watch.now().share("FIRE").covered

    def goes_off_duty(self, team_id: str) -> None:
        step = c.TakeStep("team_availability", team_id, "go_off_duty")
        self.by(OFFICER, step)


def test_a_team_that_leaves_its_duty_covers_nobody() -> None:
    banks = Banks()
    assert banks.covered == 4_000
    banks.goes_off_duty("fire-1")
    assert banks.covered == 4_000
    banks.goes_off_duty("fire-2")
    assert banks.covered == 0


def test_a_fresh_fix_says_where_a_team_covers() -> None:
    banks = Banks()
    banks.goes_off_duty("fire-2")
    far_up = position_of("N1")  # nine minutes from either bank
    banks.positions.record(Fix("fire-1", far_up, banks.clock.now()))
    assert banks.covered == 0


def test_nothing_new_is_reckoned_while_nothing_changes() -> None:
    banks = Banks()
    assert banks.watch.now() is banks.watch.now()


def test_a_change_of_the_roads_changes_who_is_reached() -> None:
    banks = Banks()
    before = banks.watch.now()
    banks.desk.enforce([a_measure(RoadName(BRIDGE))], banks.area.position + 1)
    assert banks.covered == 2_000
    assert before.share("FIRE").covered == 4_000


async def test_listeners_hear_of_changes_and_of_nothing_else(monkeypatch) -> None:
    monkeypatch.setattr("dispatch.engine.watching.REST_S", 0.01)
    banks, heard = Banks(), asyncio.Queue[Coverage]()
    banks.watch.subscribe(heard.put_nowait)
    running = asyncio.create_task(banks.watch.run())
    async with asyncio.timeout(5):
        assert (await heard.get()).share("FIRE").covered == 4_000
        banks.by("admin", c.RegisterDepots(()))  # concerns nobody
        for team_id in ("fire-1", "fire-2"):
            banks.goes_off_duty(team_id)
        while (await heard.get()).share("FIRE").covered:
            pass
    assert heard.empty()
    running.cancel()
