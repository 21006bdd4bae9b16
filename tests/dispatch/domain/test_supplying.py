"""Stock: promised, issued, let go, received, counted; never below nothing."""

import pytest

from dispatch.domain import commands as c
from dispatch.domain.depots import Stock
from tests.sentences import City


@pytest.fixture
def city() -> City:
    return City()


def hoses(city: City) -> Stock:
    return city.area.depots["depot-1"].stock["hose"]


def test_what_is_promised_is_not_promised_twice(city: City) -> None:
    fire = city.a_fire()
    city.by("keeper", c.ReserveStock(fire, "depot-1", "hose", 7))
    refusal = city.refused("keeper", c.ReserveStock(fire, "depot-1", "hose", 4))
    assert (refusal.code, refusal.field) == ("out_of_stock", "quantity")


def test_issued_stock_has_left_and_is_issued_once(city: City) -> None:
    city.by("keeper", c.ReserveStock(city.a_fire(), "depot-1", "hose", 7))
    city.by("keeper", c.IssueStock("S1"))
    assert hoses(city) == Stock(on_hand=3, reserved=0)
    assert city.by("keeper", c.IssueStock("S1")).events == ()
    assert city.refused("keeper", c.ReleaseReservation("S1", "x")).code == "wrong_state"


def test_a_promise_let_go_is_free_again(city: City) -> None:
    city.by("keeper", c.ReserveStock(city.a_fire(), "depot-1", "hose", 7))
    city.by("keeper", c.ReleaseReservation("S1", "不再需要"))
    assert hoses(city) == Stock(on_hand=10, reserved=0)


def test_a_stock_take_does_not_uncover_a_promise(city: City) -> None:
    city.by("keeper", c.ReserveStock(city.a_fire(), "depot-1", "hose", 7))
    assert city.refused("keeper", c.TakeStock("depot-1", "hose", 6, "盘点")).code == "promised"
    city.by("keeper", c.TakeStock("depot-1", "hose", 8, "盘点"))
    assert hoses(city) == Stock(on_hand=8, reserved=7)


def test_a_count_below_nothing_is_refused(city: City) -> None:
    assert city.refused("keeper", c.TakeStock("depot-1", "hose", -1, "盘点")).field == "counted"


def test_supplies_come_in(city: City) -> None:
    city.by("keeper", c.ReceiveStock("depot-1", "lamp", 20, "调拨"))
    assert city.area.depots["depot-1"].stock["lamp"] == Stock(on_hand=20)


def test_another_countys_duty_officer_does_not_touch_the_depot(city: City) -> None:
    receive = c.ReceiveStock("depot-1", "lamp", 20, "调拨")
    assert city.refused("duty officer of Ziwu", receive).code == "outside_jurisdiction"
