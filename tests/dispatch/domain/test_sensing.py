"""What sensors measure: alarms with hysteresis, rates, flapping, silence, and volume."""

import pytest
from msgspec.structs import replace

from dispatch.domain import events as e
from dispatch.domain import sensor_messages as sm
from dispatch.domain.actors import Actor
from dispatch.domain.commands import Particulars, TakeStep
from dispatch.domain.sensors import Limit, Reading, Sensor
from dispatch.store.codec import decode_area, encode
from routing.geo import Position
from tests.sentences import NOON, City

RIVER = "610111001601"
GAS = Sensor("gas-1", "水岸社区3号楼燃气探头", RIVER, Position(109.061, 34.271), "gas_lel", "%LEL")
DEVICE = Actor("gas-1", "SENSOR", RIVER)


@pytest.fixture
def city() -> City:
    city = City()
    city.by("admin", sm.RegisterSensors((GAS,)))
    return city


def says(city: City, *values: float, every_s: float = 60.0, sensor: Sensor = GAS) -> None:
    """Have a sensor say values, one after another; the clock moves with them."""
    before: tuple[Reading, ...] = ()
    for value in values:
        city.wait(every_s)
        reading = Reading(city.clock.now(), value)
        device = Actor(sensor.sensor_id, "SENSOR", sensor.place_code)
        city.by(device, sm.TakeReadings(sensor.sensor_id, (reading,), before))
        before = (*before, reading)


def alarms(city: City) -> list[e.Event]:
    return city.events(sm.SensorAlarmed)


def test_a_value_above_the_limit_is_a_report_of_the_rules_kind_priority_and_trust(
    city: City,
) -> None:
    says(city, 3.0, 22.5)
    (alarm,) = alarms(city)
    assert isinstance(alarm, sm.SensorAlarmed)
    report = city.area.reports[alarm.report_id]
    assert (report.kind, report.source, report.reporter) == ("gas", "sensor", "gas-1")
    assert (report.trust, report.position, report.discovered_at) == (0.8, GAS.position, NOON + 120)
    assert "22.5 %LEL（告警限 20）" in report.text
    incident = city.area.incidents[alarm.incident_id]
    assert (incident.kind, incident.priority, incident.place_code) == ("gas", 1, RIVER)
    assert city.area.sensors["gas-1"].alarms == {"gas_leaking": alarm.incident_id}
    assert city.is_sound()


def test_readings_that_cross_nothing_leave_no_trace_in_the_log(city: City) -> None:
    before = city.area.position
    says(city, *([3.0, 4.0, 19.9] * 20))
    assert city.area.position == before


def test_what_all_comes_too_late_is_not_judged_again(city: City) -> None:
    says(city, 3.0, 21.0, 3.0)
    before = tuple(Reading(NOON + at, value) for at, value in ((60, 3.0), (120, 21.0), (180, 3.0)))
    position = city.area.position
    city.by(DEVICE, sm.TakeReadings("gas-1", (), before))
    assert city.area.position == position


def test_between_raising_and_clearing_an_alarm_stays_as_it_is(city: City) -> None:
    says(city, 21.0, 15.0, 11.0, 19.0)
    assert len(alarms(city)) == 1
    assert city.area.sensors["gas-1"].alarms
    says(city, 9.0, 15.0, 19.0)
    (cleared,) = city.events(sm.SensorCleared)
    assert isinstance(cleared, sm.SensorCleared)
    assert cleared.value == 9.0
    assert not city.area.sensors["gas-1"].alarms
    assert cleared.incident_id in city.area.open_incidents  # it goes on until people end it


def test_a_reading_said_again_has_no_second_effect(city: City) -> None:
    reading = Reading(NOON, 30.0)
    city.by(DEVICE, sm.TakeReadings("gas-1", (reading,)))
    position = city.area.position
    city.by(DEVICE, sm.TakeReadings("gas-1", (reading,), (reading,)))
    assert city.area.position == position


def test_a_second_alarm_beside_the_first_is_fused_into_its_incident(city: City) -> None:
    other = replace(GAS, sensor_id="gas-2", name="5号楼", position=Position(109.0611, 34.2711))
    city.by("admin", sm.RegisterSensors((other,)))
    says(city, 30.0)
    says(city, 40.0, every_s=10, sensor=other)
    first, second = alarms(city)
    assert isinstance(first, sm.SensorAlarmed)
    assert isinstance(second, sm.SensorAlarmed)
    assert first.incident_id == second.incident_id


def test_a_rate_is_the_rise_within_its_window(city: City) -> None:
    gauge = Sensor("w-1", "灞河水位", RIVER, Position(109.06, 34.28), "water_level", "cm")
    city.by("admin", sm.RegisterSensors((gauge,)))
    says(city, 40000, 40020, 40040, every_s=600, sensor=gauge)  # 20 cm in ten minutes
    assert not alarms(city)
    says(city, 40040, 40065, 40095, every_s=240, sensor=gauge)  # 55 cm in eight
    (alarm,) = alarms(city)
    assert isinstance(alarm, sm.SensorAlarmed)
    assert (alarm.rule, round(alarm.measure, 3)) == ("river_rising", 0.55)
    assert city.area.incidents[alarm.incident_id].kind == "flood_drought"


