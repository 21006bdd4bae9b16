"""A place reports an incident to the one above it: told, written, signed, sent, answered."""

import pytest

from dispatch.domain import commands as c
from dispatch.domain import events as e
from dispatch.domain import report_events as re
from dispatch.domain.actors import Actor
from dispatch.domain.grade_messages import Grade, RecordFacts, SetGrade
from dispatch.domain.information_reports import SheetKind
from dispatch.domain.report_commands import OpenReport, SeeToReports, WriteSheet
from tests.reporting import (
    CITY,
    COUNTY,
    PROVINCE,
    TOWN,
    acknowledges,
    chain,
    confirmed,
    due_at,
    duty,
    ended,
    lines,
    report_of,
    sends,
)
from tests.sentences import City


@pytest.fixture
def city() -> City:
    return City()


def dismissed(city: City, fire: str) -> None:
    said = {"reason": "系烧烤冒烟", "evidence": ("现场照片",)}
    city.step("duty leader", fire, "dismiss", **said)


def test_a_fire_is_reported_from_the_first_call_to_the_final_report(city: City) -> None:
    fire = city.a_fire()
    city.report_step("duty officer", "B1", "tell_leader", receiver="王副主任")
    city.report_step("duty officer", "B1", "phone", receiver="区值班室李某", reason="居民楼起火")
    assert report_of(city, "B1").state == "PHONED"
    spoken = [(one.by, one.to, one.to_leader) for one in report_of(city, "B1").calls]
    assert spoken == [("duty", "王副主任", True), ("duty", "区值班室李某", False)]
    city.by("duty officer", WriteSheet("B1", SheetKind.INITIAL, {"trend": "火势可控"}))
    city.report_step("duty officer", "B1", "submit")
    city.report_step("duty leader", "B1", "sign")
    city.report_step("duty officer", "B1", "send")
    acknowledges(city, "B1")
    sends(city, "B1", "FOLLOWUP")
    acknowledges(city, "B1")
    ended(city, fire)
    sends(city, "B1", "FINAL")
    assert report_of(city, "B1").state == "FINAL"
    acknowledges(city, "B1")
    after = report_of(city, "B1")
    assert after.state == "ACKNOWLEDGED"  # casualties of a fire are amended for seven days
    assert [one.kind for one in after.sheets] == ["INITIAL", "FOLLOWUP", "FINAL"]
    assert {one.state for one in after.sheets} == {"ACKED"}
    assert after.overdue == ()
    city.wait(8 * 86_400)
    assert (report_of(city, "B1").state, report_of(city, "B1").is_open) == ("CLOSED", False)
    assert city.is_sound()


def test_nothing_goes_out_that_no_leader_has_signed(city: City) -> None:
    city.a_fire()
    assert city.report_cannot("duty officer", "B1", "send").code == "sheet_is_signed"
    city.by("duty officer", WriteSheet("B1", SheetKind.INITIAL))
    assert city.report_cannot("duty officer", "B1", "send").code == "sheet_is_signed"
    assert city.report_cannot("duty officer", "B1", "sign").code == "role_may_not"
    city.report_step("duty leader", "B1", "sign")
    city.by("duty officer", WriteSheet("B1", SheetKind.INITIAL, {"trend": "蔓延"}))
    assert report_of(city, "B1").sheets[0].signed_by == ""  # what was signed was another text
    assert city.report_cannot("duty officer", "B1", "send").code == "sheet_is_signed"


def test_the_leader_sends_a_draft_back_with_a_reason(city: City) -> None:
    city.a_fire()
    city.by("duty officer", WriteSheet("B1", SheetKind.INITIAL))
    city.report_step("duty officer", "B1", "submit")
    assert city.report_cannot("duty leader", "B1", "send_back").code == "input_missing"
    city.report_step("duty leader", "B1", "send_back", reason="写明楼栋")
    sheet = report_of(city, "B1").sheets[0]
    assert (sheet.state, sheet.reason) == ("DRAFT", "写明楼栋")


def test_nobody_reports_for_another_place_and_only_the_receiver_acknowledges(city: City) -> None:
    city.a_fire()
    for who in ("duty officer of Ziwu", "county duty officer", "city duty officer"):
        refusal = city.report_cannot(who, "B1", "phone", receiver="区")
        assert refusal.code == "speaks_for_sender"
    assert city.report_cannot("county duty officer", "B1", "acknowledge").code == "wrong_state"
    sends(city, "B1")
    for who in ("duty officer", "city duty officer"):
        assert city.report_cannot(who, "B1", "acknowledge").code == "receives_or_shows_receipt"
    acknowledges(city, "B1")
    assert city.report_cannot("county duty officer", "B1", "acknowledge").code == "sheet_is_awaited"


