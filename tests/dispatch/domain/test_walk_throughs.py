"""Both workflows together, as the field tells them: a shop fire, and a gas blast with four dead."""

import pytest
from msgspec.structs import replace

from dispatch.domain import commands as c
from dispatch.domain.events import StepTaken
from dispatch.domain.lead import post_at
from dispatch.domain.places import AdminLevel
from dispatch.domain.post_events import PostNotified
from dispatch.domain.posts import Improvement
from dispatch.domain.profile import Grade, Profile
from dispatch.profile.loader import load_profile
from dispatch.profile.proofs import problems_of_profile
from tests.command import (
    CITY,
    COUNTY,
    STATED,
    TOWN,
    asked_above,
    confirmed,
    handed_over,
    opened,
    post_of,
)
from tests.reporting import acknowledges, due_at, report_of, sends
from tests.sentences import NOON, City

XIAN = load_profile("xian")
LEVELS = (AdminLevel.COUNTY, AdminLevel.CITY)
OWN_TIMES = {  # in seconds: half of what Xi'an has, and a phone call within five minutes
    "town_to_county.phone": 300.0,
    "town_to_county.written": 1800.0,
    "duty_to_lead": 120.0,
}
TWO_LEVELS = replace(
    XIAN,
    profile_id="two-levels",
    command=replace(XIAN.command, levels=LEVELS),
    escalation={key: one for key, one in XIAN.escalation.items() if one.to in LEVELS},
    timers=XIAN.timers
    | {key: replace(XIAN.timers[key], limit_s=limit_s) for key, limit_s in OWN_TIMES.items()},
)


def rows_of_posts(city: City) -> list[str]:
    """The rows of command posts that were taken, in order."""
    return [
        event.row
        for event in city.events()
        if isinstance(event, PostNotified)
        or (isinstance(event, StepTaken) and event.lifecycle == "command_post")
    ]


def attest(city: City, incident: str, *matters: str) -> None:
    for matter in matters:
        city.by("town office", c.AttestMatter(incident, matter, "台账"))


@pytest.mark.parametrize(
    ("profile", "place", "duty"),
    [(XIAN, TOWN, "duty leader"), (TWO_LEVELS, COUNTY, "county duty leader")],
    ids=["five levels", "no post below the county"],
)
def test_a_shop_fire_is_put_out_and_no_post_goes_beyond_consulting(
    profile: Profile, place: str, duty: str
) -> None:
    city = City(profile=profile)
    fire = city.a_fire(source="feed_119", external_no="119-1", who="city duty officer")
    for timer in OWN_TIMES:
        assert due_at(city, "B1", timer) == NOON + profile.timers[timer].limit_s
    city.step("grid worker", fire, "start_first_response")
    city.wait(300)
    # Five minutes are all that the duty room of two levels had for its calls; Xi'an's has more.
    owed = {"town_to_county.phone", "duty_to_lead"} if profile is TWO_LEVELS else set()
    assert set(report_of(city, "B1").overdue) == owed
    city.step("duty officer", fire, "confirm", evidence=("现场照片",), grade=Grade.GENERAL)
    post = post_of(city, fire, place)
    city.post_step(duty, post.post_id, "keep_watch", reason="一般事件，消防救援站处置")
    city.wait(420)
    city.step("town office", fire, "close_on_scene")
    city.step("town office", fire, "terminate_response")
    attest(city, fire, "aftercare_plan", "evacuee_clearance")
    city.step("town leading group", fire, "start_recovery")
    attest(city, fire, "requisitions", "stock_reconciliation", "shelters_closed")
    city.step("town leading group", fire, "complete_recovery")
    attest(city, fire, "complete_record")
    refusal = city.cannot("town office", fire, "archive")
    assert refusal.code == "final_report_is_acknowledged"
    for kind in ("INITIAL", "FINAL"):
        sends(city, "B1", kind)
    acknowledges(city, "B1")
    city.step("town office", fire, "archive")
    assert city.area.incidents[fire].state == "ARCHIVED"
    assert post_of(city, fire, place).state == "STANDBY"
    assert rows_of_posts(city) == ["K1", "K3a"]
    assert post_at(city.area, TOWN if place == COUNTY else COUNTY, fire) is None
    assert city.is_sound()


def test_the_profile_of_another_shape_and_times_is_sound() -> None:
    assert problems_of_profile(TWO_LEVELS) == []


def test_below_the_levels_with_posts_a_response_is_activated_by_hand() -> None:
    city = City(profile=TWO_LEVELS)
    incident = confirmed(city)
    assert city.area.incidents[incident].lead == TOWN
    by_hand = {"response_level": 0, **STATED}
    refusal = city.cannot("county", incident, "activate_response", **by_hand)
    assert refusal.code == "approved_by_the_post"
    city.step("town leading group", incident, "activate_response", **by_hand)
    activation = city.area.incidents[incident].activation
    assert activation is not None
    assert (activation.organ, activation.post_id) == (TOWN, None)
    opened(city, incident, COUNTY)
    assert city.area.incidents[incident].lead == COUNTY
    assert city.is_sound()


def test_a_gas_blast_grows_from_the_town_to_the_city_and_ends() -> None:
    city = City()
    blast = city.a_fire(kind="gas", who="grid worker")
    city.step("grid worker", blast, "start_first_response")
    city.step("duty officer", blast, "confirm", evidence=("现场照片",))
    opened(city, blast)
    assert city.area.incidents[blast].lead == TOWN
    asked_above(city, blast, TOWN)
    opened(city, blast, COUNTY, grade=Grade.SERIOUS)
    handed_over(city, blast, TOWN, COUNTY)
    asked_above(city, blast, COUNTY)
    lead = opened(city, blast, CITY, grade=Grade.SERIOUS)
    handed_over(city, blast, COUNTY, CITY)
    incident = city.area.incidents[blast]
    assert (incident.lead, incident.grade) == (CITY, Grade.SERIOUS)
    states = [post_of(city, blast, place).state for place in (TOWN, COUNTY, CITY)]
    assert states == ["SUBORDINATE", "SUBORDINATE", "DIRECTING"]

    city.step("city commander", blast, "safety_hold", reason="二次气体读数超标")
    refusal = city.cannot("commander", blast, "resume", reason="镇街认为可以继续")
    assert refusal.code == "commander_of_the_lead"
    city.step("city commander", blast, "resume", reason="浓度回落")

    attest(city, blast, "missing_persons")
    city.step("city commander", blast, "declare_controlled")
    refusal = city.cannot("county", blast, "terminate_response")
    assert refusal.code == "organ_activated_it"
    city.step("city", blast, "terminate_response", reason="险情消除")
    states = [post_of(city, blast, place).state for place in (TOWN, COUNTY, CITY)]
    assert states == ["STANDING_DOWN"] * 3
    later = city.clock.now() + 30 * 86_400
    todo = (Improvement("燃气报警器入户", "住建局", later),)
    city.post_step("city", lead, "debrief", minutes="复盘纪要", improvements=todo)
    assert rows_of_posts(city)[:5] == ["K1", "K2", "K4a", "K5a", "K7a"]
    assert city.is_sound()
