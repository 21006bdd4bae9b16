"""Know the teams and forces: what they can do, where they stand and what binds them."""

import msgspec

from routing.geo import Position


class Team(msgspec.Struct, frozen=True):
    """A rescue team or village force.

    `strength` counts people by discipline; `capabilities` are keys of the profile. `state` is one
    of the availability table. `position` is where the log last knows it to be, which a fresher fix
    from the position stream may overrule; None means at its `station`. `instruction_id` is the
    one open instruction that binds it.
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
    contact: str = ""

    @property
    def whereabouts(self) -> Position:
        """Where the log last knows the team to be, WGS-84."""
        return self.position or self.station
