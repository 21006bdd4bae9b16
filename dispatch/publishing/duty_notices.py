"""Say what people are told of duty: nobody came, nobody relieves, a handover waits for a name."""

from collections.abc import Iterator

from dispatch.domain import duty_events as de
from dispatch.domain.area import Area
from dispatch.domain.envelope import Recorded
from dispatch.domain.profile import Profile
from dispatch.domain.shifts import THERE, Shift
from dispatch.publishing.notice import Notice
from dispatch.publishing.notice_words import place_words, same, written


def notices_of_duty(recorded: Recorded, area: Area, profile: Profile) -> Iterator[Notice]:
    """Yield what is to be told of an event of a shift; `area` is any state after it."""
    match recorded.event:
        case de.ShiftUnmanned(shift_id=shift_id, told=told):
            shift = area.shifts[shift_id]
            kind = "relief_late" if shift.state in THERE else "shift_unmanned"
            yield _notice(recorded, area, profile, kind, shift, told)
        case de.ShiftHandoverListed(shift_id=shift_id):
            shift = area.shifts[shift_id]
            yield _notice(recorded, area, profile, "duty_handover", shift, shift.place_code)
        case _:
            pass


def _notice(
    recorded: Recorded, area: Area, profile: Profile, kind: str, shift: Shift, told: str
) -> Notice:
    said = {
        "place": place_words(area, shift.place_code),
        "words": same("、".join(shift.expected)),
    }
    about = f"{shift.shift_id}/{told}"
    return written(recorded, area, profile, kind, about, said, place_codes=(told,))
