"""Emergency handling 应急处置, row by row, as the field tells it."""

import pytest

from dispatch.domain import commands as c
from dispatch.domain import events as e
from dispatch.domain.needs import missing_crews, sought_crews
from dispatch.domain.profile import Grade, TeamNeed
from tests.command import CITY, COUNTY, established, post_of, proposed
from tests.reporting import acknowledges, report_of, sends
from tests.sentences import PEOPLE, City, leader_of

ACTIVATION = {
    "response_level": 4,
    "matters": "纺织城火灾",
    "expected_period": "12 h",
    "measures": ("疏散",),
}


@pytest.fixture
def city() -> City:
    return City()


def test_the_duty_officer_verifies_what_a_grid_worker_reported(city: City) -> None:
    fire = city.a_fire()
    city.step("duty officer", fire, "start_verify")
    assert city.area.incidents[fire].state == "VERIFYING"


def test_first_response_needs_no_approval_and_no_verification(city: City) -> None:
    fire = city.a_fire()
    city.step("grid worker", fire, "start_first_response")
    assert city.area.incidents[fire].state == "FIRST_RESPONSE"


def test_an_incident_is_confirmed_by_two_independent_sources(city: City) -> None:
    fire = city.a_fire("grid worker")
    city.step("duty officer", fire, "start_verify")
    refusal = city.cannot("duty officer", fire, "confirm")
    assert refusal.code == "confirmed_on_scene_or_twice"
    assert city.a_fire("neighbour") == fire
    city.step("duty officer", fire, "confirm", grade=Grade.GENERAL)
    incident = city.area.incidents[fire]
    assert (incident.state, incident.verified, incident.grade) == (
        "FIRST_RESPONSE",
        True,
        Grade.GENERAL,
    )


def test_the_same_source_twice_confirms_nothing(city: City) -> None:
    fire = city.a_fire()
    assert city.a_fire() == fire
    city.step("duty officer", fire, "start_verify")
    assert city.cannot("duty officer", fire, "confirm").code == "confirmed_on_scene_or_twice"


def test_a_team_on_scene_confirms_an_incident(city: City) -> None:
    fire = city.a_fire()
    city.step("duty officer", fire, "start_verify")
    city.team_does(city.order("fire-1", fire, "FIRE"), "sign", "set_out", "arrive")
    city.step("duty officer", fire, "confirm")
    assert city.area.incidents[fire].verified


def test_confirmation_makes_the_town_office_interim_commander(city: City) -> None:
    fire = city.a_fire()
    city.step("duty officer", fire, "start_verify")
    city.step("duty officer", fire, "confirm", evidence=("photo-1",))
    assert city.area.incidents[fire].lead == "610111001"


def test_only_the_duty_leader_dismisses_and_says_why(city: City) -> None:
    fire = city.a_fire()
    said = {"reason": "误报", "evidence": ("call-back",)}
    assert city.cannot("duty officer", fire, "dismiss", **said).code == "role_may_not"
    assert (
        city.cannot("duty leader", fire, "dismiss", reason="误报").field == "particulars.evidence"
    )
    city.step("duty leader", fire, "dismiss", **said)
    assert city.area.incidents[fire].state == "DISMISSED"
    assert fire not in city.area.open_incidents


def test_dismissing_calls_off_the_teams_and_frees_the_stock(city: City) -> None:
    fire = city.a_fire()
    city.order("fire-1", fire, "FIRE")
    city.by("keeper", c.ReserveStock(fire, "depot-1", "hose", 4))
    city.step("duty leader", fire, "dismiss", reason="误报", evidence=("x",))
    assert city.area.teams["fire-1"].instruction_id is None
    assert city.area.teams["fire-1"].state == "STANDBY"
    assert city.area.depots["depot-1"].stock["hose"].free(city.clock.now()) == 10
    assert city.is_sound()


def test_a_dismissed_incident_is_reopened_on_new_evidence(city: City) -> None:
    fire = city.a_fire()
    city.step("duty leader", fire, "dismiss", reason="误报", evidence=("x",))
    city.step("duty leader", fire, "reopen", reason="二次报警", evidence=("y",))
    assert city.area.incidents[fire].state == "VERIFYING"
    assert fire in city.area.open_incidents


def test_a_transfer_waits_for_the_receiver_to_acknowledge(city: City) -> None:
    fire = city.a_fire()
    refusal = city.cannot("duty officer", fire, "transfer", receiver="公安")
    assert refusal.code == "receiver_acknowledged"
    city.by("duty officer", c.AttestMatter(fire, "transfer_receipt", "tel 10:31"))
    city.step("duty officer", fire, "transfer", receiver="公安")
    assert city.area.incidents[fire].transferred_to == "公安"


