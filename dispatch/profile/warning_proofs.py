"""Prove what a profile says of warnings: kinds, colours, the lists of the law."""

from collections.abc import Iterator

from dispatch.domain.profile import EventClass, Profile
from dispatch.domain.warning_policy import Colour

CAP_CATEGORIES = (
    *("Geo", "Met", "Safety", "Security", "Rescue", "Fire"),
    *("Health", "Env", "Transport", "Infra", "CBRNE", "Other"),
)
CAP_SEVERITIES = ("Extreme", "Severe", "Moderate", "Minor", "Unknown")
WHERE = "warnings.yaml"


def problems_of_warnings(profile: Profile) -> Iterator[str]:
    """Yield what is wrong with a profile's warnings, one clear line each."""
    rules = profile.warnings
    if not 0 < rules.lasts_s < float("inf"):
        yield f"{WHERE}: lasts_s: more than nothing is expected"
    for role, code in (*rules.issuing.agencies.items(), ("", rules.issuing.other_agency)):
        if role and role not in profile.roles:
            yield f"{WHERE}: issuing: agencies: unknown role {role!r}"
        if len(code) != 3 or not code.isascii() or not code.isdigit():
            yield f"{WHERE}: issuing: {role or 'other_agency'}: a code has three digits"
    for colour in Colour:
        if colour not in rules.colours:
            yield f"{WHERE}: colours: {colour}: missing, the law has four"
    for colour, one in rules.colours.items():
        if one.severity not in CAP_SEVERITIES:
            yield f"{WHERE}: colours: {colour}: unknown severity {one.severity!r}"
        yield from _lists(profile, f"colours: {colour}", one.lists)
    yield from _lists(profile, "uncoloured", rules.uncoloured)
    for category in CAP_CATEGORIES:
        kind = rules.other_kinds.get(category)
        if kind not in rules.kinds:
            yield f"{WHERE}: other_kinds: {category}: a kind of warning is expected, not {kind!r}"
    yield from _kinds(profile)


def _lists(profile: Profile, where: str, names: tuple[str, ...]) -> Iterator[str]:
    seen: set[str] = set()
    for name in names:
        if name not in profile.warnings.measures:
            yield f"{WHERE}: {where}: no list of measures {name!r}"
            continue
        for key in profile.warnings.measures[name]:
            if key in seen:
                yield f"{WHERE}: {where}: the measure {key!r} stands twice"
            seen.add(key)


def _kinds(profile: Profile) -> Iterator[str]:
    codes: dict[str, str] = {}
    for key, kind in profile.warnings.kinds.items():
        where = f"{WHERE}: kinds: {key}"
        if kind.event_class not in tuple(EventClass):
            yield f"{where}: event_class: unknown class {kind.event_class!r}"
        if kind.cap_category not in CAP_CATEGORIES:
            yield f"{where}: cap_category: unknown category {kind.cap_category!r}"
        for role in kind.issued_by:
            if role not in profile.roles:
                yield f"{where}: issued_by: unknown role {role!r}"
        for capability in kind.capabilities:
            if capability not in profile.capabilities:
                yield f"{where}: capabilities: unknown capability {capability!r}"
        for code in kind.codes:
            if code in codes:
                yield f"{where}: codes: {code!r} is a code of {codes[code]} already"
            codes[code] = key
