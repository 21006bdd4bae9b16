"""Decide what becomes of the roads: closed, slowed, under a condition, opened again."""

from collections.abc import Iterator

from msgspec.structs import replace

from dispatch.domain import commands as c
from dispatch.domain import events as e
from dispatch.domain import shipping
from dispatch.domain.actors import SYSTEM_ROLE, Order
from dispatch.domain.area import Area
from dispatch.domain.deadlines import Moments, started
from dispatch.domain.impacts import OrderImpact
from dispatch.domain.lifecycle import NEW
from dispatch.domain.profile import Profile
from dispatch.domain.refusals import Rejected
from dispatch.domain.road_commands import RoadOrder
from dispatch.domain.roads import (
    BY_THE_CLOCK,
    Arcs,
    Everywhere,
    RoadEffect,
    RoadMeasure,
    RoadName,
    Selection,
    Within,
)
from dispatch.domain.rules import Situation
from dispatch.domain.steps import authorise, choose_row, permit, step_taken
from dispatch.domain.travel import Condition

LONGEST_FACTOR = 100.0  # what takes longer than a hundred times is closed
MAX_ARCS = 20_000  # in one order by number; more is meant by a name or a polygon
MAX_CORNERS = 2_000  # of a polygon in the log; a hand draws a few dozen


def close(area: Area, command: c.CloseRoad, order: Order, profile: Profile) -> list[e.Event]:
    """Close roads, at once or for later."""
    return _ordered(area, command, order, profile, "close", _drafted(area, command, order))


def slow(area: Area, command: c.SlowRoad, order: Order, profile: Profile) -> list[e.Event]:
    """Have roads take longer, at once or for later."""
    if not 1 < command.factor <= LONGEST_FACTOR:
        raise Rejected(
            "wrong_number", f"a slow road takes above 1 to {LONGEST_FACTOR:g} times", "factor"
        )
    draft = replace(_drafted(area, command, order), effect=RoadEffect.SLOWED, factor=command.factor)
    return _ordered(area, command, order, profile, "slow", draft)


def begin_condition(
    area: Area, command: c.BeginRoadCondition, order: Order, profile: Profile
) -> list[e.Event]:
    """Put roads under a condition; the factors are those of the profile as it is now."""
    condition = profile.roads.conditions.get(command.condition)
    if condition is None:
        raise Rejected("unknown_condition", f"no condition {command.condition!r}", "condition")
    if order.actor.role != SYSTEM_ROLE:
        if condition.hours is not None:
            raise Rejected("by_the_clock", f"{command.condition} begins by itself", "condition")
        for one in area.road_measures.values():
            same = (one.condition, one.selection) == (command.condition, command.selection)
            if same and one.is_in_force and command.begins_at is None:
                raise Rejected("in_force_already", f"it holds as {one.measure_id}", "condition")
    draft = replace(
        _drafted(area, command, order),
        effect=RoadEffect.CONDITION,
        condition=command.condition,
        speeds=condition.speeds,
    )
    return _ordered(area, command, order, profile, "begin_condition", draft)


def reopen(area: Area, command: c.ReopenRoad, order: Order, profile: Profile) -> list[e.Event]:
    """End measures, or open again some of their roads."""
    if not command.measure_ids and not command.partly:
        raise Rejected("nothing_to_reopen", "no measure holds there", "measure_ids")
    if not command.reason.strip():
        raise Rejected("input_missing", "say why", "reason")
    events: list[e.Event] = []
    for measure_id in dict.fromkeys(command.measure_ids):
        measure = area.road_measure(measure_id)
        authorise(area, order.actor, measure.place_code)
        events += step(area, measure, "reopen", order, profile, command.reason)
    for measure_id in dict.fromkeys(command.partly):
        measure, part = area.road_measure(measure_id), command.selection
        if part is None or measure_id in command.measure_ids:
            raise Rejected("wrong_selection", "say which of its roads are open again", "selection")
        _check_selection(part)
        authorise(area, order.actor, measure.place_code)
        step(area, measure, "reopen", order, profile, command.reason)  # refused like the whole
        if part not in measure.reopened:
            events.append(
                e.RoadPartlyReopened(measure_id=measure_id, selection=part, reason=command.reason)
            )
    return events


