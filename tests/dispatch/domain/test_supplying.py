"""Stock: promised, issued, let go, lapsed, received, counted; never below nothing."""

import pytest
from immutables import Map

from dispatch.domain import supply_commands as sc
from dispatch.domain import supply_events as se
from dispatch.domain.commands import RegisterDepots
from dispatch.domain.depots import Batch, Depot, ReservationState, Stock
from dispatch.domain.needs import missing_supplies
from dispatch.domain.profile import SupplyNeed
from routing.geo import Position
from tests.sentences import NOON, City

DAY = 86_400.0
HOURS_LEFT = NOON + 0.1 * DAY


@pytest.fixture
def city() -> City:
    return City()


def hoses(city: City) -> tuple[int, int]:
    """How many hoses are on hand, and how many of them promised."""
    stock = city.area.depots["depot-1"].stock["hose"]
    return stock.on_hand, stock.reserved


def lots(city: City, supply: str = "water") -> dict[str, int]:
    return {one.lot: one.quantity for one in city.area.depots["depot-1"].stock[supply].lots}


def water_comes_in(city: City) -> None:
    """Three lots of water: one expires within hours, one tomorrow, one bears no date."""
    for lot, quantity, expires_at in (
        ("tomorrow", 5, NOON + DAY),
        ("soon", 4, HOURS_LEFT),
        ("undated", 3, None),
    ):
        receive = sc.ReceiveStock("depot-1", "water", quantity, "采购", lot, expires_at)
        city.by("keeper", receive)


def test_what_is_promised_is_not_promised_twice(city: City) -> None:
    fire = city.a_fire()
    city.by("keeper", sc.ReserveStock(fire, "depot-1", "hose", 7))
    refusal = city.refused("keeper", sc.ReserveStock(fire, "depot-1", "hose", 4))
    assert (refusal.code, refusal.field) == ("out_of_stock", "quantity")


def test_issued_stock_has_left_and_is_issued_once(city: City) -> None:
    city.by("keeper", sc.ReserveStock(city.a_fire(), "depot-1", "hose", 7))
    city.by("keeper", sc.IssueStock("S1"))
    assert hoses(city) == (3, 0)
    assert city.by("keeper", sc.IssueStock("S1")).events == ()
    assert city.refused("keeper", sc.ReleaseReservation("S1", "x")).code == "wrong_state"


def test_a_promise_let_go_is_free_again(city: City) -> None:
    city.by("keeper", sc.ReserveStock(city.a_fire(), "depot-1", "hose", 7))
    city.by("keeper", sc.ReleaseReservation("S1", "不再需要"))
    assert hoses(city) == (10, 0)
    assert city.is_sound()


def test_a_promise_nobody_fetches_lapses_and_the_need_opens_again(city: City) -> None:
    fire = city.a_fire(team_needs=(), supply_needs=(SupplyNeed("hose", 7),))
    city.by("keeper", sc.ReserveStock(fire, "depot-1", "hose", 7))
    assert missing_supplies(city.area, city.area.incidents[fire]) == {}
    city.wait(city.profile.timers["reservation.hold"].limit_s - 1)
    assert hoses(city) == (10, 7)
    city.wait(1)
    assert city.area.reservations["S1"].state is ReservationState.LAPSED
    assert hoses(city) == (10, 0)
    assert missing_supplies(city.area, city.area.incidents[fire]) == {"hose": 7}
    assert city.refused("keeper", sc.IssueStock("S1")).code == "wrong_state"
    assert city.is_sound()


def test_what_has_been_fetched_does_not_lapse(city: City) -> None:
    city.by("keeper", sc.ReserveStock(city.a_fire(), "depot-1", "hose", 7))
    city.by("keeper", sc.IssueStock("S1"))
    city.wait(2 * city.profile.timers["reservation.hold"].limit_s)
    assert city.area.reservations["S1"].state is ReservationState.ISSUED
    assert city.is_sound()


def test_what_expires_first_goes_first(city: City) -> None:
    water_comes_in(city)
    city.by("keeper", sc.ReserveStock(city.a_fire(), "depot-1", "water", 6))
    city.by("keeper", sc.IssueStock("S1"))
    assert lots(city) == {"tomorrow": 3, "undated": 3}
    assert city.area.reservations["S1"].lots == (
        Batch("soon", 4, HOURS_LEFT),
        Batch("tomorrow", 2, NOON + DAY),
    )


