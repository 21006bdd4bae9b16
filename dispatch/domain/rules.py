"""Name the rules of the field; each answers a reason when it is broken, or nothing.

The lifecycle tables refer to these by name. The same reasons answer the operator's "why not?".
"""

from collections.abc import Callable

import msgspec

from dispatch.domain.actors import SYSTEM_ROLE, Order
from dispatch.domain.area import Area
from dispatch.domain.commands import Particulars
from dispatch.domain.depots import ReservationState
from dispatch.domain.evacuations import Evacuation, EvacuationGroup
from dispatch.domain.group_orders import GroupOrder
from dispatch.domain.hard_rules import HARD_RULES, HardRule
from dispatch.domain.incidents import Incident
from dispatch.domain.information_reports import InformationReport
from dispatch.domain.instructions import Instruction
from dispatch.domain.places import is_within
from dispatch.domain.plans import Plan
from dispatch.domain.posts import CommandPost
from dispatch.domain.profile import Grade, Profile
from dispatch.domain.roads import Everywhere, RoadMeasure
from dispatch.domain.safety_rules import SAFETY_RULES
from dispatch.domain.shelters import Shelter
from dispatch.domain.shifts import Shift
from dispatch.domain.shipments import Shipment
from dispatch.domain.support import SupportRequest
from dispatch.domain.teams import Team
from dispatch.domain.warning_calls import PlaceCall
from dispatch.domain.warnings import HazardWarning, WarningMessage


class Situation(msgspec.Struct, frozen=True):
    """All that a rule may look at; the subject of the step is the one that is set."""

    area: Area
    profile: Profile
    order: Order
    particulars: Particulars = Particulars()
    incident: Incident | None = None
    instruction: Instruction | None = None
    team: Team | None = None
    measure: RoadMeasure | None = None
    shelter: Shelter | None = None
    support: SupportRequest | None = None
    shipment: Shipment | None = None
    post: CommandPost | None = None
    group_order: GroupOrder | None = None
    warning: HazardWarning | None = None
    message: WarningMessage | None = None
    call: PlaceCall | None = None
    plan: Plan | None = None
    evacuation: Evacuation | None = None
    group: EvacuationGroup | None = None
    information: InformationReport | None = None
    shift: Shift | None = None

    @property
    def the_incident(self) -> Incident:
        """The incident in question; an instruction's rules look at the incident it serves."""
        if self.incident is not None:
            return self.incident
        assert self.instruction is not None  # noqa: S101 - the loader pairs rules with tables
        return self.area.incidents[self.instruction.incident_id]


Rule = Callable[[Situation], str | None]


def confirmed_on_scene_or_twice(s: Situation) -> str | None:
    """One confirmation from the scene, or two independent sources [P]."""
    incident = s.the_incident
    reporters = {s.area.reports[report].reporter for report in incident.report_ids}
    on_scene = any(
        "ON_SCENE" in s.area.instructions[instruction].reached
        for instruction in incident.instruction_ids
    )
    if on_scene or s.particulars.evidence or len(reporters) >= 2:
        return None
    return "it takes a confirmation from the scene (name the evidence) or two independent sources"


def is_verified_or_overridden(s: Situation) -> str | None:
    """A response is activated for a verified incident, or on the approver's written override."""
    if s.the_incident.verified or s.particulars.override:
        return None
    return "the incident is not verified, and no written override was given"


def organ_holds_the_level(s: Situation) -> str | None:
    """The organ of the actor's place may activate that response level (the profile's organs)."""
    response_level = s.particulars.response_level
    if response_level is None:
        return None  # the row's needs ask for it
    organ = s.order.actor.jurisdiction
    lowest = s.profile.organs.holder(response_level, s.area.places, organ)
    if lowest is None:
        return f"there is no response level {response_level}"
    place = s.area.places.get(organ)
    if place is not None and place.admin_level.rank <= lowest.rank:
        return None
    return f"response level {response_level} is activated by the {lowest.value.lower()} or above"


def organ_activated_it(s: Situation) -> str | None:
    """A response is ended by the organ that activated it (突发事件应对法 art. 86)."""
    activation = s.the_incident.activation
    if activation is None:
        return "no response was activated"
    if activation.organ == s.order.actor.jurisdiction:
        return None
    return f"only the organ that activated the response ({activation.organ}) may end it"


def no_response_was_activated(s: Situation) -> str | None:
    """The town office ends only what first response alone has closed."""
    return "a response was activated" if s.the_incident.activation is not None else None


def level_differs(s: Situation) -> str | None:
    """An adjustment changes the response level, or the organ whose response it is."""
    activation = s.the_incident.activation
    if activation is None or activation.response_level != s.particulars.response_level:
        return None
    if activation.organ != s.order.actor.jurisdiction:
        return None
    return "the response is at that level already"


def merges_into_an_open_one(s: Situation) -> str | None:
    """An incident is merged into another that is open."""
    into = s.area.incidents.get(s.particulars.into)
    if not s.particulars.into:
        return None  # the row's needs ask for it
    if into is None or into.incident_id == s.the_incident.incident_id:
        return f"{s.particulars.into!r} is no other incident"
    if into.incident_id in s.area.open_incidents:
        return None
    return f"{into.incident_id} is {into.state}"


