"""Reckon where a team under way is: its fix, or as far along its way as it can be by now."""

from contextlib import suppress

from dispatch.assignment.roads import NoWay, RoadView
from dispatch.assignment.sightings import Sightings
from dispatch.domain.area import Area
from dispatch.domain.instructions import Instruction
from routing.geo import Position


def reckoned(area: Area, instruction: Instruction, roads: RoadView, seen: Sightings) -> Position:
    """Return where the team of an instruction is reckoned to be at the moment of `seen`, WGS-84."""
    team = area.teams[instruction.team_id]
    fix = seen.fixes.get(team.team_id)
    set_out = instruction.reached.get("EN_ROUTE")
    start = seen(team)
    if set_out is None or (fix is not None and fix.at >= set_out):
        return start
    with suppress(NoWay):
        return roads.path(start, instruction.destination).position_at(seen.at - set_out)
    return start