def test_expired_goods_are_not_promised(city: City) -> None:
    water_comes_in(city)
    city.wait(0.2 * DAY)
    refusal = city.refused("keeper", sc.ReserveStock(city.a_fire(), "depot-1", "water", 9))
    assert (refusal.code, refusal.reason) == ("out_of_stock", "depot-1 has 8 water")


def test_goods_that_expire_while_they_are_promised_do_not_leave(city: City) -> None:
    city.wait(0.08 * DAY)
    water_comes_in(city)
    city.by("keeper", sc.ReserveStock(city.a_fire(), "depot-1", "water", 12))
    city.wait(0.03 * DAY)
    assert city.refused("keeper", sc.IssueStock("S1")).code == "expired"


def test_a_count_below_what_is_promised_lets_the_newest_promises_lapse(city: City) -> None:
    fire = city.a_fire()
    for quantity in (4, 3, 2):
        city.by("keeper", sc.ReserveStock(fire, "depot-1", "hose", quantity))
    done = city.by("keeper", sc.TakeStock("depot-1", "hose", 6, "盘点"))
    lapsed = [one.event for one in done.events if isinstance(one.event, se.ReservationLapsed)]
    assert [one.reservation_id for one in lapsed] == ["S3", "S2"]
    assert "found 6 hose" in lapsed[0].reason
    assert hoses(city) == (6, 4)
    assert city.is_sound()


def test_a_count_that_covers_the_promises_leaves_them(city: City) -> None:
    city.by("keeper", sc.ReserveStock(city.a_fire(), "depot-1", "hose", 7))
    city.by("keeper", sc.TakeStock("depot-1", "hose", 7, "盘点"))
    assert hoses(city) == (7, 7)


def test_a_count_is_of_one_lot(city: City) -> None:
    water_comes_in(city)
    refusal = city.refused("keeper", sc.TakeStock("depot-1", "water", 12, "盘点"))
    assert (refusal.code, refusal.field) == ("input_missing", "lot")
    strange = city.refused("keeper", sc.TakeStock("depot-1", "water", 1, "盘点", "nobody's"))
    assert (strange.code, strange.field) == ("unknown_lot", "lot")
    city.by("keeper", sc.TakeStock("depot-1", "water", 0, "过期报废", "soon"))
    city.by("keeper", sc.TakeStock("depot-1", "water", 2, "盘点", ""))
    assert lots(city) == {"tomorrow": 5, "undated": 3, "": 2}
    assert city.is_sound()


def test_a_count_below_nothing_is_refused(city: City) -> None:
    assert city.refused("keeper", sc.TakeStock("depot-1", "hose", -1, "盘点")).field == "counted"


def test_supplies_come_in(city: City) -> None:
    city.by("keeper", sc.ReceiveStock("depot-1", "lamp", 20, "调拨"))
    assert city.area.depots["depot-1"].stock["lamp"].on_hand == 20


def test_a_lot_expires_at_one_moment_and_what_expires_bears_a_lot(city: City) -> None:
    water_comes_in(city)
    other = sc.ReceiveStock("depot-1", "water", 1, "采购", "soon", NOON + DAY)
    assert city.refused("keeper", other).field == "expires_at"
    nameless = sc.ReceiveStock("depot-1", "water", 1, "采购", "", NOON + DAY)
    assert city.refused("keeper", nameless).field == "lot"


@pytest.mark.parametrize(
    "stock",
    [
        Stock(5, batches=(Batch("a", 6),)),
        Stock(5, batches=(Batch("a", 1), Batch("a", 1))),
        Stock(5, batches=(Batch("", 1),)),
        Stock(5, batches=(Batch("a", 0),)),
        Stock(-1),
    ],
)
def test_a_depot_begins_with_batches_that_add_up(city: City, stock: Stock) -> None:
    where = Position(lon=109.0, lat=34.2)
    depot = Depot("depot-2", "新点", "610111001", where, Map({"water": stock}))
    assert city.refused("admin", RegisterDepots((depot,))).code == "wrong_stock"


def test_another_countys_duty_officer_does_not_touch_the_depot(city: City) -> None:
    receive = sc.ReceiveStock("depot-1", "lamp", 20, "调拨")
    assert city.refused("duty officer of Ziwu", receive).code == "outside_jurisdiction"