def verified_fire(city: City) -> str:
    fire = city.a_fire()
    city.step("duty officer", fire, "start_verify")
    city.step("duty officer", fire, "confirm", evidence=("photo",), grade=Grade.GENERAL)
    return fire


def test_the_county_activates_level_four_and_the_town_may_not(city: City) -> None:
    fire = verified_fire(city)
    town = proposed(city, fire, response_level=4)
    refusal = city.post_cannot("town leading group", town, "approve_response")
    assert refusal.code == "level_is_within_authority"
    post_id = established(city, fire, COUNTY)
    activation = city.area.incidents[fire].activation
    assert activation is not None
    assert (activation.organ, activation.response_level) == (COUNTY, 4)
    assert activation.post_id == post_id


def test_a_town_runs_its_own_plan_without_a_number(city: City) -> None:
    fire = verified_fire(city)
    established(city, fire)
    assert city.area.incidents[fire].state == "RESPONDING"


def test_nobody_activates_a_response_by_hand_where_a_post_must_approve(city: City) -> None:
    fire = verified_fire(city)
    for who in ("town leading group", "county"):
        refusal = city.cannot(who, fire, "activate_response", **ACTIVATION)
        assert refusal.code == "approved_by_the_post"
    established(city, fire, COUNTY)
    raised = ACTIVATION | {"response_level": 3, "reason": "火势扩大"}
    assert city.cannot("city", fire, "adjust_level", **raised).code == "approved_by_the_post"


def test_nobody_activates_for_what_is_not_verified_but_on_a_written_override(city: City) -> None:
    fire = city.a_fire()
    city.step("duty officer", fire, "start_verify")
    post_id = proposed(city, fire, COUNTY)
    refusal = city.post_cannot("county", post_id, "approve_response")
    assert refusal.code == "verified_or_overridden"
    city.post_step("county", post_id, "approve_response", override="区长手令 3 号")
    assert city.area.incidents[fire].state == "RESPONDING"


@pytest.mark.parametrize("missing", ["matters", "expected_period", "measures"])
def test_a_proposal_states_all_that_the_law_asks(city: City, missing: str) -> None:
    fire = verified_fire(city)
    said = {key: value for key, value in ACTIVATION.items() if key != missing}
    post_id = post_of(city, fire).post_id
    refusal = city.post_cannot("town office", post_id, "propose_response", **said)
    assert refusal.field == f"particulars.{missing}"


def test_the_response_is_raised_by_the_authority_for_the_new_level(city: City) -> None:
    fire = verified_fire(city)
    established(city, fire, COUNTY)
    city_post = established(city, fire, CITY)
    activation = city.area.incidents[fire].activation
    assert activation is not None
    assert (activation.organ, activation.response_level) == (CITY, 3)
    assert city.area.command_posts[city_post].state == "ESTABLISHED"


def test_nobody_is_sent_forward_on_a_safety_hold(city: City) -> None:
    fire = verified_fire(city)
    city.step("commander", fire, "safety_hold", reason="可燃气体超标")
    refusal = city.refused("city duty officer", c.GiveInstruction(fire, "fire-1", "FIRE"))
    assert refusal.code == "not_on_safety_hold"
    city.step("fire commander", fire, "resume", reason="浓度回落")
    city.order("fire-1", fire, "FIRE")


def test_a_team_from_elsewhere_at_work_on_it_can_call_a_halt(city: City) -> None:
    fire = verified_fire(city)
    helper = leader_of(city.area.teams["fire-far"])
    assert city.cannot(helper, fire, "safety_hold", reason="坍塌").code == "outside_jurisdiction"
    city.order("fire-far", fire, "FIRE")
    city.step(helper, fire, "safety_hold", reason="坍塌")
    assert city.area.incidents[fire].safety_hold


def test_at_a_fire_the_fire_rescue_service_commands_and_elsewhere_the_on_scene_commander(
    city: City,
) -> None:
    fire, flood = city.a_fire(), city.a_fire(kind="waterlogging")
    for incident in (fire, flood):
        city.step("commander", incident, "safety_hold")
    for who, incident in (("commander", fire), ("fire commander", flood)):
        refusal = city.cannot(who, incident, "resume", reason="险情排除")
        assert refusal.code == "commands_the_scene"
    city.step("fire commander", fire, "resume", reason="险情排除")
    city.step("commander", flood, "resume", reason="险情排除")


def test_nobody_is_sought_for_an_incident_on_a_safety_hold(city: City) -> None:
    fire = city.a_fire()
    city.step("commander", fire, "safety_hold")
    incident = city.area.incidents[fire]
    assert sought_crews(city.area, city.profile, incident) == {}
    assert missing_crews(city.area, city.profile, incident)["FIRE"] == 2


