"""What goes wrong is told in one shape, and names the field."""

import pytest
from fastapi import FastAPI

from api.limits import MAX_BODY_BYTES
from api.problems import MEDIA_TYPE
from dispatch.store.log import StoreError
from tests.api.doors import Door, report


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "dragon"}, "kind"),
        ({"source": "rumour"}, "source"),
        ({"place_code": "ZZ"}, "place_code"),
        ({"priority": 9}, "priority"),
        ({"priority": "1"}, "priority"),
        ({"position": {"lon": 190, "lat": 34}}, "position.lon"),
        ({"position": {"lon": 109}}, "position.lat"),
        ({"occurred_at": "yesterday"}, "occurred_at"),
        ({"occurred_at": "2025-07-01T08:30:00"}, "occurred_at"),
        ({"occurred_at": "2999-01-01T00:00:00Z"}, "occurred_at"),
        ({"colour": "red"}, "colour"),
        ({"team_needs": [{"capability": "MAGIC", "teams": 1}]}, "team_needs[0].capability"),
        ({"team_needs": [{"capability": "FIRE", "teams": 0}]}, "team_needs.0.teams"),
        ({"team_needs": [{"capability": "FIRE"}]}, "team_needs.0"),
        ({"team_needs": [{"capability": "FIRE", "teams": 1, "people": 9}]}, "team_needs.0"),
        ({"supply_needs": [{"supply": "hose", "quantity": 1, "by_s": 0}]}, "supply_needs.0.by_s"),
        ({"shelter_places": -1}, "shelter_places"),
        ({"report_id": ""}, "report_id"),
    ],
)
async def test_a_field_that_does_not_fit_is_named(
    door: Door, change: dict[str, object], field: str
) -> None:
    north = await door.as_user("north")
    answer = await north.post("/reports", report("r1") | change)
    problem = answer.json()
    assert (answer.status_code, answer.headers["content-type"]) == (422, MEDIA_TYPE)
    assert field in [one["field"] for one in problem["errors"]]
    assert problem["type"] == f"/problems/{problem['code']}"


async def test_every_mistake_of_a_body_is_named_at_once(door: Door) -> None:
    north = await door.as_user("north")
    problem = (await north.post("/reports", {"report_id": 7, "kind": "other"})).json()
    assert {one["field"] for one in problem["errors"]} == {"report_id", "source", "position"}


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"action": "fly"}, 422, "unknown_action"),
        ({"action": "archive"}, 409, "wrong_state"),
        ({"action": "transfer"}, 422, "input_missing"),
        ({"action": "confirm", "kind": "dragon"}, 422, "unknown_kind"),
        ({"action": "dismiss", "reason": "x", "evidence": ["y"]}, 403, "role_may_not"),
    ],
)
async def test_a_refused_step_says_why(
    door: Door, body: dict[str, object], status: int, code: str
) -> None:
    north = await door.as_user("north")
    await north.post("/reports", report("r1"))
    answer = await north.post("/incidents/I1/actions", body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_pages_and_methods_that_are_not_there_are_problems_too(door: Door) -> None:
    north = await door.as_user("north")
    missing, wrong = await north.get("/dragons"), await north.send("DELETE", "/incidents")
    assert (missing.status_code, missing.headers["content-type"]) == (404, MEDIA_TYPE)
    assert (wrong.status_code, wrong.json()["code"]) == (405, "method_not_allowed")


async def test_a_body_that_is_not_json_and_one_that_is_too_large_are_refused(door: Door) -> None:
    headers = (await door.as_user("north")).headers | {"Content-Type": "application/json"}
    post = door.http.post
    broken = await post("/api/v1/reports", content=b"{", headers=headers)
    assert (broken.status_code, broken.json()["code"]) == (400, "not_json")
    large = await post("/api/v1/reports", content=b" " * (MAX_BODY_BYTES + 1), headers=headers)
    assert (large.status_code, large.json()["code"]) == (413, "body_too_large")

    async def chunks():  # type: ignore[no-untyped-def]
        for _ in range(10):
            yield b" " * (MAX_BODY_BYTES // 5)

    chunked = await post("/api/v1/reports", content=chunks(), headers=headers)
    assert chunked.status_code == 413


async def test_a_failure_of_ours_tells_no_internals(
    door: Door, app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    north = await door.as_user("north")

    def fail(*_: object) -> None:
        raise RuntimeError("secret path /etc/passwd")

    monkeypatch.setattr("api.resources.incidents.page", fail)
    answer = await north.get("/incidents")
    assert (answer.status_code, answer.json()["code"]) == (500, "internal_error")
    assert "secret" not in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"

    def store_fails(*_: object) -> None:
        raise StoreError("postgresql://user:password@host is gone")

    monkeypatch.setattr("api.resources.incidents.page", store_fails)
    answer = await north.get("/incidents")
    assert (answer.status_code, answer.json()["code"]) == (503, "store_unavailable")
    assert "password" not in answer.text


async def test_every_answer_carries_the_security_headers(door: Door) -> None:
    for path in ("/", "/healthz", "/api/v1/me"):
        answer = await door.http.get(path)
        policy = answer.headers["content-security-policy"]
        assert policy.startswith("default-src 'self'"), path
        assert policy.replace("style-src 'self' 'unsafe-inline'", "").count("unsafe") == 0
    assert (await door.http.get("/api/v1/me")).headers["cache-control"] == "no-store"
    assert (await door.http.get("/docs")).status_code == 404


async def test_the_document_describes_what_is_shown_and_the_problems(door: Door) -> None:
    document = (await door.http.get("/api/v1/openapi.json")).json()
    schemas = document["components"]["schemas"]
    assert {"Incident", "Event", "RecordedEvent", "Problem", "ReportIn"} <= set(schemas)
    assert schemas["Incident"]["properties"]["opened_at"]["format"] == "date-time"
    operations = [
        one["operationId"] for path in document["paths"].values() for one in path.values()
    ]
    assert len(operations) == len(set(operations))
