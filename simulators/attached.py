"""Play a drill from outside: as clients of a running server, over HTTP, MQTT and the live feed.

Nothing of the engine is touched but through the doors everybody uses, so a mixed drill is an
acceptance and a load test of an installation as well: people at consoles play the rest. Only an
area that is marked 演练 is played in.
"""

import asyncio
import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import httpx
import msgspec
from websockets.asyncio.client import connect

from dispatch.domain.actors import Actor
from dispatch.domain.commands import SendReport
from dispatch.domain.sayings import in_both
from dispatch.engine.ending import end
from routing.geo import Position, distance_m
from simulators.after_action import figure_of
from simulators.asking import Asking, percentile
from simulators.attached_course import AttachedCourse, left_out
from simulators.callers import PlannedReport
from simulators.chance import Chance
from simulators.overheard import CALLED_OFF, Overheard
from simulators.rubric import Objective, Rubric, score
from simulators.scenario import CrewHabits, OfficerHabits
from simulators.script import Script

ROLES = ("callers", "crews", "officers", "director")
DEFAULT_ROLES = ("callers", "crews", "officers")
MAX_FRAME_BYTES = 64 * 2**20
FIX_EVERY_S = 5.0  # real seconds between two positions of a crew that drives
UNKNOWN_WAY_MPS = 10.0  # of an order that does not say how long its way takes
LEADS_TO = {"sign": "SIGNED", "set_out": "EN_ROUTE", "arrive": "ON_SCENE", "begin": "EXECUTING"}

Send = Callable[[SendReport, Actor], object]


class NotADrillError(ValueError):
    """The area is in service: nothing simulated is let into it."""


@dataclass(frozen=True)
class AttachedScript:
    """What happens by itself, for a director to play: `AttachedCourse` says how.

    `begins_at` is its minute 0 by the clock of the reports, `name` begins their numbers, and
    `place_names` says what its places are called.
    """

    script: Script
    name: str
    hours: float
    begins_at: float
    place_names: Mapping[str, str] = field(default_factory=dict)