def test_only_the_organ_that_activated_the_response_ends_it(city: City) -> None:
    fire = verified_fire(city)
    established(city, fire, COUNTY)
    city.by("town office", c.AttestMatter(fire, "missing_persons", "无失联"))
    city.step("fire commander", fire, "declare_controlled", reason="明火扑灭")
    assert city.cannot("city", fire, "terminate_response", reason="x").code == "organ_activated_it"
    city.step("county", fire, "terminate_response", reason="危害消除")
    assert city.area.incidents[fire].state == "TERMINATED"


def test_a_response_does_not_end_while_somebody_is_still_out(city: City) -> None:
    fire = verified_fire(city)
    order = city.order("fire-1", fire, "FIRE")
    city.step("town office", fire, "close_on_scene")
    refusal = city.cannot("town office", fire, "terminate_response")
    assert refusal.code == "no_instruction_is_open"
    city.team_does(order, "sign", "set_out", "arrive", "finish")
    city.step("town office", fire, "terminate_response")


def test_a_minor_event_goes_all_the_way_to_the_archive(city: City) -> None:
    fire = verified_fire(city)
    city.step("town office", fire, "close_on_scene")
    city.step("town office", fire, "terminate_response")
    for matter in (
        "aftercare_plan",
        "requisitions",
        "stock_reconciliation",
        "shelters_closed",
        "evacuee_clearance",
    ):
        city.by("town office", c.AttestMatter(fire, matter, "台账"))
    city.step("town leading group", fire, "start_recovery")
    city.step("town leading group", fire, "complete_recovery")
    assert city.cannot("town office", fire, "archive").code == "final_report_is_acknowledged"
    city.by("town office", c.AttestMatter(fire, "complete_record", "终报已收"))
    for kind in ("INITIAL", "FINAL"):
        sends(city, "B1", kind)
    acknowledges(city, "B1")
    city.step("town office", fire, "archive")
    assert city.area.incidents[fire].state == "ARCHIVED"
    assert {one.lifecycle for one in city.area.deadlines.values()} == {"information_report"}
    assert city.is_sound()


def test_a_relapse_takes_up_the_response_again(city: City) -> None:
    fire = verified_fire(city)
    established(city, fire, COUNTY)
    city.by("town office", c.AttestMatter(fire, "missing_persons", "无失联"))
    city.step("fire commander", fire, "declare_controlled", reason="明火扑灭")
    city.step("duty officer", fire, "relapse", reason="复燃")
    assert city.area.incidents[fire].state == "RESPONDING"


def test_nobody_moves_an_incident_outside_his_jurisdiction(city: City) -> None:
    fire = city.a_fire()
    refusal = city.cannot("duty officer of Ziwu", fire, "start_verify")
    assert refusal.code == "outside_jurisdiction"


def test_reporting_clocks_start_with_the_first_report_and_alarm_without_holding_up_rescue(
    city: City,
) -> None:
    fire = city.a_fire()
    city.report_step("duty officer", "B1", "phone", receiver="区值班室")
    city.wait(3601)
    assert city.area.incidents[fire].overdue == ("grid_to_town",)
    assert set(report_of(city, "B1").overdue) == {
        "duty_to_lead",
        "duty_to_lead.written",
        "town_to_county.written",
    }
    city.step("duty officer", fire, "start_verify")
    city.order("fire-1", fire, "FIRE")


def test_the_operator_states_what_is_needed_anew_with_a_reason(city: City) -> None:
    fire = city.a_fire()
    needs = c.SetDemands(fire, (TeamNeed("FIRE", 3),), (), "二次报警：有人被困")
    city.by("duty officer", needs)
    assert city.area.incidents[fire].team_needs == (TeamNeed("FIRE", 3),)
    without = c.SetDemands(fire, (TeamNeed("FIRE", 3),), (), " ")
    assert city.refused("duty officer", without).field == "reason"
    unknown = c.SetDemands(fire, (TeamNeed("WIZARD", 1),), (), "x")
    assert city.refused("duty officer", unknown).field == "team_needs[0].capability"


def test_every_step_tells_who_took_it_and_when(city: City) -> None:
    fire = city.a_fire()
    committed = city.step("duty officer", fire, "start_verify")
    (recorded,) = committed.events
    assert recorded.actor == PEOPLE["duty officer"]
    assert isinstance(recorded.event, e.StepTaken)
    assert (recorded.event.row, recorded.event.came_from, recorded.event.went_to) == (
        "H2",
        "REPORTED",
        "VERIFYING",
    )
