"""Plans over HTTP: entered, matched, shown with what their template says."""

from tests.api.doors import Door, report


def row(plan_id: str, **more: str) -> dict[str, str]:
    return {"plan_id": plan_id, "place_code": "TN", "template": "gas", "title": "燃气预案"} | more


async def test_plans_are_imported_whole_or_every_bad_row_is_listed(door: Door) -> None:
    root = await door.as_user("root")
    bad = {"plans": [row("a"), row("b", template="nothing"), row("c", place_code="nowhere")]}
    told = await root.post("/plans/import", bad)
    assert told.status_code == 422
    assert "plans.1.template" in told.text
    assert "plans.2.place_code" in told.text
    assert (await root.get("/plans")).json()["items"] == []
    assert (await root.post("/plans/import", {"plans": [row("a")]})).status_code == 201
    shown = (await root.get("/plans/a")).json()
    assert (shown["state"], shown["template_says"]["kinds"]) == ("IN_FORCE", ["gas"])


async def test_an_incident_shows_the_plans_that_would_do_for_it(door: Door) -> None:
    root, north, south = [await door.as_user(one) for one in ("root", "north", "south")]
    await root.post("/plans/import", {"plans": [row("a")]})
    await north.post("/reports", report("r1", kind="gas"))
    told = (await north.get("/incidents/I1/plans")).json()
    assert [one["plan_id"] for one in told["items"]] == ["a"]
    assert (await north.get("/incidents/I1/checklist")).json()["items"] == []
    assert (await south.get("/plans/a")).status_code == 404
