"""The live feed: a snapshot, then events after N, without loss or doubles, each within theirs."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from api import hub as hub_module
from dispatch.assignment.roads import RoadDesk
from dispatch.domain.commands import SendReport
from dispatch.engine.bootstrap import CommandArea, House
from dispatch.engine.positions import Fix
from routing.geo import Position
from tests.api.contract import hold_frame_to_the_document
from tests.api.doors import NORTH, SOUTH, Door, found, report, small_roads


@asynccontextmanager
async def listening(
    door: Door, name: str, query: str = "", **more: Any
) -> AsyncIterator[ClientConnection]:
    headers = {"Authorization": f"Bearer {await door.token(name)}"}
    url = door.url.replace("http", "ws", 1) + f"/api/v1/live{query}"
    async with connect(url, additional_headers=headers, compression=None, **more) as socket:
        yield socket


async def frame(socket: ClientConnection) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(await socket.recv())
    hold_frame_to_the_document(told)
    return told


async def message(socket: ClientConnection, kind: str, timeout_s: float = 5) -> dict[str, Any]:
    async with asyncio.timeout(timeout_s):
        while True:
            told = await frame(socket)
            if told["type"] == kind:
                return told


async def positions_until(socket: ClientConnection, last: int) -> list[int]:
    """The positions of all events that come, up to that position."""
    seen: list[int] = []
    async with asyncio.timeout(20):
        while not seen or seen[-1] < last:
            told = await frame(socket)
            if told["type"] == "events":
                seen += [one["position"] for one in told["events"]]
    return seen


async def until_closed(socket: ClientConnection) -> tuple[list[dict[str, Any]], int, str]:
    """What comes until the end, and the code and reason of the end."""
    messages: list[dict[str, Any]] = []
    try:
        async with asyncio.timeout(20):
            while True:
                messages.append(await frame(socket))
    except ConnectionClosed as closed:
        end = closed.rcvd
    return messages, end.code if end else 1006, end.reason if end else ""


async def report_many(area: CommandArea, door: Door, count: int, prefix: str = "r") -> None:
    actor = (await asyncio.to_thread(door.app.state.desk.book.get, "lead")).actor
    for number in range(count):
        where, code = (NORTH, "TN-V1") if number % 2 else (SOUTH, "TS-V1")
        sent = SendReport(f"{prefix}{number}", "other", "duty", where, code)
        await area.writer.handle(sent, actor)


async def test_a_listener_gets_the_state_and_then_what_happens(open_door: Door) -> None:
    north = await open_door.as_user("north")
    await north.post("/reports", report("r1"))
    async with listening(open_door, "north") as socket:
        first = await message(socket, "snapshot")
        assert [one["incident_id"] for one in first["incidents"]] == ["I1"]
        assert "exercise" not in first
        await north.put("/incidents/I1/priority", {"priority": 2, "reason": "smoke"})
        told = await message(socket, "events")
        assert [one["position"] for one in told["events"]] == [first["position"] + 1]
        assert told["events"][0]["event"]["type"] == "PrioritySet"
        assert told["position"] == first["position"] + 1


async def test_who_wants_it_brief_gets_incidents_orders_and_teams_alone(open_door: Door) -> None:
    north = await open_door.as_user("north")
    await north.post("/reports", report("r1"))
    async with (
        listening(open_door, "north") as whole,
        listening(open_door, "north", "?brief=true") as brief,
    ):
        everything, little = await message(whole, "snapshot"), await message(brief, "snapshot")
        same = everything.keys() & little.keys() - {"at", "position"}
        assert {name: little[name] for name in same} == {name: everything[name] for name in same}
        assert everything.keys() - little.keys() == {
            "recommendations",
            "exchange",
            "shipments",
            "posts",
            "information_reports",
            "evacuations",
            "shifts",
        }


async def test_who_comes_back_misses_nothing_and_gets_nothing_twice(
    open_door: Door, area: CommandArea
) -> None:
    await report_many(area, open_door, 30)
    async with listening(open_door, "city", "?after=10") as socket:
        head = area.area.position
        assert await positions_until(socket, head) == list(range(11, head + 1))
    await report_many(area, open_door, 5, "s")
    async with listening(open_door, "city", f"?after={head}") as socket:
        end = area.area.position
        assert await positions_until(socket, end) == list(range(head + 1, end + 1))


async def test_nothing_is_lost_or_doubled_while_events_are_being_written(
    quick_heartbeat: None, open_door: Door, area: CommandArea, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.live.CHUNK", 7)
    await report_many(area, open_door, 50)
    writing = asyncio.create_task(report_many(area, open_door, 300, "w"))
    seen: list[int] = []
    after = 0
    for _ in range(12):  # comes and goes, each time with the position it has
        async with listening(open_door, "city", f"?after={after}") as socket:
            for _ in range(3):
                told = await frame(socket)
                if told["type"] == "events":
                    seen += [one["position"] for one in told["events"]]
                after = told["position"]
    await writing
    async with listening(open_door, "city", f"?after={after}") as socket:
        if after < area.area.position:
            seen += await positions_until(socket, area.area.position)
    assert seen == list(range(1, area.area.position + 1))


async def test_each_hears_of_the_own_place_only_and_still_knows_how_far_the_log_is(
    quick_heartbeat: None, open_door: Door, area: CommandArea
) -> None:
    async with (
        listening(open_door, "north") as north,
        listening(open_door, "south") as south,
        listening(open_door, "team.n1") as team,
    ):
        for socket in (north, south, team):
            await message(socket, "snapshot")
        client = await open_door.as_user("south")
        await client.post("/reports", report("r1", SOUTH))
        told = await message(south, "events")
        assert {one["event"]["type"] for one in told["events"]} == {
            "ReportReceived",
            "IncidentRegistered",
            "InformationReportBegun",
        }
        for socket in (north, team):
            told = {"position": 0}
            while told["position"] < area.area.position:
                told = await frame(socket)
                assert told["type"] == "heartbeat"


async def test_replayed_events_are_filtered_like_live_ones(
    open_door: Door, area: CommandArea
) -> None:
    await report_many(area, open_door, 10)
    async with listening(open_door, "north", "?after=0") as socket:
        told = await message(socket, "events")
    assert told["position"] == area.area.position
    kinds = [one["event"] for one in told["events"]]
    (enrolled,) = (one for one in kinds if one["type"] == "TeamsEnrolled")
    assert [one["team_id"] for one in enrolled["teams"]] == ["N1", "N2"]
    places = {one["place_code"] for one in kinds if one["type"] == "IncidentRegistered"}
    assert places == {"TN-V1"}


async def test_of_many_positions_of_a_team_only_the_newest_goes_out(
    open_door: Door, area: CommandArea
) -> None:
    async with listening(open_door, "north") as north, listening(open_door, "south") as south:
        await message(north, "snapshot")
        await message(south, "snapshot")
        now = area.engine.clock.now()
        for number in range(200):
            area.positions.record(
                Fix("N1", Position(108.9 + number / 1e4, 34.3), now + number / 1e3)
            )
        told = await message(north, "positions")
        assert len(told["fixes"]) == 1
        assert told["fixes"][0]["position"]["lon"] == pytest.approx(108.9199)
        with pytest.raises(TimeoutError):
            await message(south, "positions", 0.6)


async def test_who_cannot_keep_up_is_cut_off_with_the_position_it_has(
    open_door: Door, area: CommandArea, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub_module, "MAX_FRAMES", 5)
    monkeypatch.setattr(hub_module, "TICK_MAX_S", 0.001)
    north = await open_door.as_user("north")
    slow = {"max_queue": 1, "open_timeout": 5, "close_timeout": 1}
    async with listening(open_door, "city", **slow) as socket:
        await message(socket, "snapshot")
        long_text = "x" * 3900
        for number in range(400):  # the socket's buffers take some megabytes before it is felt
            evidence = [long_text] * 40
            await north.post("/reports", report(f"r{number}", evidence=evidence))
            if open_door.app.state.desk.at_work.hub("city").subscribers == 0:
                break
            if number % 20 == 19:
                await asyncio.sleep(0.02)
        messages, code, reason = await until_closed(socket)
    events = [one for told in messages if told["type"] == "events" for one in told["events"]]
    positions = [one["position"] for one in events]
    assert positions == list(range(positions[0], positions[-1] + 1))
    assert (code, reason) == (4008, f"too slow: come back with after={positions[-1]}")
    assert positions[-1] < area.area.position


async def test_a_drill_says_so_on_every_message(
    quick_heartbeat: None, house: House, open_door: Door
) -> None:
    drill = house.open_area("drill", roads=RoadDesk(small_roads()))
    await asyncio.to_thread(found, drill, exercise=True)
    hub = open_door.app.state.desk.at_work.start("drill")
    async with listening(open_door, "north", "?area=drill") as socket:
        while hub.subscribers == 0:
            await asyncio.sleep(0.01)
        north = await open_door.as_user("north")
        await north.send("POST", "/reports?area=drill", report("r1"))
        drill.positions.record(Fix("N1", NORTH, drill.engine.clock.now()))
        kinds = set()
        while kinds < {"snapshot", "events", "positions", "heartbeat"}:
            told = await frame(socket)
            assert (told["exercise"], told["area"]) == (True, "drill")
            kinds.add(told["type"])


async def test_the_token_may_come_as_the_first_message(open_door: Door) -> None:
    url = open_door.url.replace("http", "ws", 1) + "/api/v1/live"
    async with connect(url) as socket:
        await socket.send(json.dumps({"token": await open_door.token("north")}))
        assert (await message(socket, "snapshot"))["area"] == "city"


@pytest.mark.parametrize("said", ['{"token": "wrong"}', "hello", "[1]", '{"token": 5}'])
async def test_who_does_not_say_who_it_is_hears_nothing(open_door: Door, said: str) -> None:
    url = open_door.url.replace("http", "ws", 1) + "/api/v1/live"
    async with connect(url) as socket:
        await socket.send(said)
        assert (await until_closed(socket))[1] == 4401


async def test_a_page_of_another_site_cannot_listen_with_the_cookie(open_door: Door) -> None:
    url = open_door.url.replace("http", "ws", 1) + "/api/v1/live"
    cookie = {"Cookie": f"chiyuan_session={await open_door.token('north')}"}
    async with connect(url, additional_headers=cookie, origin="http://evil.example") as socket:
        assert (await until_closed(socket))[1] == 4403
    async with connect(url, additional_headers=cookie, origin=open_door.url) as socket:
        assert (await message(socket, "snapshot"))["area"] == "city"


@pytest.mark.parametrize(
    ("query", "code"), [("?after=99999", 4409), ("?after=-1", 4400), ("?area=none", 4404)]
)
async def test_a_wish_that_cannot_be_met_is_told(
    open_door: Door, query: str, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.live.CATCH_UP_S", 0.1)
    async with listening(open_door, "north", query) as socket:
        assert (await until_closed(socket))[1] == code


async def test_signing_out_ends_the_feed(open_door: Door) -> None:
    token = await open_door.token("north")
    headers = {"Authorization": f"Bearer {token}"}
    url = open_door.url.replace("http", "ws", 1) + "/api/v1/live"
    async with connect(url, additional_headers=headers) as socket:
        await message(socket, "snapshot")
        await open_door.http.post("/api/v1/logout", headers=headers)
        assert (await until_closed(socket))[1] == 4401
