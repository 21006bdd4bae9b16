"""Prove what a profile wants when a team calls mayday."""

from collections.abc import Iterator

from dispatch.domain.demands import problems_of_demands
from dispatch.domain.profile import Demands, Profile


def problems_of_safety(profile: Profile) -> Iterator[str]:
    """Yield what is wrong, one clear line each; rescue is counted in crews and wanted at once."""
    for problem in problems_of_demands(Demands(profile.safety.mayday), profile):
        yield f"safety.yaml: mayday: {problem.reason}"
    for need in profile.safety.mayday:
        if need.people or need.units or need.by_s is not None:
            yield f"safety.yaml: mayday: {need.capability}: crews (teams), wanted at once"
