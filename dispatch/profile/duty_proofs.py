"""Prove how a profile has duty kept: seats that can be taken, by people who can check in."""

from collections.abc import Iterator

from dispatch.domain.profile import Profile


def problems_of_duty(profile: Profile) -> Iterator[str]:
    """Yield what is wrong with `duty.yaml`, one clear line each."""
    rules, where = profile.duty, "duty.yaml"
    table = profile.lifecycles["shift"]
    may_check_in = {role for row in table.rows if row.action == "check_in" for role in row.roles}
    for key, seat in rules.seats.items():
        if seat.role not in profile.roles:
            yield f"{where}: seats: {key}: unknown role {seat.role!r}"
        elif seat.role not in may_check_in:
            yield f"{where}: seats: {key}: no row lets the role {seat.role} check in"
        if not 0 <= seat.at_least <= seat.at_most or seat.at_most < 1:
            yield f"{where}: seats: {key}: at_least and at_most: nobody could take it"
    if not any(seat.at_least > 0 for seat in rules.seats.values()):
        yield f"{where}: seats: a shift would need nobody"
    for name, seconds in (("early_s", rules.early_s), ("late_s", rules.late_s)):
        if seconds < 0:
            yield f"{where}: {name}: nothing at least"
    if rules.max_shift_s <= 0:
        yield f"{where}: max_shift_s: more than nothing is expected"
