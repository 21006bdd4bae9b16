"""Say who may see what: the places and teams a matter concerns, against an actor's jurisdiction.

A matter is visible where its place lies within the jurisdiction; an instruction from both sides,
the incident's and the team's. Who speaks for one team sees that team, its detachments, their
instructions and the incidents these serve. Who only reports sees nothing but its own reports.
"""

from collections.abc import Iterable

import msgspec

from dispatch.domain.actors import Actor
from dispatch.domain.area import Area
from dispatch.domain.attachments import Attachment, Holder
from dispatch.domain.depots import Depot, Reservation
from dispatch.domain.evacuations import Evacuation, EvacuationGroup
from dispatch.domain.group_orders import GroupOrder
from dispatch.domain.incidents import Incident
from dispatch.domain.information_reports import InformationReport
from dispatch.domain.instructions import Instruction
from dispatch.domain.places import Places, lineage
from dispatch.domain.plans import ChecklistStep, Plan, PlanCall
from dispatch.domain.posts import CommandPost
from dispatch.domain.reports import Report
from dispatch.domain.responders import RESPONDER_ROLE, Responder, ResponderCall
from dispatch.domain.sensors import Sensor
from dispatch.domain.shelters import Shelter
from dispatch.domain.shifts import Shift
from dispatch.domain.shipments import Shipment
from dispatch.domain.support import SupportRequest
from dispatch.domain.teams import Team
from dispatch.domain.warning_calls import PlaceCall
from dispatch.domain.warnings import HazardWarning

# Roles that bring news in and are told nothing of others.
ONLY_REPORT = frozenset({"CITIZEN", "SENSOR", "FEED", RESPONDER_ROLE})


class Concern(msgspec.Struct, frozen=True):
    """Whom a matter concerns: the codes it is seen from, the teams in it, and its reporter.

    `seen_from` holds the places of the matter and every place above them. `everybody` marks what
    is no secret to anyone signed in, such as the founding of the area.
    """

    seen_from: frozenset[str] = frozenset()
    team_ids: frozenset[str] = frozenset()
    reporter: str | None = None
    everybody: bool = False


EVERYBODY = Concern(everybody=True)
NOBODY = Concern()


class View(msgspec.Struct, frozen=True):
    """How far an actor sees; two actors with an equal view see the same."""

    jurisdiction: str
    team_id: str | None = None
    reporter: str | None = None

    @classmethod
    def of(cls, actor: Actor) -> "View":
        """Return an actor's view."""
        if actor.role in ONLY_REPORT:
            return cls(jurisdiction="", reporter=actor.name)
        if actor.team_id is not None:
            return cls(jurisdiction="", team_id=actor.team_id, reporter=actor.name)
        return cls(jurisdiction=actor.jurisdiction)

    def sees(self, concern: Concern) -> bool:
        """Whether a matter of that concern is visible."""
        return (
            concern.everybody
            or self.jurisdiction in concern.seen_from
            or (self.team_id is not None and self.team_id in concern.team_ids)
            or (self.reporter is not None and self.reporter == concern.reporter)
        )


class Lineages:
    """Remembers the lineage of places by code, for as long as the places are the same."""

    def __init__(self) -> None:
        self._of: tuple[Places | None, dict[str, frozenset[str]]] = (None, {})

    def above(self, places: Places, code: str) -> frozenset[str]:
        """Return a place and every place above it."""
        of, known = self._of
        if of is not places:
            known = {}
            self._of = (places, known)
        found = known.get(code)
        if found is None:
            found = known[code] = frozenset(lineage(places, code))
        return found


_LINEAGES: dict[str, Lineages] = {}


def seen_from(area: Area, codes: Iterable[str]) -> frozenset[str]:
    """Return every jurisdiction from which any of the places is seen."""
    lineages = _LINEAGES.setdefault(area.area_id, Lineages())
    found: frozenset[str] = frozenset()
    for code in codes:
        found |= lineages.above(area.places, code)
    return found


Subject = (
    Incident
    | Instruction
    | Team
    | Depot
    | Shelter
    | Report
    | Reservation
    | SupportRequest
    | Shipment
    | CommandPost
    | GroupOrder
    | HazardWarning
    | PlaceCall
    | Plan
    | ChecklistStep
    | PlanCall
    | Evacuation
    | EvacuationGroup
    | InformationReport
    | Sensor
    | Shift
    | Responder
    | ResponderCall
)


