"""Tell a story at the real doors: people over HTTP, devices over MQTT, on its own clock."""

import asyncio
import json
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.datastructures import State
from typer.testing import CliRunner

from api.app import create_app
from api.cli import app as chiyuan
from api.users import User, UserBook
from dispatch.assignment.roads import RoadDesk
from dispatch.domain import commands as c
from dispatch.domain.actors import Actor, system
from dispatch.domain.area import Area
from dispatch.domain.events import DeadlinePassed
from dispatch.domain.invariants import violations
from dispatch.domain.places import AdminLevel, Place
from dispatch.domain.plan_messages import RegisterPlans
from dispatch.domain.plans import Plan, PlanStep
from dispatch.domain.shelters import Shelter
from dispatch.domain.teams import Team
from dispatch.engine.bootstrap import CommandArea, House, open_house
from dispatch.engine.clock import SimulatedClock
from dispatch.engine.deadlines import DueDates
from dispatch.intake.mqtt import open_door
from dispatch.store.codec import recorded_of
from routing.geo import Position
from simulators.broker import BrokerMissing, PrivateBroker, private_broker
from tests.api.contract import hung_doors
from tests.api.doors import PASSWORD, Client, small_roads
from tests.dispatch.intake.conftest import a_device, heard, until
from tests.sentences import DEPOTS, NOON, PLACES, TEAMS

AREA = "test"
PROVINCE, CITY = "61", "6101"
BAQIAO, FANGZHICHENG, SHUIAN = "610111", "610111001", "610111001601"
CHANGAN, ZIWU = "610116", "610116001"
VILLAGES = {f"{ZIWU}80{n}": name for n, name in ((1, "抱龙村"), (2, "天子村"), (3, "水寨村"))}
BELOW = {SHUIAN: {"lon": 109.0612, "lat": 34.2712}, f"{ZIWU}801": {"lon": 108.861, "lat": 34.001}}
OUTCOMES = Path(__file__).with_name("walkthroughs")
ANSWERS_BEFORE_S = 60.0  # how long before its limit a team answers the roll
DOCS = Path(__file__).parents[2] / "docs" / "walkthroughs.md"
STATED = {"expected_period": "12 小时", "measures": ["疏散", "警戒", "搜救"]}
HOLDS = {AdminLevel.TOWN: 0, AdminLevel.COUNTY: 4, AdminLevel.CITY: 3}
APPROVES = {AdminLevel.TOWN: "LG", AdminLevel.COUNTY: "CTY", AdminLevel.CITY: "CITY"}


