"""The one list of alarms over HTTP: what shouts, what waits, what was said, who sees it."""

from typing import Any

from dispatch.domain.actors import system
from dispatch.domain.commands import LetDeadlinePass
from tests.api.doors import Client, Door, report
from tests.api.test_live import listening, message


async def silent(door: Door, count: int) -> Client:
    """So many incidents nobody looks at: each is late by five minutes at once."""
    north = await door.as_user("north")
    for number in range(count):
        old = report(
            f"r{number}", kind="gas", position={"lon": 108.90 + 0.02 * number, "lat": 34.3}
        )
        answer = await north.post("/reports", old | {"discovered_at": "2020-01-01T00:00:00Z"})
        assert answer.status_code == 201, answer.text
    area = door.app.state.desk.house.area("city")
    for key, deadline in list(area.area.deadlines.items()):
        if deadline.due_at < area.engine.clock.now():
            area.writer.handle_now(LetDeadlinePass(key), system("C"))
    return north


async def test_few_shout_all_are_listed_and_counted(door: Door) -> None:
    north = await silent(door, 8)
    told = (await north.get("/alarms", limit=5)).json()
    assert told["budget"] == len(told["shouting"]) == 5
    counted = sum(one["count"] for one in told["groups"])
    assert sum(one["shouting"] for one in told["groups"]) == 5
    found: list[str] = []
    while True:
        found += [one["alarm_id"] for one in told["items"]]
        if told["next"] is None:
            break
        told = (await north.get("/alarms", limit=5, cursor=told["next"])).json()
    assert len(found) == len(set(found)) == counted >= 8
    late = (await north.get("/alarms", group="incident_late")).json()["items"]
    assert len(late) == 8
    assert late[0]["zh"].startswith("接报处置逾期 I")
    south = await door.as_user("south")
    assert (await south.get("/alarms")).json()["items"] == []


async def test_who_sees_to_an_alarm_silences_it_for_all(door: Door) -> None:
    north = await silent(door, 1)
    alarm = (await north.get("/alarms", group="incident_late")).json()["items"][0]
    body = {"alarm_id": alarm["alarm_id"], "reason": "on the telephone with them"}
    assert (await north.post("/alarms/acknowledge", body)).status_code == 200
    city = await door.as_user("city")
    told = (await city.get("/alarms", group="incident_late")).json()
    (after,) = told["items"]
    assert (after["answer"]["by"], after["answer"]["snoozed"]) == ("north", False)
    assert alarm["alarm_id"] not in {one["alarm_id"] for one in told["shouting"]}
    assert (await city.get("/alarms", group="incident_late", answered=False)).json()["items"] == []
    timeline = (await north.get("/incidents/I1/timeline")).json()["items"]
    assert "AlarmAnswered" in {one["event"]["type"] for one in timeline}
    for path, more, code in (
        ("snooze", {"for_s": 1e9}, "wrong_number"),
        ("acknowledge", {"reason": " "}, "input_missing"),
        ("acknowledge", {"alarm_id": "mayday/x"}, "unknown_alarm"),
    ):
        refused: Any = await north.post(f"/alarms/{path}", body | more)
        assert refused.json()["code"] == code, refused.text


async def test_many_are_acknowledged_in_one_request_or_none_is(door: Door) -> None:
    north = await silent(door, 3)
    late = (await north.get("/alarms", group="incident_late")).json()["items"]
    ids = [one["alarm_id"] for one in late]
    path, said = "/alarms/acknowledge-all", {"reason": "all three are being telephoned"}
    refused = await north.post(path, said | {"alarm_ids": [*ids, "mayday/x", "mayday/y"]})
    assert refused.status_code == 409
    assert "alarm_ids.3" in refused.json()["detail"]
    assert "alarm_ids.4" in refused.json()["detail"]
    assert (await north.get("/alarms", answered=True)).json()["items"] == []
    assert (await north.post(path, said | {"alarm_ids": ids})).status_code == 200
    answered = (await north.get("/alarms", answered=True)).json()["items"]
    assert {one["alarm_id"] for one in answered} == set(ids)


async def test_the_live_feed_tells_what_shouts(open_door: Door) -> None:
    await silent(open_door, 7)
    async with listening(open_door, "north") as socket:
        while len((told := await message(socket, "alarms", 30))["shouting"]) < 5:
            pass
        assert told["budget"] == 5
        assert "incident_late" in {one["group"] for one in told["groups"]}
