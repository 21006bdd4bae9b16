"""Have a drill come to something worth a picture: through the same doors as anybody."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from api.commands.opening import read_area
from api.users import User, UserBook
from dispatch.profile.loader import load_profile
from dispatch.store.open import existing_store

DRILL = "qinling-rainstorm"
COUNTY = "蓝田县"  # where it plays
CITY_CODE = "6101"
DATABASE = f"sqlite:///{Path(__file__).resolve().parents[2]}/var/demo/chiyuan.db"
STATION, LEAD, OFFICER, DIRECTOR, LEADER = "市气象台", "王建国", "李晓燕", "张海涛", "刘志强"
ROLES = {
    STATION: "WEATHER",
    LEAD: "DUTYLEAD",
    OFFICER: "DUTY",
    DIRECTOR: "DIRECTOR",
    LEADER: "TEAM",
}
SHIFT_H = 12
STORM_AT = datetime.fromisoformat("2024-07-16T14:00:00+08:00")
STORM = [[108.86, 34.14], [109.08, 34.13], [109.2, 34.22], [109.12, 34.33], [108.96, 34.29]]
FLOODED = [[108.936, 34.219], [108.944, 34.219], [108.944, 34.226], [108.936, 34.226]]
PATIENCE_S = 600.0
POLL_S = 1.0


def signed_in(url: str, name: str, password: str, area: str = "") -> httpx.Client:
    """Return somebody's line to the server; `area` is asked of where nothing else is said."""
    http = httpx.Client(base_url=f"{url}/api/v1", timeout=60, params={"area": area} if area else {})
    token = http.post("/login", json={"name": name, "password": password}).json()["token"]
    http.headers["Authorization"] = f"Bearer {token}"
    return http


def enter(password: str, *names: str, team_id: str | None = None) -> str:
    """Enter people of the city, or who leads a team; return the last one's name."""
    profile = load_profile("xian")
    with existing_store(DATABASE) as store:
        area, book = read_area(store, "xian", profile), UserBook(store.database)
        place = area.teams[team_id].place_code if team_id else CITY_CODE
        for name in names:
            book.add(User(name, ROLES[name], place, team_id=team_id), password, area, profile)
    return names[-1]


def warn(station: httpx.Client, officer: httpx.Client) -> None:
    """Have the demonstration's rainstorm warned of, and a flooded crossing closed."""
    storm = {"type": "Polygon", "coordinates": [[*STORM, STORM[0]]]}
    notice = {
        "kind": "rainstorm",
        "colour": "ORANGE",
        "begins_at": STORM_AT.isoformat(),
        "ends_at": (STORM_AT + timedelta(hours=6)).isoformat(),
        "place_codes": [],
        "polygons": [storm],
        "matters": "未来三小时降雨将达五十毫米以上，伴有雷电和短时大风",
        "advice": "暂停户外作业，低洼地带做好转移准备",
        "issued_by": "西安市气象台",
    }
    station.post("/warnings", json=notice).raise_for_status()
    crossing = {"by": "polygon", "rings": [[*FLOODED, FLOODED[0]]]}
    closed = {"selection": crossing, "source": "traffic_police", "reason": "积水没过半米"}
    officer.post("/roads/closures", json=closed).raise_for_status()


@dataclass
class Staged:
    """A drill of the library as its director holds it: it runs to a minute and stands still."""

    director: httpx.Client
    area: str = field(default="", init=False)

    def begin(self, speed: float) -> None:
        """Start it; returns once it runs."""
        text = self.director.get(f"/drills/library/{DRILL}").raise_for_status().json()["text"]
        begun = self.director.post("/drills", json={"text": text, "speed": speed})
        self.area = begun.raise_for_status().json()["area"]
        self._wait(lambda drill: drill["state"] == "RUNNING", "did not begin")

    def run_to(self, minute: float) -> None:
        """Let it go on until this minute of it, then pause."""
        self._change(paused=False)
        self._wait(lambda drill: drill["now_min"] >= minute, f"did not come to minute {minute:g}")
        self._change(paused=True)

    def _wait(self, come: Callable[[Any], bool], problem: str) -> None:
        until = time.monotonic() + PATIENCE_S
        while not come(self.director.get(f"/drills/{self.area}").raise_for_status().json()):
            if time.monotonic() > until:
                raise RuntimeError(f"{self.area} {problem}")
            time.sleep(POLL_S)

    def _change(self, **change: Any) -> None:
        self.director.patch(f"/drills/{self.area}", json=change).raise_for_status()

    # --- what is worth a picture

    def evacuation(self, http: httpx.Client) -> str:
        """Return the evacuation the warning began."""
        (first, *_) = sorted(_items(http, "/evacuations"), key=lambda one: one["ordered_at"])
        return str(first["evacuation_id"])

    def landslide(self, http: httpx.Client) -> tuple[str, str]:
        """Return the incident the city has taken the lead of, and the city's command post."""
        posts = _items(http, "/posts")
        led = next(one for one in posts if one["place_code"] == CITY_CODE and one["incident_id"])
        return led["incident_id"], led["post_id"]

    def keep_a_roster(self, lead: httpx.Client, officer: httpx.Client) -> None:
        """Plan two shifts of the city's duty room, check in, and write down a telephone call."""
        drill = self.director.get(f"/drills/{self.area}").json()
        now = datetime.fromisoformat(drill["begins_at"]) + timedelta(minutes=drill["now_min"])
        begins = [now + timedelta(hours=at) for at in (-4, SHIFT_H - 4)]
        people = [
            [(LEAD, "leader"), (OFFICER, "officer"), ("周敏", "officer")],
            [("郑卫东", "leader"), ("孙晓", "officer"), ("马俊", "officer")],
        ]
        shifts = [
            {
                "begins_at": at.isoformat(),
                "ends_at": (at + timedelta(hours=SHIFT_H)).isoformat(),
                "people": [{"name": name, "seat": seat} for name, seat in seats],
            }
            for at, seats in zip(begins, people, strict=True)
        ]
        body = {"place_code": CITY_CODE, "shifts": shifts}
        lead.post("/duty/shifts", json=body).raise_for_status()
        planned = _items(lead, "/duty/shifts", place=CITY_CODE)
        first = min(planned, key=lambda one: str(one["begins_at"]))["shift_id"]
        for one in (lead, officer):
            come = one.post(f"/duty/shifts/{first}/actions", json={"action": "check_in"})
            come.raise_for_status()
        said = {
            "place_code": CITY_CODE,
            "text": "省厅值班室来电，询问葛牌镇失联人员，已口头答复",
        }
        lead.post("/duty/log/notes", json=said).raise_for_status()

    def team_called(self, http: httpx.Client, incident_id: str) -> str:
        """Call the roll of a team that is at work there as a whole; return the team."""
        for order in _items(http, "/instructions", incident_id=incident_id, open=True):
            team = http.get(f"/teams/{order['team_id']}").json()
            if order["state"] == "EXECUTING" and team["detached_from"] is None:
                call = {"action": "call_the_roll"}
                path = f"/instructions/{order['instruction_id']}/actions"
                http.post(path, json=call).raise_for_status()
                return str(team["team_id"])
        raise RuntimeError(f"no team is at work at {incident_id}")


def _items(http: httpx.Client, path: str, **query: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = http.get(path, params={"limit": 500, **query}).json()["items"]
    return found
