"""Decide where free teams stand by: moved up to restore cover, and sent home again."""

from dispatch.domain import cover_commands as vc
from dispatch.domain import cover_events as ve
from dispatch.domain import events as e
from dispatch.domain.actors import Order
from dispatch.domain.area import Area
from dispatch.domain.deadlines import Moments
from dispatch.domain.demanding import say_why
from dispatch.domain.instructing import why_not
from dispatch.domain.profile import Profile
from dispatch.domain.refusals import Rejected
from dispatch.domain.rules import Situation
from dispatch.domain.steps import authorise, choose_row, permit, step_taken
from dispatch.domain.teams import Team


def move_up(area: Area, command: vc.MoveUp, order: Order, profile: Profile) -> list[e.Event]:
    """Have teams stand by elsewhere, all of them or none; they stay free while they drive."""
    permit(profile, order, "MoveUp")
    say_why(command.reason)
    if not command.moves:
        raise Rejected("input_missing", "say who moves where", "moves")
    if len({one.team_id for one in command.moves}) < len(command.moves):
        raise Rejected("stands_twice", "a team stands twice", "moves")
    events: list[e.Event] = []
    for index, move in enumerate(command.moves):
        team = _free(area, move.team_id, order, profile, f"moves[{index}].team_id")
        if move.place_code not in area.places:
            reason = f"no place {move.place_code!r}"
            raise Rejected("unknown_place", reason, f"moves[{index}].place_code")
        authorise(area, order.actor, move.place_code)
        moved = ve.TeamMovedUp(
            team_id=team.team_id,
            place_code=move.place_code,
            standby_at=move.position,
            came_from=team.whereabouts,
            reason=command.reason.strip(),
        )
        events += [moved, _sets_off(area, team, order, profile)]
    return events


def send_home(area: Area, command: vc.SendHome, order: Order, profile: Profile) -> list[e.Event]:
    """Have teams that were moved up go back to their stations, all of them or none."""
    permit(profile, order, "SendHome")
    say_why(command.reason)
    if not command.team_ids:
        raise Rejected("input_missing", "say who goes home", "team_ids")
    events: list[e.Event] = []
    for team_id in dict.fromkeys(command.team_ids):
        team = _free(area, team_id, order, profile, "team_ids")
        if team.standby_at is None:
            raise Rejected("not_moved_up", f"{team_id} stands by at its station", "team_ids")
        home = ve.TeamSentHome(
            team_id=team_id, came_from=team.whereabouts, reason=command.reason.strip()
        )
        events += [home, _sets_off(area, team, order, profile)]
    return events


def _free(area: Area, team_id: str, order: Order, profile: Profile, field: str) -> Team:
    """Return a team that may be moved; raises `Rejected`."""
    team = area.team(team_id)
    authorise(area, order.actor, team.place_code)
    if team.detached_from is not None:
        raise Rejected("detached", f"{team_id} goes where {team.detached_from} goes", field)
    if (refusal := why_not(profile, team, None)) is not None:
        raise Rejected(refusal.code, refusal.reason, field)
    return team


def _sets_off(area: Area, team: Team, order: Order, profile: Profile) -> e.StepTaken:
    by_system = order.by_engine(area.root)
    s = Situation(area=area, profile=profile, order=by_system, team=team)
    table = profile.team_availability
    row = choose_row(table, team.state, "move_up", s)
    return step_taken(s, table, row, team.team_id, team.state, Moments(step_at=order.at))
