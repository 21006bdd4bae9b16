"""Hold a city as rows: places, teams, depots, stock, shelters, plans, staff and roads.

Coordinates are WGS-84 decimal degrees, longitude first, rounded to six digits (0.1 m). Every row
type is flat enough for one line of a CSV file; `files` writes and reads them.
"""

from dataclasses import dataclass

import msgspec

from routing.network import RoadNetwork

ADMIN_LEVELS = ("PROVINCE", "CITY", "COUNTY", "TOWN", "VILLAGE")
"""The five levels, from the top."""
SOURCES = ("fact", "inferred", "generated")
"""Whether a place's name and code are published facts, inferred from facts, or made up."""
TEAM_KINDS = ("TOWN_TEAM", "VILLAGE_FORCE")
"""A town's rescue team 应急救援队伍, or a village's force 应急救援力量."""
SHELTER_CLASSES = ("CLASS_1", "CLASS_2", "CLASS_3", "TEMPORARY")
"""Classes 1 to 3 of GB 21734-2008, and temporary sites."""


class PlaceRow(msgspec.Struct, frozen=True):
    """One place of the five-level tree."""

    code: str
    name: str
    pinyin: str
    """Empty for villages, which are made up."""
    admin_level: str
    """One of `ADMIN_LEVELS`."""
    parent: str
    """Code of the place above, empty for the province alone."""
    lon: float
    lat: float
    population: int
    """Residents; for a place with children the sum of theirs. Generated."""
    vulnerable: int
    """How many of them are children, old, ill or disabled; for a place with children the sum."""
    urban: bool
    """Whether its people count as urban 城镇人口."""
    terrain: str
    """URBAN, SUBURB, PLAIN, FOOTHILL or MOUNTAIN; empty above town level."""
    items: int
    """Emergency items kept in the village itself; 0 above village level."""
    source: str
    """One of `SOURCES`: where the name and the code come from. Positions are never facts."""


class TeamRow(msgspec.Struct, frozen=True):
    """One town team or village force, at its home position."""

    team_id: str
    name: str
    kind: str
    """One of `TEAM_KINDS`."""
    place_code: str
    lon: float
    lat: float
    people: int
    grid_workers: int
    """Members who are grid workers; 0 for a town team."""
    strength: dict[str, int]
    """People by discipline; adds up to `people`."""
    capabilities: tuple[str, ...]
    """Capability codes, sorted, each once."""
    units: dict[str, int]
    """Pieces of equipment by the capability they are for, such as pump lorries for WATER."""


class DepotRow(msgspec.Struct, frozen=True):
    """One town depot."""

    depot_id: str
    name: str
    place_code: str
    lon: float
    lat: float


class StockRow(msgspec.Struct, frozen=True):
    """One batch of one supply in one depot."""

    depot_id: str
    supply: str
    """Slug, such as `sandbag`; `supplies.SUPPLIES` names it in two languages."""
    name_zh: str
    quantity: int
    unit: str
    batch: str
    expires_on: str | None
    """ISO date, or nothing for what does not expire."""


class ShelterRow(msgspec.Struct, frozen=True):
    """One shelter."""

    shelter_id: str
    name: str
    shelter_class: str
    """One of `SHELTER_CLASSES`."""
    place_code: str
    """The village it stands in."""
    capacity: int
    """People."""
    lon: float
    lat: float


class PlanRow(msgspec.Struct, frozen=True):
    """One plan of one town."""

    plan_id: str
    place_code: str
    kind: str
    """`master`, or one of the report's seventeen kinds such as `gas`."""
    name: str
    approved_on: str
    """ISO date."""


class StaffRow(msgspec.Struct, frozen=True):
    """One post in a town's emergency office; posts have no personal names."""

    staff_id: str
    place_code: str
    title: str
    full_time: bool


@dataclass(frozen=True)
class City:
    """A whole generated city, rows in the order of their codes."""

    name: str
    seed: int
    places: tuple[PlaceRow, ...]
    teams: tuple[TeamRow, ...]
    depots: tuple[DepotRow, ...]
    stock: tuple[StockRow, ...]
    shelters: tuple[ShelterRow, ...]
    plans: tuple[PlanRow, ...]
    staff: tuple[StaffRow, ...]
    roads: RoadNetwork
