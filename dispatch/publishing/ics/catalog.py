"""List the forms that can be made, and make one."""

from collections.abc import Callable
from typing import NamedTuple

from dispatch.domain.refusals import Rejected
from dispatch.publishing.ics import plan_forms, record_forms
from dispatch.publishing.ics.form import Block, IcsForm, Source


class Kind(NamedTuple):
    """A form by its number: its name, and what fills it."""

    zh: str
    en: str
    blocks: Callable[[Source], tuple[Block, ...]] | None


MESSAGE = "213"
FORMS: dict[str, Kind] = {
    "201": Kind("事件简报", "Incident Briefing", record_forms.briefing),
    "202": Kind("事件目标", "Incident Objectives", plan_forms.objectives),
    "203": Kind("组织分工表", "Organization Assignment List", plan_forms.organisation),
    "204": Kind("任务分配表", "Assignment List", plan_forms.assignments),
    "205": Kind("无线电通信计划", "Incident Radio Communications Plan", plan_forms.radio),
    "206": Kind("医疗计划", "Medical Plan", plan_forms.medical),
    "209": Kind("事件状态汇总", "Incident Status Summary", record_forms.status),
    MESSAGE: Kind("一般信息", "General Message", None),  # of one order to a group
    "214": Kind("活动日志", "Activity Log", record_forms.activity_log),
    "215": Kind("行动计划工作表", "Operational Planning Worksheet", plan_forms.worksheet),
}


def make_form(number: str, source: Source, order_id: str | None = None) -> IcsForm:
    """Return a filled form; raises `Rejected` for a number there is none of.

    A general message is of one order to a working group, which `order_id` names.
    """
    kind = FORMS.get(number)
    if kind is None:
        known = ", ".join(FORMS)
        raise Rejected("unknown_form", f"no form {number!r}: there are {known}", "form")
    if kind.blocks is not None:
        blocks = kind.blocks(source)
    elif order_id in source.post.group_order_ids:
        blocks = record_forms.message(source, source.area.group_orders[str(order_id)])
    else:
        raise Rejected("input_missing", "name an order of this post to a group", "order_id")
    return IcsForm(
        form=f"ICS {number}",
        zh=kind.zh,
        en=kind.en,
        post_id=source.post.post_id,
        incident_id=source.incident.incident_id,
        at=source.at,
        exercise=source.area.exercise or source.incident.exercise,
        blocks=blocks,
    )
