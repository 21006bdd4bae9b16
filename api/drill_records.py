"""Tell who took part in the drills of a house 训练台账: counts by place and role, and no names.

A drill is told to whoever organises drills for a place that all its ground lies in.
"""

from itertools import groupby
from typing import Any

from api.shown import plain, rfc3339
from dispatch.domain.actors import SYSTEM_ROLE
from dispatch.domain.events import AreaFounded, PlacesRegistered
from dispatch.store.codec import recorded_of
from dispatch.store.log import EventLog
from simulators.ground import tops_of
from simulators.training import Attendance, attendance


class DrillRecords:
    """The training record of the drills in a log; each is read again only when it has grown."""

    def __init__(self, log: EventLog) -> None:
        self._log = log
        self._read: dict[str, tuple[int, tuple[Attendance, ...]]] = {}
        self._grounds: dict[str, tuple[str, ...]] = {}

    def told_to(self, jurisdiction: str) -> dict[str, Any]:
        """Return the record of the drills a director of a place may look back on."""
        own = [one for one in self._log.areas() if jurisdiction in self._tops(one)]
        attended = [each for one in own for each in self._attended(one)]
        items: list[dict[str, Any]] = [
            {
                "area": area_id,
                "name": rows[0].drill,
                "begins_at": rfc3339(rows[0].begins_at),
                "person_times": sum(one.person_times for one in rows),
                "called_out": sum(one.called_out for one in rows),
                "by_place_and_role": [plain(one) for one in rows],
            }
            for area_id, rows in ((key, list(of)) for key, of in groupby(attended, _area))
        ]
        items.sort(key=lambda one: (one["begins_at"], one["area"]), reverse=True)
        return {"items": items, "person_times": sum(one["person_times"] for one in items)}

    def _attended(self, area_id: str) -> tuple[Attendance, ...]:
        head = self._log.head(area_id)
        known = self._read.get(area_id)
        if known is None or known[0] != head:
            known = self._read[area_id] = head, attendance(self._log, area_id)
        return known[1]

    def _tops(self, area_id: str) -> tuple[str, ...]:
        """Return the places that all of a drill lies in; of an area in service none."""
        known = self._grounds.get(area_id)
        if known is None:
            known, is_whole = self._ground(area_id)
            if is_whole:  # it is laid once, and never again
                self._grounds[area_id] = known
        return known

    def _ground(self, area_id: str) -> tuple[tuple[str, ...], bool]:
        """Return those places by the log, and whether it has gone on since they were entered."""
        parents: dict[str, str | None] = {}
        for recorded in map(recorded_of, self._log.read(area_id)):
            match recorded.event:
                case AreaFounded(exercise=False):
                    return (), True
                case AreaFounded():
                    pass
                case PlacesRegistered(places=places):
                    parents |= {one.code: one.parent for one in places}
                case _ if recorded.actor.role != SYSTEM_ROLE:  # the clocks run from the first
                    return tops_of(parents), True
        return tops_of(parents), False


def _area(one: Attendance) -> str:
    return one.area
