"""Information reports over HTTP: due, told, written, signed, sent, received, printed, fed live."""

import io
from typing import Any

from docx import Document

from tests.api.doors import Client, Door, report
from tests.api.test_live import listening, message

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


async def act(who: Client, chain_id: str, action: str, **said: Any) -> dict[str, Any]:
    path = f"/information-reports/{chain_id}/actions"
    answer = await who.post(path, {"action": action, **said})
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def drafted(door: Door, kind: str = "INITIAL", **texts: str) -> dict[str, Any]:
    north = await door.as_user("north")
    body = {"kind": kind, "texts": texts, "contact": "029-83510000"}
    answer = await north.put("/information-reports/B1/draft", body)
    assert answer.status_code == 200, answer.text
    sheet: dict[str, Any] = answer.json()["sheet"]
    return sheet


async def sent(door: Door, kind: str = "INITIAL", **texts: str) -> None:
    await drafted(door, kind, **texts)
    await act(await door.as_user("north"), "B1", "submit")
    await act(await door.as_user("north.lead"), "B1", "sign")
    await act(await door.as_user("north"), "B1", "send")


async def box(who: Client, name: str, **more: Any) -> list[str]:
    answer = await who.get("/information-reports", box=name, **more)
    assert answer.status_code == 200
    return [one["chain_id"] for one in answer.json()["items"]]


async def test_a_report_goes_from_the_town_to_the_county_and_is_received(door: Door) -> None:
    north, county = await door.as_user("north"), await door.as_user("county")
    await north.post("/reports", report("r1", text="桥下积水"))
    assert await box(north, "due") == ["B1"]
    assert await box(north, "outbox") == ["B1"]
    assert await box(county, "inbox") == []  # nothing was told yet
    shown = (await north.get("/information-reports/B1")).json()
    assert (shown["state"], shown["line_label"]["zh"]) == ("DUE", "镇街报区县")
    assert "town_to_county.phone" in {one["timer"] for one in shown["deadlines"]}
    assert list(shown["forms"]) == ["INITIAL"]
    labels = {one["section"]: one["zh"] for one in shown["forms"]["INITIAL"]["sections"]}
    assert labels["measures"] == "已采取措施"
    assert {"phone", "tell_leader", "write"} <= {one["action"] for one in shown["allowed_actions"]}

    await act(north, "B1", "tell_leader", receiver="王副主任")
    await act(north, "B1", "phone", receiver="区值班室", reason="桥下积水，无人被困")
    assert await box(county, "inbox") == ["B1"]
    await sent(door, trend="雨势减弱")
    assert await box(county, "due") == ["B1"]  # a receipt is owed
    seen = (await county.get("/information-reports/B1")).json()
    assert seen["sheets"][0]["texts"]["trend"] == "雨势减弱"
    assert seen["calls"][1]["to"] == "区值班室"
    await act(county, "B1", "acknowledge")
    assert await box(county, "due") == []
    assert (await north.get("/information-reports/B1")).json()["sheets"][0]["state"] == "ACKED"
    (of_incident,) = (await north.get("/incidents/I1")).json()["information_reports"]
    assert of_incident["state"] == "WRITTEN"
    timeline = (await north.get("/incidents/I1/timeline")).json()["items"]
    told = {one["event"]["type"] for one in timeline}
    assert {"InformationReportBegun", "ReportPhoned", "SheetWritten", "SheetMoved"} <= told


async def test_a_level_above_sees_what_was_sent_to_it_and_no_draft(door: Door) -> None:
    north, county = await door.as_user("north"), await door.as_user("county")
    await north.post("/reports", report("r1"))
    await drafted(door, trend="只是草稿")
    assert (await county.get("/information-reports/B1")).json()["sheets"] == []
    assert (await county.get("/information-reports/B1/sheet.docx")).status_code == 404
    timeline = (await county.get("/incidents/I1/timeline")).json()["items"]
    assert "SheetWritten" not in {one["event"]["type"] for one in timeline}
    assert "只是草稿" not in (await county.get("/incidents/I1")).text
    south = await door.as_user("south")
    assert (await south.get("/information-reports/B1")).status_code == 404
    assert (await south.get("/information-reports")).json()["items"] == []