class Story:
    """One story: `at` moves the clock on, `post` and `put` are people, `say` is a device."""

    def __init__(self, area: CommandArea, clock: SimulatedClock, door: Any, database: str) -> None:
        self.command_area, self.clock, self._door, self._database = area, clock, door, database
        self._book: UserBook = door.book
        self._dates = DueDates(area.engine)
        self._said = 0
        self._known: set[str] = set()

    @property
    def area(self) -> Area:
        return self.command_area.area

    async def at(self, minutes: float) -> None:
        """Go on to so many minutes after noon; every limit until then passes at its moment."""
        until_at = NOON + minutes * 60
        while (due := self._dates.next_due()) is not None and due[0] <= until_at:
            self.clock.move_to(max(due[0] - ANSWERS_BEFORE_S, self.clock.now()))
            if await self._answers_the_roll(due[1]):
                continue
            self.clock.move_to(max(due[0], self.clock.now()))
            passed = c.LetDeadlinePass(due[1])
            await self.command_area.writer.handle(passed, system(self.area.root))
            self._dates.forget(*due)
        self.clock.move_to(until_at)
        assert violations(self.area) == ()

    async def _answers_the_roll(self, deadline_id: str) -> bool:
        """Have a team that is called to the roll answer in time: all of it is safe."""
        deadline = self.area.deadlines[deadline_id]
        if deadline.timer != "instruction.roll_call_answer":
            return False
        order = deadline.subject_id
        await self.team(self.area.instructions[order].team_id, order, "answer_the_roll")
        return self.area.deadlines.get(deadline_id) != deadline

    # --- people, over HTTP

    async def _as(self, role: str, place: str) -> Client:
        name = f"{role.lower()}.{place}"
        if name not in self._known:
            self._known.add(name)
            user = User(name, role, place)
            self._book.add(user, PASSWORD, self.area, self.command_area.engine.profile)
        session = self._door.sessions.open(self._book.get(name))[0]
        return Client(self._door.http, {"Authorization": f"Bearer {session}"})

    async def send(self, who: tuple[str, str], method: str, path: str, body: Any) -> dict[str, Any]:
        """Have somebody of a role at a place ask for something; it must be carried out."""
        answer = await (await self._as(*who)).send(method, path, body)
        assert answer.status_code in (200, 201), f"{who} {path} {body}: {answer.text}"
        told: dict[str, Any] = answer.json()
        return told

    async def post(self, who: tuple[str, str], path: str, **body: Any) -> dict[str, Any]:
        return await self.send(who, "POST", path, body)

    async def put(self, who: tuple[str, str], path: str, **body: Any) -> dict[str, Any]:
        return await self.send(who, "PUT", path, body)

    async def get(self, who: tuple[str, str], path: str) -> dict[str, Any]:
        return await self.send(who, "GET", path, None)

    async def act(self, who: tuple[str, str], path: str, action: str, **said: Any) -> None:
        await self.post(who, f"{path}/actions", action=action, **said)

    async def refused(self, who: tuple[str, str], path: str, action: str, **said: Any) -> str:
        """Have somebody try a step that must be refused; return the code."""
        body = {"action": action, **said}
        answer = await (await self._as(*who)).send("POST", f"{path}/actions", body)
        assert answer.status_code in (403, 409, 422), answer.text
        code: str = answer.json()["code"]
        return code

    async def attest(self, place: str, incident: str, *matters: str) -> None:
        for matter in matters:
            await self.post(
                ("OFFICE", place),
                f"/incidents/{incident}/attestations",
                matter=matter,
                evidence="台账",
            )

    # --- devices, over MQTT

    async def say(self, topic: str, answers: str, said: Any) -> dict[str, Any]:
        """Publish as a device, wait for the engine's answer, and return it: it was taken."""
        url = self._door.broker.simulator_url
        async with a_device(url, f"chiyuan/{AREA}/{answers}/answers") as device:
            payload = said if isinstance(said, str) else json.dumps(said)
            await device.publish(f"chiyuan/{AREA}/{topic}", payload, qos=1)
            answer: dict[str, Any] = await heard(device)
        assert answer["taken"], answer
        return answer

    async def reports(self, village: str, kind: str, text: str) -> str:
        """Have the grid worker of a village report by telephone; return the incident."""
        self._said += 1
        told = await self.say(
            f"reports/grid-{village}",
            f"reports/grid-{village}",
            {
                "report_id": f"grid-{village}-{self._said}",
                "kind": kind,
                "position": BELOW[village],
                "place_code": village,
                "discovered_at": self.clock.now() - 60,
                "text": text,
            },
        )
        incident: str = told["incident_id"]
        return incident

    async def team(self, team: str, order: str, *actions: str, **said: Any) -> None:
        """Have the device of a team answer an order."""
        for action in actions:
            self._said += 1
            receipt = {
                "id": f"{team}-{self._said}",
                "instruction_id": order,
                "revision": self.area.instructions[order].revision,
                "action": action,
            }
            await self.say(f"teams/{team}/receipts", f"teams/{team}", receipt | said)

    async def order(self, place: str, incident: str, team: str, capability: str) -> str:
        """Have a duty room order a team to an incident; return the order."""
        path = f"/incidents/{incident}/instructions"
        await self.post(("DUTY", place), path, team_id=team, capability=capability)
        return self.area.incidents[incident].instruction_ids[-1]

    # --- what command posts and duty rooms do again and again

    def post_at(self, place: str, incident: str) -> str:
        """Return the path of the post of a place for an incident."""
        found = [
            one
            for one in self.area.incidents[incident].post_ids
            if self.area.command_posts[one].place_code == place
        ]
        return f"/posts/{found[-1]}"

    async def propose(self, place: str, incident: str, matters: str) -> None:
        """Have the post of a place propose the response its organ holds."""
        level = HOLDS[self.area.places[place].admin_level]
        said = {"response_level": level, "matters": matters, **STATED}
        await self.act(
            ("DUTYLEAD", place), self.post_at(place, incident), "propose_response", **said
        )

    async def approve_and_open(self, place: str, incident: str, **said: Any) -> None:
        """Have the response approved, every group manned, and the post opened."""
        organ = (APPROVES[self.area.places[place].admin_level], place)
        post = self.post_at(place, incident)
        await self.act(organ, post, "approve_response", **said)
        for group in self.area.command_posts[post[7:]].lacks_staff:
            await self.put(organ, f"{post}/groups/{group}", leader=f"{group} 组长", people=3)
        await self.act(organ, post, "open_post", commander=f"osc.{place}")

    async def hand_over(self, lower: str, upper: str, incident: str) -> None:
        """Have the level above take command, with the whole checklist and both signatures."""
        post, organ = self.post_at(lower, incident), APPROVES[self.area.places[upper].admin_level]
        await self.act((organ, upper), post, "take_over", order_ref="指令第 1 号")
        early = await self.refused(("OSC", upper), post, "sign_handover")
        assert early == "checklist_is_complete"
        for item in self.command_area.engine.profile.command.handover:
            await self.put(("DUTYLEAD", lower), f"{post}/handover/{item}", note="已交代")
        await self.act(("OSC", upper), post, "sign_handover")
        await self.act(("OSC", lower), post, "sign_handover")

    async def report_up(self, chain: str, kind: str = "INITIAL", *, received: bool = True) -> None:
        """Have a sheet written, signed and sent, and acknowledged above."""
        path, report = f"/information-reports/{chain}", self.area.information_reports[chain]
        sender, leader = ("DUTY", report.place_code), ("DUTYLEAD", report.place_code)
        await self.put(sender, f"{path}/draft", kind=kind, contact="029-83510000")
        await self.act(sender, path, "submit")
        await self.act(leader, path, "sign")
        await self.act(sender, path, "send")
        if received:
            await self.acknowledge(chain)

    async def acknowledge(self, chain: str) -> None:
        """Have the level above acknowledge; where none is here, note its receipt."""
        path, report = f"/information-reports/{chain}", self.area.information_reports[chain]
        if report.to_code is None:
            await self.act(("DUTY", report.place_code), path, "acknowledge", evidence=["传真回执"])
        else:
            await self.act(("DUTY", report.to_code), path, "acknowledge")

    def chains(self, incident: str) -> list[str]:
        """Return the chains of reports of an incident that are open, the lowest level's first."""
        found = [
            one.chain_id
            for one in self.area.information_reports.values()
            if one.incident_id == incident and one.is_open
        ]
        return sorted(found, key=lambda one: int(one[1:]))

    async def report_what_is_asked(self, incident: str) -> None:
        """Have every level send the final sheet, correction or amendment that is owed."""
        for chain in self.chains(incident):
            asked = self.area.information_reports[chain].asked
            if asked is not None:
                await self.report_up(chain, asked.value)

    async def report_everything_up(self, incident: str) -> None:
        """Have every level send its first sheet, as soon as the level below has told it."""
        sent: set[str] = set()
        while waiting := [one for one in self.chains(incident) if one not in sent]:
            sent.add(waiting[0])
            await self.report_up(waiting[0])

    # --- what came of it

    def states(self, incident: str) -> list[str]:
        """Return where the posts of an incident are, the lowest first."""
        posts = self.area.incidents[incident].post_ids
        return [self.area.command_posts[one].state for one in posts]

    def late(self) -> set[str]:
        """Return the limits that were missed, of those by which somebody is late."""
        read = (recorded_of(one).event for one in self.command_area.engine.log.read(AREA))
        passed = (one.deadline for one in read if isinstance(one, DeadlinePassed))
        return {one.timer for one in passed if one.late}

    def told(self, incident: str) -> str:
        """Return what `chiyuan timeline` prints."""
        run = CliRunner().invoke(chiyuan, ["timeline", incident, "--database", self._database])
        assert run.exit_code == 0, run.output
        return run.stdout

    def is_told_as(self, name: str, incident: str) -> bool:
        """Whether the timeline is the one kept beside the tests, and in the documents.

        With CHIYUAN_REWRITE=1 the kept one is written anew.
        """
        told, kept = self.told(incident), OUTCOMES / f"{name}.txt"
        if os.environ.get("CHIYUAN_REWRITE") == "1":
            kept.parent.mkdir(exist_ok=True)
            kept.write_text(told)
        assert told == kept.read_text()
        assert told in DOCS.read_text(), f"{DOCS.name} tells {name} otherwise"
        return True


