"""A drill organiser runs drills from the server: in areas of their own, by the role for it."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from simulators.ground import tops_of
from tests.api.doors import Client, Door

DRILL = """name: {zh: 小演练, en: Small}
area_id: drill-small
start: "2024-07-16T14:00:00+08:00"
duration_h: 2
drain_h: 1
place: {hamlet: {root: C}}
policy: {search: nearest}
simulated: [crews, keepers]
script:
  injects:
    - at_min: 1
      name: {zh: 起火, en: Fire}
      report: {kind: fire, lon: 109.031, lat: 34.012, priority: 1}
      expect:
        - {action: incident_handling.start_verify, within_min: 30, points: 10}
        - {action: GradeSet, within_min: 60, points: 10}
    - at_min: 90
      name: {zh: 第二起, en: Another}
      report: {kind: fire, lon: 109.011, lat: 34.002, priority: 2}
  objectives:
    - {name: {zh: 受理, en: Taken}, measure: incidents, at_least: 2, points: 20}
"""


async def until(director: Client, area: str, wanted: Any) -> dict[str, Any]:
    """Look at a drill until it is as wanted."""
    async with asyncio.timeout(30):
        while True:
            told: dict[str, Any] = (await director.get(f"/drills/{area}")).json()
            if wanted(told):
                return told
            await asyncio.sleep(0.05)


async def started(director: Client, **more: Any) -> str:
    answer = await director.post("/drills", {"text": DRILL, "speed": 60.0, **more})
    assert answer.status_code == 201, answer.text
    area: str = answer.json()["area"]
    await until(director, area, lambda told: told["state"] == "RUNNING")
    return area


async def test_who_took_part_is_told_by_place_and_role_to_whoever_directs_the_ground(door) -> None:
    director = await door.as_user("director")
    area = await started(director)
    async with asyncio.timeout(30):
        while not (await director.get("/drills/record")).json()["items"]:  # nobody acted yet
            await asyncio.sleep(0.05)
    assert (await director.post(f"/drills/{area}/stop")).status_code == 200
    told = (await director.get("/drills/record")).json()
    (record,) = told["items"]
    assert (record["area"], record["name"]) == (area, "小演练")
    assert told["person_times"] == record["person_times"]
    rows = record["by_place_and_role"]
    assert sum(one["person_times"] for one in rows) == record["person_times"]
    assert not {one["role"] for one in rows} & {"DIRECTOR", "SYSTEM"}
    assert not any("names_of" in one or "name" in one for one in rows), "counts, and no names"
    duty = await door.as_user("lead")
    assert (await duty.get("/drills/record")).status_code == 403


async def test_the_library_is_listed_with_what_happens_and_what_is_to_come_of_it(door) -> None:
    director = await door.as_user("director")
    shipped = {one["file"]: one for one in (await director.get("/drills/library")).json()["items"]}
    assert shipped["gas-blast"]["name"]["zh"] == "居民小区燃气爆炸演练"
    assert "较大" in shipped["gas-blast"]["expects"]["zh"]
    assert "chiyuan drill run" in shipped["sf-2020-04"]["unplayable"]
    told = (await director.get("/drills/library/gas-blast")).json()
    proof = (await director.post("/drills/proof", {"text": told["text"]})).json()
    assert (proof["faults"], proof["area_id"]) == ([], "drill-gas-blast")
    assert [one["number"] for one in proof["lines"] if one["what"] == "inject"] == [1, 2]
    assert proof["expected"][0]["label"]["zh"] == "开始核实"
    assert (await director.get("/drills/library/passwd")).status_code == 404


async def test_a_text_with_mistakes_starts_nothing_and_every_one_is_named(door) -> None:
    director = await door.as_user("director")
    text = DRILL.replace("kind: fire", "kind: dragon")
    told = (await director.post("/drills/proof", {"text": text})).json()
    assert [(one["line"], one["field"]) for one in told["faults"]] == [
        (13, "script.injects[0].report.kind"),
        (19, "script.injects[1].report.kind"),
    ]
    refused = await director.post("/drills", {"text": text})
    assert (refused.status_code, refused.json()["code"]) == (422, "unfit_scenario")
    assert len(refused.json()["errors"]) == 2
    assert (await director.get("/drills")).json()["items"] == []


async def test_no_text_has_the_server_open_a_database_or_a_file_of_somebody_s_choice(
    door: Door, tmp_path: Path
) -> None:
    director = await door.as_user("director")
    place = f"{{log: {{database: 'sqlite:///{tmp_path / 'new' / 'x.db'}', roads: x.npz}}}}"
    asked = DRILL.replace("{hamlet: {root: C}}", place)
    refused = await director.post("/drills", {"text": asked})
    assert (refused.status_code, refused.json()["code"]) == (422, "unfit_scenario")
    assert not (tmp_path / "new").exists()
    far = await director.post("/drills/proof", {"text": f"include: {'x' * 300}.yaml"})
    assert [one["field"] for one in far.json()["faults"]] == ["include"]


async def test_a_drill_is_called_off_while_it_is_still_prepared(door: Door) -> None:
    director = await door.as_user("director")
    area = (await director.post("/drills", {"text": DRILL, "speed": 60.0})).json()["area"]
    async with asyncio.timeout(20):  # at its own speed it would play for minutes
        assert (await director.post(f"/drills/{area}/stop")).json()["state"] == "STOPPED"


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("at_min: 90", "at_min: .nan", "script.injects[1].at_min"),
        ("{hamlet: {root: C}}", "{hamlet: {root: C, block_m: 0.001}}", "place.hamlet"),
        ("duration_h: 2", "duration_h: !!int ''", ""),
    ],
)
async def test_no_text_is_more_than_a_server_can_bear(
    door: Door, old: str, new: str, field: str
) -> None:
    director = await door.as_user("director")
    told = (await director.post("/drills/proof", {"text": DRILL.replace(old, new)})).json()
    assert [one["field"] for one in told["faults"]] == [field]


async def test_a_storm_without_end_is_not_begun(door: Door) -> None:
    director = await door.as_user("director")
    text = DRILL + "calls: {storm: {per_hour: {fire: 1000000}}}\n"
    told = (await director.post("/drills/proof", {"text": text})).json()
    assert "50,000 reports" in told["unplayable"]
    assert (await director.post("/drills", {"text": text})).status_code == 422


async def test_those_begun_at_once_have_areas_of_their_own_and_no_more_than_there_is_room(
    door: Door,
) -> None:
    director = await door.as_user("director")
    begun = await asyncio.gather(
        *(director.post("/drills", {"text": DRILL, "speed": 60.0}) for _ in range(7))
    )
    areas = [one.json()["area"] for one in begun if one.status_code == 201]
    assert len(areas) == len(set(areas)) == 4
    assert {one.json().get("code") for one in begun if one.status_code != 201} == {
        "too_many_drills"
    }
    for area in areas:
        assert (await director.post(f"/drills/{area}/stop")).json()["state"] == "STOPPED"


@pytest.mark.parametrize("name", ["root", "city", "lead", "north", "team.n1", "citizen"])
async def test_nobody_else_directs_drills(door: Door, name: str) -> None:
    other = await door.as_user(name)
    for method, path, body in (
        ("GET", "/drills", None),
        ("GET", "/drills/library", None),
        ("POST", "/drills/proof", {"text": ""}),
        ("POST", "/drills", {"text": DRILL}),
        ("GET", "/review", None),
    ):
        assert (await other.send(method, path, body)).status_code == 403, path


async def test_a_director_of_a_part_does_not_run_a_drill_of_the_whole(door) -> None:
    north, director = await door.as_user("north.director"), await door.as_user("director")
    refused = await north.post("/drills", {"text": DRILL})
    assert (refused.status_code, refused.json()["code"]) == (403, "outside_jurisdiction")
    area = await started(director)
    assert (await north.get(f"/drills/{area}")).status_code == 404
    assert (await director.post(f"/drills/{area}/stop")).json()["state"] == "STOPPED"


async def test_a_drill_is_paused_sped_up_injected_into_played_with_and_scored(door, area) -> None:
    director, city = await door.as_user("director"), await door.as_user("city")
    before = area.area.position
    drill = await started(director)
    areas = {one["area"]: one for one in (await city.get("/areas")).json()["items"]}
    assert areas[drill]["exercise"]
    assert not areas["city"]["exercise"]
    told = await until(director, drill, lambda told: told["figures"]["incidents"] == 1)
    assert (told["points"], told["of"], told["script_score"]) == (0, 20, None)
    paused = (await director.send("PATCH", f"/drills/{drill}", {"paused": True})).json()
    assert paused["state"] == "PAUSED"
    stood = (await director.get(f"/drills/{drill}")).json()["now_min"]
    # A person plays the duty officer, whom nobody simulates; the clock stands still meanwhile.
    done = await city.http.post(
        f"/api/v1/incidents/I1/actions?area={drill}",
        json={"action": "start_verify"},
        headers=(await door.as_user("drill.duty")).headers,
    )
    assert done.status_code == 200, done.text
    told = await until(director, drill, lambda told: told["points"] == 10)
    assert told["now_min"] == stood
    assert told["expected"][0]["by"] == "drill.duty"
    # Injects: the second before its time, once; and one that no script has.
    assert (await director.post(f"/drills/{drill}/injects", {"number": 2})).status_code == 202
    await until(director, drill, lambda told: told["figures"]["incidents"] == 2)
    again = await director.post(f"/drills/{drill}/injects", {"number": 2})
    assert (again.status_code, again.json()["code"]) == (422, "no_such_inject")
    unknown = {
        "name": "龙",
        "report": {"kind": "dragon", "position": {"lon": 109.02, "lat": 34.02}},
    }
    lost = await director.post(f"/drills/{drill}/injects", unknown)
    assert (lost.status_code, lost.json()["field"]) == (422, "report.kind")
    third = {"kind": "medical", "position": {"lon": 109.02, "lat": 34.02}}
    made_up = {"name": "临时加情况", "report": third}
    assert (await director.post(f"/drills/{drill}/injects", made_up)).json() == {"number": 3}
    await until(director, drill, lambda told: told["figures"]["incidents"] == 3)
    faster = {"paused": False, "speed": 3600.0}
    assert (await director.send("PATCH", f"/drills/{drill}", faster)).json()["speed"] == 3600
    over = await until(director, drill, lambda told: told["state"] == "ENDED")
    # 10 for verifying in time, nothing for the grade, 20 for the objective, of 40.
    assert (over["script_score"], over["violations"]) == (75.0, 0)
    assert over["objectives"][0]["met"]
    came = [one["came_at_min"] for one in over["lines"] if one["what"] == "inject"]
    assert all(one < 90 for one in came), "the second was not sent again at its own time"
    assert over["figures"]["incidents"] == 3
    review = (await director.get("/review", area=drill)).json()
    assert review["exercise"]
    assert [one["name"] for one in review["took_part"] if one["name"] == "drill.duty"]
    assert (await director.get("/review", area="city")).status_code == 404
    assert area.area.position == before, "nothing of it reached the area in service"


async def test_a_drill_that_is_run_again_has_an_area_of_its_own(door) -> None:
    director = await door.as_user("director")
    first = await started(director)
    assert (await director.post(f"/drills/{first}/stop")).json()["state"] == "STOPPED"
    refused = await director.send("PATCH", f"/drills/{first}", {"paused": False})
    assert (refused.status_code, refused.json()["code"]) == (409, "drill_is_not_on")
    second = await started(director)
    assert (first, second) == ("drill-small", "drill-small-2")
    await director.post(f"/drills/{second}/stop")
    listed = (await director.get("/drills")).json()["items"]
    assert [one["area"] for one in listed] == [second, first]


def test_whoever_is_of_a_place_that_all_lies_in_is_of_the_whole() -> None:
    parents = {"61": None, "6101": "61", "610102": "6101", "610103": "6101", "610102001": "610102"}
    assert tops_of(parents) == ("61", "6101")
    assert tops_of({"C": ""}) == ("C",)
