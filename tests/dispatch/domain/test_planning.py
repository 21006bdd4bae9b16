"""Plans of places: drafted, approved, followed by a new version, and activated for an incident."""

import pytest
from msgspec.structs import replace

from dispatch.domain import commands as c
from dispatch.domain import plan_messages as pm
from dispatch.domain import post_commands as pc
from dispatch.domain.actors import Actor, Channel
from dispatch.domain.alarms import Alarm, alarms
from dispatch.domain.folds.plans import plans_closed
from dispatch.domain.plan_contents import content_of
from dispatch.domain.plan_matching import matching, planned_for
from dispatch.domain.plans import Plan, PlanStep, StepOutcome
from dispatch.domain.profile import Profile
from dispatch.engine.deadlines import DueDates
from tests.sentences import City

TOWN, COUNTY = "610111001", "610111"
ESCALATING = PlanStep("甲", "a", timer="duty_to_lead")  # passed, it moves an information report


@pytest.fixture
def city() -> City:
    city = City()
    plans = (
        Plan("town-master", TOWN, "master", "纺织城街道总体应急预案"),
        Plan("town-gas", TOWN, "gas", "纺织城街道燃气事故应急预案"),
        Plan("county-gas", COUNTY, "gas", "灞桥区燃气事故应急预案"),
        Plan("far-gas", "610116001", "gas", "子午街道燃气事故应急预案"),
    )
    city.by("admin", pm.RegisterPlans(plans))
    return city


def step(plan_id: str, action: str, **said: str) -> c.TakeStep:
    return c.TakeStep("plan", plan_id, action, c.Particulars(**said))


def test_a_county_s_post_follows_the_county_s_plan_and_the_town_s_is_active_with_it(
    city: City,
) -> None:
    gas = a_gas_leak_with_the_plan(city)
    assert [one.plan_id for one in city.area.incidents[gas].plans] == ["town-gas"]
    city.by("system", pc.NotifyPost(COUNTY, gas, reason="asked to lead"))
    post = city.area.incidents[gas].post_ids[-1]
    said = c.Particulars(
        response_level=4, matters="x", expected_period="6 h", measures=("y",), grade=None
    )
    city.by(Actor("county-lead", "DUTYLEAD", COUNTY), _propose(post, said))
    city.by("county", c.TakeStep("command_post", post, "approve_response"))
    followed = [one.plan_id for one in city.area.incidents[gas].plans]
    assert followed == ["town-gas", "county-gas"]


def _propose(post_id: str, said: c.Particulars) -> c.TakeStep:
    return c.TakeStep("command_post", post_id, "propose_response", said)


def a_gas_leak_with_the_plan(city: City, who: str = "town leading group") -> str:
    """A gas leak for which the town's response is activated by its post, following its plan."""
    gas = city.a_fire(kind="gas")
    city.step("duty officer", gas, "start_verify")
    city.step("duty officer", gas, "confirm", evidence=("photo",))
    (post,) = city.area.incidents[gas].post_ids
    said = {"response_level": 0, "matters": "燃气泄漏", "expected_period": "6 h"}
    propose = c.Particulars(**said, measures=("疏散",))
    city.by("town office", c.TakeStep("command_post", post, "propose_response", propose))
    city.by(who, c.TakeStep("command_post", post, "approve_response"))
    return gas


def test_the_town_s_plan_goes_before_the_county_s_and_a_special_one_before_the_master(
    city: City,
) -> None:
    gas = city.a_fire(kind="gas")
    incident = city.area.incidents[gas]
    found = [one.plan_id for one in matching(city.area, city.profile, incident)]
    assert found == ["town-gas", "county-gas", "town-master"]


def test_a_plan_that_was_approved_activates_its_steps_with_their_limits(city: City) -> None:
    gas = a_gas_leak_with_the_plan(city)
    incident = city.area.incidents[gas]
    assert [one.plan_id for one in incident.plans] == ["town-gas"]
    rescue = city.area.checklist_steps[f"{gas}/town-gas/response.work_safety.rescue"]
    assert rescue.due_at == city.clock.now() + 1800
    assert "art. 18" in rescue.basis
    (post_id,) = incident.post_ids
    assert "expert" in city.area.command_posts[post_id].groups
    assert city.is_sound()


