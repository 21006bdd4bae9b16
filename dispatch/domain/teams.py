"""Know the teams and forces: what they can do, where they stand and what binds them."""

import msgspec

from routing.geo import Position

SPELLS_KEPT = 24

# States of the availability table that the code knows by name.
HOME = "STANDBY"
REJOINED = "REJOINED"

TEAM_ROLES = frozenset({"TEAM", "VFORCE"})
"""The roles of those who speak for a team."""


class Spell(msgspec.Struct, frozen=True, array_like=True):
    """A stretch of work under one order, in epoch seconds UTC.

    What a detachment worked counts for its team by the share it was of it.
    """

    began_at: float
    ended_at: float


class Means(msgspec.Struct, frozen=True):
    """What a force consists of: people, of each discipline, and pieces of equipment."""

    people: int
    strength: dict[str, int]
    units: dict[str, int]


class Team(msgspec.Struct, frozen=True):
    """A rescue team or village force, or a detachment 分队 of one.

    `strength` counts people by discipline, `units` pieces of equipment by the capability they are
    for; `capabilities` are keys of the profile. `state` is one
    of the availability table. `position` is where the log last knows it to be, which a fresher fix
    from the position stream may overrule; None means at its `home`, which is its `station` unless
    it was moved up to stand by elsewhere. `instruction_id` is the one open instruction that binds
    it. `spells` are the last of its orders that are over.

    `has_unfit` says that minors, pregnant or disabled people are in it.

    `people`, `strength` and `units` are those it has here, without its `detachments` that are out;
    `whole` is what they are together while any is. A detachment names whom it is `detached_from`.
    """

    team_id: str
    name: str
    place_code: str
    station: Position
    capabilities: tuple[str, ...]
    people: int
    strength: dict[str, int] = {}
    state: str = "STANDBY"
    position: Position | None = None
    instruction_id: str | None = None
    trained: bool = True
    insured: bool = True
    equipped: bool = True
    has_unfit: bool = False
    contact: str = ""
    spells: tuple[Spell, ...] = ()
    units: dict[str, int] = {}
    detached_from: str | None = None
    detachments: tuple[str, ...] = ()
    whole: Means | None = None
    standby_at: Position | None = None
    standby_place: str | None = None

    @property
    def parent_id(self) -> str:
        """The team a detachment belongs to; of any other team its own id."""
        return self.detached_from or self.team_id

    @property
    def has_rejoined(self) -> bool:
        """Whether it is the record of a detachment that is no more: its people are elsewhere."""
        return self.state == REJOINED

    @property
    def home(self) -> Position:
        """Where it stands by and comes back to, WGS-84."""
        return self.standby_at or self.station

    @property
    def whereabouts(self) -> Position:
        """Where the log last knows the team to be, WGS-84."""
        return self.position or self.home

    def worked_s(self, since: float) -> float:
        """How long it was under orders after a moment, by the orders that are over."""
        return sum(
            one.ended_at - max(one.began_at, since) for one in self.spells if one.ended_at > since
        )
