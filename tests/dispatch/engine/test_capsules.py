"""A decision comes out of its own inputs again, to the byte."""

from hypothesis import given, settings
from hypothesis import strategies as st
from immutables import Map
from msgspec.structs import replace

from dispatch.assignment.roads import RoadDesk
from dispatch.domain import commands as c
from dispatch.domain.depots import Depot, Stock
from dispatch.domain.profile import SupplyNeed, TeamNeed
from dispatch.domain.roads import Arcs
from dispatch.domain.teams import Spell
from dispatch.engine.advisor import Advisor
from dispatch.engine.capsules import Resolved, resolve
from dispatch.engine.cover import CoverWatch
from dispatch.engine.positions import Fix, Positions
from routing.geo import Position
from routing.network import RoadNetwork
from tests.dispatch.assignment.test_recommend import a_road_east
from tests.sentences import City

NETWORK = a_road_east()
KINDS = st.sampled_from(["fire", "gas", "rescue"])


class Advised:
    """A city with an adviser who also minds what is left uncovered."""

    def __init__(self) -> None:
        self.city, self.positions = City(), Positions()
        self.desk = RoadDesk(NETWORK, self.city.profile.roads)
        cover = CoverWatch(self.city.engine, self.desk, self.positions)
        self.advisor = Advisor(self.city.engine, self.desk, self.positions, cover=cover)

    def resolved(self) -> Resolved:
        return resolve(self.city.log, "test", self.city.profile, NETWORK)


def test_every_decision_of_a_log_comes_out_the_same() -> None:
    advised = Advised()
    city = advised.city
    homes = replace(city.area.places["610111001601"], population=30_000)
    city.by("admin", c.RegisterPlaces((homes,)))
    tired = replace(city.area.teams["fire-2"], spells=(Spell(0.0, 1.0),))
    city.by("admin", c.EnrolTeams((tired,)))
    first = city.a_fire(kind="gas")
    advised.advisor.step()
    city.by("city duty officer", c.PinTeam(first, "fire-far", "FIRE", "knows the plant"))
    advised.positions.record(
        Fix("fire-1", Position(lon=109.09, lat=34.27), city.clock.now(), "gps")
    )
    city.wait(30)
    city.a_fire()
    advised.advisor.step()
    told = advised.resolved()
    assert told.differing == ()
    assert told.decisions >= 3


def test_what_depots_bring_comes_out_the_same_at_once_and_after_the_search() -> None:
    advised = Advised()
    city = advised.city
    east, west = Position(lon=109.07, lat=34.27), Position(lon=109.05, lat=34.27)
    depots = tuple(
        Depot(
            f"depot-{at}", "储备点", "610111001", where, Map({"lamp": Stock(3), "tent": Stock(at)})
        )
        for at, where in ((2, east), (3, west), (4, east))
    )
    city.by("admin", c.RegisterDepots(depots))
    wants = (SupplyNeed("lamp", 4), SupplyNeed("tent", 5, by_s=3600.0))
    for kind in ("gas", "waterlogging", "hazmat"):
        city.a_fire(kind=kind, team_needs=(), supply_needs=wants)
        advised.advisor.step()
        for made in advised.advisor.better():
            city.by("system", c.MakeRecommendation(made))
        city.wait(60)
    told = advised.resolved()
    assert told.differing == ()
    assert told.decisions >= 3
    proposed = [one for one in city.area.recommendations.values() if one.depots]
    assert {one.policy for one in proposed} <= {"priced", "joint"}
    assert sum(choice.quantity for one in proposed for choice in one.depots) == 9 + 9


def test_one_that_was_tampered_with_is_named() -> None:
    advised = Advised()
    city = advised.city
    fire = city.a_fire(kind="gas", team_needs=(TeamNeed("FIRE", 1),), supply_needs=())
    advised.advisor.step()
    made = city.area.recommendations[city.area.incidents[fire].recommendation_id or ""]
    assert advised.resolved().differing == ()
    wrong = replace(made, objective_s=made.objective_s + 1, teams=made.runners_up and ())
    city.by("system", c.MakeRecommendation(wrong))
    (differs,) = advised.resolved().differing
    assert differs.recommendation_id == "R2"
    assert "teams" in differs.why
    assert "objective_s" in differs.why


def test_a_decision_under_a_closed_road_is_reckoned_under_it_again() -> None:
    advised = Advised()
    city = advised.city
    road = Arcs(NETWORK.fingerprint, (2,))
    city.by("city", c.CloseRoad(road, "traffic_police", "a landslide"))
    fire = city.a_fire(kind="gas")
    advised.advisor.step()
    made = city.area.recommendations[city.area.incidents[fire].recommendation_id or ""]
    assert made.road_version.endswith(f"/{city.area.overlay}")
    assert city.area.overlay > 0
    assert advised.resolved().differing == ()


def test_on_other_roads_it_says_that_it_cannot_be_compared() -> None:
    advised = Advised()
    advised.city.a_fire(kind="gas")
    advised.advisor.step()
    other = RoadNetwork.from_arcs(
        NETWORK.lon, NETWORK.lat, NETWORK.tail, NETWORK.head, NETWORK.length_m * 2, [36.0] * 10
    )
    (differs,) = resolve(advised.city.log, "test", advised.city.profile, other).differing
    assert differs.why.startswith("roads: ")


@settings(max_examples=25)
@given(
    st.lists(st.tuples(st.sampled_from(["fire", "gas", "rescue"]), st.integers(0, 4)), max_size=6)
)
def test_whatever_was_reported_the_decisions_come_out_again(
    reported: list[tuple[str, int]],
) -> None:
    advised = Advised()
    for kind, node in reported:
        place = Position(lon=109.05 + node / 100, lat=34.27)
        advised.city.a_fire(kind=kind, position=place)
        advised.advisor.step()
        advised.city.wait(60)
    assert advised.resolved().differing == ()