def test_what_is_returned_is_put_right_and_sent_again(city: City) -> None:
    city.a_fire()
    sends(city, "B1")
    assert city.report_cannot("county duty officer", "B1", "return").code == "input_missing"
    city.report_step("county duty officer", "B1", "return", reason="地点不清")
    assert report_of(city, "B1").sheets[0].state == "RETURNED"
    assert due_at(city, "B1", "information_report.resend") is not None
    followup = WriteSheet("B1", SheetKind.FOLLOWUP)
    assert city.refused("duty officer", followup).code == "wrong_sheet"
    sends(city, "B1")
    first, again = report_of(city, "B1").sheets
    assert (first.nth, again.nth, again.number) == (1, 1, 2)
    assert due_at(city, "B1", "information_report.resend") is None
    acknowledges(city, "B1")
    assert city.is_sound()


def test_a_returned_final_report_is_owed_again(city: City) -> None:
    fire = city.a_fire()
    sends(city, "B1")
    ended(city, fire)
    sends(city, "B1", "FINAL")
    city.report_step("county duty officer", "B1", "return", reason="损失未填")
    after = report_of(city, "B1")
    assert (after.state, after.asked, after.asked_reason) == ("FOLLOWUP", "FINAL", "损失未填")
    sends(city, "B1", "FINAL")
    acknowledges(city, "B1")
    assert report_of(city, "B1").asked is None
    assert city.is_sound()


def test_who_acknowledges_a_sheet_has_those_before_it_too(city: City) -> None:
    city.a_fire()
    sends(city, "B1")
    sends(city, "B1", "FOLLOWUP")
    acknowledges(city, "B1")
    assert [one.state for one in report_of(city, "B1").sheets] == ["ACKED", "ACKED"]


def test_the_final_report_follows_the_end_of_the_response_and_archiving_follows_it(
    city: City,
) -> None:
    fire = city.a_fire()
    sends(city, "B1")
    city.by("duty officer", WriteSheet("B1", SheetKind.FINAL))
    city.report_step("duty leader", "B1", "sign")
    assert city.report_cannot("duty officer", "B1", "send").code == "handling_has_ended"
    ended(city, fire)
    assert report_of(city, "B1").asked == "FINAL"
    assert due_at(city, "B1", "information_report.final") is not None
    for matter in ("aftercare_plan", "evacuee_clearance", "requisitions"):
        city.by("town office", c.AttestMatter(fire, matter, "台账"))
    for matter in ("stock_reconciliation", "shelters_closed", "complete_record"):
        city.by("town office", c.AttestMatter(fire, matter, "台账"))
    city.step("town leading group", fire, "start_recovery")
    city.step("town leading group", fire, "complete_recovery")
    city.report_step("duty officer", "B1", "send")
    refusal = city.cannot("town office", fire, "archive")
    assert (refusal.code, "B1 (town_to_county) is FINAL" in refusal.reason) == (
        "final_report_is_acknowledged",
        True,
    )
    acknowledges(city, "B1")
    city.step("town office", fire, "archive")
    assert city.area.incidents[fire].state == "ARCHIVED"
    assert city.is_sound()


def test_no_other_step_of_handling_waits_for_a_report(city: City) -> None:
    fire = city.a_fire()
    city.wait(3 * 86_400)
    assert report_of(city, "B1").state == "DUE"
    city.order("fire-1", fire, "FIRE")
    ended_by_then = city.area.incidents[fire]
    assert ended_by_then.state == "REPORTED"
    city.step("duty officer", fire, "start_verify")
    confirmed(city, fire)
    assert city.is_sound()


def test_a_late_report_alarms_the_duty_leader_and_copies_the_level_above(city: City) -> None:
    city.a_fire()
    city.wait(601)
    (alarmed,) = city.events(re.ReportAlarmed)
    assert isinstance(alarmed, re.ReportAlarmed)
    assert (alarmed.timer, alarmed.place_code) == ("duty_to_lead", TOWN)
    assert alarmed.copied_to == COUNTY
    city.wait(3000)
    assert set(report_of(city, "B1").overdue) == {
        *("duty_to_lead", "duty_to_lead.written"),
        *("town_to_county.phone", "town_to_county.written"),
    }
    assert len(report_of(city, "B1").alarms) == 4


