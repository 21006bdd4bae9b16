"""Narrow a blast radius to what a viewer may see: own orders, depots, villages and shelters."""

from msgspec.structs import replace

from api.visibility import Concern, View, concern_of, seen_from
from dispatch.domain.area import Area
from dispatch.domain.impacts import OrderImpact, PlaceImpact, RoadImpact
from dispatch.domain.roads import RoadMeasure


def narrowed_impact(area: Area, impact: RoadImpact, view: View) -> RoadImpact | None:
    """Return the part of an impact that a viewer may see; None when none of it is theirs.

    The numbers in all are told to everybody who is told anything but a single team: they name
    nobody.
    """
    orders = tuple(
        _without_strangers(area, one, view)
        for one in impact.orders
        if view.sees(concern_of(area, area.instructions[one.instruction_id]))
    )
    if view.team_id is not None:
        if not orders:
            return None
        return RoadImpact(
            measure_ids=impact.measure_ids,
            overlay_before=impact.overlay_before,
            overlay=impact.overlay,
            road_version=impact.road_version,
            arcs=impact.arcs,
            orders=orders,
        )
    found = replace(
        impact,
        orders=orders,
        supplies=tuple(
            one
            for one in impact.supplies
            if view.sees(concern_of(area, area.reservations[one.reservation_id]))
        ),
        villages=tuple(one for one in impact.villages if _lies_within(area, one, view)),
        shelters=tuple(one for one in impact.shelters if _lies_within(area, one, view)),
    )
    if found.orders or found.supplies or found.villages or found.shelters:
        return found
    ordered_in = (area.road_measures[one].place_code for one in impact.measure_ids)
    return found if view.sees(Concern(seen_from(area, ordered_in))) else None


def narrowed_measure(area: Area, measure: RoadMeasure, view: View) -> RoadMeasure:
    """Return a measure, which everybody may know, with the part of its impact a viewer may see."""
    if measure.impact is None:
        return measure
    return replace(measure, impact=narrowed_impact(area, measure.impact, view))


def _without_strangers(area: Area, order: OrderImpact, view: View) -> OrderImpact:
    # A team is not shown who else could go; an officer only those he sees anyway.
    seen = (
        one
        for one in order.alternatives
        if view.team_id is None and view.sees(concern_of(area, area.teams[one.team_id]))
    )
    return replace(order, alternatives=tuple(seen))


def _lies_within(area: Area, place: PlaceImpact, view: View) -> bool:
    return view.sees(Concern(seen_from(area, (place.place_code,))))
