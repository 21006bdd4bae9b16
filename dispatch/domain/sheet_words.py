"""Put moments, figures and facts of the log into the words of a report sheet."""

from typing import Any

import msgspec

from dispatch.domain.area import Area
from dispatch.domain.incidents import Incident
from dispatch.domain.information_reports import InformationReport
from dispatch.domain.local_time import local_time
from dispatch.domain.profile import Profile

DIGITS = "零一二三四五六七八九"

# What the log is put into words by, and the words in braces each phrase may hold.
PHRASES: dict[str, set[str]] = {
    "moment": {"year", "month", "day", "hour", "minute"},
    "unknown": set(),
    "none": set(),
    "position": {"lon", "lat"},
    "graded": {"event_class", "kind", "grade"},
    "ungraded": {"event_class", "kind"},
    "touched": {"places"},
    "trend": set(),
    "nothing_new": set(),
    "commander": {"name", "place"},
    "post_called": {"place"},
    "teams_sent": {"teams", "people"},
    "teams_there": {"teams"},
    "supplies": {"supplies"},
    "response": {"organ", "response_level"},
    "response_level": {"number"},
    "own_plan": set(),
    "evacuated": {"people"},
    "hold": set(),
    "measures_none": set(),
    "asked_for": {"asked_of", "asks"},
    "asked_crews": {"capability", "count"},
    "asked_people": {"count"},
    "fact": {"label", "figure", "unit"},
    "draft": set(),
    "unanswered": set(),
    "acked": {"name", "moment"},
    "returned": {"name", "moment", "reason"},
    "dismissed": {"place", "kind", "reason"},
}


class Filling(msgspec.Struct, frozen=True):
    """What a sheet is filled from."""

    area: Area
    profile: Profile
    incident: Incident
    report: InformationReport
    at: float

    def phrase(self, key: str, **words: Any) -> str:
        """Return a phrase of the profile with its words filled in."""
        return self.profile.sheets.phrases.get(key, "").format_map(words)

    def moment(self, at: float | None) -> str:
        """Return a moment in local time, or that it is not known."""
        if at is None:
            return self.phrase("unknown")
        local = local_time(at, self.profile.utc_offset_s)
        return self.phrase("moment", **msgspec.structs.asdict(local))

    def name(self, code: str) -> str:
        """Return what a place is called."""
        place = self.area.places.get(code)
        return code if place is None else place.name


def numeral(number: int) -> str:
    """Return a number from 1 to 99 as it is counted in Chinese; a greater one in figures."""
    tens, ones = divmod(number, 10)
    if not 0 < number < 100:
        return str(number)
    head = "" if tens == 0 else ("十" if tens == 1 else f"{DIGITS[tens]}十")
    return head + (DIGITS[ones] if ones else "")


def figure(value: float) -> str:
    """Return a figure as people write it: 36, 2.5, 1200万, 1.2亿."""
    for unit, word in ((1e8, "亿"), (1e4, "万")):
        if value >= unit:
            return f"{value / unit:.8g}{word}"
    return f"{value:.8g}"
