"""Read a table of sensors (CSV): all of them, or every row that is wrong and why."""

import csv
import io
from collections.abc import Iterator

from dispatch.domain.area import Area
from dispatch.domain.profile import Profile
from dispatch.domain.sensing import problems_of
from dispatch.domain.sensors import Limit, Sensor
from routing.crs import Crs, convert_position
from routing.geo import Position

NEEDED = ("sensor_id", "name", "place_code", "lon", "lat", "quantity", "unit")
MAY_BE_THERE = ("gateway", "limits", "crs")


class SensorTableError(ValueError):
    """A table that cannot be entered; `problems` names each line at fault, its column and why."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def read_sensors(text: str, area: Area, profile: Profile) -> tuple[Sensor, ...]:
    """Return the sensors of a table with a heading; raises `SensorTableError`.

    `limits` are a site's own by rule, raised and cleared at: `river_high=402.5/402.0;…`.
    """
    rows = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), strict=True)
    try:
        columns = rows.fieldnames or ()
    except csv.Error as problem:
        raise SensorTableError([f"line 1: {problem}"]) from None
    problems = [f"line 1: {one}: the column is missing" for one in NEEDED if one not in columns]
    known = (*NEEDED, *MAY_BE_THERE)
    problems += [f"line 1: {one}: no such column" for one in columns if one not in known]
    if problems:
        raise SensorTableError(problems)
    sensors: dict[str, Sensor] = {}
    try:
        for row in rows:
            line = f"line {rows.line_num}"
            try:
                sensor = _sensor({key: (value or "").strip() for key, value in row.items() if key})
            except ValueError as problem:
                problems.append(f"{line}: {problem}")
                continue
            problems += [f"{line}: {one}" for one in _wrong(sensor, area, profile)]
            if sensor.sensor_id in sensors:
                problems.append(f"{line}: sensor_id: {sensor.sensor_id} stands twice")
            sensors[sensor.sensor_id] = sensor
    except csv.Error as problem:
        problems.append(f"line {rows.line_num}: {problem}")
    if not sensors and not problems:
        problems.append("line 2: no sensor stands in it")
    if problems:
        raise SensorTableError(problems)
    return tuple(sensors.values())


def _sensor(row: dict[str, str]) -> Sensor:
    position = Position(lon=_number(row, "lon"), lat=_number(row, "lat"))
    crs = row.get("crs") or Crs.WGS_84
    if crs not in list(Crs):
        raise ValueError(f"crs: unknown {crs!r}")
    return Sensor(
        sensor_id=row["sensor_id"],
        name=row["name"] or row["sensor_id"],
        place_code=row["place_code"],
        position=convert_position(position, Crs(crs), Crs.WGS_84),
        quantity=row["quantity"],
        unit=row["unit"],
        gateway=row.get("gateway", ""),
        limits=dict(_limits(row.get("limits", ""))),
    )


def _number(row: dict[str, str], column: str) -> float:
    try:
        return float(row[column])
    except ValueError:
        raise ValueError(f"{column}: {row[column] or '(empty)'} is no number") from None


def _limits(text: str) -> Iterator[tuple[str, Limit]]:
    for one in filter(None, text.split(";")):
        rule, _, span = one.partition("=")
        raised, _, cleared = span.partition("/")
        try:
            yield rule.strip(), Limit(raise_at=float(raised), clear_at=float(cleared))
        except ValueError:
            raise ValueError(f"limits: {one!r} is not rule=raised/cleared") from None


def _wrong(sensor: Sensor, area: Area, profile: Profile) -> Iterator[str]:
    for problem in problems_of(sensor, area, profile):
        yield f"{problem.field}: {problem.reason}"
