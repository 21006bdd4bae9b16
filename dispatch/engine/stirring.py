"""Note what happens that a decision on who goes could depend on, and what would change none.

To decide over thousands of teams takes its time, and most of what happens leaves the decision as it
was: those who set out go as it was decided, and who comes home is able to nothing that is wanted.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from dispatch.assignment.shelter_choice import groups_listed
from dispatch.domain import evacuation_events as xe
from dispatch.domain import events as e
from dispatch.domain import fusion_events as fe
from dispatch.domain import shelter_events as he
from dispatch.domain import supply_events as se
from dispatch.domain.area import Area
from dispatch.domain.crews import crews_of
from dispatch.domain.envelope import Recorded
from dispatch.domain.incidents import Incident
from dispatch.domain.needs import (
    NOT_SERVING,
    missing_by_moment,
    missing_shelter_places,
    sought_crews,
    turned_down,
)
from dispatch.domain.profile import Profile, SupplyNeed
from dispatch.domain.recommendations import Recommendation
from dispatch.domain.teams import Team


@dataclass(frozen=True, slots=True)
class Wants:
    """What an incident wants now, and all else that a decision reads of it: `about`.

    In order of `rank` the most urgent comes first.
    """

    crews: dict[str, int] = field(default_factory=dict)
    supplies: tuple[SupplyNeed, ...] = ()
    shelter_places: int = 0
    about: tuple[object, ...] = ()
    rank: tuple[int, float, str] = (0, 0.0, "")

    @classmethod
    def of(cls, area: Area, profile: Profile, incident: Incident) -> "Wants":
        """Return what an incident is short of: nothing where nobody is sent any more."""
        if not profile.incident_handling.has("DISPATCHABLE", incident.state):
            return cls()
        places = missing_shelter_places(incident)
        return cls(
            crews=sought_crews(area, profile, incident),
            supplies=tuple(missing_by_moment(area, incident)),
            shelter_places=places,
            about=(
                *(incident.kind, incident.priority, incident.position, incident.place_code),
                *(incident.team_needs, incident.pins, turned_down(area, incident)),
                tuple(map(area.reservation, incident.reservation_ids)),
                *(groups_listed(area, [incident.incident_id]).values() if places else ()),
            ),
            rank=(incident.priority, incident.opened_at, incident.incident_id),
        )

    @property
    def anything(self) -> bool:
        """Whether it is short of anything."""
        return bool(self.crews) or self.stock

    @property
    def stock(self) -> bool:
        """Whether it is short of supplies or of places in shelters."""
        return bool(self.supplies or self.shelter_places)


class Stirred:
    """What has changed since the last decision. Not thread-safe: whoever owns it holds a lock.

    `incidents` were touched; the teams `freed` can be sent now, or more of their crews can;
    `abilities` are those of teams that are missed somewhere, `departed` tells of teams that left as
    it was proposed. Likewise with `stock` and what was
    `promised` of it. `roads` tells that the roads are others.
    """

    def __init__(self, profile: Profile, area: Area) -> None:
        self._profile, self._overlay = profile, area.overlay
        self._free = profile.team_availability.sets["FREE"]
        self._crews: dict[str, dict[str, int]] = {}
        self._proposed: Counter[str] = Counter()  # at how many incidents, by team
        self._items: dict[str, dict[tuple[str, str], int]] = {}
        self._notes: dict[type[Any], Callable[[Any, Area], None]] = {
            e.StepTaken: self._note_step,
            e.IncidentRegistered: self._note_incident,
            e.DemandsSet: self._note_incident,
            e.PrioritySet: self._note_incident,
            e.RecommendationSettled: self._note_incident,
            e.InstructionGiven: self._note_incident,
            e.TeamPinned: self._note_incident,
            e.TeamUnpinned: self._note_incident,
            e.TeamsEnrolled: self._note_enrolment,
            e.DetachmentRejoined: self._note_return,
            e.ReportLinked: self._note_link,
            fe.IncidentMerged: self._note_merger,
            fe.IncidentSeparated: self._note_separation,
            fe.ReportSeparated: self._note_separation,
            xe.EvacuationOrdered: self._note_evacuation,
            xe.EvacuationExtended: self._note_extension,
            xe.EvacuationTied: self._note_incident,
            xe.EvacueesCounted: self._note_group,
            xe.EvacueesWentBack: self._note_group,
            he.EvacueesAdmitted: self._note_admission,
            he.EvacueesDeparted: self._note_stock,
            e.SheltersRegistered: self._note_stock,
            e.DepotsRegistered: self._note_stock,
            se.StockReserved: self._note_promise,
            se.ReservationReleased: self._note_broken_promise,
            se.ReservationLapsed: self._note_broken_promise,
            se.StockReceived: self._note_stock,
            se.StockReturned: self._note_stock,
            se.StockTaken: self._note_stock,
        }
        self.settle()
        self.incidents.update(area.open_incidents)

    @property
    def anything(self) -> bool:
        """Whether anything has changed that a decision could depend on."""
        touched = self.incidents or self.freed or self.abilities
        return bool(touched) or self.roads or self.departed or self.stock or self.promised

    def settle(self) -> None:
        """Forget what has changed: it is being decided."""
        self.incidents: set[str] = set()
        self.freed: set[str] = set()
        self.abilities: set[str] = set()
        self.roads = self.departed = self.stock = self.promised = False

    def proposed(self, made: Iterable[Recommendation]) -> None:
        """Take note of what is proposed: to carry it out leaves what else is proposed as good."""
        for one in made:
            crews: dict[str, int] = {}
            for choice in one.teams:
                crews[choice.team_id] = crews.get(choice.team_id, 0) + choice.crews
            self._forget_crews(one.incident_id)
            self._crews[one.incident_id] = crews
            for team_id in crews:
                self._proposed[team_id] += 1
            items = self._items[one.incident_id] = {}
            for brought in one.depots:
                items[brought.depot_id, brought.supply] = brought.quantity

    def wants(self, incident_id: str, wants: Wants) -> None:
        """Set free what was proposed for an incident, not sent, and is wanted no more."""
        if not wants.crews:
            self.freed.update(self._forget_crews(incident_id))
        if not wants.stock and self._items.pop(incident_id, {}):
            self.stock = True

    def _forget_crews(self, incident_id: str) -> Iterable[str]:
        """Forget who is proposed for an incident, and return them."""
        gone = self._crews.pop(incident_id, {})
        for team_id in gone:
            self._proposed[team_id] -= 1
        return gone

    def observe(self, events: Iterable[Recorded], area: Area) -> None:
        """Take note of events; `area` is the state after all of them."""
        if area.overlay != self._overlay:
            # Whatever is open is decided again on the roads as they are now.
            self._overlay, self.roads = area.overlay, True
        for recorded in events:
            if (note := self._notes.get(type(recorded.event))) is not None:
                note(recorded.event, area)

    def _note_step(self, event: e.StepTaken, area: Area) -> None:
        match event.lifecycle:
            case "team_availability":
                if (event.came_from in self._free) != (event.went_to in self._free):
                    self._note_team(area, area.teams[event.subject_id])
            case "instruction":
                if event.moved and not NOT_SERVING.isdisjoint((event.came_from, event.went_to)):
                    self.incidents.add(area.instructions[event.subject_id].incident_id)
            case "incident_handling":
                self.incidents.add(event.subject_id)
            case "shipment" if event.action in ("turn_back", "cancel"):
                self.incidents.add(area.shipments[event.subject_id].incident_id)
            case "evacuation":
                self._touch_group(area, event.subject_id)
            case "shelter":
                self.stock = True
            case _:
                pass  # road measures are noted by the overlay

    def _note_incident(self, event: Any, _area: Area) -> None:
        """Note an incident whose wants, or whose orders, are others now."""
        self.incidents.add(event.incident_id)

    def _note_link(self, event: e.ReportLinked, _area: Area) -> None:
        """Note an incident that lies elsewhere by the reports it has now."""
        if event.position is not None:
            self.incidents.add(event.incident_id)

    def _note_separation(
        self, event: fe.IncidentSeparated | fe.ReportSeparated, _area: Area
    ) -> None:
        self.incidents.add(event.out_of)

    def _note_merger(self, event: fe.IncidentMerged, _area: Area) -> None:
        self.incidents.add(event.into)

    def _note_enrolment(self, event: e.TeamsEnrolled, _area: Area) -> None:
        self.freed.update(team.team_id for team in event.teams)

    def _note_return(self, event: e.DetachmentRejoined, area: Area) -> None:
        self.freed.add(area.teams[event.team_id].parent_id)

    def _note_team(self, area: Area, team: Team) -> None:
        """Note that a team has become free, or is no longer: whether anybody else misses it."""
        if team.state in self._free:
            self.freed.add(team.team_id)
            return
        order = area.instructions.get(team.instruction_id or "")
        going_to = {} if order is None else self._crews.get(order.incident_id, {})
        own = self._proposed[team.team_id] > 0
        proposed = team.team_id if own or team.has_rejoined else team.parent_id
        self._proposed[proposed] -= proposed in going_to
        left = going_to.pop(proposed, 0) - crews_of(team, self._profile)
        if self._proposed[proposed]:
            self.abilities.update(team.capabilities)
        else:
            self.departed = True
        if left > 0:  # in another discipline, with an order of their own
            going_to[proposed] = left
            self._proposed[proposed] += 1

    def _note_stock(self, _event: Any, _area: Area) -> None:
        """Note that there are other supplies now, or other places in shelters."""
        self.stock = True

    def _note_broken_promise(
        self, event: se.ReservationReleased | se.ReservationLapsed, area: Area
    ) -> None:
        self.incidents.add(area.reservations[event.reservation_id].incident_id)
        self.stock = True

    def _note_evacuation(self, event: xe.EvacuationOrdered, _area: Area) -> None:
        self._touch(event.evacuation.incident_id)

    def _note_extension(self, event: xe.EvacuationExtended, area: Area) -> None:
        self._touch(area.evacuations[event.evacuation_id].incident_id)

    def _note_group(self, event: xe.EvacueesCounted | xe.EvacueesWentBack, area: Area) -> None:
        self._touch_group(area, event.group_id)

    def _note_admission(self, event: he.EvacueesAdmitted, _area: Area) -> None:
        self._touch(event.incident_id)

    def _touch(self, incident_id: str | None) -> None:
        if incident_id is not None:
            self.incidents.add(incident_id)

    def _touch_group(self, area: Area, group_id: str) -> None:
        group = area.evacuation_groups[group_id]
        self._touch(area.evacuations[group.evacuation_id].incident_id)

    def _note_promise(self, event: se.StockReserved, _area: Area) -> None:
        self.incidents.add(event.incident_id)
        items = self._items.get(event.incident_id, {})
        if event.quantity == items.pop((event.depot_id, event.supply), None):
            self.promised = True
        else:
            self.stock = True
