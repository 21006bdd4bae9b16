"""Read recorded calls from a CSV file by a mapping: every row is taken or told, none is lost."""

import csv
import gzip
import zlib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec

from dispatch.domain.profile import TeamNeed
from routing.geo import Position
from simulators.call_mapping import Columns, Mapping, Sort

MAX_CALLS = 1_000_000  # a year of a large city; more is a mistaken file, and would not fit memory


class RecordedCall(msgspec.Struct, frozen=True):
    """One call of the record; `received_at` in epoch seconds UTC, `row` its line in the file."""

    row: int
    received_at: float
    kind: str
    position: Position
    external_no: str = ""
    priority: int | None = None
    needs: tuple[TeamNeed, ...] | None = None
    place_code: str | None = None
    text: str = ""


class Problem(msgspec.Struct, frozen=True):
    """What is wrong with one row: its line in the file (the header is 1), the column, and why.

    `received_at` is the moment of the row, in epoch seconds UTC, where it has one.
    """

    row: int
    column: str
    reason: str
    received_at: float | None = None

    def __str__(self) -> str:
        return f"row {self.row}, {self.column}: {self.reason}"


class RecordedCallsError(ValueError):
    """A file of calls that is not fit to be imported; nothing of it was taken."""

    def __init__(self, path: Path, problems: list[Problem]) -> None:
        shown = "; ".join(map(str, problems[:5]))
        more = f"; and {len(problems) - 5} more" if len(problems) > 5 else ""
        super().__init__(f"{path.name}: {len(problems)} problems: {shown}{more}")
        self.path = path
        self.problems = tuple(problems)


def import_calls(path: Path, mapping: Mapping) -> tuple[RecordedCall, ...]:
    """Return the calls of a CSV file (`.gz` too) in order of their moment, ties as they stand.

    Raises `RecordedCallsError` with every bad row, and then nothing is taken, unless the mapping
    sets bad rows aside.
    """
    return sift_calls(path, mapping)[0]


def sift_calls(
    path: Path, mapping: Mapping
) -> tuple[tuple[RecordedCall, ...], tuple[Problem, ...]]:
    """Return the calls as `import_calls` does, and what is wrong with the rows set aside."""
    problems: list[Problem] = []
    calls: list[RecordedCall] = []
    seen = _Seen(mapping)
    for row, values in _rows(path, mapping.columns):
        if len(calls) >= MAX_CALLS:
            raise RecordedCallsError(path, [Problem(row, "-", f"more than {MAX_CALLS} calls")])
        found = _Row(row, values, mapping)
        call = found.call()
        wrong = found.problems + seen.before(row, values, call)
        problems += wrong
        if call is not None and not wrong:
            calls.append(call)
    if problems and not mapping.set_aside:
        raise RecordedCallsError(path, problems)
    return tuple(sorted(calls, key=lambda one: (one.received_at, one.row))), tuple(problems)


class _Seen:
    """The rows read so far; it notes what stands twice."""

    def __init__(self, mapping: Mapping) -> None:
        self._mapping = mapping
        self._rows: dict[tuple[str, ...], int] = {}
        self._numbers: dict[str, int] = {}

    def before(self, row: int, values: dict[str, str], call: RecordedCall | None) -> list[Problem]:
        """Return what is wrong with a row because of those before it."""
        columns, at = self._mapping.columns, None if call is None else call.received_at
        same = tuple(str(value) for name, value in values.items() if name != columns.row_no)
        first = self._rows.setdefault(same, row)
        if first != row and not self._mapping.keep_repeats:
            return [Problem(row, "-", f"says the same as row {first}", at)]
        if call is not None and call.external_no:
            first = self._numbers.setdefault(call.external_no, row)
            if first != row:
                reason = f"{call.external_no!r} stands in row {first} already"
                return [Problem(row, columns.external_no or "-", reason, at)]
        return []


