"""A change of the roads is told with whom it delays, whom it cuts off, and who else could go."""

from itertools import count
from pathlib import Path
from typing import Any

import pytest
from immutables import Map

from dispatch.assignment.roads import RoadDesk
from dispatch.domain import commands as c
from dispatch.domain import events as e
from dispatch.domain.actors import Actor, system
from dispatch.domain.depots import Depot, Stock
from dispatch.domain.impacts import RoadImpact, Tally, Unreachable
from dispatch.domain.places import AdminLevel, Place
from dispatch.domain.roads import Everywhere, RoadName, Within
from dispatch.domain.shelters import Shelter
from dispatch.domain.teams import Team
from dispatch.engine.advisor import Advisor
from dispatch.engine.assessor import Assessor
from dispatch.engine.bootstrap import open_house
from dispatch.engine.clock import SimulatedClock
from dispatch.engine.engine import Engine
from dispatch.engine.positions import Fix, Positions
from dispatch.engine.verify import verify
from dispatch.profile.loader import load_profile
from dispatch.store.codec import decode_area, encode, state_hash
from dispatch.store.log import EventLog
from dispatch.store.memory_log import MemoryLog
from dispatch.store.open import open_log
from tests.roadworks import (
    BRIDGE,
    EAST,
    LANE,
    RING,
    WEST,
    position_of,
    round_the_bridge,
    two_banks,
)
from tests.sentences import NOON

OFFICER = Actor("duty", "DUTY", "C")
POLICE = Actor("officer 7", "TRAFFIC", "C")
BRIDGE_S, RING_S = 202.909, 1228.571  # by the emergency metric
HILL = position_of("H")


class Town:
    """Teams on the west bank, an incident and villages on the east bank, on a clock of its own."""

    def __init__(self, log: EventLog) -> None:
        profile = load_profile("xian")
        self.clock, self.log = SimulatedClock(NOON), log
        ids = count(1)
        self.engine = Engine("town", log, profile, self.clock, new_id=lambda: f"c{next(ids)}")
        self.desk = RoadDesk(two_banks(), profile.roads)
        self.positions = Positions()
        if self.engine.area.position == 0:
            self._found(profile.profile_id)
        self.assessor = Assessor(self.engine, self.desk, self.positions)
        self.advisor = Advisor(self.engine, self.desk, self.positions)

    def _found(self, profile_id: str) -> None:
        root = system("C")
        self.engine.handle(c.FoundArea("town", "C", profile_id), root)
        level = AdminLevel
        rows = [
            ("C", level.CITY, None, WEST),
            ("T", level.TOWN, "C", WEST),
            ("V-west", level.VILLAGE, "T", WEST),
            ("V-east", level.VILLAGE, "T", EAST),
            ("V-hill", level.VILLAGE, "T", HILL),
        ]
        places = tuple(Place(code, code, kind, up, at, 1000) for code, kind, up, at in rows)
        self.engine.handle(c.RegisterPlaces(places), root)
        teams = tuple(
            Team(team_id, team_id, "T", at, capabilities, 6)
            for team_id, at, capabilities in (
                ("fire-1", WEST, ("FIRE",)),
                ("fire-2", WEST, ("FIRE",)),
                ("fire-hill", HILL, ("FIRE",)),
                ("rescue-1", WEST, ("RESCUE",)),
            )
        )
        self.engine.handle(c.EnrolTeams(teams), root)
        depot = Depot("depot-1", "depot", "T", WEST, Map({"hose": Stock(100)}))
        self.engine.handle(c.RegisterDepots((depot,)), root)
        self.engine.handle(c.RegisterShelters((Shelter("S", "school", "V-hill", HILL, 300),)), root)

    def a_team_under_way(self) -> str:
        """A fire on the east bank, and fire-1 on its way to it from the west."""
        report = c.SendReport("r1", "other", "duty", EAST, "V-east")
        self.engine.handle(report, OFFICER)
        self.engine.handle(c.GiveInstruction("I1", "fire-1", "FIRE"), OFFICER)
        leader = Actor("leader", "TEAM", "T", "fire-1")
        for action in ("sign", "set_out"):
            self.engine.handle(c.TakeStep("instruction", "D1", action), leader)
        return "D1"

    def close(self, selection: Any, **more: Any) -> RoadImpact:
        """Close roads, and return what is recorded of it."""
        order = c.CloseRoad(selection, "traffic_police", "flood", **more)
        committed = self.engine.handle(order, POLICE)
        (ordered,) = (one.event for one in committed.events)
        assert isinstance(ordered, e.RoadMeasureOrdered)
        return self.recorded(ordered.measure.measure_id)

    def recorded(self, measure_id: str) -> RoadImpact:
        assert self.assessor.step() == 1
        assert self.assessor.step() == 0
        impact = self.engine.area.road_measures[measure_id].impact
        assert impact is not None
        return impact


