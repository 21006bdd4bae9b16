"""The training record: who took part in several drills, by place and role."""

import csv
import io
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from api.cli import app
from dispatch.engine.history import History
from dispatch.store.open import open_log
from simulators.drill import run_drill
from simulators.training import as_csv, attendance, over_drills
from tests.simulators.hamlets import HAMLET, inject


@pytest.fixture(scope="module")
def database(tmp_path_factory) -> str:
    """Two drills of the hamlet in one log."""
    folder: Path = tmp_path_factory.mktemp("drills")
    url = f"sqlite:///{folder / 'drills.db'}"
    for area_id, fires in (("drill-a", (5,)), ("drill-b", (5, 40))):
        path = folder / f"{area_id}.yaml"
        script = {"injects": [inject(at) for at in fires]}
        path.write_text(yaml.safe_dump({**HAMLET, "area_id": area_id, "script": script}))
        run_drill(path, database=url)
    return url


def test_people_take_part_once_in_a_drill_and_are_called_out_as_often_as_ordered(database):
    log = open_log(database)
    attended = attendance(log, "drill-b")
    area = History(log, "drill-b").at(log.head("drill-b"))
    log.close()
    served = [one.team_id for one in area.instructions.values() if "ON_SCENE" in one.reached]
    crews = [one for one in attended if one.role in ("TEAM", "VFORCE")]
    assert sum(one.called_out for one in crews) == sum(area.teams[one].people for one in served)
    turned_out = {
        area.teams[one.team_id].parent_id
        for one in area.instructions.values()
        if "SIGNED" in one.reached
    }
    assert sum(one.person_times for one in crews) == sum(area.teams[n].people for n in turned_out)
    assert all(one.person_times == one.names for one in attended if one not in crews)
    assert not {one.role for one in attended} & {"SYSTEM", "DIRECTOR"}


def test_over_several_drills_places_and_roles_are_added_up(database):
    log = open_log(database)
    both = [*attendance(log, "drill-a"), *attendance(log, "drill-b")]
    log.close()
    trained = over_drills(both)
    assert {one.drills for one in trained} <= {1, 2}
    assert sum(one.person_times for one in trained) == sum(one.person_times for one in both)
    assert len({(one.place_code, one.role) for one in trained}) == len(trained)
    lines = list(csv.DictReader(io.StringIO(as_csv(both))))
    assert [line["area"] for line in lines] == [one.area for one in both]
    assert lines[0]["begins_at"].startswith("2024-07-16T06:00:00")


def test_the_record_of_all_drills_of_a_database_is_told_and_written(database, tmp_path):
    out = tmp_path / "record.csv"
    told = CliRunner().invoke(
        app, ["drill", "record", "--database", database, "--out", str(out), "--json"]
    )
    assert told.exit_code == 0, told.output
    assert '"drills": ["drill-a", "drill-b"]' in told.output
    lines = out.read_text(encoding="utf-8-sig").splitlines()
    assert {line["area"] for line in csv.DictReader(lines)} == {"drill-a", "drill-b"}
    nobody = CliRunner().invoke(app, ["drill", "record", "no-such", "--database", database])
    assert nobody.exit_code != 0
