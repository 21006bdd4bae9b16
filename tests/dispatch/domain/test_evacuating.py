"""People are ordered out of a danger, counted at each step, and return once they are cleared."""

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.domain import commands as c
from dispatch.domain import evacuation_commands as xc
from dispatch.domain import shelter_commands as hc
from dispatch.domain.actors import Actor
from dispatch.domain.evacuations import Assignment, counts_of
from dispatch.domain.refusals import Rejected
from dispatch.domain.warnings import MessageKind
from tests.sentences import City
from tests.warned import (
    COUNTY,
    COUNTY_OF_ZIWU,
    FEED,
    GROUP,
    OFFICE,
    TOWN,
    TOWN_DUTY,
    VILLAGES,
    a_message,
    admit,
    count,
    group_step,
    head_of,
    order_out,
    see_off,
    sheltering_valley,
    the_group,
)

CLEARED = {"reason": "专家评估，险情解除", "evidence": ("评估意见",)}


@pytest.fixture
def city() -> City:
    return sheltering_valley()


def moved_out(city: City, group_id: str = "E1-1") -> None:
    """All of the first group are in the school."""
    order_out(city)
    admit(city, group_id, 130, 40)


def test_a_group_goes_from_the_list_to_the_shelter_and_home(city: City) -> None:
    order_out(city)
    group = the_group(city)
    assert (group.name, group.people, group.vulnerable) == ("抱龙村", 130, 40)
    assert (group.state, group.missing) == ("IDENTIFIED", 130)
    city.by(head_of(VILLAGES[0]), group_step("E1-1", "notify"))
    assert (the_group(city).state, the_group(city).notified) == ("NOTIFIED", 130)
    count(city, "E1-1", moved=50)
    assert the_group(city).state == "MOVING"
    admit(city, "E1-1", 100, 40)
    count(city, "E1-1", elsewhere=20)
    assert (the_group(city).state, the_group(city).missing) == ("MOVING", 10)
    admit(city, "E1-1", 10)
    group = the_group(city)
    assert (group.state, group.in_shelters, group.elsewhere, group.moved) == (
        "SHELTERED",
        110,
        20,
        130,
    )
    assert not any("E1-1" in one for one in city.area.deadlines)
    city.by(GROUP, group_step("E1-1", "clear", **CLEARED))
    city.by(TOWN_DUTY, see_off("E1-1", 110, "HOME", 40))
    assert (the_group(city).state, the_group(city).returned) == ("CLEARED", 110)
    city.by(head_of(VILLAGES[0]), group_step("E1-1", "come_home"))
    assert (the_group(city).state, the_group(city).is_open) == ("RETURNED", False)
    assert city.area.shelters["school"].people == 0
    assert city.is_sound()


def test_the_last_one_seen_off_home_ends_it(city: City) -> None:
    moved_out(city)
    city.by(GROUP, group_step("E1-1", "clear", **CLEARED))
    city.by(TOWN_DUTY, see_off("E1-1", 130, "HOME", 40))
    assert the_group(city).state == "RETURNED"
    assert city.is_sound()


def test_nobody_goes_home_before_they_are_cleared(city: City) -> None:
    moved_out(city)
    refusal = city.refused(TOWN_DUTY, see_off("E1-1", 1, "HOME"))
    assert (refusal.code, refusal.field) == ("not_cleared_to_return", "to")
    assert city.refused(TOWN_DUTY, see_off("E1-1", 1, "")).field == "to"
    assert city.refused(GROUP, group_step("E1-2", "clear", **CLEARED)).code == "wrong_state"


def test_who_ordered_it_or_a_level_above_clears_with_evidence(city: City) -> None:
    moved_out(city)
    assert city.refused(OFFICE, group_step("E1-1", "clear", **CLEARED)).code == "role_may_not"
    without = group_step("E1-1", "clear", reason="雨停了")
    assert city.refused(GROUP, without).code == "input_missing"
    city.by(COUNTY_OF_ZIWU, group_step("E1-1", "clear", **CLEARED))
    city.by(GROUP, group_step("E1-1", "withdraw_clearance", reason="又下雨"))
    assert the_group(city).state == "SHELTERED"
    of_the_county = order_out(
        city, xc.GroupToMove(VILLAGES[1], 10), who=COUNTY_OF_ZIWU, place=COUNTY
    )
    admit(city, f"{of_the_county}-1", 10)
    refusal = city.refused(GROUP, group_step(f"{of_the_county}-1", "clear", **CLEARED))
    assert refusal.code == "clears_what_is_theirs"


