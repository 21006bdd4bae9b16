"""Forms of the incident command system over HTTP, as JSON and as a document."""

from io import BytesIO

from docx import Document

from tests.api.doors import Door
from tests.api.test_posts import confirmed, opened


async def test_a_post_gives_out_its_forms(door: Door) -> None:
    await confirmed(door)
    await opened(door, "K1", 0, "north.office", "north.group", "north.osc")
    group, south = await door.as_user("north.group"), await door.as_user("south")
    listed = (await group.get("/posts/K1/ics")).json()["items"]
    assert [one["form"] for one in listed][:3] == ["201", "202", "203"]
    made = (await group.get("/posts/K1/ics/214")).json()
    assert (made["form"], made["exercise"]) == ("ICS 214", False)
    (log,) = (one for one in made["blocks"] if one["key"] == "activities")
    assert any("Approve the response, by word of mouth" in row[2] for row in log["rows"])
    printed = await group.get("/posts/K1/ics/202", **{"as": "docx"})
    assert "ICS-202-I1-K1.docx" in printed.headers["content-disposition"]
    assert Document(BytesIO(printed.content)).paragraphs[0].text.startswith("ICS 202")
    assert (await group.get("/posts/K1/ics/999")).status_code == 422
    assert (await south.get("/posts/K1/ics/202")).status_code == 404


async def test_a_post_tells_its_spans_of_control(door: Door) -> None:
    await confirmed(door)
    await opened(door, "K1", 0, "north.office", "north.group", "north.osc")
    group = await door.as_user("north.group")
    spans = (await group.get("/posts/K1")).json()["spans"]
    (commander,) = (one for one in spans if one["kind"] == "commander")
    assert (commander["name"], commander["reports"], commander["too_many"]) == (
        "north.osc",
        4,
        False,
    )