def was_taken_from_an_open_one(s: Situation) -> str | None:
    """A merge is undone while the incident that has the reports is open."""
    holder = s.the_incident
    while holder.merged is not None:
        holder = s.area.incidents[holder.merged.into]
    if holder.incident_id in s.area.open_incidents:
        return None
    return f"{holder.incident_id}, which has its reports, is {holder.state}"


def no_instruction_is_open(s: Situation) -> str | None:
    """Nobody is still under way or at work for it."""
    open_ones = [i for i in s.the_incident.instruction_ids if s.area.instructions[i].is_open]
    return f"open instructions: {', '.join(open_ones)}" if open_ones else None


def no_stock_is_held(s: Situation) -> str | None:
    """No depot still keeps a promise for it."""
    held = [
        reservation
        for reservation in s.the_incident.reservation_ids
        if s.area.reservations[reservation].state is ReservationState.HELD
    ]
    return f"reservations still held: {', '.join(held)}" if held else None


def grade_is_general(s: Situation) -> str | None:
    """The light closure is for general events and those without a grade [P]."""
    if s.the_incident.grade in (None, Grade.GENERAL):
        return None
    return "the event is graded above general: the full closure applies"


def not_on_safety_hold(s: Situation) -> str | None:
    """Nobody is sent forward while rescuers are held back (生产安全事故应急条例 art. 22)."""
    return "rescuers are on safety hold" if s.the_incident.safety_hold else None


def on_safety_hold(s: Situation) -> str | None:
    """There is a hold to lift."""
    return None if s.the_incident.safety_hold else "there is no safety hold"


def no_mayday_stands(s: Situation) -> str | None:
    """Nothing is over while a team calls for help itself; the engine alone ends what is over."""
    orders = (s.instruction.instruction_id,) if s.instruction else s.the_incident.maydays
    calling = [one for one in orders if one in s.the_incident.maydays]
    if not calling or s.order.actor.role == SYSTEM_ROLE:
        return None
    return f"mayday stands: {', '.join(s.area.instructions[one].team_id for one in calling)}"


def response_was_activated(s: Situation) -> str | None:
    """A relapse brings back the response that stood; without one, first response resumes."""
    return None if s.the_incident.activation is not None else "no response was ever activated"


def commands_the_scene(s: Situation) -> str | None:
    """One commands on the scene: at a fire the fire-rescue service (消防法 art. 45), which those
    who command at other events then support."""
    role, kind = s.order.actor.role, s.profile.kinds.get(s.the_incident.kind)
    commanders = {one.commander for one in s.profile.kinds.values()}
    if kind is None or role == kind.commander or role not in commanders:
        return None
    return f"at an event of the kind {s.the_incident.kind} the role {kind.commander} commands"


def team_is_bound_by_nothing(s: Situation) -> str | None:
    """A team under an open instruction does not go off duty or out of service."""
    bound = _team(s).instruction_id
    return f"instruction {bound} is open" if bound else None


def team_speaks_for_itself(s: Situation) -> str | None:
    """A team leader moves that team, its detachments and their orders only."""
    speaks_for, team = s.order.actor.team_id, _team(s)
    if speaks_for in (None, team.team_id, team.detached_from):
        return None
    return f"{s.order.actor.name} speaks for team {speaks_for}, not {team.team_id}"


def _team(s: Situation) -> Team:
    if s.team is not None:
        return s.team
    assert s.instruction is not None  # noqa: S101 - the loader pairs rules with tables
    return s.area.teams[s.instruction.team_id]


def begins_now(s: Situation) -> str | None:
    """A measure on the roads that begins at once, or should have begun."""
    return None if _measure(s).begins_at <= s.order.at else "it begins later"


def begins_later(s: Situation) -> str | None:
    """A measure on the roads that is planned for a later moment."""
    return None if _measure(s).begins_at > s.order.at else "it begins now"


def everywhere_is_for_the_whole(s: Situation) -> str | None:
    """What holds on all roads is ordered by those who answer for the whole."""
    if not isinstance(_measure(s).selection, Everywhere):
        return None
    place, lowest = s.area.places.get(s.order.actor.jurisdiction), s.profile.roads.everywhere_from
    if s.order.actor.jurisdiction == s.area.root:
        return None
    if place is not None and place.admin_level.rank <= lowest.rank:
        return None
    return f"all roads at once are for the {lowest.value.lower()} or above: say which roads"


def _measure(s: Situation) -> RoadMeasure:
    assert s.measure is not None  # noqa: S101 - the loader pairs rules with tables
    return s.measure


def shelter_is_empty(s: Situation) -> str | None:
    """A shelter is closed when everybody has left it."""
    assert s.shelter is not None  # noqa: S101 - the loader pairs rules with tables
    return f"{s.shelter.people} people are in it" if s.shelter.people else None


def asks_for_the_own_place(s: Situation) -> str | None:
    """Only who answers for a place asks on its behalf, or takes that back."""
    assert s.support is not None  # noqa: S101 - the loader pairs rules with tables
    return _answers_for(s, s.support.place_code)


