"""Prove what a profile says of coverage: known capabilities, times and shares that make sense."""

from collections.abc import Iterator

from dispatch.domain.profile import Profile


def problems_of_coverage(profile: Profile) -> Iterator[str]:
    """Yield what is wrong, one clear line each naming the row."""
    rules, where = profile.coverage, "coverage.yaml"
    if not 0 <= rules.busy_share < 1:
        yield f"{where}: busy_share: {rules.busy_share:g} is not 0 to below 1"
    for capability, standard in rules.standards.items():
        row = f"{where}: standards.{capability}"
        if capability not in profile.capabilities:
            yield f"{row}: unknown capability"
        if not 0 < standard.within_s <= profile.dispatch.max_travel_s:
            longest = f"{profile.dispatch.max_travel_s:g}"
            yield f"{row}: within_s: above 0 to {longest}, the farthest a team is sent"
        if not 0 <= standard.floor <= 1:
            yield f"{row}: floor: {standard.floor:g} is not 0 to 1"
    moving = rules.move_up
    for field in ("most_moves", "longest_drive_s", "margin"):
        if getattr(moving, field) < 0:
            yield f"{where}: move_up.{field}: nothing or more is expected"
