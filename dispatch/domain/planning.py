"""Decide what becomes of plans 预案: drafted, approved, followed by a new version."""

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from dispatch.domain import commands as c
from dispatch.domain import events as e
from dispatch.domain import plan_messages as pm
from dispatch.domain.actors import Order
from dispatch.domain.area import Area
from dispatch.domain.deadlines import Moments
from dispatch.domain.incidents import Incident
from dispatch.domain.lifecycle import NEW
from dispatch.domain.plan_contents import content_now, content_of, digest_of
from dispatch.domain.plan_matching import matching
from dispatch.domain.planned_demands import problems_of_planned
from dispatch.domain.plans import (
    IN_FORCE,
    Plan,
    PlanContent,
)
from dispatch.domain.profile import EventClass, Profile
from dispatch.domain.refusals import Rejected
from dispatch.domain.rules import Situation
from dispatch.domain.steps import authorise, choose_row, permit, step_taken


def register(
    area: Area, command: pm.RegisterPlans, order: Order, profile: Profile
) -> list[e.Event]:
    """Enter plans in force; refused whole where one of them makes no sense, naming its row."""
    permit(profile, order, "RegisterPlans")
    seen: set[str] = set()
    for number, plan in enumerate(command.plans):
        where = f"plans.{number}"
        authorise(area, order.actor, plan.place_code)
        for reason, field in _wrong(area, profile, plan):
            raise Rejected("wrong_plan", reason, f"{where}.{field}")
        if plan.plan_id in area.plans or plan.plan_id in seen or not plan.plan_id:
            raise Rejected("stands_twice", f"plan {plan.plan_id!r}", f"{where}.plan_id")
        seen.add(plan.plan_id)
    if not command.plans:
        return []
    return [_entered(profile, command.plans)]


def _entered(profile: Profile, plans: tuple[Plan, ...]) -> pm.PlansRegistered:
    """Return plans in force, each with what it says; thousands by one template say it once."""
    contents: dict[str, PlanContent] = {}
    by_template: dict[str, str] = {}
    entered = []
    for plan in plans:
        by_the_book = plan.groups is None and plan.steps is None and plan.demands is None
        content_id = by_template.get(plan.template, "") if by_the_book else ""
        if not content_id:
            content = content_now(plan, profile)
            content_id = digest_of(content)
            contents[content_id] = content
            if by_the_book:
                by_template[plan.template] = content_id
        entered.append(replace(plan, state=IN_FORCE, root_id=plan.plan_id, content_id=content_id))
    return pm.PlansRegistered(plans=tuple(entered), contents=contents)


def problems_of_rows(area: Area, profile: Profile, plans: Iterable[Plan]) -> Iterator[str]:
    """Yield what is wrong with plans that somebody means to enter, a line for each bad row."""
    seen: set[str] = set()
    for number, plan in enumerate(plans):
        for reason, field in _wrong(area, profile, plan):
            yield f"plans.{number}.{field}: {reason}"
        if plan.plan_id in area.plans or plan.plan_id in seen:
            yield f"plans.{number}.plan_id: {plan.plan_id} stands twice"
        seen.add(plan.plan_id)


def draft(area: Area, command: pm.DraftPlan, order: Order, profile: Profile) -> list[e.Event]:
    """Draft a plan, or the next version of one that is in force."""
    authorise(area, order.actor, command.place_code)
    before = area.plan(command.follows) if command.follows else None
    if before is not None and (before.state != IN_FORCE or before.place_code != command.place_code):
        reason = f"{before.plan_id} of {before.place_code} is {before.state}"
        raise Rejected("wrong_plan", reason, "follows")
    plan_id = area.next_id("plan", "P")
    made = Plan(
        plan_id=plan_id,
        place_code=command.place_code,
        template=command.template,
        title=command.title.strip(),
        version=before.version + 1 if before else 1,
        root_id=before.root_id if before else plan_id,
        follows=command.follows,
        groups=command.groups,
        steps=command.steps,
        for_grades=command.for_grades,
        demands=command.demands,
        drafted_by=order.actor.name,
    )
    for reason, field in _wrong(area, profile, made):
        raise Rejected("wrong_plan", reason, field)
    s = Situation(area=area, profile=profile, order=order)
    row = choose_row(profile.lifecycles["plan"], NEW, "draft", s)
    return [pm.PlanDrafted(row=row.id, plan=replace(made, state=row.moves[NEW]))]


