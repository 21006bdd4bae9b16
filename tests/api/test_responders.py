"""First responders over HTTP: entered, asked, answering, and shown with the incident."""

import pytest

from api.users import User
from tests.api.doors import PASSWORD, Door, report


def a_person(responder_id: str, lon: float, **more: object) -> dict[str, object]:
    return {
        "responder_id": responder_id,
        "name": "王师傅",
        "place_code": "TN-V1",
        "home": {"lon": lon, "lat": 34.3},
        "skills": ["extinguisher"],
        "consent": "2024-03-01 书面同意",
        "phone": "13800000000",
    } | more


@pytest.fixture
async def asked(door: Door) -> Door:
    desk = door.app.state.desk
    area = desk.house.area(desk.main_area)
    for name in ("fr-1", "fr-2"):
        desk.book.add(User(name, "FR", "TN-V1"), PASSWORD, area.area, area.engine.profile)
    office, north = await door.as_user("north.office"), await door.as_user("north")
    people = [a_person("fr-1", 108.901), a_person("fr-2", 108.902)]
    assert (await office.post("/responders", {"responders": people})).status_code == 201
    assert (await north.post("/reports", report("r1", kind="fire"))).status_code == 201
    return door


async def test_those_near_are_asked_and_answer_for_themselves(asked: Door) -> None:
    north, me = await asked.as_user("north"), await asked.as_user("fr-1")
    (mine,) = (await me.get("/responders/calls")).json()["items"]
    assert (mine["call_id"], mine["kind"], mine["state"]) == ("I1/fr-1", "fire", "ASKED")
    assert mine["task_zh"]
    assert {one["action"] for one in mine["allowed_actions"]} == {"accept", "decline", "arrive"}
    path = "/incidents/I1/responders"
    assert (await me.post(f"{path}/fr-1/actions", {"action": "accept"})).status_code == 200
    assert (await me.get("/responders/fr-2")).status_code == 404
    refused = await me.post(f"{path}/fr-2/actions", {"action": "accept"})
    assert refused.status_code == 404
    assert (await me.get("/incidents/I1/timeline")).status_code == 404
    phoned = {"action": "decline", "channel": "phone"}
    assert (await north.post(f"{path}/fr-2/actions", phoned)).status_code == 200
    shown = (await north.get(path)).json()["items"]
    assert [(one["name"], one["state"]) for one in shown] == [
        ("王师傅", "ACCEPTED"),
        ("王师傅", "DECLINED"),
    ]
    timeline = (await north.get("/incidents/I1/timeline")).json()["items"]
    assert "RespondersAsked" in {one["event"]["type"] for one in timeline}


async def test_a_team_at_work_there_is_not_told_who_lives_near_by(asked: Door) -> None:
    north, leader = await asked.as_user("north"), await asked.as_user("team.n1")
    give = {"team_id": "N1", "capability": "FIRE", "task": "灭火"}
    given = await north.post("/incidents/I1/instructions", give)
    if given.status_code != 201:  # the engine has sent it there by itself meanwhile
        assert given.json()["code"] == "committed"
    told = (await leader.get("/incidents/I1/timeline")).json()["items"]
    kinds = {one["event"]["type"] for one in told}
    sent = [one["event"]["team_id"] for one in told if one["event"]["type"] == "InstructionGiven"]
    assert sent == ["N1"]
    assert "RespondersAsked" not in kinds


async def test_a_responder_says_where_they_are_and_withdraws(asked: Door) -> None:
    me, north = await asked.as_user("fr-1"), await asked.as_user("north")
    there = {"lon": 108.95, "lat": 34.31}
    assert (await me.put("/responders/fr-1/position", there)).status_code == 200
    assert (await north.get("/responders/fr-1")).json()["position"]["lon"] == 108.95
    gone = await me.post("/responders/fr-1/actions", {"action": "withdraw_consent"})
    assert gone.status_code == 200
    states = {
        one["responder_id"]: one["state"]
        for one in (await north.get("/incidents/I1/responders")).json()["items"]
    }
    assert states == {"fr-1": "STOOD_DOWN", "fr-2": "ASKED"}


async def test_others_see_none_of_them_and_what_is_wrong_is_named(asked: Door) -> None:
    south, office = await asked.as_user("south"), await asked.as_user("north.office")
    assert (await south.get("/responders")).json()["items"] == []
    assert (await south.get("/responders/fr-1")).status_code == 404
    wrong = {"responders": [a_person("fr-3", 108.9, skills=["magic"])]}
    refused = await office.post("/responders", wrong)
    assert (refused.status_code, refused.json()["field"]) == (422, "responders[0].skills")
