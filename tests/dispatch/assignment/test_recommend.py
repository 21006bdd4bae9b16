"""Recommendations: who, why, why not, and what is short."""

import numpy as np
import pytest
from msgspec.structs import replace

from dispatch.assignment.candidates import everybody
from dispatch.assignment.recommend import recommend
from dispatch.assignment.roads import RoadDesk
from dispatch.assignment.sightings import Sightings
from dispatch.domain import commands as c
from dispatch.domain.profile import SupplyNeed, TeamNeed
from dispatch.domain.recommendations import ReasonLeftOut, Recommendation
from dispatch.engine.advisor import Advisor
from dispatch.engine.positions import Fix, Positions
from routing.geo import Position
from routing.network import RoadNetwork
from tests.sentences import City, leader_of


def a_road_east() -> RoadNetwork:
    """A straight road through Baqiao, a node each kilometre or so; Ziwu hangs on by one way out."""
    lon = np.array([109.05, 109.06, 109.07, 109.08, 109.09, 108.88])
    lat = np.array([34.27, 34.27, 34.27, 34.27, 34.27, 34.04])
    pairs = [(0, 1), (1, 2), (2, 3), (3, 4)]
    tail = [a for a, b in pairs] + [b for a, b in pairs] + [5, 0]
    head = [b for a, b in pairs] + [a for a, b in pairs] + [0, 5]
    length = [920.0] * 8 + [30_000.0] * 2
    return RoadNetwork.from_arcs(
        lon,
        lat,
        np.array(tail, np.int32),
        np.array(head, np.int32),
        np.array(length),
        np.full(len(length), 36.0),
    )


@pytest.fixture
def city() -> City:
    return City()


@pytest.fixture
def desk() -> RoadDesk:
    return RoadDesk(a_road_east())


def ask(
    city: City, desk: RoadDesk, *incidents: str, policy: str = "optimal"
) -> list[Recommendation]:
    chosen = [city.area.incidents[one] for one in incidents]
    return recommend(city.area, city.profile, desk.now, Sightings(), chosen, policy)


def reasons(made: Recommendation, capability: str) -> dict[ReasonLeftOut, int]:
    return {one.reason: one.count for one in made.left_out if one.capability == capability}


def shortfalls(city: City, incident_id: str) -> list[tuple[str, int, str]]:
    made = city.area.recommendations[city.area.incidents[incident_id].recommendation_id or ""]
    return [(one.need, one.missing, one.reason) for one in made.shortfalls]


def needs(**teams: int) -> dict[str, object]:
    return {
        "team_needs": tuple(TeamNeed(key, count) for key, count in teams.items()),
        "supply_needs": (),
    }


def test_the_nearest_able_team_by_road_is_proposed_with_its_time(
    city: City, desk: RoadDesk
) -> None:
    (made,) = ask(city, desk, city.a_fire(**needs(FIRE=1)))
    (choice,) = made.teams
    assert (choice.team_id, choice.capability) == ("fire-1", "FIRE")
    assert choice.travel_s == 0.0  # the same node
    assert [one.team_id for one in made.runners_up] == ["fire-2", "fire-far"]
    assert made.runners_up[0].travel_s == pytest.approx(92.0)
    assert made.proved_optimal
    assert made.based_on == city.area.position
    assert made.road_version == desk.version


def test_everyone_left_out_has_a_reason(city: City, desk: RoadDesk) -> None:
    fire = city.a_fire(**needs(FIRE=1))
    for team_id, changes in {
        "fire-1": {"insured": False},
        "fire-2": {"state": "OFF_DUTY"},
    }.items():
        city.by("admin", c.EnrolTeams((replace(city.area.teams[team_id], **changes),)))
    (made,) = ask(city, desk, fire)
    assert [one.team_id for one in made.teams] == ["fire-far"]
    assert reasons(made, "FIRE") == {
        ReasonLeftOut.NOT_INSURED: 1,
        ReasonLeftOut.OFF_DUTY: 1,
        ReasonLeftOut.LACKS_CAPABILITY: 2,
    }
    told = {
        one.team_id: (one.travel_s is not None, one.reason)
        for one in everybody(
            city.area,
            city.profile,
            desk.now,
            Sightings(),
            city.area.incidents[fire],
            "FIRE",
        )
    }
    assert set(told) == set(city.area.teams)
    assert all(can_go != (reason is not None) for can_go, reason in told.values())


