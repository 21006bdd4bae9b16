"""Prove the table of costs: every name is known, no price or time is below nothing."""

from collections.abc import Iterator

import msgspec

from dispatch.domain.profile import Profile


def problems_of_costs(profile: Profile) -> Iterator[str]:
    """Yield what is wrong, one clear line each naming the row."""
    costs = profile.dispatch.costs
    for row, prices in msgspec.to_builtins(costs).items():
        for field, price in prices.items():
            if isinstance(price, int | float) and price < 0:
                yield f"costs.yaml: {row}.{field}: nothing or more is expected"
    for capability, crews in costs.reserve.able.items():
        if capability not in profile.capabilities:
            yield f"costs.yaml: reserve.able: unknown capability {capability!r}"
        if crews < 0:
            yield f"costs.yaml: reserve.able.{capability}: nothing or more is expected"
    for kind, capabilities in costs.safety.made_for.items():
        if kind not in profile.kinds:
            yield f"costs.yaml: safety.made_for: unknown kind {kind!r}"
        for capability in capabilities:
            if capability not in profile.capabilities:
                yield f"costs.yaml: safety.made_for.{kind}: unknown capability {capability!r}"
    yield from _problems_of_worth(profile)


def _problems_of_worth(profile: Profile) -> Iterator[str]:
    for key, supply in profile.supplies.items():
        if supply.worth < 1:
            yield f"supplies.yaml: {key}.worth: one or more is expected"
