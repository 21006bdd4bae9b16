"""Record a proposal to send teams under orders elsewhere: who moves, and who gains what by it."""

from enum import StrEnum

import msgspec


class Move(msgspec.Struct, frozen=True):
    """One order of an exchange: so many crews of a team to an incident.

    It is relieved of another order, or comes from standby; `travel_s` is its road time from where
    it was reckoned to be.
    """

    team_id: str
    incident_id: str
    capability: str
    travel_s: float
    crews: int = 1
    relieved_of: str | None = None


class Gain(msgspec.Struct, frozen=True):
    """What an exchange means for one incident: when the last of its teams is there, and how many
    are still missing, before and after; None where nobody is on the way.
    """

    incident_id: str
    priority: int
    last_s_before: float | None
    last_s_after: float | None
    missing_before: int
    missing_after: int


class Exchange(msgspec.Struct, frozen=True):
    """A proposal that moves teams under orders, as a difference from the orders as they stand.

    `relieved` are the orders that end with nothing in their team's hands; `saves_s` is what it
    saves in weighted seconds, the price of moving paid. `based_on` is the log position it was
    reckoned on.
    """

    exchange_id: str
    based_on: int
    road_version: str
    moves: tuple[Move, ...]
    gains: tuple[Gain, ...]
    saves_s: float
    relieved: tuple[str, ...] = ()
    decided_at: float = 0.0

    @property
    def ended(self) -> tuple[str, ...]:
        """The instructions that end with it, in the order of its moves."""
        moved = (one.relieved_of for one in self.moves if one.relieved_of is not None)
        return (*moved, *self.relieved)

    @property
    def incident_ids(self) -> tuple[str, ...]:
        """The incidents it means something for."""
        return tuple(one.incident_id for one in self.gains)

    def asks_the_same_as(self, other: "Exchange") -> bool:
        """Whether both would send the same teams the same ways."""
        return self._gist() == other._gist()

    def _gist(self) -> tuple[object, ...]:
        moves = sorted((one.team_id, one.incident_id, one.capability) for one in self.moves)
        return moves, sorted(self.relieved)


class ExchangeSettlement(StrEnum):
    """What became of an exchange."""

    ACCEPTED = "ACCEPTED"
    DECLINED = "DECLINED"
    LAPSED = "LAPSED"