class Attached:
    """One simulator at one area of a server; `play` it to the end of its reports and their crews.

    `http` is a client signed in and based at `/api/v1`; its user takes the steps of every team, as
    a duty room does by telephone, so it needs a role that may, over the whole area; `organ` is a
    client of who issues warnings. `send` carries the reports instead of HTTP, a broker's client
    say. `speed` shortens what people here take, and the minutes of the script.
    """

    def __init__(
        self,
        http: httpx.AsyncClient,
        area_id: str,
        reports: Sequence[PlannedReport],
        *,
        crews: CrewHabits,
        officers: OfficerHabits,
        seed: int = 1,
        speed: float = 1.0,
        roles: Sequence[str] = DEFAULT_ROLES,
        scripted: AttachedScript | None = None,
        organ: httpx.AsyncClient | None = None,
        send: Send | None = None,
        tell: Callable[[float, str], None] | None = None,
    ) -> None:
        unknown = [one for one in roles if one not in ROLES]
        if unknown or not speed > 0:
            raise ValueError(f"roles: of {', '.join(ROLES)}; speed: above 0")
        self._http, self._area_id, self._reports = http, area_id, reports
        self._asking = Asking(http, area_id)
        self._crews, self._officers, self._roles = crews, officers, frozenset(roles)
        self._chance, self._speed, self._send = Chance(seed), speed, send
        self._tell = tell or (lambda _share, _what: None)
        self._orders: dict[str, asyncio.Task[None]] = {}
        self._sent = 0
        self.seen = Overheard()
        self._scripted = scripted
        self._course: AttachedCourse | None = None
        if scripted is not None and "director" in self._roles:
            self._course = AttachedCourse(
                self._asking,
                scripted.script,
                name=scripted.name,
                hours=scripted.hours,
                chance=self._chance,
                speed=speed,
                incident_of=self.seen.incident_of,
                name_of=lambda code: scripted.place_names.get(code, code),
                organ=organ,
            )

    async def play(self, patience_s: float = 60.0) -> None:
        """Play to the end: all incidents are reached and nobody here has anything left to do.

        Where that does not come, it ends when nothing was heard for `patience_s`. Broken off, as by
        being cancelled, it puts back what its script did; being cancelled again ends it at once.
        """
        ready, over = asyncio.Event(), False
        listening = asyncio.create_task(self._listen(ready))
        directing: asyncio.Task[None] | None = None
        try:
            waiting = asyncio.create_task(ready.wait())
            await asyncio.wait([listening, waiting], return_when=asyncio.FIRST_COMPLETED)
            if listening.done():
                await listening  # raises why there is no feed
            began, first_at = time.monotonic(), self._first_at()
            if self._course is not None and self._scripted is not None:
                origin = began + (self._scripted.begins_at - first_at) / self._speed
                directing = asyncio.create_task(self._course.play(origin))
            if "callers" in self._roles:
                await self._call(began, first_at)
            while (
                self._orders
                or (directing is not None and not directing.done())
                or (time.monotonic() - self.seen.last_at < patience_s and not self._is_over())
            ):
                if listening.done():
                    await listening
                    break
                await asyncio.sleep(0.05)
            if directing is not None and directing.done():
                await directing  # raises what went wrong here
            over = True
        finally:
            tasks = [listening, *self._orders.values()]
            tasks += [] if directing is None else [directing]
            await end(tasks)
            if self._course is not None and not over:
                self._tell(1.0, "putting back what the script did")
                await self._course.put_back()

    def _first_at(self) -> float:
        """Return the moment, by the clock of the reports, at which playing begins.

        Without a director that is the first report, so that nobody waits for it.
        """
        if self._course is not None and self._scripted is not None:
            return self._scripted.begins_at
        return min((one.at for one in self._reports), default=0.0)

    def _is_over(self) -> bool:
        responded = self.seen.responded()
        return bool(responded) and all(one.first_s is not None for one in responded)

    def outcome(self, rubric: Rubric) -> dict[str, Any]:
        """Return what came of it, as JSON: what was seen, the answers, the rubric score."""
        responded, timers = self.seen.responded(), self.seen.timers()

        def value_of(objective: Objective) -> float | None:
            return figure_of(
                objective, responded, timers, self.seen.advice(), 0, rubric.late_after_s
            )

        firsts = [one.first_s for one in responded if one.first_s is not None]
        found = score(rubric, value_of)
        return {
            "area": self._area_id,
            "exercise": True,
            "sent": self._sent,
            "incidents": len(responded),
            "reached": len(firsts),
            "response_s_p50": percentile(firsts, 50),
            "response_s_p90": percentile(firsts, 90),
            **self._asking.figures(),
            "script": self.outcome_of_script(),
            "rubric_score": found.points,
            "rubric_of": found.of,
            "passed": found.passed,
            "objectives": msgspec.to_builtins(found.scored),
        }

    def outcome_of_script(self) -> dict[str, Any]:
        """Return what came of the script: played, refused, or left to the console."""
        if self._course is not None:
            return self._course.outcome() | {"left_out": {}}
        left = {} if self._scripted is None else left_out(self._scripted.script)
        return {"played": {}, "put_back": {}, "refused": [], "left_out": left}

    # --- hearing

    async def _listen(self, ready: asyncio.Event) -> None:
        base = str(self._http.base_url).rstrip("/").replace("http", "ws", 1)
        url = f"{base}/live?{urlencode({'area': self._area_id})}"
        headers = {"Authorization": self._http.headers["Authorization"]}
        async with connect(url, additional_headers=headers, max_size=MAX_FRAME_BYTES) as socket:
            async for text in socket:
                message = json.loads(text)
                if message["type"] == "snapshot":
                    if not message.get("exercise"):
                        raise NotADrillError(f"{self._area_id} is not a drill 演练")
                    ready.set()
                for recorded in message.get("events", ()):
                    self.seen.see(recorded)
                    self._react(recorded["event"])
        raise ConnectionError("the live feed was closed")

    def _react(self, event: dict[str, Any]) -> None:
        match event:
            case {"type": "InstructionGiven", "state": "ISSUED"} if "crews" in self._roles:
                self._begin(event["instruction_id"], self._serve(event))
            case {"type": "StepTaken", "lifecycle": "instruction", "went_to": went_to}:
                task = self._orders.get(event["subject_id"])
                if went_to in CALLED_OFF and task is not None:
                    task.cancel()
            case {"type": "RecommendationMade"} if "officers" in self._roles:
                made = event["recommendation"]["recommendation_id"]
                if event["recommendation"]["teams"] and self._officers.accept is not None:
                    self._begin(f"accept {made}", self._accept(made))

    def _begin(self, name: str, work: Any) -> None:
        task = self._orders[name] = asyncio.create_task(work)
        task.add_done_callback(lambda _done: self._orders.pop(name, None))

    # --- acting

    async def _call(self, began: float, first_at: float) -> None:
        for planned in sorted(self._reports, key=lambda one: one.at):
            wait_s = (planned.at - first_at) / self._speed - (time.monotonic() - began)
            await asyncio.sleep(max(0.0, wait_s))
            if self._send is not None:
                self._send(planned.report, planned.actor)
            else:
                await self._ask("POST", "/reports", _body(planned.report))
            self._sent += 1
            self._tell(self._sent / len(self._reports), f"{self._sent} reports sent")

    async def _accept(self, recommendation_id: str) -> None:
        assert self._officers.accept is not None  # noqa: S101 - looked at before
        await self._wait(self._officers.accept.draw(self._chance.of("officers")))
        await self._ask("POST", f"/recommendations/{recommendation_id}/accept")

    async def _serve(self, order: dict[str, Any]) -> None:
        """Carry one order out: sign, turn out, drive, look around, work, come home; or decline."""
        instruction_id, team_id = order["instruction_id"], order["team_id"]
        rng, habits = self._chance.of("crew", team_id), self._crews
        chance, sign_s = float(rng.random()), habits.sign.draw(rng)
        if chance < habits.silent_share:
            return
        await self._wait(sign_s)
        if chance < habits.silent_share + habits.decline_share:
            await self._step(instruction_id, "decline", in_both("车辆未就绪", "vehicle not ready"))
            return
        team = await self._ask("GET", f"/teams/{team_id}")
        start, goal = (
            _position(team["position"] or team["station"]),
            _position(order["destination"]),
        )
        way_s = order.get("travel_s") or distance_m(start, goal) / UNKNOWN_WAY_MPS
        if not await self._step(instruction_id, "sign"):
            return
        await self._wait(habits.turnout.draw(rng))
        if not await self._step(instruction_id, "set_out"):
            return
        await self._drive(team_id, start, goal, way_s)
        if not await self._step(instruction_id, "arrive"):
            return
        await self._wait(habits.look_around.draw(rng))
        await self._step(instruction_id, "begin")
        await self._wait(habits.work.draw(rng))
        if await self._step(instruction_id, "finish"):
            await self._drive(team_id, goal, start, way_s)
            await self._ask("POST", f"/teams/{team_id}/actions", {"action": "return"})

    async def _drive(self, team_id: str, start: Position, goal: Position, way_s: float) -> None:
        """Tell where the crew is, in a straight line, until it is there."""
        real_s, began = way_s / self._speed, time.monotonic()
        while (share := (time.monotonic() - began) / max(real_s, 1e-9)) < 1:
            lon = start.lon + share * (goal.lon - start.lon)
            lat = start.lat + share * (goal.lat - start.lat)
            where = {"lon": round(lon, 7), "lat": round(lat, 7)}
            await self._ask("PUT", f"/teams/{team_id}/position", where)
            await asyncio.sleep(min(FIX_EVERY_S, real_s))

    async def _step(self, instruction_id: str, action: str, reason: str = "") -> bool:
        """Take a step; True as well when somebody at a console has taken it before."""
        body = {"action": action, "reason": reason}
        path = f"/instructions/{instruction_id}"
        if "code" not in await self._ask("POST", f"{path}/actions", body):
            return True
        now = await self._ask("GET", path)
        return action in LEADS_TO and now.get("state") == LEADS_TO[action]

    async def _ask(self, method: str, path: str, body: Any = None) -> dict[str, Any]:
        return (await self._asking.ask(method, path, body)).told

    async def _wait(self, seconds: float) -> None:
        await asyncio.sleep(seconds / self._speed)


def _body(report: SendReport) -> dict[str, Any]:
    """Return a report as the HTTP door takes it."""
    told: dict[str, Any] = {
        "report_id": report.report_id,
        "kind": report.kind,
        "source": report.source,
        "position": {"lon": report.position.lon, "lat": report.position.lat},
        "place_code": report.place_code,
        "text": report.text,
        "external_no": report.external_no,
        "priority": report.priority,
    }
    if report.team_needs is not None:
        told["team_needs"] = [
            {k: v for k, v in msgspec.to_builtins(one).items() if v is not None}
            for one in report.team_needs
        ]
    return told


def _position(told: dict[str, Any]) -> Position:
    return Position(lon=told["lon"], lat=told["lat"])
