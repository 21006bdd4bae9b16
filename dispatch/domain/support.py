"""Know what a level asks of the one above it, where its own means do not meet a demand 请求支援."""

import msgspec


class Amounts(msgspec.Struct, frozen=True, omit_defaults=True):
    """So many crews by capability, so much by supply, so many places in shelters."""

    teams: dict[str, int] = {}
    supplies: dict[str, int] = {}
    shelter_places: int = 0

    @property
    def is_nothing(self) -> bool:
        """Whether there is nothing in it."""
        return not (self.teams or self.supplies or self.shelter_places)

    def less(self, other: "Amounts") -> "Amounts":
        """Return what of this is not in another."""
        return Amounts(
            teams=_less(self.teams, other.teams),
            supplies=_less(self.supplies, other.supplies),
            shelter_places=max(0, self.shelter_places - other.shelter_places),
        )


class SupportRequest(msgspec.Struct, frozen=True):
    """A request of the organ of a place to that of the place above it, for one incident.

    `state` is one of the table of support requests; `answer` is what was said to it. `revision`
    is the log position at which it was made.
    """

    request_id: str
    incident_id: str
    place_code: str
    asked_of: str
    asks: Amounts
    state: str
    reason: str
    requested_by: str
    requested_at: float
    is_open: bool = True
    answer: str = ""
    reached: dict[str, float] = {}
    revision: int = 0


def _less(some: dict[str, int], others: dict[str, int]) -> dict[str, int]:
    left = {name: count - others.get(name, 0) for name, count in some.items()}
    return {name: count for name, count in left.items() if count > 0}
