"""Plans over HTTP: entered, matched, shown with what their template says."""

from tests.api.doors import Door, report


def row(plan_id: str, **more: str) -> dict[str, str]:
    return {"plan_id": plan_id, "place_code": "TN", "template": "gas", "title": "燃气预案"} | more


async def test_plans_are_imported_whole_or_every_bad_row_is_listed(door: Door) -> None:
    root = await door.as_user("root")
    bad = {"plans": [row("a"), row("b", template="nothing"), row("c", place_code="nowhere")]}
    told = await root.post("/plans/import", bad)
    assert told.status_code == 422
    assert "plans.1.template" in told.text
    assert "plans.2.place_code" in told.text
    assert (await root.get("/plans")).json()["items"] == []
    assert (await root.post("/plans/import", {"plans": [row("a")]})).status_code == 201
    shown = (await root.get("/plans/a")).json()
    assert (shown["state"], shown["template_says"]["kinds"]) == ("IN_FORCE", ["gas"])
    assert shown["content"]["kinds"] == ["gas"]
    assert shown["content"]["limits"]["plan.acknowledge"] == 900


async def test_those_a_plan_tells_are_listed_and_acknowledge(door: Door) -> None:
    root, north, office = [await door.as_user(one) for one in ("root", "north", "north.office")]
    await root.post("/plans/import", {"plans": [row("a")]})
    await north.post("/reports", report("r1", kind="gas"))
    for step in ({"action": "start_verify"}, {"action": "confirm", "evidence": ["p"]}):
        assert (await north.post("/incidents/I1/actions", step)).status_code == 200
    said = {"response_level": 0, "matters": "x", "expected_period": "6 h", "measures": ["y"]}
    for who, body in (
        ("north.lead", {"action": "propose_response"} | said),
        ("north.group", {"action": "approve_response"}),
    ):
        answer = await (await door.as_user(who)).post("/posts/K1/actions", body)
        assert answer.status_code == 200, answer.text
    shown = (await north.get("/incidents/I1/plans")).json()
    assert shown["allowed_commands"] == ["TickStep", "AcknowledgePlan"]
    told = shown["told"]
    assert {(one["place_code"], one["role"]) for one in told} == {("TN", "OFFICE"), ("CN", "DUTY")}
    path = "/incidents/I1/plans/a/acknowledge"
    assert (await office.post(path, {})).status_code == 200
    for_others = {"place_code": "CN", "role": "DUTY"}
    assert (await north.post(path, for_others)).json()["code"] == "not_told"
    assert (await north.post(path, for_others | {"channel": "phone"})).status_code == 200
    told = (await north.get("/incidents/I1/plans")).json()["told"]
    assert {one["acknowledged_by"] for one in told} == {"north.office", "north"}
    county = await (await door.as_user("county")).get("/duty/log", place="CN")
    assert "PlanAcknowledged" in [one["type"] for one in county.json()["items"]], county.text
    timeline = (await north.get("/incidents/I1/timeline")).text
    assert "启动预案《燃气预案》" in timeline
    assert "经电话确认预案启动" in timeline


async def test_an_incident_shows_the_plans_that_would_do_for_it(door: Door) -> None:
    root, north, south = [await door.as_user(one) for one in ("root", "north", "south")]
    await root.post("/plans/import", {"plans": [row("a")]})
    await north.post("/reports", report("r1", kind="gas"))
    told = (await north.get("/incidents/I1/plans")).json()
    assert [one["plan_id"] for one in told["items"]] == ["a"]
    assert (await north.get("/incidents/I1/checklist")).json()["items"] == []
    assert (await south.get("/plans/a")).status_code == 404