def take_step(area: Area, command: c.TakeStep, order: Order, profile: Profile) -> list[e.Event]:
    """Take a step of a measure by its table."""
    measure = area.road_measure(command.subject_id)
    authorise(area, order.actor, measure.place_code)
    return step(area, measure, command.action, order, profile, command.particulars.reason)


def step(
    area: Area, measure: RoadMeasure, action: str, order: Order, profile: Profile, reason: str = ""
) -> list[e.Event]:
    """Return the event of a step of a measure: it comes into force, runs out, is ended."""
    s = Situation(
        area=area,
        profile=profile,
        order=order,
        particulars=c.Particulars(reason=reason),
        measure=measure,
    )
    row = choose_row(profile.road_measure, measure.state, action, s)
    moments = _moments(measure, order)
    measure_id, state = measure.measure_id, measure.state
    return [step_taken(s, profile.road_measure, row, measure_id, state, moments)]


def plan_hours(
    area: Area, _command: c.PlanRoadHours, order: Order, profile: Profile
) -> list[e.Event]:
    """Plan the next stretch of each condition of the hour that has none; begun ones begin."""
    permit(profile, order, "PlanRoadHours")
    events: list[e.Event] = []
    number = area.numbers.get("road_measure", 0)
    for key, condition in profile.roads.conditions.items():
        if condition.hours is None:
            continue
        window = _next_window(area, key, condition, order, profile)
        if window is None:
            continue
        number += 1
        begins_at, ends_at = window
        command = c.BeginRoadCondition(
            condition=key,
            selection=Everywhere(),
            source=BY_THE_CLOCK,
            reason=condition.en,
            begins_at=begins_at,
            ends_at=ends_at,
            place_code=area.root,
        )
        by_clock = order.by_engine(area.root)
        (ordered,) = begin_condition(area, command, by_clock, profile)
        assert isinstance(ordered, e.RoadMeasureOrdered)  # noqa: S101 - that is what it returns
        events.append(_numbered(ordered, f"M{number}"))
    return events


def record_impact(
    area: Area, command: c.RecordRoadImpact, order: Order, profile: Profile
) -> list[e.Event]:
    """Record a blast radius once, and the new moments at which teams and supplies are expected."""
    permit(profile, order, "RecordRoadImpact")
    impact = command.impact
    for measure_id in impact.measure_ids:
        known = area.road_measure(measure_id).impact
        if known is not None and known.overlay >= impact.overlay:
            return []  # another process was quicker
    return [
        e.RoadImpactAssessed(impact=impact),
        *_revised(area, impact.orders, impact.overlay),
        *shipping.revised(area, impact.supplies, impact.overlay, order.at),
    ]


def _revised(area: Area, orders: tuple[OrderImpact, ...], overlay: int) -> Iterator[e.Event]:
    for one in orders:
        instruction = area.instructions.get(one.instruction_id)
        if instruction is None or not instruction.is_open or "ON_SCENE" in instruction.reached:
            continue
        if (one.eta_at, one.reason) != (instruction.eta_at, instruction.cut_off):
            yield e.EtaRevised(
                instruction_id=one.instruction_id,
                overlay=overlay,
                travel_s=one.after_s,
                eta_at=one.eta_at,
                reason=one.reason,
            )


def _drafted(area: Area, command: RoadOrder, order: Order) -> RoadMeasure:
    begins_at = order.at if command.begins_at is None else command.begins_at
    return RoadMeasure(
        measure_id=area.next_id("road_measure", "M"),
        effect=RoadEffect.CLOSED,
        state="",
        selection=command.selection,
        place_code=command.place_code or order.actor.jurisdiction,
        source=command.source,
        reason=command.reason,
        ordered_by=order.actor.name,
        ordered_at=order.at,
        begins_at=begins_at,
        ends_at=command.ends_at,
        only_for=command.only_for,
    )