@pytest.fixture
def town() -> Town:
    return Town(MemoryLog())


def test_a_team_on_its_way_over_the_bridge_is_expected_later_and_others_are_named(
    town: Town,
) -> None:
    order_id = town.a_team_under_way()
    impact = town.close(Within(round_the_bridge()))
    (order,) = impact.orders
    assert (order.team_id, order.on_route) == ("fire-1", True)
    assert order.before_s == pytest.approx(BRIDGE_S, abs=0.01)
    assert order.after_s == pytest.approx(RING_S, abs=0.01)
    assert order.eta_at == pytest.approx(NOON + RING_S, abs=0.01)
    others = [one.team_id for one in order.alternatives]
    assert others == ["fire-hill", "fire-2"]  # by road time; fire-1 itself is not free
    assert order.alternatives[0].travel_s < 300 < order.alternatives[1].travel_s
    instruction = town.engine.area.instructions[order_id]
    assert (instruction.eta_at, instruction.cut_off) == (order.eta_at, None)


def test_a_team_without_a_fix_is_reckoned_to_be_as_far_as_it_drove_since(town: Town) -> None:
    town.a_team_under_way()
    town.clock.move_to(NOON + 190)  # over the bridge by now
    assert town.close(Within(round_the_bridge())).orders == ()
    town.engine.handle(c.ReopenRoad(("M1",), "dry"), POLICE)
    town.assessor.step()
    town.positions.record(Fix("fire-1", position_of("B1"), NOON + 189))  # its device says otherwise
    (order,) = town.close(Within(round_the_bridge())).orders
    assert order.before_s is not None
    assert order.before_s < BRIDGE_S
    assert order.after_s is not None
    assert order.after_s > RING_S


def test_supplies_are_reckoned_by_the_metric_of_the_trucks(town: Town) -> None:
    town.a_team_under_way()
    town.engine.handle(c.ReserveStock("I1", "depot-1", "hose", 5), OFFICER)
    impact = town.close(Within(round_the_bridge()), only_for=("heavy",))
    assert impact.orders == ()
    (supply,) = impact.supplies
    assert supply.before_s == pytest.approx(3.72 / (60 * 0.6) * 3600, abs=0.01)
    assert supply.after_s == pytest.approx(21.5 / (60 * 0.6) * 3600, abs=0.01)


def test_villages_and_shelters_are_told_worst_first_and_counted(town: Town) -> None:
    impact = town.close(Within(round_the_bridge()))
    assert [one.place_code for one in impact.villages] == ["V-east", "V-hill"]
    assert impact.villages_in_all == Tally(changed=2)
    assert [one.shelter_id for one in impact.shelters] == ["S"]
    second = town.close(RoadName(LANE))
    (village,) = second.villages
    assert (village.place_code, village.after_s) == ("V-hill", None)
    assert village.reason is Unreachable.CUT_OFF
    assert second.villages_in_all == Tally(changed=1, cut_off=1, people_cut_off=1000)
    assert second.shelters_in_all == Tally(changed=1, cut_off=1, people_cut_off=300)


def test_a_road_opened_again_tells_what_is_reached_again(town: Town) -> None:
    order_id = town.a_team_under_way()
    town.close(Everywhere())
    instruction = town.engine.area.instructions[order_id]
    assert (instruction.eta_at, instruction.cut_off) == (None, Unreachable.CUT_OFF)
    town.engine.handle(c.ReopenRoad((), "clear", ("M1",), RoadName(RING)), POLICE)
    impact = town.recorded("M1")
    (order,) = impact.orders
    assert (order.before_s, order.reason) == (None, None)
    instruction = town.engine.area.instructions[order_id]
    assert instruction.cut_off is None
    assert instruction.eta_at == pytest.approx(NOON + RING_S, abs=0.01)


def test_a_measure_that_hinders_nobody_is_said_to_hinder_nobody(town: Town) -> None:
    impact = town.close(RoadName(RING))
    assert impact.arcs == 6
    assert (impact.orders, impact.supplies, impact.villages) == ((), (), ())


def test_changes_between_two_looks_are_told_together(town: Town) -> None:
    for name in (BRIDGE, LANE):
        town.engine.handle(c.CloseRoad(RoadName(name), "traffic_police", "flood"), POLICE)
    impact = town.recorded("M1")
    assert impact.measure_ids == ("M1", "M2")
    assert town.engine.area.road_measures["M2"].impact == impact


