"""Decide what the counts of a group come to: stated, and the steps that follow from them."""

from collections.abc import Callable

from msgspec.structs import replace

from dispatch.domain import commands as c
from dispatch.domain import evacuation_commands as xc
from dispatch.domain import evacuation_events as xe
from dispatch.domain import events as e
from dispatch.domain.actors import Order
from dispatch.domain.area import Area
from dispatch.domain.deadlines import Moments
from dispatch.domain.evacuations import EvacuationGroup
from dispatch.domain.evolve import folded
from dispatch.domain.profile import Profile
from dispatch.domain.refusals import Rejected
from dispatch.domain.rules import Situation
from dispatch.domain.steps import authorise, choose_row, permit, step_taken

TABLE = "evacuation"


def count(area: Area, command: xc.CountEvacuees, order: Order, profile: Profile) -> list[e.Event]:
    """State counts of a group; nothing where they are so already."""
    permit(profile, order, "CountEvacuees")
    group = area.evacuation_group(command.group_id)
    authorise(area, order.actor, group.place_code)
    if not group.is_open:
        raise Rejected("wrong_state", f"{group.group_id} is {group.state}", "group_id")
    after = _stated(group, command)
    _check(after)
    if after == group:
        return []
    return with_steps(area, [_counted(after, command.note)], group.group_id, order, profile)


def take_step(area: Area, command: c.TakeStep, order: Order, profile: Profile) -> list[e.Event]:
    """Take a step of a group by the table, with those that follow from its counts."""
    group = area.evacuation_group(command.subject_id)
    authorise(area, order.actor, group.place_code)
    s = _situation(area, group, order, profile, command.particulars)
    return with_steps(area, _step(s, group, command.action), group.group_id, order, profile)


def with_steps(
    area: Area, events: list[e.Event], group_id: str, order: Order, profile: Profile
) -> list[e.Event]:
    """Return events, and the steps of a group that follow by themselves from its counts then."""
    table, found = profile.lifecycles[TABLE], list(events)
    by_engine = order.by_engine(area.root)
    now = folded(area, events, order.at)
    while True:
        group = now.evacuation_groups[group_id]
        action = _next_step(group)
        if action is None or not table.rows_for(action, group.state):
            return found
        taken = _step(_situation(now, group, by_engine, profile), group, action)
        if now.evacuation_groups[group_id].state == _after(taken):
            return found  # the profile has a row that leads nowhere
        found += taken
        now = folded(now, taken, order.at)


def _next_step(group: EvacuationGroup) -> str | None:
    """Return the step that the counts of a group call for in the state it is in."""
    match group.state:
        case "IDENTIFIED" | "NOTIFIED" if group.moved:
            return "set_out"
        case "IDENTIFIED" if group.notified == group.people:
            return "notify"
        case "MOVING" if not group.missing:
            return "shelter"
        case "SHELTERED" if group.missing:
            return "lose"
        case "CLEARED" if group.returned == group.people:
            return "come_home"
        case _:
            return None


def _step(s: Situation, group: EvacuationGroup, action: str) -> list[e.Event]:
    table = s.profile.lifecycles[TABLE]
    row = choose_row(table, group.state, action, s)
    taken = step_taken(s, table, row, group.group_id, group.state, Moments(step_at=s.order.at))
    return [taken, *(event for name in row.effects for event in EFFECTS[name](s, group))]


def _after(events: list[e.Event]) -> str:
    (taken, *_) = events
    assert isinstance(taken, e.StepTaken)  # noqa: S101 - a step begins with itself
    return taken.went_to


def _situation(
    area: Area,
    group: EvacuationGroup,
    order: Order,
    profile: Profile,
    particulars: c.Particulars | None = None,
) -> Situation:
    return Situation(
        area=area,
        profile=profile,
        order=order,
        particulars=particulars or c.Particulars(),
        evacuation=area.evacuations[group.evacuation_id],
        group=group,
    )


def _stated(group: EvacuationGroup, said: xc.CountEvacuees) -> EvacuationGroup:
    """Return a group with what was said; what that implies of the rest is made to fit."""
    people = group.people if said.people is None else said.people
    moved = group.moved if said.moved is None else said.moved
    elsewhere = group.elsewhere if said.elsewhere is None else said.elsewhere
    if said.moved is None:  # who is elsewhere has left home
        moved = max(moved, group.in_shelters + elsewhere)
    notified = min(group.notified, people) if said.notified is None else said.notified
    if said.notified is None:  # who has left knew
        notified = max(notified, moved + group.returned)
    vulnerable = min(group.vulnerable, people) if said.vulnerable is None else said.vulnerable
    at_home = max(0, people - moved - group.returned)
    went_back = min(group.went_back, at_home) if said.went_back is None else said.went_back
    return replace(
        group,
        people=people,
        vulnerable=vulnerable,
        notified=notified,
        moved=moved,
        elsewhere=elsewhere,
        went_back=went_back,
    )


def _check(group: EvacuationGroup) -> None:
    """Refuse counts that do not add up; raises `Rejected` naming the one at fault."""
    left = group.people - group.in_shelters - group.returned
    for field, figure, least, most, why in (
        ("people", group.people, max(1, group.in_shelters + group.returned), None, "counted"),
        ("elsewhere", group.elsewhere, 0, left, "the others are in shelters or home"),
        ("moved", group.moved, group.in_shelters + group.elsewhere, None, "counted away"),
        ("moved", group.moved, 0, group.people - group.returned, "not home again"),
        ("notified", group.notified, group.moved + group.returned, group.people, "who left knew"),
        ("vulnerable", group.vulnerable, 0, group.people, "none to all of them"),
        ("went_back", group.went_back, 0, group.people - group.moved - group.returned, "at home"),
    ):
        if figure < least or (most is not None and figure > most):
            bounds = f"{least} or more" if most is None else f"{least} to {most}"
            raise Rejected("wrong_number", f"{bounds} ({why}), not {figure}", field)


def _count_all_notified(_s: Situation, group: EvacuationGroup) -> list[e.Event]:
    if group.notified == group.people:
        return []
    return [_counted(replace(group, notified=group.people))]


def _counted(group: EvacuationGroup, note: str = "") -> e.Event:
    return xe.EvacueesCounted(
        group_id=group.group_id,
        people=group.people,
        vulnerable=group.vulnerable,
        notified=group.notified,
        moved=group.moved,
        elsewhere=group.elsewhere,
        went_back=group.went_back,
        note=note,
    )


EFFECTS: dict[str, Callable[[Situation, EvacuationGroup], list[e.Event]]] = {
    "count_all_notified": _count_all_notified,
}
