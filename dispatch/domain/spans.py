"""Count who reports to whom in a command post: the span of control, and where it is too wide."""

from collections import Counter

import msgspec

from dispatch.domain.posts import CommandPost
from dispatch.domain.profile import Profile

COMMANDER = "commander"


class Span(msgspec.Struct, frozen=True):
    """So many report to one; `kind` is commander, position, group or sector, `key` which."""

    kind: str
    key: str
    name: str
    reports: int
    most: int
    too_many: bool


def spans_of(profile: Profile, post: CommandPost) -> tuple[Span, ...]:
    """Return the span of control of everybody in a post to whom somebody reports.

    Who has no chief that is named reports to the commander.
    """
    reports: Counter[tuple[str, str]] = Counter()
    for key in post.positions:
        chief = profile.ics.positions[key].reports_to
        reports[_chief(post, chief)] += 1
    for key, staff in post.groups.items():
        if staff.leader:
            reports[_chief(post, profile.groups[key].section)] += 1
    for sector in post.sectors.values():
        manned = post.groups.get(sector.group)
        led = manned is not None and manned.leader
        reports[("group", sector.group) if led else (COMMANDER, "")] += 1
        reports["sector", sector.name] += len(sector.team_ids)
    most = profile.command.span_of_control
    return tuple(
        Span(kind, key, _name(post, kind, key), count, most, count > most)
        for (kind, key), count in reports.items()
        if count
    )


def _chief(post: CommandPost, position: str) -> tuple[str, str]:
    return ("position", position) if position in post.positions else (COMMANDER, "")


def _name(post: CommandPost, kind: str, key: str) -> str:
    match kind:
        case "position":
            return post.positions[key]
        case "group":
            return post.groups[key].leader
        case "sector":
            return post.sectors[key].supervisor
        case _:
            return post.commander
