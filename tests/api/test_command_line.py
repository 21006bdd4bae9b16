"""The command line: quick to start, plain in its answers, one line for what goes wrong."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from api.cli import main
from api.commands.output import say_json
from api.users import UserBook
from api.watch import Board, live_url
from dispatch.assignment.roads import RoadDesk
from dispatch.domain import commands as c
from dispatch.domain.actors import Actor
from dispatch.engine.bootstrap import open_house
from dispatch.store.open import existing_store
from routing.geo import Position
from tests.api.doors import PASSWORD, found, small_roads


def chiyuan(*arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    code = "from api.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        env={"PATH": "/usr/bin:/bin", "COLUMNS": "100", "PYTHONUTF8": "1"} | env,
        check=False,
    )


def test_a_number_that_is_infinite_is_null_in_json(capsys: pytest.CaptureFixture[str]) -> None:
    say_json({"half_width": float("inf"), "name": "旧金山", "figures": (1, 2.5)})
    assert (
        capsys.readouterr().out == '{"half_width": null, "name": "旧金山", "figures": [1, 2.5]}\n'
    )


def chiyuan_here(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> subprocess.CompletedProcess[str]:
    """Give a command in this process, where everything it needs is loaded already."""
    monkeypatch.setattr(sys, "argv", ["chiyuan", *arguments])
    monkeypatch.setenv("COLUMNS", "100")
    with pytest.raises(SystemExit) as ended:
        main()
    told = capsys.readouterr()
    return subprocess.CompletedProcess(arguments, int(ended.value.code or 0), told.out, told.err)


@pytest.fixture
def database(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path}/log.db"
    with open_house(url) as house:
        found(house.open_area("city", roads=RoadDesk(small_roads())))
    return url


def test_help_pulls_in_none_of_the_heavy_parts() -> None:
    code = (
        "import sys, api.cli; "
        "heavy = {'fastapi', 'sqlalchemy', 'ortools', 'scipy', 'numpy', 'uvicorn', 'networkx'}; "
        "print(sorted(heavy & set(sys.modules)))"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"


def test_help_lists_the_commands() -> None:
    told = chiyuan("--help")
    assert told.returncode == 0
    for command in (
        "serve",
        "demo",
        "roads",
        "city",
        "drill",
        "watch",
        "verify",
        "timeline",
        "user",
    ):
        assert command in told.stdout


def test_verify_prints_positions_violations_and_a_hash(database: str) -> None:
    told = chiyuan("verify", "--database", database, "--json")
    assert told.returncode == 0, told.stderr
    facts = json.loads(told.stdout)
    assert (facts["area"], facts["positions"], facts["violations"]) == ("city", 5, [])
    assert len(facts["state_hash"]) == 64


def test_verify_fails_when_the_log_has_a_gap(database: str) -> None:
    with existing_store(database) as store, store.database.writing() as connection:
        connection.exec_driver_sql("DELETE FROM events WHERE position = 5")
        connection.exec_driver_sql("UPDATE events SET position = 9 WHERE position = 4")
    told = chiyuan("verify", "--database", database, "--json")
    assert told.returncode == 1
    assert json.loads(told.stdout)["gaps"]


@pytest.fixture
def reported(database: str) -> str:
    where = Position(108.90, 34.30)
    with open_house(database) as house:
        area = house.open_area("city", roads=RoadDesk(small_roads()))
        grid = Actor("grid", "GRID", "TN-V1")
        area.writer.handle_now(c.SendReport("r1", "fire", "grid", where, text="浓烟"), grid)
    return database


def test_a_timeline_is_printed_minute_by_minute_in_two_languages(reported: str) -> None:
    told = chiyuan("timeline", "I1", "--database", reported)
    assert told.returncode == 0, told.stderr
    heading, day, *lines = told.stdout.splitlines()
    assert heading.startswith("I1 火灾 Fire · TN")
    assert day.count("-") == 2
    assert any("接报登记 I1" in line and "Incident I1 registered" in line for line in lines)
    assert any("grid 网格员 TN-V1 place" in line for line in lines)


def test_a_timeline_as_json_has_the_same_entries(reported: str) -> None:
    told = json.loads(chiyuan("timeline", "I1", "--database", reported, "--json").stdout)
    assert (told["area"], told["incident_id"], told["kind"]) == ("city", "I1", "fire")
    types = [one["type"] for one in told["entries"]]
    assert types[:2] == ["ReportReceived", "IncidentRegistered"]


def test_a_user_is_entered_listed_and_disabled(database: str) -> None:
    more = ["--role", "DUTY", "--jurisdiction", "TN", "--database", database]
    told = chiyuan("user", "add", "Lin", *more, CHIYUAN_PASSWORD=PASSWORD)
    assert (told.returncode, told.stdout) == (0, "lin: DUTY at TN place (TN)\n")
    assert chiyuan("user", "disable", "lin", "--database", database).returncode == 0
    told = chiyuan("user", "list", "--database", database, "--json")
    assert json.loads(told.stdout)["active"] is False
    with existing_store(database) as store:
        assert UserBook(store.database).check("lin", PASSWORD) is None


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["verify", "--database", "sqlite:///nowhere/x.db"], "no database at nowhere/x.db"),
        (["timeline", "I1", "--database", "sqlite:///nowhere/x.db"], "no database at nowhere/x"),
        (["verify", "--database", "mysql://x"], "no store for mysql://x"),
        (["roads", "import", "nowhere.osm.pbf", "--out", "x"], "no roads at nowhere.osm.pbf"),
        (["city", "build", "atlantis", "--out", "x"], "no city 'atlantis'"),
        (["drill", "run", "nowhere.yaml"], "nowhere.yaml"),
        (["drill", "run", "nowhere.yaml", "--speed", "fast"], "--speed"),
        (["watch", "http://127.0.0.1:9"], "say --user NAME"),
        (["serve", "--database", "memory://", "--port", "18437"], "say --city DIR"),
    ],
)
def test_what_goes_wrong_is_one_line_and_exit_code_2(
    arguments: list[str],
    words: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    told = chiyuan_here(arguments, monkeypatch, capsys)
    assert told.returncode == 2
    assert told.stdout == ""
    assert words in told.stderr
    assert told.stderr.count("\n") == 1


def test_a_process_ends_with_one_line_and_exit_code_2() -> None:
    told = chiyuan("verify", "--database", "sqlite:///nowhere/x.db")
    assert (told.returncode, told.stdout) == (2, "")
    assert told.stderr.startswith("chiyuan: no database at nowhere/x.db")
    assert told.stderr.count("\n") == 1


def test_roads_are_imported_and_told_as_json(tmp_path: Path) -> None:
    (tmp_path / "nodes.csv").write_text("node,lon,lat\n1,108.9,34.2\n2,108.91,34.2\n")
    (tmp_path / "edges.csv").write_text("u,v,length_m,speed_kmh\n1,2,920,40\n2,1,920,40\n")
    told = chiyuan("roads", "import", str(tmp_path), "--out", str(tmp_path / "out"), "--json")
    assert told.returncode == 0, told.stderr
    facts = json.loads(told.stdout)
    assert (facts["nodes"], facts["edges"], facts["share_in_largest_part"]) == (2, 2, 1.0)
    assert (tmp_path / "out" / "roads.npz").is_file()


def test_the_watcher_builds_the_address_of_the_feed() -> None:
    assert live_url("https://c.example/x/", "drill", 7) == (
        "wss://c.example/x/api/v1/live?area=drill&after=7"
    )
    assert live_url("127.0.0.1:8000", None, None) == "ws://127.0.0.1:8000/api/v1/live"


def test_the_watcher_keeps_what_is_open_and_where_it_is() -> None:
    board = Board()
    incident = {"incident_id": "I1", "priority": 2, "opened_at": "t", "state": "REPORTED"}
    board.hear(
        {"type": "snapshot", "position": 4, "area": "c", "name": "C", "incidents": [incident]}
    )
    step = {"type": "StepTaken", "lifecycle": "incident_handling", "row": "H5", "subject_id": "I1"}
    recorded = {
        "position": 5,
        "at": "2025-07-01T08:30:00.000Z",
        "actor": {"name": "lin"},
        "event": step | {"action": "dismiss", "went_to": "DISMISSED", "over": True},
    }
    board.hear({"type": "events", "position": 5, "exercise": True, "events": [recorded]})
    assert (board.position, board.incidents, board.exercise) == (5, {}, True)
    board.render()


def test_the_document_of_the_doors_is_printed_without_starting_them() -> None:
    told = chiyuan("openapi")
    assert told.returncode == 0, told.stderr
    document = json.loads(told.stdout)
    assert "/api/v1/incidents/{incident_id}" in document["paths"]
    assert "Event" in document["components"]["schemas"]
