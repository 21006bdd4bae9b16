"""Describe what callers send about support by the level above."""

from typing import Annotated

from pydantic import Field

from api.inputs import Id, Input, People, Quantity, Text
from dispatch.domain.support import Amounts

Crews = Annotated[int, Field(ge=1, le=10_000)]


class SupportIn(Input):
    """A request to the place above `place_code`: crews by capability, quantities by supply."""

    place_code: Id
    teams: dict[Id, Crews] = Field(default_factory=dict, max_length=100)
    supplies: dict[Id, Quantity] = Field(default_factory=dict, max_length=100)
    shelter_places: People = 0
    reason: Text

    def asks(self) -> Amounts:
        """Return what is asked for as the domain has it."""
        return Amounts(self.teams, self.supplies, self.shelter_places)
