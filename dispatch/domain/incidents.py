"""Hold an incident as it is known now: emergency handling 应急处置."""

import msgspec

from dispatch.domain.grades import GradeProposal
from dispatch.domain.plans import Activated
from dispatch.domain.profile import Demands, EventClass, Grade, SupplyNeed, TeamNeed
from routing.geo import Position


class Activation(msgspec.Struct, frozen=True):
    """An activated response: 响应事项、级别、预计期限、处置措施 (突发事件应对法 art. 72).

    `response_level` is 1–4, or 0 for a town's own unnumbered plan; `organ` is the code of the
    place whose organ activated it, and the only one that may end it; `post_id` is the command post
    that approved it.
    """

    organ: str
    response_level: int
    matters: str
    expected_period: str
    measures: tuple[str, ...]
    activated_at: float
    post_id: str | None = None


class Suspicion(msgspec.Struct, frozen=True):
    """That an incident is one which was open before it, with so much certainty, 0 to 1."""

    of: str
    certainty: float


class Merged(msgspec.Struct, frozen=True):
    """What an incident gave to the one it was merged into, so that it can have it back."""

    into: str
    report_ids: tuple[str, ...]
    instruction_ids: tuple[str, ...] = ()
    reservation_ids: tuple[str, ...] = ()
    shipment_ids: tuple[str, ...] = ()


class Incident(msgspec.Struct, frozen=True):
    """An incident. `facts` are its figures, by the profile's keys, and `grade_proposal` what they
    come to; no person has said so yet.

    `state` is one of the handling table; grade and response level are two things.

    `lead` is the code of the place that leads. `attested` maps what has been vouched for to the
    evidence that was named for it. `overdue` lists timers whose limit has passed unmet. `pins` maps
    teams that a person wants to go there to the capability they are to serve with. `alarm` is the
    highest alarm raised, 1 from the first report. `sheltered` counts the people admitted to
    shelters because of it, `listed` those of them who are on the list of an evacuation. `maydays`
    are the orders whose teams have called mayday. `post_ids` are its command posts,
    `information_report_ids` its chains of reports to those above, `touched` the places it touches
    beside its own. `position` is where it is by all its reports, `uncertainty_m` one
    standard deviation of that, `trust` how far they are to be believed together. `suspicion` waits
    for a person to say whether it is another incident; `merged` is set once it is part of one.
    """

    incident_id: str
    kind: str
    event_class: EventClass
    place_code: str
    position: Position
    state: str
    priority: int
    opened_at: float
    last_report_at: float
    occurred_at: float | None = None
    report_ids: tuple[str, ...] = ()
    report_sources: tuple[str, ...] = ()
    uncertainty_m: float = 50.0
    trust: float = 0.0
    suspicion: Suspicion | None = None
    merged: Merged | None = None
    team_needs: tuple[TeamNeed, ...] = ()
    supply_needs: tuple[SupplyNeed, ...] = ()
    shelter_places: int = 0
    sheltered: int = 0
    listed: int = 0
    alarm: int = 1
    instruction_ids: tuple[str, ...] = ()
    reservation_ids: tuple[str, ...] = ()
    recommendation_id: str | None = None
    exercise: bool = False
    verified: bool = False
    safety_hold: bool = False
    sensitive: bool = False
    grade: Grade | None = None
    grade_proposal: GradeProposal | None = None
    facts: dict[str, float] = {}
    plans: tuple[Activated, ...] = ()
    activation: Activation | None = None
    lead: str | None = None
    transferred_to: str | None = None
    attested: dict[str, str] = {}
    overdue: tuple[str, ...] = ()
    pins: dict[str, str] = {}
    maydays: tuple[str, ...] = ()
    post_ids: tuple[str, ...] = ()
    touched: tuple[str, ...] = ()
    information_report_ids: tuple[str, ...] = ()

    @property
    def demands(self) -> Demands:
        """All that is wanted for it, served or not."""
        return Demands(self.team_needs, self.supply_needs, self.shelter_places)
