"""List the orders about cover and what a level lacks, in the imperative."""

import msgspec

from dispatch.domain.messages import ACommand
from dispatch.domain.support import Amounts
from routing.geo import Position


class TeamMove(msgspec.Struct, frozen=True):
    """A team, and where it is to stand by: in a place, at a position (WGS-84)."""

    team_id: str
    place_code: str
    position: Position


class MoveUp(ACommand, frozen=True):
    """Have free teams stand by elsewhere, to restore cover."""

    moves: tuple[TeamMove, ...]
    reason: str


class SendHome(ACommand, frozen=True):
    """Have teams that were moved up go back to their stations."""

    team_ids: tuple[str, ...]
    reason: str


class RequestSupport(ACommand, frozen=True):
    """Ask the place above `place_code` for what its own means lack for an incident."""

    incident_id: str
    place_code: str
    asks: Amounts
    reason: str
