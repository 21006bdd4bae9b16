"""The past over HTTP and the WebSocket: as it was then, within each one's place, marked 回放."""

import asyncio
from urllib.parse import quote

import pytest

from api import replaying
from api.shown import rfc3339
from dispatch.domain.commands import SendReport
from dispatch.engine.bootstrap import CommandArea
from dispatch.store.tracks import Track
from tests.api.doors import NORTH, SOUTH, Door, report
from tests.api.test_live import listening, message, until_closed


async def two_reports(door: Door, area: CommandArea) -> tuple[int, int]:
    """Report in the north, then in the south; return the position after each."""
    north, south = await door.as_user("north"), await door.as_user("south")
    await north.post("/reports", report("r1"))
    first = area.area.position
    sent = report("r2") | {"place_code": "TS-V1", "position": {"lon": SOUTH.lon, "lat": SOUTH.lat}}
    assert (await south.post("/reports", sent)).status_code == 201
    return first, area.area.position


async def test_the_board_is_as_it_was_and_within_ones_own_place(door, area) -> None:
    first, second = await two_reports(door, area)
    city, north = await door.as_user("city"), await door.as_user("north")

    async def open_at(client, position: int) -> list[str]:
        body = (await client.get("/replay/board", position=position)).json()
        assert body["replay"]["zh"] == "回放"
        assert (body["type"], body["position"]) == ("snapshot", position)
        return sorted(one["incident_id"] for one in body["incidents"])

    assert await open_at(city, first) == ["I1"]
    assert await open_at(city, second) == ["I1", "I2"]
    assert await open_at(north, second) == ["I1"]


async def test_a_moment_is_asked_for_as_well_and_there_is_a_span_for_a_slider(door, area) -> None:
    first, _ = await two_reports(door, area)
    city = await door.as_user("city")
    span = (await city.get("/replay")).json()
    assert (span["first_position"], span["last_position"]) == (1, area.area.position)
    at = rfc3339(area.history.moment_of(first))
    body = (await city.get("/replay/board", at=at)).json()
    assert body["position"] == first
    before = (await city.get("/replay/board", at="2001-01-01T00:00:00Z")).json()
    assert (before["position"], before["incidents"]) == (0, [])


async def test_what_followed_is_told_page_by_page_to_who_saw_it(door, area) -> None:
    await two_reports(door, area)
    city, north = await door.as_user("city"), await door.as_user("north")

    async def reports(client) -> list[str]:
        told, after = [], 0
        while after is not None:
            page = (await client.get("/replay/events", after=after, limit=2)).json()
            told += [one["event"] for one in page["items"]]
            after = page["next"]
        return [one["report"]["report_id"] for one in told if one["type"] == "ReportReceived"]

    assert await reports(city) == ["r1", "r2"]
    assert await reports(north) == ["r1"]


async def test_milestones_are_told_in_words_to_who_saw_them(door, area) -> None:
    await two_reports(door, area)
    city, north = await door.as_user("city"), await door.as_user("north")

    async def told(client) -> list[str]:
        page = (await client.get("/replay/timeline", limit=1)).json()
        assert page["replay"]["zh"] == "回放"
        more = (await client.get("/replay/timeline", after=page["next"])).json()
        return [one["zh"] for one in (*page["items"], *more["items"])]

    assert len(await told(city)) == 2
    assert all("I1" in one for one in await told(north))


async def test_the_state_has_who_was_at_rest_and_the_map_has_them_all(door, area) -> None:
    first, _ = await two_reports(door, area)
    north = await door.as_user("north")
    state = (await north.get("/replay/state", position=first)).json()
    assert {one["team_id"] for one in state["teams"]} == {"N1", "N2"}
    drawn = (await north.get("/replay/map", position=first)).json()
    assert drawn["type"] == "FeatureCollection"
    assert {one["id"] for one in drawn["features"]} == {"I1", "N1", "N2"}


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"position": 9999},
        {"position": 1, "at": "2025-01-01T00:00:00Z"},
        {"at": "yesterday"},
        {"at": "2025-01-01T00:00:00"},
    ],
)
async def test_what_is_no_moment_of_the_log_is_refused(door, query) -> None:
    city = await door.as_user("city")
    assert (await city.get("/replay/board", **query)).status_code == 422


async def test_a_past_stretch_is_played_as_if_live_and_marked(open_door, area, monkeypatch) -> None:
    monkeypatch.setattr(replaying, "POSITIONS_EVERY_S", 0.0)
    first, second = await two_reports(open_door, area)
    begin = area.history.moment_of(first)
    step = {"action": "go_off_duty", "reason": "pump"}
    north = await open_door.as_user("north.lead")
    await north.post("/teams/N1/actions", step)
    area.tracks.save([Track("city", "N1", begin, NORTH.lon, NORTH.lat, "gps")])
    query = f"?from={quote(rfc3339(begin - 0.002))}&speed=1"
    async with listening(open_door, "city", query) as socket:
        snapshot = await message(socket, "snapshot")
        assert snapshot["replay"]["zh"] == "回放"
        assert snapshot["position"] < first
        seen: list[int] = []
        while not seen or seen[-1] < second:
            told = await message(socket, "events")
            assert told["replay"]["speed"] == 1
            seen += [one["position"] for one in told["events"]]
        assert seen == list(range(snapshot["position"] + 1, seen[-1] + 1))
        assert (await message(socket, "replay_ended"))["position"] == area.area.position
        await socket.send(f'{{"speed": 0, "at": "{rfc3339(begin)}"}}')
        again = await message(socket, "snapshot")
        assert (again["position"], again["replay"]["speed"]) == (first, 0)
        await socket.send('{"speed": -4}')
        _, code, reason = await until_closed(socket)
        assert (code, "speed" in reason) == (4400, True)


async def test_a_replay_does_not_hear_what_happens_meanwhile_before_its_moment(
    open_door, area
) -> None:
    first, _ = await two_reports(open_door, area)
    begin = area.history.moment_of(first)
    async with listening(open_door, "city", f"?from={quote(rfc3339(begin))}&speed=0") as socket:
        await message(socket, "snapshot")
        lead = (await asyncio.to_thread(open_door.app.state.desk.book.get, "lead")).actor
        await area.writer.handle(SendReport("r3", "other", "duty", NORTH, "TN-V1"), lead)
        beat = await message(socket, "heartbeat")
        assert beat["position"] == first