def test_nobody_is_cleared_while_the_warning_stands(city: City) -> None:
    city.by(FEED, a_message())
    order_out(city, warning_id="W1")
    admit(city, "E1-1", 130)
    assert city.refused(GROUP, group_step("E1-1", "clear", **CLEARED)).code == "danger_is_over"
    city.by(FEED, a_message(2, MessageKind.CANCEL, about=(1,)))
    city.by(GROUP, group_step("E1-1", "clear", **CLEARED))


def test_towns_and_villages_force_people_out_of_a_geological_danger_only(city: City) -> None:
    head = head_of(VILLAGES[0])
    listed = xc.GroupToMove(VILLAGES[0], 10)
    order_out(city, listed, who=head, place=VILLAGES[0], forced=True)
    assert city.area.evacuations["E1"].forced
    flood = xc.OrderEvacuation(
        TOWN, "flood_drought", "漫坝", (xc.GroupToMove(VILLAGES[1], 10),), "days", forced=True
    )
    refusal = city.refused(TOWN_DUTY, flood)
    assert refusal.code == "may_force_people_out"
    city.by(
        COUNTY_OF_ZIWU,
        xc.OrderEvacuation(
            COUNTY, "flood_drought", "漫坝", (xc.GroupToMove(VILLAGES[1], 10),), "days", forced=True
        ),
    )


@pytest.mark.parametrize(
    ("more", "groups", "code"),
    [
        ({"place_code": "9"}, [(VILLAGES[0], 1)], "unknown_place"),
        ({"place_code": COUNTY}, [(VILLAGES[0], 1)], "outside_jurisdiction"),
        ({"reason": " "}, [(VILLAGES[0], 1)], "input_missing"),
        ({"hazard": "dragons"}, [(VILLAGES[0], 1)], "unknown_kind"),
        ({"mode": "forever"}, [(VILLAGES[0], 1)], "unknown_mode"),
        ({"warning_id": "W9"}, [(VILLAGES[0], 1)], "unknown_warning"),
        ({"incident_id": "I9"}, [(VILLAGES[0], 1)], "unknown_incident"),
        ({}, [], "input_missing"),
        ({}, [("9", 1)], "unknown_place"),
        ({}, [("610111001601", 1)], "wrong_place"),
        ({}, [(VILLAGES[0], 0)], "wrong_number"),
        ({}, [(VILLAGES[0], 1, 2)], "wrong_number"),
        ({}, [(VILLAGES[0], 1), (VILLAGES[0], 2)], "listed_already"),
    ],
)
def test_a_list_that_does_not_fit_is_refused(
    city: City, more: dict[str, Any], groups: list[tuple[Any, ...]], code: str
) -> None:
    told: dict[str, Any] = {
        "place_code": TOWN,
        "hazard": "geological",
        "reason": "山体裂缝",
        "mode": "days",
    } | more
    listed = tuple(xc.GroupToMove(*one) for one in groups)
    refusal = city.refused(TOWN_DUTY, xc.OrderEvacuation(groups=listed, **told))
    assert refusal.code == code


def test_nobody_is_ordered_out_twice_and_more_can_be_added(city: City) -> None:
    order_out(city)
    again = xc.ExtendEvacuation("E1", (xc.GroupToMove(VILLAGES[0], 130),))
    assert city.refused(TOWN_DUTY, again).code == "listed_already"
    city.by(TOWN_DUTY, xc.ExtendEvacuation("E1", (xc.GroupToMove(VILLAGES[1], 420, 100),)))
    assert city.area.evacuations["E1"].group_ids == ("E1-1", "E1-2", "E1-3")
    assert city.is_sound()


@pytest.mark.parametrize(
    ("counts", "field"),
    [
        ({"people": 99}, "people"),
        ({"elsewhere": 31}, "elsewhere"),
        ({"elsewhere": -1}, "elsewhere"),
        ({"moved": 99}, "moved"),
        ({"moved": 131}, "moved"),
        ({"notified": 99}, "notified"),
        ({"notified": 131}, "notified"),
        ({"vulnerable": 131}, "vulnerable"),
        ({"went_back": 31}, "went_back"),
    ],
)
def test_counts_that_do_not_add_up_name_the_one_at_fault(
    city: City, counts: dict[str, int], field: str
) -> None:
    order_out(city)
    admit(city, "E1-1", 100)
    refusal = city.refused(TOWN_DUTY, xc.CountEvacuees("E1-1", **counts))
    assert (refusal.code, refusal.field) == ("wrong_number", field)


