"""Photographs over HTTP: taken by what they are, seen by those whose matter it is."""

import httpx

from tests.api.doors import Client, Door, report
from tests.dispatch.intake.test_pictures import a_picture

PICTURE = a_picture()


async def upload(who: Client, content: bytes = PICTURE, **params: str) -> httpx.Response:
    headers = who.headers | {"Content-Type": "application/octet-stream"}
    return await who.http.post(
        "/api/v1/attachments", content=content, params=params, headers=headers
    )


async def test_a_grid_workers_photograph_is_evidence_of_the_incident(door: Door) -> None:
    grid, north, south = [await door.as_user(one) for one in ("grid", "north", "south")]
    answer = await upload(grid)
    assert answer.status_code == 201, answer.text
    attachment_id = answer.json()["attachment_id"]
    await grid.post("/reports", report("r1", evidence=[attachment_id]))
    for viewer in (grid, north):
        shown = (await viewer.get(f"/attachments/{attachment_id}")).json()
        assert (shown["media_type"], shown["width_px"]) == ("image/jpeg", 64)
        content = await viewer.get(f"/attachments/{attachment_id}/content")
        assert content.content == PICTURE
        assert content.headers["content-type"] == "image/jpeg"
        assert "sandbox" in content.headers["content-security-policy"]
        assert content.headers["x-content-type-options"] == "nosniff"
    (listed,) = (await north.get("/attachments", incident_id="I1")).json()["items"]
    assert [one["incident_id"] for one in listed["holders"]] == [None, "I1"]
    for path in ("", "/content"):
        assert (await south.get(f"/attachments/{attachment_id}{path}")).status_code == 404
    assert (await south.get("/attachments")).json()["items"] == []


async def test_a_team_at_work_sees_what_belongs_to_its_incident_and_nothing_else(
    door: Door,
) -> None:
    north, team = await door.as_user("north"), await door.as_user("team.n1")
    await north.post("/reports", report("r1"))
    await north.post("/incidents/I1/instructions", {"team_id": "N1", "capability": "FIRE"})
    of_it = (await upload(north, incident_id="I1")).json()["attachment_id"]
    other = (await upload(north, a_picture("PNG"))).json()["attachment_id"]
    assert (await team.get(f"/attachments/{of_it}")).status_code == 200
    assert (await team.get(f"/attachments/{other}")).status_code == 404
    own = (await upload(team, a_picture("WEBP"))).json()["attachment_id"]
    told = await team.post("/instructions/D1/progress", {"evidence": [own]})
    assert told.status_code == 200, told.text
    assert (await north.get(f"/attachments/{own}")).status_code == 200


async def test_what_is_no_picture_or_too_large_is_refused_and_not_kept(door: Door) -> None:
    north, south = await door.as_user("north"), await door.as_user("south")
    script = await upload(north, b"<script>alert(1)</script>")
    assert (script.status_code, script.json()["code"]) == (415, "not_a_picture")
    large = await upload(north, b"\xff" * (11 * 1024 * 1024))
    assert (large.status_code, large.json()["code"]) == (413, "body_too_large")
    await north.post("/reports", report("r1"))
    assert (await upload(south, incident_id="I1")).status_code == 404
    files = door.app.state.desk.house.store.files
    assert [one for one in files.folder.rglob("*") if one.is_file()] == []


async def test_evidence_that_was_not_uploaded_is_named(door: Door) -> None:
    north = await door.as_user("north")
    answer = await north.post("/reports", report("r1", evidence=["0" * 64]))
    assert (answer.status_code, answer.json()["field"]) == (422, "evidence")


async def test_the_same_picture_sent_again_is_the_same_attachment(door: Door) -> None:
    north = await door.as_user("north")
    first, second = await upload(north), await upload(north)
    assert first.json()["attachment_id"] == second.json()["attachment_id"]
    assert second.json()["events"] == []
