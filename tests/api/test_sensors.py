"""Sensors over HTTP: entered from a table, read, shown, and heard."""

from httpx import Response

from api.users import User
from tests.api.doors import Client, Door

HEADING = "sensor_id,name,place_code,lon,lat,quantity,unit,limits\n"
TABLE = (
    HEADING
    + "gas-1,3号楼探头,TN-V1,108.9,34.3,gas_lel,%LEL,\n"
    + "w-1,水位站,TN-V1,108.9,34.3,water_level,m,river_high=402.5/402.0\n"
)


async def send_table(who: Client, table: str) -> Response:
    path, content = "/api/v1/sensors/import", table.encode()
    return await who.http.post(path, content=content, headers=who.headers)


async def test_a_table_of_sensors_is_entered_whole_and_readings_alarm(door: Door) -> None:
    office, north = await door.as_user("north.office"), await door.as_user("north")
    assert (await send_table(office, TABLE)).status_code == 201
    told = [
        {"sensor_id": "gas-1", "value": 26.0},
        {"sensor_id": "w-1", "value": 402.6},
        {"sensor_id": "w-1", "value": 9e9},
        {"sensor_id": "nobody", "value": 1.0},
    ]
    answer = (await north.post("/readings", {"readings": told})).json()
    assert answer["taken"] == 2
    assert [(one["index"], one["code"]) for one in answer["refused"]] == [
        (2, "wrong_value"),
        (3, "unknown_sensor"),
    ]
    assert "SensorAlarmed" in {one["event"]["type"] for one in answer["events"]}
    raised = (await north.get("/sensors", alarmed=True)).json()["items"]
    assert [(one["sensor_id"], list(one["alarms"])) for one in raised] == [
        ("w-1", ["river_high"]),
        ("gas-1", ["gas_leaking"]),
    ]
    shown = (await north.get("/sensors/gas-1")).json()
    assert shown["latest"]["value"] == 26.0
    assert {one["action"] for one in shown["allowed_actions"]} == {"take_out"}
    curve = (await north.get("/sensors/gas-1/readings")).json()["items"]
    assert [one["value"] for one in curve] == [26.0]
    gone = await north.post("/sensors/gas-1/actions", {"action": "take_out", "reason": "检修"})
    assert gone.status_code == 200
    kinds = {one["kind"] for one in (await north.get("/incidents")).json()["items"]}
    assert kinds == {"gas", "flood_drought"}


async def test_a_heading_that_cannot_be_read_is_refused_by_its_line(door: Door) -> None:
    office = await door.as_user("north.office")
    answer = await send_table(office, 'sensor_id,"name"x,place_code\n')
    assert answer.status_code == 422
    assert [one["field"] for one in answer.json()["errors"]] == ["line 1"]


async def test_a_table_with_wrong_rows_names_them_all_and_enters_none(door: Door) -> None:
    office = await door.as_user("north.office")
    wrong = TABLE + "x-1,坏,TX,108.9,34.3,noise,dB,\nx-2,坏,TN-V1,east,34.3,smoke,%/m,\n"
    answer = await send_table(office, wrong)
    assert answer.status_code == 422
    assert [(one["field"], one["reason"]) for one in answer.json()["errors"]] == [
        ("line 4", "place_code: no place 'TX'"),
        ("line 4", "quantity: no quantity 'noise'"),
        ("line 5", "lon: east is no number"),
    ]
    assert (await office.get("/sensors")).json()["items"] == []


async def test_a_device_speaks_for_itself_only_and_others_see_what_is_theirs(door: Door) -> None:
    desk = door.app.state.desk
    area = desk.house.area(desk.main_area)
    desk.book.add(
        User("gas-1", "SENSOR", "TN-V1"), "a Quiet river 8", area.area, area.engine.profile
    )
    office, south = await door.as_user("north.office"), await door.as_user("south")
    await send_table(office, TABLE)
    device = await door.as_user("gas-1")
    told = [{"sensor_id": "gas-1", "value": 3.0}, {"sensor_id": "w-1", "value": 3.0}]
    answer = (await device.post("/readings", {"readings": told})).json()
    assert (answer["taken"], answer["refused"][0]["code"]) == (1, "not_own_sensor")
    assert (await south.get("/sensors/gas-1")).status_code == 404
    assert (await south.get("/sensors")).json()["items"] == []
    refused = await south.post("/readings", {"readings": told[:1]})
    assert refused.json()["refused"][0]["code"] == "outside_jurisdiction"
