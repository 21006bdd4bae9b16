import json
from pathlib import Path

import pytest

from simulators.city.files import TABLES, CityFileError, read_city, write_city


@pytest.fixture
def folder(city, tmp_path: Path) -> Path:
    write_city(city, tmp_path)
    return tmp_path


def problems(folder: Path) -> list[str]:
    with pytest.raises(CityFileError) as caught:
        read_city(folder)
    return caught.value.problems


def change(path: Path, line: int, old: str, new: str) -> None:
    lines = path.read_text("utf-8").split("\n")
    assert old in lines[line - 1], lines[line - 1]
    lines[line - 1] = lines[line - 1].replace(old, new, 1)
    path.write_text("\n".join(lines), "utf-8")


def test_a_city_reads_back_as_it_was_written(city, folder):
    again = read_city(folder)
    assert (again.name, again.seed) == (city.name, city.seed)
    assert again.roads.fingerprint == city.roads.fingerprint
    for table in TABLES:
        assert getattr(again, table) == getattr(city, table)


def test_every_bad_row_of_every_file_is_listed_at_once(folder):
    change(folder / "teams.csv", 2, "TOWN_TEAM", "CIRCUS")
    change(folder / "teams.csv", 5, "POLICE=", "POLICE=1")
    change(folder / "teams.csv", 7, "POLICE=", "POLICE~")
    change(folder / "depots.csv", 3, "34.", "134.")
    change(folder / "shelters.csv", 4, ",6", ",six")
    change(folder / "places.csv", 4, ",yes,", ",perhaps,")
    found = problems(folder)
    for start in (
        *("teams.csv:2: kind must be one of", "teams.csv:5: people is"),
        *("teams.csv:7: strength must be like", "depots.csv:3: lat must be between"),
        *("shelters.csv:4: ", "places.csv:4: urban must be yes or no"),
    ):
        assert any(problem.startswith(start) for problem in found), (start, found[:20])


def test_a_repeated_row_names_both_lines(folder):
    path = folder / "staff.csv"
    lines = path.read_text("utf-8").split("\n")
    lines.insert(2, lines[1])
    path.write_text("\n".join(lines), "utf-8")
    assert problems(folder)[0].endswith("is already on line 2")


def test_a_row_that_names_no_place_or_depot_is_listed(folder):
    change(folder / "plans.csv", 2, ",610102001,", ",999999999,")
    change(folder / "stock.csv", 2, "D-610102001-1", "D-nowhere-1")
    found = problems(folder)
    assert "plans.csv:2: place_code '999999999' is not known" in found
    assert "stock.csv:2: depot_id 'D-nowhere-1' is not known" in found


def test_a_place_under_the_wrong_level_is_listed(folder):
    change(folder / "places.csv", 3, "CITY,61,", "TOWN,61,")
    found = problems(folder)
    assert "places.csv:3: a TOWN stands under COUNTY, not PROVINCE" in found


def test_a_missing_row_is_noticed_by_the_totals(folder):
    path = folder / "plans.csv"
    path.write_text(path.read_text("utf-8").rsplit("\n", 2)[0] + "\n", "utf-8")
    assert problems(folder) == ["city.json: plans is 1702, rows add to 1701"]


def test_missing_and_damaged_files_are_listed_together(folder):
    (folder / "staff.csv").unlink()
    (folder / "roads.npz").write_bytes(b"no roads")
    (folder / "city.json").write_text(json.dumps({"name": "xian"}))
    change(folder / "depots.csv", 1, "depot_id", "id")
    starts = [problem.split(":")[0] for problem in problems(folder)]
    assert {"staff.csv", "roads.npz", "city.json", "depots.csv"} <= set(starts)


def test_a_row_with_a_cell_too_many_is_listed(folder):
    change(folder / "depots.csv", 2, "D-", "extra,D-")
    assert problems(folder)[0] == "depots.csv:2: has 6 cells, not 5"