def test_the_clocks_a_plan_starts_are_kept_like_all_others(city: City) -> None:
    dates = DueDates(city.engine)
    gas = a_gas_leak_with_the_plan(city)
    steps = [one for one in city.area.deadlines if one.startswith(f"checklist_step/{gas}/")]
    assert steps
    city.clock.move_to(city.clock.now() + 86_400)
    passed = set()
    while (due := dates.next_due()) is not None and due[0] <= city.clock.now():
        passed.add(due[1])
        city.by("system", c.LetDeadlinePass(due[1]))
    assert passed >= set(steps)


def test_a_step_in_time_stops_its_clock_and_one_that_is_late_is_overdue(city: City) -> None:
    gas = a_gas_leak_with_the_plan(city)
    rescue = f"{gas}/town-gas/response.work_safety.rescue"
    isolate = f"{gas}/town-gas/response.work_safety.isolate"
    city.by("duty officer", pm.TickStep(rescue, StepOutcome.DONE, "12 人撤出"))
    city.wait(1801)
    assert city.area.checklist_steps[rescue].overdue == ()
    assert city.area.checklist_steps[rescue].by == "duty"
    assert city.area.checklist_steps[isolate].overdue == ("checklist.urgent",)
    assert city.is_sound()


def test_what_does_not_apply_is_said_with_its_reason(city: City) -> None:
    gas = a_gas_leak_with_the_plan(city)
    step_id = f"{gas}/town-gas/response.work_safety.requisition"
    order = pm.TickStep(step_id, StepOutcome.NOT_APPLICABLE)
    assert city.refused("duty officer", order).field == "note"
    assert city.refused("duty officer", pm.TickStep("I9/x/y", StepOutcome.DONE)).code == (
        "unknown_step"
    )
    order = pm.TickStep(step_id, StepOutcome.DONE)
    assert city.refused("duty officer of Ziwu", order).code == "outside_jurisdiction"


def test_a_plan_whose_incident_is_over_lets_no_clock_run_on(city: City) -> None:
    gas = a_gas_leak_with_the_plan(city)
    assert any(key.startswith("checklist_step/") for key in city.area.deadlines)
    assert not any("checklist_step" in key for key in plans_closed(city.area, gas).deadlines)


def test_a_plan_in_force_is_changed_by_a_new_version_only(city: City) -> None:
    own = {"valve": PlanStep("关闭阀门", "Shut the valve")}
    draft = pm.DraftPlan(TOWN, "gas", "燃气预案（修订）", follows="town-gas", steps=own)
    city.by("town office", draft)
    (made,) = (one.plan for one in city.events(pm.PlanDrafted))
    assert (made.version, made.state, made.root_id) == (2, "DRAFT", "town-gas")
    assert city.refused("town office", step(made.plan_id, "approve")).code == "role_may_not"
    assert city.area.plans["town-gas"].state == "IN_FORCE"
    city.by("town leading group", step(made.plan_id, "approve"))
    assert city.area.plans["town-gas"].state == "SUPERSEDED"
    assert city.area.plans[made.plan_id].approved_at == city.clock.now()
    assert city.refused("town leading group", step("town-gas", "retire", reason="old")).code == (
        "wrong_state"
    )
    gas = a_gas_leak_with_the_plan(city)
    assert f"{gas}/{made.plan_id}/valve" in city.area.checklist_steps


