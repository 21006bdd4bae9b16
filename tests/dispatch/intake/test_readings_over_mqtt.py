"""Sensors say what they measured through a real broker."""

from dispatch.domain import sensor_messages as sm
from dispatch.intake.topics import ROOT
from tests.dispatch.domain.test_sensing import GAS
from tests.dispatch.intake.conftest import Room, a_device, heard, say, until
from tests.sentences import NOON

ANSWERS = f"{ROOT}/test/sensors/gas-1/answers"


async def test_readings_are_kept_judged_and_answered(room: Room) -> None:
    room.city.by("admin", sm.RegisterSensors((GAS,)))
    said = {"id": "m1", "readings": [{"value": 3.0, "at": NOON - 60}, {"value": 25.0, "at": NOON}]}
    async with (
        room.open_door() as door,
        a_device(room.broker.url_of("gas-1"), ANSWERS) as device,
    ):
        await say(device, "sensors/gas-1/readings", said)
        assert await heard(device) == {"id": "m1", "taken": True}
        await say(device, "sensors/gas-1/readings", said | {"id": "m2"})  # nothing by a repeat
        assert await heard(device) == {"id": "m2", "taken": True}
    assert len(room.city.events(sm.SensorAlarmed)) == 1
    kept = room.store.readings.between("test", "gas-1", 0, NOON)
    assert [one.value for one in kept] == [3.0, 25.0]
    assert door.status.readings == 4


async def test_what_cannot_be_taken_is_a_dead_letter_by_number_and_the_rest_counts(
    room: Room,
) -> None:
    room.city.by("admin", sm.RegisterSensors((GAS,)))
    said = {"readings": [{"value": 25.0}, {"value": 900.0}, {"value": 1, "sensor_id": "w-9"}]}
    async with room.open_door(), a_device(room.broker.url_of("gas-1")) as device:
        await say(device, "sensors/gas-1/readings", said)
        await say(device, "sensors/gas-1/readings", {"readings": [{"value": "hot"}]})
        await until(lambda: len(room.buried()) == 2)
    assert room.buried() == [
        "readings[1].value: 900 is not within 0 to 100 %LEL (wrong_value);"
        " readings[2].sensor_id: no sensor 'w-9' here (unknown_sensor)",
        "readings[0].value: Expected `float`, got `str`",
    ]
    assert len(room.city.events(sm.SensorAlarmed)) == 1