async def test_what_is_returned_says_why(door: Door) -> None:
    north, county = await door.as_user("north"), await door.as_user("county")
    await north.post("/reports", report("r1"))
    await sent(door)
    path = "/information-reports/B1/actions"
    refused = await county.post(path, {"action": "return"})
    assert (refused.status_code, refused.json()["code"]) == (422, "input_missing")
    await act(county, "B1", "return", reason="地点不清")
    shown = (await north.get("/information-reports/B1")).json()
    assert (shown["sheets"][0]["state"], shown["sheets"][0]["reason"]) == ("RETURNED", "地点不清")
    assert "information_report.resend" in {one["timer"] for one in shown["deadlines"]}


async def test_a_sheet_is_printed_as_docx_and_pdf(door: Door) -> None:
    north = await door.as_user("north")
    await north.post("/reports", report("r1", text="桥下积水"))
    assert (await north.get("/information-reports/B1/sheet.pdf")).status_code == 404
    await drafted(door, trend="雨势减弱")
    answer = await north.get("/information-reports/B1/sheet.docx")
    assert (answer.status_code, answer.headers["content-type"]) == (200, DOCX)
    assert "filename*=UTF-8''" in answer.headers["content-disposition"]
    paper = Document(io.BytesIO(answer.content))
    words = "\n".join(cell.text for row in paper.tables[0].rows for cell in row.cells)
    assert "雨势减弱" in words
    answer = await north.get("/information-reports/B1/sheet.pdf", number=1)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    assert answer.content.startswith(b"%PDF-")
    missing = await north.get("/information-reports/B1/sheet.pdf", number=2)
    assert (missing.status_code, missing.json()["code"]) == (404, "unknown_sheet")


async def test_a_level_is_skipped_by_hand_and_gets_a_copy(door: Door) -> None:
    north, county, lead = [await door.as_user(one) for one in ("north", "county", "lead")]
    await north.post("/reports", report("r1"))
    body = {"line": "skip_level", "place_code": "TN", "to_code": "C", "reason": "区电话不通"}
    answer = await north.post("/incidents/I1/information-reports", body)
    assert (answer.status_code, answer.json()["chain_id"]) == (201, "B2")
    again = await north.post("/incidents/I1/information-reports", body)
    assert (again.status_code, again.json()["code"]) == (409, "reported_already")
    await act(north, "B2", "phone", receiver="市值班室")
    assert await box(lead, "inbox") == ["B2"]
    assert await box(county, "inbox") == ["B2"]
    refused = await county.post("/information-reports/B2/actions", {"action": "write"})
    assert (refused.status_code, refused.json()["field"]) == (422, "action")


async def test_what_does_not_fit_is_named(door: Door) -> None:
    north = await door.as_user("north")
    await north.post("/reports", report("r1"))
    draft = "/information-reports/B1/draft"
    for body, status, code in (
        ({"kind": "FINAL"}, 409, "wrong_sheet"),
        ({"kind": "NOVEL"}, 422, "invalid_input"),
        ({"kind": "INITIAL", "texts": {"received": "昨天"}}, 422, "fixed_section"),
        ({"kind": "INITIAL", "texts": {"weather": "晴"}}, 422, "unknown_section"),
    ):
        answer = await north.put(draft, body)
        assert (answer.status_code, answer.json()["code"]) == (status, code), body
    assert (await north.put("/information-reports/B9/draft", {"kind": "FINAL"})).status_code == 404
    grid = await door.as_user("grid")
    assert (await grid.put(draft, {"kind": "INITIAL"})).status_code in (403, 404)
    county = await door.as_user("county")
    other = await county.put(draft, {"kind": "INITIAL"})
    assert (other.status_code, other.json()["code"]) == (403, "speaks_for_sender")
    county_sends = await county.post("/information-reports/B1/actions", {"action": "acknowledge"})
    assert county_sends.status_code == 409


async def test_the_live_feed_tells_the_level_above_of_what_is_sent(open_door: Door) -> None:
    north = await open_door.as_user("north")
    async with listening(open_door, "county") as socket:
        assert (await message(socket, "snapshot"))["information_reports"] == []
        await north.post("/reports", report("r1"))
        await sent(open_door)
        seen: list[str] = []
        while "SENT" not in seen:
            told = await message(socket, "events", 30)
            seen += [
                one["event"].get("state", one["event"]["type"])
                for one in told["events"]
                if one["event"]["type"] in ("SheetMoved", "SheetWritten", "ReportPhoned")
            ]
    assert "SheetWritten" not in seen
    async with listening(open_door, "county") as socket:
        (shown,) = (await message(socket, "snapshot"))["information_reports"]
        assert (shown["chain_id"], shown["state"]) == ("B1", "WRITTEN")
