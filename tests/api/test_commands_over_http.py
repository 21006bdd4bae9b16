"""Orders over HTTP: one effect each, the same answer again, pages without doubles."""

import asyncio

import pytest
from msgspec.structs import replace

from dispatch.domain.actors import Actor
from dispatch.domain.commands import EnrolTeams
from dispatch.engine.bootstrap import CommandArea
from tests.api.doors import NORTH, SOUTH, Door, report


async def test_a_report_sent_again_has_one_effect_and_the_same_answer(
    door: Door, area: CommandArea
) -> None:
    north = await door.as_user("north")
    first = await north.post("/reports", report("r1"))
    again = await north.post("/reports", report("r1"))
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json() == {"report_id": "r1", "incident_id": "I1", "linked": False}
    assert len(area.area.incidents) == 1


async def test_the_same_report_many_times_at_once_makes_one_incident(
    door: Door, area: CommandArea
) -> None:
    north = await door.as_user("north")
    answers = await asyncio.gather(*(north.post("/reports", report("r1")) for _ in range(20)))
    assert sorted(one.status_code for one in answers) == [200] * 19 + [201]
    assert len(area.area.incidents) == 1


async def test_a_different_report_under_a_taken_id_is_not_lost_in_silence(door: Door) -> None:
    north, south = await door.as_user("north"), await door.as_user("south")
    await north.post("/reports", report("r1"))
    other = await north.post("/reports", report("r1", SOUTH))
    stranger = await south.post("/reports", report("r1"))
    assert (other.status_code, other.json()["code"]) == (409, "report_id_taken")
    assert (stranger.status_code, stranger.json()["code"]) == (409, "report_id_taken")


async def test_a_second_voice_about_the_same_event_is_linked(door: Door) -> None:
    citizen = await door.as_user("citizen")
    await citizen.post("/reports", report("r1", source="citizen", kind="alarm"))
    second = await citizen.post("/reports", report("r2", source="citizen", kind="alarm"))
    assert second.json() == {"report_id": "r2", "incident_id": "I1", "linked": True}


