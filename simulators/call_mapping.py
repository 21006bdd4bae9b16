"""Say how a file of recorded calls is read: which column is which field, what its words mean."""

from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from dispatch.domain.profile import Profile, TeamNeed
from simulators.yaml_file import read_yaml


class Columns(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The column of each field; those that may be missing are None.

    `detail` says more closely what `kind` says. `row_no` only numbers the rows: two that differ in
    nothing else say the same.
    """

    received: str
    kind: str
    lon: str
    lat: str
    external_no: str | None = None
    priority: str | None = None
    demand: str | None = None
    place: str | None = None
    text: str | None = None
    detail: str | None = None
    row_no: str | None = None


class Sort(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a word of the file means: a kind of the profile, how urgent, and who is wanted.

    What is None is as the profile has it for the kind.
    """

    kind: str
    priority: int | None = None
    needs: tuple[TeamNeed, ...] | None = None


class Mapping(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a file of calls is read.

    Moments without an offset are in `time_zone`. `kinds` and `priorities` turn the file's words
    into the profile's, and a word in neither is a bad row; a `KIND/DETAIL` in `details` overrules
    the kind, any other detail is left at it. `demand` counts teams of `capability`. A place is
    `place_prefix` and the column's word. `bounds` are west, south, east and north. Rows that say
    exactly the same are bad unless `keep_repeats`. Without `supplies` no call asks for any, as
    where no depots are known. With `set_aside` bad rows are told and left
    out; without, one bad row refuses the whole file.
    """

    columns: Columns
    time_zone: str
    kinds: dict[str, str | Sort]
    details: dict[str, Sort] = {}
    priorities: dict[str, int] = {}
    capability: str = ""
    place_prefix: str = ""
    source: str = "cad"
    bounds: tuple[float, float, float, float] | None = None
    keep_repeats: bool = False
    supplies: bool = True
    set_aside: bool = False

    def __post_init__(self) -> None:
        if self.columns.demand is not None and not self.capability:
            raise ValueError("capability: name the capability that the demand counts")
        if self.details and self.columns.detail is None:
            raise ValueError("details: name the column they stand in, columns.detail")
        try:
            ZoneInfo(self.time_zone)
        except (ZoneInfoNotFoundError, ValueError):
            raise ValueError(f"time_zone: there is no {self.time_zone!r}") from None

    def sort_of(self, kind: str, detail: str) -> Sort | None:
        """Return what a row's words mean, None for a kind that is not in the table."""
        found = self.kinds.get(kind)
        if found is None:
            return None
        plain = Sort(found) if isinstance(found, str) else found
        return self.details.get(f"{kind}/{detail}", plain)


def load_mapping(path: Path) -> Mapping:
    """Read a mapping file; raises `ValueError` naming the file and the field."""
    return read_yaml(path, Mapping)


def check_mapping(mapping: Mapping, profile: Profile) -> None:
    """Raise `ValueError` naming the first field with a word that the profile does not know."""
    for field, word, known in _words(mapping, profile):
        if not known:
            raise ValueError(f"{field}: the profile does not know {word!r}")


def _words(mapping: Mapping, profile: Profile) -> Iterator[tuple[str, str, bool]]:
    """Yield every word that is to be one of the profile's, with its field, and whether it is."""
    weights = profile.dispatch.priority_weights
    kinds = {word: mapping.sort_of(word, "") for word in mapping.kinds}
    for field, sorts in (("kinds", kinds), ("details", mapping.details)):
        for sort in sorts.values():
            if sort is None:
                continue
            yield field, sort.kind, sort.kind in profile.kinds
            if sort.priority is not None:
                yield field, str(sort.priority), sort.priority in weights
            for need in sort.needs or ():
                yield field, need.capability, need.capability in profile.capabilities
    yield "source", mapping.source, mapping.source in profile.sources
    if mapping.capability:
        yield "capability", mapping.capability, mapping.capability in profile.capabilities
    for priority in mapping.priorities.values():
        yield "priorities", str(priority), priority in weights
