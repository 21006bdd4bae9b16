"""Command posts 应急指挥, row by row, as the field tells it."""

import pytest

from dispatch.domain import commands as c
from dispatch.domain import events as e
from dispatch.domain import post_commands as pc
from dispatch.domain import post_events as pe
from dispatch.domain.actors import Channel
from dispatch.domain.posts import GroupStaff, Improvement
from dispatch.domain.profile import Grade
from dispatch.domain.warning_policy import Colour
from dispatch.domain.warnings import MessageKind
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
    manned,
    opened,
    post_of,
    proposed,
)
from tests.sentences import City
from tests.warned import FEED, a_message


@pytest.fixture
def city() -> City:
    return City()


def controlled(city: City, incident_id: str, who: str = "commander") -> None:
    city.by("town office", c.AttestMatter(incident_id, "missing_persons", "无失联"))
    city.step(who, incident_id, "declare_controlled")


def test_a_confirmed_incident_calls_the_post_of_its_town(city: City) -> None:
    incident = confirmed(city)
    post = post_of(city, incident)
    assert (post.post_id, post.state, post.place_code) == ("K1", "CONSULTING", TOWN)
    assert city.area.incidents[incident].lead == TOWN
    assert city.is_sound()


def test_a_place_has_one_live_post_for_an_incident(city: City) -> None:
    incident = confirmed(city)
    again = city.by("duty leader", pc.NotifyPost(TOWN, incident, reason="再次来电"))
    assert again.events == ()
    ruled = pc.NotifyPost(TOWN, incident, reason="三人死亡", rule="gas.1")
    assert len(city.by("system", ruled).events) == 1
    assert city.by("system", ruled).events == ()
    assert [one.rule for one in post_of(city, incident).notices] == ["", "gas.1"]


def test_the_engine_calls_nobody_where_there_is_no_post_and_a_person_is_told_so(city: City) -> None:
    incident = confirmed(city)
    village = pc.NotifyPost("610111001601", incident)
    assert city.by("system", village).events == ()
    assert city.refused("duty leader", village).code == "no_post_here"
    assert city.refused("system", pc.NotifyPost("610116", incident)).code == "wrong_place"
    assert city.refused("system", pc.NotifyPost("999", incident)).code == "unknown_place"
    assert city.refused("system", pc.NotifyPost(TOWN)).code == "input_missing"


def test_only_the_duty_leader_of_the_place_calls_its_post(city: City) -> None:
    incident = confirmed(city)
    refusal = city.refused("city duty leader", pc.NotifyPost(COUNTY, incident))
    assert refusal.code == "speaks_for_the_post"


def test_a_post_called_by_a_warning_goes_when_it_has_ended(city: City) -> None:
    city.by(FEED, a_message(place_codes=(TOWN,)))  # red: the county's and the town's are called
    city.post_step("town office", "K2", "propose_response", response_level=0, **STATED)
    city.post_step("town leading group", "K2", "approve_response")
    elsewhere = city.refused("system", pc.NotifyPost("610116", warning_id="W1"))
    assert (elsewhere.code, elsewhere.field) == ("wrong_place", "place_code")
    assert city.refused("system", pc.NotifyPost(TOWN, warning_id="W9")).code == "unknown_warning"
    city.by(FEED, a_message(2, MessageKind.CANCEL, about=(1,)))
    states = {one.place_code: one.state for one in city.area.command_posts.values()}
    assert states == {COUNTY: "STANDBY", TOWN: "STANDING_DOWN"}
    late = city.refused("duty leader", pc.NotifyPost(TOWN, warning_id="W1"))
    assert late.code == "warning_is_over"
    assert city.is_sound()


