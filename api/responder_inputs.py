"""Describe what callers send about first responders."""

from typing import Annotated

from pydantic import Field

from api.inputs import Id, Input, PositionIn
from dispatch.domain.responders import Responder


class ResponderIn(Input):
    """A person who agreed to be asked; `consent` says how that is on record."""

    responder_id: Id
    name: Id
    place_code: Id
    home: PositionIn
    skills: Annotated[list[Id], Field(min_length=1, max_length=20)]
    consent: Annotated[str, Field(min_length=1, max_length=200)]
    phone: Annotated[str, Field(max_length=40)] = ""

    def value(self) -> Responder:
        """Return it as the domain has it."""
        return Responder(
            responder_id=self.responder_id,
            name=self.name,
            place_code=self.place_code,
            home=self.home.value(),
            skills=tuple(self.skills),
            consent=self.consent,
            phone=self.phone,
        )


class RespondersIn(Input):
    """People, all of whom are entered or none."""

    responders: Annotated[list[ResponderIn], Field(min_length=1, max_length=1_000)]