async def test_a_command_sent_again_under_its_key_has_one_effect(
    door: Door, area: CommandArea
) -> None:
    north = await door.as_user("north")
    await north.post("/reports", report("r1"))
    order = {"team_id": "N1", "capability": "FIRE"}
    first = await north.post("/incidents/I1/instructions", order, key="tap-1")
    again = await north.post("/incidents/I1/instructions", order, key="tap-1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == "true"
    assert list(area.area.instructions) == ["D1"]


async def test_a_key_is_the_callers_own_and_stands_for_one_command(door: Door) -> None:
    north, city = await door.as_user("north"), await door.as_user("city")
    await north.post("/reports", report("r1"))
    body = {"priority": 2, "reason": "smoke"}
    for client in (north, city):
        assert (
            await client.send("PUT", "/incidents/I1/priority", body, key="k")
        ).status_code == 200
    reused = await north.send("PUT", "/incidents/I1/priority", body | {"priority": 1}, key="k")
    assert (reused.status_code, reused.json()["code"]) == (409, "command_id_reused")


async def test_a_second_alarm_is_raised_and_shown_with_what_is_wanted_then(door: Door) -> None:
    north = await door.as_user("north")
    await north.post("/reports", report("r1", kind="fire"))
    raised = await north.post("/incidents/I1/alarms", {"reason": "火势蔓延"})
    assert (raised.status_code, raised.json()["alarm"]) == (201, 2)
    shown = (await north.get("/incidents/I1")).json()
    assert shown["alarm"] == 2
    assert [one["teams"] for one in shown["team_needs"] if one["capability"] == "FIRE"] == [4]


async def test_part_of_a_team_is_sent_and_its_leader_sees_and_signs_the_order(
    door: Door, area: CommandArea
) -> None:
    brigade = replace(area.area.teams["N1"], people=30)
    await area.writer.handle(EnrolTeams((brigade,)), Actor("root", "ADMIN", "C"))
    north, leader = await door.as_user("north"), await door.as_user("team.n1")
    await north.post("/reports", report("r1", kind="other"))
    order = {"team_id": "N1", "capability": "FIRE", "crews": 2}
    given = (await north.post("/incidents/I1/instructions", order)).json()
    assert given["team_id"] == "N1-1"
    shown = (await leader.get(f"/instructions/{given['instruction_id']}")).json()
    assert (shown["crews"], shown["people"]) == (2, 16)
    signed = await leader.post(
        f"/instructions/{given['instruction_id']}/actions", {"action": "sign"}
    )
    assert signed.status_code == 200
    assert (await leader.get("/teams/N1-1")).json()["detached_from"] == "N1"
    too_many = await north.post("/incidents/I1/instructions", order | {"crews": 9})
    assert (too_many.status_code, too_many.json()["field"]) == (409, "crews")


async def test_an_incident_is_walked_from_report_to_first_response(door: Door) -> None:
    north = await door.as_user("north")
    await north.post("/reports", report("r1"))
    shown = (await north.get("/incidents/I1")).json()
    assert "start_verify" in [one["action"] for one in shown["allowed_actions"]]
    assert (
        await north.post("/incidents/I1/actions", {"action": "start_verify"})
    ).status_code == 200
    confirm = {"action": "confirm", "evidence": ["photo 1"], "grade": "GENERAL"}
    told = (await north.post("/incidents/I1/actions", confirm)).json()
    assert told["events"][0]["event"]["type"] == "StepTaken"
    shown = (await north.get("/incidents/I1")).json()
    assert (shown["state"], shown["verified"], shown["lead"]) == ("FIRST_RESPONSE", True, "TN")


async def test_a_recommendation_is_shown_with_reasons_and_accepted(door: Door) -> None:
    north = await door.as_user("north")
    await north.post("/reports", report("r1", kind="alarm"))
    async with asyncio.timeout(10):
        while (found := await north.get("/incidents/I1/recommendation")).status_code == 404:
            await asyncio.sleep(0.05)
    proposed = found.json()
    assert proposed["teams"][0]["team_id"] == "N1"
    accept = f"/recommendations/{proposed['recommendation_id']}/accept"
    told = await north.post(accept, key="yes")
    assert told.status_code == 200, told.text
    orders = (await north.get("/instructions", open=True)).json()["items"]
    assert [one["team_id"] for one in orders] == ["N1"]
    assert (await north.post(accept, key="yes")).json() == told.json()
    again = await north.post(accept)
    assert (again.status_code, again.json()["code"]) == (409, "recommendation_settled")


async def test_every_team_one_sees_is_told_how_soon_or_why_not(door: Door) -> None:
    city, north = await door.as_user("city"), await door.as_user("north")
    await north.post("/reports", report("r1", kind="service_call"))
    told = (await city.get("/incidents/I1/candidates", capability="FIRE")).json()["items"]
    assert [one["team_id"] for one in told] == ["N1", "S1", "N2", "S2"]
    assert told[0]["travel_s"] == 0.0
    assert told[1]["travel_s"] > 0
    assert {one["reason"] for one in told[2:]} == {"lacks_capability"}
    own = (await north.get("/incidents/I1/candidates", capability="FIRE")).json()["items"]
    assert {one["team_id"] for one in own} == {"N1", "N2"}
    nonsense = await city.get("/incidents/I1/candidates", capability="MAGIC")
    assert nonsense.json()["code"] == "unknown_capability"


async def test_a_team_signs_departs_arrives_and_tells(door: Door) -> None:
    north, team = await door.as_user("north"), await door.as_user("team.n1")
    await north.post("/reports", report("r1"))
    await north.post("/incidents/I1/instructions", {"team_id": "N1", "capability": "FIRE"})
    offered = (await team.get("/instructions/D1")).json()["allowed_actions"]
    assert {"sign", "decline"} <= {one["action"] for one in offered}
    for action in ("sign", "set_out", "arrive"):
        answer = await team.post("/instructions/D1/actions", {"action": action})
        assert answer.status_code == 200, answer.text
    assert (
        await team.post("/instructions/D1/progress", {"text": "knocked down"})
    ).status_code == 200
    assert (await north.get("/teams/N1")).json()["instruction_id"] == "D1"


async def test_stock_is_promised_issued_and_counted(door: Door, area: CommandArea) -> None:
    north, keeper = await door.as_user("north"), await door.as_user("keeper")
    await north.post("/reports", report("r1"))
    wanted = {"depot_id": "DN", "supply": "pump", "quantity": 3}
    promised = await north.post("/incidents/I1/reservations", wanted)
    assert promised.json()["reservation_id"] == "S1"
    short = await north.post("/incidents/I1/reservations", wanted)
    assert (short.status_code, short.json()["code"]) == (409, "out_of_stock")
    assert (await keeper.post("/reservations/S1/issue")).status_code == 200
    count = {"supply": "pump", "counted": 2}
    assert (await keeper.post("/depots/DN/stock-takes", count)).status_code == 200
    assert area.area.depots["DN"].stock["pump"].on_hand == 2


async def test_a_count_tells_which_promises_it_leaves_uncovered(door: Door) -> None:
    north, keeper = await door.as_user("north"), await door.as_user("keeper")
    await north.post("/reports", report("r1"))
    wanted = {"depot_id": "DN", "supply": "pump", "quantity": 3}
    await north.post("/incidents/I1/reservations", wanted)
    counted = await keeper.post("/depots/DN/stock-takes", {"supply": "pump", "counted": 2})
    told = [one["event"]["type"] for one in counted.json()["events"]]
    assert told == ["StockTaken", "ReservationLapsed"]
    gone = await keeper.post("/reservations/S1/issue")
    assert (gone.status_code, gone.json()["code"]) == (409, "wrong_state")


async def test_a_lot_comes_in_with_its_date_and_is_counted_by_name(door: Door) -> None:
    keeper = await door.as_user("keeper")
    lot = {"supply": "water", "quantity": 9, "lot": "2026-06", "expires_at": "2031-06-01T00:00:00Z"}
    assert (await keeper.post("/depots/DN/receipts", lot)).status_code == 200
    shown = (await keeper.get("/depots/DN")).json()["stock"]["water"]
    assert shown["batches"] == [
        {"lot": "2026-06", "quantity": 9, "expires_at": "2031-06-01T00:00:00.000Z"}
    ]
    below = await keeper.post("/depots/DN/stock-takes", {"supply": "water", "counted": -1})
    assert (below.status_code, below.json()["field"]) == (422, "counted")
    strange = {"supply": "water", "counted": 1, "lot": "2020"}
    refused = await keeper.post("/depots/DN/stock-takes", strange)
    assert (refused.status_code, refused.json()["field"]) == (422, "lot")


@pytest.mark.parametrize("limit", [1, 3, 7, 500])
async def test_pages_walk_everything_once_while_more_comes_in(door: Door, limit: int) -> None:
    north = await door.as_user("north")
    for number in range(10):
        await north.post("/reports", report(f"r{number}"))
    seen: list[str] = []
    cursor = None
    while True:
        params = {"limit": limit} | ({"cursor": cursor} if cursor else {})
        told = (await north.get("/incidents", **params)).json()
        seen += [one["incident_id"] for one in told["items"]]
        cursor = told["next"]
        if cursor is None:
            break
        await north.post("/reports", report(f"late-{len(seen)}"))
    assert seen == [f"I{number}" for number in range(10, 0, -1)]


async def test_a_cursor_that_is_none_of_ours_is_refused(door: Door) -> None:
    north = await door.as_user("north")
    await north.post("/reports", report("r1"))
    for cursor in ("x", "e30", "WyJhIiwgMV0", "!!!!"):
        answer = await north.get("/incidents", cursor=cursor)
        assert (answer.status_code, answer.json()["field"]) == (422, "cursor")
    assert (await north.get("/incidents", limit=501)).status_code == 422


async def test_the_timeline_tells_what_happened_in_order(door: Door) -> None:
    north = await door.as_user("north")
    await north.post("/reports", report("r1"))
    await north.post("/reports", report("r2", NORTH))
    await north.put("/incidents/I1/priority", {"priority": 2, "reason": "smoke"})
    await north.post("/incidents/I1/instructions", {"team_id": "N1", "capability": "FIRE"})
    told = (await north.get("/incidents/I1/timeline")).json()
    kinds = [one["event"]["type"] for one in told["items"]]
    assert kinds[:2] == ["ReportReceived", "IncidentRegistered"]
    assert kinds[2:5] == ["InformationReportBegun", "PrioritySet", "InstructionGiven"]
    walked, after = [], 0
    while after is not None:
        part = (await north.get("/incidents/I1/timeline", after=after, limit=1)).json()
        walked += part["items"]
        after = part["next"]
    assert walked == told["items"]


async def test_a_position_from_the_future_or_out_of_order_does_not_hide_the_truth(
    door: Door,
) -> None:
    team = await door.as_user("team.n1")
    here = {"lon": 108.95, "lat": 34.25}
    future = await team.put("/teams/N1/position", here | {"at": "2999-01-01T00:00:00Z"})
    assert (future.status_code, future.json()["field"]) == (422, "at")
    assert (await team.put("/teams/N1/position", here)).json() == {"fresh": True}
    late = await team.put("/teams/N1/position", here | {"at": "2020-01-01T00:00:00Z"})
    assert late.json() == {"fresh": False}


async def test_messages_nobody_understood_are_shown_to_the_root_only(
    door: Door, area: CommandArea
) -> None:
    letters = door.app.state.desk.house.store.dead_letters
    await asyncio.to_thread(letters.bury, "city", 1.0, "mqtt", b"\xff{", "not JSON")
    root, north = await door.as_user("root"), await door.as_user("north.lead")
    (shown,) = (await root.get("/dead-letters")).json()["items"]
    assert (shown["reason"], shown["received_at"]) == ("not JSON", "1970-01-01T00:00:01.000Z")
    assert (await north.get("/dead-letters")).status_code == 403


async def test_the_words_and_tables_of_the_area_are_shown(door: Door) -> None:
    grid = await door.as_user("grid")
    for path in ("/areas", "/places", "/lifecycles", "/kinds", "/shelters"):
        assert (await grid.get(path)).status_code == 200
    words = (await grid.get("/kinds")).json()
    assert words["groups"]["rescue"] == {"zh": "抢险救援组", "en": "Rescue"}
    assert words["seats"]["leader"]["zh"] == "带班领导"
    assert (await grid.get("/incidents", area="elsewhere")).json()["code"] == "unknown_area"


async def test_a_supplier_is_entered_like_a_depot_with_its_agreement(door: Door) -> None:
    root, keeper = await door.as_user("root"), await door.as_user("keeper")
    agreement = {"supplier": "Acme", "lead_s": 7200, "valid_until": "2099-01-01T00:00:00Z"}
    body = {
        "depot_id": "acme",
        "name": "Acme",
        "place_code": "TN",
        "position": {"lon": NORTH.lon, "lat": NORTH.lat},
        "stock": [{"supply": "pump", "quantity": 2}, {"supply": "pump", "quantity": 3, "lot": "A"}],
        "agreement": agreement,
    }
    assert (await keeper.post("/depots", body)).status_code == 403
    wrong = await root.post("/depots", body | {"agreement": agreement | {"lead_s": -1}})
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, "agreement.lead_s")
    assert (await root.post("/depots", body)).status_code == 201
    shown = (await keeper.get("/depots", agreement="true")).json()["items"]
    assert [one["depot_id"] for one in shown] == ["acme"]
    assert shown[0]["stock"]["pump"]["on_hand"] == 5
    own = (await keeper.get("/depots", agreement="false")).json()["items"]
    assert [one["depot_id"] for one in own] == ["DN"]