def test_who_is_found_on_the_spot_is_added_to_the_group(city: City) -> None:
    moved_out(city)
    with pytest.raises(Rejected, match="0 of E1-1 are not counted yet"):
        admit(city, "E1-1", 3)
    count(city, "E1-1", people=133, note="三名游客")
    assert the_group(city).state == "MOVING"
    admit(city, "E1-1", 3)
    assert the_group(city).state == "SHELTERED"
    assert city.by(TOWN_DUTY, xc.CountEvacuees("E1-1", people=133)).events == ()


def test_those_of_a_group_are_kept_apart_from_others_in_a_shelter(city: City) -> None:
    moved_out(city)
    city.by(TOWN_DUTY, hc.AdmitEvacuees("school", "days", 5, 1))
    others = hc.SeeEvacueesOff("school", "days", 6, 1)
    assert city.refused(TOWN_DUTY, others).field == "people"
    city.by(TOWN_DUTY, hc.SeeEvacueesOff("school", "days", 5, 1))
    assert city.refused(TOWN_DUTY, see_off("E1-2", 1, "SHELTER")).field == "people"
    assert city.refused(TOWN_DUTY, see_off("E1-1", 100, "SHELTER", 0)).field == "vulnerable"
    wrong = hc.AdmitEvacuees("school", "hours", 5, group_id="E1-2")
    assert city.refused(TOWN_DUTY, wrong).code == "wrong_mode"
    assert city.is_sound()


def test_who_is_moved_to_another_shelter_is_missed_until_counted_there(city: City) -> None:
    moved_out(city)
    city.by(TOWN_DUTY, see_off("E1-1", 30, "SHELTER", 10))
    assert (the_group(city).state, the_group(city).missing) == ("MOVING", 30)
    for action in ("open", "ready"):
        city.by(TOWN_DUTY, c.TakeStep("shelter", "square", action))
    admit(city, "E1-1", 30, 10, shelter_id="square")
    assert the_group(city).sheltered == {"school": 100, "square": 30}
    assert the_group(city).state == "SHELTERED"
    city.by(TOWN_DUTY, see_off("E1-1", 2, "ELSEWHERE", 2))
    assert (the_group(city).elsewhere, the_group(city).state) == (2, "SHELTERED")
    assert city.is_sound()


def test_what_is_assigned_opens_shelters_and_never_more_than_they_take(city: City) -> None:
    order_out(city)
    order_out(city, xc.GroupToMove(VILLAGES[1], 420, 100))
    there = (Assignment("E1-1", "school", 130, 40, "bus", 600.0),)
    city.by(TOWN_DUTY, xc.AssignEvacuees("E1", there))
    too_many = (Assignment("E2-1", "school", 180),)
    refusal = city.refused(TOWN_DUTY, xc.AssignEvacuees("E2", too_many))
    assert (refusal.code, "170 places" in refusal.reason) == ("no_places_left", True)
    both = (Assignment("E2-1", "school", 170), Assignment("E2-1", "square", 250, 100))
    city.by(TOWN_DUTY, xc.AssignEvacuees("E2", both))
    assert city.area.shelters["square"].state == "OPENING"
    assert the_group(city, "E2-1").assigned == both
    city.by(TOWN_DUTY, xc.AssignEvacuees("E1", there))
    for wrong, field in (
        ((Assignment("E2-1", "school", 1),), "assignments[0].group_id"),
        ((Assignment("E1-1", "school", 0),), "assignments[0].people"),
        ((Assignment("E1-1", "school", 131),), "assignments[0].people"),
        ((), "assignments"),
    ):
        assert city.refused(TOWN_DUTY, xc.AssignEvacuees("E1", wrong)).field == field
    admit(city, "E1-1", 130, 40)
    city.by(TOWN_DUTY, xc.AssignEvacuees("E1", there))


def a_landslide(city: City) -> str:
    return city.a_fire(
        Actor("grid", "GRID", VILLAGES[0]), kind="geological", place_code=VILLAGES[0]
    )