class _Row:
    """One row being read; it notes all that is wrong with it, not the first thing only."""

    def __init__(self, row: int, values: dict[str, str], mapping: Mapping) -> None:
        self.row, self.values, self.mapping = row, values, mapping
        self.problems: list[Problem] = []
        self._at: float | None = None

    def call(self) -> RecordedCall | None:
        columns = self.mapping.columns
        if None in self.values or None in self.values.values():
            self._wrong("-", "it has another number of columns than the header")
            return None
        self._at = received_at = self._received_at()
        sort, position = self._sort(), self._position()
        priority, needs = self._priority(), self._needs()
        if self.problems or received_at is None or sort is None or position is None:
            return None
        place = self._word(columns.place)
        return RecordedCall(
            row=self.row,
            received_at=received_at,
            kind=sort.kind,
            position=position,
            external_no=self._word(columns.external_no),
            priority=sort.priority if priority is None else priority,
            needs=sort.needs if needs is None else needs,
            place_code=f"{self.mapping.place_prefix}{place}" if place else None,
            text=self._word(columns.text),
        )

    def _received_at(self) -> float | None:
        column = self.mapping.columns.received
        zone = ZoneInfo(self.mapping.time_zone)
        try:
            moment = datetime.fromisoformat(self._word(column))
        except ValueError:
            self._wrong(column, f"{self.values[column]!r} is no moment")
            return None
        if moment.tzinfo is None:
            local = moment.replace(tzinfo=zone)
            if local.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != moment:
                self._wrong(column, f"{self.values[column]!r} was skipped by summer time")
                return None
            moment = local
        return moment.timestamp()

    def _sort(self) -> Sort | None:
        column = self.mapping.columns.kind
        sort = self.mapping.sort_of(self._word(column), self._word(self.mapping.columns.detail))
        if sort is None:
            self._wrong(column, f"{self.values[column]!r} is not in the table of kinds")
        return sort

    def _position(self) -> Position | None:
        degrees = []
        for column in (self.mapping.columns.lon, self.mapping.columns.lat):
            try:
                degrees.append(float(self._word(column)))
            except ValueError:
                self._wrong(column, f"{self.values[column]!r} is not a number")
        if len(degrees) < 2:
            return None
        lon, lat = degrees
        both = f"{self.mapping.columns.lon}, {self.mapping.columns.lat}"
        try:
            position = Position(lon=lon, lat=lat)
        except ValueError as problem:
            self._wrong(both, str(problem))
            return None
        if self.mapping.bounds is not None:
            west, south, east, north = self.mapping.bounds
            if not (west <= lon <= east and south <= lat <= north):
                self._wrong(both, f"{lon}, {lat} lies outside the bounds")
                return None
        return position

    def _priority(self) -> int | None:
        column = self.mapping.columns.priority
        if column is None:
            return None
        priority = self.mapping.priorities.get(self._word(column))
        if priority is None:
            self._wrong(column, f"{self.values[column]!r} is not in the table of priorities")
        return priority

    def _needs(self) -> tuple[TeamNeed, ...] | None:
        column = self.mapping.columns.demand
        if column is None:
            return None
        word = self._word(column)
        if not word.isascii() or not word.isdigit() or int(word) < 1:
            self._wrong(column, f"{self.values[column]!r} is not a number of teams")
            return None
        return (TeamNeed(capability=self.mapping.capability, teams=int(word)),)

    def _word(self, column: str | None) -> str:
        return "" if column is None else self.values[column].strip()

    def _wrong(self, column: str, reason: str) -> None:
        self.problems.append(Problem(self.row, column, reason, self._at))


def _rows(path: Path, columns: Columns) -> Iterator[tuple[int, dict[str, str]]]:
    opener = gzip.open if path.suffix == ".gz" else open
    line = 0
    try:
        with opener(path, "rt", encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            _check_header(path, columns, reader.fieldnames or ())
            for values in reader:
                line = reader.line_num
                yield line, values
    except (csv.Error, UnicodeDecodeError, EOFError, zlib.error, gzip.BadGzipFile) as problem:
        # What cannot be split into rows cannot be read on: the rest would be a guess.
        where = Problem(line + 1, "-", f"it cannot be read: {problem}")
        raise RecordedCallsError(path, [where]) from problem


def _check_header(path: Path, columns: Columns, header: Sequence[str]) -> None:
    wanted = (column for column in msgspec.structs.astuple(columns) if column is not None)
    missing = [Problem(1, one, "there is no such column") for one in wanted if one not in header]
    if missing:
        raise RecordedCallsError(path, missing)
