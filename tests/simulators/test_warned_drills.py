"""In a drill villages answer a warning, are moved out before it comes true, and come home again."""

from typing import Any

import numpy as np
import pytest

from dispatch.assignment.roads import RoadDesk
from dispatch.domain.evacuations import counts_of
from dispatch.domain.grade_messages import RecordFacts
from dispatch.domain.invariants import violations
from dispatch.domain.warning_policy import Colour
from dispatch.engine.positions import Positions
from routing.network import RoadNetwork
from simulators.alerts import Alert, EvacueeHabits, WardenHabits
from simulators.chance import Chance
from simulators.evacuators import Evacuators
from simulators.issuers import Issuers
from simulators.observing import Audience
from simulators.stage import Stage
from simulators.wardens import Wardens
from tests.sentences import City
from tests.warned import COUNTY, TOWN, VILLAGES, calls, sheltering_valley, the_warning


def a_valley_road() -> RoadDesk:
    """A road up the valley, from the school past the three villages."""
    lon = np.array([108.86, 108.87, 108.875, 108.88])
    lat = np.array([34.00, 34.00, 34.02, 34.00])
    tail, head = [0, 1, 1, 2, 2, 3], [1, 0, 2, 1, 3, 2]
    length = [920.0, 920.0, 2300.0, 2300.0, 2300.0, 2300.0]
    return RoadDesk(RoadNetwork.from_arcs(lon, lat, tail, head, length, [30.0] * 6))


class Valley:
    """The valley with its people on stage: who is warned, who is moved out."""

    def __init__(self, **habits: float) -> None:
        self.city: City = sheltering_valley()
        self.stage = Stage(
            door=lambda command, actor, **more: self.city.engine.handle(command, actor, **more),
            look=lambda: self.city.area,
            profile=self.city.profile,
            clock=self.city.clock,
            roads=a_valley_road(),
            positions=Positions(),
            chance=Chance(1),
        )
        wardens = Wardens(self.stage, WardenHabits(deaf_share=habits.get("deaf_share", 0.0)))
        self._audience = Audience((wardens, Evacuators(self.stage, EvacueeHabits())))
        self.city.engine.subscribe(self._tell)

    def _tell(self, events: tuple[Any, ...], area: Any) -> None:
        for recorded in events:
            self._audience.tell(recorded, area)

    def warn(self, **more: Any) -> None:
        """A flash flood of four hours is warned of, as the county has it."""
        alert = Alert(
            **{
                "at_min": 0.0,
                "until_min": 240.0,
                "kind": "flash_flood",
                "colour": Colour.RED,
                "issuer": COUNTY,
                "places": (TOWN,),
                "matters": "山洪",
            }
            | more
        )
        Issuers(self.stage, self.city.clock.now()).plan((alert,))

    def play(self, hours: float) -> None:
        """Let everything planned happen, at its moments, and every limit pass."""
        until = self.city.clock.now() + hours * 3600
        while (left_s := until - self.city.clock.now()) > 0:
            due = self.stage.agenda.next_at()
            # What is not planned comes of limits: they pass five minutes at a time.
            step_s = 300.0 if due is None else min(300.0, max(0.0, due - self.city.clock.now()))
            self.city.wait(min(step_s, left_s))
            while (due := self.stage.agenda.next_at()) is not None and due <= self.city.clock.now():
                action = self.stage.agenda.take()
                assert action is not None
                action()
        assert violations(self.city.area) == ()


def test_every_village_answers_and_the_measures_of_the_law_are_taken() -> None:
    valley = Valley()
    valley.warn()
    valley.play(3.0)
    called = calls(valley.city)
    assert set(called) == {TOWN, *VILLAGES}
    assert set(called.values()) == {"ANSWERED"}
    warning = the_warning(valley.city)
    assert (warning.state, warning.standby != ()) == ("ACTING", True)
    lists = valley.city.profile.warnings.measures_of(Colour.RED)
    assert set(warning.ticks[TOWN]) == set(lists)
    assert valley.stage.refused == {}


def test_who_is_deaf_to_the_first_call_is_called_again_and_answers() -> None:
    valley = Valley(deaf_share=1.0)
    valley.warn()
    valley.play(3.0)
    answered = [one for one in valley.city.area.warning_calls.values() if one.answered_at]
    assert len(answered) == len(valley.city.area.warning_calls) == 4
    assert all(one.times > 1 for one in answered)


def test_villages_are_moved_out_on_a_warning_and_are_home_when_it_is_lifted() -> None:
    valley = Valley()
    valley.warn(evacuate=(VILLAGES[0],))
    valley.play(3.5)
    group = valley.city.area.evacuation_groups["E1-1"]
    assert (group.state, group.people, group.missing) == ("SHELTERED", 130, 0)
    assert (group.in_shelters, group.elsewhere) == (117, 13)
    assert valley.city.area.shelters["school"].people == 117
    valley.play(3.0)
    group = valley.city.area.evacuation_groups["E1-1"]
    assert (group.state, group.returned) == ("RETURNED", 117)
    assert valley.city.area.shelters["school"].state == "CLOSED"
    assert not the_warning(valley.city).is_open
    assert valley.stage.refused == {}


def test_who_is_found_to_be_in_danger_is_moved_out_and_waits_for_control() -> None:
    valley = Valley()
    city = valley.city
    incident_id = city.a_fire(kind="geological", place_code=VILLAGES[1])
    known = RecordFacts(incident_id, {"to_move": 200.0}, "the village")
    city.by("duty officer of Ziwu", known)
    valley.play(4.0)
    counts = counts_of(city.area.evacuation_groups.values())
    assert (counts.people, counts.missing, counts.returned) == (200, 0, 0)
    assert city.area.incidents[incident_id].facts["moved"] == 200
    assert city.area.evacuation_groups["E1-1"].state == "SHELTERED"


def test_a_place_there_is_not_is_named() -> None:
    with pytest.raises(ValueError, match="no place '999'"):
        Valley().warn(places=("999",))