@pytest.mark.parametrize(
    ("plan", "field"),
    [
        (Plan("x", "999", "gas", "t"), "plans.1.place_code"),
        (Plan("x", TOWN, "flying_saucer", "t"), "plans.1.template"),
        (Plan("x", TOWN, "gas", " "), "plans.1.title"),
        (Plan("x", TOWN, "gas", "t", groups=("choir",)), "plans.1.groups"),
        (Plan("x", TOWN, "gas", "t", steps={"a/b": PlanStep("甲", "a")}), "plans.1.steps"),
        (Plan("x", TOWN, "gas", "t", steps={"a": ESCALATING}), "plans.1.steps.a.timer"),
        (Plan("good", TOWN, "gas", "t"), "plans.1.plan_id"),
    ],
)
def test_plans_are_entered_all_or_none(city: City, plan: Plan, field: str) -> None:
    good = Plan("good", TOWN, "fire", "火灾预案")
    refusal = city.refused("admin", pm.RegisterPlans((good, plan)))
    assert refusal.code in ("wrong_plan", "stands_twice", "outside_jurisdiction")
    if refusal.field is not None:
        assert refusal.field == field
    assert "good" not in city.area.plans


def test_a_plan_entered_later_does_not_reorder_the_steps_of_another(city: City) -> None:
    first, second = PlanStep("先", "first"), PlanStep("后", "second")
    one = Plan("one", TOWN, "gas", "甲", steps={"1": first, "2": second})
    other = Plan("other", TOWN, "gas", "乙", steps={"2": second, "1": first})
    city.by("admin", pm.RegisterPlans((one,)))
    city.by("admin", pm.RegisterPlans((other,)))
    said = [content_of(city.area, city.profile, city.area.plans[key]) for key in ("one", "other")]
    assert [list(content.steps) for content in said if content] == [["1", "2"], ["2", "1"]]


def test_a_plan_of_another_place_or_kind_is_not_followed(city: City) -> None:
    gas = city.a_fire(kind="gas")
    city.step("duty officer", gas, "start_verify")
    city.step("duty officer", gas, "confirm", evidence=("photo",))
    (post,) = city.area.incidents[gas].post_ids
    propose = c.Particulars(
        response_level=0, matters="x", expected_period="6 h", measures=("y",), plan_id="far-gas"
    )
    city.by("town office", c.TakeStep("command_post", post, "propose_response", propose))
    approve = c.TakeStep("command_post", post, "approve_response")
    assert city.refused("town leading group", approve).code == "wrong_plan"


def test_a_plan_tells_those_it_names_who_acknowledge_in_time_or_are_missed(city: City) -> None:
    gas = a_gas_leak_with_the_plan(city)
    office, county = (f"{gas}/town-gas/{TOWN}/OFFICE", f"{gas}/town-gas/{COUNTY}/DUTY")
    assert set(city.area.plan_calls) == {office, county}
    city.by("town office", pm.AcknowledgePlan(gas, "town-gas", TOWN, "OFFICE"))
    city.wait(901)
    assert city.area.plan_calls[office].acknowledged_by == "office"
    assert city.area.plan_calls[office].overdue == ()
    assert city.area.plan_calls[county].overdue == ("plan.acknowledge",)
    (missed,) = unanswered(city)
    assert set(missed.place_codes) == {TOWN, COUNTY}
    city.by("county duty officer", pm.AcknowledgePlan(gas, "town-gas", COUNTY, "DUTY"))
    assert unanswered(city) == []
    assert city.is_sound()


def unanswered(city: City) -> list[Alarm]:
    found = alarms(city.area, city.profile, city.clock.now())
    return [one for one in found if one.group == "plan_unanswered"]


def test_for_others_a_plan_is_acknowledged_on_the_telephone_only(city: City) -> None:
    gas = a_gas_leak_with_the_plan(city)
    for_the_county = pm.AcknowledgePlan(gas, "town-gas", COUNTY, "DUTY")
    assert city.refused("duty officer", for_the_county).field == "channel"
    assert city.refused("duty officer of Ziwu", for_the_county).code == "outside_jurisdiction"
    nobody = pm.AcknowledgePlan(gas, "town-gas", COUNTY, "OFFICE")
    assert city.refused("duty officer", nobody).code == "not_told"
    city.by("duty officer", replace(for_the_county, channel=Channel.PHONE))
    call = city.area.plan_calls[f"{gas}/town-gas/{COUNTY}/DUTY"]
    assert (call.acknowledged_by, call.channel) == ("duty", Channel.PHONE)
    assert city.by("county duty officer", for_the_county).events == ()


