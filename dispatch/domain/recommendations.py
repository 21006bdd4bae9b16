"""Record who was proposed, who else could have gone, and why everyone left out was left out."""

from enum import StrEnum

import msgspec

from routing.geo import Position


class ReasonLeftOut(StrEnum):
    """Why a team is not a candidate or was not chosen; the words an operator reads."""

    LACKS_CAPABILITY = "lacks_capability"
    OFF_DUTY = "off_duty"
    COMMITTED = "committed"
    OUT_OF_CONTACT = "out_of_contact"
    OUT_OF_SERVICE = "out_of_service"
    NOT_TRAINED = "not_trained"
    NOT_INSURED = "not_insured"
    NOT_EQUIPPED = "not_equipped"
    NOT_FIT = "not_fit"
    OFF_THE_ROADS = "off_the_roads"
    UNREACHABLE = "unreachable"
    CUT_OFF = "cut_off"
    TOO_FAR = "too_far"
    DECLINED_BEFORE = "declined_before"
    NEEDED_ELSEWHERE = "needed_elsewhere"
    FARTHER_THAN_CHOSEN = "farther_than_chosen"


class DepotLeftOut(StrEnum):
    """Why a depot brings nothing of a supply; the words an operator reads."""

    NOT_STOCKED = "not_stocked"
    EXPIRED = "expired"
    ALL_PROMISED = "all_promised"
    AGREEMENT_OVER = "agreement_over"
    OFF_THE_ROADS = "off_the_roads"
    UNREACHABLE = "unreachable"
    CUT_OFF = "cut_off"
    TOO_FAR = "too_far"
    TOO_MANY_DEPOTS = "too_many_depots"
    NEEDED_ELSEWHERE = "needed_elsewhere"
    DEARER_THAN_CHOSEN = "dearer_than_chosen"


class CostTerm(StrEnum):
    """What a price is for; the profile's table of costs says how much."""

    RESPONSE = "response"
    STALE_POSITION = "stale_position"
    CROSSING = "crossing"
    REST = "rest"
    SAFETY = "safety"
    COVERAGE = "coverage"
    LATENESS = "lateness"
    TRIP = "trip"


class SeenAt(msgspec.Struct, frozen=True, gc=False):
    """Where a team was last seen, WGS-84, and when, in epoch seconds UTC."""

    position: Position
    at: float


class TeamChoice(msgspec.Struct, frozen=True, gc=False):
    """A team proposed for an incident, with the road time from where it was reckoned to be.

    `crews` of its crews go; a team that has more sends a detachment.
    `costs` are weighted seconds by term, those of nothing left out. `pinned` says that a person
    chose it and no reckoning did. Where it is wanted by a moment it comes `late_s` after that.
    """

    capability: str
    team_id: str
    travel_s: float
    origin: Position
    costs: dict[CostTerm, float] = {}
    pinned: bool = False
    crews: int = 1
    late_s: float = 0.0


class DepotChoice(msgspec.Struct, frozen=True, gc=False):
    """A quantity of a supply proposed from a depot, with the road time from it.

    A supplier under agreement needs `lead_s` before its goods can be loaded.
    """

    supply: str
    depot_id: str
    quantity: int
    travel_s: float
    lead_s: float = 0.0


class DepotTrip(msgspec.Struct, frozen=True, gc=False):
    """One lorry from a depot to an incident, whatever it brings, and what that costs.

    It can be loaded after `lead_s`, is so after `loading_s` more, and then drives. `costs` are
    weighted seconds by term: what is waited for it, which counts of the last one alone, and its
    trip. One that comes anyway costs no trip.
    """

    depot_id: str
    travel_s: float
    loading_s: float
    lead_s: float = 0.0
    costs: dict[CostTerm, float] = {}


class OtherDepot(msgspec.Struct, frozen=True, gc=False):
    """A depot that could have brought a supply and was not chosen: how much, how soon, at what
    cost, as in `DepotTrip`."""

    supply: str
    depot_id: str
    quantity: int
    travel_s: float
    lead_s: float = 0.0
    costs: dict[CostTerm, float] = {}


class DepotsLeftOut(msgspec.Struct, frozen=True, gc=False):
    """How many depots bring nothing of a supply for one reason, and which.

    Those that do not stock it, are beyond the travel limit or are dearer than the others told are
    counted only: their reason is the rule itself. All others are named.
    """

    supply: str
    reason: DepotLeftOut
    count: int
    depot_ids: tuple[str, ...] = ()


class ShelterProposal(msgspec.Struct, frozen=True, gc=False):
    """People whom an incident drives out, proposed to go to a shelter, `by` foot or bus.

    The shelter is open after `opening_s`, nothing where it is open already. `group_id` is the group
    of an evacuation they are of, empty for those who are on no list.
    """

    shelter_id: str
    people: int
    by: str
    travel_s: float
    opening_s: float = 0.0
    group_id: str = ""


