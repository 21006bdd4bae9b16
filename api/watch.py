"""Show a live feed in a terminal, and come back by itself with the position it has."""

import asyncio
import json
import os
import sys
from collections import deque
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

import httpx
from rich.console import Console, Group
from rich.live import Live
from rich.panel import Panel
from rich.table import Table
from rich.text import Text
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from api.commands.output import password_for
from api.words import Words, clock_time

FIRST_WAIT_S, LONGEST_WAIT_S = 0.5, 30.0
FINAL = frozenset({4400, 4401, 4403, 4404, 4409})  # coming back will not help
MAX_FRAME_BYTES = 64 * 2**20  # the snapshot of a whole city on a bad day
ROWS, EVENTS = 15, 12
# What an event is about, by the ids it names.
NAMED = (
    *("incident_id", "subject_id", "instruction_id", "team_id", "measure_id", "shipment_id"),
    *("warning_id", "call_id", "evacuation_id", "group_id"),
)


class Board:
    """What has been heard: open incidents, what shouts, the latest events, how far the log is."""

    def __init__(self, words: Words | None = None) -> None:
        self.words = words or Words()
        self.position: int | None = None
        self.name, self.link = "", "connecting"
        self.exercise = False
        self.incidents: dict[str, dict[str, Any]] = {}
        self.events: deque[str] = deque(maxlen=EVENTS)
        self.fixes = 0
        self.shouting: list[str] = []
        self.alarms = 0

    def hear(self, message: dict[str, Any]) -> None:
        """Take one message in."""
        self.exercise = bool(message.get("exercise"))
        self.position = message.get("position", self.position)
        match message["type"]:
            case "snapshot":
                self.name = message["name"] or message["area"]
                self.incidents = {one["incident_id"]: one for one in message["incidents"]}
            case "events":
                for recorded in message["events"]:
                    self._happened(recorded)
            case "alarms":
                self.alarms = sum(one["count"] for one in message["groups"])
                self.shouting = [
                    f"{clock_time(one['since_at'])} {one['zh']} {one['en']}"
                    for one in message["shouting"]
                ]
            case "positions":
                self.fixes += len(message["fixes"])

    def _happened(self, recorded: dict[str, Any]) -> None:
        event = recorded["event"]
        self.events.append(line_of(recorded, self.words))
        match event["type"]:
            case "IncidentRegistered":
                self.incidents[event["incident_id"]] = {**event, "opened_at": recorded["at"]}
            case "StepTaken" if event["lifecycle"] == "incident_handling":
                if event["over"]:
                    self.incidents.pop(event["subject_id"], None)
                elif event["subject_id"] in self.incidents:
                    self.incidents[event["subject_id"]]["state"] = event["went_to"]
            case "PrioritySet" if event["incident_id"] in self.incidents:
                self.incidents[event["incident_id"]]["priority"] = event["priority"]

    def render(self) -> Group:
        """Return the board as it is drawn."""
        table = Table(expand=True, title=f"{self.name} · 在处 {len(self.incidents)} open")
        for heading in ("级 P", "事件", "种类 kind", "地点 place", "状态 state", "接报 opened"):
            table.add_column(heading, no_wrap=True)
        urgent = sorted(
            self.incidents.values(), key=lambda one: (one["priority"], str(one["opened_at"]))
        )
        for one in urgent[:ROWS]:
            style = {1: "bold red", 2: "yellow"}.get(one["priority"], "")
            table.add_row(
                str(one["priority"]),
                one["incident_id"],
                self.words.kind(one["kind"]),
                self.words.place(one["place_code"]),
                self.words.label("incident_handling", one["state"]),
                clock_time(one["opened_at"]),
                style=style,
            )
        status = f"{self.link} · position {self.position} · {self.fixes} fixes"
        events = Panel(Text("\n".join(self.events)), title="latest events", subtitle=status)
        banner = Text(" 演练 EXERCISE ", style="bold white on magenta", justify="center")
        alarms = Panel(
            Text("\n".join(self.shouting), style="bold red"), title=f"告警 {self.alarms} alarms"
        )
        return Group(
            *([banner] if self.exercise else []),
            *([alarms] if self.shouting else []),
            table,
            events,
        )