class _Doors:
    """The application and the broker, with nobody's clock but the story's."""

    def __init__(self, house: House, http: httpx.AsyncClient, app: Any, broker: Any) -> None:
        self.http, self.broker = http, broker
        self.book, self.sessions = app.state.desk.book, app.state.desk.sessions
        self.house = house


@pytest.fixture
def broker() -> Iterator[PrivateBroker]:
    """A broker of its own; skipped without mosquitto, which CI must have."""
    try:
        with private_broker([]) as running:
            yield running
    except BrokerMissing as missing:
        if os.environ.get("CI") == "true":
            pytest.fail(str(missing))
        pytest.skip(str(missing))


@pytest.fixture
async def story(
    broker: PrivateBroker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Story]:
    """A story in the small city, in an area in service, on SQLite."""
    monkeypatch.setattr("api.passwords.hashed", lambda password: password)  # nobody signs in
    database, clock = f"sqlite:///{tmp_path}/chiyuan.db", SimulatedClock(NOON)
    with open_house(database) as house:
        area = house.open_area(AREA, roads=RoadDesk(small_roads()), clock=clock)
        _found(area)
        hung = hung_doors()
        monkeypatch.setattr("api.app.doors", lambda: hung)
        hung.state, hung.middleware_stack = State(), None
        app = create_app(house)
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        async with (
            httpx.AsyncClient(transport=transport, base_url="http://door") as http,
            _mqtt(house, area, broker),
        ):
            yield Story(area, clock, _Doors(house, http, app, broker), database)


