"""The safety of teams over HTTP and on the feed, and the calls of duty rooms."""

from tests.api.doors import Client, Door, report
from tests.api.test_live import listening, message


async def at_work(north: Client, team: Client) -> str:
    """Have team N1 at work on an incident; return its order."""
    await north.post("/reports", report("r1", kind="fire", priority=2))
    body = {"team_id": "N1", "capability": "FIRE"}
    given = await north.post("/incidents/I1/instructions", body)
    assert given.status_code == 201, given.text
    order = "D1"
    for action in ("deliver", "sign", "set_out", "arrive", "begin"):
        answer = await team.post(f"/instructions/{order}/actions", {"action": action})
        assert answer.status_code == 200, answer.text
    return order


async def test_a_roll_is_called_and_answered_with_one_tap(door: Door) -> None:
    north, team = await door.as_user("north"), await door.as_user("team.n1")
    order = await at_work(north, team)
    await north.post(f"/instructions/{order}/actions", {"action": "call_the_roll"})
    shown = (await team.get(f"/instructions/{order}")).json()
    assert shown["awaits"] == ["roll_call"]
    (listed,) = (await team.get("/instructions")).json()["items"]
    assert listed["awaits"] == ["roll_call"]
    assert "answer_the_roll" in {one["action"] for one in shown["allowed_actions"]}
    (row,) = (await north.get("/incidents/I1/safety")).json()["items"]
    assert (row["team_id"], row["awaits"], row["people"]) == ("N1", ["roll_call"], 6)
    assert row["roll_call_due_at"] is not None
    await team.post(f"/instructions/{order}/actions", {"action": "answer_the_roll"})
    (row,) = (await north.get("/incidents/I1/safety")).json()["items"]
    assert (row["awaits"], row["safety"]["headcount"]["safe"]) == ([], 6)
    short = {"action": "answer_the_roll", "safe": 4}
    await team.post(f"/instructions/{order}/actions", short)
    (row,) = (await north.get("/incidents/I1/safety")).json()["items"]
    assert (row["awaits"], row["differs_by"]) == (["headcount"], 2)
    wrong = await team.post(f"/instructions/{order}/actions", short | {"safe": -1})
    assert (wrong.status_code, wrong.json()["field"]) == (422, "safe")


async def test_who_has_not_acknowledged_a_hold_is_listed(door: Door) -> None:
    north, team = await door.as_user("north"), await door.as_user("team.n1")
    order = await at_work(north, team)
    await north.post("/incidents/I1/instructions", {"team_id": "N2", "capability": "MEDICAL"})
    await team.post("/incidents/I1/actions", {"action": "safety_hold"})
    told = (await north.get("/incidents/I1/safety")).json()
    assert (told["safety_hold"], told["not_acknowledged"]) == (True, ["D2"])
    await north.post("/instructions/D2/actions", {"action": "acknowledge_hold"})
    told = (await north.get("/incidents/I1/safety")).json()
    assert told["not_acknowledged"] == []
    assert {row["safety"]["hold"] for row in told["items"]} == {"SEEN"}
    own = (await team.get("/incidents/I1/safety")).json()["items"]
    assert [row["instruction_id"] for row in own] == [order]


async def test_a_mayday_is_on_everybodys_feed_at_once(open_door: Door) -> None:
    north, team = await open_door.as_user("north"), await open_door.as_user("team.n1")
    order = await at_work(north, team)
    await north.post("/incidents/I1/instructions", {"team_id": "N2", "capability": "MEDICAL"})
    async with listening(open_door, "lead") as socket:
        await message(socket, "snapshot")
        body = {"action": "mayday", "reason": "二楼坍塌"}
        assert (await team.post(f"/instructions/{order}/actions", body)).status_code == 200
        told = {}
        while "MaydayCalled" not in told:
            events = (await message(socket, "events"))["events"]
            told = {one["event"]["type"]: one["event"] for one in events}
    assert (told["MaydayCalled"]["team_id"], told["MaydayCalled"]["words"]) == ("N1", "二楼坍塌")
    shown = (await north.get("/incidents/I1")).json()
    assert shown["maydays"] == [order]
    timeline = (await north.get("/incidents/I1/timeline", limit=100)).json()["items"]
    assert "MaydayCalled" in {one["event"]["type"] for one in timeline}
    refused = await north.post(
        f"/instructions/{order}/actions", {"action": "clear_mayday", "reason": "out"}
    )
    assert (refused.status_code, refused.json()["code"]) == (403, "role_may_not")


async def test_the_duty_room_of_the_teams_place_is_asked_to_call(door: Door) -> None:
    north, south = await door.as_user("north"), await door.as_user("south")
    lead, team = await door.as_user("lead"), await door.as_user("team.n1")
    await north.post("/reports", report("r1", priority=3))
    await north.post("/incidents/I1/instructions", {"team_id": "N1", "capability": "FIRE"})
    assert (await north.get("/calls")).json()["items"] == []
    asked = await lead.post("/instructions/D1/actions", {"action": "ask_to_call"})
    assert asked.status_code == 200, asked.text
    (call,) = (await north.get("/calls")).json()["items"]
    assert (call["team_id"], call["place_code"], call["awaits"]) == ("N1", "TN", ["sign"])
    for other in (south, team):
        assert (await other.get("/calls")).json()["items"] == []
    body = {"action": "record_reached", "reason": "在路上"}
    assert (await north.post("/instructions/D1/actions", body)).status_code == 200
    assert (await north.get("/calls")).json()["items"] == []