def concern_of(area: Area, subject: Subject) -> Concern:
    """Return whom something in the area concerns."""
    match subject:
        case Incident():
            teams = (area.teams[area.instructions[one].team_id] for one in subject.instruction_ids)
            places = (subject.place_code, *subject.touched)
            return Concern(seen_from(area, places), _those_in(teams))
        case Instruction():
            team = area.teams[subject.team_id]
            places = (area.incidents[subject.incident_id].place_code, team.place_code)
            return Concern(seen_from(area, places), _those_in((team,)))
        case Team():
            return Concern(seen_from(area, (subject.place_code,)), _those_in((subject,)))
        case Report():
            incident = area.incidents.get(subject.incident_id)
            places = (subject.place_code, *((incident.place_code,) if incident else ()))
            return Concern(seen_from(area, places), reporter=subject.reporter)
        case Shipment() | Reservation():
            incident = area.incidents[subject.incident_id]
            places = (area.depots[subject.depot_id].place_code, incident.place_code)
            # Whoever works there may sign for what is shipped.
            shipped = isinstance(subject, Shipment)
            team_ids = concern_of(area, incident).team_ids if shipped else frozenset()
            return Concern(seen_from(area, places), team_ids)
        case SupportRequest() | CommandPost() | Evacuation() | InformationReport():
            return Concern(seen_from(area, _places_of(area, subject)))
        case GroupOrder():
            post = area.command_posts[subject.post_id]
            staff = post.groups.get(subject.group)
            # Who leads the group sees its task, also where they speak for a team otherwise.
            leader = staff.leader if staff is not None and staff.leader else None
            return Concern(seen_from(area, _places_of_post(area, post)), reporter=leader)
        case HazardWarning():
            return EVERYBODY  # what it says is meant for all
        case ChecklistStep() | PlanCall():
            return concern_of(area, area.incidents[subject.incident_id])
        case Responder() | ResponderCall():
            return _of_responder(area, subject)
        case Depot() | Shelter() | PlaceCall() | Plan() | EvacuationGroup() | Sensor() | Shift():
            return Concern(seen_from(area, (subject.place_code,)))


def _of_responder(area: Area, subject: Responder | ResponderCall) -> Concern:
    """Return whom a responder concerns, and a call: also those of the incident."""
    if isinstance(subject, Responder):
        return Concern(seen_from(area, (subject.place_code,)), reporter=subject.responder_id)
    incident, found = area.incidents[subject.incident_id], area.responders[subject.responder_id]
    places = (incident.place_code, *incident.touched, found.place_code)
    return Concern(seen_from(area, places), reporter=found.responder_id)


def _places_of(
    area: Area, subject: SupportRequest | CommandPost | Evacuation | InformationReport
) -> tuple[str, ...]:
    """Return the places of what lies in several."""
    match subject:
        case SupportRequest():
            return (subject.place_code, subject.asked_of)
        case CommandPost():
            return _places_of_post(area, subject)
        case InformationReport():  # those who report, those it is for, and who has a copy
            to = () if subject.to_code is None else (subject.to_code,)
            return (subject.place_code, *to, *subject.copied_to)
        case Evacuation():
            groups = (area.evacuation_groups[one] for one in subject.group_ids)
            return (subject.place_code, *(one.place_code for one in groups))


def _places_of_post(area: Area, post: CommandPost) -> tuple[str, ...]:
    """Return where a post is seen from: its own place, and those its incident touches."""
    if post.incident_id is None:
        return (post.place_code,)
    incident = area.incidents[post.incident_id]
    return (post.place_code, incident.place_code, *incident.touched)


def sees_drafts(report: InformationReport, view: View) -> bool:
    """Whether a viewer belongs to those who write a report: a level above sees what was sent."""
    return view.jurisdiction == report.place_code


def concern_of_holder(area: Area, holder: Holder) -> Concern:
    """Return whom an attachment concerns because of one who holds it."""
    incident = area.incidents.get(holder.incident_id) if holder.incident_id else None
    team_ids = concern_of(area, incident).team_ids if incident else frozenset()
    return Concern(seen_from(area, (holder.place_code,)), team_ids, holder.by)


def sees_attachment(area: Area, view: View, attachment: Attachment) -> bool:
    """Whether a viewer may see an attachment, by any of those who hold it."""
    return any(view.sees(concern_of_holder(area, one)) for one in attachment.holders)


def _those_in(teams: Iterable[Team]) -> frozenset[str]:
    """Return the teams a matter is about; what a detachment sees, its team sees too."""
    return frozenset(one for team in teams for one in (team.team_id, team.parent_id))


def visible(area: Area, actor: Actor, subject: Subject) -> bool:
    """Whether an actor may see something in the area."""
    return View.of(actor).sees(concern_of(area, subject))