def test_a_site_has_a_limit_of_its_own_and_too_little_can_be_an_alarm_as_well(city: City) -> None:
    low = Sensor(
        *("w-2", "水库水位", RIVER, Position(109.06, 34.28), "water_level", "m"),
        limits={"river_high": Limit(raise_at=2.0, clear_at=3.0)},
    )
    city.by("admin", sm.RegisterSensors((low,)))
    says(city, 5.0, 2.5, 2.0, 2.5, every_s=1200, sensor=low)
    (alarm,) = alarms(city)
    assert isinstance(alarm, sm.SensorAlarmed)
    assert alarm.value == 2.0
    says(city, 3.0, every_s=1200, sensor=low)
    assert len(city.events(sm.SensorCleared)) == 1


def test_a_flapping_sensor_is_damped_once_and_heard_again_after_quiet(city: City) -> None:
    says(city, *([25.0, 5.0] * 10), every_s=30)
    assert city.area.sensors["gas-1"].state == "DAMPED"
    steps = [one for one in city.events(e.StepTaken) if isinstance(one, e.StepTaken)]
    assert [(one.action, one.reason) for one in steps if one.lifecycle == "sensor"] == [
        ("damp", "6 crossings in 600 s")
    ]
    assert len(alarms(city)) == 3  # five crossings were told: up, down, up, down, up
    says(city, *([25.0, 5.0] * 30), every_s=60)  # an hour of flapping says nothing more
    assert city.area.sensors["gas-1"].state == "DAMPED"
    assert len(alarms(city)) == 3
    assert city.is_sound()


def test_a_damped_sensor_that_stays_above_its_limit_alarms_once_it_is_quiet(city: City) -> None:
    says(city, *([25.0, 5.0] * 4), every_s=30)
    assert city.area.sensors["gas-1"].state == "DAMPED"
    count = len(alarms(city))
    says(city, *([60.0] * 31), every_s=60)
    assert city.area.sensors["gas-1"].state == "WORKING"
    assert len(alarms(city)) == count + 1


def test_a_silent_sensor_has_a_fault_until_it_speaks(city: City) -> None:
    step = TakeStep("sensor", "gas-1", "fall_silent", Particulars(reason="nothing for 600 s"))
    assert city.refused("duty officer", step).code == "role_may_not"
    city.by("system", step)
    assert city.area.sensors["gas-1"].state == "SILENT"
    says(city, 3.0)
    assert city.area.sensors["gas-1"].state == "WORKING"


def test_what_is_out_of_use_is_not_heard(city: City) -> None:
    take_out = TakeStep("sensor", "gas-1", "take_out", Particulars(reason="检修"))
    city.by("duty officer", take_out)
    told = sm.TakeReadings("gas-1", (Reading(NOON, 90.0),))
    assert city.refused(DEVICE, told).code == "out_of_use"
    city.by("duty officer", TakeStep("sensor", "gas-1", "put_back"))
    city.by(DEVICE, told)
    assert len(alarms(city)) == 1


@pytest.mark.parametrize(
    ("who", "reading", "code"),
    [
        (DEVICE, Reading(NOON, 140.0), "wrong_value"),
        (DEVICE, Reading(NOON + 4000, 10.0), "in_the_future"),
        (Actor("gas-9", "SENSOR", RIVER), Reading(NOON, 10.0), "not_own_sensor"),
        ("duty officer of Ziwu", Reading(NOON, 10.0), "outside_jurisdiction"),
        ("commander", Reading(NOON, 10.0), "role_may_not"),
    ],
)
def test_what_cannot_be_a_reading_is_refused(
    city: City, who: str | Actor, reading: Reading, code: str
) -> None:
    assert city.refused(who, sm.TakeReadings("gas-1", (reading,))).code == code


def test_a_gateway_speaks_for_its_sensors(city: City) -> None:
    city.by("admin", sm.RegisterSensors((replace(GAS, gateway="box-1"),)))
    city.by(Actor("box-1", "SENSOR", RIVER), sm.TakeReadings("gas-1", (Reading(NOON, 50.0),)))
    assert len(alarms(city)) == 1


@pytest.mark.parametrize(
    ("wrong", "code", "field"),
    [
        ({"place_code": "9"}, "unknown_place", "place_code"),
        ({"quantity": "noise"}, "unknown_quantity", "quantity"),
        ({"unit": "m"}, "unknown_unit", "unit"),
        ({"limits": {"river_high": Limit(2, 1)}}, "unknown_rule", "limits.river_high"),
        ({"limits": {"gas_leaking": Limit(2, 2)}}, "wrong_limit", "limits.gas_leaking"),
    ],
)
def test_a_sensor_that_makes_no_sense_is_not_entered(
    city: City, wrong: dict[str, object], code: str, field: str
) -> None:
    bad = replace(GAS, sensor_id="gas-3", **wrong)
    refusal = city.refused("admin", sm.RegisterSensors((GAS, bad)))
    assert (refusal.code, refusal.field) == (code, f"sensors[1].{field}")


def test_sensors_entered_anew_stay_as_they_are_and_all_of_it_is_read_back(city: City) -> None:
    says(city, 30.0)
    city.by("admin", sm.RegisterSensors((replace(GAS, name="新名"),)))
    sensor = city.area.sensors["gas-1"]
    assert (sensor.name, list(sensor.alarms)) == ("新名", ["gas_leaking"])
    assert decode_area(encode(city.area)) == city.area


@pytest.mark.parametrize("limit", [Limit(float("nan"), 1.0), Limit(30.0, float("inf"))])
def test_a_limit_that_is_no_number_is_refused(city: City, limit: Limit) -> None:
    refusal = city.refused(
        "admin", sm.RegisterSensors((replace(GAS, limits={"gas_leaking": limit}),))
    )
    assert (refusal.code, "finite" in refusal.reason) == ("wrong_limit", True)
