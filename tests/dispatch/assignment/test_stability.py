"""What a person chose stays, and a proposal is changed only for what is worth a change."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from dispatch.assignment.forcing import favoured, solve_around
from dispatch.assignment.nearest import nearest
from dispatch.assignment.optimal import optimal
from dispatch.assignment.problem import MAY_NOT_GO, Problem, Search, Slot, cost_ms
from dispatch.assignment.recommend import recommend
from dispatch.assignment.roads import RoadDesk
from dispatch.assignment.sightings import Sightings
from dispatch.domain import commands as c
from dispatch.domain.costs import CostTable, Stability
from dispatch.domain.profile import TeamNeed
from dispatch.domain.recommendations import Recommendation, SeenAt
from dispatch.engine.advisor import Advisor
from dispatch.engine.positions import Positions
from dispatch.profile.loader import load_profile
from routing.geo import Position
from tests.dispatch.assignment.test_recommend import a_road_east
from tests.sentences import City


def ask(city: City, incident_id: str, seen: Sightings | None = None) -> Recommendation:
    (made,) = recommend(
        city.area,
        city.profile,
        RoadDesk(a_road_east()).now,
        seen or Sightings(city.clock.now()),
        [city.area.incidents[incident_id]],
        "optimal",
    )
    return made


def one_fire(city: City, teams: int = 1) -> str:
    # Gas: nothing of it is carried out without a person's word.
    return city.a_fire(kind="gas", team_needs=(TeamNeed("FIRE", teams),), supply_needs=())


def test_a_pinned_team_is_proposed_whatever_is_nearer() -> None:
    city = City()
    fire = one_fire(city, 2)
    city.by("city duty officer", c.PinTeam(fire, "fire-far", "FIRE", "knows the house"))
    made = ask(city, fire)
    assert {(one.team_id, one.pinned) for one in made.teams} == {
        ("fire-far", True),
        ("fire-1", False),
    }


def test_a_pinned_team_that_cannot_go_now_holds_nobody_up() -> None:
    city = City()
    fire, other = one_fire(city), city.a_fire()
    city.by("city duty officer", c.PinTeam(fire, "fire-far", "FIRE", "knows the house"))
    city.order("fire-far", other, "FIRE")
    assert [one.team_id for one in ask(city, fire).teams] == ["fire-1"]


def test_a_pin_taken_back_while_a_longer_search_knew_of_it_is_forgotten() -> None:
    city = City()
    advisor = Advisor(city.engine, RoadDesk(a_road_east()), Positions(), "joint")
    fire = one_fire(city)
    assert advisor.step() == 1
    city.by("city duty officer", c.PinTeam(fire, "fire-far", "FIRE", "knows the house"))
    for made in advisor.better():  # on the area as it is by now, before the next turn
        city.by("system", c.MakeRecommendation(made))
    assert proposed(city, fire) == [("fire-far", True)]
    city.by("city duty officer", c.UnpinTeam(fire, "fire-far", "too far after all"))
    assert advisor.step() == 1
    assert proposed(city, fire) == [("fire-1", False)]


def proposed(city: City, incident_id: str) -> list[tuple[str, bool]]:
    made = city.area.recommendations[city.area.incidents[incident_id].recommendation_id or ""]
    return [(one.team_id, one.pinned) for one in made.teams]


@pytest.mark.parametrize(("worth_s", "goes"), [(735, "fire-2"), (737, "fire-1")])
def test_a_proposal_on_the_screen_is_changed_only_for_what_is_worth_a_change(
    worth_s: int, goes: str
) -> None:
    profile = load_profile("xian")
    stability = Stability(worth_s=worth_s)
    profile = replace(
        profile, dispatch=replace(profile.dispatch, costs=CostTable(stability=stability))
    )
    city = City(profile=profile)
    fire = one_fire(city)
    now = city.clock.now()
    here, east, farther = (Position(lon=lon, lat=34.27) for lon in (109.06, 109.07, 109.08))
    first = ask(city, fire, seen_at(now, {"fire-1": here, "fire-2": east}))
    assert [one.team_id for one in first.teams] == ["fire-1"]
    city.by("system", c.MakeRecommendation(first))
    # It has gone on, behind the other: 92 seconds of priority 1 are 736 weighted ones.
    again = ask(city, fire, seen_at(now, {"fire-1": farther, "fire-2": east}))
    assert [one.team_id for one in again.teams] == [goes]


def seen_at(now: float, where: dict[str, Position]) -> Sightings:
    return Sightings(now, {team_id: SeenAt(position, now) for team_id, position in where.items()})


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    slots, teams = draw(st.integers(1, 4)), draw(st.integers(1, 6))
    times = st.one_of(st.just(MAY_NOT_GO), st.integers(0, 90))
    rows = draw(
        st.lists(st.lists(times, min_size=teams, max_size=teams), min_size=slots, max_size=slots)
    )
    crews = np.array(draw(st.lists(st.integers(1, 3), min_size=teams, max_size=teams)), np.int64)
    plain = Problem.of_single_crews(
        slots=tuple(
            Slot(f"I{index}", "FIRE", draw(st.integers(1, 3)), draw(st.sampled_from((1, 2, 8))))
            for index in range(slots)
        ),
        team_ids=tuple(f"T{index}" for index in range(teams)),
        travel_ms=np.array(rows, np.int64),
        unmet_ms=100,
    )
    return dataclasses.replace(plain, crews=crews, crews_for={"FIRE": crews})


@given(problems(), st.data(), st.sampled_from((optimal, nearest)))
def test_whoever_is_given_away_goes_and_no_crew_goes_twice(
    problem: Problem, data: st.DataObject, search: Search
) -> None:
    free = search(problem)
    able = [tuple(map(int, pair)) for pair in np.argwhere(problem.travel_ms != MAY_NOT_GO)]
    if not able:
        return
    slot, team = data.draw(st.sampled_from(able))
    forced = solve_around(search, problem, [(slot, team, 1)])
    sent = {(a, b): crews for a, b, crews in forced.sent}
    assert sent[slot, team] >= 1
    for index, one in enumerate(problem.slots):
        assert sum(crews for (a, _), crews in sent.items() if a == index) <= one.wanted
    for index, most in enumerate(problem.crews.tolist()):
        assert sum(crews for (_, b), crews in sent.items() if b == index) <= most
    if search is optimal:
        assert cost_ms(problem, forced) >= cost_ms(problem, free)


@given(problems(), st.data())
def test_more_than_there_is_or_than_is_wanted_cannot_be_given_away(
    problem: Problem, data: st.DataObject
) -> None:
    slot = data.draw(st.integers(0, len(problem.slots) - 1))
    team = data.draw(st.integers(0, len(problem.team_ids) - 1))
    too_many = max(problem.slots[slot].wanted, int(problem.crews[team])) + 1
    with pytest.raises(ValueError, match=r"may not go|more crews"):
        solve_around(optimal, problem, [(slot, team, too_many)])


@given(problems(), st.integers(1, 2000))
def test_a_plan_that_is_favoured_gives_way_only_for_its_price(
    problem: Problem, worth_ms: int
) -> None:
    one_each = np.ones(len(problem.team_ids), np.int64)
    problem = dataclasses.replace(problem, crews=one_each, crews_for={"FIRE": one_each})
    before = nearest(problem)
    after = optimal(favoured(problem, before.sent, worth_ms))
    given_up = set(before.sent) - set(after.sent)
    # What is favoured cannot cost less than nothing, so a pair is worth its own cost at most.
    worth = sum(
        min(worth_ms, problem.slots[slot].weight * int(problem.travel_ms[slot, team]))
        for slot, team, _ in given_up
    )
    assert cost_ms(problem, before) - cost_ms(problem, after) >= worth