def take_step(area: Area, command: c.TakeStep, order: Order, profile: Profile) -> list[e.Event]:
    """Take a step of a plan; one that comes into force is fixed as it is, and takes the place of
    the version before."""
    plan = area.plan(command.subject_id)
    authorise(area, order.actor, plan.place_code)
    s = Situation(
        area=area, profile=profile, order=order, particulars=command.particulars, plan=plan
    )
    taken = _stepped(s, plan, command.action)
    if taken.went_to != IN_FORCE:
        return [taken]
    for reason, field in _wrong(area, profile, plan):  # the profile may say otherwise by now
        raise Rejected("wrong_plan", reason, field)
    content = content_now(plan, profile)
    fixed = pm.PlanContentFixed(plan.plan_id, digest_of(content), content)
    events: list[e.Event] = [taken, fixed]
    before = area.plans.get(plan.follows or "")
    if before is not None and before.state == IN_FORCE:
        by_engine = order.by_engine(area.root)
        events.append(_stepped(replace(s, order=by_engine, plan=before), before, "supersede"))
    return events


def plan_to_follow(area: Area, profile: Profile, incident: Incident, plan_id: str) -> Plan | None:
    """Return the plan named for an incident, or the best that matches; None where none does."""
    found = matching(area, profile, incident)
    if not plan_id:
        return found[0] if found else None
    for plan in found:
        if plan.plan_id == plan_id:
            return plan
    known = area.plan(plan_id)
    reason = f"{known.plan_id} ({known.state}) is no plan for {incident.incident_id}"
    raise Rejected("wrong_plan", reason, "particulars.plan_id")


def groups_of(area: Area, plan: Plan, profile: Profile) -> tuple[str, ...]:
    """Return the working groups a plan has manned."""
    content = content_of(area, profile, plan)
    return () if content is None else content.groups


def _stepped(s: Situation, plan: Plan, action: str) -> e.StepTaken:
    table = s.profile.lifecycles["plan"]
    row = choose_row(table, plan.state, action, s)
    return step_taken(s, table, row, plan.plan_id, plan.state, Moments(step_at=s.order.at))


def _wrong(area: Area, profile: Profile, plan: Plan) -> Iterator[tuple[str, str]]:
    if plan.place_code not in area.places:
        yield f"no place {plan.place_code!r}", "place_code"
    if plan.template not in profile.plans.templates:
        known = ", ".join(sorted(profile.plans.templates))
        yield f"no template {plan.template!r}; there are {known}", "template"
    if not plan.title.strip():
        yield "a plan has a title", "title"
    yield from _wrong_demands(profile, plan)
    for group in plan.groups or ():
        if group not in profile.groups:
            yield f"no working group {group!r}", "groups"
    for key, step in (plan.steps or {}).items():
        if not key or "/" in key:
            yield f"{key!r} is no name of a step", "steps"
        timer = profile.timers.get(step.timer)
        if step.timer and (timer is None or not timer.is_plain):
            yield f"no timer of a plan's steps {step.timer!r}", f"steps.{key}.timer"


def _wrong_demands(profile: Profile, plan: Plan) -> Iterator[tuple[str, str]]:
    template = profile.plans.templates.get(plan.template)
    kinds = template.kinds if template is not None else ()
    if plan.demands is not None:
        if len(kinds) != 1:
            yield "a plan states demands where it is for one kind of event", "demands"
        for problem in problems_of_planned(plan.demands, profile):
            yield problem.reason, f"demands.{problem.field}"
    classes = {profile.kinds[kind].event_class for kind in kinds}
    if plan.for_grades and classes == {EventClass.SECURITY}:
        yield "the law grades no security event", "for_grades"
