"""Know where every team is reckoned to be at the moment of a decision, and how sure that is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from dispatch.domain.area import Area
from dispatch.domain.recommendations import SeenAt
from dispatch.domain.teams import Team
from routing.geo import Position, are_within


@dataclass(frozen=True, slots=True)
class Sightings:
    """The moment of a decision, epoch seconds UTC, and the fixes of teams that count then, by id.

    A team without one is where the log last knows it to be.
    """

    MOVED_M: ClassVar[float] = 50.0

    at: float = 0.0
    fixes: dict[str, SeenAt] = field(default_factory=dict)

    @classmethod
    def of(cls, area: Area, at: float, fixes: Mapping[str, SeenAt]) -> "Sightings":
        """Keep of some fixes those that tell something new of a team under no orders.

        Only these matter to who goes next, and they are written down with what is decided.
        """
        moved = {}
        for team_id, seen in fixes.items():
            team = area.teams.get(team_id)
            if team is None or team.instruction_id is not None:
                continue
            if not are_within(team.whereabouts, seen.position, cls.MOVED_M):
                moved[team_id] = seen
        return cls(at, moved)

    def __call__(self, team: Team) -> Position:
        """Return where a team is reckoned to be, WGS-84."""
        seen = self.fixes.get(team.team_id)
        return team.whereabouts if seen is None else seen.position

    def age_s(self, team_id: str) -> float:
        """Return how old a team's fix is; 0 for one that is where the log knows it to be."""
        seen = self.fixes.get(team_id)
        return 0.0 if seen is None else max(0.0, self.at - seen.at)
