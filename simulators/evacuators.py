"""Play an evacuation 转移避险: villages told, led out, counted, cleared, brought home.

Who ordered it says where each group goes, by the roads as they are. Once the incident is under
control and no warning stands they are cleared to return, seen off, and the shelters closed.
"""

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from dispatch.assignment.shelter_plan import EvacueeGroup, ShelterPlan
from dispatch.assignment.shelters import allocate_shelters
from dispatch.domain import commands as c
from dispatch.domain import evacuation_commands as xc
from dispatch.domain import evacuation_events as xe
from dispatch.domain import events as e
from dispatch.domain import grade_messages as gm
from dispatch.domain import shelter_commands as hc
from dispatch.domain.actors import Actor
from dispatch.domain.area import Area
from dispatch.domain.evacuating import as_full_as_promised
from dispatch.domain.evacuations import Assignment, Evacuation, EvacuationGroup
from dispatch.domain.places import AdminLevel, is_within, lineage
from dispatch.domain.sayings import in_both
from simulators.alerts import EvacueeHabits
from simulators.chance import Spread
from simulators.commanders import AUTHORITY
from simulators.observing import Reactions
from simulators.playing import played
from simulators.stage import Stage

TO_MOVE = "to_move"
UNDER_CONTROL = ("CONTROLLED", "TERMINATED", "RECOVERY", "REVIEW", "ARCHIVED")


def order_out(
    stage: Stage,
    groups: Sequence[xc.GroupToMove],
    hazard: str,
    *,
    incident_id: str | None = None,
    warning_id: str | None = None,
) -> bool:
    """Order groups out for some days, as the organ of the lowest place that is over all of them."""
    area = stage.area
    organ = next(
        code
        for code in lineage(area.places, groups[0].place_code)
        if area.places[code].admin_level is not AdminLevel.VILLAGE
        and all(is_within(area.places, one.place_code, code) for one in groups)
    )
    order = xc.OrderEvacuation(
        place_code=organ,
        hazard=hazard,
        reason=in_both("演练安排", "ordered in the drill"),
        groups=tuple(groups),
        mode="days",
        incident_id=incident_id,
        warning_id=warning_id,
    )
    return stage.order(order, _organ(stage, organ))


def everybody_of(area: Area, place_code: str, at_most: int | None = None) -> xc.GroupToMove:
    """Return the people of a place as a group, or so many of them, the vulnerable in proportion."""
    place = area.places[place_code]
    people = place.population if at_most is None else min(at_most, place.population)
    vulnerable = place.vulnerable * people // max(1, place.population)
    return xc.GroupToMove(place_code, people, vulnerable)


