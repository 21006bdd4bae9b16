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
            ("timer", tuple(told.timer for told in template.notify if told.timer), profile.timers),
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
            if step.timer and step.timer not in profile.timers:
                yield f"{where}: checklists.{name}.{key}: unknown timer {step.timer!r}"


def _whom_it_tells(profile: Profile, row: str, template: PlanTemplate) -> Iterator[str]:
    rule = profile.notices.notices.get(TELLS)
    for told in template.notify:
        role = profile.roles.get(told.role)
        if role is None:
            continue
        if told.admin_level not in role.admin_levels:
            yield f"{row}: notify: there is no {told.role} at the level {told.admin_level}"
        if rule is not None and told.role not in rule.roles:
            yield f"{row}: notify: notices.yaml has no {told.role} told of a plan ({TELLS})"