@asynccontextmanager
async def _mqtt(house: House, area: CommandArea, broker: PrivateBroker) -> AsyncIterator[None]:
    door = open_door(area, broker.engine_url, house.store.dead_letters)
    running = asyncio.create_task(door.run())
    try:
        await until(lambda: door.connected)
        yield
        assert [one.reason for one in house.store.dead_letters.list(AREA)] == []
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


def _found(area: CommandArea) -> None:
    put, by = area.writer.handle_now, Actor("admin", "ADMIN", PROVINCE)
    put(c.FoundArea("测试市", PROVINCE, area.engine.profile.profile_id), by)
    where = {code: Position(108.86 + n * 0.01, 34.0) for n, code in enumerate(VILLAGES)}
    villages = tuple(
        Place(code, name, AdminLevel.VILLAGE, ZIWU, where[code], 130, 40)
        for code, name in VILLAGES.items()
    )
    put(c.RegisterPlaces(PLACES + villages), by)
    forces = tuple(
        Team(f"V-{code}", f"{name}救援力量", code, where[code], ("EVACUATION",), 18)
        for code, name in VILLAGES.items()
    )
    put(c.EnrolTeams(TEAMS + forces), by)
    put(c.RegisterDepots(DEPOTS), by)
    steps = {
        "leave": PlanStep("疏散 3 号楼", "Clear building 3", timer="checklist.urgent"),
        "shut": PlanStep("关闭总阀", "Shut the main valve", timer="checklist.urgent"),
    }
    plan = Plan("gas-fzc", FANGZHICHENG, "gas", "纺织城街道燃气事故应急预案", steps=steps)
    put(RegisterPlans((plan,)), by)
    room = {"hours": 600, "days": 300, "weeks": 200}
    put(
        c.RegisterShelters(
            (
                Shelter(
                    "school-1",
                    "纺织城小学",
                    FANGZHICHENG,
                    Position(109.07, 34.27),
                    0,
                    capacities=room,
                ),
                Shelter("school-2", "子午中学", ZIWU, Position(108.88, 34.03), 0, capacities=room),
            )
        ),
        by,
    )