def test_who_goes_back_is_missed_and_the_village_force_is_sent_after_them(city: City) -> None:
    incident_id = a_landslide(city)
    order_out(city, incident_id=incident_id)
    admit(city, "E1-1", 130, 40)
    command = xc.ReportGoneBack("E1-1", 1, "school", 1, "老人回家喂猪")
    city.by(TOWN_DUTY, command)
    group = the_group(city)
    assert (group.state, group.went_back, group.moved, group.missing) == ("MOVING", 1, 129, 1)
    order = city.area.instructions[group.fetched_by[0]]
    assert order.team_id.startswith(f"V-{VILLAGES[0]}")
    assert order.task == "1人擅自返回抱龙村危险区，请劝离并带回安置点"
    assert order.incident_id == incident_id
    admit(city, "E1-1", 1, 1)
    assert (the_group(city).state, the_group(city).went_back) == ("SHELTERED", 0)
    assert city.is_sound()


def test_where_nobody_can_be_sent_that_is_on_record_until_somebody_can(city: City) -> None:
    order_out(city)
    admit(city, "E1-1", 130, 40)
    city.by(TOWN_DUTY, xc.ReportGoneBack("E1-1", 2, "school"))
    assert "no incident" in the_group(city).unfetched
    assert city.refused(TOWN_DUTY, xc.FetchBack("E1-1", f"V-{VILLAGES[0]}")).code == (
        "nobody_to_fetch"
    )
    city.by(TOWN_DUTY, xc.TieEvacuation("E1", a_landslide(city)))
    assert len(the_group(city).fetched_by) == 1
    assert the_group(city).unfetched == ""
    assert city.by(TOWN_DUTY, xc.FetchBack("E1-2")).events == ()
    assert city.is_sound()


def test_on_the_way_people_turn_back_too(city: City) -> None:
    order_out(city)
    count(city, "E1-1", moved=20)
    assert city.refused(TOWN_DUTY, xc.ReportGoneBack("E1-1", 21)).field == "people"
    city.by(TOWN_DUTY, xc.ReportGoneBack("E1-1", 3))
    assert (the_group(city).moved, the_group(city).went_back) == (17, 3)
    assert city.refused(TOWN_DUTY, xc.ReportGoneBack("E1-1", 131, "school")).field == "people"


def test_an_incident_learns_how_many_are_to_move_and_its_grade_is_proposed(city: City) -> None:
    incident_id = a_landslide(city)
    order_out(city, xc.GroupToMove(VILLAGES[0], 130, 40))
    assert city.area.incidents[incident_id].facts == {}
    city.by(TOWN_DUTY, xc.TieEvacuation("E1", incident_id))
    incident = city.area.incidents[incident_id]
    assert incident.facts["to_move"] == 130
    assert incident.grade_proposal is not None
    assert incident.grade_proposal.grade == "SERIOUS"
    admit(city, "E1-1", 130, 40)
    incident = city.area.incidents[incident_id]
    assert incident.facts["moved"] == 130
    assert (incident.sheltered, incident.listed) == (130, 130)
    assert city.refused(TOWN_DUTY, xc.TieEvacuation("E1", "I9")).code == "unknown_incident"


def test_recovery_begins_when_all_who_were_ordered_out_may_return(city: City) -> None:
    incident_id = a_landslide(city)
    order_out(city, xc.GroupToMove(VILLAGES[0], 130, 40), incident_id=incident_id)
    admit(city, "E1-1", 130, 40)
    office = Actor("office", "OFFICE", TOWN)
    city.step(office, incident_id, "start_first_response")
    city.step(office, incident_id, "close_on_scene")
    city.step(office, incident_id, "terminate_response")
    city.by(TOWN_DUTY, c.AttestMatter(incident_id, "aftercare_plan", "方案"))
    refusal = city.cannot(GROUP, incident_id, "start_recovery")
    assert refusal.code == "evacuees_are_cleared_to_return"
    assert "E1-1" in refusal.reason
    city.by(TOWN_DUTY, c.AttestMatter(incident_id, "evacuee_clearance", "口头"))
    assert city.cannot(GROUP, incident_id, "start_recovery").code == (
        "evacuees_are_cleared_to_return"
    )
    city.by(GROUP, group_step("E1-1", "clear", **CLEARED))
    city.step(GROUP, incident_id, "start_recovery")


def test_for_people_who_came_on_no_list_somebody_vouches(city: City) -> None:
    incident_id = a_landslide(city)
    city.by(TOWN_DUTY, hc.AdmitEvacuees("school", "days", 5, incident_id=incident_id))
    office = Actor("office", "OFFICE", TOWN)
    for action in ("start_first_response", "close_on_scene", "terminate_response"):
        city.step(office, incident_id, action)
    city.by(TOWN_DUTY, c.AttestMatter(incident_id, "aftercare_plan", "方案"))
    assert "vouched" in city.cannot(GROUP, incident_id, "start_recovery").reason
    city.by(TOWN_DUTY, c.AttestMatter(incident_id, "evacuee_clearance", "评估"))
    city.step(GROUP, incident_id, "start_recovery")


