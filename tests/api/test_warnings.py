"""Warnings over HTTP: taken in as CAP, issued, confirmed, reviewed, told on the feed."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from tests.api.doors import Client, Door
from tests.api.test_live import listening, message

ID = "61010041600000_20250701080000_{}"
ANSWERING = ("grid", "TN-V1")


def moment(hours: float) -> str:
    return (datetime.now(UTC) + timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:%S+00:00")


def cap(
    number: int = 1,
    does: str = "Alert",
    about: int | None = None,
    severity: str = "Extreme",
    status: str = "Actual",
    code: str = "TN",
) -> str:
    references = f"<references>x,{ID.format(about)},{moment(-1)}</references>" if about else ""
    info = f"""<info><language>zh-CN</language><category>Met</category><event>暴雨</event>
      <urgency>Immediate</urgency><severity>{severity}</severity><certainty>Likely</certainty>
      <onset>{moment(0)}</onset><expires>{moment(6)}</expires><senderName>气象台</senderName>
      <description>暴雨</description><instruction>转移</instruction><area><areaDesc>北镇</areaDesc>
      <geocode><valueName>c</valueName><value>{code}</value></geocode></area></info>"""
    return f"""<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">
      <identifier>{ID.format(number)}</identifier><sender>x</sender>
      <sent>{moment(number / 60)}</sent>
      <status>{status}</status><msgType>{does}</msgType><scope>Public</scope>{references}
      {"" if does == "Cancel" else info}</alert>"""


async def send(who: Client, text: str, media_type: str = "application/cap+xml") -> httpx.Response:
    return await who.http.post(
        "/api/v1/warnings/cap",
        content=text.encode(),
        headers=who.headers | {"Content-Type": media_type},
    )


def notice(**more: Any) -> dict[str, Any]:
    return {
        "kind": "rainstorm",
        "colour": "ORANGE",
        "begins_at": moment(0),
        "ends_at": moment(6),
        "place_codes": ["TN"],
        "matters": "暴雨",
        "advice": "转移",
        "issued_by": "北县气象台",
    } | more


async def test_a_warning_comes_in_as_cap_and_is_confirmed_down_to_the_village(door: Door) -> None:
    weather, north, grid = [await door.as_user(one) for one in ("weather", "north", "grid")]
    text = cap()
    answer = await send(weather, text)
    assert (answer.status_code, answer.json()["warning_id"]) == (201, "W1")
    again = await send(weather, text)
    assert (again.status_code, again.json()["warning_id"]) == (200, "W1")
    shown = (await north.get("/warnings/W1")).json()
    assert (shown["state"], shown["called"], shown["notice"]["colour"]) == ("CALLED", 4, "RED")
    assert len(shown["measures"]) == 13
    assert shown["shelters_to_ready"] == ["HN"]
    assert shown["standby"] == ["N1", "N2"]
    owed = (await north.get("/warnings/calls", owed=True)).json()["items"]
    assert {one["place_code"] for one in owed} == {"TN", "TN-V1", "TN-V2"}
    call = (await grid.get("/warnings/W1/calls/TN-V1")).json()
    assert "answer" in {one["action"] for one in call["allowed_actions"]}
    body = {"action": "answer", "reason": "已通知到户"}
    assert (await grid.post("/warnings/W1/calls/TN-V1/actions", body)).status_code == 200
    assert (await grid.get("/warnings/W1/calls/TN-V2")).status_code == 404
    by_phone = {"action": "answer", "reason": "电话：支书"}
    assert (await north.post("/warnings/W1/calls/TN-V2/actions", by_phone)).status_code == 200
    review = (await north.get("/warnings/W1/review")).json()
    assert (review["called"], review["in_time"]) == (3, 2)
    (post,) = (await north.get("/posts", warning_id="W1")).json()["items"]
    assert (post["place_code"], post["state"]) == ("TN", "CONSULTING")


async def test_what_is_wrong_with_a_message_is_told_by_its_element(door: Door) -> None:
    weather = await door.as_user("weather")
    answer = await send(weather, cap().replace("<description>暴雨</description>", ""))
    told = answer.json()
    assert (answer.status_code, told["code"]) == (422, "invalid_cap")
    assert told["errors"][0]["field"] == "alert/info/description"
    assert (await send(weather, cap(status="Exercise"))).json()["code"] == "status_fits_the_area"
    assert (await send(weather, "{}", "application/json")).status_code == 415
    bomb = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + cap()
    assert "DOCTYPE" in (await send(weather, bomb)).json()["detail"] + str(
        (await send(weather, bomb)).json()["errors"]
    )
    north = await door.as_user("north")
    assert (await north.get("/warnings")).json()["items"] == []


async def test_an_update_and_a_cancel_find_their_warning(door: Door) -> None:
    weather, north = await door.as_user("weather"), await door.as_user("north")
    await send(weather, cap(1, severity="Severe"))
    answer = await send(weather, cap(2, "Update", about=1))
    assert (answer.status_code, answer.json()["warning_id"]) == (201, "W1")
    assert (await north.get("/warnings/W1")).json()["past"][0]["colour"] == "ORANGE"
    assert (await send(weather, cap(3, "Cancel", about=2))).json()["warning_id"] == "W1"
    assert (await north.get("/warnings", open=True)).json()["items"] == []
    assert (await send(weather, cap(4, "Cancel", about=9))).status_code == 422
    written = await north.get("/warnings/W1/cap")
    assert written.headers["content-type"].startswith("application/cap+xml")
    assert "<msgType>Cancel</msgType>" in written.text


async def test_a_station_issues_by_a_drawn_polygon_and_lifts_and_nobody_else(door: Door) -> None:
    station, north, city = [await door.as_user(one) for one in ("station", "north", "city")]
    ring = [[108.8, 34.2], [109.0, 34.2], [109.0, 34.4], [108.8, 34.4], [108.8, 34.2]]
    drawn = {"place_codes": [], "polygons": [{"type": "Polygon", "coordinates": [ring]}]}
    answer = await station.post("/warnings", notice(**drawn))
    assert (answer.status_code, answer.json()["warning_id"]) == (201, "W1")
    shown = (await north.get("/warnings/W1")).json()
    assert shown["notice"]["place_codes"] == ["TN"]
    assert (await north.post("/warnings", notice())).status_code == 403
    lift = {"action": "lift", "reason": "雨停"}
    assert (await city.post("/warnings/W1/actions", lift)).json()["code"] == (
        "only_its_issuer_changes_it"
    )
    anew = notice(colour="RED")
    assert (await station.post("/warnings/W1/updates", anew)).status_code == 201
    assert (await station.post("/warnings/W1/actions", lift)).status_code == 200
    bad = {
        "type": "Polygon",
        "coordinates": [[[108, 34], [109, 35], [109, 34], [108, 35], [108, 34]]],
    }
    answer = await station.post("/warnings", notice(polygons=[bad]))
    assert (answer.status_code, answer.json()["field"]) == (422, "polygons")


async def test_measures_are_ticked_and_seen_where_they_were_taken(door: Door) -> None:
    weather, north, south, city = [
        await door.as_user(one) for one in ("weather", "north", "south", "city")
    ]
    await send(weather, cap(code="C"))
    body = {"note": "已部署"}
    assert (await north.put("/warnings/W1/measures/assess", body)).status_code == 200
    for who, seen in ((north, {"TN"}), (city, {"TN"}), (south, set())):
        shown = (await who.get("/warnings/W1")).json()
        assert set(shown["ticks"]) == seen
        assert shown["allowed_commands"] == ["TickMeasure"]
    grid = await door.as_user("grid")
    assert (await grid.get("/warnings/W1")).json()["allowed_commands"] == []
    answer = await north.put("/warnings/W1/measures/sing", body)
    assert (answer.status_code, answer.json()["field"]) == (422, "measure")


async def test_the_feed_tells_of_a_warning_and_each_of_the_calls_that_are_theirs(
    open_door: Door,
) -> None:
    weather = await open_door.as_user("weather")
    async with listening(open_door, "south") as south, listening(open_door, "grid") as grid:
        await message(south, "snapshot")
        await message(grid, "snapshot")
        await send(weather, cap())
        told = {"WarningReceived": 0, "WarningPassedOn": 0}
        while "act" not in told:
            for one in (await message(grid, "events"))["events"]:
                event = one["event"]
                if event["type"] in told:
                    told[event["type"]] += 1
                if event["type"] == "WarningPassedOn":
                    assert [call["place_code"] for call in event["calls"]] == ["TN-V1"]
                if event.get("action") == "call":
                    told["act"] = 1
        assert told == {"WarningReceived": 1, "WarningPassedOn": 1, "act": 1}
        heard = [one["event"]["type"] for one in (await message(south, "events"))["events"]]
        assert "WarningReceived" in heard
        assert "WarningPassedOn" not in heard
    async with listening(open_door, "south") as socket:
        shown = await message(socket, "snapshot")
        assert [one["warning_id"] for one in shown["warnings"]] == ["W1"]
