"""Command passes between levels with nobody wondering who leads."""

import pytest

from dispatch.domain import events as e
from dispatch.domain import post_commands as pc
from tests.command import (
    CITY,
    COUNTY,
    STATED,
    TOWN,
    asked_above,
    called,
    confirmed,
    established,
    handed_over,
    noted,
    opened,
    post_of,
    proposed,
)
from tests.sentences import City


@pytest.fixture
def city() -> City:
    return City()


def lead(city: City, incident_id: str) -> str | None:
    return city.area.incidents[incident_id].lead


def taking_over(city: City) -> tuple[str, str]:
    """A town's post handing over to the county's; returns the incident and the town's post."""
    incident = confirmed(city)
    town = opened(city, incident)
    opened(city, incident, COUNTY)
    city.post_step("county", town, "take_over", order_ref="区令 3 号")
    return incident, town


def test_the_first_post_to_open_takes_the_lead_from_the_towns_office(city: City) -> None:
    incident = confirmed(city)
    opened(city, incident, COUNTY)
    assert lead(city, incident) == COUNTY
    opened(city, incident, CITY)
    assert lead(city, incident) == COUNTY
    assert city.is_sound()


def test_the_lower_post_leads_until_both_commanders_have_signed(city: City) -> None:
    incident, town = taking_over(city)
    assert (post_of(city, incident).state, lead(city, incident)) == ("HANDOVER", TOWN)
    refusal = city.post_cannot("commander", town, "sign_handover")
    assert refusal.code == "checklist_is_complete"
    noted(city, town)
    assert city.post_cannot("county", town, "sign_handover").code == "signs_as_commander"
    city.post_step("commander", town, "sign_handover")
    assert city.post_cannot("commander", town, "sign_handover").code == "signs_as_commander"
    assert (post_of(city, incident).state, lead(city, incident)) == ("HANDOVER", TOWN)
    city.post_step("county commander", town, "sign_handover")
    assert (post_of(city, incident).state, lead(city, incident)) == ("SUBORDINATE", COUNTY)
    assert not [one for one in city.area.deadlines if one.startswith("command_post/")]
    assert city.is_sound()


def test_what_is_said_anew_after_a_signature_is_signed_anew(city: City) -> None:
    incident, town = taking_over(city)
    noted(city, town)
    city.post_step("county commander", town, "sign_handover")
    city.by("town office", pc.NoteHandoverItem(town, "casualties", "又发现一人"))
    city.post_step("commander", town, "sign_handover")
    assert post_of(city, incident).state == "HANDOVER"
    city.post_step("county commander", town, "sign_handover")
    assert post_of(city, incident).state == "SUBORDINATE"


def test_the_checklist_asks_for_what_the_profile_names(city: City) -> None:
    _incident, town = taking_over(city)
    for item, note, code in (
        ("weather", "晴", "unknown_item"),
        ("media", " ", "input_missing"),
    ):
        refusal = city.refused("town office", pc.NoteHandoverItem(town, item, note))
        assert refusal.code == code
    assert city.refused("keeper", pc.NoteHandoverItem(town, "media", "无")).code == "role_may_not"


def test_nobody_takes_over_without_an_order_and_an_established_post(city: City) -> None:
    incident = confirmed(city)
    town = opened(city, incident)
    said = {"order_ref": "区令 3 号"}
    assert city.post_cannot("county", town, "take_over", **said).code == "speaks_from_above"
    proposed(city, incident, COUNTY)
    assert city.post_cannot("county", town, "take_over", **said).code == "upper_post_is_ready"
    county = post_of(city, incident, COUNTY).post_id
    city.post_step("county", county, "approve_response")
    assert city.post_cannot("county", town, "take_over").field == "particulars.order_ref"
    city.post_step("county", town, "take_over", **said)
    noted(city, town)
    refusal = city.post_cannot("commander", town, "sign_handover")
    assert refusal.code == "upper_post_directs"


def test_the_level_above_may_withdraw_and_the_lower_one_never_stopped_leading(city: City) -> None:
    incident, town = taking_over(city)
    city.post_step("county", town, "cancel_handover", reason="省厅另有安排")
    assert (post_of(city, incident).state, lead(city, incident)) == ("DIRECTING", TOWN)
    assert post_of(city, incident).handover is None
    assert city.is_sound()


def test_a_late_handover_alarms_the_duty_leader_above_and_leaves_the_lead_where_it_is(
    city: City,
) -> None:
    incident, town = taking_over(city)
    city.wait(1801)
    (alarm,) = city.area.command_posts[town].alarms
    assert (alarm.place_code, alarm.copied_to) == (COUNTY, CITY)
    assert lead(city, incident) == TOWN


def test_no_response_ends_in_the_middle_of_a_handover(city: City) -> None:
    incident, _town = taking_over(city)
    refusal = city.cannot("county", incident, "terminate_response")
    assert refusal.code == "no_handover_is_under_way"