def test_a_warning_calls_a_post_without_any_incident(city: City) -> None:
    city.by(FEED, a_message(colour=Colour.YELLOW, place_codes=(TOWN,)))
    city.by("system", pc.NotifyPost(TOWN, warning_id="W1", reason="黄色暴雨预警"))
    (post,) = city.area.command_posts.values()
    assert (post.warning_id, post.incident_id, post.state) == ("W1", None, "CONSULTING")
    city.post_step("town office", "K1", "propose_response", response_level=0, **STATED)
    city.post_step("town leading group", "K1", "approve_response")
    manned(city, "K1")
    city.post_step("town leading group", "K1", "open_post", commander="osc")
    city.post_step("commander", "K1", "stand_down")
    assert city.area.command_posts["K1"].state == "STANDING_DOWN"
    assert city.is_sound()


def test_the_duty_leader_keeps_watch_and_the_post_can_be_called_again(city: City) -> None:
    incident = confirmed(city)
    assert city.post_cannot("duty leader", "K1", "keep_watch").field == "particulars.reason"
    city.post_step("duty leader", "K1", "keep_watch", reason="火已扑灭")
    post = post_of(city, incident)
    assert (post.state, post.is_open) == ("STANDBY", False)
    city.by("duty leader", pc.NotifyPost(TOWN, incident, reason="复燃"))
    assert (post_of(city, incident).post_id, post_of(city, incident).state) == ("K1", "CONSULTING")


def test_experts_advise_and_the_office_proposes(city: City) -> None:
    incident = confirmed(city)
    city.post_step("town office", "K1", "advise", reason="下风向疏散三百米")
    proposed(city, incident, grade=Grade.SERIOUS, plan_id="")
    post = post_of(city, incident)
    assert [one.text for one in post.advice] == ["下风向疏散三百米"]
    assert post.proposal is not None
    assert (post.proposal.response_level, post.proposal.grade) == (0, Grade.SERIOUS)
    assert post.proposal.proposed_by == "office"


def test_the_leading_group_rejects_with_a_reason_and_it_is_consulted_on(city: City) -> None:
    incident = confirmed(city)
    post_id = proposed(city, incident)
    city.post_step("town leading group", post_id, "reject", reason="情况已缓解")
    assert post_of(city, incident).state == "CONSULTING"
    assert not [one for one in city.area.deadlines if one.startswith("command_post/")]


def test_an_approval_activates_the_response_in_the_same_breath(city: City) -> None:
    incident = confirmed(city)
    post_id = proposed(city, incident)
    approved = city.post_step("town leading group", post_id, "approve_response")
    steps = [one.event.row for one in approved.events if isinstance(one.event, e.StepTaken)]
    assert steps == ["K4a", "H7"]
    after = city.area.incidents[incident]
    assert after.activation is not None
    assert (after.state, after.activation.organ) == ("RESPONDING", TOWN)
    assert after.activation.measures == STATED["measures"]
    assert set(post_of(city, incident).groups) == set(city.profile.command.first_groups)


def test_the_approver_may_approve_something_else_than_was_proposed(city: City) -> None:
    incident = confirmed(city)
    post_id = proposed(city, incident)
    city.post_step("town leading group", post_id, "approve_response", expected_period="24 h")
    activation = city.area.incidents[incident].activation
    assert activation is not None
    assert (activation.expected_period, activation.matters) == ("24 h", STATED["matters"])


def test_an_approval_by_telephone_holds_at_once_and_is_written_down_within_the_hour(
    city: City,
) -> None:
    incident = confirmed(city)
    post_id = proposed(city, incident)
    said = city.post_step("town leading group", post_id, "approve_response", channel=Channel.PHONE)
    taken = said.events[0].event
    assert isinstance(taken, e.StepTaken)
    assert (taken.row, taken.channel) == ("K4b", Channel.PHONE)
    assert city.area.incidents[incident].state == "RESPONDING"
    city.wait(3601)
    assert post_of(city, incident).overdue == ("response.written",)
    city.post_step("town leading group", post_id, "write_approval")
    approval = post_of(city, incident).approval
    assert approval is not None
    assert approval.written_at == city.clock.now()
    refusal = city.post_cannot("town leading group", post_id, "write_approval")
    assert refusal.code == "approval_awaits_writing"


