"""Let a script happen from outside: what a drill's director does, through a server's own doors.

Weather and closures are measures on the roads, stock is counted, teams go off duty, sensors are
entered and read, facts of injects stated, warnings issued and lifted. A door may refuse any of it:
who plays has no right, a place is unknown there. Every refusal is told, and the rest goes on. A
script that is broken off leaves no road closed and no team off duty: `put_back` undoes that.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Coroutine, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import httpx
import numpy as np

from dispatch.domain.sayings import in_both
from routing.geo import Position
from simulators.alerts import Alert
from simulators.asking import Asking
from simulators.chance import Chance
from simulators.course import circle
from simulators.script import Closure, Inject, Script, SensorCurve, Staffing, StockChange, Weather

SOURCE = "drill"
REPORT_PATIENCE_S = 30.0  # real seconds until an inject's report is given up
MOST_TEAMS = 500  # of a page

OVER = in_both("演练情景结束", "over in the drill")
SAID = in_both("演练情景", "ordered in the drill")


class Undoing(NamedTuple):
    """How a director takes back what stands: told under `what`, asked for `by` somebody else."""

    what: str
    path: str
    body: dict[str, Any]
    by: httpx.AsyncClient | None = None


class AttachedCourse:
    """Plays a script against an area; `play` returns when all of it has happened or was refused.

    `incident_of` says which incident a report has come to, None as long as none was heard of.
    `organ` is a client signed in as who issues warnings, the user of `asking` where there is none:
    a duty room may not. Reports of injects are the callers', under `name`; `name_of` tells what a
    place is called. Minutes of the script go by `speed` times as fast.
    """

    def __init__(
        self,
        asking: Asking,
        script: Script,
        *,
        name: str,
        hours: float,
        chance: Chance,
        speed: float,
        incident_of: Callable[[str], str | None],
        name_of: Callable[[str], str] = str,
        organ: httpx.AsyncClient | None = None,
    ) -> None:
        self._asking, self._script, self._name, self._hours = asking, script, name, hours
        self._chance, self._speed, self._organ = chance, speed, organ
        self._name_of = name_of
        self._incident_of = incident_of
        self._origin = 0.0
        self._done: Counter[str] = Counter()
        self._back: Counter[str] = Counter()
        self._refused: Counter[tuple[str, int, str, str]] = Counter()
        self._standing: dict[str, Undoing] = {}  # by measure, team or warning, the oldest first
        self._asked = set[asyncio.Task[dict[str, Any] | None]]()

    async def play(self, origin: float) -> None:
        """Let everything happen; `origin` is the drill's start by `time.monotonic`."""
        self._origin, script = origin, self._script
        parts: list[Coroutine[Any, Any, None]] = [
            *(self._change_weather(n, one) for n, one in enumerate(script.weather, 1)),
            *(self._close(n, one) for n, one in enumerate(script.closures, 1)),
            *(self._count(n, one) for n, one in enumerate(script.stock, 1)),
            *(self._take_off_duty(n, one) for n, one in enumerate(script.staffing, 1)),
            *(self._measure(one) for one in script.sensors),
            *(self._tell_facts(n, one) for n, one in enumerate(script.injects, 1)),
            *(self._warn(n, one) for n, one in enumerate(script.alerts, 1)),
        ]
        async with asyncio.TaskGroup() as group:
            for one in parts:
                group.create_task(one)

    async def put_back(self) -> None:
        """Undo what stands, the newest first, after `play` was broken off.

        Roads are reopened, teams come on duty again, warnings are lifted. What was said or counted
        stays.
        """
        if self._asked:
            await asyncio.wait(self._asked)  # what is being done is known only once it is answered
        for key, undo in reversed(tuple(self._standing.items())):
            if await self._take_back(key):
                self._back[_part(undo.what)] += 1

    def outcome(self) -> dict[str, Any]:
        """Return what was played, what of it put back, and what the server refused, as JSON."""
        refused = [
            {"what": what, "status": status, "code": code, "reason": reason, "times": times}
            for (what, status, code, reason), times in sorted(self._refused.items())
        ]
        return {
            "played": dict(sorted(self._done.items())),
            "put_back": dict(sorted(self._back.items())),
            "refused": refused,
        }

    # --- roads

    async def _change_weather(self, number: int, weather: Weather) -> None:
        body = {"condition": weather.condition, "source": SOURCE, "reason": SAID}
        await self._at(weather.at_min)
        await self._measure_roads(f"weather {number}", "/roads/conditions", body, weather.until_min)

    async def _close(self, number: int, closure: Closure) -> None:
        ring = circle(Position(lon=closure.lon, lat=closure.lat), closure.radius_m)
        body: dict[str, Any] = {
            "selection": {"by": "polygon", "rings": [[[one.lon, one.lat] for one in ring]]},
            "source": SOURCE,
            "reason": closure.reason or SAID,
            "only_for": list(closure.only_for),
        }
        path = "/roads/closures"
        if closure.factor is not None:
            path, body = "/roads/slowdowns", body | {"factor": closure.factor}
        await self._at(closure.at_min)
        await self._measure_roads(f"closures {number}", path, body, closure.until_min)

    async def _measure_roads(
        self, what: str, path: str, body: dict[str, Any], until_min: float | None
    ) -> None:
        def reopening(ordered: dict[str, Any]) -> tuple[str, Undoing]:
            measure_id = ordered["measure_id"]
            end = {"measure_ids": [measure_id], "reason": OVER}
            return measure_id, Undoing(what, "/roads/reopenings", end)

        ordered = await self._do(what, "POST", path, body, undoing=reopening)
        if ordered is not None and until_min is not None:
            await self._at(until_min)
            await self._take_back(ordered["measure_id"])

    # --- stock and staff

    async def _count(self, number: int, change: StockChange) -> None:
        said = change.reason or SAID
        body = {"supply": change.supply, "counted": change.counted, "reason": said}
        await self._at(change.at_min)
        await self._do(f"stock {number}", "POST", f"/depots/{change.depot}/stock-takes", body)

    async def _take_off_duty(self, number: int, staffing: Staffing) -> None:
        await self._at(staffing.at_min)
        rng = self._chance.of("staffing", str(number - 1))
        could_go = await self._who_could_go(number, staffing)
        meant = [one for one in could_go if rng.random() < staffing.share]
        went = [one for one in meant if await self._sent_off(number, one)]
        if staffing.until_min is not None:
            await self._at(staffing.until_min)
            for team_id in went:
                await self._take_back(team_id)

    async def _who_could_go(self, number: int, staffing: Staffing) -> list[str]:
        """Return the teams at rest that are meant, in the order of their ids."""
        asked: dict[str, Any] = {"state": "STANDBY", "limit": MOST_TEAMS}
        if staffing.capability is not None:
            asked["capability"] = staffing.capability
        found = set[str]()
        for place in staffing.places or (None,):
            within, cursor = asked if place is None else asked | {"place": place}, None
            while True:
                page = within if cursor is None else within | {"cursor": cursor}
                told = await self._do(f"staffing {number}", "GET", "/teams", params=page)
                if told is None:
                    break
                found.update(one["team_id"] for one in told["items"] if not one["detached_from"])
                if (cursor := told["next"]) is None:
                    break
        return sorted(found)

    async def _sent_off(self, number: int, team_id: str) -> bool:
        what, path = f"staffing {number}", f"/teams/{team_id}/actions"
        again = Undoing(what, path, {"action": "come_on_duty"})
        off = {"action": "go_off_duty"}
        return (
            await self._do(what, "POST", path, off, undoing=lambda _: (team_id, again)) is not None
        )

    # --- sensors

    async def _measure(self, curve: SensorCurve) -> None:
        what = f"sensors {curve.sensor_id}"
        sensor = {
            "sensor_id": curve.sensor_id,
            "name": curve.name,
            "place_code": curve.place,
            "position": {"lon": curve.lon, "lat": curve.lat},
            "quantity": curve.quantity,
            "unit": curve.unit,
        }
        if await self._do(what, "POST", "/sensors", {"sensors": [sensor]}) is None:
            return
        minutes, values = np.array(curve.curve, float).T
        now_min, last_min = float(minutes[0]), min(self._hours * 60, float(minutes[-1]))
        while now_min <= last_min:
            await self._at(now_min)
            value = round(float(np.interp(now_min, minutes, values)), 3)
            body = {"readings": [{"sensor_id": curve.sensor_id, "value": value}]}
            told = await self._do(what, "POST", "/readings", body)
            for one in (told or {}).get("refused", ()):
                self._refused[what, 200, one["code"], one["reason"]] += 1
            now_min += curve.every_s / 60

    # --- what becomes known of an inject's incident

    async def _tell_facts(self, number: int, inject: Inject) -> None:
        all_facts = (*((inject.facts,) if inject.facts else ()), *inject.then)
        if not all_facts:
            return
        what = f"facts of inject {number}"
        await self._at(inject.at_min)
        incident_id = await self._incident_of_inject(what, f"{self._name}-inject-{number}")
        if incident_id is None:
            return
        for facts in sorted(all_facts, key=lambda one: one.after_min):
            await self._at(inject.at_min + facts.after_min)
            body = {"facts": facts.known, "source": SAID}
            await self._do(what, "POST", f"/incidents/{incident_id}/facts", body)

    async def _incident_of_inject(self, what: str, report_id: str) -> str | None:
        """Wait for the report of an inject; of one that came before this began, ask."""
        until = time.monotonic() + REPORT_PATIENCE_S
        while (heard := self._incident_of(report_id)) is None and time.monotonic() < until:
            await asyncio.sleep(0.05)
        if heard is not None:
            return heard
        told = await self._do(what, "GET", f"/reports/{report_id}")
        return None if told is None else told["incident_id"]

    # --- warnings

    async def _warn(self, number: int, alert: Alert) -> None:
        what, by = f"alerts {number}", self._organ
        await self._at(alert.at_min)
        now = datetime.now(UTC)
        # It says it holds a little longer than it does: it is lifted, and does not run out.
        holds = timedelta(minutes=(alert.until_min - alert.at_min) / self._speed, hours=1)
        notice = {
            "kind": alert.kind,
            "colour": alert.colour,
            "begins_at": now.isoformat(),
            "ends_at": (now + holds).isoformat(),
            "place_codes": list(alert.places),
            "matters": alert.matters,
            "advice": alert.advice or alert.matters,
            "issued_by": self._name_of(alert.issuer),
            "place_code": alert.issuer,
        }
        lift = {"action": "lift", "reason": in_both("险情解除", "the danger is over")}

        def lifting(issued: dict[str, Any]) -> tuple[str, Undoing]:
            warning_id = issued["warning_id"]
            return warning_id, Undoing(what, f"/warnings/{warning_id}/actions", lift, by)

        told = await self._do(what, "POST", "/warnings", notice, by=by, undoing=lifting)
        if told is None:
            return
        warning_id = told["warning_id"]
        if alert.evacuate:
            await self._at(min(alert.at_min + alert.move_after_min, alert.until_min))
            out = {
                "hazard": alert.hazard,
                "reason": SAID,
                "groups": [{"place_code": one} for one in alert.evacuate],
                "mode": "days",
                "warning_id": warning_id,
            }
            await self._do(f"{what}, evacuate", "POST", "/evacuations", out)
        await self._at(alert.until_min)
        await self._take_back(warning_id)

    # --- small steps shared by those above

    async def _at(self, minute: float) -> None:
        due = self._origin + minute * 60 / self._speed
        await asyncio.sleep(max(0.0, due - time.monotonic()))

    async def _do(
        self,
        what: str,
        method: str,
        path: str,
        body: Any = None,
        *,
        by: httpx.AsyncClient | None = None,
        params: Mapping[str, Any] | None = None,
        undoing: Callable[[dict[str, Any]], tuple[str, Undoing]] | None = None,
    ) -> dict[str, Any] | None:
        """Ask for something; what is refused is noted under `what`, and None returned.

        Once done it stands under the key that `undoing` names, until that is taken back. Being
        broken off stops nobody from hearing the answer.
        """

        async def ask() -> dict[str, Any] | None:
            told = await self._answer(what, method, path, body, by, params)
            if told is not None and undoing is not None:
                key, undo = undoing(told)
                self._standing[key] = undo
            return told

        asked = asyncio.create_task(ask())
        self._asked.add(asked)
        asked.add_done_callback(self._asked.discard)
        return await asyncio.shield(asked)

    async def _take_back(self, key: str) -> bool:
        """Undo what stands under a key; return whether that was done."""
        undo = self._standing.pop(key)
        return await self._do(undo.what, "POST", undo.path, undo.body, by=undo.by) is not None

    async def _answer(
        self,
        what: str,
        method: str,
        path: str,
        body: Any,
        by: httpx.AsyncClient | None,
        params: Mapping[str, Any] | None,
    ) -> dict[str, Any] | None:
        try:
            answer = await self._asking.ask(method, path, body, by=by, params=params)
        except httpx.HTTPError as problem:
            self._refused[what, 0, "no_answer", str(problem) or type(problem).__name__] += 1
            return None
        if answer.is_refused:
            told = answer.told
            reason = str(told.get("detail") or told.get("title") or "")
            self._refused[what, answer.status, str(told.get("code", "")), reason] += 1
            return None
        if method != "GET":
            self._done[_part(what)] += 1
        return answer.told


def _part(what: str) -> str:
    return what.split()[0].rstrip(",")


def left_out(script: Script) -> dict[str, int]:
    """Count what of a script is the console's where no director is played."""
    parts = {
        "weather": len(script.weather),
        "closures": len(script.closures),
        "stock": len(script.stock),
        "staffing": len(script.staffing),
        "sensors": len(script.sensors),
        "facts": sum((one.facts is not None) + len(one.then) for one in script.injects),
        "alerts": len(script.alerts),
    }
    return {part: n for part, n in parts.items() if n}
