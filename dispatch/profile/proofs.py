"""Prove a profile that was read: every name is known, and the code finds what it relies on."""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import get_args

from dispatch.domain import (
    commanding,
    evacuee_counting,
    instructing,
    ordering,
    reporting,
    rostering,
    shipping,
    warning_issuing,
    warning_relaying,
)
from dispatch.domain import commands as c
from dispatch.domain import cover_commands as vc
from dispatch.domain import duty_commands as dc
from dispatch.domain import evacuation_commands as xc
from dispatch.domain import post_commands as pc
from dispatch.domain import report_commands as rc
from dispatch.domain import warning_commands as wc
from dispatch.domain.actors import SYSTEM_ROLE
from dispatch.domain.depots import HOLD
from dispatch.domain.handling import EFFECTS
from dispatch.domain.lifecycle import Lifecycle, Vocabulary, problems_of
from dispatch.domain.plan_messages import DraftPlan
from dispatch.domain.profile import ClockFrom, Profile, Timer
from dispatch.domain.report_clocks import LIFECYCLE
from dispatch.domain.responder_messages import RegisterResponders
from dispatch.domain.rulebook import RULES_BY_LIFECYCLE
from dispatch.domain.sensor_messages import RegisterSensors
from dispatch.domain.shelters import OPENING_TIME
from dispatch.domain.steps import INPUTS
from dispatch.domain.supply_commands import LoadShipment
from dispatch.profile.alarm_proofs import problems_of_alarms
from dispatch.profile.command_proofs import problems_of_command
from dispatch.profile.cost_proofs import problems_of_costs
from dispatch.profile.coverage_proofs import problems_of_coverage
from dispatch.profile.duty_proofs import problems_of_duty
from dispatch.profile.evacuation_proofs import problems_of_evacuation
from dispatch.profile.fusion_proofs import problems_of_fusion
from dispatch.profile.grade_proofs import problems_of_grades
from dispatch.profile.notice_proofs import problems_of_notices
from dispatch.profile.own_means_proofs import problems_of_own_means
from dispatch.profile.plan_book_proofs import problems_of_plan_book
from dispatch.profile.plan_proofs import problems_of_plans
from dispatch.profile.relied_on import LIFECYCLES, NEEDED_ACTIONS, NEEDED_SETS, NEEDED_STATES
from dispatch.profile.report_proofs import problems_of_reporting
from dispatch.profile.responder_proofs import problems_of_responders
from dispatch.profile.road_proofs import problems_of_roads
from dispatch.profile.safety_proofs import problems_of_safety
from dispatch.profile.sensor_proofs import problems_of_sensors
from dispatch.profile.shelter_proofs import problems_of_shelters
from dispatch.profile.warning_proofs import problems_of_warnings

RESPONSE_LEVELS = range(5)  # 1-4, and 0 for a town's own plan

# Who may give these is said by the lifecycle tables, or by the engine's own clock.
_BY_TABLE = (
    *(c.SendReport, c.TakeStep, c.GiveInstruction, c.LetDeadlinePass),
    vc.RequestSupport,
    *(c.CloseRoad, c.SlowRoad, c.BeginRoadCondition, c.ReopenRoad),
    LoadShipment,
    *(pc.NotifyPost, pc.OrderGroup),
    *(DraftPlan, RegisterSensors, RegisterResponders, dc.PlanShifts),
    *(wc.TakeInWarning, wc.IssueWarning, wc.ChangeWarning),
    *(xc.OrderEvacuation, xc.ExtendEvacuation),
    *(rc.SeeToReports, rc.OpenReport, rc.WriteSheet),
)
COMMANDS = frozenset(
    command.__name__ for command in get_args(c.Command) if command not in _BY_TABLE
)

_EFFECTS: dict[str, Iterable[str]] = {
    "incident_handling": EFFECTS,
    "instruction": instructing.EFFECTS,
    "shipment": shipping.EFFECTS,
    "command_post": commanding.EFFECTS,
    "group_order": ordering.EFFECTS,
    "evacuation": evacuee_counting.EFFECTS,
    "warning": warning_issuing.EFFECTS,
    "warning_call": warning_relaying.EFFECTS,
    "information_report": reporting.EFFECTS,
    "shift": rostering.EFFECTS,
}
NEEDED_TIMERS = (HOLD, shipping.LOADING_TIME, OPENING_TIME, commanding.ANSWER_TIME)


