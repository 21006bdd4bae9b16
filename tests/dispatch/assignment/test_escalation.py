"""Escalation is arithmetic: what is wanted, less what is free here, is what is asked above."""

from hypothesis import given
from hypothesis import strategies as st

from dispatch.assignment.escalation import Escalation, escalations, orders_of
from dispatch.assignment.means import MeansBook
from dispatch.domain import commands as c
from dispatch.domain import cover_commands as vc
from dispatch.domain.actors import Actor
from dispatch.domain.commands import Particulars
from dispatch.domain.profile import SupplyNeed, TeamNeed
from dispatch.domain.shelter_commands import AdmitEvacuees
from dispatch.domain.shelters import Shelter
from dispatch.domain.support import Amounts
from routing.geo import Position
from tests.sentences import City

TOWN, COUNTY = "610111001", "610111"


def wants(supplies: tuple[SupplyNeed, ...] = (), **teams: int) -> dict[str, object]:
    needs = tuple(TeamNeed(capability, count) for capability, count in teams.items())
    return {"team_needs": needs, "supply_needs": supplies}


def proposed(city: City, place_code: str = TOWN) -> list[Escalation]:
    found = escalations(city.area, city.profile, MeansBook(), city.clock.now())
    return [one for one in found if one.place_code == place_code]


def test_a_level_that_can_meet_its_demands_asks_for_nothing() -> None:
    city = City()
    city.a_fire(**wants(FIRE=2, MEDICAL=1))
    assert proposed(city) == []


def test_the_exact_shortfall_is_proposed_to_the_level_above() -> None:
    city = City()
    fire = city.a_fire(**wants((SupplyNeed("hose", 14),), FIRE=5, POLICE=1))
    (town,) = proposed(city)
    assert (town.incident_id, town.asked_of, town.predicted) == (fire, COUNTY, False)
    assert town.asks == Amounts(teams={"FIRE": 3}, supplies={"hose": 4})
    sums = {one.what: (one.wanted, one.own) for one in town.lines}
    assert sums == {"FIRE": (5, 2), "POLICE": (1, 1), "hose": (14, 10)}
    # The county has no more than its town; the city has the team of the other county.
    (county,) = proposed(city, COUNTY)
    assert (county.asked_of, county.asks.teams) == ("6101", {"FIRE": 3})
    (whole_city,) = proposed(city, "6101")
    assert (whole_city.asked_of, whole_city.asks.teams) == ("61", {"FIRE": 2})
    assert proposed(city, "61") == []  # nobody stands above the province here


def test_the_more_urgent_incident_is_served_first_and_the_other_asks() -> None:
    city = City()
    far = Position(lon=109.08, lat=34.2712)
    later = city.a_fire(kind="other", position=far, priority=4, **wants(FIRE=2))
    city.a_fire(kind="other", priority=1, **wants(FIRE=1))
    (town,) = proposed(city)
    assert (town.incident_id, town.asks.teams) == (later, {"FIRE": 1})


def test_what_was_asked_for_is_not_proposed_again_until_it_is_refused() -> None:
    city = City()
    fire = city.a_fire(**wants(FIRE=5))
    city.by("duty officer", vc.RequestSupport(fire, TOWN, Amounts(teams={"FIRE": 2}), "help"))
    (town,) = proposed(city)
    assert (town.asks.teams, town.lacks.teams) == ({"FIRE": 1}, {"FIRE": 3})
    no = c.TakeStep("support_request", "Q1", "decline", Particulars(reason="none left"))
    city.by(Actor("county-duty", "DUTY", COUNTY), no)
    (town,) = proposed(city)
    assert town.asks.teams == {"FIRE": 3}


def test_support_that_was_granted_and_came_is_not_awaited_any_more() -> None:
    city = City()
    fire = city.a_fire(**wants(FIRE=4))
    city.by("duty officer", vc.RequestSupport(fire, TOWN, Amounts(teams={"FIRE": 2}), "help"))
    city.by(Actor("county-duty", "DUTY", COUNTY), c.TakeStep("support_request", "Q1", "grant"))
    assert proposed(city) == []
    city.order("fire-far", fire, "FIRE")
    assert proposed(city) == []  # of two promised one has come, and one is missing
    city.by("city duty officer", c.SetDemands(fire, (TeamNeed("FIRE", 5),), (), "it spreads"))
    (town,) = proposed(city)
    assert town.asks.teams == {"FIRE": 1}


def test_a_team_that_will_soon_be_back_is_counted_within_the_horizon_only() -> None:
    city = City()
    first = city.a_fire(kind="medical", **wants(MEDICAL=1))
    done = city.order("medical-1", first, "MEDICAL")
    city.team_does(done, "sign", "set_out", "arrive")
    city.a_fire(kind="other", **wants(MEDICAL=1))
    (town,) = proposed(city)
    assert (town.lacks.teams, town.lacks_soon.teams) == ({"MEDICAL": 1}, {"MEDICAL": 1})
    city.wait(city.profile.own_means.mean_task_s["medical"] - city.profile.own_means.horizon_s)
    (town,) = proposed(city)
    assert (town.lacks.teams, town.lacks_soon.teams) == ({"MEDICAL": 1}, {})
    assert [(one.what, one.back_soon) for one in town.lines] == [("MEDICAL", 1)]


@given(st.dictionaries(st.sampled_from(["FIRE", "RESCUE", "MEDICAL"]), st.integers(1, 4)))
def test_what_is_asked_and_what_is_there_make_up_what_is_wanted(teams: dict[str, int]) -> None:
    city = City()
    city.a_fire(**wants(**teams))
    short = sum(sum(one.asks.teams.values()) for one in proposed(city))
    # Two teams can fight fires, one of them rescues as well, and one is medical.
    fire, rescue = teams.get("FIRE", 0), teams.get("RESCUE", 0)
    met = max(min(fire, 2 - rescuing) + min(rescuing, rescue) for rescuing in (0, 1))
    assert short == sum(teams.values()) - met - min(1, teams.get("MEDICAL", 0))


def test_people_who_found_a_roof_want_no_other() -> None:
    city = City()
    school = Shelter("school", "school", TOWN, Position(lon=109.06, lat=34.27), 300)
    city.by("admin", c.RegisterShelters((school,)))
    fire = city.a_fire(**wants(), shelter_places=400)
    assert [one.asks for one in proposed(city)] == [Amounts(shelter_places=100)]
    for action in ("open", "ready"):
        city.by("city duty officer", c.TakeStep("shelter", "school", action))
    city.by("city duty officer", AdmitEvacuees("school", "days", 150, incident_id=fire))
    assert [one.asks for one in proposed(city)] == [Amounts(shelter_places=100)]


def test_the_orders_that_teams_are_under_are_all_that_are_open() -> None:
    city = City()
    incident_id = city.a_fire()
    declined = city.order("fire-1", incident_id, "FIRE")
    done = city.order("fire-2", incident_id, "FIRE")
    stands = city.order("fire-far", incident_id, "FIRE")
    city.team_does(done, "sign", "set_out", "arrive", "begin", "finish")
    city.by(
        Actor("fire-1 leader", "TEAM", "610111001", "fire-1"),
        c.TakeStep("instruction", declined, "decline", Particulars(reason="车辆未就绪")),
    )
    open_ones = [one for one in city.area.instructions.values() if one.is_open]
    assert orders_of(city.area, city.area.teams.values()) == open_ones
    assert [one.instruction_id for one in open_ones] == [stands]