def test_the_parts_of_a_recommendation_add_up_to_all_teams(city: City, desk: RoadDesk) -> None:
    first, second = (
        city.a_fire(**needs(FIRE=1)),
        city.a_fire(kind="gas", **needs(FIRE=2, MEDICAL=1)),
    )
    city.order("fire-2", first, "FIRE")
    for made in ask(city, desk, second):
        for capability in ("FIRE", "MEDICAL"):
            parts = [one for one in (*made.teams, *made.runners_up) if one.capability == capability]
            assert len(parts) + sum(reasons(made, capability).values()) == len(city.area.teams)


def test_all_open_demands_are_decided_together(city: City, desk: RoadDesk) -> None:
    one = city.a_fire(position=Position(lon=109.06, lat=34.27), **needs(FIRE=1))
    two = city.a_fire(kind="gas", position=Position(lon=109.05, lat=34.27), **needs(FIRE=1))
    made = ask(city, desk, one, two)
    sent = {one.incident_id: one.teams[0].team_id for one in made}
    assert set(sent.values()) == {"fire-1", "fire-2"}
    assert {m.inputs_hash for m in made} == {made[0].inputs_hash}
    assert made[0].solved_with == (made[1].incident_id,)


def test_a_shortfall_names_how_many_and_why(city: City, desk: RoadDesk) -> None:
    busy = city.a_fire(**needs(MEDICAL=1))
    city.order("medical-1", busy, "MEDICAL")
    fire = city.a_fire(kind="gas", **needs(MEDICAL=1, HAZMAT=2, FIRE=5))
    (made,) = ask(city, desk, fire)
    assert {(one.need, one.missing, one.reason) for one in made.shortfalls} == {
        ("MEDICAL", 1, "all_committed"),
        ("HAZMAT", 2, "none_able"),
        ("FIRE", 2, "too_few"),
    }


def test_a_place_off_the_roads_is_said_to_be_out_of_reach(city: City, desk: RoadDesk) -> None:
    fire = city.a_fire(position=Position(lon=107.0, lat=33.0), **needs(FIRE=1))
    (made,) = ask(city, desk, fire)
    assert made.teams == ()
    assert made.shortfalls[0].reason == "out_of_reach"


def test_a_team_that_declined_is_not_proposed_again(city: City, desk: RoadDesk) -> None:
    fire = city.a_fire(**needs(FIRE=1))
    city.team_does(city.order("fire-1", fire, "FIRE"), "decline", reason="车辆故障")
    (made,) = ask(city, desk, fire)
    assert [one.team_id for one in made.teams] == ["fire-2"]
    assert reasons(made, "FIRE")[ReasonLeftOut.DECLINED_BEFORE] == 1


def test_depots_send_what_they_have_and_the_rest_is_short(city: City, desk: RoadDesk) -> None:
    fire = city.a_fire(team_needs=(), supply_needs=(SupplyNeed("hose", 12),))
    (made,) = ask(city, desk, fire)
    assert [(one.depot_id, one.quantity) for one in made.depots] == [("depot-1", 10)]
    assert [(one.need, one.missing, one.reason) for one in made.shortfalls] == [
        ("hose", 2, "out_of_stock")
    ]


def test_stock_is_given_once_when_two_incidents_want_it(city: City, desk: RoadDesk) -> None:
    wants = {"team_needs": (), "supply_needs": (SupplyNeed("hose", 6),)}
    made = ask(city, desk, city.a_fire(**wants), city.a_fire(kind="gas", **wants))
    assert sum(choice.quantity for one in made for choice in one.depots) == 10


