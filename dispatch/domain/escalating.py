"""Find which levels the profile has called whatever anybody thinks of it: mandatory escalation."""

from collections.abc import Iterator

from dispatch.domain.area import Area
from dispatch.domain.command_rules import has_post
from dispatch.domain.grades import GRADES_UPWARD
from dispatch.domain.incidents import Incident
from dispatch.domain.places import AdminLevel, lineage
from dispatch.domain.post_commands import NotifyPost
from dispatch.domain.profile import EscalationRule, Profile


def called_by_rule(
    area: Area, profile: Profile, incident: Incident, passed: str = ""
) -> Iterator[NotifyPost]:
    """Yield the calls that are due now; a post that knows of a rule takes no second call by it.

    `passed` is the clock of the incident that has just run out, if one did.
    """
    for key, rule in profile.escalation.items():
        if _is_met(rule, incident, passed):
            seat = _seat(area, profile, incident, rule.to)
            if seat is not None:
                yield NotifyPost(
                    seat, incident.incident_id, reason=f"{rule.zh} {rule.en}", rule=key
                )


def _is_met(rule: EscalationRule, incident: Incident, passed: str) -> bool:
    """Whether all that a rule names holds."""
    if rule.kinds and incident.kind not in rule.kinds:
        return False
    if rule.timer and rule.timer != passed:
        return False
    if any(incident.facts.get(fact, 0.0) < least for fact, least in rule.facts.items()):
        return False
    return rule.grade is None or _weight(incident) >= GRADES_UPWARD.index(rule.grade)


def _weight(incident: Incident) -> int:
    """Return how grave it is, as graded or as its figures propose, the graver; -1 without both."""
    proposed = incident.grade_proposal
    grades = (incident.grade, proposed.grade if proposed is not None else None)
    return max((GRADES_UPWARD.index(one) for one in grades if one is not None), default=-1)


def _seat(area: Area, profile: Profile, incident: Incident, to: AdminLevel) -> str | None:
    """Return the place of a level that is to be called, or the highest below it in this area."""
    seats = [
        code
        for code in lineage(area.places, incident.place_code)
        if has_post(profile.command, area.places.get(code))
        and area.places[code].admin_level.rank >= to.rank
    ]
    return seats[-1] if seats else None
