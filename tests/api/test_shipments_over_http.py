"""Shipments over HTTP: loaded, on their way with a moment of arrival, signed for, given back."""

from typing import Any

from tests.api.doors import SOUTH, Door, report


async def loaded(door: Door) -> dict[str, Any]:
    """A fire in the south is promised pumps and sandbags from the south, and they are loaded."""
    south = await door.as_user("south")
    await south.post("/reports", report("r1", SOUTH))
    for supply, quantity in (("pump", 2), ("sandbag", 40)):
        wanted = {"depot_id": "DS", "supply": supply, "quantity": quantity}
        assert (await south.post("/incidents/I1/reservations", wanted)).status_code == 201
    answer = await south.post("/shipments", {"reservation_ids": ["S1", "S2"], "vehicle": "A·12"})
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def test_a_shipment_is_loaded_and_expected_by_the_roads_as_they_are(door: Door) -> None:
    told = await loaded(door)
    assert told["shipment_id"] == "H1"
    assert [one["event"]["type"] for one in told["events"]] == [
        "ShipmentLoaded",
        "StockIssued",
        "StockIssued",
    ]
    south = await door.as_user("south")
    shown = (await south.get("/shipments/H1")).json()
    assert (shown["travel_s"], shown["state"]) == (0.0, "LOADING")
    assert shown["eta_at"] is not None
    assert [(one["supply"], one["quantity"], one["returnable"]) for one in shown["cargo"]] == [
        ("pump", 2, True),
        ("sandbag", 40, False),
    ]
    assert {"set_out", "cancel"} == {one["action"] for one in shown["allowed_actions"]}


async def test_the_team_on_scene_signs_and_what_was_lent_comes_back(door: Door) -> None:
    await loaded(door)
    south, team = await door.as_user("south"), await door.as_user("team.s1")
    assert (await team.get("/shipments/H1")).status_code == 404
    await south.post("/incidents/I1/instructions", {"team_id": "S1", "capability": "FIRE"})
    await south.post("/shipments/H1/actions", {"action": "set_out"})
    unsigned = await team.post("/shipments/H1/actions", {"action": "sign"})
    assert (unsigned.status_code, unsigned.json()["field"]) == (422, "receiver")
    signed = await team.post("/shipments/H1/actions", {"action": "sign", "receiver": "Li"})
    assert signed.status_code == 200, signed.text
    for action in ("bring_back", "restock"):
        assert (await south.post("/shipments/H1/actions", {"action": action})).status_code == 200
    stock = (await south.get("/depots/DS")).json()["stock"]
    assert (stock["pump"]["on_hand"], stock["sandbag"]["on_hand"]) == (4, 60)
    assert stock["pump"]["ledger"]["returned"] == 2


async def test_shipments_are_listed_to_those_they_concern(door: Door) -> None:
    await loaded(door)
    south, north = await door.as_user("south"), await door.as_user("north")
    (listed,) = (await south.get("/shipments", open="true", incident_id="I1")).json()["items"]
    assert listed["vehicle"] == "A·12"
    assert (await south.get("/shipments", open="false")).json()["items"] == []
    assert (await north.get("/shipments")).json()["items"] == []
    assert (await north.get("/shipments/H1")).status_code == 404


async def test_a_vehicle_carries_one_shipment_at_a_time(door: Door) -> None:
    await loaded(door)
    south = await door.as_user("south")
    wanted = {"depot_id": "DS", "supply": "pump", "quantity": 1}
    await south.post("/incidents/I1/reservations", wanted)
    taken = await south.post("/shipments", {"reservation_ids": ["S3"], "vehicle": "A·12"})
    assert (taken.status_code, taken.json()["code"]) == (409, "vehicle_taken")
    none = await south.post("/shipments", {"reservation_ids": [], "vehicle": "B"})
    assert (none.status_code, none.json()["errors"][0]["field"]) == (422, "reservation_ids")