def test_whoever_does_not_approve_in_time_has_the_duty_leader_alarmed(city: City) -> None:
    incident = confirmed(city)
    proposed(city, incident)
    city.wait(601)
    (alarm,) = post_of(city, incident).alarms
    assert (alarm.place_code, alarm.copied_to) == (TOWN, COUNTY)
    assert post_of(city, incident).overdue == ("response.approve",)
    assert post_of(city, incident).state == "ACTIVATING"


def test_a_post_opens_with_its_groups_manned_and_one_commander(city: City) -> None:
    incident = confirmed(city)
    post_id = established(city, incident)
    refusal = city.post_cannot("town leading group", post_id, "open_post", commander="osc")
    assert refusal.code == "groups_are_manned"
    manned(city, post_id)
    refusal = city.post_cannot("town leading group", post_id, "open_post")
    assert refusal.field == "particulars.commander"
    city.post_step("town leading group", post_id, "open_post", commander="osc")
    post = post_of(city, incident)
    assert (post.state, post.commander) == ("DIRECTING", "osc")
    city.post_step(
        "town leading group", post_id, "change_commander", commander="osc-2", reason="轮换"
    )
    assert post_of(city, incident).commander == "osc-2"


def test_a_post_above_may_not_be_weakened_by_one_below(city: City) -> None:
    incident = confirmed(city)
    established(city, incident, CITY)
    post_id = proposed(city, incident, TOWN)
    refusal = city.post_cannot("town leading group", post_id, "approve_response")
    assert refusal.code == "response_is_not_weakened"
    assert "join" in refusal.reason
    county = proposed(city, incident, COUNTY)
    assert city.post_cannot("county", county, "approve_response").code == "response_is_not_weakened"


def test_nobody_speaks_for_the_post_of_another_place(city: City) -> None:
    incident = confirmed(city)
    post_id = proposed(city, incident)
    assert city.post_cannot("county", post_id, "approve_response").code == "speaks_for_the_post"
    refusal = city.post_cannot("duty officer of Ziwu", post_id, "keep_watch", reason="x")
    assert refusal.code == "outside_jurisdiction"


def test_property_is_requisitioned_by_the_county_and_not_by_the_town(city: City) -> None:
    incident = confirmed(city)
    town = opened(city, incident)
    said = {"matters": "挖掘机一台", "receiver": "某建筑公司", "reason": "清障"}
    assert city.post_cannot("commander", town, "requisition", **said).code == "may_requisition"
    county = opened(city, incident, COUNTY)
    city.post_step("county", county, "requisition", **said)
    (taken,) = post_of(city, incident, COUNTY).requisitions
    assert (taken.what, taken.owner) == ("挖掘机一台", "某建筑公司")


def test_asking_above_calls_its_post_and_its_answer_stops_the_clock(city: City) -> None:
    incident = confirmed(city)
    opened(city, incident)
    asked_above(city, incident, TOWN)
    assert post_of(city, incident, COUNTY).state == "CONSULTING"
    established(city, incident, COUNTY)
    asked = post_of(city, incident).escalation
    assert asked is not None
    assert (asked.asked_of, asked.answer) == (COUNTY, "GRANTED")
    city.wait(3600)
    assert post_of(city, incident).alarms == ()
    refusal = city.post_cannot("town leading group", "K1", "request_escalation", reason="再次请求")
    assert refusal.code == "level_above_is_not_here"


def test_a_level_that_does_not_answer_has_its_duty_leader_alarmed_and_the_next_one_copied(
    city: City,
) -> None:
    incident = confirmed(city)
    opened(city, incident)
    asked_above(city, incident, TOWN)
    city.wait(601)
    post = post_of(city, incident)
    (alarm,) = post.alarms
    assert (alarm.place_code, alarm.copied_to) == (COUNTY, CITY)
    assert (post.state, city.area.incidents[incident].lead) == ("DIRECTING", TOWN)
    assert city.is_sound()


