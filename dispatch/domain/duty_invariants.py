"""State what must hold of duty after every event: nobody is relieved by less than two names."""

from collections.abc import Iterator

from dispatch.domain.area import Area
from dispatch.domain.shifts import HANDED_OVER, THERE


def violations_of_duty(area: Area) -> Iterator[str]:
    """Yield what does not hold, one sentence each."""
    listed = {one for ids in area.shifts_at.values() for one in ids}
    for shift in area.shifts.values():
        name = shift.shift_id
        if shift.is_open != (name in listed):
            yield f"shift {name} is {shift.state}, and the roster of its place says otherwise"
        if shift.state in THERE and not any(one.checked_in_at for one in shift.people):
            yield f"shift {name} is {shift.state} and nobody has checked in"
        if shift.state == HANDED_OVER:
            signatures = shift.handover.signatures if shift.handover else {}
            if len({one.name for one in signatures.values()}) != 2:
                yield f"shift {name} was handed over without two names under it"
