"""Keep where every team is now: a stream of its own, beside the log of decisions.

The latest fix of each team lives in memory and goes to the screens; a sample of them goes to the
tracks, for replay. A fix is not a decision: losing the last second of it costs nothing.
"""

import threading
from collections.abc import Callable, Iterable

import msgspec

from dispatch.domain.recommendations import SeenAt
from routing.geo import Position

SAMPLE_S = 10.0  # seconds between two fixes of a team that are kept in the tracks
STALE_S = 900.0  # seconds after which a fix says less about a team than the log does


class Fix(msgspec.Struct, frozen=True):
    """A team's position (WGS-84) at a moment in epoch seconds UTC."""

    team_id: str
    position: Position
    at: float
    source: str = "gps"


FixListener = Callable[[Fix], None]


class Positions:
    """The latest fix of each team. Safe to use from any thread."""

    def __init__(self, keep: Callable[[Fix], None] | None = None) -> None:
        self._latest: dict[str, Fix] = {}
        self._fresh: dict[str, SeenAt] = {}  # those of them that were not stale when last asked
        self._kept_at: dict[str, float] = {}
        self._keep = keep
        self._lock = threading.Lock()
        self._listeners: list[FixListener] = []

    def record(self, fix: Fix) -> bool:
        """Take a fix in; False when one as fresh is known already (late or doubled messages)."""
        with self._lock:
            before = self._latest.get(fix.team_id)
            if before is not None and before.at >= fix.at:
                return False
            self._latest[fix.team_id] = fix
            self._fresh[fix.team_id] = SeenAt(fix.position, fix.at)
            sample = fix.at - self._kept_at.get(fix.team_id, float("-inf")) >= SAMPLE_S
            if sample:
                self._kept_at[fix.team_id] = fix.at
        if sample and self._keep is not None:
            self._keep(fix)
        for listener in tuple(self._listeners):
            listener(fix)
        return True

    def latest(self, team_id: str, at: float | None = None) -> Fix | None:
        """Return a team's latest fix; with `at`, only one that was not stale by then."""
        fix = self._latest.get(team_id)
        if fix is not None and at is not None and at - fix.at > STALE_S:
            return None
        return fix

    def fresh(self, at: float, team_ids: Iterable[str] | None = None) -> dict[str, SeenAt]:
        """Return where teams were seen by their latest fix, of those not stale at that moment.

        All teams, or those asked about.
        """
        with self._lock:
            if team_ids is not None:
                found = ((one, self._fresh.get(one)) for one in team_ids)
                return {one: fix for one, fix in found if fix and at - fix.at <= STALE_S}
            # What is stale once stays so, as moments go on: it is not looked at again.
            every = self._fresh
            fresh = {one: seen for one, seen in every.items() if at - seen.at <= STALE_S}
            if len(fresh) < len(every):
                self._fresh = fresh.copy()
            return fresh

    def all(self) -> dict[str, Fix]:
        """Return the latest fix of every team that has one."""
        with self._lock:
            return dict(self._latest)

    def subscribe(self, listener: FixListener) -> Callable[[], None]:
        """Call `listener` with every fix, on the thread it came in on; returns the way to stop."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)
