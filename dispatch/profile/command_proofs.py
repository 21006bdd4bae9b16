"""Prove how command is organised: every group, function and figure is known and fits."""

from collections.abc import Iterator

from dispatch.domain.profile import Profile


def problems_of_command(profile: Profile) -> Iterator[str]:
    """Yield what is wrong with `command.yaml`, `groups.yaml`, `ics.yaml` and `escalation.yaml`."""
    rules, ics = profile.command, profile.ics
    for key in rules.first_groups:
        if key not in profile.groups:
            yield f"command.yaml: first_groups: unknown working group {key!r}"
    if rules.levels and not rules.handover:
        yield "command.yaml: handover: empty, nothing would be told when command passes"
    if rules.span_of_control < 1:
        yield "command.yaml: span_of_control: one at least"
    if rules.operational_period_s <= 0:
        yield "command.yaml: operational_period_s: more than nothing is expected"
    for key, group in profile.groups.items():
        if group.section and group.section not in ics.positions:
            yield f"groups.yaml: {key}: section: unknown function {group.section!r} of ics.yaml"
    for key, position in ics.positions.items():
        if position.reports_to and position.reports_to not in ics.positions:
            yield f"ics.yaml: positions: {key}: reports_to: unknown {position.reports_to!r}"
    yield from _escalation(profile)
    for capability in ics.medical_capabilities:
        if capability not in profile.capabilities:
            yield f"ics.yaml: medical_capabilities: unknown capability {capability!r}"


def _escalation(profile: Profile) -> Iterator[str]:
    clocks = {key for row in profile.incident_handling.rows for key in row.starts}
    for key, rule in profile.escalation.items():
        where = f"escalation.yaml: {key}"
        if not (rule.facts or rule.grade or rule.timer):
            yield f"{where}: it names no facts, grade or timer: everything would meet it"
        if rule.to not in profile.command.levels:
            yield f"{where}: to: command.yaml has no posts at the level {rule.to}"
        for kind in rule.kinds:
            if kind not in profile.kinds:
                yield f"{where}: kinds: unknown kind {kind!r}"
        for fact in rule.facts:
            if fact not in profile.facts:
                yield f"{where}: facts: unknown fact {fact!r}"
        if rule.timer and rule.timer not in clocks:
            yield f"{where}: timer: no row of emergency handling starts {rule.timer!r}"