def test_the_advisor_proposes_and_what_is_automatic_goes_at_once(
    city: City, desk: RoadDesk
) -> None:
    advisor = Advisor(city.engine, desk, Positions())
    automatic = city.a_fire(**needs(FIRE=1))  # fire at priority 1 is automatic in the profile
    by_hand = city.a_fire(kind="gas", **needs(MEDICAL=1))
    assert advisor.step() == 2
    assert city.area.incidents[automatic].instruction_ids == ("D1",)
    assert city.area.incidents[by_hand].instruction_ids == ()
    assert city.area.incidents[by_hand].recommendation_id is not None
    assert advisor.step() == 0
    assert city.is_sound()


def test_an_operator_accepts_or_chooses_otherwise_and_says_why(city: City, desk: RoadDesk) -> None:
    advisor = Advisor(city.engine, desk, Positions())
    gas = city.a_fire(kind="gas", **needs(FIRE=1))
    advisor.step()
    proposed = city.area.incidents[gas].recommendation_id
    assert proposed is not None
    change = c.ChangeRecommendation(proposed, {"FIRE": ("fire-2",)}, " ")
    assert city.refused("duty officer", change).field == "reason"
    city.by("duty officer", c.ChangeRecommendation(proposed, {"FIRE": ("fire-2",)}, "熟悉地形"))
    assert city.area.instructions["D1"].team_id == "fire-2"
    assert city.refused("duty officer", c.AcceptRecommendation(proposed)).code == (
        "unknown_recommendation"
    )


@pytest.mark.parametrize("pinned", [False, True])
def test_who_declines_is_not_proposed_again_and_the_next_best_is_in_the_same_turn(
    city: City, desk: RoadDesk, pinned: bool
) -> None:
    advisor = Advisor(city.engine, desk, Positions())
    gas = city.a_fire(kind="gas", **needs(FIRE=1))
    if pinned:
        city.by("duty officer", c.PinTeam(gas, "fire-1", "FIRE", "熟悉地形"))

    def proposed() -> tuple[str, ...]:
        made = city.area.recommendations[city.area.incidents[gas].recommendation_id or ""]
        return tuple(one.team_id for one in made.teams)

    declined: list[str] = []
    for team_id in ("fire-1", "fire-2"):
        assert advisor.step() == 1
        assert proposed() == (team_id,)
        made = city.area.incidents[gas].recommendation_id or ""
        city.by("city duty officer", c.AcceptRecommendation(made))
        order = city.area.incidents[gas].instruction_ids[-1]
        city.team_does(order, "decline", reason="车辆故障")
        declined.append(team_id)
        assert city.area.teams[team_id].state == "STANDBY"
    advisor.step()
    assert not set(declined) & set(proposed())
    assert advisor.step() == 0


def test_a_recommendation_that_has_lapsed_is_refused_and_made_anew(
    city: City, desk: RoadDesk
) -> None:
    advisor = Advisor(city.engine, desk, Positions())
    gas = city.a_fire(kind="gas", **needs(FIRE=1))
    advisor.step()
    proposed = city.area.incidents[gas].recommendation_id
    other = city.a_fire(**needs(FIRE=1))
    city.order("fire-1", other, "FIRE")
    assert proposed is not None
    accept = c.AcceptRecommendation(proposed)
    assert city.refused("duty officer", accept).code == "recommendation_lapsed"
    assert advisor.step() == 1
    anew = city.area.incidents[gas].recommendation_id
    assert anew is not None
    assert city.area.recommendations[anew].teams[0].team_id == "fire-2"


def test_an_order_declined_goes_to_the_next_best(city: City, desk: RoadDesk) -> None:
    advisor = Advisor(city.engine, desk, Positions())
    fire = city.a_fire(**needs(FIRE=1))
    advisor.step()
    leader = leader_of(city.area.teams["fire-1"])
    decline = c.TakeStep("instruction", "D1", "decline", c.Particulars(reason="车辆故障"))
    city.by(leader, decline)
    advisor.step()
    assert [
        city.area.instructions[d].team_id for d in city.area.incidents[fire].instruction_ids
    ] == [
        "fire-1",
        "fire-2",
    ]


