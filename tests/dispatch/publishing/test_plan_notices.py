"""Those whom an activated plan names are told, and those above when nobody acknowledges."""

from dispatch.domain import plan_messages as pm
from dispatch.domain.envelope import Recorded
from dispatch.domain.plans import Plan
from dispatch.publishing.notice import Notice
from dispatch.publishing.notices import concerns, notices_of
from tests.command import confirmed, established
from tests.sentences import PEOPLE, City

TOWN, COUNTY = "610111001", "610111"


def who(city: City, *told: Notice) -> set[str]:
    """Everybody in the city who is told of one of some notices."""
    return {
        name
        for name, actor in PEOPLE.items()
        if any(concerns(one, actor, city.area, city.profile) for one in told)
    }


def test_a_plan_tells_the_roles_it_names_at_their_places_and_the_duty_rooms_of_silence() -> None:
    city = City()
    plan = Plan("town-gas", TOWN, "gas", "纺织城街道燃气事故应急预案")
    city.by("admin", pm.RegisterPlans((plan,)))
    told: list[Notice] = []

    def observe(events: tuple[Recorded, ...], _area: object) -> None:
        for one in events:
            told.extend(notices_of(one, city.area, city.profile))

    city.engine.subscribe(observe)
    established(city, confirmed(city))
    first = [one for one in told if one.kind == "plan_activated"]
    assert who(city, *first) == {"town office", "county duty officer"}
    assert "《纺织城街道燃气事故应急预案》" in first[0].zh
    city.by("town office", pm.AcknowledgePlan("I1", "town-gas", TOWN, "OFFICE"))
    city.wait(901)
    (silent,) = (one for one in told if one.kind == "plan_unanswered")
    assert "灞桥区值班员" in silent.zh
    assert {"duty officer", "county duty officer"} <= who(city, silent)
