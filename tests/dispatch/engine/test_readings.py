"""Readings beside the log: kept, judged, remembered over a restart, missed when they stay out."""

from collections.abc import Iterator
from concurrent.futures import Future

import pytest
from msgspec.structs import replace

from dispatch.domain import sensor_messages as sm
from dispatch.domain.actors import Actor
from dispatch.domain.refusals import Rejected
from dispatch.domain.sensors import Reading, Sensor
from dispatch.engine.engine import Committed
from dispatch.engine.readings import ReadingDesk
from dispatch.engine.writer import Writer
from dispatch.store.open import Store, open_store
from routing.geo import Position
from tests.dispatch.domain.test_sensing import GAS, RIVER
from tests.sentences import NOON, City

GAUGE = Sensor("w-1", "灞河水位", RIVER, Position(109.06, 34.28), "water_level", "m")


class Bench:
    """A city with two sensors, and a desk for what they measure."""

    def __init__(self, store: Store) -> None:
        self.store, self.city = store, City(log=store.log)
        self.city.by("admin", sm.RegisterSensors((GAS, GAUGE)))
        self.open()

    def open(self) -> None:
        self.writer = Writer(self.city.engine)
        self.desk = ReadingDesk(self.writer, self.store.readings)

    def close(self) -> None:
        self.desk.close()
        self.writer.close()

    def hand_in(self, sensor_id: str, *readings: Reading) -> "Future[Committed]":
        return self.desk.submit(sensor_id, readings, Actor(sensor_id, "SENSOR", RIVER))

    def alarms(self) -> int:
        return len(self.city.events(sm.SensorAlarmed))


@pytest.fixture
def bench() -> Iterator[Bench]:
    store = open_store("memory://")
    made = Bench(store)
    yield made
    made.close()
    store.close()


def test_a_reading_is_kept_and_judged_before_its_sender_is_told(bench: Bench) -> None:
    bench.hand_in("gas-1", Reading(NOON, 30.0)).result(10)
    assert bench.alarms() == 1
    assert bench.store.readings.between("test", "gas-1", NOON, NOON) == (Reading(NOON, 30.0),)
    assert bench.desk.latest("gas-1") == Reading(NOON, 30.0)


def test_ten_thousand_readings_that_cross_nothing_leave_the_log_as_it_is(bench: Bench) -> None:
    sensors = [replace(GAS, sensor_id=f"g-{n}", name=f"探头{n}") for n in range(200)]
    bench.city.by("admin", sm.RegisterSensors(tuple(sensors)))
    position = bench.city.area.position
    told = [
        bench.hand_in(one.sensor_id, Reading(NOON - 60 * minute, 4.0))
        for minute in range(50, 0, -1)
        for one in sensors
    ]
    for one in told:
        one.result(30)
    assert bench.city.area.position == position
    assert len(bench.desk.curve("g-7", 0, NOON, 1000)) == 50


def test_what_a_rate_looks_back_at_survives_a_restart(bench: Bench) -> None:
    bench.hand_in("w-1", Reading(NOON - 300, 400.0)).result(10)
    bench.close()
    bench.open()
    bench.hand_in("w-1", Reading(NOON, 400.6)).result(10)
    assert bench.alarms() == 1


def test_what_comes_late_is_kept_and_not_judged(bench: Bench) -> None:
    bench.hand_in("gas-1", Reading(NOON, 3.0)).result(10)
    bench.hand_in("gas-1", Reading(NOON - 600, 50.0)).result(10)
    assert bench.alarms() == 0
    assert len(bench.desk.curve("gas-1", 0, NOON, 1000)) == 2


def test_what_cannot_be_a_reading_is_refused_at_once_and_not_kept(bench: Bench) -> None:
    with pytest.raises(Rejected, match="not within"):
        bench.hand_in("gas-1", Reading(NOON, 300.0))
    assert bench.desk.latest("gas-1") is None


def test_a_sensor_that_says_nothing_is_found_and_one_that_speaks_is_not(bench: Bench) -> None:
    assert not list(bench.desk.fallen_silent(bench.city.area, NOON + 9e9))  # nobody spoke here yet
    bench.hand_in("gas-1", Reading(NOON, 3.0)).result(10)
    later = NOON + 1200  # longer than a gas detector may be silent, shorter than a gauge may
    (step,) = bench.desk.fallen_silent(bench.city.area, later)
    assert step.subject_id == "gas-1"
    assert step.particulars.reason == "600 秒无数据 | nothing for 600 s"
    bench.city.clock.move_to(later)
    bench.hand_in("gas-1", Reading(later, 3.0)).result(10)
    assert not list(bench.desk.fallen_silent(bench.city.area, later))


def test_old_readings_are_forgotten(bench: Bench) -> None:
    for at in (NOON - 200_000, NOON):
        bench.hand_in("gas-1", Reading(at, 3.0)).result(10)
    assert bench.store.readings.forget("test", NOON - 172_800) <= 1
    assert bench.desk.curve("gas-1", 0, NOON, 1000) == (Reading(NOON, 3.0),)
