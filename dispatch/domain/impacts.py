"""Record the blast radius of a change of the roads: who gets where later, or no longer at all."""

from enum import StrEnum

import msgspec


class Unreachable(StrEnum):
    """Why there is no way; the words an operator reads are in `UNREACHABLE_WORDS`."""

    OFF_THE_ROADS = "off_the_roads"
    CUT_OFF = "cut_off"
    NO_WAY = "no_way"
    NOBODY_FREE = "nobody_free"


UNREACHABLE_WORDS = {
    Unreachable.OFF_THE_ROADS: "off the roads: no road is near enough",
    Unreachable.CUT_OFF: "road closed: every way is over closed roads",
    Unreachable.NO_WAY: "no access: no road leads there for this kind of traveller",
    Unreachable.NOBODY_FREE: "no team that counts is free",
}


class Alternative(msgspec.Struct, frozen=True):
    """Another free team that could go, and its road time now."""

    team_id: str
    travel_s: float


class OrderImpact(msgspec.Struct, frozen=True):
    """An order to a team under way. Times are from where the team is reckoned to be; None is
    unreachable, for `reason`. `on_route` says that its way used a road that changed."""

    instruction_id: str
    incident_id: str
    team_id: str
    on_route: bool
    before_s: float | None
    after_s: float | None
    eta_at: float | None = None
    reason: Unreachable | None = None
    alternatives: tuple[Alternative, ...] = ()


class SupplyImpact(msgspec.Struct, frozen=True):
    """Supplies that are promised or have left, from their depot to the incident."""

    reservation_id: str
    depot_id: str
    incident_id: str
    before_s: float | None
    after_s: float | None
    reason: Unreachable | None = None


class PlaceImpact(msgspec.Struct, frozen=True):
    """A village or shelter, and when the soonest free team could be there."""

    place_code: str
    before_s: float | None
    after_s: float | None
    reason: Unreachable | None = None
    shelter_id: str | None = None


class Tally(msgspec.Struct, frozen=True):
    """How many places changed in all, listed or not; `people` lives or fits in those cut off."""

    changed: int = 0
    cut_off: int = 0
    people_cut_off: int = 0


class RoadImpact(msgspec.Struct, frozen=True):
    """What a change of the roads did, from one overlay version to the next.

    `arcs` is how many directed arcs have another weight for the teams. All times in seconds.
    """

    measure_ids: tuple[str, ...]
    overlay_before: int
    overlay: int
    road_version: str
    arcs: int
    orders: tuple[OrderImpact, ...] = ()
    supplies: tuple[SupplyImpact, ...] = ()
    villages: tuple[PlaceImpact, ...] = ()
    shelters: tuple[PlaceImpact, ...] = ()
    villages_in_all: Tally = Tally()
    shelters_in_all: Tally = Tally()