def problems_of_profile(profile: Profile) -> list[str]:
    """Return what is wrong with a profile, one clear line each; empty when it can be used."""
    return [
        *chain.from_iterable(_lifecycle(profile, name) for name in LIFECYCLES),
        *_roles(profile),
        *_permissions(profile),
        *_needed_timers(profile),
        *_timers(profile),
        *_kinds(profile),
        *problems_of_plans(profile),
        *problems_of_own_means(profile),
        *problems_of_safety(profile),
        *problems_of_notices(profile),
        *_organs(profile),
        *_head(profile),
        *problems_of_roads(profile),
        *problems_of_shelters(profile.shelters),
        *problems_of_fusion(profile),
        *problems_of_sensors(profile),
        *problems_of_responders(profile),
        *problems_of_grades(profile),
        *problems_of_plan_book(profile),
        *problems_of_costs(profile),
        *problems_of_coverage(profile),
        *problems_of_command(profile),
        *problems_of_warnings(profile),
        *problems_of_evacuation(profile),
        *problems_of_reporting(profile),
        *problems_of_duty(profile),
        *problems_of_alarms(profile),
    ]


def _lifecycle(profile: Profile, name: str) -> Iterator[str]:
    table = profile.lifecycles[name]
    where = f"lifecycles/{name}.yaml"
    if table.lifecycle != name:
        yield f"{where}: lifecycle: it calls itself {table.lifecycle!r}"
        return
    for problem in problems_of(table, _vocabulary(profile, name)):
        yield f"{where}: {problem}"
    for problem in chain(_relied_on(table), _starts(table), _couplings(profile, table)):
        yield f"{where}: {problem}"


def _vocabulary(profile: Profile, name: str) -> Vocabulary:
    couplings: Iterable[str] = ()
    if name == "command_post":
        couplings = (f"command_post.{row.action}" for row in profile.command_post.rows)
    if name == "instruction":
        couplings = (f"team_availability.{row.action}" for row in profile.team_availability.rows)
    return Vocabulary(
        roles=frozenset(profile.roles),
        guards=frozenset(RULES_BY_LIFECYCLE[name]),
        timers=frozenset(profile.timers),
        inputs=INPUTS,
        effects=frozenset(_EFFECTS.get(name, ())),
        couplings=frozenset(couplings),
    )


def _relied_on(table: Lifecycle) -> Iterator[str]:
    """Say which sets, states and actions are not there that the code asks for by name."""
    for set_name in NEEDED_SETS[table.lifecycle]:
        if set_name not in table.sets:
            yield f"set {set_name}: missing, the engine asks for it"
    for state in NEEDED_STATES[table.lifecycle]:
        if state not in table.states:
            yield f"state {state}: missing, the engine asks for it"
    for action, origin in NEEDED_ACTIONS[table.lifecycle]:
        rows = [row for row in table.rows if row.action == action]
        if not any(origin is None or origin in row.moves for row in rows):
            begins = f" that moves {origin}" if origin else ""
            yield f"action {action}: no row offers it{begins}, the engine relies on it"
    for state in table.sets.get("OPEN", ()):
        if state in table.states and table.is_final(state):
            yield f"set OPEN: state {state} is final"
        if table.lifecycle == "instruction" and not _system_may(table, "cancel", state):
            yield (
                f"action cancel: {SYSTEM_ROLE} may not take it in state {state}, so an incident"
                " that is over could not release its teams"
            )


_WITHOUT_CLOCKS = {"team_availability": "team", "sensor": "sensor", "responder": "first responder"}


def _starts(table: Lifecycle) -> Iterator[str]:
    whose = _WITHOUT_CLOCKS.get(table.lifecycle)
    if whose is None:
        return
    for row in table.rows:
        for timer in row.starts:
            yield f"row {row.id}: no clock of a {whose} can be started ({timer!r})"


def _couplings(profile: Profile, table: Lifecycle) -> Iterator[str]:
    for row in table.rows:
        for coupling in row.couples:
            name, _dot, action = coupling.partition(".")
            coupled = profile.lifecycles.get(name)
            rows = [one for one in coupled.rows if one.action == action] if coupled else []
            if rows and not any(SYSTEM_ROLE in one.roles for one in rows):
                yield f"row {row.id}: couples {coupling}, which {SYSTEM_ROLE} may not take"


def _system_may(table: Lifecycle, action: str, state: str | None = None) -> bool:
    return any(
        row.action == action and SYSTEM_ROLE in row.roles and (state is None or state in row.moves)
        for row in table.rows
    )


