"""Teams under orders are moved only for more than the price of moving them."""

import pytest
from msgspec.structs import replace

from dispatch.assignment.exchange import exchange
from dispatch.assignment.roads import RoadDesk
from dispatch.assignment.sightings import Sightings
from dispatch.domain import commands as c
from dispatch.domain.costs import CostTable, Stability
from dispatch.domain.exchanges import Exchange
from dispatch.domain.profile import Profile, TeamNeed
from dispatch.domain.recommendations import Recommendation, TeamChoice
from dispatch.profile.loader import load_profile
from routing.geo import Position
from tests.dispatch.assignment.test_recommend import a_road_east
from tests.sentences import City

WEST, EAST = Position(lon=109.06, lat=34.27), Position(lon=109.09, lat=34.27)
FIRE_1 = (TeamNeed("FIRE", 1),)


def with_move_price(move_s: int) -> Profile:
    profile = load_profile("xian")
    table = CostTable(stability=Stability(move_s=move_s))
    return replace(profile, dispatch=replace(profile.dispatch, costs=table))


class Crossed:
    """Two gas leaks four kilometres apart, each with the team of the other's end on its way.

    fire-1 stands in the west, fire-2 a kilometre east of it; to change places saves what the map
    says: 92 seconds each way between two neighbouring nodes.
    """

    def __init__(self, move_s: int, *, by_hand: bool = False) -> None:
        self.city = City(profile=with_move_price(move_s))
        self.west = self.gas(WEST)
        self.east = self.gas(EAST)
        self.send("fire-1", self.east, by_hand=by_hand)
        self.send("fire-2", self.west, by_hand=by_hand)

    def gas(self, position: Position, priority: int = 1) -> str:
        return self.city.a_fire(
            kind="gas", position=position, team_needs=FIRE_1, supply_needs=(), priority=priority
        )

    def send(self, team_id: str, incident_id: str, *, by_hand: bool) -> None:
        city = self.city
        capability = city.area.teams[team_id].capabilities[0]
        if by_hand:
            city.order(team_id, incident_id, capability)
            return
        origin = city.area.teams[team_id].station
        proposed = Recommendation(
            recommendation_id="",
            incident_id=incident_id,
            policy="optimal",
            based_on=city.area.position,
            road_version="",
            inputs_hash="",
            teams=(TeamChoice(capability, team_id, 0.0, origin),),
        )
        city.by("system", c.MakeRecommendation(proposed))
        made = city.area.incidents[incident_id].recommendation_id
        assert made is not None
        city.by("city", c.AcceptRecommendation(made))

    def found(self, policy: str = "optimal") -> Exchange | None:
        area = self.city.area
        return exchange(
            area,
            self.city.profile,
            RoadDesk(a_road_east()).now,
            Sightings(self.city.clock.now()),
            lambda one: area.teams[one.team_id].whereabouts,
            policy,
        )


def test_two_teams_that_would_pass_each_other_change_places() -> None:
    crossed = Crossed(move_s=0)
    found = crossed.found()
    assert found is not None
    assert {(one.team_id, one.incident_id) for one in found.moves} == {
        ("fire-1", crossed.west),
        ("fire-2", crossed.east),
    }
    gains = {one.incident_id: one for one in found.gains}
    assert (gains[crossed.west].last_s_before, gains[crossed.west].last_s_after) == (92.0, 0.0)
    assert (gains[crossed.east].last_s_before, gains[crossed.east].last_s_after) == (276.0, 184.0)
    assert found.saves_s == 8 * (92 + 92)
    crossed.city.by("system", c.ProposeExchange(found))
    assert crossed.city.area.exchange is not None
    crossed.city.by("city", c.AcceptExchange(crossed.city.area.exchange.exchange_id))
    assert crossed.city.is_sound()
    assert crossed.found() is None, "once it is carried out there is nothing left to exchange"


@pytest.mark.parametrize(("move_s", "worth_it"), [(735, True), (736, False), (5_000, False)])
def test_each_team_that_moves_must_save_its_price(move_s: int, worth_it: bool) -> None:
    found = Crossed(move_s=move_s).found()
    assert (found is not None) is worth_it
    if found is not None:
        assert found.saves_s == 8 * (92 + 92) - 2 * move_s


def test_under_a_joint_policy_a_crew_that_is_not_the_last_is_not_moved_for_its_own_time() -> None:
    city = City(profile=with_move_price(300))
    needs = (TeamNeed("FIRE", 1), TeamNeed("MEDICAL", 1))
    gas = city.a_fire(kind="gas", position=WEST, team_needs=needs, supply_needs=())
    far = replace(city.area.teams["medical-1"], station=Position(lon=108.88, lat=34.04))
    city.by("admin", c.EnrolTeams((far,)))
    crossed = object.__new__(Crossed)
    crossed.city = city
    crossed.send("medical-1", gas, by_hand=False)
    crossed.send("fire-2", gas, by_hand=False)
    found = crossed.found("optimal")
    assert found is not None, "the sum of journeys would be shorter by 92 seconds"
    assert crossed.found("priced") is None, "but it waits for the ambulance anyway"


def test_what_a_person_ordered_or_pinned_stays() -> None:
    assert Crossed(move_s=0, by_hand=True).found() is None
    crossed = Crossed(move_s=0)
    pin = c.PinTeam(crossed.east, "fire-1", "FIRE", "knows the plant")
    crossed.city.by("city duty officer", pin)
    assert crossed.found() is None


def test_where_more_go_than_are_wanted_by_now_nobody_is_moved_and_all_else_is_weighed() -> None:
    crossed = Crossed(move_s=0)
    wanted = c.SetDemands(crossed.west, (TeamNeed("FIRE", 2),), (), "又一处着火")
    crossed.city.by("city duty officer", wanted)
    crossed.send("fire-far", crossed.west, by_hand=False)
    assert crossed.found() is not None
    fewer = c.SetDemands(crossed.west, FIRE_1, (), "火势已控制")
    crossed.city.by("city duty officer", fewer)
    assert crossed.found() is None


def test_a_team_that_has_arrived_stays() -> None:
    crossed = Crossed(move_s=0)
    order = crossed.city.area.incidents[crossed.east].instruction_ids[-1]
    crossed.city.team_does(order, "sign", "set_out", "arrive")
    assert crossed.found() is None


def test_an_incident_far_from_it_moves_nobody_on_the_way() -> None:
    crossed = Crossed(move_s=0)
    found = crossed.found()
    assert found is not None
    crossed.city.by("system", c.ProposeExchange(found))
    assert crossed.city.area.exchange is not None
    crossed.city.by("city", c.AcceptExchange(crossed.city.area.exchange.exchange_id))
    crossed.gas(Position(lon=108.88, lat=34.04), priority=4)
    assert crossed.found() is None


def test_a_graver_incident_takes_the_team_from_a_lesser_one_and_says_who_waits() -> None:
    city_and_all = Crossed(move_s=300)
    city = city_and_all.city
    for team_id in ("fire-far",):
        city.by("admin", c.EnrolTeams((replace(city.area.teams[team_id], state="OFF_DUTY"),)))
    city.by("city", c.SetPriority(city_and_all.west, 4, "nobody is inside"))
    grave = city_and_all.gas(Position(lon=109.075, lat=34.27))
    found = city_and_all.found()
    assert found is not None
    gains = {one.incident_id: one for one in found.gains}
    assert (gains[grave].missing_before, gains[grave].missing_after) == (1, 0)
    assert (gains[city_and_all.west].missing_after) == 1