def changed(profile: Profile) -> Profile:
    """The profile a year later: other groups, steps, limits and people to tell, and more wanted."""
    gas = replace(
        profile.plans.templates["gas"],
        groups=("coordination",),
        checklists=("response.security",),
        notify=(),
    )
    book = replace(profile.plans, templates=profile.plans.templates | {"gas": gas})
    hour = replace(profile.timers["checklist.urgent"], limit_s=60)
    kind = replace(profile.kinds["gas"], grades={}, alarms=())
    return replace(
        profile,
        plans=book,
        timers=profile.timers | {"checklist.urgent": hour},
        kinds=profile.kinds | {"gas": kind},
    )


def test_an_approved_plan_says_what_it_said_whatever_the_profile_says_later(city: City) -> None:
    later = City(log=city.log, profile=changed(city.profile))
    for place, plan_id in ((TOWN, "town-gas"), (COUNTY, "county-gas")):
        told = planned_for(later.area, later.profile, place, "gas")
        assert told[0] == city.profile.kinds["gas"].planned, plan_id
    gas = a_gas_leak_with_the_plan(later)
    rescue = later.area.checklist_steps[f"{gas}/town-gas/response.work_safety.rescue"]
    assert rescue.due_at == later.clock.now() + 1800
    (post_id,) = later.area.incidents[gas].post_ids
    assert "expert" in later.area.command_posts[post_id].groups
    assert {one.role for one in later.area.plan_calls.values()} == {"OFFICE", "DUTY"}
    without_the_timer = {k: v for k, v in later.profile.timers.items() if "checklist" not in k}
    last = City(log=city.log, profile=replace(later.profile, timers=without_the_timer))
    last.wait(1801)
    assert last.area.checklist_steps[rescue.step_id].overdue == ("checklist.urgent",)
    last.by("duty officer", pm.TickStep(rescue.step_id, StepOutcome.DONE))
    assert not any(rescue.step_id in one for one in last.area.passed)


def test_a_new_version_takes_what_the_profile_says_when_it_is_approved(city: City) -> None:
    draft = pm.DraftPlan(TOWN, "gas", "燃气预案（修订）", follows="town-gas")
    city.by("town office", draft)
    (made,) = (one.plan for one in city.events(pm.PlanDrafted))
    later = City(log=city.log, profile=changed(city.profile))
    later.by("town leading group", step(made.plan_id, "approve"))
    new = later.area.plan_contents[later.area.plans[made.plan_id].content_id]
    old = later.area.plan_contents[later.area.plans["town-gas"].content_id]
    assert (new.groups, next(iter(new.steps))) == (("coordination",), "response.security.separate")
    assert next(iter(old.steps)) == "response.work_safety.rescue"
    gone = replace(later.profile, plans=replace(later.profile.plans, templates={}))
    assert City(log=city.log, profile=gone).area.plan_contents == later.area.plan_contents


def test_a_draft_whose_template_is_gone_is_not_approved(city: City) -> None:
    city.by("town office", pm.DraftPlan(TOWN, "dam", "水库预案"))
    (made,) = (one.plan for one in city.events(pm.PlanDrafted))
    book = {key: one for key, one in city.profile.plans.templates.items() if key != "dam"}
    profile = replace(city.profile, plans=replace(city.profile.plans, templates=book))
    later = City(log=city.log, profile=profile)
    refused = later.refused("town leading group", step(made.plan_id, "approve"))
    assert (refused.code, refused.field) == ("wrong_plan", "template")


def test_thousands_of_plans_by_one_template_say_it_once(city: City) -> None:
    contents = {one.content_id for one in city.area.plans.values()}
    assert len(contents) == len(city.area.plan_contents) == 2  # the master, and gas three times