def watch(url: str, *, user: str, area: str | None, after: int | None, as_json: bool) -> None:
    """Watch until interrupted; raises ValueError where coming back will not help."""
    token = os.environ.get("CHIYUAN_TOKEN") or sign_in(url, user)
    board = Board(None if as_json else Words.fetch(url, token, area))
    board.position = after
    if as_json:
        asyncio.run(follow(url, token, area, board, print_events))
        return
    with Live(board.render(), console=Console(), refresh_per_second=8) as screen:

        def draw(_message: dict[str, Any]) -> None:
            screen.update(board.render())

        asyncio.run(follow(url, token, area, board, draw))


def sign_in(url: str, user: str) -> str:
    """Return a token for a name and its password; raises ValueError."""
    if not user:
        raise ValueError("who are you? say --user NAME, or set CHIYUAN_TOKEN")
    body = {"name": user, "password": password_for(user)}
    try:
        answer = httpx.post(f"{url.rstrip('/')}/api/v1/login", json=body, timeout=30)
    except httpx.HTTPError as problem:
        raise ValueError(f"{url} does not answer: {problem}") from None
    told = answer.json()
    if answer.is_error:
        raise ValueError(told.get("detail", answer.reason_phrase))
    if told["user"]["must_change_password"]:
        raise ValueError("change the one-time password first, in the browser")
    token: str = told["token"]
    return token


async def follow(url: str, token: str, area: str | None, board: Board, tell: Any) -> None:
    """Pass every message to the board and to `tell`, reconnecting for ever."""
    wait_s = FIRST_WAIT_S
    headers = {"Authorization": f"Bearer {token}"}
    while True:
        try:
            address = live_url(url, area, board.position)
            async with connect(
                address, additional_headers=headers, max_size=MAX_FRAME_BYTES, compression=None
            ) as socket:
                board.link, wait_s = "live", FIRST_WAIT_S
                async for text in socket:
                    message = json.loads(text)
                    board.hear(message)
                    tell(message)
            end = socket.close_code, socket.close_reason
        except ConnectionClosed as closed:
            end = (closed.rcvd.code, closed.rcvd.reason) if closed.rcvd else (None, "cut off")
        except (OSError, TimeoutError, InvalidStatus) as problem:
            end = None, str(problem)
        if end[0] in FINAL:
            raise ValueError(end[1] or f"closed with {end[0]}")
        board.link = f"offline ({end[1] or end[0]}), again in {wait_s:g} s"
        tell({"type": "offline", "reason": end[1] or str(end[0])})
        await asyncio.sleep(wait_s)
        wait_s = min(LONGEST_WAIT_S, wait_s * 2)


def live_url(url: str, area: str | None, after: int | None) -> str:
    """Return the address of the live feed of an engine at `url`."""
    parts = urlsplit(url if "//" in url else f"http://{url}")
    scheme = "wss" if parts.scheme in ("https", "wss") else "ws"
    query = {key: one for key, one in (("area", area), ("after", after)) if one is not None}
    path = f"{parts.path.rstrip('/')}/api/v1/live"
    return urlunsplit((scheme, parts.netloc, path, urlencode(query), ""))


def print_events(message: dict[str, Any]) -> None:
    """Print each event as a line of JSON."""
    for recorded in message.get("events", ()):
        sys.stdout.write(json.dumps(recorded, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def line_of(recorded: dict[str, Any], words: Words) -> str:
    """Return an event as a line of text."""
    event = recorded["event"]
    what = event["type"]
    if what == "StepTaken":
        what = words.label(event["lifecycle"], event["row"])
    elif what == "ReportReceived":
        what = f"{what} {words.kind(event['report']['kind'])}"
    measure = event.get("measure", event.get("impact", {}))
    told = {**event, "measure_id": measure.get("measure_id", event.get("measure_id"))}
    about = " ".join(str(told[name]) for name in NAMED if told.get(name))
    who = recorded["actor"]["name"]
    return f"{clock_time(recorded['at'])} #{recorded['position']} {about} {what} — {who}"
