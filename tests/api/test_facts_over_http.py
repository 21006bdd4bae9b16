"""Figures and grades over HTTP."""

from tests.api.doors import Door, report


async def test_figures_propose_a_grade_that_a_leader_sets(door: Door) -> None:
    north, lead = await door.as_user("north"), await door.as_user("lead")
    await north.post("/reports", report("r1", kind="gas"))
    told = await north.post("/incidents/I1/facts", {"facts": {"dead": 4}, "source": "120"})
    assert told.status_code == 200
    assert [one["event"]["type"] for one in told.json()["events"]] == [
        "FactsRecorded",
        "GradeProposed",
    ]
    shown = (await north.get("/incidents/I1")).json()
    assert (shown["facts"], shown["grade"]) == ({"dead": 4.0}, None)
    assert shown["grade_proposal"]["grade"] == "SERIOUS"
    body = {"grade": "SERIOUS", "reason": "as proposed"}
    assert (await lead.put("/incidents/I1/grade", body)).status_code == 200
    assert (await north.get("/incidents/I1")).json()["grade"] == "SERIOUS"


async def test_a_figure_that_is_not_known_is_named(door: Door) -> None:
    north = await door.as_user("north")
    await north.post("/reports", report("r1", kind="gas"))
    told = await north.post("/incidents/I1/facts", {"facts": {"ghosts": 1}, "source": "120"})
    assert told.status_code in (400, 409, 422)
    assert "facts.ghosts" in told.text
