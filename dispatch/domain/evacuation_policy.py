"""Hold what a profile says of evacuations 转移避险: who may force people out, who fetches them."""

import msgspec

from dispatch.domain.places import AdminLevel

ANY = "*"  # every hazard that is not named


class Force(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The lowest level whose people may force others out of a hazard when it is urgent."""

    lowest: AdminLevel
    basis: str


class FetchBack(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who is sent after people who went back: a team that can do one of these, and its task."""

    capabilities: tuple[str, ...]
    task: str


class EvacuationRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a profile says of evacuations; `force` is by the kind of event that drives them out."""

    force: dict[str, Force]
    fetch_back: FetchBack

    def may_force(self, hazard: str) -> Force | None:
        """Return who may force people out of a hazard, None where nobody may."""
        return self.force.get(hazard, self.force.get(ANY))
