"""Fold the tasks of working groups."""

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from dispatch.domain import events as e
from dispatch.domain import post_events as pe
from dispatch.domain.area import Area
from dispatch.domain.folds.common import counted
from dispatch.domain.group_orders import Feedback, GroupOrder


def ordered(area: Area, event: pe.GroupOrdered, _position: int, at: float) -> Area:
    """A group has a task."""
    made = GroupOrder(
        order_id=event.order_id,
        post_id=event.post_id,
        group=event.group,
        task=event.task,
        state=event.state,
        given_at=at,
        due_at=event.due_at,
        reached={event.state: at},
    )
    post = area.command_posts[event.post_id]
    post = replace(post, group_order_ids=(*post.group_order_ids, made.order_id))
    area = replace(
        area,
        command_posts=area.command_posts.set(post.post_id, post),
    )
    return counted(_set(area, made), "group_order")


def stepped(area: Area, event: e.StepTaken, at: float) -> Area:
    """A group's task moves on."""
    before = area.group_orders[event.subject_id]
    after = replace(
        before,
        state=event.went_to,
        is_open=not event.over,
        reached={**before.reached, event.went_to: at},
    )
    return _set(area, after)


def reported(area: Area, event: pe.GroupReported, _position: int, at: float) -> Area:
    """A group told how it goes."""
    before = area.group_orders[event.order_id]
    return _set(area, replace(before, feedback=(*before.feedback, Feedback(event.text, at))))


def _set(area: Area, order: GroupOrder) -> Area:
    return replace(area, group_orders=area.group_orders.set(order.order_id, order))


FOLDS: dict[type[Any], Callable[[Area, Any, int, float], Area]] = {
    pe.GroupOrdered: ordered,
    pe.GroupReported: reported,
}
