"""Prove what a profile says of plans: known kinds, groups, lists, timers, roles."""

from collections.abc import Iterator

from dispatch.domain.plans import PlanCategory, PlanTemplate
from dispatch.domain.profile import Profile

TELLS = "plan_activated"  # the notice that tells those whom a plan names


def problems_of_plan_book(profile: Profile) -> Iterator[str]:
    """Yield what is wrong, one clear line each naming the row."""
    book, where = profile.plans, "plans.yaml"
    for name, template in book.templates.items():
        row = f"{where}: templates.{name}"
        if bool(template.kinds) == (template.category is PlanCategory.MASTER):
            yield f"{row}: kinds: the master plan is for every kind, any other names its own"
        for noun, words, known in (
            ("kind", template.kinds, profile.kinds),
            ("working group", template.groups, profile.groups),
            ("checklist", template.checklists, book.checklists),
            ("role", tuple(told.role for told in template.notify), profile.roles),
        ):
            for word in words:
                if word not in known:
                    yield f"{row}: unknown {noun} {word!r}"
        yield from _whom_it_tells(profile, row, template)
    for name, steps in book.checklists.items():
        if not steps:
            yield f"{where}: checklists.{name}: it has no step"
        for key, step in steps.items():
            if "/" in key:
                yield f"{where}: checklists.{name}.{key}: a name has no stroke in it"
            if step.timer:
                yield from _limit(profile, f"{where}: checklists.{name}.{key}", step.timer)


def _limit(profile: Profile, row: str, name: str) -> Iterator[str]:
    timer = profile.timers.get(name)
    if timer is None:
        yield f"{row}: unknown timer {name!r}"
    elif not timer.is_plain:
        yield f"{row}: timer {name!r}: one that runs from the step, and after which nothing follows"


def _whom_it_tells(profile: Profile, row: str, template: PlanTemplate) -> Iterator[str]:
    rule = profile.notices.notices.get(TELLS)
    may = profile.permissions.get("AcknowledgePlan", ())
    for told in template.notify:
        if told.timer:
            yield from _limit(profile, f"{row}: notify", told.timer)
        role = profile.roles.get(told.role)
        if role is None:
            continue
        if told.admin_level not in role.admin_levels:
            yield f"{row}: notify: there is no {told.role} at the level {told.admin_level}"
        if rule is not None and told.role not in rule.roles:
            yield f"{row}: notify: notices.yaml has no {told.role} told of a plan ({TELLS})"
        if told.role not in may:
            yield f"{row}: notify: permissions.yaml lets no {told.role} say so (AcknowledgePlan)"
