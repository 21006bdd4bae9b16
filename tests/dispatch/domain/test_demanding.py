"""What an incident demands: stated, raised by its grade and by further alarms, never lowered."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.domain import commands as c
from dispatch.domain import events as e
from dispatch.domain.demands import crews_wanted, less_than, raised_to
from dispatch.domain.needs import missing_crews
from dispatch.domain.profile import Demands, Grade, SupplyNeed, TeamNeed
from tests.command import established
from tests.sentences import City

CREW = 8


@pytest.fixture
def city() -> City:
    return City()


def missing(city: City, incident_id: str) -> dict[str, int]:
    return missing_crews(city.area, city.profile, city.area.incidents[incident_id])


def test_a_graded_incident_wants_what_its_plan_wants_at_that_grade(city: City) -> None:
    fire = city.a_fire()
    city.step("duty officer", fire, "start_verify")
    city.step("duty officer", fire, "confirm", evidence=("照片",), grade=Grade.SERIOUS)
    plan = city.profile.kinds["fire"].grades[Grade.SERIOUS]
    assert missing(city, fire) == crews_wanted(plan.teams, CREW)
    (raised,) = city.events(e.DemandsSet)
    assert raised.reason == "the plan for fire at the grade SERIOUS"


def test_a_grade_the_plan_does_not_state_wants_what_the_one_below_does(city: City) -> None:
    fire = city.a_fire()
    city.step("duty officer", fire, "start_verify")
    city.step("duty officer", fire, "confirm", evidence=("照片",), grade=Grade.GENERAL)
    assert city.events(e.DemandsSet) == []


def test_more_than_the_plan_wants_stays_when_the_response_is_activated(city: City) -> None:
    fire = city.a_fire(team_needs=(TeamNeed("FIRE", 9), TeamNeed("GAS", 1)))
    city.step("duty officer", fire, "start_verify")
    established(city, fire, grade=Grade.SERIOUS, override="口头批准")
    plan = crews_wanted(city.profile.kinds["fire"].grades[Grade.SERIOUS].teams, CREW)
    assert missing(city, fire) == {**plan, "FIRE": 9, "GAS": 1}


def test_a_second_alarm_adds_only_the_difference(city: City) -> None:
    fire = city.a_fire()
    city.order("fire-1", fire, "FIRE")
    city.order("fire-2", fire, "FIRE")
    city.by("commander", c.RaiseAlarm(fire, "火势蔓延"))
    wanted = crews_wanted(city.profile.kinds["fire"].alarms[0].teams, CREW)
    assert missing(city, fire) == {**wanted, "FIRE": wanted["FIRE"] - 2}
    assert city.area.incidents[fire].alarm == 2
    assert city.is_sound()


def test_there_is_no_alarm_above_the_highest_of_the_plan(city: City) -> None:
    fire = city.a_fire()
    for _ in city.profile.kinds["fire"].alarms:
        city.by("commander", c.RaiseAlarm(fire, "火势蔓延"))
    assert city.refused("commander", c.RaiseAlarm(fire, "x")).code == "no_further_alarm"


def test_an_alarm_is_raised_for_a_reason_by_those_who_may_and_while_teams_are_sent(
    city: City,
) -> None:
    fire = city.a_fire()
    assert city.refused("commander", c.RaiseAlarm(fire, " ")).field == "reason"
    assert city.refused("grid worker", c.RaiseAlarm(fire, "x")).code == "role_may_not"
    city.step("duty officer", fire, "start_verify")
    city.step("duty officer", fire, "confirm", evidence=("照片",))
    city.step("town office", fire, "close_on_scene")
    assert city.refused("commander", c.RaiseAlarm(fire, "x")).code == "incident_not_open"


@pytest.mark.parametrize(
    ("need", "field"),
    [
        (TeamNeed("FIRE"), "team_needs[0].teams"),
        (TeamNeed("FIRE", people=-3), "team_needs[0].people"),
        (TeamNeed("FIRE", teams=1, units=1), "team_needs[0].units"),
        (TeamNeed("FIRE", teams=1, by_s=0.0), "team_needs[0].by_s"),
    ],
)
def test_a_need_is_counted_in_exactly_one_way(city: City, need: TeamNeed, field: str) -> None:
    fire = city.a_fire()
    refusal = city.refused("duty officer", c.SetDemands(fire, (need,), (), "x"))
    assert (refusal.code, refusal.field) == ("wrong_number", field)


def test_a_capability_is_wanted_with_its_equipment_or_without(city: City) -> None:
    fire = city.a_fire()
    both = (TeamNeed("WATER", units=1), TeamNeed("WATER", teams=1))
    refusal = city.refused("duty officer", c.SetDemands(fire, both, (), "x"))
    assert refusal.field == "team_needs[1].units"


def test_people_are_counted_in_crews(city: City) -> None:
    fire = city.a_fire(team_needs=(TeamNeed("EVACUATION", people=17), TeamNeed("FIRE", units=2)))
    assert missing(city, fire) == {"EVACUATION": 3, "FIRE": 2}


def test_places_in_shelters_are_demanded_too(city: City) -> None:
    fire = city.a_fire(shelter_places=40)
    city.by("duty officer", c.SetDemands(fire, (), (), "x", shelter_places=60))
    assert city.area.incidents[fire].shelter_places == 60
    refusal = city.refused("duty officer", c.SetDemands(fire, (), (), "x", shelter_places=-1))
    assert refusal.field == "shelter_places"


needs = st.lists(
    st.builds(
        lambda capability, way, count, by_s: TeamNeed(capability, **{way: count}, by_s=by_s),
        st.sampled_from(["FIRE", "MEDICAL"]),
        st.sampled_from(["teams", "people", "units"]),
        st.integers(1, 40),
        st.sampled_from([None, 900.0]),
    ),
    max_size=4,
).map(tuple)
supplies = st.lists(
    st.builds(SupplyNeed, st.sampled_from(["hose", "lamp"]), st.integers(1, 9)), max_size=3
).map(tuple)
demands = st.builds(Demands, needs, supplies, st.integers(0, 9))


@given(own=demands, plan=demands)
def test_raised_demands_cover_the_plan_and_lose_nothing(own: Demands, plan: Demands) -> None:
    raised = raised_to(own, plan, CREW)
    assert [*less_than(raised, plan, CREW)] == []
    assert [*less_than(raised, own, CREW)] == []
    assert raised_to(raised, plan, CREW) is raised
    for capability, crews in crews_wanted(raised.teams, CREW).items():
        own_crews, plan_crews = (crews_wanted(one.teams, CREW)[capability] for one in (own, plan))
        assert crews >= max(own_crews, plan_crews)
