"""The duty log over HTTP: the log itself, minute by minute, with notes that change nothing."""

import csv
import io

from docx import Document

from tests.api.doors import Client, Door, report
from tests.api.test_duty import a_shift, acts, planned


async def a_busy_shift(door: Door) -> Client:
    """The north is on duty, takes a report in and begins to verify it; the south has its own."""
    await planned(door, a_shift(-0.1, 8, "north.lead", "north"))
    north, south = await door.as_user("north"), await door.as_user("south")
    await acts(north, "Z1", "check_in")
    await north.post("/reports", report("r1", kind="gas"))
    await north.post("/incidents/I1/actions", {"action": "start_verify"})
    there = {"lon": 109.1, "lat": 34.1}
    elsewhere = report("r2", kind="gas", position=there, place_code="TS-V1")
    assert (await south.post("/reports", elsewhere)).status_code == 201
    return north


async def test_the_log_of_a_shift_holds_what_its_place_did_and_nothing_else(door: Door) -> None:
    north = await a_busy_shift(door)
    told = (await north.get("/duty/log", shift_id="Z1")).json()
    types = [one["type"] for one in told["items"]]
    assert {"CheckedIn", "ReportReceived", "IncidentRegistered", "StepTaken"} <= set(types)
    assert {one["incident_id"] for one in told["items"]} <= {None, "I1"}
    positions = [one["position"] for one in told["items"]]
    assert positions == sorted(positions)
    (step,) = (one for one in told["items"] if one["zh"].startswith("开始核实 I1"))
    assert (step["by"], step["role"]["zh"], len(step["local"])) == ("north", "值班员", 16)
    south = (await (await door.as_user("south")).get("/duty/log")).json()
    assert {one["incident_id"] for one in south["items"]} == {"I2"}
    other = await (await door.as_user("south")).get("/duty/log", place="TN")
    assert other.status_code == 404


async def test_pages_leave_nothing_out(door: Door) -> None:
    north = await a_busy_shift(door)
    whole = (await north.get("/duty/log")).json()["items"]
    found, after = [], 0
    while after is not None:
        part = (await north.get("/duty/log", limit=2, after=after)).json()
        found += part["items"]
        after = part["next"]
    assert found[: len(whole)] == whole  # the advisor may have gone on meanwhile
    assert (await north.get("/duty/log", day="2001-01-01")).json()["items"] == []
    long = {"since": "2001-01-01T00:00:00Z", "until": "2001-03-01T00:00:00Z"}
    assert (await north.get("/duty/log", **long)).json()["code"] == "wrong_window"


async def test_a_note_lies_beside_its_entry_and_changes_nothing(door: Door) -> None:
    north = await a_busy_shift(door)
    before = (await north.get("/duty/log", shift_id="Z1")).json()["items"]
    entry = before[-1]
    note = {"place_code": "TN", "text": "=已电话核实", "on_position": entry["position"]}
    assert (await north.post("/duty/log/notes", note)).status_code == 201
    alone = {"place_code": "TN", "text": "水务局来电询问"}
    assert (await north.post("/duty/log/notes", alone)).status_code == 201
    after = (await north.get("/duty/log", shift_id="Z1")).json()["items"]
    noted = after[len(before) - 1]
    assert noted | {"notes": []} == entry
    assert [(one["by"], one["text"]) for one in noted["notes"]] == [("north", "=已电话核实")]
    assert "值班记事：水务局来电询问" in {one["zh"] for one in after[len(before) :]}
    assert not any(one["zh"].startswith("批注") for one in after)
    for wrong, code in (
        (note | {"on_position": 1}, "unknown_entry"),  # the founding is not of this place
        (note | {"on_position": 10**6}, "unknown_entry"),
        (note | {"text": " "}, "input_missing"),
        (alone | {"place_code": "TS"}, "outside_jurisdiction"),
    ):
        assert (await north.post("/duty/log/notes", wrong)).json()["code"] == code


async def test_the_log_goes_to_a_spreadsheet_and_onto_paper(door: Door) -> None:
    north = await a_busy_shift(door)
    last = (await north.get("/duty/log", shift_id="Z1")).json()["items"][-1]
    note = {"place_code": "TN", "text": "已核", "on_position": last["position"]}
    await north.post("/duty/log/notes", note)
    answer = await north.get("/duty/log.csv", shift_id="Z1")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0][1] == "时间 Time"
    assert next(row for row in rows if row[0] == str(last["position"]))[9] == "north：已核"
    printed = await north.get("/duty/log.docx", shift_id="Z1")
    paper = Document(io.BytesIO(printed.content))
    assert paper.paragraphs[0].text.startswith("值班日志 TN place")
    assert [cell.text for cell in paper.tables[0].rows[0].cells][1] == "时间 Time"
    assert len(paper.tables[0].rows) >= len(rows)
    assert "带班领导：" in paper.paragraphs[-1].text