def _roles(profile: Profile) -> Iterator[str]:
    if SYSTEM_ROLE not in profile.roles:
        yield f"roles.yaml: {SYSTEM_ROLE}: missing, the engine itself acts in it"
    for key, role in profile.roles.items():
        if not role.admin_levels:
            yield f"roles.yaml: {key}: admin_levels: it can be bound to no place"


def _permissions(profile: Profile) -> Iterator[str]:
    for command, roles in profile.permissions.items():
        if command not in COMMANDS:
            yield f"permissions.yaml: {command}: unknown command, or one a lifecycle table permits"
        if not roles:
            yield f"permissions.yaml: {command}: nobody may give it"
        for role in roles:
            if role not in profile.roles:
                yield f"permissions.yaml: {command}: unknown role {role!r}"
    for command in sorted(COMMANDS - profile.permissions.keys()):
        yield f"permissions.yaml: {command}: missing, nobody could give it"


def _needed_timers(profile: Profile) -> Iterator[str]:
    for needed in NEEDED_TIMERS:
        if needed not in profile.timers:
            yield f"timers.yaml: {needed}: missing, the engine asks for it"


def _timers(profile: Profile) -> Iterator[str]:
    for key, timer in profile.timers.items():
        where = f"timers.yaml: {key}"
        starters = [
            table
            for table in profile.lifecycles.values()
            if any(key in row.starts for row in table.rows)
            or (table.lifecycle == LIFECYCLE and key in profile.reporting.timers)
        ]
        at_the_moment = timer.clock_from in (ClockFrom.BEGINS, ClockFrom.ENDS)
        if timer.limit_s < 0 or (timer.limit_s == 0 and not at_the_moment):
            yield f"{where}: limit_s: more than nothing is expected"
        yield from _limits_by_kind(profile, where, timer)
        if timer.on_pass is None:
            continue
        if not starters:
            yield f"{where}: on_pass: no row starts it, so {timer.on_pass!r} never follows"
        for table in starters:
            if not any(row.action == timer.on_pass for row in table.rows):
                yield f"{where}: on_pass: {table.lifecycle} has no action {timer.on_pass!r}"
            elif not _system_may(table, timer.on_pass):
                yield f"{where}: on_pass: {SYSTEM_ROLE} may not take {timer.on_pass!r}"


def _limits_by_kind(profile: Profile, where: str, timer: Timer) -> Iterator[str]:
    for kind, limit_s in timer.by_kind.items():
        if kind not in profile.kinds:
            yield f"{where}: by_kind: unknown kind {kind!r}"
        if limit_s is not None and limit_s <= 0:
            yield f"{where}: by_kind: {kind}: more than nothing is expected"


def _kinds(profile: Profile) -> Iterator[str]:
    for key, kind in profile.kinds.items():
        where = f"kinds.yaml: {key}"
        if kind.priority not in profile.dispatch.priority_weights:
            yield f"{where}: priority {kind.priority} has no weight in profile.yaml"
        if kind.commander not in profile.roles:
            yield f"{where}: commander: unknown role {kind.commander!r}"


def _organs(profile: Profile) -> Iterator[str]:
    for response_level in RESPONSE_LEVELS:
        if response_level not in profile.organs.lowest:
            yield f"organs.yaml: {response_level}: missing, no organ may activate it"
    for where, organs in (("", profile.organs.lowest), *profile.organs.within.items()):
        for response_level in organs:
            if response_level not in RESPONSE_LEVELS:
                at = f"within: {where}: " if where else ""
                yield f"organs.yaml: {at}{response_level}: response levels are 0 to 4"


def _head(profile: Profile) -> Iterator[str]:
    where, policy = "profile.yaml", profile.dispatch
    if not profile.profile_id:
        yield f"{where}: profile_id: empty"
    if policy.crew_people < 1:
        yield f"{where}: dispatch.crew_people: one at least"
    for priority, weight in policy.priority_weights.items():
        if weight < 1:
            yield f"{where}: dispatch.priority_weights: {priority}: one at least"
    for rule in policy.automatic:
        for kind in rule.kinds:
            if kind != "*" and kind not in profile.kinds:
                yield f"{where}: dispatch.automatic: unknown kind {kind!r}"
        for priority in rule.priorities:
            if priority not in policy.priority_weights:
                yield f"{where}: dispatch.automatic: priority {priority} has no weight"
