"""Say what people are told of duty: nobody came, nobody relieves, a handover waits for a name."""

from collections.abc import Iterator

from dispatch.domain import duty_events as de
from dispatch.domain.area import Area
from dispatch.domain.envelope import Recorded
from dispatch.domain.notices import WORDS
from dispatch.domain.profile import Profile
from dispatch.domain.shifts import THERE, Shift
from dispatch.publishing.notice import Notice


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
    rule, place = profile.notices.notices[kind], area.places.get(shift.place_code)
    said = dict.fromkeys(WORDS, "") | {
        "place": shift.place_code if place is None else place.name,
        "words": "、".join(shift.expected),
    }
    return Notice(
        kind=kind,
        key=f"{kind}/{shift.shift_id}/{told}",
        position=recorded.position,
        at=recorded.recorded_at,
        zh=rule.zh.format_map(said).strip(),
        en=rule.en.format_map(said).strip(),
        place_codes=(told,),
        urgent=rule.urgent,
        exercise=area.exercise,
    )
