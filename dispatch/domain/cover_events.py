"""List the facts about cover and what a level lacks: teams moved up, and support asked for."""

from dispatch.domain.messages import AnEvent
from dispatch.domain.support import SupportRequest
from routing.geo import Position


class TeamMovedUp(AnEvent, frozen=True):
    """A free team was sent to stand by elsewhere; `came_from` is where it was reckoned to be."""

    team_id: str
    place_code: str
    standby_at: Position
    came_from: Position
    reason: str


class TeamSentHome(AnEvent, frozen=True):
    """A team that was moved up was sent back to its station."""

    team_id: str
    came_from: Position
    reason: str


class SupportRequested(AnEvent, frozen=True):
    """A level asked the one above it for what its own means lack 请求支援."""

    row: str
    state: str
    request: SupportRequest
