"""Hold an order to a team 指令, from its issue to its close."""

import msgspec

from dispatch.domain.impacts import Unreachable
from routing.geo import Position


class Instruction(msgspec.Struct, frozen=True):
    """An order to one team for one incident, to serve with one capability.

    `state` is one of the instruction table, `is_open` while it binds its team, `reached` the moment
    each state was entered. `travel_s` is the road time it was given on, None when a person ordered
    it without. `eta_at` is when the team is expected, known once it sets out or the roads change;
    `cut_off` says why it cannot get there. `revision` is the log position of its last change: a
    device that acknowledges names the revision it has. `crews` is how many crews serve by it, of
    `people`; None where that was not told.
    """

    instruction_id: str
    incident_id: str
    team_id: str
    capability: str
    state: str
    destination: Position
    given_at: float
    crews: int = 1
    people: int | None = None
    travel_s: float | None = None
    eta_at: float | None = None
    cut_off: Unreachable | None = None
    recommendation_id: str | None = None
    task: str = ""
    reached: dict[str, float] = {}
    overdue: tuple[str, ...] = ()
    is_open: bool = True
    withdrawal_seen: bool = False
    revision: int = 0
