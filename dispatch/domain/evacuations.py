"""Hold an evacuation 转移避险: who is to leave, by group, and where each of them is by now."""

from collections.abc import Iterable

import msgspec

from dispatch.domain.warnings import Polygon
from routing.geo import Position

CALLED_OFF = "CALLED_OFF"
"""The state of a group that need not leave after all, by the name the table gives it."""


class Assignment(msgspec.Struct, frozen=True):
    """People of a group who are to go to a shelter, on foot or by bus, with their road time."""

    group_id: str
    shelter_id: str
    people: int
    vulnerable: int = 0
    by: str = "walk"
    travel_s: float | None = None


class EvacuationGroup(msgspec.Struct, frozen=True):
    """People of one place who leave together: a village, a hamlet, a list of households.

    All counts are of people as they are now: `notified` were told, `moved` have left home and are
    not back, `sheltered` stay in shelters, `elsewhere` are with relatives or in hospital,
    `returned` are home with leave; `went_back` are home without it. `vulnerable_in` counts who of
    the sheltered is vulnerable. `fetched_by` are the orders to bring back who went; `unfetched`
    says why nobody could be sent.
    """

    group_id: str
    evacuation_id: str
    name: str
    place_code: str
    people: int
    vulnerable: int = 0
    households: tuple[str, ...] = ()
    position: Position | None = None
    state: str = ""
    notified: int = 0
    moved: int = 0
    sheltered: dict[str, int] = {}
    vulnerable_in: dict[str, int] = {}
    elsewhere: int = 0
    returned: int = 0
    went_back: int = 0
    assigned: tuple[Assignment, ...] = ()
    fetched_by: tuple[str, ...] = ()
    unfetched: str = ""
    reached: dict[str, float] = {}
    is_open: bool = True
    overdue: tuple[str, ...] = ()
    revision: int = 0

    @property
    def in_shelters(self) -> int:
        """How many stay in shelters."""
        return sum(self.sheltered.values())

    @property
    def missing(self) -> int:
        """How many are not counted anywhere: neither sheltered, nor elsewhere, nor home."""
        return self.people - self.in_shelters - self.elsewhere - self.returned

    @property
    def on_the_way(self) -> int:
        """How many have left home and are counted nowhere yet."""
        return self.moved - self.in_shelters - self.elsewhere


class Evacuation(msgspec.Struct, frozen=True):
    """People ordered out of a danger, by the organ of a place.

    `hazard` is the kind of event that drives them out, `mode` how long they will stay away.
    `forced` says that whoever will not go is taken. It may follow from a warning and belong to an
    incident.
    """

    evacuation_id: str
    place_code: str
    hazard: str
    reason: str
    mode: str
    ordered_by: str
    ordered_at: float
    forced: bool = False
    incident_id: str | None = None
    warning_id: str | None = None
    polygons: tuple[Polygon, ...] = ()
    group_ids: tuple[str, ...] = ()


class Counts(msgspec.Struct, frozen=True):
    """The counts of a group, or of several together."""

    people: int = 0
    vulnerable: int = 0
    notified: int = 0
    moved: int = 0
    sheltered: int = 0
    elsewhere: int = 0
    returned: int = 0
    went_back: int = 0
    missing: int = 0


def counts_of(all_groups: Iterable[EvacuationGroup]) -> Counts:
    """Return the counts of groups together; who is called off is counted no more."""
    groups = [one for one in all_groups if one.state != CALLED_OFF]
    return Counts(
        people=sum(one.people for one in groups),
        vulnerable=sum(one.vulnerable for one in groups),
        notified=sum(one.notified for one in groups),
        moved=sum(one.moved for one in groups),
        sheltered=sum(one.in_shelters for one in groups),
        elsewhere=sum(one.elsewhere for one in groups),
        returned=sum(one.returned for one in groups),
        went_back=sum(one.went_back for one in groups),
        missing=sum(one.missing for one in groups),
    )
