"""Read the rows of CSV tables, plain or packed, and note every row that is wrong."""

import csv
import gzip
import zlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from routing.build.report import MOST_PROBLEMS, RoadImportError

Row = Mapping[str, str]


def number(row: Row, column: str) -> float:
    """Return a value as a finite number; `ValueError` says what is written instead."""
    try:
        value = float(row[column])
    except ValueError:
        raise ValueError(f"{column} is {row[column] or '(empty)'}, not a number") from None
    if not np.isfinite(value):
        raise ValueError(f"{column} is {row[column]}, not a number")
    return value


def each_row(
    folder: Path,
    table: str,
    needed: tuple[str, ...],
    take: Callable[[Row], None],
    problems: list[str],
) -> None:
    """Give each row of a table to `take`, and note every row it refuses with `ValueError`.

    Raises `RoadImportError` where the table cannot be read, lacks a `needed` column, or has more
    than `MOST_PROBLEMS` wrong rows.
    """
    path = table_file(folder, table)
    try:
        for line, row in _rows(path, needed):
            try:
                _check_width(row)
                take(row)
            except ValueError as error:
                problems.append(f"{path.name} line {line}: {error}")
                if len(problems) >= MOST_PROBLEMS:
                    raise RoadImportError([*problems, "… stopped looking"]) from None
    except (OSError, EOFError, zlib.error, UnicodeDecodeError, csv.Error) as error:
        raise RoadImportError([*problems, f"{path}: {error}"]) from error


def _check_width(row: dict[Any, Any]) -> None:
    # DictReader gathers what is too much under None, and gives what is missing the value None.
    columns = len(row) - (None in row)
    values = sum(value is not None for key, value in row.items() if key is not None)
    values += len(row.get(None, ()))
    if values != columns:
        raise ValueError(f"{values} values, the table has {columns} columns")


def _rows(path: Path, needed: tuple[str, ...]) -> Iterator[tuple[int, dict[Any, Any]]]:
    opener: Any = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file, strict=True)
        missing = [column for column in needed if column not in (reader.fieldnames or ())]
        if missing:
            raise RoadImportError([f"{path.name} has no column {', '.join(missing)}"])
        for row in reader:
            yield reader.line_num, row


def table_file(folder: Path, name: str) -> Path:
    """Return where a table is or, where it is not, where it would be, packed."""
    plain = folder / f"{name}.csv"
    return plain if plain.exists() else folder / f"{name}.csv.gz"