def test_a_level_that_does_not_acknowledge_is_alarmed_itself(city: City) -> None:
    city.a_fire()
    sends(city, "B1")
    city.wait(1801)
    late = report_of(city, "B1").alarms[-1]
    assert (late.timer, late.place_code) == ("information_report.receipt", COUNTY)
    assert late.copied_to == CITY


def test_an_event_that_was_none_and_nobody_was_told_of_is_not_reported(city: City) -> None:
    fire = city.a_fire()
    dismissed(city, fire)
    after = report_of(city, "B1")
    assert (after.state, after.is_open) == ("CANCELLED", False)
    assert not [one for one in city.area.deadlines if "information_report" in one]


def test_earlier_reports_get_a_correction_when_the_event_was_none(city: City) -> None:
    fire = city.a_fire()
    sends(city, "B1")
    city.by("duty officer", WriteSheet("B1", SheetKind.FOLLOWUP))
    dismissed(city, fire)
    after = report_of(city, "B1")
    assert (after.asked, after.void, after.draft) == ("CORRECTION", True, None)
    followup = WriteSheet("B1", SheetKind.FOLLOWUP)
    assert city.refused("duty officer", followup).code == "wrong_sheet"
    sends(city, "B1", "CORRECTION")
    assert "系烧烤冒烟" in report_of(city, "B1").sheets[-1].texts["correction"]
    acknowledges(city, "B1")
    assert report_of(city, "B1").state == "CLOSED"
    assert city.is_sound()


def test_what_was_told_by_telephone_only_is_corrected_by_telephone(city: City) -> None:
    fire = city.a_fire()
    city.report_step("duty officer", "B1", "phone", receiver="区值班室")
    dismissed(city, fire)
    refusal = city.report_cannot("duty officer", "B1", "phone", receiver="区值班室")
    assert (refusal.code, "say what" in refusal.reason) == ("no_correction_is_asked", True)
    said = {"receiver": "区值班室", "reason": "系烧烤冒烟"}
    city.report_step("duty officer", "B1", "phone", **said)
    assert report_of(city, "B1").state == "CLOSED"
    assert city.is_sound()


def test_an_event_that_is_taken_up_again_is_reported_anew(city: City) -> None:
    fire = city.a_fire()
    sends(city, "B1")
    dismissed(city, fire)
    city.step("duty leader", fire, "reopen", reason="复燃", evidence=("录音",))
    assert chain(city, "town_to_county") == "B2"
    assert due_at(city, "B2", "town_to_county.phone") is not None
    assert report_of(city, "B1").asked == "CORRECTION"  # that it was none stands until then


def test_an_event_merged_into_another_is_corrected_too(city: City) -> None:
    first, second = city.a_fire(), city.a_fire(external_no="119-7", source="feed_119")
    sends(city, chain(city, "town_to_county"))
    city.step("duty officer", second, "merge", into=first)
    asked = report_of(city, "B2")
    assert (asked.asked, first in asked.asked_reason) == ("CORRECTION", True)


def test_a_transferred_event_ends_with_a_final_report(city: City) -> None:
    fire = city.a_fire()
    sends(city, "B1")
    city.by("duty officer", c.AttestMatter(fire, "transfer_receipt", "回执"))
    city.step("duty officer", fire, "transfer", receiver="公安分局")
    assert report_of(city, "B1").asked == "FINAL"
    sends(city, "B1", "FINAL")
    acknowledges(city, "B1")


def test_after_a_relapse_the_reports_go_on(city: City) -> None:
    fire = city.a_fire()
    sends(city, "B1")
    ended(city, fire)
    sends(city, "B1", "FINAL")
    acknowledges(city, "B1")
    city.step("duty officer", fire, "relapse", reason="复燃")
    assert report_of(city, "B1").state == "FOLLOWUP"
    assert due_at(city, "B1", "information_report.followup") is not None
    sends(city, "B1", "FOLLOWUP")
    assert city.is_sound()


