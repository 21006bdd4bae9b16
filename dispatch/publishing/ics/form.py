"""Hold a form of the incident command system: numbered blocks with Chinese and English headings."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

import msgspec

from dispatch.domain.area import Area
from dispatch.domain.envelope import Recorded
from dispatch.domain.incidents import Incident
from dispatch.domain.posts import CommandPost
from dispatch.domain.profile import Profile
from dispatch.domain.refusals import Rejected


class Column(msgspec.Struct, frozen=True):
    """A column of a table."""

    key: str
    zh: str
    en: str


class Block(msgspec.Struct, frozen=True):
    """A numbered block: lines of text, or a table with its columns and rows."""

    number: str
    key: str
    zh: str
    en: str
    lines: tuple[str, ...] = ()
    columns: tuple[Column, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


class IcsForm(msgspec.Struct, frozen=True):
    """A filled form. `at` is when it was made, in epoch seconds UTC; `exercise` marks a drill."""

    form: str
    zh: str
    en: str
    post_id: str
    incident_id: str
    at: float
    exercise: bool
    blocks: tuple[Block, ...]


class Source(msgspec.Struct, frozen=True):
    """What a form is filled from: the state, and what the log tells of the incident, in order."""

    area: Area
    profile: Profile
    incident: Incident
    post: CommandPost
    log: tuple[Recorded, ...]
    at: float
    prepared_by: str

    def clock(self, moment: float | None) -> str:
        """Return a moment as the local date and time of the profile; empty without one."""
        if moment is None:
            return ""
        local = datetime.fromtimestamp(moment, UTC) + timedelta(seconds=self.profile.utc_offset_s)
        return local.strftime("%Y-%m-%d %H:%M")

    def name(self) -> Block:
        """Return block 1, the name of the incident: its kind and place."""
        kind = self.profile.kinds[self.incident.kind]
        place = self.area.places.get(self.incident.place_code)
        words = f"{place.name if place else self.incident.place_code} {kind.zh} {kind.en}"
        return text("1", "incident_name", "事件名称", "Incident Name", f"{words}")

    def period(self, number: str = "2") -> Block:
        """Return the operational period that runs, counted from the opening of the post."""
        length_s = self.profile.command.operational_period_s
        begun = self.post.opened_at + (self.at - self.post.opened_at) // length_s * length_s
        lasts = f"{self.clock(begun)} – {self.clock(begun + length_s)}"
        return text(number, "operational_period", "行动时段", "Operational Period", lasts)

    def prepared(self, number: str) -> Block:
        """Return the block that says who had the form made, and when."""
        said = f"{self.prepared_by}  {self.clock(self.at)}"
        return text(number, "prepared_by", "制表", "Prepared by", said)


def text(number: str, key: str, zh: str, en: str, *lines: str) -> Block:
    """Return a block of text; empty lines are left out."""
    return Block(number, key, zh, en, lines=tuple(line for line in lines if line))


def table(
    number: str,
    key: str,
    heading: tuple[str, str],
    columns: Sequence[tuple[str, str, str]],
    rows: Iterable[Iterable[object]],
) -> Block:
    """Return a block that is a table; a value that is none is an empty cell."""
    cells = (tuple("" if one is None else str(one) for one in row) for row in rows)
    return Block(
        number,
        key,
        *heading,
        columns=tuple(Column(*one) for one in columns),
        rows=tuple(cells),
    )


def incident_of(area: Area, post: CommandPost) -> Incident:
    """Return the incident of a post; raises `Rejected` for one that was called by a warning."""
    if post.incident_id is None:
        raise Rejected("no_incident", f"{post.post_id} is for a warning: it has no forms", "post")
    return area.incidents[post.incident_id]
