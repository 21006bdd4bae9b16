"""A person's choice stays until it is taken back."""

from dispatch.domain import commands as c
from dispatch.domain.profile import TeamNeed
from dispatch.domain.recommendations import Recommendation, TeamChoice
from tests.sentences import City


def pin(city: City, incident_id: str, team_id: str, capability: str = "FIRE") -> None:
    city.by("city duty officer", c.PinTeam(incident_id, team_id, capability, "knows the house"))


def test_a_pin_stays_whatever_becomes_of_the_team() -> None:
    city = City()
    fire, gas = city.a_fire(), city.a_fire(kind="gas")
    pin(city, fire, "fire-far")
    assert city.area.incidents[fire].pins == {"fire-far": "FIRE"}
    city.order("fire-far", gas, "FIRE")
    assert city.area.incidents[fire].pins == {"fire-far": "FIRE"}  # it may go when it is free
    city.order("fire-1", fire, "FIRE")
    city.team_does(city.area.incidents[gas].instruction_ids[-1], "decline", reason="a puncture")
    city.order("fire-far", fire, "FIRE")
    assert city.area.incidents[fire].pins == {"fire-far": "FIRE"}  # nobody exchanges it either


def test_a_pin_is_taken_back_and_a_repeat_changes_nothing() -> None:
    city = City()
    fire = city.a_fire()
    pin(city, fire, "fire-far")
    before = city.area
    pin(city, fire, "fire-far")
    assert city.area is before
    for _ in range(2):
        city.by("city duty officer", c.UnpinTeam(fire, "fire-far", "too far after all"))
        assert city.area.incidents[fire].pins == {}


def test_who_is_chosen_instead_of_what_was_proposed_is_pinned() -> None:
    city = City()
    gas = city.a_fire(kind="gas", team_needs=(TeamNeed("FIRE", 2),), supply_needs=())
    here = city.area.teams["fire-1"].station
    chosen = tuple(TeamChoice("FIRE", one, 0.0, here) for one in ("fire-1", "fire-2"))
    proposed = Recommendation("", gas, "optimal", city.area.position, "", "", teams=chosen)
    city.by("system", c.MakeRecommendation(proposed))
    other = {"FIRE": ("fire-1", "fire-far")}
    city.by("city duty officer", c.ChangeRecommendation("R1", other, "knows the plant"))
    assert city.area.incidents[gas].pins == {"fire-far": "FIRE"}


def test_a_pin_that_cannot_be_is_refused_with_the_field() -> None:
    city = City()
    fire = city.a_fire()
    wish = c.PinTeam(fire, "medical-1", "FIRE", "is there")
    refusal = city.refused("city duty officer", wish)
    assert (refusal.code, refusal.field) == ("lacks_capability", "capability")
    refusal = city.refused("city duty officer", c.PinTeam(fire, "fire-1", "FIRE", " "))
    assert (refusal.code, refusal.field) == ("input_missing", "reason")
    wish = c.PinTeam(fire, "fire-far", "FIRE", "knows the house")
    assert city.refused("duty officer", wish).code == "outside_jurisdiction"
    assert city.refused("grid worker", wish).code == "role_may_not"