class Evacuators:
    """Those who lead people out of a danger in a drill, and home again."""

    def __init__(self, stage: Stage, habits: EvacueeHabits) -> None:
        self._stage, self._habits = stage, habits
        self._coming: dict[str, int] = {}
        self.reactions: Reactions = {
            gm.FactsRecorded: self._told,
            xe.EvacuationOrdered: self._ordered,
            "evacuation": self._step_taken,
            "incident_handling": self._incident_moved,
            "warning": self._warning_moved,
        }

    def _step_taken(self, event: e.StepTaken, area: Area) -> None:
        self._group_moved(area.evacuation_groups[event.subject_id])

    def _incident_moved(self, event: e.StepTaken, area: Area) -> None:
        if event.went_to in UNDER_CONTROL:
            self._danger_past(area, incident_id=event.subject_id)

    def _warning_moved(self, event: e.StepTaken, area: Area) -> None:
        if event.over:
            self._danger_past(area, warning_id=event.subject_id)

    # --- out

    def _told(self, event: gm.FactsRecorded, _area: Area) -> None:
        if TO_MOVE in event.facts:
            self._in(self._habits.count, event.incident_id, partial(self._drive, event))

    def _drive(self, event: gm.FactsRecorded) -> None:
        """Order out as many as somebody has found to be in danger, once for each incident."""
        area = self._stage.area
        incident = area.incidents[event.incident_id]
        known = any(one.incident_id == incident.incident_id for one in area.evacuations.values())
        place = area.places[incident.place_code]
        if not known and incident.incident_id in area.open_incidents and place.population:
            group = everybody_of(area, place.code, int(event.facts[TO_MOVE]))
            order_out(self._stage, [group], incident.kind, incident_id=incident.incident_id)

    def _ordered(self, event: xe.EvacuationOrdered, _area: Area) -> None:
        evacuation_id = event.evacuation.evacuation_id
        self._in(self._habits.count, evacuation_id, partial(self._assign, evacuation_id))
        for group_id in self._stage.area.evacuations[evacuation_id].group_ids:
            self._in(self._habits.tell, group_id, partial(self._step, group_id, "notify"))

    def _group_moved(self, group: EvacuationGroup) -> None:
        group_id = group.group_id
        match group.state:
            case "NOTIFIED":
                self._in(self._habits.pack, group_id, partial(self._step, group_id, "set_out"))
            case "MOVING":
                self._lead(group)
            case "SHELTERED":
                self._clear(group_id)
            case "CLEARED":
                self._in(self._habits.home, group_id, partial(self._bring_home, group_id))
            case _:
                pass

    def _assign(self, evacuation_id: str) -> None:
        """Say who goes where: the lowest organ that has places for all, over its own shelters."""
        area = self._stage.area
        evacuation = area.evacuations[evacuation_id]
        for place_code in lineage(area.places, evacuation.place_code):
            plan = self._plan(area, evacuation, place_code)
            if not plan.unsheltered or area.places[place_code].parent is None:
                break
        told = tuple(
            Assignment(
                one.group_id, one.shelter_id, one.people, one.vulnerable, one.by, one.travel_s
            )
            for one in plan.choices
        )
        order = xc.AssignEvacuees(evacuation_id, told)
        if told and self._stage.order(order, _organ(self._stage, place_code)):
            for shelter_id in plan.to_open:
                self._in(self._habits.count, shelter_id, partial(self._open, shelter_id))

    def _plan(self, area: Area, evacuation: Evacuation, place_code: str) -> ShelterPlan:
        groups = (area.evacuation_groups[one] for one in evacuation.group_ids)
        going = [
            EvacueeGroup(one.group_id, one.position, one.people, one.vulnerable)
            for one in groups
            if one.position is not None
        ]
        profile = self._stage.profile
        within = (
            one
            for one in area.shelters.values()
            if is_within(area.places, one.place_code, place_code)
        )
        shelters = as_full_as_promised(
            area, within, evacuation.mode, frozenset(evacuation.group_ids)
        )
        roads, seats = self._stage.roads.under(area), profile.shelters.bus_seats
        return allocate_shelters(
            profile, roads, shelters, going, evacuation.mode, seats, also_closed=True
        )

    def _open(self, shelter_id: str) -> None:
        for action in ("open", "ready"):
            shelter = self._stage.area.shelters[shelter_id]
            if self._stage.profile.shelter.rows_for(action, shelter.state):
                step = c.TakeStep("shelter", shelter_id, action)
                self._stage.order(step, self._duty(shelter.place_code))

    def _lead(self, group: EvacuationGroup) -> None:
        """Plan when each part of a group that has set out is counted where it goes."""
        self._coming[group.group_id] = len(group.assigned)
        for one in group.assigned:
            self._after(one.travel_s or 0.0, group.group_id, partial(self._admit, one))
        if not group.assigned:
            self._after(0.0, group.group_id, partial(self._count_the_rest, group.group_id))

    def _admit(self, going: Assignment) -> None:
        """Count a part of a group into its shelter, but for those who go to relatives."""
        area = self._stage.area
        group = area.evacuation_groups[going.group_id]
        people = min(int(going.people * (1 - self._habits.elsewhere_share)), group.missing)
        if group.state == "MOVING" and people:
            self._open(going.shelter_id)
            admitted = hc.AdmitEvacuees(
                shelter_id=going.shelter_id,
                mode=area.evacuations[group.evacuation_id].mode,
                people=people,
                vulnerable=min(going.vulnerable, people),
                group_id=going.group_id,
            )
            self._stage.order(admitted, self._duty(area.shelters[going.shelter_id].place_code))
        self._coming[going.group_id] -= 1
        if not self._coming[going.group_id]:
            self._count_the_rest(going.group_id)

    def _count_the_rest(self, group_id: str) -> None:
        group = self._stage.area.evacuation_groups[group_id]
        if group.state == "MOVING" and group.missing:
            count = xc.CountEvacuees(group_id, elsewhere=group.elsewhere + group.missing)
            self._stage.order(count, self._head(group))

    # --- home

    def _danger_past(
        self, area: Area, incident_id: str | None = None, warning_id: str | None = None
    ) -> None:
        for evacuation in area.evacuations.values():
            if (incident_id is not None and evacuation.incident_id == incident_id) or (
                warning_id is not None and evacuation.warning_id == warning_id
            ):
                for group_id in evacuation.group_ids:
                    self._clear(group_id)

    def _clear(self, group_id: str) -> None:
        """Clear a group that is all counted, if nothing keeps it away any more."""
        area = self._stage.area
        group = area.evacuation_groups[group_id]
        evacuation = area.evacuations[group.evacuation_id]
        if group.state == "SHELTERED" and _is_past(area, evacuation):
            said = c.Particulars(
                reason=in_both("险情解除", "the danger is over"),
                evidence=("专家意见 experts' opinion",),
            )
            step = c.TakeStep("evacuation", group_id, "clear", said)
            self._stage.order(step, _organ(self._stage, evacuation.place_code))

    def _bring_home(self, group_id: str) -> None:
        area = self._stage.area
        group = area.evacuation_groups[group_id]
        mode = area.evacuations[group.evacuation_id].mode
        for shelter_id, people in group.sheltered.items():
            if people:
                vulnerable = group.vulnerable_in.get(shelter_id, 0)
                leave = hc.SeeEvacueesOff(
                    shelter_id, mode, people, vulnerable, "cleared", group_id, hc.HOME
                )
                self._stage.order(leave, self._duty(area.shelters[shelter_id].place_code))
                self._close(shelter_id)
        if self._stage.area.evacuation_groups[group_id].state == "CLEARED":
            self._step(group_id, "come_home")

    def _close(self, shelter_id: str) -> None:
        shelter = self._stage.area.shelters[shelter_id]
        if not shelter.people:
            duty, said = (
                self._duty(shelter.place_code),
                c.Particulars(reason=in_both("人员已全部返回", "all have gone home")),
            )
            for action in ("wind_down", "close"):
                self._stage.order(c.TakeStep("shelter", shelter_id, action, said), duty)

    # --- small steps shared by those above

    def _step(self, group_id: str, action: str) -> None:
        group = self._stage.area.evacuation_groups[group_id]
        if self._stage.profile.evacuation_table.rows_for(action, group.state):
            step = c.TakeStep("evacuation", group_id, action)
            self._stage.order(step, self._head(group))

    def _in(self, spread: Spread, whose: str, action: Callable[[], None]) -> None:
        self._after(spread.draw(self._rng(whose)), whose, action)

    def _after(self, seconds: float, whose: str, action: Callable[[], None]) -> None:
        extra_s = self._habits.count.draw(self._rng(whose))
        self._stage.agenda.at(self._stage.now() + seconds + extra_s, action)

    def _rng(self, whose: str) -> np.random.Generator:
        return self._stage.chance.of("evacuators", whose)

    def _head(self, group: EvacuationGroup) -> Actor:
        return played(self._stage, "VFORCE", group.place_code)

    def _duty(self, place_code: str) -> Actor:
        return played(self._stage, "DUTY", place_code)


def _is_past(area: Area, evacuation: Evacuation) -> bool:
    """Return whether nothing keeps people away: neither a warning nor an incident."""
    warning = area.warnings.get(evacuation.warning_id or "")
    incident = area.incidents.get(evacuation.incident_id or "")
    return (warning is None or not warning.is_open) and (
        incident is None or incident.state in UNDER_CONTROL
    )


def _organ(stage: Stage, place_code: str) -> Actor:
    return played(stage, AUTHORITY[stage.area.places[place_code].admin_level], place_code)
