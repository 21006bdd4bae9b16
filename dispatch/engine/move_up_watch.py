"""Keep reckoning who should stand by elsewhere, as a proposal that a person may carry out."""

import threading

from dispatch.assignment.move_up import MoveUpProposal, propose
from dispatch.engine.cover import CoverWatch
from dispatch.engine.engine import Engine
from dispatch.engine.watching import Watch


class MoveUpWatch(Watch[MoveUpProposal | None]):
    """One area's watch on who should move up or go home again. Safe to ask from any thread."""

    def __init__(self, engine: Engine, cover: CoverWatch) -> None:
        super().__init__(engine)
        self._cover = cover
        self._lock = threading.Lock()
        self._found: MoveUpProposal | None = None

    def now(self) -> MoveUpProposal | None:
        """Return what is proposed as of this moment, None while cover is as it should be."""
        with self._lock:
            found = propose(self.engine.area, self._cover.now())
            if found != self._found:
                self._found = found
            return self._found