def test_command_goes_up_to_the_city_and_comes_down_again(city: City) -> None:
    incident = confirmed(city)
    town = opened(city, incident)
    asked_above(city, incident, TOWN)
    county = opened(city, incident, COUNTY)
    handed_over(city, incident, TOWN, COUNTY)
    asked_above(city, incident, COUNTY)
    top = opened(city, incident, CITY)
    handed_over(city, incident, COUNTY, CITY)
    assert lead(city, incident) == CITY
    assert [post_of(city, incident, one).state for one in (TOWN, COUNTY)] == ["SUBORDINATE"] * 2

    refusal = city.post_cannot("city", county, "hand_back", reason="险情缓解")
    assert refusal.code == "level_was_lowered"
    lower = {"response_level": 4, "reason": "险情缓解"} | STATED
    city.post_step("city", top, "adjust_response", **lower)
    refusal = city.post_cannot("city", town, "hand_back", reason="险情缓解")
    assert refusal.code == "level_was_lowered"
    city.post_step("city", county, "hand_back", reason="险情缓解")
    states = [post_of(city, incident, one).state for one in (TOWN, COUNTY, CITY)]
    assert states == ["SUBORDINATE", "DIRECTING", "CONSULTING"]
    activation = city.area.incidents[incident].activation
    assert activation is not None
    assert (lead(city, incident), activation.organ) == (COUNTY, COUNTY)
    assert city.is_sound()


def test_command_does_not_go_back_past_a_post_that_is_under_it_too(city: City) -> None:
    incident = confirmed(city)
    town = opened(city, incident)
    opened(city, incident, COUNTY)
    handed_over(city, incident, TOWN, COUNTY)
    top = opened(city, incident, CITY)
    handed_over(city, incident, COUNTY, CITY)
    city.post_step("city", top, "adjust_response", response_level=0, reason="缓解", **STATED)
    refusal = city.post_cannot("city", town, "hand_back", reason="缓解")
    assert refusal.code == "is_next_below"


def test_giving_back_is_one_step_of_both_posts(city: City) -> None:
    incident = confirmed(city)
    town = opened(city, incident)
    county = opened(city, incident, COUNTY)
    handed_over(city, incident, TOWN, COUNTY)
    city.post_step("county", county, "adjust_response", response_level=0, reason="缓", **STATED)
    told = city.post_step("county", town, "hand_back", reason="缓解")
    steps = [one.event.row for one in told.events if isinstance(one.event, e.StepTaken)]
    assert steps == ["K10a", "K10b"]
    assert len({one.recorded_at for one in told.events}) == 1
    refusal = city.post_cannot("county", county, "step_back")
    assert refusal.code in ("role_may_not", "wrong_state")


def test_a_post_joins_under_a_level_that_leads_already(city: City) -> None:
    incident = confirmed(city)
    opened(city, incident, COUNTY)
    town = post_of(city, incident).post_id
    assert city.post_cannot("city", town, "join").code == "speaks_for_the_lead"
    city.post_step("county", town, "join")
    assert (post_of(city, incident).state, lead(city, incident)) == ("SUBORDINATE", COUNTY)
    county = post_of(city, incident, COUNTY).post_id
    city.post_step("county", county, "adjust_response", response_level=0, reason="缓", **STATED)
    refusal = city.post_cannot("county", town, "hand_back", reason="缓解")
    assert refusal.code == "has_a_commander"
    city.post_step("county", town, "hand_back", reason="缓解", commander="osc")
    assert post_of(city, incident).commander == "osc"
    assert city.is_sound()


def test_a_post_that_is_open_and_does_not_lead_joins_without_a_handover(city: City) -> None:
    incident = confirmed(city)
    opened(city, incident)
    county = opened(city, incident, COUNTY)
    opened(city, incident, CITY)
    handed_over(city, incident, TOWN, CITY)
    city.post_step("city", county, "join")
    assert post_of(city, incident, COUNTY).state == "SUBORDINATE"
    assert city.is_sound()


def test_what_touches_two_counties_calls_the_city_and_is_not_given_back_to_one(
    city: City,
) -> None:
    incident = confirmed(city)
    opened(city, incident, COUNTY)
    touched = pc.RecordTouchedPlaces(incident, ("610116001",), "泄漏物流入下游")
    city.by("county", touched)
    assert post_of(city, incident, CITY).state == "CONSULTING"
    assert city.by("county", touched).events == ()
    top = opened(city, incident, CITY)
    handed_over(city, incident, COUNTY, CITY)
    called(city, incident, TOWN)
    city.post_step("city", top, "adjust_response", response_level=4, reason="缓", **STATED)
    county = post_of(city, incident, COUNTY).post_id
    refusal = city.post_cannot("city", county, "hand_back", reason="缓解")
    assert refusal.code == "covers_what_is_touched"
    refusal = city.refused("county", pc.RecordTouchedPlaces(incident, ("999",), "x"))
    assert refusal.code == "unknown_place"


def test_posts_of_another_touched_place_can_be_called(city: City) -> None:
    incident = confirmed(city)
    assert city.refused("system", pc.NotifyPost("610116", incident)).code == "wrong_place"
    city.by("county", pc.RecordTouchedPlaces(incident, ("610116001",), "跨区"))
    city.by("system", pc.NotifyPost("610116", incident))
    assert post_of(city, incident, "610116").state == "CONSULTING"


def test_the_organ_table_of_a_place_stands_above_that_of_the_city() -> None:
    from msgspec.structs import replace

    from dispatch.domain.places import AdminLevel
    from dispatch.domain.profile import Organs
    from dispatch.profile.loader import load_profile

    xian = load_profile("xian")
    organs = Organs(xian.organs.lowest, {COUNTY: {4: AdminLevel.TOWN}})
    city = City(profile=replace(xian, organs=organs))
    incident = confirmed(city)
    established(city, incident, TOWN, response_level=4)
    activation = city.area.incidents[incident].activation
    assert activation is not None
    assert (activation.organ, activation.response_level) == (TOWN, 4)
