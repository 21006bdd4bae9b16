"""Say what keeps a team from any new task, and number the reasons for the compiled loops."""

from dispatch.domain.hard_rules import broken_rule
from dispatch.domain.profile import Profile
from dispatch.domain.recommendations import ReasonLeftOut
from dispatch.domain.teams import Team

REASONS = tuple(ReasonLeftOut)
"""What a number means where reasons are told by number."""
NO_REASON = len(REASONS)
NUMBER = {reason: number for number, reason in enumerate(REASONS)}

# What a state of the availability table means to somebody who asks why; any other is a task.
_BY_STATE = {
    "OFF_DUTY": ReasonLeftOut.OFF_DUTY,
    "OUT_OF_CONTACT": ReasonLeftOut.OUT_OF_CONTACT,
    "OUT_OF_SERVICE": ReasonLeftOut.OUT_OF_SERVICE,
}


def reason_kept(team: Team, profile: Profile) -> ReasonLeftOut | None:
    """Return what keeps a team from any new task: the hard rules, in the order they are told."""
    if team.instruction_id is not None:
        return ReasonLeftOut.COMMITTED
    if not profile.team_availability.has("FREE", team.state):
        return _BY_STATE.get(team.state, ReasonLeftOut.COMMITTED)
    broken = broken_rule(team)
    return None if broken is None else broken.reason