def test_what_is_only_planned_changes_nothing_yet(town: Town) -> None:
    later = c.CloseRoad(RoadName(BRIDGE), "traffic_police", "works", begins_at=NOON + 60)
    town.engine.handle(later, POLICE)
    assert town.assessor.step() == 0
    town.clock.move_to(NOON + 60)
    deadline = "road_measure/M1/road_measure.begin"
    town.engine.handle(c.LetDeadlinePass(deadline), system("C"))
    assert town.recorded("M1").arcs == 6


def test_open_recommendations_are_reckoned_anew_on_the_roads_as_they_are(town: Town) -> None:
    fire = c.SendReport("r1", "alarm", "duty", EAST, "V-east", team_needs=None, priority=3)
    town.engine.handle(fire, OFFICER)
    town.advisor.step()
    (before,) = town.engine.area.recommendations.values()
    town.close(Within(round_the_bridge()))
    town.advisor.step()
    (after,) = town.engine.area.recommendations.values()
    assert before.road_version.endswith("/0")
    assert after.road_version.endswith(f"/{town.engine.area.overlay}")
    assert after.recommendation_id != before.recommendation_id


def test_a_team_that_is_cut_off_is_left_out_for_that_reason(town: Town) -> None:
    town.a_team_under_way()
    town.close(RoadName(LANE))
    told = {one.team_id: one.reason for one in town.advisor.candidates("I1", "FIRE")}
    assert told["fire-hill"] == "cut_off"
    assert told["fire-2"] is None


def test_a_replay_gives_the_same_state_and_the_same_overlay(town: Town) -> None:
    town.a_team_under_way()
    town.close(Within(round_the_bridge()), ends_at=NOON + 600)
    town.close(RoadName(LANE))
    area = town.engine.area
    assert verify(town.log, "town").state_hash == state_hash(area)
    again = Town(town.log)
    assert again.engine.area.overlay == area.overlay
    assert again.desk.version == town.desk.version
    everywhere = range(town.desk.network.node_count)
    times = [desk.now.times_to(everywhere, 3).tolist() for desk in (again.desk, town.desk)]
    assert times[0] == times[1]
    assert again.assessor.step() == 0  # it is all assessed
    assert state_hash(decode_area(encode(area))) == state_hash(area)


def test_what_was_not_assessed_before_a_restart_is_assessed_after_it(town: Town) -> None:
    town.a_team_under_way()
    town.engine.handle(c.CloseRoad(Within(round_the_bridge()), "traffic_police", "flood"), POLICE)
    again = Town(town.log)
    (order,) = again.recorded("M1").orders
    assert order.after_s == pytest.approx(RING_S, abs=0.01)


def test_measures_survive_in_a_database(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/town.db"
    log = open_log(url)
    town = Town(log)
    town.a_team_under_way()
    town.close(Within(round_the_bridge()), ends_at=NOON + 600, only_for=("emergency",))
    storm = c.BeginRoadCondition(Everywhere(), "weather_service", "signal", condition="rainstorm")
    town.engine.handle(storm, Actor("city", "CITY", "C"))
    town.recorded("M2")
    hashed = state_hash(town.engine.area)
    town.engine.keep_snapshot()
    log.close()
    reopened = open_log(url)
    assert verify(reopened, "town").state_hash == hashed
    again = Town(reopened)
    assert state_hash(again.engine.area) == hashed
    assert again.desk.version == town.desk.version
    reopened.close()


def test_a_drill_closes_its_own_roads_and_not_those_in_earnest() -> None:
    with open_house("memory://") as house:
        network = two_banks()
        earnest = house.open_area("earnest", roads=RoadDesk(network, house.profile.roads))
        drill = house.open_area("drill", roads=RoadDesk(network, house.profile.roads))
        for area in (earnest, drill):
            area.writer.handle_now(c.FoundArea("town", "C", house.profile.profile_id), system("C"))
        order = c.CloseRoad(RoadName(BRIDGE), "traffic_police", "drill")
        drill.writer.handle_now(order, POLICE)
        open_road, closed = (area.roads.under(area.area) for area in (earnest, drill))
        assert open_road.path(WEST, EAST).travel_s < 300 < closed.path(WEST, EAST).travel_s
        with pytest.raises(ValueError, match="another area's"):
            house.open_area("third", roads=drill.roads)


def test_a_place_far_from_the_teams_does_not_change_for_a_few_seconds(town: Town) -> None:
    """Below the profile's threshold of a minute, and of a tenth, nobody is told."""
    slow = c.SlowRoad(RoadName(BRIDGE), "duty", "jam", factor=1.25)
    town.engine.handle(slow, POLICE)
    impact = town.recorded("M1")
    assert impact.villages == ()
    assert impact.villages_in_all == Tally()
