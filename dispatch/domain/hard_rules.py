"""Name the hard rules of who may be sent: no price outweighs them, and no order either.

The lifecycle tables refer to them as guards, a reckoning leaves out whom they forbid, and the same
words answer the operator's "why not?". That nobody is sent forward on a safety hold, and who
commands at a fire, depends on the incident and the actor: those are among the rules of `rules`.
"""

from collections.abc import Callable
from typing import NamedTuple

from dispatch.domain.profile import Kind
from dispatch.domain.recommendations import ReasonLeftOut
from dispatch.domain.teams import Team


class HardRule(NamedTuple):
    """A rule that a team keeps or not, whatever it is sent to or at a kind of event only."""

    reason: ReasonLeftOut
    words: str
    basis: str
    is_kept: Callable[[Team, Kind | None], bool]


HARD_RULES: dict[str, HardRule] = {
    "team_is_trained": HardRule(
        ReasonLeftOut.NOT_TRAINED,
        "the team has not passed its training",
        "生产安全事故应急条例 art. 11",
        lambda team, _kind: team.trained,
    ),
    "team_is_insured": HardRule(
        ReasonLeftOut.NOT_INSURED,
        "the team has no accident insurance",
        "突发事件应对法 art. 40",
        lambda team, _kind: team.insured,
    ),
    "team_is_equipped": HardRule(
        ReasonLeftOut.NOT_EQUIPPED,
        "the team has no protective gear",
        "突发事件应对法 art. 40",
        lambda team, _kind: team.equipped,
    ),
    "team_is_fit_for_it": HardRule(
        ReasonLeftOut.NOT_FIT,
        "minors, pregnant or disabled people are in the team",
        "森林防火条例 art. 35",
        lambda team, kind: kind is None or not kind.fit_people_only or not team.has_unfit,
    ),
}


def broken_rule(team: Team, kind: Kind | None = None) -> HardRule | None:
    """Return the first hard rule that a team breaks, nothing when it may be sent.

    Without a kind of event only those are asked that hold whatever it is sent to.
    """
    for rule in HARD_RULES.values():
        if not rule.is_kept(team, kind):
            return rule
    return None
