"""A person's choices over HTTP: pins, why not, and exchanges of teams under orders."""

import asyncio
from typing import Any

from tests.api.doors import NORTH, SOUTH, Client, Door, report


async def until_there(client: Client, path: str) -> dict[str, Any]:
    async with asyncio.timeout(20):
        while (found := await client.get(path)).status_code == 404:
            await asyncio.sleep(0.05)
    body: dict[str, Any] = found.json()
    return body


async def an_alarm(door: Door, who: str = "north") -> str:
    where = NORTH if who == "north" else SOUTH
    told = await (await door.as_user(who)).post("/reports", report("r1", where, kind="alarm"))
    return str(told.json()["incident_id"])


async def test_a_pinned_team_is_proposed_and_taken_back(door: Door) -> None:
    city = await door.as_user("city")
    alarm = await an_alarm(door)
    pinned = await city.put(
        f"/incidents/{alarm}/pins/S1", {"capability": "FIRE", "reason": "has the ladder"}
    )
    assert pinned.status_code == 200, pinned.text

    async def proposed() -> list[tuple[str, bool]]:
        body = await until_there(city, f"/incidents/{alarm}/recommendation")
        return [(one["team_id"], one["pinned"]) for one in body["teams"]]

    async with asyncio.timeout(20):
        while await proposed() != [("S1", True)]:
            await asyncio.sleep(0.05)
        gone = await city.send("DELETE", f"/incidents/{alarm}/pins/S1?reason=no")
        assert gone.status_code == 200, gone.text
        while await proposed() != [("N1", False)]:
            await asyncio.sleep(0.05)


async def test_a_pin_that_cannot_be_names_the_field(door: Door) -> None:
    city, north = await door.as_user("city"), await door.as_user("north")
    alarm = await an_alarm(door)
    unable = await city.put(f"/incidents/{alarm}/pins/N2", {"capability": "FIRE", "reason": "near"})
    assert (unable.status_code, unable.json()["code"]) == (409, "lacks_capability")
    unseen = await north.put(
        f"/incidents/{alarm}/pins/S1", {"capability": "FIRE", "reason": "near"}
    )
    assert unseen.status_code == 404
    unsaid = await city.put(f"/incidents/{alarm}/pins/S1", {"capability": "FIRE"})
    assert unsaid.status_code == 422
    assert "reason" in unsaid.text


async def test_why_not_answers_with_the_rule_or_with_who_would_lose(door: Door) -> None:
    city, team = await door.as_user("city"), await door.as_user("team.n1")
    alarm = await an_alarm(door)
    ask = f"/incidents/{alarm}/why-not"
    unable = (await city.get(ask, team_id="N2", capability="FIRE")).json()
    assert unable["reason"] == "lacks_capability"
    chosen = (await city.get(ask, team_id="N1", capability="FIRE")).json()
    assert (chosen["reason"], chosen["is_chosen"]) == (None, True)
    farther = (await city.get(ask, team_id="S1", capability="FIRE")).json()
    assert farther["plan_costs_s"] > 4 * 1_600  # 28 km at priority 2, and a border crossed
    (loss,) = farther["losses"]
    assert (loss["team_ids_before"], loss["team_ids_after"]) == (["N1"], ["S1"])
    assert (await city.get(ask, team_id="X9", capability="FIRE")).status_code == 404
    assert (await team.get(ask, team_id="N1", capability="FIRE")).status_code == 404


async def test_why_not_a_depot_answers_likewise(door: Door) -> None:
    city, team = await door.as_user("city"), await door.as_user("team.n1")
    stated = {"supply_needs": [{"supply": "pump", "quantity": 3}]}
    north = await door.as_user("north")
    told = await north.post("/reports", report("r1", NORTH, kind="alarm", **stated))
    ask = f"/incidents/{told.json()['incident_id']}/why-not-depot"
    chosen = (await city.get(ask, depot_id="DN", supply="pump")).json()
    assert (chosen["reason"], chosen["is_chosen"]) == (None, True)
    lacks = (await city.get(ask, depot_id="DN", supply="boat")).json()
    assert lacks["is_wanted"] is False
    farther = (await city.get(ask, depot_id="DS", supply="pump")).json()
    assert farther["plan_costs_s"] > 4 * 1_600
    (loss,) = farther["losses"]
    assert [one["depot_id"] for one in (*loss["before"], *loss["after"])] == ["DN", "DS"]
    assert (await city.get(ask, depot_id="X9", supply="pump")).status_code == 404
    assert (await city.get(ask, depot_id="DN", supply="gold")).status_code == 422
    assert (await team.get(ask, depot_id="DN", supply="pump")).status_code == 404


async def test_a_team_far_away_is_relieved_when_one_nearby_comes_on_duty(door: Door) -> None:
    city, south, lead = [await door.as_user(name) for name in ("city", "south", "lead")]
    assert (await city.get("/exchange")).status_code == 404
    off = await south.post("/teams/S1/actions", {"action": "go_off_duty"})
    assert off.status_code == 200, off.text
    alarm = await an_alarm(door, "south")
    proposed = await until_there(city, f"/incidents/{alarm}/recommendation")
    assert [one["team_id"] for one in proposed["teams"]] == ["N1"]
    sent = await city.post(f"/recommendations/{proposed['recommendation_id']}/accept")
    assert sent.status_code == 200, sent.text
    await south.post("/teams/S1/actions", {"action": "come_on_duty"})

    exchange = await until_there(lead, "/exchange")
    assert [one["team_id"] for one in exchange["moves"]] == ["S1"]
    assert exchange["relieved"] == ["D1"]
    (gain,) = exchange["gains"]
    assert gain["last_s_before"] > 1_600
    assert gain["last_s_after"] == 0.0
    accept = f"/exchanges/{exchange['exchange_id']}/accept"
    assert (await south.post(accept)).json()["code"] == "role_may_not"
    moved = await lead.post(accept)
    assert moved.status_code == 200, moved.text
    orders = (await city.get("/instructions", open=True)).json()["items"]
    assert [one["team_id"] for one in orders] == ["S1"]
    assert (await lead.post(accept)).status_code == 404
