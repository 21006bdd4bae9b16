"""Roads are closed, slowed and opened again by order, at their moment, and for a reason."""

from typing import Any

import pytest

from dispatch.domain import commands as c
from dispatch.domain import events as e
from dispatch.domain.actors import Actor
from dispatch.domain.impacts import OrderImpact, RoadImpact, Unreachable
from dispatch.domain.roads import Arcs, Everywhere, RoadName, Within
from routing.geo import Position
from tests.roadworks import round_the_bridge
from tests.sentences import NOON, City

POLICE = Actor("officer 7", "TRAFFIC", "610111")
FAR_POLICE = Actor("officer 9", "TRAFFIC", "610116")
STREET = RoadName("纺东街")


@pytest.fixture
def city() -> City:
    return City()


def closing(**more: Any) -> c.CloseRoad:
    given: dict[str, Any] = {
        "selection": STREET,
        "source": "traffic_police",
        "reason": "bridge under water",
    } | more
    return c.CloseRoad(**given)


def test_a_closure_holds_at_once_and_names_who_and_why(city: City) -> None:
    committed = city.by(POLICE, closing())
    measure = city.area.road_measures["M1"]
    assert (measure.state, measure.ordered_by, measure.reason) == (
        "IN_FORCE",
        "officer 7",
        "bridge under water",
    )
    assert (measure.begins_at, measure.ends_at, measure.place_code) == (NOON, None, "610111")
    assert city.area.overlay == committed.position
    assert city.is_sound()


def test_what_begins_later_is_planned_and_comes_into_force_and_ends_by_itself(city: City) -> None:
    city.by(POLICE, closing(begins_at=NOON + 600, ends_at=NOON + 1800))
    assert city.area.road_measures["M1"].state == "PLANNED"
    assert city.area.overlay == 0
    city.wait(599)
    assert city.area.road_measures["M1"].state == "PLANNED"
    city.wait(1)
    assert city.area.road_measures["M1"].state == "IN_FORCE"
    began = city.area.overlay
    assert began == city.area.position
    assert city.is_sound()
    city.wait(1200)
    measure = city.area.road_measures["M1"]
    assert measure.state == "ENDED"
    assert measure.reached == {
        "PLANNED": NOON,
        "IN_FORCE": NOON + 600,
        "ENDED": NOON + 1800,
    }
    assert city.area.overlay > began
    assert not city.area.deadlines
    assert city.is_sound()


def test_a_road_opened_by_hand_needs_no_clock_any_more(city: City) -> None:
    city.by(POLICE, closing(ends_at=NOON + 1800))
    city.by(POLICE, closing(begins_at=NOON + 600, ends_at=NOON + 1800))
    city.by(POLICE, c.ReopenRoad(("M1", "M2"), "water is gone"))
    assert {one.state for one in city.area.road_measures.values()} == {"ENDED"}
    assert not city.area.deadlines
    refusal = city.refused(POLICE, c.ReopenRoad(("M1",), "again"))
    assert refusal.code == "wrong_state"


def test_a_part_is_opened_again_while_the_rest_stays_closed(city: City) -> None:
    city.by(POLICE, closing(selection=Within(round_the_bridge())))
    overlay = city.area.overlay
    city.by(POLICE, c.ReopenRoad((), "one lane is clear", partly=("M1",), selection=STREET))
    measure = city.area.road_measures["M1"]
    assert (measure.state, measure.reopened) == ("IN_FORCE", (STREET,))
    assert city.area.overlay > overlay
    assert not city.by(POLICE, c.ReopenRoad((), "again", partly=("M1",), selection=STREET)).events


def test_a_slow_road_takes_so_many_times_as_long(city: City) -> None:
    city.by(POLICE, c.SlowRoad(STREET, "traffic_police", "accident", factor=3.0))
    assert city.area.road_measures["M1"].factor == 3.0


def test_a_condition_keeps_the_factors_it_was_ordered_with(city: City) -> None:
    storm = c.BeginRoadCondition(
        Everywhere(), "weather_service", "red signal", condition="rainstorm"
    )
    city.by("city", storm)
    measure = city.area.road_measures["M1"]
    assert measure.speeds == city.profile.roads.conditions["rainstorm"].speeds
    assert city.refused("city", storm).code == "in_force_already"


@pytest.mark.parametrize(
    ("said", "code", "field"),
    [
        ({"ends_at": NOON - 1, "begins_at": NOON - 2}, "wrong_window", "ends_at"),
        ({"begins_at": NOON + 9, "ends_at": NOON + 9}, "wrong_window", "ends_at"),
        ({"reason": "  "}, "input_missing", "particulars.reason"),
        ({"source": "rumour"}, "unknown_source", "source"),
        ({"only_for": ("bicycle",)}, "unknown_metric", "only_for"),
        ({"place_code": "nowhere"}, "unknown_place", "place_code"),
        ({"selection": RoadName(" ")}, "wrong_selection", "selection.name"),
        ({"selection": Arcs("f", ())}, "wrong_selection", "selection.arcs"),
        ({"selection": Arcs("f", (-1,))}, "wrong_selection", "selection.arcs"),
        ({"selection": Within(())}, "wrong_selection", "selection.rings"),
        (
            {"selection": Within((round_the_bridge()[0][:-1],))},
            "wrong_selection",
            "selection.rings[0]",
        ),
        (
            {"selection": Within(((Position(109.0, 34.0), Position(109.1, 34.0)) * 2,))},
            "wrong_selection",
            "selection.rings[0]",
        ),
    ],
)
def test_a_closure_that_makes_no_sense_is_refused_with_its_reason(
    city: City, said: dict[str, Any], code: str, field: str
) -> None:
    refusal = city.refused(POLICE, closing(**said))
    assert (refusal.code, refusal.field) == (code, field)


