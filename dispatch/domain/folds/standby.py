"""Fold where teams stand by."""

from msgspec.structs import replace

from dispatch.domain import cover_events as ve
from dispatch.domain.area import Area


def moved_up(area: Area, event: ve.TeamMovedUp, _position: int, _at: float) -> Area:
    """A team stands by elsewhere once it is there; until then it is where it was."""
    team = replace(
        area.teams[event.team_id],
        standby_at=event.standby_at,
        standby_place=event.place_code,
        position=event.came_from,
    )
    return replace(area, teams=area.teams.set(team.team_id, team))


def sent_home(area: Area, event: ve.TeamSentHome, _position: int, _at: float) -> Area:
    """A team stands by at its station again once it is there."""
    team = replace(
        area.teams[event.team_id], standby_at=None, standby_place=None, position=event.came_from
    )
    return replace(area, teams=area.teams.set(team.team_id, team))
