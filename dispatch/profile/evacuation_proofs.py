"""Prove what a profile says of evacuations."""

from collections.abc import Iterator
from string import Formatter

from dispatch.domain.evacuation_policy import ANY
from dispatch.domain.profile import Profile

WORDS = {"people", "place"}


def problems_of_evacuation(profile: Profile) -> Iterator[str]:
    """Yield what is wrong, one clear line each."""
    rules, where = profile.evacuation, "evacuation.yaml"
    for hazard in rules.force:
        if hazard != ANY and hazard not in profile.kinds:
            yield f"{where}: force: unknown kind {hazard!r}"
    if not rules.fetch_back.capabilities:
        yield f"{where}: fetch_back: capabilities: nobody could be sent"
    for capability in rules.fetch_back.capabilities:
        if capability not in profile.capabilities:
            yield f"{where}: fetch_back: unknown capability {capability!r}"
    try:
        fields = [field for _, field, _, _ in Formatter().parse(rules.fetch_back.task)]
    except ValueError as problem:
        yield f"{where}: fetch_back: task: {problem}"
        return
    for field in fields:
        if field is not None and field not in WORDS:
            yield f"{where}: fetch_back: task: unknown word {field!r}"
