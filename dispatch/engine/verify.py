"""Fold a whole log again and check everything that must hold."""

import time

import msgspec

from dispatch.domain.area import Area
from dispatch.domain.evolve import evolve
from dispatch.domain.invariants import violations
from dispatch.store.codec import recorded_of, state_hash
from dispatch.store.log import EventLog


class Verification(msgspec.Struct, frozen=True):
    """What a verification found. `gaps` lists positions that are missing from the log."""

    area: str
    positions: int
    reports: int
    incidents: int
    violations: tuple[str, ...]
    gaps: tuple[int, ...]
    state_hash: str
    wall_s: float


def verify(log: EventLog, area_id: str) -> Verification:
    """Fold an area's log from its first event and report; raises `UnreadableEntryError`."""
    began = time.perf_counter()
    area, gaps = Area(area_id=area_id), []
    for entry in log.read(area_id):
        if entry.position != area.position + 1:
            gaps.append(area.position + 1)
        recorded = recorded_of(entry)
        area = evolve(area, recorded.event, recorded.position, recorded.recorded_at)
    return Verification(
        area=area_id,
        positions=area.position,
        reports=len(area.reports),
        incidents=len(area.incidents),
        violations=violations(area),
        gaps=tuple(gaps),
        state_hash=state_hash(area),
        wall_s=round(time.perf_counter() - began, 3),
    )