@pytest.mark.parametrize("factor", [1.0, 0.5, 0.0, -2.0, 101.0, float("nan")])
def test_a_factor_that_slows_nothing_is_refused(city: City, factor: float) -> None:
    refusal = city.refused(POLICE, c.SlowRoad(STREET, "duty", "jam", factor=factor))
    assert (refusal.code, refusal.field) == ("wrong_number", "factor")


def test_who_may_close_roads_is_said_by_the_table(city: City) -> None:
    assert city.refused("grid worker", closing()).code == "role_may_not"
    assert city.refused("keeper", closing()).code == "role_may_not"
    assert city.refused(POLICE, closing(place_code="6101")).code == "outside_jurisdiction"
    city.by(POLICE, closing())
    assert city.refused(FAR_POLICE, c.ReopenRoad(("M1",), "x")).code == "outside_jurisdiction"
    by_hand = c.ReopenRoad((), "x", partly=("M1",), selection=STREET)
    assert city.refused(FAR_POLICE, by_hand).code == "outside_jurisdiction"
    assert city.refused("grid worker", c.PlanRoadHours()).code == "role_may_not"


def test_all_roads_at_once_are_for_those_who_answer_for_the_whole(city: City) -> None:
    everything = closing(selection=Everywhere())
    refusal = city.refused(POLICE, everything)
    assert refusal.code == "everywhere_is_for_the_whole"
    city.by("city", everything)


def test_the_hours_begin_and_end_by_themselves_day_after_day(city: City) -> None:
    """NOON is a Wednesday."""
    city.by("system", c.PlanRoadHours())
    planned = {one.condition: one for one in city.area.road_measures.values()}
    assert set(planned) == {"morning_rush", "evening_rush", "night"}
    assert {one.state for one in planned.values()} == {"PLANNED"}
    assert planned["evening_rush"].begins_at == NOON + 5 * 3600
    assert not city.by("system", c.PlanRoadHours()).events
    city.wait(6 * 3600)
    assert in_force(city) == ["evening_rush"]
    city.wait(6 * 3600)
    assert in_force(city) == ["night"]
    city.wait(8 * 3600)
    assert in_force(city) == ["morning_rush"]
    city.wait(3 * 86_400)  # Saturday
    assert in_force(city) == []
    city.wait(2 * 86_400)
    assert in_force(city) == ["morning_rush"]
    assert city.is_sound()


def test_who_starts_within_the_hours_finds_them_in_force(city: City) -> None:
    city.clock.move_to(NOON + 5.5 * 3600)
    city.by("system", c.PlanRoadHours())
    assert in_force(city) == ["evening_rush"]


def test_hours_ended_by_hand_come_back_the_next_day_and_not_at_once(city: City) -> None:
    city.clock.move_to(NOON + 5.5 * 3600)
    city.by("system", c.PlanRoadHours())
    rush = next(one for one in city.area.road_measures.values() if one.is_in_force)
    province = Actor("province", "PROV", "61")
    city.by(province, c.ReopenRoad((rush.measure_id,), "a public holiday"))
    assert in_force(city) == []
    (again,) = (
        one
        for one in city.area.road_measures.values()
        if one.condition == "evening_rush" and one.is_open
    )
    assert again.begins_at == rush.begins_at + 86_400


def test_nobody_begins_by_hand_what_the_clock_begins(city: City) -> None:
    rush = c.BeginRoadCondition(Everywhere(), "duty", "x", condition="morning_rush")
    assert city.refused("city", rush).code == "by_the_clock"
    unknown = c.BeginRoadCondition(Everywhere(), "duty", "x", condition="locusts")
    assert city.refused("city", unknown).code == "unknown_condition"


def test_an_impact_says_when_teams_are_expected_once_and_only_of_those_under_way(
    city: City,
) -> None:
    incident_id = city.a_fire()
    order = city.order("fire-1", incident_id, "FIRE")
    city.team_does(order, "sign", "set_out")
    done = city.order("fire-2", incident_id, "FIRE")
    city.team_does(done, "sign", "set_out", "arrive")
    city.by(POLICE, closing())
    impact = RoadImpact(
        measure_ids=("M1",),
        overlay_before=0,
        overlay=city.area.overlay,
        road_version="v",
        arcs=2,
        orders=(
            OrderImpact(order, incident_id, "fire-1", True, 60.0, 600.0, NOON + 600),
            OrderImpact(done, incident_id, "fire-2", True, 60.0, 600.0, NOON + 600),
        ),
    )
    city.by("system", c.RecordRoadImpact(impact))
    assert city.area.instructions[order].eta_at == NOON + 600
    assert city.area.road_measures["M1"].impact == impact
    assert len(city.events(e.EtaRevised)) == 1
    assert not city.by("system", c.RecordRoadImpact(impact)).events
    assert city.refused(POLICE, c.RecordRoadImpact(impact)).code == "role_may_not"
    assert city.is_sound()


def test_a_team_that_is_cut_off_is_expected_at_no_moment_and_it_is_said_why(city: City) -> None:
    incident_id = city.a_fire()
    order = city.order("fire-1", incident_id, "FIRE")
    city.by(POLICE, closing())
    cut_off = OrderImpact(
        order, incident_id, "fire-1", True, 60.0, None, reason=Unreachable.CUT_OFF
    )
    impact = RoadImpact(("M1",), 0, city.area.overlay, "v", 2, (cut_off,))
    city.by("system", c.RecordRoadImpact(impact))
    instruction = city.area.instructions[order]
    assert (instruction.eta_at, instruction.cut_off) == (None, Unreachable.CUT_OFF)


def in_force(city: City) -> list[str | None]:
    return [one.condition for one in city.area.road_measures.values() if one.is_in_force]
