"""Fold detachments: split off a team, and put together with it again."""

from collections.abc import Mapping

from msgspec.structs import replace

from dispatch.domain import events as e
from dispatch.domain.area import Area
from dispatch.domain.teams import SPELLS_KEPT, Means, Spell, Team


def formed(area: Area, event: e.DetachmentFormed, _position: int, _at: float) -> Area:
    """Crews leave their team and stand as a detachment of their own."""
    detachment, teams = event.team, area.teams
    parent = teams[detachment.parent_id]
    whole = parent.whole or Means(parent.people, parent.strength, parent.units)
    ids = (*parent.detachments, detachment.team_id)
    teams = teams.set(parent.team_id, replace(parent, detachments=ids, whole=whole))
    giver = _with(teams[event.out_of], detachment, -1)
    teams = teams.set(giver.team_id, giver).set(detachment.team_id, detachment)
    return replace(area, teams=teams)


def rejoined(area: Area, event: e.DetachmentRejoined, _position: int, _at: float) -> Area:
    """A detachment's people are with their team again; its record stays, for what it did."""
    detachment = area.teams[event.team_id]
    parent = _with(area.teams[detachment.parent_id], detachment, 1)
    out = tuple(one for one in parent.detachments if one != event.team_id)
    parent = replace(
        parent,
        detachments=out,
        whole=parent.whole if out else None,
        spells=_worked(parent, detachment),
    )
    return replace(area, teams=area.teams.set(parent.team_id, parent))


def _worked(parent: Team, detachment: Team) -> tuple[Spell, ...]:
    """Return a team's spells with those of a detachment, each as long as it is of the whole."""
    assert parent.whole is not None  # noqa: S101 - one detachment at least was out
    share = detachment.people / parent.whole.people
    added = [
        Spell(one.ended_at - share * (one.ended_at - one.began_at), one.ended_at)
        for one in detachment.spells
        if one not in parent.spells
    ]
    return tuple(sorted([*parent.spells, *added], key=lambda one: one.ended_at))[-SPELLS_KEPT:]


def _with(team: Team, detachment: Team, sign: int) -> Team:
    return replace(
        team,
        people=team.people + sign * detachment.people,
        strength=_sum(team.strength, detachment.strength, sign),
        units=_sum(team.units, detachment.units, sign),
    )


def _sum(own: Mapping[str, int], other: Mapping[str, int], sign: int) -> dict[str, int]:
    return dict(own) | {key: own.get(key, 0) + sign * count for key, count in other.items()}