def test_casualties_are_amended_while_they_may_be(city: City) -> None:
    fire = city.a_fire()
    sends(city, "B1")
    ended(city, fire)
    sends(city, "B1", "FINAL")
    acknowledges(city, "B1")
    city.wait(6 * 86_400)
    city.report_step("duty officer", "B1", "ask_amendment", reason="一名伤者死亡")
    assert report_of(city, "B1").asked == "AMENDMENT"
    assert due_at(city, "B1", "information_report.amendment") is not None
    sends(city, "B1", "AMENDMENT", casualties="死亡1人")
    city.report_step("county duty officer", "B1", "return", reason="姓名未填")
    assert report_of(city, "B1").state == "ACKNOWLEDGED"
    sends(city, "B1", "AMENDMENT", casualties="死亡1人（张某）")
    acknowledges(city, "B1")
    assert (report_of(city, "B1").state, report_of(city, "B1").asked) == ("ACKNOWLEDGED", None)
    assert city.is_sound()


def test_casualties_that_change_after_the_final_report_ask_for_an_amendment(city: City) -> None:
    fire = city.a_fire()
    city.by("duty officer", RecordFacts(fire, {"dead": 1.0}, "现场"))
    sends(city, "B1")
    ended(city, fire)
    sends(city, "B1", "FINAL")
    acknowledges(city, "B1")
    city.by("duty officer", RecordFacts(fire, {"dead": 1.0, "loss_yuan": 9e4}, "评估"))
    assert report_of(city, "B1").asked is None  # nobody more was hurt
    city.wait(3 * 86_400)
    city.by("duty officer", RecordFacts(fire, {"dead": 2.0}, "市医院"))
    after = report_of(city, "B1")
    assert (after.asked, after.asked_reason) == ("AMENDMENT", "死亡2人（市医院）")
    sends(city, "B1", "AMENDMENT")
    texts = report_of(city, "B1").sheets[-1].texts
    assert texts["amendment"] == "死亡2人（市医院）"
    assert texts["casualties"] == "死亡2人"
    city.wait(7 * 86_400)
    acknowledges(city, "B1")
    city.by("duty officer", RecordFacts(fire, {"dead": 3.0}, "市医院"))
    assert report_of(city, "B1").asked is None  # too late: only a note is taken


def test_after_the_limit_only_a_note_is_taken(city: City) -> None:
    fire = city.a_fire()
    sends(city, "B1")
    ended(city, fire)
    sends(city, "B1", "FINAL")
    acknowledges(city, "B1")
    city.wait(7 * 86_400)
    refusal = city.report_cannot("duty officer", "B1", "ask_amendment", reason="一名伤者死亡")
    assert refusal.code == "wrong_state"
    amendment = WriteSheet("B1", SheetKind.AMENDMENT)
    assert city.refused("duty officer", amendment).code == "wrong_state"
    city.report_step("duty officer", "B1", "note", reason="第九日一名伤者死亡")
    assert [one.text for one in report_of(city, "B1").notes] == ["第九日一名伤者死亡"]
    assert report_of(city, "B1").state == "CLOSED"


def test_an_amendment_that_was_not_sent_in_time_is_dropped_with_its_limit(city: City) -> None:
    fire = city.a_fire()
    sends(city, "B1")
    ended(city, fire)
    sends(city, "B1", "FINAL")
    city.by("duty officer", WriteSheet("B1", SheetKind.AMENDMENT))
    city.wait(7 * 86_400)
    assert report_of(city, "B1").draft is None
    assert report_of(city, "B1").state == "FINAL"
    acknowledges(city, "B1")
    assert report_of(city, "B1").state == "CLOSED"
    assert city.is_sound()


def test_a_level_may_be_skipped_and_gets_a_copy(city: City) -> None:
    fire = city.a_fire()
    skip = OpenReport(fire, "skip_level", TOWN, "区值班室电话不通", CITY)
    city.by("duty officer", skip)
    report = report_of(city, "B2")
    assert (report.to_code, report.copied_to, report.reason) == (
        CITY,
        (COUNTY,),
        "区值班室电话不通",
    )
    sends(city, "B2")
    acknowledges(city, "B2")
    assert city.refused("duty officer", skip).code == "reported_already"
    assert due_at(city, "B1", "town_to_county.phone") is not None  # the county is owed its own


