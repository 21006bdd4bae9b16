"""Reports: what each becomes, once and only once."""

import pytest

from dispatch.domain import commands as c
from dispatch.domain import events as e
from dispatch.domain.profile import SupplyNeed, TeamNeed
from routing.geo import Position
from tests.sentences import NOON, City

HERE = Position(lon=109.0612, lat=34.2712)
NEXT_DOOR = Position(lon=109.0620, lat=34.2712)  # some 74 m east
DOWN_THE_ROAD = Position(lon=109.0650, lat=34.2712)  # some 350 m east


@pytest.fixture
def city() -> City:
    return City()


def test_a_report_becomes_an_incident_with_the_first_demands_of_its_kind(city: City) -> None:
    fire_id = city.a_fire()
    fire = city.area.incidents[fire_id]
    assert fire.team_needs == city.profile.kinds["fire"].teams
    assert fire.supply_needs == city.profile.kinds["fire"].supplies


def test_the_place_is_found_from_the_position(city: City) -> None:
    near = city.a_fire()
    assert city.area.incidents[near].place_code == "610111001601"
    far = city.a_fire(position=Position(lon=108.88, lat=34.05))
    assert city.area.incidents[far].place_code == "610116001"


def test_the_same_report_again_changes_nothing(city: City) -> None:
    first = city.a_fire(report_id="phone-1/17")
    position = city.area.position
    assert city.a_fire(report_id="phone-1/17") == first
    assert city.area.position == position


def test_a_neighbour_who_reports_the_same_fire_is_linked_to_it(city: City) -> None:
    fire = city.a_fire(position=HERE)
    assert city.a_fire("neighbour", position=NEXT_DOOR) == fire
    assert len(city.area.incidents[fire].report_ids) == 2


@pytest.mark.parametrize(
    ("what", "more"),
    [
        ("another kind", {"kind": "gas"}),
        ("another place", {"position": DOWN_THE_ROAD}),
        ("a call that a call taker has told apart", {"external_no": "119-0042"}),
        ("a source that is never fused", {"source": "feed_119"}),
    ],
)
def test_what_differs_is_an_incident_of_its_own(city: City, what: str, more: dict) -> None:
    fire = city.a_fire(position=HERE)
    assert city.a_fire("neighbour", **({"position": NEXT_DOOR} | more)) != fire, what


def test_a_report_long_after_the_last_is_an_incident_of_its_own(city: City) -> None:
    fire = city.a_fire()
    city.wait(1801)
    assert city.a_fire("neighbour") != fire


def test_a_report_after_the_incident_was_dismissed_is_a_new_one(city: City) -> None:
    fire = city.a_fire()
    city.step("duty leader", fire, "dismiss", reason="误报", evidence=("x",))
    assert city.a_fire("neighbour") != fire


def test_a_call_taker_states_the_demands_he_knows(city: City) -> None:
    fire = city.a_fire(team_needs=(TeamNeed("FIRE", 7),), supply_needs=(), priority=2)
    incident = city.area.incidents[fire]
    assert (incident.team_needs, incident.supply_needs, incident.priority) == (
        (TeamNeed("FIRE", 7),),
        (),
        2,
    )


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"kind": "dragon"}, "kind"),
        ({"source": "rumour"}, "source"),
        ({"place_code": "999"}, "place_code"),
        ({"report_id": ""}, "report_id"),
        ({"occurred_at": NOON + 86_400}, "occurred_at"),
        ({"priority": 9}, "priority"),
        ({"team_needs": (TeamNeed("FIRE", 0),)}, "team_needs[0].teams"),
        ({"supply_needs": (SupplyNeed("unobtainium", 1),)}, "supply_needs[0].supply"),
    ],
)
def test_a_report_that_cannot_be_is_refused_by_the_name_of_the_field(
    city: City, given: dict, field: str
) -> None:
    whole = {"report_id": "r", "kind": "fire", "source": "grid", "position": HERE} | given
    assert city.refused("grid worker", c.SendReport(**whole)).field == field


def test_depot_keepers_do_not_report_emergencies(city: City) -> None:
    report = c.SendReport("r", "fire", "grid", HERE)
    assert city.refused("keeper", report).code == "role_may_not"


def test_every_report_is_kept_as_it_was_said(city: City) -> None:
    city.a_fire(text="三楼冒黑烟", evidence=("photo-1",), occurred_at=NOON - 60)
    (received,) = city.events(e.ReportReceived)
    assert isinstance(received, e.ReportReceived)
    report = received.report
    assert (report.text, report.evidence, report.occurred_at, report.received_at) == (
        "三楼冒黑烟",
        ("photo-1",),
        NOON - 60,
        NOON,
    )
