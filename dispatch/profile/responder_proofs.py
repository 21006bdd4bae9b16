"""Prove what a profile says of first responders: known kinds and skills, and nobody into danger."""

from collections.abc import Iterator

from dispatch.domain.profile import Profile
from dispatch.domain.responders import KindAsks


def problems_of_responders(profile: Profile) -> Iterator[str]:
    """Yield what is wrong, one clear line each naming the row."""
    rules, where = profile.responders, "responders.yaml"
    for kind in rules.excluded:
        if kind not in profile.kinds:
            yield f"{where}: excluded: unknown kind {kind!r}"
    for kind, asks in rules.kinds.items():
        yield from _of_kind(f"{where}: kinds: {kind}", kind, asks, profile)
    for field in ("position_holds_s", "moved_m"):
        if getattr(rules, field) <= 0:
            yield f"{where}: {field}: more than nothing is expected"


def _of_kind(row: str, kind: str, asks: KindAsks, profile: Profile) -> Iterator[str]:
    rules = profile.responders
    if kind not in profile.kinds:
        yield f"{row}: unknown kind"
    if kind in rules.excluded:
        yield f"{row}: nobody may be sent there: it is excluded"
    if asks.at_most < 1:
        yield f"{row}: at_most: one at least"
    if not asks.radius_m:
        yield f"{row}: radius_m: name a skill"
    for skill, radius_m in asks.radius_m.items():
        if skill not in rules.skills:
            yield f"{row}: radius_m: unknown skill {skill!r}"
        if radius_m <= 0:
            yield f"{row}: radius_m: {skill}: more than nothing is expected"
