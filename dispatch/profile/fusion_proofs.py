"""Prove what a profile says of the fusion of reports: shares, errors and spans that make sense."""

from collections.abc import Iterator

from dispatch.domain.fusion import KindFusion
from dispatch.domain.profile import Profile


def problems_of_fusion(profile: Profile) -> Iterator[str]:
    """Yield what is wrong, one clear line each naming the row."""
    rules, where = profile.fusion, "fusion.yaml"
    for field in ("window_s", "radius_m", "begin_per_km2_day", "around_m", "stray_m"):
        if getattr(rules, field) <= 0:
            yield f"{where}: {field}: more than nothing is expected"
    if not 0 <= rules.stray_share < 1:
        yield f"{where}: stray_share: {rules.stray_share:g} is not 0 to below 1"
    if not 0 < rules.propose_at <= rules.merge_at <= 1:
        yield f"{where}: merge_at: propose_at is above 0, merge_at no less and at most 1"
    yield from _of_kind(f"{where}: usual", rules.usual, profile)
    for kind, how in rules.kinds.items():
        if kind not in profile.kinds:
            yield f"{where}: kinds.{kind}: unknown kind"
        yield from _of_kind(f"{where}: kinds.{kind}", how, profile)
    for key, source in profile.sources.items():
        if not 0 <= source.trust <= 1:
            yield f"sources.yaml: {key}: trust: {source.trust:g} is not 0 to 1"
        if source.position_error_m <= 0:
            yield f"sources.yaml: {key}: position_error_m: more than nothing is expected"


def _of_kind(row: str, how: KindFusion, profile: Profile) -> Iterator[str]:
    for field in ("witnesses", "spread_s"):
        if getattr(how, field) <= 0:
            yield f"{row}: {field}: more than nothing is expected"
    if how.extent_m < 0:
        yield f"{row}: extent_m: nothing or more is expected"
    for kind, share in how.mistaken.items():
        if kind not in profile.kinds:
            yield f"{row}: mistaken: unknown kind {kind!r}"
        if share < 0:
            yield f"{row}: mistaken.{kind}: nothing or more is expected"
    if sum(how.mistaken.values()) >= 1:
        yield f"{row}: mistaken: no report would bear its own name"
