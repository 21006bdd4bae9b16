"""What belongs together, over HTTP: suspected, merged, kept apart, and all of it undone."""

from tests.api.doors import Door, report


async def two(door: Door) -> tuple[str, str]:
    """Two reports some way apart: the second is suspected to be the first."""
    north = await door.as_user("north")
    first = report("r1")
    at = first["position"]
    second = report("r2", position={"lon": at["lon"] + 0.0035, "lat": at["lat"]})
    one = (await north.post("/reports", first)).json()["incident_id"]
    other = (await north.post("/reports", second)).json()["incident_id"]
    return one, other


async def test_a_suspicion_is_shown_on_both_and_taken_back(door: Door) -> None:
    one, other = await two(door)
    north = await door.as_user("north")
    shown = (await north.get(f"/incidents/{other}")).json()
    assert shown["suspicion"]["of"] == one
    assert 0.3 <= shown["suspicion"]["certainty"] < 1
    assert (await north.get(f"/incidents/{one}")).json()["suspected_to_be_this"] == [other]
    told = await north.post(f"/incidents/{other}/keep-apart", {"reason": "two houses"})
    assert told.status_code == 200
    assert (await north.get(f"/incidents/{one}")).json()["suspected_to_be_this"] == []


async def test_a_merge_and_its_undoing_stand_in_the_timeline_of_both(door: Door) -> None:
    one, other = await two(door)
    north = await door.as_user("north")
    merged = {"action": "merge", "into": one}
    assert (await north.post(f"/incidents/{other}/actions", merged)).status_code == 200
    assert (await north.get("/reports/r2")).json()["incident_id"] == one
    assert (await north.get(f"/incidents/{one}")).json()["merged_into_this"] == [other]
    undone = {"action": "separate", "reason": "two houses"}
    assert (await north.post(f"/incidents/{other}/actions", undone)).status_code == 200
    assert (await north.get("/reports/r2")).json()["incident_id"] == other
    assert (await north.get(f"/incidents/{one}")).json()["merged_into_this"] == []
    for incident_id, seen in ((one, "IncidentMerged"), (other, "StepTaken")):
        timeline = (await north.get(f"/incidents/{incident_id}/timeline")).json()["items"]
        assert seen in {item["event"]["type"] for item in timeline}


async def test_a_report_is_separated_by_those_of_the_place_only(door: Door) -> None:
    north, south = await door.as_user("north"), await door.as_user("south")
    await north.post("/reports", report("r1"))
    linked = (await north.post("/reports", report("r2", source="citizen"))).json()
    assert linked["linked"] is True
    body = {"reason": "the house behind it"}
    assert (await south.post("/reports/r2/separate", body)).status_code == 404
    told = await north.post("/reports/r2/separate", body)
    assert told.status_code == 200
    assert told.json()["incident_id"] != linked["incident_id"]
