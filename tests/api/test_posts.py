"""Command posts over HTTP: called, approved by telephone, opened, handed over, told on the feed."""

from tests.api.doors import Client, Door, report
from tests.api.test_live import listening, message

STATED = {"matters": "燃气泄漏", "expected_period": "12 h", "measures": ["疏散"]}


async def confirmed(door: Door) -> None:
    north = await door.as_user("north")
    await north.post("/reports", report("r1", kind="gas"))
    await act(north, "/incidents/I1", "start_verify")
    await act(north, "/incidents/I1", "confirm", evidence=["photo"])


async def act(who: Client, path: str, action: str, **said: object) -> dict[str, object]:
    answer = await who.post(f"{path}/actions", {"action": action, **said})
    assert answer.status_code == 200, answer.text
    told: dict[str, object] = answer.json()
    return told


async def opened(door: Door, post_id: str, level: int, *who: str) -> None:
    proposer, approver, commander = [await door.as_user(name) for name in who[:2]] + [who[2]]
    said = {"response_level": level, **STATED}
    await act(proposer, f"/posts/{post_id}", "propose_response", **said)
    await act(approver, f"/posts/{post_id}", "approve_response", channel="phone")
    shown = (await approver.get(f"/posts/{post_id}")).json()
    for group in shown["groups"]:
        staff = {"leader": f"{group} leader", "people": 4}
        assert (await approver.put(f"/posts/{post_id}/groups/{group}", staff)).status_code == 200
    await act(approver, f"/posts/{post_id}", "open_post", commander=commander)


async def test_a_town_post_is_called_approves_and_opens(door: Door) -> None:
    await confirmed(door)
    group = await door.as_user("north.group")
    (post,) = (await group.get("/posts", incident_id="I1", open=True)).json()["items"]
    assert (post["post_id"], post["place_code"], post["state"]) == ("K1", "TN", "CONSULTING")
    await opened(door, "K1", 0, "north.office", "north.group", "north.osc")
    shown = (await group.get("/posts/K1")).json()
    assert (shown["state"], shown["leads"], shown["commander"]) == ("DIRECTING", True, "north.osc")
    assert shown["approval"]["channel"] == "phone"
    assert "response.written" in {one["timer"] for one in shown["deadlines"]}
    assert "request_escalation" in {one["action"] for one in shown["allowed_actions"]}
    incident = (await group.get("/incidents/I1")).json()
    assert (incident["state"], incident["lead"]) == ("RESPONDING", "TN")
    assert [one["post_id"] for one in incident["posts"]] == ["K1"]
    by_hand = {one["action"]: one for one in incident["allowed_actions"]}["adjust_level"]
    assert "command post" in by_hand["blocked_by"]
    assert by_hand["rule"] == "approved_by_the_post"
    timeline = (await group.get("/incidents/I1/timeline")).json()["items"]
    told = [one["event"]["type"] for one in timeline]
    assert {"PostNotified", "ResponseProposed", "ResponseApproved", "CommanderNamed"} <= set(told)
    (approved,) = (one for one in timeline if one["event"].get("row") == "K4b")
    assert approved["event"]["channel"] == "phone"
    assert approved["actor"] == {"name": "north.group", "role": "LG", "place_code": "TN"}


async def test_command_passes_to_the_county_with_both_signatures(door: Door) -> None:
    await confirmed(door)
    await opened(door, "K1", 0, "north.office", "north.group", "north.osc")
    group, county = await door.as_user("north.group"), await door.as_user("county")
    await act(group, "/posts/K1", "request_escalation", reason="控制不住")
    await opened(door, "K2", 4, "county", "county", "county.osc")
    await act(county, "/posts/K1", "take_over", order_ref="区令 1 号")
    shown = (await group.get("/posts/K1")).json()
    items = [one["item"] for one in shown["handover_checklist"]]
    osc, county_osc = await door.as_user("north.osc"), await door.as_user("county.osc")
    refused = await osc.post("/posts/K1/actions", {"action": "sign_handover"})
    assert (refused.status_code, refused.json()["code"]) == (409, "checklist_is_complete")
    for item in items:
        answer = await group.put(f"/posts/K1/handover/{item}", {"note": "已交代"})
        assert answer.status_code == 200
    await act(osc, "/posts/K1", "sign_handover")
    await act(county_osc, "/posts/K1", "sign_handover")
    assert (await group.get("/incidents/I1")).json()["lead"] == "CN"
    assert (await group.get("/posts/K1")).json()["state"] == "SUBORDINATE"


