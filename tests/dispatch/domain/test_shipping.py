"""Shipments: from the shelf to the signature on scene, turned back, and lent goods brought back."""

import pytest

from dispatch.domain import commands as c
from dispatch.domain import supply_commands as sc
from dispatch.domain import supply_events as se
from dispatch.domain.depots import Batch, Stock
from dispatch.domain.impacts import RoadImpact, SupplyImpact, Unreachable
from dispatch.domain.needs import missing_supplies
from dispatch.domain.profile import SupplyNeed
from dispatch.domain.shipments import Shipment
from tests.sentences import NOON, City, leader_of

LOADING_S = 1800.0


@pytest.fixture
def city() -> City:
    return City()


@pytest.fixture
def fire(city: City) -> str:
    """A fire that wants hoses, which are lent, and sandbags, which are used up."""
    needs = (SupplyNeed("hose", 4), SupplyNeed("sandbag", 50))
    incident_id = city.a_fire(team_needs=(), supply_needs=needs)
    city.by("keeper", sc.ReserveStock(incident_id, "depot-1", "hose", 4, travel_s=600.0))
    city.by("keeper", sc.ReserveStock(incident_id, "depot-1", "sandbag", 50, travel_s=600.0))
    return incident_id


def load(city: City, *reservation_ids: str, vehicle: str = "陕A·88888", **more: object) -> Shipment:
    city.by("keeper", sc.LoadShipment(reservation_ids or ("S1", "S2"), vehicle, **more))
    return city.area.shipments[f"H{city.area.numbers['shipment']}"]


def step(city: City, action: str, who: str = "keeper", **said: str) -> Shipment:
    city.by(who, c.TakeStep("shipment", "H1", action, c.Particulars(**said)))
    return city.area.shipments["H1"]


def stock(city: City, supply: str = "hose") -> Stock:
    return city.area.depots["depot-1"].stock[supply]


def missing(city: City, incident_id: str) -> dict[str, int]:
    return missing_supplies(city.area, city.area.incidents[incident_id])


def test_loading_takes_the_goods_off_the_shelf_and_stops_the_promises_clock(
    city: City, fire: str
) -> None:
    shipment = load(city, driver="王师傅", contact="13800000000")
    assert (shipment.state, shipment.vehicle, shipment.driver) == (
        "LOADING",
        "陕A·88888",
        "王师傅",
    )
    assert (stock(city).on_hand, stock(city, "sandbag").on_hand) == (6, 450)
    city.wait(2 * 3600)
    assert city.area.reservations["S1"].state == "ISSUED"
    assert missing(city, fire) == {}
    assert city.area.shipments["H1"].overdue == ("shipment.loading",)
    assert city.is_sound()


def test_it_is_expected_after_loading_and_the_road_and_then_after_the_road(
    city: City, fire: str
) -> None:
    assert load(city).eta_at == NOON + LOADING_S + 600
    city.wait(1000)
    assert step(city, "set_out").eta_at == NOON + 1000 + 600


def test_the_road_time_of_the_loading_counts_before_that_of_the_promise(
    city: City, fire: str
) -> None:
    assert load(city, travel_s=900.0).eta_at == NOON + LOADING_S + 900


def test_it_is_signed_for_on_scene_by_somebody_who_is_named(city: City, fire: str) -> None:
    load(city)
    step(city, "set_out")
    step(city, "arrive")
    nameless = c.TakeStep("shipment", "H1", "sign")
    assert city.refused("duty officer", nameless).field == "particulars.receiver"
    by_keeper = c.TakeStep("shipment", "H1", "sign", c.Particulars(receiver="李队"))
    assert city.refused("keeper", by_keeper).code == "role_may_not"
    shipment = step(city, "sign", "duty officer", receiver="李队")
    assert (shipment.state, shipment.receiver, shipment.is_open) == ("DELIVERED", "李队", False)
    assert city.is_sound()


def test_a_team_that_works_there_signs_wherever_it_is_from(city: City, fire: str) -> None:
    load(city)
    step(city, "set_out")
    sign = c.TakeStep("shipment", "H1", "sign", c.Particulars(receiver="消防"))
    leader = leader_of(city.area.teams["fire-far"])
    assert city.refused(leader, sign).code == "outside_jurisdiction"
    city.order("fire-far", fire, "FIRE")
    city.by(leader, sign)
    assert city.area.shipments["H1"].state == "DELIVERED"


def test_what_turns_back_serves_nobody_and_is_on_the_shelf_again(city: City, fire: str) -> None:
    load(city)
    step(city, "set_out")
    step(city, "turn_back", reason="道路中断")
    assert missing(city, fire) == {"hose": 4, "sandbag": 50}
    assert stock(city).on_hand == 6
    step(city, "restock")
    assert (stock(city).on_hand, stock(city, "sandbag").on_hand) == (10, 500)
    assert city.is_sound()


def test_what_is_unloaded_again_is_free_again(city: City, fire: str) -> None:
    load(city)
    step(city, "cancel", reason="车辆故障")
    assert (stock(city).on_hand, stock(city).free(NOON)) == (10, 10)
    assert missing(city, fire) == {"hose": 4, "sandbag": 50}
    assert load(city, *again(city, fire)).vehicle == "陕A·88888"
    assert city.is_sound()


