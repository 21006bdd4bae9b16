"""Put together all that a plan says, from its own words, its template and the kinds of event.

It is done once, when the plan comes into force, and recorded: an approved plan says tomorrow what
it said when it was approved, whatever the profile says by then.
"""

import hashlib

import msgspec

from dispatch.domain.area import Area
from dispatch.domain.plans import Plan, PlanContent, PlanStep, PlanTemplate
from dispatch.domain.profile import Profile

_ENCODER = msgspec.json.Encoder()  # in the order that is written: that of the steps is content


def content_now(plan: Plan, profile: Profile) -> PlanContent:
    """Return what a plan says by the profile as it is; its template is one of the profile's.

    A plan for every kind, the master, states no demands: these stay with the kind of event.
    """
    template = profile.plans.templates[plan.template]
    steps = _steps(plan, template, profile)
    named = [one.timer for one in steps.values()] + [one.timer for one in template.notify]
    demands = {
        kind: profile.kinds[kind].planned if plan.demands is None else plan.demands
        for kind in template.kinds
    }
    return PlanContent(
        kinds=template.kinds,
        groups=template.groups if plan.groups is None else plan.groups,
        steps=steps,
        notify=template.notify,
        demands=demands,
        limits={one: profile.timers[one].limit_s for one in dict.fromkeys(named) if one},
    )


def content_of(area: Area, profile: Profile, plan: Plan) -> PlanContent | None:
    """Return what a plan says: as it was fixed, and of a draft, as it would be fixed now.

    None where nothing was fixed and the profile has its template no more.
    """
    fixed = area.plan_contents.get(plan.content_id)
    if fixed is None and plan.template in profile.plans.templates:
        return content_now(plan, profile)
    return fixed


def digest_of(content: PlanContent) -> str:
    """Return the id of a content: the same for the same words, anywhere."""
    return hashlib.sha256(_ENCODER.encode(content)).hexdigest()[:16]


def _steps(plan: Plan, template: PlanTemplate, profile: Profile) -> dict[str, PlanStep]:
    if plan.steps is not None:
        return plan.steps
    return {
        f"{name}.{key}": step
        for name in template.checklists
        for key, step in profile.plans.checklists[name].items()
    }
