"""Coverage over HTTP and on the live feed: the layer, the number, and what an option leaves."""

import asyncio

from dispatch.domain import commands as c
from dispatch.domain.actors import system
from dispatch.engine.bootstrap import CommandArea
from tests.api.doors import NORTH, Door, report, team
from tests.api.test_live import listening, message


async def test_the_layer_tells_of_each_place_who_reaches_it_and_how_soon(door: Door) -> None:
    lead = await door.as_user("lead")
    told = (await lead.get("/coverage", capability="FIRE")).json()
    assert (told["type"], told["place"], told["people"]) == ("FeatureCollection", "C", 4_000)
    assert (told["covered"], told["share"], told["is_short"]) == (4_000, 1.0, False)
    places = {one["id"]: one["properties"] for one in told["features"]}
    assert set(places) == {"TN-V1", "TN-V2", "TS-V1", "TS-V2"}
    north = places["TN-V1"]
    assert (north["teams"], north["covered"], north["nearest_s"]) == (1, True, 0.0)
    assert north["next_s"] > 300


async def test_the_number_is_that_of_the_own_jurisdiction(door: Door) -> None:
    north, lead = await door.as_user("north"), await door.as_user("lead")
    (fire, *_) = (await north.get("/coverage/shares")).json()["items"]
    assert (fire["capability"], fire["people"]) == ("FIRE", 2_000)
    told = (await lead.get("/coverage", capability="POLICE", place="TN")).json()
    assert (told["people"], told["covered"], told["is_short"]) == (2_000, 0, True)
    assert (await north.get("/coverage/shares", place="TS")).status_code == 404
    assert (await north.get("/coverage/shares", place="nowhere")).status_code == 404


async def test_what_is_asked_wrongly_is_named(door: Door) -> None:
    lead, team = await door.as_user("lead"), await door.as_user("team.n1")
    for capability, code in (("JUGGLING", "unknown_capability"), ("VOLUNTEER", "no_standard")):
        answer = await lead.get("/coverage", capability=capability)
        assert (answer.status_code, answer.json()["code"]) == (422, code)
        assert answer.json()["field"] == "capability"
    assert (await team.get("/coverage", capability="FIRE")).status_code == 404
    assert (await lead.get("/coverage/without", team_id="nobody")).status_code == 404


async def test_each_option_tells_what_stays_covered(door: Door) -> None:
    lead = await door.as_user("lead")
    told = (await lead.get("/coverage/without", team_id=["N1", "S2"])).json()["items"]
    left = {one["capability"]: (one["now"]["share"], one["after"]["share"]) for one in told}
    assert left == {"FIRE": (1.0, 0.5), "RESCUE": (0.5, 0.0), "POLICE": (0.5, 0.0)}


async def test_the_live_feed_tells_when_the_number_changes(open_door: Door) -> None:
    lead = await open_door.as_user("lead")
    async with listening(open_door, "lead") as socket:
        await message(socket, "snapshot")
        await lead.post("/reports", report("r1"))
        order = {"team_id": "N1", "capability": "FIRE"}
        assert (await lead.post("/incidents/I1/instructions", order)).status_code == 201
        while True:
            told = await message(socket, "coverage", 30)
            shares = {one["capability"]: one["share"] for one in told["shares"]}
            if shares["FIRE"] == 0.5:
                break
        assert shares["RESCUE"] == 0.0
        assert told["area"] == "city"


async def test_teams_are_moved_up_and_sent_home_over_http(door: Door) -> None:
    lead = await door.as_user("lead")
    told = (await lead.get("/coverage/move-up")).json()
    # No rescue team but one, no police but one: nobody can be spared for the other half.
    assert told == {"proposal": None}
    body = {"moves": [{"team_id": "N1", "place_code": "TS"}], "reason": "the south is empty"}
    answer = await lead.post("/coverage/move-up", body)
    assert [one["event"]["type"] for one in answer.json()["events"]] == ["TeamMovedUp", "StepTaken"]
    assert (await lead.get("/teams/N1")).json()["standby_place"] == "TS"
    home = {"team_ids": ["N1"], "reason": "all are back"}
    assert (await lead.post("/coverage/send-home", home)).status_code == 200
    assert (await lead.post("/coverage/send-home", home)).json()["code"] == "not_moved_up"
    wrong = {"moves": [{"team_id": "N1", "place_code": "nowhere"}], "reason": "cover"}
    refused = await lead.post("/coverage/move-up", wrong)
    assert (refused.status_code, refused.json()["field"]) == (422, "moves[0].place_code")


async def test_a_recommendation_tells_what_its_teams_leave_covered(door: Door) -> None:
    north = await door.as_user("north")
    needs = {"team_needs": [{"capability": "FIRE", "teams": 1}], "supply_needs": []}
    await north.post("/reports", report("r1", **needs))
    async with asyncio.timeout(30):
        while (made := await north.get("/incidents/I1/recommendation")).status_code == 404:
            await asyncio.sleep(0.01)
    assert [one["team_id"] for one in made.json()["teams"]] == ["N1"]
    left = {
        one["capability"]: (one["now"]["share"], one["after"]["share"])
        for one in made.json()["coverage"]
    }
    assert left == {"FIRE": (1.0, 0.0), "RESCUE": (1.0, 0.0)}


async def test_a_proposal_to_move_up_is_shown_to_who_sees_all_its_teams(
    door: Door, area: CommandArea
) -> None:
    # A third fire team in the north, and nobody left in the south.
    put, root = area.writer.handle_now, system("C")
    put(c.EnrolTeams((team("N3", "TN", NORTH, "FIRE"),)), root)
    lead, north = await door.as_user("lead"), await door.as_user("north")
    step = {"action": "go_off_duty"}
    assert (await lead.post("/teams/S1/actions", step)).status_code == 200
    proposal = (await lead.get("/coverage/move-up")).json()["proposal"]
    (move,) = proposal["moves"]
    assert (move["team_id"] in ("N1", "N3"), move["place_code"]) == (True, "TS")
    assert (proposal["now"][0]["share"], proposal["after"][0]["share"]) == (0.5, 1.0)
    assert (await north.get("/coverage/move-up")).json() == {"proposal": None}
    moves = [{"team_id": move["team_id"], "place_code": move["place_code"]}]
    done = await lead.post("/coverage/move-up", {"moves": moves, "reason": "proposed"})
    assert done.status_code == 200
    # Whoever is on the way is reckoned to be there: nobody else is asked to go.
    assert (await lead.get("/coverage/move-up")).json() == {"proposal": None}
