"""Prove what a profile says of plans: known kinds, groups, lists, timers, roles."""

from collections.abc import Iterator

from dispatch.domain.places import AdminLevel
from dispatch.domain.plans import PlanCategory
from dispatch.domain.profile import Profile


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
            ("level", tuple(told.admin_level for told in template.notify), set(AdminLevel)),
        ):
            for word in words:
                if word not in known:
                    yield f"{row}: unknown {noun} {word!r}"
    for name, steps in book.checklists.items():
        if not steps:
            yield f"{where}: checklists.{name}: it has no step"
        for key, step in steps.items():
            if "/" in key:
                yield f"{where}: checklists.{name}.{key}: a name has no stroke in it"
            if step.timer and step.timer not in profile.timers:
                yield f"{where}: checklists.{name}.{key}: unknown timer {step.timer!r}"
