"""Prove what a profile says of sensors: units, limits that leave room, rules that can report."""

from collections.abc import Iterator

from dispatch.domain.folds.sensors import CROSSINGS_KEPT
from dispatch.domain.lifecycle import NEW
from dispatch.domain.profile import Profile
from dispatch.domain.sensors import SENSOR_ROLE, AlarmRule, Quantity

SOURCE = "sensor"  # what reports of sensors come from


def problems_of_sensors(profile: Profile) -> Iterator[str]:
    """Yield what is wrong, one clear line each naming the row."""
    rules, where = profile.sensors, "sensors.yaml"
    for key, quantity in rules.quantities.items():
        yield from _of_quantity(f"{where}: quantities: {key}", quantity)
    for key, rule in rules.rules.items():
        yield from _of_rule(f"{where}: rules: {key}", rule, profile)
    damping = rules.damping
    if damping.crossings < 2:
        yield f"{where}: damping: crossings: two at least"
    elif damping.crossings > CROSSINGS_KEPT:
        yield f"{where}: damping: crossings: {CROSSINGS_KEPT} at most are remembered"
    for field in ("window_s", "quiet_s"):
        if getattr(damping, field) <= 0:
            yield f"{where}: damping: {field}: more than nothing is expected"
    longest_s = max([damping.quiet_s, *(rule.over_s or 0.0 for rule in rules.rules.values())])
    if rules.kept_s < longest_s:
        yield f"{where}: kept_s: decisions look back {longest_s:g} s, readings must be kept so long"
    if rules.rules:
        yield from _may_report(profile, where)


def _of_quantity(row: str, quantity: Quantity) -> Iterator[str]:
    if quantity.least >= quantity.most:
        yield f"{row}: least: it lies below most"
    if quantity.silent_after_s <= 0:
        yield f"{row}: silent_after_s: more than nothing is expected"
    if quantity.unit in quantity.also:
        yield f"{row}: also: {quantity.unit} is its own unit"
    for unit, factor in quantity.also.items():
        if factor <= 0:
            yield f"{row}: also: {unit}: more than nothing is expected"


def _of_rule(row: str, rule: AlarmRule, profile: Profile) -> Iterator[str]:
    if rule.quantity not in profile.sensors.quantities:
        yield f"{row}: unknown quantity {rule.quantity!r}"
    if rule.kind not in profile.kinds:
        yield f"{row}: unknown kind {rule.kind!r}"
    if rule.priority not in profile.dispatch.priority_weights:
        yield f"{row}: priority {rule.priority} has no weight in profile.yaml"
    if not 0 <= rule.trust <= 1:
        yield f"{row}: trust: {rule.trust:g} is not 0 to 1"
    if (rule.raise_at is None) != (rule.clear_at is None):
        yield f"{row}: raise_at and clear_at: both or neither"
    elif rule.raise_at is not None and rule.raise_at == rule.clear_at:
        yield f"{row}: clear_at: it differs from raise_at, or the alarm flaps at its limit"
    if rule.over_s is None:
        return
    if rule.over_s <= 0:
        yield f"{row}: over_s: more than nothing is expected"
    raised, cleared = rule.raise_at or 0.0, rule.clear_at or 0.0
    if rule.raise_at is not None and not (raised > cleared > 0 or raised < cleared < 0):
        yield f"{row}: clear_at: a rate is cleared between nothing and raise_at"


def _may_report(profile: Profile, where: str) -> Iterator[str]:
    if SOURCE not in profile.sources:
        yield f"{where}: sources.yaml has no {SOURCE!r} to report from"
    table = profile.lifecycles.get("incident_handling")
    begins = [row for row in table.rows if NEW in row.moves] if table else []
    if not any(SENSOR_ROLE in row.roles for row in begins):
        yield f"{where}: no row of incident_handling lets {SENSOR_ROLE} register a report"
