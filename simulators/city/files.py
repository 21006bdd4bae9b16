"""Write a city to a directory, and read one back, checked.

One CSV file a row type, in UTF-8 with a heading; `city.json` with the name, the seed and the
totals; `roads.npz`. Reading is all or nothing: whatever is wrong is listed with file and line.
"""

import csv
import json
from pathlib import Path
from typing import Any, Final, TypeVar

import msgspec

from routing.hierarchy import with_orders
from routing.network import RoadNetwork
from routing.network_file import RoadFileError
from simulators.city.checks import check_city
from simulators.city.model import (
    City,
    DepotRow,
    PlaceRow,
    PlanRow,
    ShelterRow,
    StaffRow,
    StockRow,
    TeamRow,
)
from simulators.city.totals import totals

GENERATOR_VERSION: Final = 3
"""Raised whenever the same seed gives another city."""
TABLES: Final[dict[str, type[msgspec.Struct]]] = {
    "places": PlaceRow,
    "teams": TeamRow,
    "depots": DepotRow,
    "stock": StockRow,
    "shelters": ShelterRow,
    "plans": PlanRow,
    "staff": StaffRow,
}
"""Each CSV file, without its ending, and the type of its rows."""
Row = TypeVar("Row", bound=msgspec.Struct)


class CityFileError(Exception):
    """A city directory cannot be read; `problems` has one line for each thing that is wrong."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def write_city(city: City, directory: Path | str) -> None:
    """Write a city to a directory, made if needed; the same city gives the same bytes."""
    folder = Path(directory)
    folder.mkdir(parents=True, exist_ok=True)
    for table, row_type in TABLES.items():
        names = row_type.__struct_fields__
        with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(names)
            for row in getattr(city, table):
                writer.writerow([_cell(getattr(row, name)) for name in names])
    with_orders(city.roads).save(folder / "roads.npz")
    # The summary comes last: a directory without it was not written to its end.
    summary = {
        "name": city.name,
        "seed": city.seed,
        "generator_version": GENERATOR_VERSION,
        "totals": totals(city),
    }
    text = json.dumps(summary, ensure_ascii=False, indent=2) + "\n"
    (folder / "city.json").write_text(text, encoding="utf-8")


def read_city(directory: Path | str) -> City:
    """Read a city written by `write_city`.

    Raises `CityFileError` listing every missing file, bad line and broken reference.
    """
    folder = Path(directory)
    problems: list[str] = []
    tables: dict[str, list[tuple[int, Any]]] = {
        table: _read_table(folder / f"{table}.csv", row_type, problems)
        for table, row_type in TABLES.items()
    }
    summary = _read_summary(folder / "city.json", problems)
    roads = _read_roads(folder / "roads.npz", problems)
    problems += check_city(tables)
    if problems or roads is None:
        raise CityFileError(problems)
    rows = {table: tuple(row for _, row in lines) for table, lines in tables.items()}
    city = City(name=summary["name"], seed=summary["seed"], roads=roads, **rows)
    found = totals(city)
    wrong = {key for key, number in summary["totals"].items() if found.get(key) != number}
    if wrong:
        stated = summary["totals"]
        raise CityFileError(
            [
                f"city.json: {key} is {stated[key]}, rows add to {found.get(key)}"
                for key in sorted(wrong)
            ]
        )
    return city


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return " ".join(f"{key}={number}" for key, number in value.items())
    if isinstance(value, tuple):
        return " ".join(value)
    return "" if value is None else value


def _read_table(path: Path, row_type: type[Row], problems: list[str]) -> list[tuple[int, Row]]:
    """Return the good rows with their line numbers; add the bad ones to `problems`."""
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        problems.append(f"{path.name}: cannot be read ({type(error).__name__})")
        return []
    reader = csv.reader(text.splitlines())
    names = list(row_type.__struct_fields__)
    heading = next(reader, [])
    if heading != names:
        problems.append(f"{path.name}:1: heading must be {','.join(names)}")
        return []
    rows: list[tuple[int, Row]] = []
    for cells in reader:
        try:
            rows.append((reader.line_num, _row(row_type, names, cells)))
        except ValueError as error:
            problems.append(f"{path.name}:{reader.line_num}: {error}")
    return rows


def _row(row_type: type[Row], names: list[str], cells: list[str]) -> Row:
    if len(cells) != len(names):
        raise ValueError(f"has {len(cells)} cells, not {len(names)}")
    values: dict[str, object] = dict(zip(names, cells, strict=True))
    if row_type is TeamRow:
        values["capabilities"] = tuple(str(values["capabilities"]).split())
        for name in ("strength", "units"):
            values[name] = dict(_pair(name, pair) for pair in str(values[name]).split())
    if row_type is StockRow:
        values["expires_on"] = values["expires_on"] or None
    for name in ("urban", "full_time"):
        if name in values:
            values[name] = _yes_or_no(name, str(values[name]))
    # strict=False reads numbers from text; a wrong one names its column.
    return msgspec.convert(values, row_type, strict=False)


def _pair(name: str, text: str) -> tuple[str, int]:
    key, equals, number = text.partition("=")
    if not equals or not number.isdigit():
        raise ValueError(f"{name} must be like FIRE=4, got {text!r}")
    return key, int(number)


def _yes_or_no(name: str, text: str) -> bool:
    if text not in ("yes", "no"):
        raise ValueError(f"{name} must be yes or no, got {text!r}")
    return text == "yes"


class _Summary(msgspec.Struct):
    name: str
    seed: int
    generator_version: int
    totals: dict[str, int]


def _read_summary(path: Path, problems: list[str]) -> dict[str, Any]:
    try:
        summary = msgspec.json.decode(path.read_bytes(), type=_Summary)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as error:
        problems.append(f"{path.name}: {error if path.exists() else 'is missing'}")
        return {}
    return {"name": summary.name, "seed": summary.seed, "totals": summary.totals}


def _read_roads(path: Path, problems: list[str]) -> RoadNetwork | None:
    try:
        return RoadNetwork.load(path)
    except (OSError, RoadFileError) as error:
        problems.append(f"{path.name}: {error if path.exists() else 'is missing'}")
        return None
