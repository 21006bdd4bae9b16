"""Show which plans could be met with own means now, which not, what they lack and since when."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.access import Body, Where, Who
from api.answering import answers
from api.answers.command import PlanCheckShown
from api.answers.shapes import Page
from api.notices import plan_body, sees_plan
from api.pages import DEFAULT_LIMIT, Cursor, Limit, page
from dispatch.domain.places import is_within
from dispatch.domain.profile import Grade
from dispatch.engine.plan_watch import PlanCheck

router = APIRouter(tags=["plans"])


@router.get("/plans/satisfiability")
@answers(Page[PlanCheckShown])
def list_plan_checks(
    where: Where,
    who: Who,
    place: Annotated[
        str | None, Query(max_length=50, description="of this place and those below it")
    ] = None,
    kind: Annotated[str | None, Query(max_length=50)] = None,
    grade: Grade | None = None,
    short: bool | None = None,
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
) -> Body:
    """List the plans of the places you see, by place from the last to the first.

    `short` asks for those that fall short only, or for those that can be met.
    """
    area, profile = where.area, where.engine.profile
    found = [
        one
        for one in where.plans.now()
        if (place is None or is_within(area.places, one.plan.place_code, place))
        and (kind is None or one.plan.kind == kind)
        and (grade is None or one.plan.grade == grade)
        and (short is None or short != one.lacks.is_nothing)
        and sees_plan(area, who.view, one)
    ]
    return page(found, _key, limit, cursor, lambda one: plan_body(area, profile, one))


def _key(check: PlanCheck) -> tuple[str, str, str]:
    return check.plan.place_code, check.plan.kind, check.plan.grade.value