class RunnerUp(msgspec.Struct, frozen=True, gc=False):
    """A team that could have gone and was not chosen, with what it would have cost."""

    capability: str
    team_id: str
    travel_s: float
    costs: dict[CostTerm, float] = {}
    late_s: float = 0.0


class LeftOut(msgspec.Struct, frozen=True, gc=False):
    """How many teams fell away for one reason, and which.

    Teams that lack the capability, are beyond the travel limit or are farther than the runners-up
    are counted only: their reason is the rule itself. Of those needed elsewhere a dozen are named,
    those who would have cost least here first. All others are named.
    """

    capability: str
    reason: ReasonLeftOut
    count: int
    team_ids: tuple[str, ...] = ()


class HelpFrom(StrEnum):
    """Where help could come from when an area's own means run short."""

    LEVEL_ABOVE = "level_above"
    SUPPLIER = "supplier"
    DEPOT = "depot"
    TEAM_BEYOND = "team_beyond"
    TEAM_AT_WORK = "team_at_work"


class Help(msgspec.Struct, frozen=True, gc=False):
    """What would help with a shortfall: so much from there, after `after_s` where that is known.

    `whence` is the code of a place, or the id of a depot, a supplier or a team.
    """

    kind: HelpFrom
    whence: str
    quantity: int
    after_s: float | None = None


class Shortfall(msgspec.Struct, frozen=True, gc=False):
    """What could not be met, how much of it, why, and what would help."""

    need: str
    missing: int
    reason: str
    helps: tuple[Help, ...] = ()


HAD_BY_OTHERS = frozenset({"all_committed", "all_needed_elsewhere"})
"""Reasons of a shortfall that become one another as what is proposed to others is carried out."""


class Settlement(StrEnum):
    """What became of a recommendation."""

    ACCEPTED = "ACCEPTED"
    CHANGED = "CHANGED"
    SUPERSEDED = "SUPERSEDED"


class Recommendation(msgspec.Struct, frozen=True):
    """A decision capsule: what was asked, on which state and roads, what came out and why.

    `based_on` is the log position of the state it was reckoned on, `road_version` names the road
    weights, `inputs_hash` is a digest of all inputs: the same inputs give the same answer.
    `decided_at` is the moment, in epoch seconds UTC, and `fixes` where teams were seen by then.
    `cover_counted` says that leaving people without cover had its price.
    `objective_s` is what this part of the plan costs in weighted seconds; `proved_optimal` says the
    whole cannot be bettered for the inputs given. `solved_with` are the other incidents decided in
    the same solve. `supplies_s` and `supplies_proved` say the same of what depots bring, in
    `trips`; `other_depots` and `depots_left_out` are all the others.
    """

    recommendation_id: str
    incident_id: str
    policy: str
    based_on: int
    road_version: str
    inputs_hash: str
    solved_with: tuple[str, ...] = ()
    teams: tuple[TeamChoice, ...] = ()
    depots: tuple[DepotChoice, ...] = ()
    runners_up: tuple[RunnerUp, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    shortfalls: tuple[Shortfall, ...] = ()
    objective_s: float = 0.0
    proved_optimal: bool = False
    decided_at: float = 0.0
    fixes: dict[str, SeenAt] = {}
    cover_counted: bool = False
    shelters: tuple[ShelterProposal, ...] = ()
    trips: tuple[DepotTrip, ...] = ()
    other_depots: tuple[OtherDepot, ...] = ()
    depots_left_out: tuple[DepotsLeftOut, ...] = ()
    supplies_s: float = 0.0
    supplies_proved: bool = False

    @property
    def is_in_full(self) -> bool:
        """Whether it says how it came about, too: of what is no news only what it asks is told."""
        return bool(self.inputs_hash)

    def asks_the_same_as(self, other: "Recommendation") -> bool:
        """Whether both would send and shelter the same, and leave the same undone for what asks
        for the same remedy.

        On roads that have changed, those sent must also take as long as before.
        """
        same = self._left_undone() == other._left_undone() and self._sent() == other._sent()
        return same and (self.road_version == other.road_version or self._times() == other._times())

    def _times(self) -> tuple[object, ...]:
        return (
            sorted((choice.team_id, choice.travel_s) for choice in self.teams),
            sorted((choice.depot_id, choice.travel_s) for choice in self.depots),
            sorted((choice.shelter_id, choice.travel_s) for choice in self.shelters),
        )

    def _left_undone(self) -> list[tuple[str, int, str]]:
        return [
            (one.need, one.missing, "" if one.reason in HAD_BY_OTHERS else one.reason)
            for one in self.shortfalls
        ]

    def _sent(self) -> tuple[object, ...]:
        if not (self.teams or self.depots or self.shelters):
            return [], [], []  # in a storm there is mostly nobody left to send
        return (
            sorted((choice.capability, choice.team_id, choice.crews) for choice in self.teams),
            sorted((choice.supply, choice.depot_id, choice.quantity) for choice in self.depots),
            sorted(
                (choice.shelter_id, choice.by, choice.people, choice.group_id)
                for choice in self.shelters
            ),
        )