def test_the_level_above_may_decline_to_lead(city: City) -> None:
    incident = confirmed(city)
    opened(city, incident)
    asked_above(city, incident, TOWN)
    above = post_of(city, incident, COUNTY).post_id
    city.post_step("county duty leader", above, "keep_watch", reason="镇街可以处置")
    asked = post_of(city, incident).escalation
    assert asked is not None
    assert asked.answer == "DECLINED"
    assert not [one for one in city.area.deadlines if one.startswith("command_post/")]


def test_raising_the_level_beyond_the_own_authority_asks_the_level_above_instead(
    city: City,
) -> None:
    incident = confirmed(city)
    county = opened(city, incident, COUNTY)
    said = {"response_level": 3, "reason": "伤亡增加"} | STATED
    committed = city.post_step("county", county, "adjust_response", **said)
    taken = committed.events[0].event
    assert isinstance(taken, e.StepTaken)
    assert taken.row == "K4e"
    activation = city.area.incidents[incident].activation
    assert activation is not None
    assert activation.response_level == 4
    assert post_of(city, incident, CITY).state == "CONSULTING"


def test_the_post_that_leads_lowers_the_level(city: City) -> None:
    incident = confirmed(city)
    lead = opened(city, incident, CITY)
    said = {"response_level": 4, "reason": "险情缓解"} | STATED
    city.post_step("city", lead, "adjust_response", **said)
    activation = city.area.incidents[incident].activation
    assert activation is not None
    assert (activation.response_level, activation.organ) == (4, CITY)
    assert activation.post_id == lead


def test_control_is_declared_with_the_consent_of_the_post_that_leads_and_all_are_told(
    city: City,
) -> None:
    incident = confirmed(city, kind="fire")
    town = opened(city, incident)
    called(city, incident, COUNTY)
    city.by("town office", c.AttestMatter(incident, "missing_persons", "无失联"))
    refusal = city.cannot("fire commander", incident, "declare_controlled")
    assert refusal.code == "lead_post_consents"
    city.post_step("commander", town, "consent_to_control")
    city.step("fire commander", incident, "declare_controlled")
    for place in (TOWN, COUNTY):
        assert "UNDER_CONTROL" in post_of(city, incident, place).told
    city.step("duty officer", incident, "relapse", reason="复燃")
    city.by("town office", c.AttestMatter(incident, "missing_persons", "无失联"))
    refusal = city.cannot("fire commander", incident, "declare_controlled")
    assert refusal.code == "lead_post_consents"


def test_the_commander_of_the_lead_says_when_rescuers_go_on(city: City) -> None:
    incident = confirmed(city)
    opened(city, incident, COUNTY)
    city.step("commander", incident, "safety_hold")
    refusal = city.cannot("commander", incident, "resume", reason="排除")
    assert refusal.code == "commander_of_the_lead"
    city.step("county commander", incident, "resume", reason="排除")


def test_the_end_of_the_response_has_every_post_stand_down(city: City) -> None:
    incident = confirmed(city)
    opened(city, incident)
    asked_above(city, incident, TOWN)
    opened(city, incident, COUNTY)
    handed_over(city, incident, TOWN, COUNTY)
    called(city, incident, CITY)
    controlled(city, incident, "county commander")
    assert city.post_cannot("county", "K2", "stand_down").code == "handling_is_terminated"
    city.step("county", incident, "terminate_response")
    states = [post_of(city, incident, place).state for place in (TOWN, COUNTY, CITY)]
    assert states == ["STANDING_DOWN", "STANDING_DOWN", "STANDBY"]
    assert city.area.incidents[incident].lead == COUNTY
    assert city.is_sound()


