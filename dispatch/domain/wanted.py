"""Say what is wanted for an incident, in crews, supplies and places in shelters; and by plans."""

import msgspec

from dispatch.domain.grades import GRADES_UPWARD, Grade


class TeamNeed(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """So much of one capability, counted in one way: in `teams`, which are crews 编组, in `people`,
    or in `units`, pieces of that capability's equipment with a crew each.

    `by_s` is when it is wanted, in seconds after the incident was opened; None is at once.
    """

    capability: str
    teams: int = 0
    people: int = 0
    units: int = 0
    by_s: float | None = None


class SupplyNeed(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """So much of one supply, in the supply's own unit; `by_s` as in `TeamNeed`."""

    supply: str
    quantity: int
    by_s: float | None = None


class Demands(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All that is wanted for one incident: teams, supplies, and places in shelters for people."""

    teams: tuple[TeamNeed, ...] = ()
    supplies: tuple[SupplyNeed, ...] = ()
    shelter_places: int = 0


class PlannedDemands(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What a plan wants: at `first`, at each grade in all, and at the second alarm, the third …"""

    first: Demands = Demands()
    grades: dict[Grade, Demands] = {}
    alarms: tuple[Demands, ...] = ()

    def at(self, grade: Grade) -> Demands:
        """Return the totals of a grade; one the plan does not state has those of the one below."""
        for one in GRADES_UPWARD[GRADES_UPWARD.index(grade) :: -1]:
            if one in self.grades:
                return self.grades[one]
        return self.first
