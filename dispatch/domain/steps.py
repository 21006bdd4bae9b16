"""Take a step by a lifecycle's table: find the row, check who and whether, list what follows."""

from collections.abc import Iterator

import msgspec

from dispatch.domain.actors import SYSTEM_ROLE, Actor, Order
from dispatch.domain.area import Area
from dispatch.domain.commands import Particulars
from dispatch.domain.deadlines import Moments, deadline_id, started
from dispatch.domain.events import StepTaken
from dispatch.domain.incidents import Incident
from dispatch.domain.lifecycle import Lifecycle, Row
from dispatch.domain.profile import Profile
from dispatch.domain.refusals import Rejected
from dispatch.domain.rulebook import RULES_BY_LIFECYCLE
from dispatch.domain.rules import Situation, within_jurisdiction
from dispatch.domain.told_moments import check_told

INPUTS = frozenset(Particulars.__struct_fields__)


class AllowedAction(msgspec.Struct, frozen=True):
    """An action the table offers somebody now.

    `blocked_by` says why it may not be taken yet, `rule` which rule says so.
    """

    action: str
    row: str
    zh: str
    en: str
    needs: tuple[str, ...]
    blocked_by: str | None = None
    rule: str | None = None


def choose_row(table: Lifecycle, state: str, action: str, s: Situation) -> Row:
    """Return the row to take; raises `Rejected` with the reason of the row that came nearest.

    Codes: `unknown_action`, `wrong_state`, `role_may_not`, `input_missing`, or the name of a rule.
    """
    rows = table.rows_for(action, state)
    if not rows:
        if not any(row.action == action for row in table.rows):
            raise Rejected(
                "unknown_action", f"{table.lifecycle} has no action {action!r}", "action"
            )
        raise Rejected("wrong_state", f"{action} may not be taken in state {state}", "action")
    refusals: list[tuple[int, Rejected]] = []
    for row in rows:
        why_not = _refusal(table, row, s)
        if why_not is None:
            return row
        refusals.append(why_not)
    raise max(refusals, key=lambda one: one[0])[1]  # of those that came as far, the first


def is_offered(table: Lifecycle, state: str, action: str, s: Situation) -> bool:
    """Whether an action may be taken in a state, as far as roles and rules go."""
    rows = table.rows_for(action, state)
    return any(_role_may(row, s.order.actor) and not _broken(table, row, s) for row in rows)


def step_taken(
    s: Situation, table: Lifecycle, row: Row, subject_id: str, state: str, moments: Moments
) -> StepTaken:
    """Return the event of a row taken by a subject in a state, with the clocks it moves."""
    check_told(s.particulars.done_at, s.order.at, "done_at")
    went_to = row.moves[state]
    over = went_to in table.over
    stops = s.profile.timers_of(table.lifecycle) if over else row.stops
    # What a clock has the engine do does not meet the clock; whoever is late meets it.
    by_somebody = over or s.order.actor.role != SYSTEM_ROLE
    return StepTaken(
        lifecycle=table.lifecycle,
        subject_id=subject_id,
        row=row.id,
        action=row.action,
        came_from=state,
        went_to=went_to,
        reason=s.particulars.reason,
        evidence=s.particulars.evidence,
        channel=s.particulars.channel,
        done_at=s.particulars.done_at,
        started=started(s.profile, row.starts, table.lifecycle, subject_id, moments),
        stopped=running(s.area, table.lifecycle, subject_id, stops, also_passed=by_somebody),
        over=over,
    )


def running(
    area: Area,
    lifecycle: str,
    subject_id: str,
    timers: tuple[str, ...],
    *,
    also_passed: bool = True,
) -> tuple[str, ...]:
    """Return the ids of those of a subject's clocks that run now, or passed and are not met yet."""
    if not timers:
        return ()
    begins = deadline_id(lifecycle, subject_id, "")
    deadlines, passed = area.deadlines, area.passed
    return tuple(
        [
            one
            for timer in timers
            if (one := begins + timer) in deadlines or (also_passed and one in passed)
        ]
    )


def allowed_actions(
    table: Lifecycle, state: str, s: Situation, places: tuple[str, ...]
) -> Iterator[AllowedAction]:
    """Yield what the actor may do now, and what only a rule still forbids, in the table's order.

    Inputs a person has yet to give do not count against an action; nothing is yielded to those
    outside whose jurisdiction the subject lies.
    """
    if not may_move(s.area, s.order.actor, places):
        return
    offered: set[str] = set()
    for row in table.rows_from(state):
        if s.order.actor.role not in row.roles or row.action in offered:
            continue
        alternatives = [r for r in table.rows_for(row.action, state) if _role_may(r, s.order.actor)]
        open_row = next((r for r in alternatives if not _broken(table, r, s)), row)
        broken = _broken(table, open_row, s)
        offered.add(row.action)
        yield AllowedAction(
            action=row.action,
            row=open_row.id,
            zh=open_row.zh,
            en=open_row.en,
            needs=open_row.needs,
            blocked_by=broken[1] if broken else None,
            rule=broken[0] if broken else None,
        )


def authorise(area: Area, actor: Actor, *place_codes: str) -> None:
    """Refuse an actor whose jurisdiction holds none of the places; raises `Rejected`."""
    if not may_move(area, actor, place_codes):
        raise Rejected(
            "outside_jurisdiction",
            f"{', '.join(place_codes)} lies outside {actor.jurisdiction}, the jurisdiction of"
            f" {actor.name}",
        )


def may_move(area: Area, actor: Actor, place_codes: tuple[str, ...]) -> bool:
    """Whether an actor may move a matter of any of these places."""
    return actor.role == SYSTEM_ROLE or within_jurisdiction(area, actor.jurisdiction, place_codes)


def works_on_it(area: Area, actor: Actor, incident: Incident) -> bool:
    """Whether the actor leads a team at work on it: help from elsewhere can call a halt too."""
    team = area.teams.get(actor.team_id) if actor.team_id else None
    if team is None:
        return False
    those = (team, *(area.teams[one] for one in team.detachments))
    return any(one.instruction_id in incident.instruction_ids for one in those)


def permit(profile: Profile, order: Order, command: str) -> None:
    """Refuse a command that the profile does not permit to the actor's role; raises `Rejected`."""
    if order.actor.role not in profile.permissions.get(command, ()):
        raise Rejected("role_may_not", f"the role {order.actor.role} may not give {command}")


def _role_may(row: Row, actor: Actor) -> bool:
    return actor.role in row.roles


def _refusal(table: Lifecycle, row: Row, s: Situation) -> tuple[int, Rejected] | None:
    """Return why a row may not be taken, and how many of its rules hold before that one."""
    role = s.order.actor.role
    if role not in row.roles:
        return -2, Rejected("role_may_not", f"the role {role} may not {row.action} (row {row.id})")
    for name in row.needs:
        if getattr(s.particulars, name) in (None, "", ()):
            needed = f"{row.action} needs {name}"
            return -1, Rejected("input_missing", needed, f"particulars.{name}")
    broken = _broken(table, row, s) if row.guards else None
    return (row.guards.index(broken[0]), Rejected(*broken)) if broken else None


def _broken(table: Lifecycle, row: Row, s: Situation) -> tuple[str, str] | None:
    rules = RULES_BY_LIFECYCLE[table.lifecycle]
    for name in row.guards:
        if (reason := rules[name](s)) is not None:
            return name, reason
    return None
