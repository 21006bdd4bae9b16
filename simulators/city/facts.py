"""Read the facts the city is built on: its counties, its streets and towns, its parks.

`README.md` beside the files says where each name and code comes from.
"""

import csv
from importlib.resources import files

import msgspec


class County(msgspec.Struct, frozen=True):
    """A district, or a group of towns run like one, with a rough box that its towns stand in."""

    code: str
    name: str
    pinyin: str
    lon: float
    lat: float
    west: float
    south: float
    east: float
    north: float
    source: str


class Town(msgspec.Struct, frozen=True):
    """A street, town or park before it is placed."""

    code: str
    name: str
    pinyin: str
    county: str
    """Code of the county-level place that runs it."""
    terrain: str
    source: str
    at: tuple[float, float] | None = None
    """Rough WGS-84 lon, lat where known from general knowledge."""


def counties() -> tuple[County, ...]:
    """Return the 13 districts, then Xixian New Area and the development zones."""
    return tuple(msgspec.convert(row, County, strict=False) for row in _rows("xian_counties.csv"))


def towns() -> tuple[Town, ...]:
    """Return the 172 streets and towns, Xixian's 12, and the 9 parks, by code."""
    named = [
        Town(
            code=row["code"],
            name=row["name"],
            pinyin=row["pinyin"],
            county=row["managed_by"] or row["district_code"],
            terrain=row["terrain"],
            source=row["source"],
        )
        for row in _rows("xian_towns.csv")
    ]
    parks = [
        Town(
            code=row["code"],
            name=row["name"],
            pinyin=row["pinyin"],
            county=row["code"][:6],
            terrain=row["terrain"],
            source="generated",
            at=(float(row["lon"]), float(row["lat"])),
        )
        for row in _rows("xian_parks.csv")
    ]
    return tuple(sorted([*named, *parks], key=lambda town: town.code))


def _rows(name: str) -> list[dict[str, str]]:
    text = files("simulators.city").joinpath(name).read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))
