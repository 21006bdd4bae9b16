"""List the clocks that passed unmet and still matter: nobody has done yet what they were for."""

from collections.abc import Iterator

from dispatch.domain.area import Area
from dispatch.domain.deadlines import Deadline
from dispatch.domain.lifecycle import Lifecycle
from dispatch.domain.profile import Profile
from dispatch.domain.subjects import may_tick, subject_of


def standing_clocks(area: Area, profile: Profile) -> Iterator[Deadline]:
    """Yield the clocks that passed and are owed to this moment, those due first at the front."""
    for deadline in sorted(area.passed.values(), key=lambda one: (one.due_at, one.deadline_id)):
        if may_tick(area, deadline) and _is_owed(area, profile, deadline):
            yield deadline


def _is_owed(area: Area, profile: Profile, deadline: Deadline) -> bool:
    """Whether a step that meets the clock is still ahead, or it is met by other means than a step.

    A response that was rejected, say, need not be approved any more.
    """
    table = profile.lifecycles.get(deadline.lifecycle)
    meeting = () if table is None else _rows_that_meet(table, deadline.timer)
    if not meeting:
        return True
    state = subject_of(area, deadline).state
    return any(state in moves for moves in meeting)


def _rows_that_meet(table: Lifecycle, timer: str) -> tuple[dict[str, str], ...]:
    return tuple(row.moves for row in table.rows if timer in row.stops)
