"""Some events call a level whatever those below think of it: forest fires, by statute."""

import pytest

from dispatch.domain import grade_messages as gm
from dispatch.domain.profile import Grade
from tests.command import COUNTY, confirmed, handed_over, opened, post_of
from tests.sentences import City

PROVINCE = "61"


@pytest.fixture
def city() -> City:
    return City()


def facts(city: City, incident: str, **figures: float) -> None:
    city.by("duty officer", gm.RecordFacts(incident, figures, "现场清点"))


def called(city: City) -> list[str]:
    """The rules that have called the post of the province."""
    posts = [one for one in city.area.command_posts.values() if one.place_code == PROVINCE]
    return [notice.rule for post in posts for notice in post.notices]


@pytest.mark.parametrize(
    ("figures", "rule"),
    [
        ({"dead": 3}, "forest_fire.dead"),
        ({"serious": 10}, "forest_fire.serious"),
        ({"threatened_sites": 1}, "forest_fire.threatened"),
        ({"at_provincial_border": 1}, "forest_fire.border"),
        ({"area_ha": 150}, "forest_fire.grade"),
    ],
)
def test_a_grave_forest_fire_calls_the_province_at_once(
    city: City, figures: dict[str, float], rule: str
) -> None:
    incident = confirmed(city, kind="forest_fire")
    assert called(city) == []
    facts(city, incident, **figures)
    assert called(city) == [rule]


def test_below_the_figures_nobody_is_called(city: City) -> None:
    incident = confirmed(city, kind="forest_fire")
    facts(city, incident, dead=2, serious=9, area_ha=99)
    assert called(city) == []


def test_the_rule_is_of_forest_fires_only(city: City) -> None:
    facts(city, confirmed(city, kind="gas"), dead=3)
    assert called(city) == []


def test_a_post_takes_no_second_call_by_one_rule_and_hears_of_another(city: City) -> None:
    incident = confirmed(city, kind="forest_fire")
    facts(city, incident, dead=3)
    facts(city, incident, dead=4)
    facts(city, incident, serious=12)
    assert called(city) == ["forest_fire.dead", "forest_fire.serious"]


def test_an_open_flame_for_a_day_calls_the_province(city: City) -> None:
    incident = confirmed(city, kind="forest_fire")
    opened(city, incident)
    opened(city, incident, COUNTY)
    handed_over(city, incident, "610111001", COUNTY)
    city.wait(86_401)
    assert called(city) == ["forest_fire.day"]
    assert city.area.incidents[incident].lead == COUNTY
    assert "response.day" not in city.area.incidents[incident].overdue


def test_a_grade_set_by_hand_counts_as_well(city: City) -> None:
    incident = confirmed(city, kind="forest_fire")
    city.by("town leading group", gm.SetGrade(incident, Grade.MAJOR, "火势蔓延至三县"))
    assert called(city) == ["forest_fire.grade"]
    assert post_of(city, incident, PROVINCE).state == "CONSULTING"