def answers_for_the_place_asked(s: Situation) -> str | None:
    """Only the level that was asked says yes or no."""
    assert s.support is not None  # noqa: S101 - the loader pairs rules with tables
    return _answers_for(s, s.support.asked_of)


def _answers_for(s: Situation, place_code: str) -> str | None:
    actor = s.order.actor
    if actor.role == SYSTEM_ROLE or within_jurisdiction(s.area, actor.jurisdiction, (place_code,)):
        return None
    return f"{actor.name} of {actor.jurisdiction} does not answer for {place_code}"


def carries_loans(s: Situation) -> str | None:
    """Equipment is lent and comes back; what is used up does not."""
    assert s.shipment is not None  # noqa: S101 - the loader pairs rules with tables
    carried = (s.area.reservations[one].supply for one in s.shipment.reservation_ids)
    if any(s.profile.supplies[supply].returnable for supply in carried):
        return None
    return "nothing in it was lent: all of it is used up"


# What a later part of the system will know by itself is vouched for by a person until then.
ATTESTED: dict[str, tuple[str, str]] = {
    "missing_persons_are_settled": ("missing_persons", "missing persons: none, or a decision"),
    "evacuees_are_cleared_to_return": ("evacuee_clearance", "clearance before people return"),
    "aftercare_is_planned": (
        "aftercare_plan",
        "the plan for relief, compensation and resettlement",
    ),
    "requisitions_are_settled": ("requisitions", "requisitioned property returned or compensated"),
    "stock_is_reconciled": ("stock_reconciliation", "the stock reconciled"),
    "shelters_are_closed": ("shelters_closed", "the shelters closed"),
    "loss_is_assessed": ("loss_assessment", "the loss assessed (突发事件应对法 art. 89)"),
    "lessons_are_sent_up": ("lessons", "cause, lessons and improvements sent up (art. 92)"),
    "record_is_complete": ("complete_record", "the complete record (art. 94)"),
    "personal_data_deletion_is_set": ("data_deletion", "deletion of personal data set (art. 85)"),
    "receiver_acknowledged": ("transfer_receipt", "the receiving unit's acknowledgement"),
}


def _attested_rule(matter: str, words: str) -> Rule:
    def rule(s: Situation) -> str | None:
        if matter in s.the_incident.attested:
            return None
        return f"nobody has vouched for it yet: {words} (matter {matter!r})"

    rule.__doc__ = f"Somebody vouched for {words}."
    return rule


INCIDENT_RULES: dict[str, Rule] = {
    rule.__name__: rule
    for rule in (
        confirmed_on_scene_or_twice,
        is_verified_or_overridden,
        organ_holds_the_level,
        organ_activated_it,
        no_response_was_activated,
        level_differs,
        no_instruction_is_open,
        no_stock_is_held,
        grade_is_general,
        not_on_safety_hold,
        on_safety_hold,
        no_mayday_stands,
        response_was_activated,
        commands_the_scene,
        merges_into_an_open_one,
        was_taken_from_an_open_one,
    )
} | {name: _attested_rule(matter, words) for name, (matter, words) in ATTESTED.items()}

TEAM_RULES: dict[str, Rule] = {
    rule.__name__: rule
    for rule in (
        team_is_bound_by_nothing,
        team_speaks_for_itself,
    )
}


def _hard(rule: HardRule) -> Rule:
    def check(s: Situation) -> str | None:
        kind = s.profile.kinds.get(s.the_incident.kind)
        return None if rule.is_kept(_team(s), kind) else f"{rule.words} ({rule.basis})"

    return check


ORDER_RULES: dict[str, Rule] = {name: _hard(rule) for name, rule in HARD_RULES.items()}


def _of_order(rule: Callable[[Instruction], str | None]) -> Rule:
    def check(s: Situation) -> str | None:
        assert s.instruction is not None  # noqa: S101 - the loader pairs rules with tables
        return rule(s.instruction)

    return check


ANSWER_RULES: dict[str, Rule] = {name: _of_order(rule) for name, rule in SAFETY_RULES.items()}

ROAD_RULES: dict[str, Rule] = {
    rule.__name__: rule for rule in (begins_now, begins_later, everywhere_is_for_the_whole)
}

SHELTER_RULES: dict[str, Rule] = {rule.__name__: rule for rule in (shelter_is_empty,)}

SUPPORT_RULES: dict[str, Rule] = {
    rule.__name__: rule for rule in (asks_for_the_own_place, answers_for_the_place_asked)
}

SHIPMENT_RULES: dict[str, Rule] = {rule.__name__: rule for rule in (carries_loans,)}


def within_jurisdiction(area: Area, jurisdiction: str, place_codes: tuple[str, ...]) -> bool:
    """Whether any of the places is the jurisdiction's own or lies below it."""
    if jurisdiction in place_codes:
        return True
    for code in place_codes:  # noqa: SIM110 - asked with every command: `any` takes twice as long
        if is_within(area.places, code, jurisdiction):
            return True
    return False