def test_a_post_stands_down_once_the_stock_is_accounted_for(city: City) -> None:
    incident = confirmed(city)
    opened(city, incident)
    city.by("keeper", c.ReserveStock(incident, "depot-1", "hose", 2))
    controlled(city, incident)
    city.step("town leading group", incident, "terminate_response")
    assert post_of(city, incident).state == "DIRECTING"
    refusal = city.post_cannot("commander", "K1", "stand_down")
    assert refusal.code == "everything_is_accounted_for"
    city.by("keeper", c.ReleaseReservation("S1", "没有用上"))
    assert post_of(city, incident).state == "STANDING_DOWN"


def test_a_relapse_after_standing_down_calls_a_new_post(city: City) -> None:
    incident = confirmed(city)
    opened(city, incident)
    controlled(city, incident)
    city.step("town leading group", incident, "terminate_response")
    city.post_step("town leading group", "K1", "debrief", minutes="复盘纪要")
    city.step("duty officer", incident, "relapse", reason="复燃")
    post = post_of(city, incident)
    assert (post.post_id, post.state, post.follows) == ("K2", "CONSULTING", "K1")
    assert city.area.command_posts["K1"].state == "DEBRIEFED"
    opened(city, incident)
    assert city.area.incidents[incident].state == "RESPONDING"
    assert city.is_sound()


def test_a_dismissed_incident_leaves_no_post_consulting(city: City) -> None:
    incident = confirmed(city)
    proposed(city, incident)
    city.step("duty leader", incident, "dismiss", reason="误报", evidence=("回访",))
    assert post_of(city, incident).state == "STANDBY"
    assert not [one for one in city.area.deadlines if one.startswith("command_post/")]
    assert city.is_sound()


def test_a_debriefing_says_what_is_to_be_improved_by_whom_until_when(city: City) -> None:
    incident = confirmed(city)
    opened(city, incident)
    controlled(city, incident)
    city.step("town leading group", incident, "terminate_response")
    due_at = city.clock.now() + 86_400
    said = {"minutes": "集结慢", "improvements": (Improvement("修订集结点", "", due_at),)}
    refusal = city.post_cannot("town leading group", "K1", "debrief", **said)
    assert refusal.field == "particulars.improvements[0]"
    said["improvements"] = (Improvement("修订集结点", "office", due_at),)
    city.post_step("town leading group", "K1", "debrief", **said)
    city.by("town office", pc.FinishImprovement("K1", 1, "已修订"))
    (made,) = post_of(city, incident).improvements
    assert (made.note, made.done_at) == ("已修订", city.clock.now())
    again = city.by("town office", pc.FinishImprovement("K1", 1, "又修订"))
    assert again.events == ()
    refusal = city.refused("town office", pc.FinishImprovement("K1", 2, "无"))
    assert refusal.code == "unknown_improvement"


def test_an_order_of_a_post_keeps_its_owner_and_gets_the_lead_as_supervisor(city: City) -> None:
    incident = confirmed(city)
    town = opened(city, incident)
    city.by("commander", c.GiveInstruction(incident, "fire-1", "FIRE", post_id=town))
    order = city.area.incidents[incident].instruction_ids[-1]
    assert (city.area.instructions[order].post_id, city.area.instructions[order].supervisor) == (
        town,
        TOWN,
    )
    opened(city, incident, COUNTY)
    handed_over(city, incident, TOWN, COUNTY)
    after = city.area.instructions[order]
    assert (after.post_id, after.supervisor) == (town, COUNTY)
    refusal = city.refused("commander", c.GiveInstruction(incident, "fire-2", "FIRE", post_id=town))
    assert refusal.code == "post_does_not_direct"


def test_a_post_is_staffed_by_its_own_people_only(city: City) -> None:
    incident = confirmed(city)
    post_id = established(city, incident)
    staff = GroupStaff(leader="张三")
    refusal = city.refused("county", pc.ManGroup(post_id, "rescue", staff))
    assert refusal.code == "speaks_for_the_post"
    refusal = city.refused("town office", pc.ManGroup(post_id, "choir", staff))
    assert refusal.code == "unknown_group"
    assert city.events(pe.GroupManned) == []
