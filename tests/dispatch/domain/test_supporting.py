"""A level asks the one above it for what it lacks; the level asked answers, nobody else."""

from dispatch.domain import commands as c
from dispatch.domain import cover_commands as vc
from dispatch.domain.actors import Actor
from dispatch.domain.commands import Particulars
from dispatch.domain.support import Amounts
from tests.sentences import City

TOWN, COUNTY = "610111001", "610111"
TWO_FIRE_CREWS = Amounts(teams={"FIRE": 2})
COUNTY_OFFICER = Actor("county-duty", "DUTY", COUNTY)


def asks(
    city: City,
    who: str | Actor = "duty officer",
    place_code: str = TOWN,
    lacks: Amounts = TWO_FIRE_CREWS,
) -> str:
    city.by(who, vc.RequestSupport(city.a_fire(), place_code, lacks, "all crews are at the mill"))
    return f"Q{len(city.area.support_requests)}"


def answer(request_id: str, action: str, reason: str = "") -> c.TakeStep:
    return c.TakeStep("support_request", request_id, action, Particulars(reason=reason))


def test_a_town_asks_its_county_and_the_county_grants_it() -> None:
    city = City()
    asks(city)
    made = city.area.support_requests["Q1"]
    assert (made.place_code, made.asked_of, made.state) == (TOWN, COUNTY, "REQUESTED")
    assert made.asks == TWO_FIRE_CREWS
    city.by(COUNTY_OFFICER, answer("Q1", "grant", "two crews of Chang'an"))
    after = city.area.support_requests["Q1"]
    assert (after.state, after.is_open, after.answer) == ("GRANTED", False, "two crews of Chang'an")
    assert city.is_sound()


def test_the_county_asks_the_city() -> None:
    city = City()
    request_id = asks(city, COUNTY_OFFICER, COUNTY)
    assert city.area.support_requests[request_id].asked_of == "6101"


def test_nobody_answers_a_request_of_the_own_level() -> None:
    city = City()
    refusal = city.refused("duty officer", answer(asks(city), "grant"))
    assert refusal.code == "answers_for_the_place_asked"


def test_nobody_asks_on_behalf_of_another_place() -> None:
    city = City()
    fire = city.a_fire()
    order = vc.RequestSupport(fire, COUNTY, TWO_FIRE_CREWS, "help")
    assert city.refused("duty officer", order).code == "outside_jurisdiction"
    order = vc.RequestSupport(fire, "610116001", TWO_FIRE_CREWS, "help")
    assert city.refused("city", order).code == "wrong_place"


def test_a_village_has_no_organ_that_asks_and_a_province_nobody_above() -> None:
    city = City()
    fire = city.a_fire()
    for place_code in ("610111001601", "61"):
        order = vc.RequestSupport(fire, place_code, TWO_FIRE_CREWS, "help")
        refusal = city.refused(Actor("root", "DUTY", "61"), order)
        assert (refusal.code, refusal.field) == ("wrong_place", "place_code")


def test_what_is_asked_for_is_something_that_is_known() -> None:
    city = City()
    for lacks, field in (
        (Amounts(), "asks"),
        (Amounts(teams={"JUGGLING": 1}), "asks.teams.JUGGLING"),
        (Amounts(teams={"FIRE": 0}), "asks.teams.FIRE"),
        (Amounts(supplies={"boat": -2}), "asks.supplies.boat"),
        (Amounts(supplies={"trumpet": 2}), "asks.supplies.trumpet"),
        (Amounts(teams={"FIRE": 1}, shelter_places=-1), "asks.shelter_places"),
    ):
        order = vc.RequestSupport(city.a_fire(), TOWN, lacks, "help")
        assert city.refused("duty officer", order).field == field


def test_a_reason_is_given_for_asking_declining_and_withdrawing() -> None:
    city = City()
    order = vc.RequestSupport(city.a_fire(), TOWN, TWO_FIRE_CREWS, " ")
    assert city.refused("duty officer", order).code == "input_missing"
    request_id = asks(city)
    for who, action in ((COUNTY_OFFICER, "decline"), ("duty officer", "withdraw")):
        assert city.refused(who, answer(request_id, action)).code == "input_missing"
    city.by("duty officer", answer(request_id, "withdraw", "they came by themselves"))
    assert city.refused(COUNTY_OFFICER, answer(request_id, "grant")).code == "wrong_state"


def test_an_incident_that_is_over_asks_for_nothing_any_more() -> None:
    city = City()
    request_id = asks(city)
    incident_id = city.area.support_requests[request_id].incident_id
    said = {"reason": "a barbecue", "evidence": ("photo",)}
    city.step("duty leader", incident_id, "dismiss", **said)
    assert city.area.incidents[incident_id].incident_id not in city.area.open_incidents
    assert city.area.support_requests[request_id].state == "WITHDRAWN"
    assert city.is_sound()
