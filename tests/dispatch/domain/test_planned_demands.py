"""What plans want: their own demands before the profile's, by grade, of every level activated."""

import pytest
from msgspec.structs import replace

from dispatch.assignment.satisfiability import plans_of
from dispatch.domain import commands as c
from dispatch.domain import grade_messages as gm
from dispatch.domain import plan_messages as pm
from dispatch.domain.grades import Grade
from dispatch.domain.plan_matching import matching
from dispatch.domain.plans import Plan
from dispatch.domain.profile import Demands, SupplyNeed, TeamNeed
from dispatch.domain.wanted import PlannedDemands
from tests.command import COUNTY, TOWN, confirmed, established
from tests.sentences import City

FIRST = Demands((TeamNeed("GAS", teams=1),))
OWN = PlannedDemands(
    first=FIRST,
    grades={Grade.SERIOUS: Demands((TeamNeed("GAS", teams=5),))},
    alarms=(Demands((TeamNeed("GAS", teams=3),)),),
)
TOWN_GAS = Plan("town-gas", TOWN, "gas", "纺织城街道燃气事故应急预案", demands=OWN)


def a_city_with(*plans: Plan) -> City:
    city = City()
    city.by("admin", pm.RegisterPlans(plans))
    return city


def test_what_a_plan_states_goes_before_what_the_profile_says_of_the_kind() -> None:
    city = a_city_with(TOWN_GAS)
    gas, far = city.a_fire(kind="gas"), city.a_fire(kind="fire")
    assert city.area.incidents[gas].team_needs == FIRST.teams
    assert city.area.incidents[far].team_needs == city.profile.kinds["fire"].teams
    assert city.is_sound()


def test_demands_rise_to_the_plan_s_at_the_grade_and_at_an_alarm() -> None:
    city = a_city_with(TOWN_GAS)
    gas = confirmed(city)
    city.by("duty officer", c.RaiseAlarm(gas, "火势扩大"))
    assert city.area.incidents[gas].team_needs == (TeamNeed("GAS", teams=3),)
    refused = city.refused("duty officer", c.RaiseAlarm(gas, "再次升级"))
    assert refused.code == "no_further_alarm"
    assert "the plan town-gas" in refused.reason
    city.by("duty leader", gm.SetGrade(gas, Grade.SERIOUS, "三人死亡"))
    assert city.area.incidents[gas].team_needs == (TeamNeed("GAS", teams=5),)


def test_with_the_county_s_plan_its_demands_are_wanted_too() -> None:
    grades = {Grade.SERIOUS: Demands((TeamNeed("MEDICAL", teams=4),), (SupplyNeed("tent", 9),))}
    county = Plan(
        "county-gas", COUNTY, "gas", "灞桥区燃气预案", demands=PlannedDemands(grades=grades)
    )
    city = a_city_with(TOWN_GAS, county)
    gas = confirmed(city, grade=Grade.SERIOUS)
    assert TeamNeed("MEDICAL", teams=4) not in city.area.incidents[gas].team_needs
    established(city, gas, COUNTY)
    incident = city.area.incidents[gas]
    assert {one.plan_id for one in incident.plans} == {"town-gas", "county-gas"}
    assert {TeamNeed("GAS", teams=5), TeamNeed("MEDICAL", teams=4)} <= set(incident.team_needs)
    assert SupplyNeed("tent", 9) in incident.supply_needs


def test_a_plan_for_some_grades_goes_before_one_for_all_and_holds_for_these_only() -> None:
    grave = replace(TOWN_GAS, plan_id="grave", for_grades=(Grade.MAJOR, Grade.EXTRA_MAJOR))
    city = a_city_with(TOWN_GAS, grave)
    gas = confirmed(city)
    incident = city.area.incidents[gas]
    for grade, found in ((Grade.MAJOR, ["grave", "town-gas"]), (None, ["town-gas"])):
        graded = replace(incident, grade=grade)
        assert [one.plan_id for one in matching(city.area, city.profile, graded)] == found


@pytest.mark.parametrize(
    ("plan", "field"),
    [
        (replace(TOWN_GAS, template="master"), "plans.0.demands"),
        (
            replace(TOWN_GAS, demands=PlannedDemands(first=Demands((TeamNeed("MAGIC", teams=1),)))),
            "plans.0.demands.first.team_needs[0].capability",
        ),
        (
            replace(TOWN_GAS, demands=replace(OWN, first=Demands((TeamNeed("GAS", teams=9),)))),
            "plans.0.demands.grades.SERIOUS",
        ),
        (
            replace(TOWN_GAS, template="security", demands=None, for_grades=(Grade.MAJOR,)),
            "plans.0.for_grades",
        ),
    ],
)
def test_what_cannot_be_wanted_is_named(plan: Plan, field: str) -> None:
    city = City()
    refused = city.refused("admin", pm.RegisterPlans((plan,)))
    assert (refused.code, refused.field) == ("wrong_plan", field)


def test_a_place_is_checked_on_the_plans_it_has_and_else_on_every_kind() -> None:
    city = a_city_with(TOWN_GAS, Plan("town-fire", TOWN, "fire", "火灾预案"))
    kinds: dict[str, set[str]] = {}
    for key in plans_of(city.area, city.profile):
        kinds.setdefault(key.place_code, set()).add(key.kind)
    assert kinds[TOWN] == {"gas", "fire"}
    assert kinds["610116001"] == {key for key, one in city.profile.kinds.items() if one.grades}