def again(city: City, fire: str) -> tuple[str, ...]:
    city.by("keeper", sc.ReserveStock(fire, "depot-1", "hose", 4))
    return ("S3",)


def test_of_what_was_delivered_only_what_was_lent_comes_back(city: City, fire: str) -> None:
    load(city)
    step(city, "set_out")
    step(city, "sign", "duty officer", receiver="李队")
    step(city, "bring_back", "duty officer")
    step(city, "restock")
    assert (stock(city).on_hand, stock(city, "sandbag").on_hand) == (10, 450)
    assert missing(city, fire) == {}
    assert city.is_sound()


def test_consumables_are_not_brought_back(city: City, fire: str) -> None:
    load(city, "S2")
    step(city, "set_out")
    step(city, "sign", "duty officer", receiver="李队")
    refusal = city.refused("duty officer", c.TakeStep("shipment", "H1", "bring_back"))
    assert refusal.code == "carries_loans"


def test_lots_come_back_as_the_lots_they_were(city: City) -> None:
    lot = sc.ReceiveStock("depot-1", "water", 5, "采购", "A", NOON + 86_400)
    city.by("keeper", lot)
    city.by("keeper", sc.ReserveStock(city.a_fire(), "depot-1", "water", 5))
    load(city, "S1")
    assert stock(city, "water").batches == ()
    step(city, "cancel", reason="不再需要")
    assert stock(city, "water").batches == (Batch("A", 5, NOON + 86_400),)


def test_two_promises_of_one_supply_leave_lot_by_lot(city: City) -> None:
    for name, days in (("A", 1), ("B", 2)):
        lot = sc.ReceiveStock("depot-1", "water", 5, "采购", name, NOON + days * 86_400)
        city.by("keeper", lot)
    fire = city.a_fire()
    for quantity in (3, 4):
        city.by("keeper", sc.ReserveStock(fire, "depot-1", "water", quantity))
    load(city)
    taken = [
        [(one.lot, one.quantity) for one in city.area.reservations[key].lots]
        for key in ("S1", "S2")
    ]
    assert taken == [[("A", 3)], [("A", 2), ("B", 2)]]
    assert city.is_sound()


def test_when_the_incident_is_over_what_is_being_loaded_is_unloaded(city: City, fire: str) -> None:
    load(city)
    city.step("duty officer", fire, "start_verify")
    city.step("duty leader", fire, "dismiss", reason="误报", evidence=("现场照片",))
    assert city.area.shipments["H1"].state == "CANCELLED"
    assert stock(city).on_hand == 10
    assert city.is_sound()


def test_one_shipment_goes_from_one_depot_to_one_incident_on_a_free_vehicle(
    city: City, fire: str
) -> None:
    other = city.a_fire(kind="gas")
    city.by("keeper", sc.ReserveStock(other, "depot-1", "hose", 1))
    for command, code, field in (
        (sc.LoadShipment((), "A"), "input_missing", "reservation_ids"),
        (sc.LoadShipment(("S1", "S1"), "A"), "stands_twice", "reservation_ids"),
        (sc.LoadShipment(("S1", "S3"), "A"), "mixed_shipment", "reservation_ids"),
        (sc.LoadShipment(("S1",), " "), "input_missing", "vehicle"),
        (sc.LoadShipment(("S1",), "A", travel_s=-1.0), "wrong_number", "travel_s"),
    ):
        refusal = city.refused("keeper", command)
        assert (refusal.code, refusal.field) == (code, field)
    load(city, "S1", vehicle="A")
    loaded = city.refused("keeper", sc.LoadShipment(("S1",), "B"))
    assert (loaded.code, loaded.field) == ("wrong_state", "reservation_ids")
    taken = city.refused("keeper", sc.LoadShipment(("S2",), "A"))
    assert (taken.code, taken.field) == ("vehicle_taken", "vehicle")


def revised(city: City, before_s: float | None, after_s: float | None) -> list[se.AnEvent]:
    """Record that the way from the depot has changed; return what follows for shipments."""
    reason = Unreachable.CUT_OFF if after_s is None else None
    one = SupplyImpact("S1", "depot-1", "I1", before_s, after_s, reason)
    impact = RoadImpact((), 0, 1, "roads", 1, supplies=(one,))
    done = city.by("system", c.RecordRoadImpact(impact))
    return [one.event for one in done.events if isinstance(one.event, se.ShipmentEtaRevised)]


def test_a_shipment_is_as_much_later_as_its_way_is_longer(city: City, fire: str) -> None:
    load(city)
    expected_at = step(city, "set_out").eta_at
    revised(city, 600.0, 900.0)
    assert city.area.shipments["H1"].eta_at == expected_at + 300


def test_a_shipment_that_is_cut_off_has_no_moment_until_there_is_a_way_again(
    city: City, fire: str
) -> None:
    load(city)
    step(city, "set_out")
    revised(city, 600.0, None)
    cut_off = city.area.shipments["H1"]
    assert (cut_off.eta_at, cut_off.cut_off) == (None, Unreachable.CUT_OFF)
    city.wait(300)
    revised(city, None, 700.0)
    again = city.area.shipments["H1"]
    assert (again.eta_at, again.cut_off) == (NOON + 300 + 700, None)


def test_what_is_there_already_is_not_expected_anew(city: City, fire: str) -> None:
    load(city)
    step(city, "set_out")
    step(city, "arrive")
    assert revised(city, 600.0, 900.0) == []
