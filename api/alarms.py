"""Show alarms to a viewer: at most the budget shouts, the others are listed and counted."""

from collections.abc import Iterable
from typing import Any

from api.shown import plain
from api.visibility import Concern, View, seen_from
from dispatch.domain.alarms import Alarm, shouting
from dispatch.domain.area import Area
from dispatch.domain.profile import Profile
from dispatch.publishing.telling.alarm_words import alarm_words
from dispatch.publishing.telling.lexicon import Lexicon


def sees_alarm(area: Area, view: View, alarm: Alarm) -> bool:
    """Whether a viewer sees one of the places that are to see to an alarm."""
    return view.sees(Concern(seen_from(area, alarm.place_codes)))


def seen_alarms(area: Area, view: View, ranked: Iterable[Alarm]) -> list[Alarm]:
    """Return the alarms a viewer sees, the most harmful first."""
    return [one for one in ranked if sees_alarm(area, view, one)]


def alarm_body(lexicon: Lexicon, alarm: Alarm) -> dict[str, Any]:
    """Return an alarm with words for people."""
    words = alarm_words(lexicon, alarm)
    shown: dict[str, Any] = plain(alarm)
    return shown | {"zh": words.zh, "en": words.en}


def overview(lexicon: Lexicon, seen: list[Alarm]) -> dict[str, Any]:
    """Return what shouts, and how many there are of each group, the most harmful group first."""
    profile: Profile = lexicon.profile
    loud = shouting(profile, seen)
    return {
        "budget": profile.alarms.shouting,
        "shouting": [alarm_body(lexicon, one) for one in loud],
        "groups": _groups(profile, seen, {one.alarm_id for one in loud}),
    }


def _groups(profile: Profile, seen: list[Alarm], loud: set[str]) -> list[dict[str, Any]]:
    of_group: dict[str, list[Alarm]] = {}
    for one in seen:  # in rank: a group stands where its worst does
        of_group.setdefault(one.group, []).append(one)
    return [
        {
            "group": key,
            "zh": profile.alarms.groups[key].zh,
            "en": profile.alarms.groups[key].en,
            "count": len(some),
            "shouting": sum(one.alarm_id in loud for one in some),
            "answered": sum(one.answer is not None for one in some),
            "oldest_at": plain({"at": min(one.since_at for one in some)})["at"],
        }
        for key, some in of_group.items()
    ]
