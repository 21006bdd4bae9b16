"""Fold measures on the roads, what they did, and when teams are expected because of it."""

from msgspec.structs import replace

from dispatch.domain import events as e
from dispatch.domain.area import Area
from dispatch.domain.folds.common import counted
from dispatch.domain.roads import RoadMeasure


def ordered(area: Area, event: e.RoadMeasureOrdered, position: int, _at: float) -> Area:
    """A measure is known; one that begins at once changes the roads."""
    area = _with(area, event.measure)
    return counted(_changed(area, position, event.measure.is_in_force), "road_measure")


def stepped(area: Area, event: e.StepTaken, position: int, at: float) -> Area:
    """A measure comes into force or ends."""
    before = area.road_measures[event.subject_id]
    after = replace(before, state=event.went_to, reached={**before.reached, event.went_to: at})
    return _changed(_with(area, after), position, before.is_in_force or after.is_in_force)


def partly_reopened(area: Area, event: e.RoadPartlyReopened, position: int, _at: float) -> Area:
    """Some of a measure's roads are open again."""
    measure = area.road_measures[event.measure_id]
    area = _with(area, replace(measure, reopened=(*measure.reopened, event.selection)))
    return _changed(area, position, measure.is_in_force)


def impact_assessed(area: Area, event: e.RoadImpactAssessed, _position: int, _at: float) -> Area:
    """What a change of the roads did is known."""
    for measure_id in event.impact.measure_ids:
        area = _with(area, replace(area.road_measures[measure_id], impact=event.impact))
    return area


def eta_revised(area: Area, event: e.EtaRevised, _position: int, _at: float) -> Area:
    """A team under way is expected at another moment, or cannot get there."""
    instruction = replace(
        area.instructions[event.instruction_id], eta_at=event.eta_at, cut_off=event.reason
    )
    return replace(area, instructions=area.instructions.set(event.instruction_id, instruction))


def _with(area: Area, measure: RoadMeasure) -> Area:
    return replace(area, road_measures=area.road_measures.set(measure.measure_id, measure))


def _changed(area: Area, position: int, roads_changed: bool) -> Area:
    return replace(area, overlay=position) if roads_changed else area