def _ordered(
    area: Area,
    command: RoadOrder,
    order: Order,
    profile: Profile,
    action: str,
    draft: RoadMeasure,
) -> list[e.Event]:
    """Return the event of a measure that is ordered; raises `Rejected` for what does not fit."""
    if draft.place_code not in area.places and draft.place_code != area.root:
        raise Rejected("unknown_place", f"no place {draft.place_code!r}", "place_code")
    authorise(area, order.actor, draft.place_code)
    _check_words(command, profile)
    _check_selection(command.selection)
    _check_window(draft, order)
    s = Situation(
        area=area,
        profile=profile,
        order=order,
        particulars=c.Particulars(reason=command.reason.strip()),
        measure=draft,
    )
    row = choose_row(profile.road_measure, NEW, action, s)
    state = row.moves[NEW]
    moments = _moments(draft, order)
    return [
        e.RoadMeasureOrdered(
            row=row.id,
            measure=replace(draft, state=state, reached={state: order.at}),
            started=started(profile, row.starts, "road_measure", draft.measure_id, moments),
        )
    ]


def _check_words(command: RoadOrder, profile: Profile) -> None:
    if command.source not in profile.sources:
        raise Rejected("unknown_source", f"no source {command.source!r}", "source")
    for metric in command.only_for:
        if metric not in profile.roads.metrics:
            known = ", ".join(profile.roads.metrics)
            raise Rejected("unknown_metric", f"{metric!r} is none of {known}", "only_for")


def _check_selection(selection: Selection) -> None:
    match selection:
        case Arcs(arcs=arcs):
            if not 1 <= len(arcs) <= MAX_ARCS or min(arcs) < 0:
                reason = f"1 to {MAX_ARCS} arc numbers are expected"
                raise Rejected("wrong_selection", reason, "selection.arcs")
        case RoadName(name=name):
            if not name.strip():
                raise Rejected("wrong_selection", "no name is given", "selection.name")
        case Within(rings=rings):
            if not rings or sum(map(len, rings)) > MAX_CORNERS:
                reason = f"a polygon has a ring, and {MAX_CORNERS} corners at most"
                raise Rejected("wrong_selection", reason, "selection.rings")
            for number, ring in enumerate(rings):
                where = f"selection.rings[{number}]"
                if len(set(ring)) < 3:
                    raise Rejected("wrong_selection", "a ring has three corners or more", where)
                if ring[0] != ring[-1]:
                    raise Rejected("wrong_selection", "a ring must end where it begins", where)


def _check_window(draft: RoadMeasure, order: Order) -> None:
    if draft.ends_at is None:
        return
    if draft.ends_at <= draft.begins_at:
        raise Rejected("wrong_window", "it would end before it begins", "ends_at")
    if draft.ends_at <= order.at:
        raise Rejected("wrong_window", "it would be over already", "ends_at")


def _moments(measure: RoadMeasure, order: Order) -> Moments:
    return Moments(step_at=order.at, begins_at=measure.begins_at, ends_at=measure.ends_at)


def _next_window(
    area: Area, key: str, condition: Condition, order: Order, profile: Profile
) -> tuple[float, float] | None:
    """Return when a condition of the hour begins and ends next, None where that is planned."""
    after = order.at
    for one in area.road_measures.values():
        if one.condition == key and one.source == BY_THE_CLOCK:
            if one.is_open:
                return None
            # Ended by hand within its hours, it does not begin again before the next ones.
            after = max(after, one.ends_at or after)
    assert condition.hours is not None  # noqa: S101 - the caller looked
    return condition.hours.next_window(after, profile.utc_offset_s)


def _numbered(ordered: e.RoadMeasureOrdered, measure_id: str) -> e.RoadMeasureOrdered:
    return replace(
        ordered,
        measure=replace(ordered.measure, measure_id=measure_id),
        started=tuple(replace(one, subject_id=measure_id) for one in ordered.started),
    )