def test_a_fresh_fix_counts_for_more_than_the_station(city: City, desk: RoadDesk) -> None:
    positions = Positions()
    advisor = Advisor(city.engine, desk, positions)
    positions.record(Fix("fire-2", Position(lon=109.0612, lat=34.2702), city.clock.now()))
    positions.record(Fix("fire-1", Position(lon=109.09, lat=34.27), city.clock.now()))
    city.a_fire(**needs(FIRE=1))
    advisor.step()
    assert city.area.instructions["D1"].team_id == "fire-2"


def test_an_unchanged_proposal_is_not_repeated(city: City, desk: RoadDesk) -> None:
    advisor = Advisor(city.engine, desk, Positions())
    city.a_fire(kind="gas", **needs(FIRE=1))
    advisor.step()
    city.by("duty officer", c.TakeStep("team_availability", "police-1", "go_off_duty"))
    assert advisor.step() == 0


def test_that_those_it_lacks_were_sent_elsewhere_is_no_news(city: City, desk: RoadDesk) -> None:
    advisor = Advisor(city.engine, desk, Positions())
    east = Position(lon=109.09, lat=34.27)
    here = city.a_fire(kind="gas", **needs(MEDICAL=1))
    short = city.a_fire(kind="gas", position=east, **needs(MEDICAL=1))
    advisor.step()
    assert shortfalls(city, short) == [("MEDICAL", 1, "all_needed_elsewhere")]
    proposed = city.area.incidents[here].recommendation_id
    assert proposed is not None
    city.by("duty officer", c.AcceptRecommendation(proposed))
    (again,) = ask(city, desk, short)
    assert [one.reason for one in again.shortfalls] == ["all_committed"]
    assert city.by("system", c.MakeRecommendation(again)).events == ()


def test_that_those_it_lacks_went_off_duty_is_news(city: City, desk: RoadDesk) -> None:
    gas = city.a_fire(kind="gas", **needs(MEDICAL=9))
    (made,) = ask(city, desk, gas)
    other = replace(made, shortfalls=(replace(made.shortfalls[0], reason="none_on_duty"),))
    assert not other.asks_the_same_as(made)


def test_two_advisors_of_one_area_do_not_talk_over_each_other(city: City, desk: RoadDesk) -> None:
    gas = city.a_fire(kind="gas", **needs(FIRE=1))
    (made,) = ask(city, desk, gas)
    city.by("system", c.MakeRecommendation(made))
    assert city.by("system", c.MakeRecommendation(made)).events == ()
    proposed = city.area.incidents[gas].recommendation_id
    assert proposed is not None
    city.by("duty officer", c.AcceptRecommendation(proposed))
    assert city.refused("system", c.MakeRecommendation(made)).code == "nothing_needed"


def test_of_what_is_no_news_only_what_it_asks_for_is_told(city: City, desk: RoadDesk) -> None:
    east = Position(lon=109.09, lat=34.27)
    fires = [city.a_fire(**needs(FIRE=1)), city.a_fire(position=east, **needs(FIRE=9))]
    chosen = [city.area.incidents[one] for one in fires]
    in_full = ask(city, desk, *fires)
    asked = city.area, city.profile, desk.now, Sightings(), chosen, "optimal"
    first, second = recommend(*asked, is_news=lambda one: one.incident_id == fires[1])
    assert second == in_full[1]
    assert first.asks_the_same_as(in_full[0])
    assert (first.teams, first.objective_s) == (in_full[0].teams, in_full[0].objective_s)
    assert in_full[0].left_out
    assert (first.left_out, first.runners_up, first.inputs_hash) == ((), (), "")
    assert (first.is_in_full, second.is_in_full) == (False, True)
