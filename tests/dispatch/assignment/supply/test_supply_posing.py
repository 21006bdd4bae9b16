"""Who supplies: own depots first, suppliers under agreement for the rest, nothing expired."""

import numpy as np
import pytest
from immutables import Map

from dispatch.assignment.recommend import recommend
from dispatch.assignment.roads import RoadDesk
from dispatch.assignment.sightings import Sightings
from dispatch.domain import commands as c
from dispatch.domain import supply_commands as sc
from dispatch.domain.depots import Agreement, Depot, Stock
from dispatch.domain.profile import SupplyNeed
from dispatch.domain.recommendations import Recommendation
from routing.geo import Position
from routing.network import RoadNetwork
from tests.sentences import NOON, City

HOUR = 3600.0
EAST = Position(lon=109.07, lat=34.27)


@pytest.fixture
def city() -> City:
    return City()


@pytest.fixture(scope="module")
def desk() -> RoadDesk:
    lon, lat = np.array([109.06, 109.07, 109.08]), np.array([34.27, 34.27, 34.27])
    ends = [0, 1, 1, 2], [1, 0, 2, 1]
    return RoadDesk(RoadNetwork.from_arcs(lon, lat, *ends, [920.0] * 4, [36.0] * 4))


def supplier(
    name: str, lead_s: float, hoses: int, valid_until: float = NOON + 10 * HOUR, **more: object
) -> Depot:
    agreement = Agreement(f"{name}公司", lead_s, valid_until)
    stock = Map({"hose": Stock(hoses)})
    return Depot(name, name, "610111001", EAST, stock, agreement=agreement, **more)


def ask(city: City, desk: RoadDesk, fire: str) -> Recommendation:
    one = [city.area.incidents[fire]]
    (made,) = recommend(
        city.area, city.profile, desk.now, Sightings(city.clock.now()), one, "nearest"
    )
    return made


def hoses(city: City, quantity: int, kind: str = "fire") -> str:
    return city.a_fire(kind=kind, team_needs=(), supply_needs=(SupplyNeed("hose", quantity),))


def chosen(made: Recommendation) -> list[tuple[str, int, float]]:
    return [(one.depot_id, one.quantity, one.lead_s) for one in made.depots]


def test_suppliers_are_called_on_only_for_what_depots_cannot_give(
    city: City, desk: RoadDesk
) -> None:
    city.by("admin", c.RegisterDepots((supplier("acme", 2 * HOUR, 100),)))
    assert chosen(ask(city, desk, hoses(city, 10))) == [("depot-1", 10, 0.0)]
    more = ask(city, desk, hoses(city, 12, kind="gas"))
    assert chosen(more) == [("depot-1", 10, 0.0), ("acme", 2, 2 * HOUR)]
    assert more.shortfalls == ()


def test_the_supplier_that_delivers_first_is_asked_first(city: City, desk: RoadDesk) -> None:
    slow, quick = supplier("a-slow", 3 * HOUR, 5), supplier("quick", HOUR, 5)
    city.by("admin", c.RegisterDepots((slow, quick)))
    made = ask(city, desk, hoses(city, 18))
    assert [one.depot_id for one in made.depots] == ["depot-1", "quick", "a-slow"]
    assert made.depots[1].travel_s == pytest.approx(92.0)


def test_what_was_called_for_counts_against_the_maximum(city: City, desk: RoadDesk) -> None:
    city.by("admin", c.RegisterDepots((supplier("acme", HOUR, 5),)))
    fire = hoses(city, 20)
    city.by("city duty officer", sc.ReserveStock(fire, "acme", "hose", 4))
    assert chosen(ask(city, desk, fire))[-1] == ("acme", 1, HOUR)
    city.by("city duty officer", sc.IssueStock("S1"))
    refusal = city.refused("city duty officer", sc.ReserveStock(fire, "acme", "hose", 2))
    assert (refusal.code, refusal.field) == ("out_of_stock", "quantity")


def test_a_call_on_a_supplier_waits_for_its_lead_time(city: City) -> None:
    city.by("admin", c.RegisterDepots((supplier("acme", 2 * HOUR, 5),)))
    city.by("city duty officer", sc.ReserveStock(hoses(city, 4), "acme", "hose", 4))
    city.wait(2.5 * HOUR)
    assert city.area.reservations["S1"].state == "HELD"
    city.wait(HOUR)
    assert city.area.reservations["S1"].state == "LAPSED"


def test_an_agreement_that_is_over_gives_nothing(city: City, desk: RoadDesk) -> None:
    city.by("admin", c.RegisterDepots((supplier("acme", HOUR, 5, NOON + 2 * HOUR),)))
    city.wait(3 * HOUR)
    made = ask(city, desk, hoses(city, 12))
    assert chosen(made) == [("depot-1", 10, 0.0)]
    assert [(one.missing, one.reason) for one in made.shortfalls] == [(2, "out_of_stock")]


@pytest.mark.parametrize(
    ("agreement", "field"),
    [
        (Agreement("", HOUR, NOON + HOUR), "depots[0].agreement.supplier"),
        (Agreement("acme", -1, NOON + HOUR), "depots[0].agreement.lead_s"),
        (Agreement("acme", HOUR, NOON - HOUR), "depots[0].agreement.valid_until"),
    ],
)
def test_an_agreement_that_cannot_hold_is_refused(
    city: City, agreement: Agreement, field: str
) -> None:
    depot = Depot("acme", "acme", "610111001", EAST, agreement=agreement)
    assert city.refused("admin", c.RegisterDepots((depot,))).field == field


def test_expired_stock_is_not_proposed(city: City, desk: RoadDesk) -> None:
    bring = sc.ReceiveStock("depot-1", "water", 9, "采购", "A", NOON + HOUR)
    city.by("keeper", bring)
    fire = city.a_fire(team_needs=(), supply_needs=(SupplyNeed("water", 9),))
    assert chosen(ask(city, desk, fire)) == [("depot-1", 9, 0.0)]
    city.wait(HOUR)
    assert chosen(ask(city, desk, fire)) == []
