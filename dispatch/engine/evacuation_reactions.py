"""Say what follows in an evacuation: who went back is fetched, an incident knows the figures."""

from collections.abc import Callable, Iterator
from typing import Any

from dispatch.domain import commands as c
from dispatch.domain import evacuation_commands as xc
from dispatch.domain import evacuation_events as xe
from dispatch.domain import events as e
from dispatch.domain.area import Area
from dispatch.domain.evacuation_guards import groups_of_incident
from dispatch.domain.evacuations import counts_of
from dispatch.domain.grade_messages import RecordFacts
from dispatch.domain.profile import Profile

TO_MOVE, MOVED = "to_move", "moved"
"""The facts of the profile that an evacuation knows, where the profile has them."""


def moved(event: e.StepTaken, area: Area, profile: Profile) -> Iterator[c.Command]:
    """Yield the figures an incident learns when a group is accounted for."""
    group = area.evacuation_groups[event.subject_id]
    yield from _figures(area, profile, group.evacuation_id)


def _fetch(event: xe.EvacueesWentBack, _area: Area, _profile: Profile) -> Iterator[c.Command]:
    yield xc.FetchBack(event.group_id)


def _listed(event: xe.EvacuationOrdered, area: Area, profile: Profile) -> Iterator[c.Command]:
    yield from _figures(area, profile, event.evacuation.evacuation_id)


def _more(event: xe.EvacuationExtended, area: Area, profile: Profile) -> Iterator[c.Command]:
    yield from _figures(area, profile, event.evacuation_id)


def _tied(event: xe.EvacuationTied, area: Area, profile: Profile) -> Iterator[c.Command]:
    yield from _figures(area, profile, event.evacuation_id)
    for group_id in area.evacuations[event.evacuation_id].group_ids:
        if area.evacuation_groups[group_id].went_back:
            yield xc.FetchBack(group_id)


def _figures(area: Area, profile: Profile, evacuation_id: str) -> Iterator[c.Command]:
    """Tell an incident how many are to move and have moved; a person's higher figure stands."""
    incident = area.incidents.get(area.evacuations[evacuation_id].incident_id or "")
    if incident is None:
        return
    counts = counts_of(groups_of_incident(area, incident))
    known = {TO_MOVE: counts.people, MOVED: counts.moved + counts.returned}
    facts = {
        key: float(figure)
        for key, figure in known.items()
        if key in profile.facts and figure > incident.facts.get(key, 0)
    }
    if facts:
        yield RecordFacts(incident.incident_id, facts, f"evacuation {evacuation_id}")


REACTIONS: dict[type[Any], Callable[[Any, Area, Profile], Iterator[c.Command]]] = {
    xe.EvacueesWentBack: _fetch,
    xe.EvacuationOrdered: _listed,
    xe.EvacuationExtended: _more,
    xe.EvacuationTied: _tied,
}
