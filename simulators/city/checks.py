"""Check the rows of a city against each other, and say what is wrong with which line."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from math import isfinite
from typing import Any, Final

from simulators.city.model import ADMIN_LEVELS, SHELTER_CLASSES, SOURCES, TEAM_KINDS, TeamRow

Lines = Sequence[tuple[int, Any]]
"""Rows with their line numbers."""
KEYS: Final = {
    "places": ("code",),
    "teams": ("team_id",),
    "depots": ("depot_id",),
    "stock": ("depot_id", "supply", "batch"),
    "shelters": ("shelter_id",),
    "plans": ("plan_id",),
    "staff": ("staff_id",),
}
"""The columns that name a row of each table."""
CHOICES: Final = {
    ("places", "admin_level"): ADMIN_LEVELS,
    ("places", "source"): SOURCES,
    ("teams", "kind"): TEAM_KINDS,
    ("shelters", "shelter_class"): SHELTER_CLASSES,
}
COUNTS: Final = (
    "population",
    "vulnerable",
    "items",
    "people",
    "grid_workers",
    "quantity",
    "capacity",
)
"""Columns that are never below zero."""


def check_city(tables: Mapping[str, Lines]) -> list[str]:
    """Return what is wrong, one `file:line: reason` each; nothing if all is well."""
    codes = {row.code for _, row in tables["places"]}
    depots = {row.depot_id for _, row in tables["depots"]}
    problems: list[str] = []
    for table, lines in tables.items():
        seen: dict[tuple[str, ...], int] = {}
        for line, row in lines:
            reasons = [*_own_reasons(table, row), *_reference_reasons(row, codes, depots)]
            key = tuple(getattr(row, name) for name in KEYS[table])
            if key in seen:
                reasons.append(f"{' '.join(key)} is already on line {seen[key]}")
            seen.setdefault(key, line)
            problems += [f"{table}.csv:{line}: {reason}" for reason in reasons]
    return problems + _tree_problems(tables["places"])


def _own_reasons(table: str, row: Any) -> Iterator[str]:
    for name in row.__struct_fields__:
        value = getattr(row, name)
        if name in ("lon", "lat"):
            limit = 180 if name == "lon" else 90
            if not isfinite(value) or abs(value) > limit:
                yield f"{name} must be between -{limit} and {limit}, got {value}"
        elif name in COUNTS and value < 0:
            yield f"{name} must not be below zero, got {value}"
        elif (table, name) in CHOICES and value not in CHOICES[table, name]:
            yield f"{name} must be one of {', '.join(CHOICES[table, name])}, got {value!r}"
        elif value == "" and name in ("name", *KEYS[table]):
            yield f"{name} is empty"
    if isinstance(row, TeamRow):
        yield from _team_reasons(row)


def _team_reasons(team: TeamRow) -> Iterator[str]:
    strength = sum(team.strength.values())
    if strength != team.people:
        yield f"people is {team.people}, but strength adds up to {strength}"
    if team.grid_workers > team.people:
        yield f"grid_workers is {team.grid_workers}, more than its {team.people} people"
    for capability in team.units:
        if capability not in team.capabilities:
            yield f"units are for {capability}, which the team cannot do"
    if not team.capabilities:
        yield "capabilities is empty: no incident could ever need this team"


def _reference_reasons(row: Any, codes: set[str], depots: set[str]) -> Iterator[str]:
    known: dict[str, Callable[[], bool]] = {
        "place_code": lambda: row.place_code in codes,
        "parent": lambda: not row.parent or row.parent in codes,
        "depot_id": lambda: row.depot_id in depots,
    }
    for name, is_known in known.items():
        if hasattr(row, name) and not is_known():
            yield f"{name} {getattr(row, name)!r} is not known"


def _tree_problems(lines: Lines) -> list[str]:
    """Return what keeps the places from being one tree with one province at its root."""
    level_of = {row.code: row.admin_level for _, row in lines}
    problems = []
    roots = 0
    for line, row in lines:
        if row.admin_level not in ADMIN_LEVELS:
            continue
        above = ADMIN_LEVELS.index(row.admin_level) - 1
        if above < 0:
            roots += 1
        wanted = ADMIN_LEVELS[above] if above >= 0 else None
        found = level_of.get(row.parent)
        if (found or not row.parent) and found != wanted:
            problems.append(
                f"places.csv:{line}: a {row.admin_level} stands under {wanted or 'nothing'}, "
                f"not {found or 'nothing'}"
            )
    if lines and roots != 1:
        problems.append(f"places.csv: has {roots} provinces, must have one")
    return problems
