"""Say what people are to be told when something has happened: event in, notices out.

A function of its arguments; who sends them, and how, is beside it.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from msgspec.structs import replace

from dispatch.domain import events as e
from dispatch.domain import order_events as oe
from dispatch.domain.actors import Actor
from dispatch.domain.area import Area
from dispatch.domain.duty import may_be_called
from dispatch.domain.duty_rooms import duty_room
from dispatch.domain.envelope import Recorded
from dispatch.domain.events import StepTaken
from dispatch.domain.incidents import Incident
from dispatch.domain.instructions import Instruction
from dispatch.domain.lifecycle import Label
from dispatch.domain.places import is_within
from dispatch.domain.profile import Profile
from dispatch.domain.teams import Team
from dispatch.publishing.duty_notices import notices_of_duty
from dispatch.publishing.notice import Notice
from dispatch.publishing.notice_words import of_incident, same
from dispatch.publishing.plan_notices import notices_of_plans
from dispatch.publishing.post_notices import notices_of_posts
from dispatch.publishing.report_notices import notices_of_reports
from dispatch.publishing.responder_notices import notices_of_responders
from dispatch.publishing.warning_notices import notices_of_warnings

# What is told of events that need no more than their order.
_TO_THE_TEAM: dict[Any, str] = {
    oe.RollCalled: "roll_call",
    oe.TeamHeldBack: "hold",
    oe.TeamMayGoOn: "resume",
}
_TO_A_PLACE: dict[Any, str] = {oe.CallAsked: "call", oe.SupervisorTold: "supervision"}
_ALARMS: dict[Any, str] = {oe.RollMissed: "roll_missed", oe.HoldMissed: "hold_missed"}

EXERCISE = "【演练】"  # stands on every message and paper of a drill
ISSUED = "ISSUED"
CALLED_OFF = ("CANCELLED", "REASSIGNED")


def notices_of(recorded: Recorded, area: Area, profile: Profile) -> Iterator[Notice]:
    """Yield what is to be told of an event; `area` is any state after it."""
    event: Any = recorded.event
    write = _Writer(recorded, area, profile)
    match event:
        case e.InstructionGiven():
            if event.state == ISSUED:
                yield write.to_the_team("order", event.instruction_id)
        case StepTaken():
            if event.lifecycle == "instruction" and event.moved:
                yield from write.of_a_step(event)
        case oe.OrderReminded():
            order_id = event.instruction_id
            places = write.places_of_the_team(order_id)
            yield write.to_the_team("reminder", order_id, places, awaits=event.awaits)
        case oe.RollAnswered():
            counted = event.safe + event.elsewhere
            if event.expected not in (None, counted):
                differs_by = abs(event.expected - counted)
                yield write.alarm("headcount", event.instruction_id, differs_by=differs_by)
        case oe.ProgressReported(team_needs=(_, *_)):
            yield write.alarm("more_wanted", event.instruction_id, words=event.text)
        case e.SafetyHoldOrdered():
            yield write.of_the_incident("hold_ordered", event.incident_id)
        case oe.MaydayCalled():
            yield write.to_everybody("mayday", event.instruction_id, event.words)
        case oe.MaydayCleared():
            yield write.to_everybody("mayday_over", event.instruction_id, event.reason)
        case _:
            yield from write.by_type(event)
    yield from notices_of_warnings(recorded, area, profile)
    yield from notices_of_posts(recorded, area, profile)
    yield from notices_of_reports(recorded, area, profile)
    yield from notices_of_duty(recorded, area, profile)
    yield from notices_of_plans(recorded, area, profile)
    yield from notices_of_responders(recorded, area, profile)


def concerns(notice: Notice, actor: Actor, area: Area, profile: Profile) -> bool:
    """Whether somebody is told by web push: by role, by team or place, and not off duty."""
    rule = profile.notices.notices[notice.kind]
    if notice.roles and actor.role not in notice.roles:
        return False
    if actor.role not in rule.roles or not may_be_called(area, profile, actor, notice.at):
        return False
    if notice.people:
        return actor.name in notice.people
    if actor.team_id is not None:
        return actor.team_id in notice.team_ids
    if actor.jurisdiction in notice.place_codes:
        return True
    return rule.upward and any(
        is_within(area.places, code, actor.jurisdiction) for code in notice.place_codes
    )


def text_of(notice: Notice) -> str:
    """Return the words of a notice for a person, marked in a drill."""
    return f"{EXERCISE if notice.exercise else ''}{notice.zh}\n{notice.en}"


class _Writer:
    """Writes the notices of one event."""

    def __init__(self, recorded: Recorded, area: Area, profile: Profile) -> None:
        self._recorded, self._area, self._profile = recorded, area, profile

    def by_type(self, event: Any) -> Iterator[Notice]:
        """Yield the notice of an event that names its order, if it is one to be told."""
        if (kind := _TO_THE_TEAM.get(type(event))) is not None:
            yield self.to_the_team(kind, event.instruction_id)
        elif (kind := _TO_A_PLACE.get(type(event))) is not None:
            places = (event.place_code,)
            yield self._of_order(kind, event.instruction_id, places, awaits=event.awaits)
        elif (kind := _ALARMS.get(type(event))) is not None:
            yield self.alarm(kind, event.instruction_id)

    def of_a_step(self, event: StepTaken) -> Iterator[Notice]:
        """Yield what a team hears of an order that is issued, or called off once it was."""
        reached = self._area.instructions[event.subject_id].reached
        if event.went_to == ISSUED:
            yield self.to_the_team("order", event.subject_id)
        elif event.went_to in CALLED_OFF and ISSUED in reached:
            yield self.to_the_team("called_off", event.subject_id)

    def to_the_team(
        self, kind: str, order_id: str, places: tuple[str, ...] = (), **said: Any
    ) -> Notice:
        """Return what the team of an order is told, and the targets of places where named."""
        team = self._area.teams[self._area.instructions[order_id].team_id]
        return self._of_order(kind, order_id, places, _names((team,)), **said)

    def alarm(self, kind: str, order_id: str, **said: Any) -> Notice:
        """Return what those who answer for the incident are told, and those of the team."""
        incident = self._area.incidents[self._area.instructions[order_id].incident_id]
        places = (*self._seats(incident), *self.places_of_the_team(order_id))
        return self._of_order(kind, order_id, tuple(dict.fromkeys(places)), **said)

    def to_everybody(self, kind: str, order_id: str, words: str) -> Notice:
        """Return an alarm that is told to every team of the incident as well."""
        area = self._area
        incident = area.incidents[area.instructions[order_id].incident_id]
        orders = (area.instructions[one] for one in incident.instruction_ids)
        teams = _names(area.teams[one.team_id] for one in orders if one.is_open)
        return replace(self.alarm(kind, order_id, words=words), team_ids=teams)

    def of_the_incident(self, kind: str, incident_id: str) -> Notice:
        """Return what those who answer for an incident are told."""
        incident = self._area.incidents[incident_id]
        return self._notice(kind, incident, None, self._seats(incident))

    def places_of_the_team(self, order_id: str) -> tuple[str, ...]:
        """Return the place whose duty room answers for the team of an order."""
        team = self._area.teams[self._area.instructions[order_id].team_id]
        return (duty_room(self._area.places, self._profile, team.place_code),)

    def _seats(self, incident: Incident) -> tuple[str, ...]:
        """Return the places that answer for an incident: its duty room, and who leads."""
        room = duty_room(self._area.places, self._profile, incident.place_code)
        return (room,) if incident.lead in (None, room) else (room, incident.lead)

    def _of_order(
        self,
        kind: str,
        order_id: str,
        places: tuple[str, ...],
        team_ids: frozenset[str] = frozenset(),
        **said: Any,
    ) -> Notice:
        order = self._area.instructions[order_id]
        incident = self._area.incidents[order.incident_id]
        return replace(self._notice(kind, incident, order, places, **said), team_ids=team_ids)

    def _notice(
        self,
        kind: str,
        incident: Incident,
        order: Instruction | None,
        places: tuple[str, ...],
        awaits: tuple[str, ...] = (),
        **said: Any,
    ) -> Notice:
        book = self._profile.notices
        owed = [book.awaits[one] for one in awaits]
        words = {word: same(str(text)) for word, text in said.items()} | {
            "team": same(self._area.teams[order.team_id].name if order else ""),
            "order": same(order.instruction_id if order else ""),
            "awaits": Label("、".join(one.zh for one in owed), ", ".join(one.en for one in owed)),
        }
        about = order.instruction_id if order else incident.incident_id
        return of_incident(
            *(self._recorded, self._area, self._profile, kind, incident, about, words),
            place_codes=places,
            instruction_id=order.instruction_id if order else None,
        )


def _names(teams: Iterable[Team]) -> frozenset[str]:
    """Return teams and those they were detached from, whose devices and users speak for them."""
    return frozenset(name for team in teams for name in (team.team_id, team.parent_id))
