"""Fold an area as it was at any position of its log, from the nearest state that is known.

Areas share what did not change between them, so some are kept on the way: whoever moves a slider
to and fro does not fold the log anew each time.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterator
from threading import Lock

from dispatch.domain.area import Area
from dispatch.domain.envelope import Recorded
from dispatch.domain.evolve import evolve
from dispatch.store.codec import AREA_SCHEMA, decode_area, recorded_of
from dispatch.store.log import EventLog

KEEP_EVERY = 5_000  # events between two states that are kept: a fraction of a second of folding
KEPT = 48  # states kept of an area, those asked for last


class History:
    """The past of one area. Every method may be called from any thread."""

    def __init__(self, log: EventLog, area_id: str) -> None:
        self._log, self._area_id = log, area_id
        self._kept: OrderedDict[int, Area] = OrderedDict()
        self._lock = Lock()

    def at(self, position: int) -> Area:
        """Return the area after `position` events; raises ValueError beyond the end of the log."""
        area = self._nearest(position)
        for recorded in self.events(area.position, position - area.position):
            area = evolve(area, recorded.event, recorded.position, recorded.recorded_at)
            if area.position % KEEP_EVERY == 0:
                self._keep(area)
        if area.position != position:
            raise ValueError(f"position: {position} is not in the log, which has {area.position}")
        self._keep(area)
        return area

    def position_at(self, moment: float) -> int:
        """Return the position of the last event up to a moment, in epoch seconds UTC; 0 if none."""
        head = self._log.head(self._area_id)
        return last_position(self._log, self._area_id, head, lambda at: at <= moment)

    def moment_of(self, position: int) -> float | None:
        """Return when the event at a position was recorded, None where there is none."""
        found = next(iter(self._log.read(self._area_id, after=position - 1, limit=1)), None)
        return found.recorded_at if found is not None and found.position == position else None

    def events(self, after: int, limit: int) -> Iterator[Recorded]:
        """Yield the events after a position, in order, at most `limit`."""
        for entry in self._log.read(self._area_id, after=after, limit=limit):
            yield recorded_of(entry)

    def _nearest(self, position: int) -> Area:
        """Return the latest state known that is not past a position."""
        with self._lock:
            below = max((one for one in self._kept if one <= position), default=None)
            kept = Area(area_id=self._area_id) if below is None else self._kept[below]
            if below is not None:
                self._kept.move_to_end(below)
        if position - kept.position > KEEP_EVERY:  # a snapshot is long to read: only for long ways
            snapshot = self._log.newest_snapshot(self._area_id, AREA_SCHEMA, at_most=position)
            if snapshot is not None and snapshot.position > kept.position:
                return decode_area(snapshot.body)
        return kept

    def _keep(self, area: Area) -> None:
        with self._lock:
            self._kept[area.position] = area
            self._kept.move_to_end(area.position)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)


def last_position(log: EventLog, area_id: str, head: int, is_past: Callable[[float], bool]) -> int:
    """Return the last position up to `head` whose moment is past; moments never fall in a log."""
    low, high = 0, head
    while low < high:
        middle = (low + high) // 2
        entry = next(iter(log.read(area_id, after=middle, limit=1)), None)
        if entry is not None and is_past(entry.recorded_at):
            low = middle + 1
        else:
            high = middle
    return low
