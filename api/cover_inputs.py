"""Describe what callers send about where teams stand by."""

from typing import Annotated

from pydantic import Field

from api.inputs import Id, Input, PositionIn, Text

MOST_TEAMS = 50  # in one order


class TeamMoveIn(Input):
    """A team, and the place where it is to stand by: at a position, or where the place lies."""

    team_id: Id
    place_code: Id
    position: PositionIn | None = None


class MoveUpIn(Input):
    """Free teams that are to stand by elsewhere, and why."""

    moves: Annotated[list[TeamMoveIn], Field(min_length=1, max_length=MOST_TEAMS)]
    reason: Text


class SendHomeIn(Input):
    """Teams that are to go back to their stations, and why."""

    team_ids: Annotated[list[Id], Field(min_length=1, max_length=MOST_TEAMS)]
    reason: Text
