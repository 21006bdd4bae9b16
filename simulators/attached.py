"""Play callers and crews from outside: as clients of a running server, over HTTP, MQTT, the feed.

Nothing of the engine is touched but through the doors everybody uses, so a mixed drill is an
acceptance and a load test of an installation as well: people at consoles play the rest. Only an
area that is marked 演练 is played in.
"""

import asyncio
import json
import time
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode

import httpx
import msgspec
import numpy as np
from websockets.asyncio.client import connect

from dispatch.domain.actors import Actor
from dispatch.domain.commands import SendReport
from dispatch.domain.sayings import in_both
from routing.geo import Position, distance_m
from simulators.after_action import figure_of
from simulators.callers import PlannedReport
from simulators.chance import Chance
from simulators.overheard import CALLED_OFF, Overheard
from simulators.rubric import Objective, Rubric, score
from simulators.scenario import CrewHabits, OfficerHabits

ROLES = ("callers", "crews", "officers")
MAX_FRAME_BYTES = 64 * 2**20
FIX_EVERY_S = 5.0  # real seconds between two positions of a crew that drives
UNKNOWN_WAY_MPS = 10.0  # of an order that does not say how long its way takes
LEADS_TO = {"sign": "SIGNED", "set_out": "EN_ROUTE", "arrive": "ON_SCENE", "begin": "EXECUTING"}

Send = Callable[[SendReport, Actor], object]


class NotADrillError(ValueError):
    """The area is in service: nothing simulated is let into it."""


class Attached:
    """One simulator at one area of a server; `play` it to the end of its reports and their crews.

    `http` is a client signed in and based at `/api/v1`; its user takes the steps of every team, as
    a duty room does by telephone, so it needs a role that may, over the whole area. `send` carries
    the reports instead of HTTP, a broker's client say. `speed` shortens what people here take.
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
        roles: Sequence[str] = ROLES,
        send: Send | None = None,
        tell: Callable[[float, str], None] | None = None,
    ) -> None:
        unknown = [one for one in roles if one not in ROLES]
        if unknown or not speed > 0:
            raise ValueError(f"roles: of {', '.join(ROLES)}; speed: above 0")
        self._http, self._area_id, self._reports = http, area_id, reports
        self._crews, self._officers, self._roles = crews, officers, frozenset(roles)
        self._chance, self._speed, self._send = Chance(seed), speed, send
        self._tell = tell or (lambda _share, _what: None)
        self._orders: dict[str, asyncio.Task[None]] = {}
        self._sent = 0
        self._answers: Counter[int] = Counter()
        self._took_s: list[float] = []
        self.seen = Overheard()

    async def play(self, patience_s: float = 60.0) -> None:
        """Play to the end: all incidents are reached and nobody here has anything left to do.

        Where that does not come, it ends when nothing was heard for `patience_s`.
        """
        ready = asyncio.Event()
        listening = asyncio.create_task(self._listen(ready))
        try:
            waiting = asyncio.create_task(ready.wait())
            await asyncio.wait([listening, waiting], return_when=asyncio.FIRST_COMPLETED)
            if listening.done():
                await listening  # raises why there is no feed
            if "callers" in self._roles:
                await self._call()
            while self._orders or (
                time.monotonic() - self.seen.last_at < patience_s and not self._is_over()
            ):
                if listening.done():
                    await listening
                    break
                await asyncio.sleep(0.05)
        finally:
            for task in (listening, *self._orders.values()):
                task.cancel()
            await asyncio.gather(listening, *self._orders.values(), return_exceptions=True)

    def _is_over(self) -> bool:
        responded = self.seen.responded()
        return bool(responded) and all(one.first_s is not None for one in responded)

    def outcome(self, rubric: Rubric) -> dict[str, Any]:
        """Return what came of it, as JSON: what was seen, how the server answered, the score."""
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
            "response_s_p50": _percentile(firsts, 50),
            "response_s_p90": _percentile(firsts, 90),
            "requests": sum(self._answers.values()),
            "answers": {str(status): n for status, n in sorted(self._answers.items())},
            "answer_ms_p50": _percentile([1000 * one for one in self._took_s], 50),
            "answer_ms_p99": _percentile([1000 * one for one in self._took_s], 99),
            "score": found.points,
            "of": found.of,
            "passed": found.passed,
            "objectives": msgspec.to_builtins(found.scored),
        }

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

    async def _call(self) -> None:
        first_at = min((one.at for one in self._reports), default=0.0)
        began = time.monotonic()
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
        began = time.monotonic()
        answer = await self._http.request(method, path, params={"area": self._area_id}, json=body)
        self._took_s.append(time.monotonic() - began)
        self._answers[answer.status_code] += 1
        told: dict[str, Any] = answer.json()
        return told

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


def _percentile(values: Sequence[float], share: float) -> float | None:
    return round(float(np.percentile(values, share)), 1) if values else None