async def test_a_group_is_given_a_task_and_answers(door: Door) -> None:
    await confirmed(door)
    await opened(door, "K1", 0, "north.office", "north.group", "north.osc")
    osc, office = await door.as_user("north.osc"), await door.as_user("north.office")
    made = await osc.post("/posts/K1/orders", {"group": "rescue", "task": "搜救三号楼"})
    assert (made.status_code, made.json()["order_id"]) == (201, "G1")
    await act(office, "/group-orders/G1", "sign")
    await act(office, "/group-orders/G1", "finish", reason="无人被困")
    shown = (await osc.get("/group-orders/G1")).json()
    assert (shown["state"], shown["feedback"][0]["text"]) == ("DONE", "无人被困")
    assert {one["action"] for one in shown["allowed_actions"]} >= {"close", "resume"}
    timeline = (await osc.get("/incidents/I1/timeline")).json()["items"]
    assert "GroupReported" in {one["event"]["type"] for one in timeline}


async def test_objectives_sectors_and_functions_are_set(door: Door) -> None:
    await confirmed(door)
    await opened(door, "K1", 0, "north.office", "north.group", "north.osc")
    osc = await door.as_user("north.osc")
    made = await osc.post("/posts/K1/objectives", {"text": "两小时内控制气源"})
    assert (made.status_code, made.json()["objective_id"]) == (201, "O1")
    answers = [
        await osc.put("/posts/K1/objectives/O1", {"text": "一小时内控制气源", "group": "rescue"}),
        await osc.post("/posts/K1/objectives/O1/progress", {"percent": 40, "note": "阀门已关"}),
        await osc.put("/posts/K1/sectors/北区", {"supervisor": "李四", "team_ids": ["N1"]}),
        await osc.put("/posts/K1/positions/safety", {"name": "孙七"}),
    ]
    assert {one.status_code for one in answers} == {200}
    shown = (await osc.get("/posts/K1")).json()
    assert (shown["objectives"][0]["text"], shown["objectives"][0]["percent"]) == (
        "一小时内控制气源",
        40,
    )
    assert shown["sectors"]["北区"]["team_ids"] == ["N1"]
    assert shown["positions"] == {"safety": "孙七"}
    wrong = await osc.post("/posts/K1/objectives/O1/progress", {"percent": 140})
    assert (wrong.status_code, wrong.json()["field"]) == (422, "percent")


async def test_a_post_tells_each_which_commands_are_theirs(door: Door) -> None:
    await confirmed(door)

    async def offered(name: str) -> set[str]:
        shown = (await (await door.as_user(name)).get("/posts/K1")).json()
        return set(shown["allowed_commands"])

    assert await offered("north.osc") == set(), "nobody mans a post that is not established"
    await opened(door, "K1", 0, "north.office", "north.group", "north.osc")
    staffing = {"ManGroup", "SetSector", "FillPosition", "SetObjective", "ReportObjective"}
    assert await offered("north.osc") == staffing | {"OrderGroup"}
    assert await offered("north.lead") == {"ManGroup", "ReportObjective"}
    assert await offered("north") == set()
    assert await offered("county.osc") == set(), "the county mans a post of its own"


async def test_a_post_is_no_matter_of_other_towns(door: Door) -> None:
    await confirmed(door)
    south = await door.as_user("south")
    assert (await south.get("/posts")).json()["items"] == []
    assert (await south.get("/posts/K1")).status_code == 404
    north, lead = await door.as_user("north"), await door.as_user("lead")
    body = {"place_codes": ["TS"], "reason": "泄漏物流入下游"}
    assert (await north.put("/incidents/I1/touched", body)).status_code == 200
    assert (await south.get("/incidents/I1")).status_code == 200
    calling = (await lead.get("/posts", place="C")).json()["items"]
    assert [one["state"] for one in calling] == ["CONSULTING"]


async def test_the_duty_leader_calls_the_post_of_his_own_place(door: Door) -> None:
    await confirmed(door)
    lead = await door.as_user("lead")
    body = {"place_code": "C", "incident_id": "I1", "reason": "人员密集"}
    assert (await lead.post("/posts/notices", body)).status_code == 201
    other = await lead.post("/posts/notices", body | {"place_code": "CN"})
    assert (other.status_code, other.json()["code"]) == (403, "speaks_for_the_post")


async def test_the_live_feed_tells_of_a_post(open_door: Door) -> None:
    group = await open_door.as_user("north.group")
    async with listening(open_door, "north.group") as socket:
        assert (await message(socket, "snapshot"))["posts"] == []
        await confirmed(open_door)
        seen: set[str] = set()
        while "PostNotified" not in seen:
            told = await message(socket, "events", 30)
            seen |= {one["event"]["type"] for one in told["events"]}
    assert (await group.get("/posts/K1")).status_code == 200
