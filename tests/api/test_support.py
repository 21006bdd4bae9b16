"""Support of the level above over HTTP: proposed, asked for, answered, and told on the feed."""

from tests.api.doors import Door, report
from tests.api.test_live import listening, message

NEEDS = {"team_needs": [{"capability": "FIRE", "teams": 2}], "supply_needs": []}


async def test_a_proposal_is_sent_and_answered_by_the_level_above(door: Door) -> None:
    north, lead = await door.as_user("north"), await door.as_user("lead")
    await north.post("/reports", report("r1", **NEEDS))
    told = (await north.get("/support/proposals")).json()["items"]
    (town,) = (one for one in told if one["place_code"] == "TN")
    assert (town["asked_of"], town["asks"]) == ("CN", {"teams": {"FIRE": 1}})
    body = {"place_code": "TN", "reason": "one crew only", **town["asks"]}
    answer = await north.post("/incidents/I1/support-requests", body)
    assert (answer.status_code, answer.json()["request_id"]) == (201, "Q1")
    told = (await north.get("/support/proposals", incident_id="I1")).json()["items"]
    assert "TN" not in {one["place_code"] for one in told}
    shown = (await lead.get("/support/requests/Q1")).json()
    assert {one["action"] for one in shown["allowed_actions"]} >= {"grant", "decline"}
    granted = await lead.post("/support/requests/Q1/actions", {"action": "grant"})
    assert granted.status_code == 200
    (asked,) = (await north.get("/support/requests", open=False)).json()["items"]
    assert asked["state"] == "GRANTED"
    timeline = (await north.get("/incidents/I1/timeline")).json()["items"]
    assert "SupportRequested" in {one["event"]["type"] for one in timeline}


async def test_requests_are_seen_by_who_asks_and_who_is_asked_only(door: Door) -> None:
    north, south = await door.as_user("north"), await door.as_user("south")
    await north.post("/reports", report("r1", **NEEDS))
    body = {"place_code": "TN", "reason": "help", "teams": {"FIRE": 1}}
    assert (await north.post("/incidents/I1/support-requests", body)).status_code == 201
    assert (await south.get("/support/requests")).json()["items"] == []
    assert (await south.get("/support/requests/Q1")).status_code == 404
    assert (await south.get("/support/proposals")).json()["items"] == []


async def test_what_is_asked_wrongly_is_named(door: Door) -> None:
    north = await door.as_user("north")
    await north.post("/reports", report("r1", **NEEDS))
    for more, field in (
        ({"teams": {"FIRE": 0}}, "teams.FIRE"),
        ({"supplies": {"trumpet": 2}}, "asks.supplies.trumpet"),
        ({}, "asks"),
    ):
        body = {"place_code": "TN", "reason": "help", **more}
        answer = await north.post("/incidents/I1/support-requests", body)
        assert (answer.status_code, answer.json()["field"]) == (422, field)


async def test_the_live_feed_tells_of_what_should_be_asked(open_door: Door) -> None:
    north = await open_door.as_user("north")
    async with listening(open_door, "north") as socket:
        await message(socket, "snapshot")
        await north.post("/reports", report("r1", **NEEDS))
        while not (told := await message(socket, "support", 30))["proposals"]:
            pass
        (town,) = told["proposals"]
        assert (town["incident_id"], town["place_code"]) == ("I1", "TN")
