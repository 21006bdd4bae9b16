"""Read a fleet and its work off a record of responses: who stands where, and how long work took.

Every distinct unit of the record is a team. An engine or a truck stands at the station it is
numbered for (E16, T03); any other unit, whose number is no station's, stands at the station whose
area it served most often in the record. All are on duty all the time: the record has no shifts.
"""

import csv
import gzip
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from statistics import median

import msgspec

from routing.geo import Position

NUMBERED_FOR_STATIONS = frozenset({"ENGINE", "TRUCK"})
LONGEST_WORK_S = 6 * 3600.0  # beyond it somebody forgot to say "available"
SHORTEST_WORK_S = 10.0  # below it two buttons were pressed in one go

# What a unit of a type can do, besides the one capability the recorded demand counts. [P]
ALSO_CAN = {
    "ENGINE": ("FIRE",),
    "TRUCK": ("FIRE",),
    "MEDIC": ("MEDICAL",),
    "PRIVATE": ("MEDICAL",),
    "RESCUE CAPTAIN": ("MEDICAL",),
    "CHIEF": ("COMMUNICATIONS",),
}


class Station(msgspec.Struct, frozen=True):
    """A station by its number as the record writes it."""

    number: str
    position: Position


class Unit(msgspec.Struct, frozen=True):
    """A unit of the record and the station it stands at."""

    unit_id: str
    unit_type: str
    station: str


class Response(msgspec.Struct, frozen=True):
    """One unit's response to one call; `work_s` is None where the record makes no sense."""

    call: str
    unit_id: str
    unit_type: str
    work_s: float | None


class Record(msgspec.Struct, frozen=True):
    """What is known of a fleet: stations, units, and the sane work times of each call in order.

    `usual_work_s` is the median by the record's kind of call, for a response that has none.
    `station_of_call` is the station whose area a call lies in.
    """

    stations: tuple[Station, ...]
    units: tuple[Unit, ...]
    work_s: dict[str, tuple[float | None, ...]]
    usual_work_s: dict[str, float]
    kind_of_call: dict[str, str]
    station_of_call: dict[str, str]

    def work_of(self, call: str, index: int) -> float:
        """Return the seconds of work of the `index`-th unit of a call, counted from 0."""
        known = self.work_s.get(call, ())
        work_s = known[index] if index < len(known) else None
        return self.usual_work_s[self.kind_of_call[call]] if work_s is None else work_s


def read_record(stations: Path, responses: Path, calls: Path) -> Record:
    """Read a record from its three CSV files; raises `ValueError` naming file, row and reason."""
    sites = tuple(
        Station(row["station"], Position(lon=float(row["lon"]), lat=float(row["lat"])))
        for row in _rows(stations, ("station", "lon", "lat"))
    )
    kind_of, area_of = {}, {}
    for row in _rows(calls, ("call", "call_type", "station_area")):
        kind_of[row["call"]], area_of[row["call"]] = row["call_type"], row["station_area"]
    columns = ("call", "unit", "unit_type", "seq", "on_scene", "available")
    rows = sorted(_rows(responses, columns), key=lambda row: (row["call"], int(row["seq"])))
    given = [
        Response(row["call"], row["unit"], row["unit_type"], _work_s(row))
        for row in rows
        if row["call"] in kind_of
    ]
    work: dict[str, list[float | None]] = defaultdict(list)
    by_kind: dict[str, list[float]] = defaultdict(list)
    for one in given:
        work[one.call].append(one.work_s)
        if one.work_s is not None:
            by_kind[kind_of[one.call]].append(one.work_s)
    everything = [seconds for each in by_kind.values() for seconds in each]
    if not everything:
        raise ValueError(f"{responses}: no response tells how long its work took")
    overall = median(everything)
    return Record(
        stations=sites,
        units=_units(given, area_of, {site.number for site in sites}, responses),
        work_s={call: tuple(seconds) for call, seconds in work.items()},
        usual_work_s={
            kind: median(by_kind[kind]) if by_kind[kind] else overall
            for kind in sorted(set(kind_of.values()))
        },
        kind_of_call=kind_of,
        station_of_call=area_of,
    )


def _units(
    given: list[Response], area_of: dict[str, str], numbers: set[str], path: Path
) -> tuple[Unit, ...]:
    types = {one.unit_id: one.unit_type for one in given}
    served: dict[str, Counter[str]] = defaultdict(Counter)
    for one in given:
        if area_of[one.call] in numbers:
            served[one.unit_id][area_of[one.call]] += 1
    units = []
    for unit_id in sorted(types):
        own = _own_number(unit_id, types[unit_id], numbers)
        most = sorted(served[unit_id].items(), key=lambda pair: (-pair[1], pair[0]))
        if own is None and not most:
            raise ValueError(f"{path}: {unit_id} served no station's area: where does it stand?")
        units.append(Unit(unit_id, types[unit_id], own or most[0][0]))
    return tuple(units)


def _own_number(unit_id: str, unit_type: str, numbers: set[str]) -> str | None:
    found = re.fullmatch(r"[A-Z]+(\d+)", unit_id)
    if unit_type not in NUMBERED_FOR_STATIONS or found is None:
        return None
    return found[1] if found[1] in numbers else None


def _work_s(row: dict[str, str]) -> float | None:
    if not row["on_scene"] or not row["available"]:
        return None
    begun = datetime.fromisoformat(row["on_scene"])
    seconds = (datetime.fromisoformat(row["available"]) - begun).total_seconds()
    return seconds if SHORTEST_WORK_S <= seconds <= LONGEST_WORK_S else None


def _rows(path: Path, columns: tuple[str, ...]) -> Iterator[dict[str, str]]:
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file, strict=True)
        missing = [column for column in columns if column not in (reader.fieldnames or ())]
        if missing:
            raise ValueError(f"{path}: there is no column {', '.join(missing)}")
        for row in reader:
            try:
                yield row
            except (ValueError, KeyError) as problem:
                raise ValueError(f"{path}: row {reader.line_num}: {problem}") from problem
