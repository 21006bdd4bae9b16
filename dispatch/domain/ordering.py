"""Decide the tasks of working groups: given, signed, told of, done, closed."""

from collections.abc import Callable

from dispatch.domain import commands as c
from dispatch.domain import events as e
from dispatch.domain import post_commands as pc
from dispatch.domain import post_events as pe
from dispatch.domain.actors import Order
from dispatch.domain.area import Area
from dispatch.domain.deadlines import Moments, started
from dispatch.domain.group_orders import GroupOrder
from dispatch.domain.lifecycle import NEW
from dispatch.domain.posts import CommandPost
from dispatch.domain.profile import Profile
from dispatch.domain.refusals import Rejected
from dispatch.domain.rules import Situation
from dispatch.domain.steps import authorise, choose_row, step_taken


def order_group(
    area: Area, command: pc.OrderGroup, order: Order, profile: Profile
) -> list[e.Event]:
    """Give a working group a task."""
    post = area.command_post(command.post_id)
    authorise(area, order.actor, post.place_code)
    if command.group not in post.groups:
        reason = f"{post.post_id} has no working group {command.group!r}"
        raise Rejected("unknown_group", reason, "group")
    if not command.task.strip():
        raise Rejected("input_missing", "say what is to be done", "task")
    if command.due_at is not None and command.due_at <= order.at:
        raise Rejected("wrong_moment", "it is to be done by a moment to come", "due_at")
    order_id = area.next_id("group_order", "G")
    s = new_order(area, post, order, profile)
    row = choose_row(profile.group_order, NEW, "issue", s)
    moments = Moments(step_at=order.at, ends_at=command.due_at)
    return [
        pe.GroupOrdered(
            order_id=order_id,
            post_id=post.post_id,
            group=command.group,
            task=command.task.strip(),
            row=row.id,
            state=row.moves[NEW],
            due_at=command.due_at,
            started=started(profile, row.starts, "group_order", order_id, moments),
        )
    ]


def take_step(area: Area, command: c.TakeStep, order: Order, profile: Profile) -> list[e.Event]:
    """Take a step of a group's task by its table."""
    found = area.group_order(command.subject_id)
    post = area.command_posts[found.post_id]
    authorise(area, order.actor, post.place_code)
    s = _situation(area, post, found, order, profile, command.particulars)
    return _step(s, found, command.action)


def situation(area: Area, found: GroupOrder, order: Order, profile: Profile) -> Situation:
    """Return what the rules of a group's task look at."""
    post = area.command_posts[found.post_id]
    return _situation(area, post, found, order, profile, c.Particulars())


def new_order(area: Area, post: CommandPost, order: Order, profile: Profile) -> Situation:
    """Return what the rules of a task look at that is to be given."""
    return _situation(area, post, None, order, profile, c.Particulars())


def cancel_all(s: Situation, post: CommandPost) -> list[e.Event]:
    """Return the events that cancel what the groups of a post have not done: it stands down."""
    by_engine = s.order.by_engine(s.area.root)
    said = c.Particulars(reason="the command post stands down")
    events: list[e.Event] = []
    for one in map(s.area.group_order, post.group_order_ids):
        if one.is_open:
            its = _situation(s.area, post, one, by_engine, s.profile, said)
            events += _step(its, one, "cancel")
    return events


def _step(s: Situation, found: GroupOrder, action: str) -> list[e.Event]:
    table, moments = s.profile.group_order, Moments(step_at=s.order.at)
    row = choose_row(table, found.state, action, s)
    events: list[e.Event] = [step_taken(s, table, row, found.order_id, found.state, moments)]
    for effect in row.effects:
        events += EFFECTS[effect](s, found)
    return events


def _situation(
    area: Area,
    post: CommandPost,
    found: GroupOrder | None,
    order: Order,
    profile: Profile,
    particulars: c.Particulars,
) -> Situation:
    return Situation(
        area=area,
        profile=profile,
        order=order,
        particulars=particulars,
        incident=area.incidents[post.incident_id] if post.incident_id is not None else None,
        post=post,
        group_order=found,
    )


def _tell(s: Situation, found: GroupOrder) -> list[e.Event]:
    return [pe.GroupReported(order_id=found.order_id, text=s.particulars.reason)]


EFFECTS: dict[str, Callable[[Situation, GroupOrder], list[e.Event]]] = {"record_feedback": _tell}
