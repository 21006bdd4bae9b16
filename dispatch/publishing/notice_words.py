"""Write a notice: the words of its kind, in both languages, filled with what they speak of."""

from collections.abc import Mapping
from typing import Any

from dispatch.domain.area import Area
from dispatch.domain.envelope import Recorded
from dispatch.domain.incidents import Incident
from dispatch.domain.lifecycle import Label
from dispatch.domain.notices import WORDS
from dispatch.domain.profile import Profile
from dispatch.publishing.notice import Notice
from dispatch.publishing.telling.lexicon import label_in


def same(text: str) -> Label:
    """Return a text that is the same in both languages: a name, a number, a person's own words."""
    return Label(text, text)


def place_words(area: Area, code: str) -> Label:
    """Return what a place is called; one that is not there any more is its code."""
    place = area.places.get(code)
    return same(code if place is None else place.name)


def written(
    recorded: Recorded,
    area: Area,
    profile: Profile,
    kind: str,
    about: str,
    said: Mapping[str, Label],
    **whom: Any,
) -> Notice:
    """Return a notice of an event; `about` tells it from others of its kind, `whom` who is told.

    What `said` leaves out of the words a text may hold is empty; a word the profile lost meanwhile
    stands as its key.
    """
    rule, nothing = profile.notices.notices[kind], dict.fromkeys(WORDS, "")
    zh = nothing | {word: label.zh for word, label in said.items()}
    en = nothing | {word: label.en for word, label in said.items()}
    return Notice(
        kind=kind,
        key=f"{kind}/{about}",
        position=recorded.position,
        at=recorded.recorded_at,
        zh=rule.zh.format_map(zh).strip(),
        en=rule.en.format_map(en).strip(),
        urgent=rule.urgent,
        exercise=area.exercise,
        **whom,
    )


def of_incident(
    recorded: Recorded,
    area: Area,
    profile: Profile,
    kind: str,
    incident: Incident,
    about: str,
    said: Mapping[str, Label],
    **whom: Any,
) -> Notice:
    """Return a notice about an incident, of whose place, kind and number its words may speak."""
    known = {
        "place": place_words(area, incident.place_code),
        "incident": same(incident.incident_id),
        "kind": label_in(profile.kinds, incident.kind),
    }
    whom |= {"incident_id": incident.incident_id}
    return written(recorded, area, profile, kind, about, known | dict(said), **whom)