def test_a_group_that_need_not_leave_after_all_is_called_off(city: City) -> None:
    order_out(city)
    city.by(TOWN_DUTY, group_step("E1-2", "call_off", reason="不在影响范围"))
    groups = tuple(city.area.evacuation_groups.values())
    assert counts_of(groups).people == 130
    admit(city, "E1-1", 10)
    refusal = city.refused(TOWN_DUTY, group_step("E1-1", "call_off", reason="雨停"))
    assert refusal.code == "wrong_state"


def test_who_is_not_notified_or_counted_in_time_is_overdue(city: City) -> None:
    order_out(city)
    city.wait(1801)
    assert the_group(city).overdue == ("evacuation.notify",)
    city.by(head_of(VILLAGES[0]), group_step("E1-1", "set_out"))
    city.wait(7201)
    assert the_group(city).overdue == ("evacuation.shelter",)
    assert city.is_sound()


def test_only_who_may_order_counts_or_sends(city: City) -> None:
    order_out(city)
    neighbour = head_of(VILLAGES[1])
    assert city.refused(neighbour, xc.CountEvacuees("E1-1", moved=1)).code == (
        "outside_jurisdiction"
    )
    citizen = Actor("citizen", "CITIZEN", TOWN)
    for command in (
        xc.CountEvacuees("E1-1", moved=1),
        xc.ReportGoneBack("E1-1", 1),
        xc.FetchBack("E1-1"),
        xc.TieEvacuation("E1", "I1"),
        xc.AssignEvacuees("E1", (Assignment("E1-1", "school", 1),)),
        xc.OrderEvacuation(TOWN, "geological", "x", (xc.GroupToMove(VILLAGES[1], 1),), "days"),
    ):
        assert city.refused(citizen, command).code == "role_may_not", command


PEOPLE = st.integers(0, 15)
COUNTED = ["people", "vulnerable", "notified", "moved", "elsewhere", "went_back"]
ACTIONS = st.one_of(
    st.tuples(st.just("count"), st.sampled_from(COUNTED), PEOPLE),
    st.tuples(st.just("admit"), st.sampled_from(["E1-1", "E1-2", ""]), PEOPLE, PEOPLE),
    st.tuples(
        st.just("leave"),
        st.sampled_from(["E1-1", "E1-2", ""]),
        st.sampled_from(["HOME", "ELSEWHERE", "SHELTER"]),
        PEOPLE,
        PEOPLE,
    ),
    st.tuples(st.just("back"), st.sampled_from(["school", None]), PEOPLE, PEOPLE),
    st.tuples(
        st.just("step"),
        st.sampled_from(
            ["notify", "set_out", "shelter", "clear", "withdraw_clearance", "come_home", "call_off"]
        ),
    ),
    st.tuples(st.just("tie")),
)


@settings(max_examples=150)
@given(st.lists(ACTIONS, max_size=25))
def test_whatever_is_counted_nobody_is_lost_or_counted_twice(actions: list[Any]) -> None:
    city = sheltering_valley()
    order_out(city, xc.GroupToMove(VILLAGES[0], 10, 4), xc.GroupToMove(VILLAGES[1], 7))
    incident_id = a_landslide(city)
    for action in actions:
        with suppress(Rejected):
            match action:
                case ("count", field, number):
                    count(city, "E1-1", **{field: number})
                case ("admit", group_id, people, vulnerable):
                    admit(city, group_id or None, people, vulnerable)  # type: ignore[arg-type]
                case ("leave", group_id, to, people, vulnerable):
                    leave = see_off(group_id or None, people, to, vulnerable)  # type: ignore[arg-type]
                    city.by(TOWN_DUTY, leave)
                case ("back", shelter_id, people, vulnerable):
                    city.by(TOWN_DUTY, xc.ReportGoneBack("E1-1", people, shelter_id, vulnerable))
                case ("step", name):
                    city.by(GROUP, group_step("E1-1", name, **CLEARED))
                case _:
                    city.by(TOWN_DUTY, xc.TieEvacuation("E1", incident_id))
        assert city.is_sound()