def test_a_report_by_hand_goes_upwards_from_where_one_speaks(city: City) -> None:
    fire = city.a_fire()
    for command, code in (
        (OpenReport(fire, "skip_level", TOWN, "", CITY), "input_missing"),
        (OpenReport(fire, "skip_level", TOWN, "急"), "input_missing"),
        (OpenReport(fire, "skip_level", TOWN, "急", "610116"), "wrong_place"),
        (OpenReport(fire, "skip_level", "610116001", "急", CITY), "wrong_place"),
        (OpenReport(fire, "skip_level", COUNTY, "急", CITY), "speaks_for_sender"),
        (OpenReport(fire, "town_to_county", TOWN, "急", COUNTY), "reported_already"),
        (OpenReport(fire, "carrier_pigeon", TOWN, "急", COUNTY), "unknown_line"),
    ):
        assert city.refused("duty officer", command).code == code
    far = OpenReport(fire, "skip_level", TOWN, "急", CITY)
    assert city.refused("duty officer of Ziwu", far).code == "outside_jurisdiction"


def test_only_the_engine_sees_to_what_is_owed(city: City) -> None:
    refusal = city.refused("duty leader", SeeToReports(city.a_fire()))
    assert refusal.code == "role_may_not"


def test_what_a_level_acknowledged_calls_its_post_once_the_event_is_confirmed(city: City) -> None:
    fire = city.a_fire()
    sends(city, "B1")
    acknowledges(city, "B1")
    assert not city.area.command_posts
    confirmed(city, fire)
    assert {one.place_code for one in city.area.command_posts.values()} == {TOWN, COUNTY}


def test_an_acknowledgement_after_the_event_is_confirmed_calls_the_post(city: City) -> None:
    fire = city.a_fire()
    confirmed(city, fire)
    assert {one.place_code for one in city.area.command_posts.values()} == {TOWN}
    sends(city, "B1")
    acknowledges(city, "B1")
    assert {one.place_code for one in city.area.command_posts.values()} == {TOWN, COUNTY}


def test_an_enterprise_reports_for_itself_or_its_call_is_written_down(city: City) -> None:
    city.a_fire(kind="hazmat")
    own = chain(city, "enterprise_to_county")
    assert report_of(city, own).copied_to == (TOWN,)
    assert city.report_cannot("duty officer", own, "note", reason="x").code == "speaks_for_sender"
    city.report_step("county duty officer", own, "phone", receiver="县值班员", reason="储罐泄漏")
    assert due_at(city, own, "enterprise_to_county") is None
    sends(city, own, unit="某化工公司，在册 60 人")
    assert report_of(city, own).sheets[0].texts["unit"].startswith("某化工公司")
    acknowledges(city, own)
    assert report_of(city, own).state == "ACKNOWLEDGED"
    stranger = Actor("stranger", "UNIT", "610116001")
    assert city.report_cannot(stranger, own, "note", reason="x").code == "speaks_for_sender"


def test_what_goes_beyond_the_area_is_acknowledged_by_its_receipt(city: City) -> None:
    fire = city.a_fire()
    confirmed(city, fire, "MAJOR")
    for line in ("town_to_county", "county_to_city.major", "city_to_province"):
        sends(city, chain(city, line))
    top = chain(city, "province_to_state_council")
    assert report_of(city, top).to_code is None
    sends(city, top)
    refusal = city.report_cannot(duty(PROVINCE), top, "acknowledge")
    assert refusal.code == "receives_or_shows_receipt"
    acknowledges(city, top)
    assert report_of(city, top).sheets[0].state == "ACKED"
    assert report_of(city, top).sheets[0].addressee == "国务院"
    assert lines(city) == {
        *("town_to_county", "county_to_city.major", "city_to_province"),
        "province_to_state_council",
    }


def test_every_step_of_a_report_is_an_event_of_the_log(city: City) -> None:
    city.a_fire()
    sends(city, "B1")
    acknowledges(city, "B1")
    taken = [
        one.row
        for one in city.events(e.StepTaken)
        if isinstance(one, e.StepTaken) and one.lifecycle == "information_report"
    ]
    assert taken == ["B6", "B7a", "B8f"]


def test_a_level_that_hears_only_after_the_end_owes_its_final_report_at_once(city: City) -> None:
    fire = city.a_fire()
    ended(city, fire)
    city.by("duty leader", SetGrade(fire, Grade.MAJOR, "three have died since"))
    sends(city, "B1")
    county = report_of(city, "B2")
    assert (county.line, county.asked) == ("county_to_city.major", SheetKind.FINAL)
    assert city.is_sound()
