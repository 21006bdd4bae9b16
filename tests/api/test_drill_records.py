"""The training record of a house: which drills there are, and whose they are."""

from api.drill_records import DrillRecords
from dispatch.domain.actors import Actor, system
from dispatch.domain.commands import FoundArea, SendReport
from dispatch.domain.road_commands import PlanRoadHours
from dispatch.engine.clock import SimulatedClock
from dispatch.engine.engine import Engine
from dispatch.profile.loader import load_profile
from dispatch.store.memory_log import MemoryLog
from routing.geo import Position
from simulators.hamlet import found_hamlet
from simulators.venue import HamletPlace


def test_a_drill_whose_clocks_ran_before_its_places_were_entered_is_told_to_its_director():
    log, place = MemoryLog(), HamletPlace(root="C")
    engine = Engine("drill", log, load_profile("xian"), SimulatedClock(1_721_109_600.0))

    def handle(command, actor):
        handled = engine.handle(command, actor)
        if isinstance(command, FoundArea):
            engine.handle(PlanRoadHours(), system("C"))
        return handled

    found_hamlet(handle, place, "小演练", "xian")
    report = SendReport("r1", "fire", "duty", Position(lon=109.031, lat=34.012))
    engine.handle(report, Actor("Li", "DUTY", "C"))

    records = DrillRecords(log)
    (record,) = records.told_to("C")["items"]
    assert (record["area"], record["person_times"]) == ("drill", 1)
    assert records.told_to("C01")["items"] == [], "of a lower place it is not"
