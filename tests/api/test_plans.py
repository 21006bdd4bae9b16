"""Plans over HTTP and on the live feed: what each place could not meet by itself, since when."""

from tests.api.doors import Door
from tests.api.test_live import listening, message


async def test_a_county_sees_what_its_plans_lack(door: Door) -> None:
    north = await door.as_user("county.admin")
    told = (await north.get("/plans/satisfiability", kind="fire", place="CN")).json()["items"]
    assert {one["place_code"] for one in told} == {"CN", "TN"}
    serious = next(one for one in told if one["grade"] == "SERIOUS")
    assert serious["short"]
    assert serious["lacks"]["teams"]["FIRE"] >= 5
    assert serious["since_at"].endswith("Z")
    assert "CN place" in serious["text"]["zh"]
    assert "short" in serious["text"]["en"]


async def test_plans_of_other_places_are_not_told_of(door: Door) -> None:
    north = await door.as_user("north")
    told = (await north.get("/plans/satisfiability")).json()["items"]
    assert {one["place_code"] for one in told} == {"TN"}
    assert (await north.get("/plans/satisfiability", place="CS")).json()["items"] == []
    assert (await north.get("/plans/satisfiability", grade="WORST")).status_code == 422


async def test_only_those_that_fall_short_can_be_asked_for(door: Door) -> None:
    lead = await door.as_user("lead")
    everything = (await lead.get("/plans/satisfiability", limit=500)).json()["items"]
    short = (await lead.get("/plans/satisfiability", short=True, limit=500)).json()["items"]
    assert short == [one for one in everything if one["short"]]
    page = (await lead.get("/plans/satisfiability", limit=5)).json()
    assert page["items"] == everything[:5]
    following = await lead.get("/plans/satisfiability", limit=5, cursor=page["next"])
    assert following.json()["items"] == everything[5:10]


async def test_the_live_feed_tells_of_plans_that_fall_short(open_door: Door) -> None:
    lead = await open_door.as_user("lead")
    await lead.get("/plans/satisfiability")
    async with listening(open_door, "north") as north:
        await message(north, "snapshot")
        step = {"action": "go_off_duty"}
        assert (await lead.post("/teams/N1/actions", step)).status_code == 200
        told = await message(north, "plans", 30)
        assert {one["place_code"] for one in told["changed"]} == {"TN"}
        assert all(one["short"] for one in told["changed"])
