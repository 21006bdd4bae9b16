"""Know where every team is reckoned to be at the moment of a decision, and how sure that is."""

from dataclasses import dataclass, field

from dispatch.domain.recommendations import SeenAt
from dispatch.domain.teams import Team
from routing.geo import Position


@dataclass(frozen=True, slots=True)
class Sightings:
    """The moment of a decision, epoch seconds UTC, and the fixes of teams that count then, by id.

    A team without one is where the log last knows it to be.
    """

    at: float = 0.0
    fixes: dict[str, SeenAt] = field(default_factory=dict)

    def __call__(self, team: Team) -> Position:
        """Return where a team is reckoned to be, WGS-84."""
        seen = self.fixes.get(team.team_id)
        return team.whereabouts if seen is None else seen.position

    def age_s(self, team: Team) -> float:
        """Return how old a team's fix is; 0 for one that is where the log knows it to be."""
        seen = self.fixes.get(team.team_id)
        return 0.0 if seen is None else max(0.0, self.at - seen.at)
