"""Hold an order to a team 指令, from its issue to its close."""

import msgspec

from dispatch.domain.impacts import Unreachable
from dispatch.domain.safety import CallTask, Hold, Safety
from routing.geo import Position

# States of the table the code knows by name: sent, and not answered yet.
UNANSWERED = frozenset({"ISSUED", "DELIVERED", "OVERDUE"})


class Instruction(msgspec.Struct, frozen=True):
    """An order to one team for one incident, to serve with one capability.

    `state` is one of the instruction table, `is_open` while it binds its team, `reached` the moment
    each state was entered. `travel_s` is the road time it was given on, None when a person ordered
    it without. `eta_at` is when the team is expected, known once it sets out or the roads change;
    `cut_off` says why it cannot get there. `revision` is the log position of its last change: a
    device that acknowledges names the revision it has. `crews` is how many crews serve by it, of
    `people`; None where that was not told. `reminders` counts those since the team was last heard
    from, `call` is the telephone call a duty room is asked for, `told` the places whose supervisors
    were told since. `post_id` is the command post that gave it, if one did;
    `supervisor` is the place whose organ leads the incident, the last one once it is over.
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
    reminders: int = 0
    call: CallTask | None = None
    told: tuple[str, ...] = ()
    safety: Safety = Safety()
    post_id: str | None = None
    supervisor: str | None = None

    @property
    def awaits(self) -> tuple[str, ...]:
        """What its team owes an answer to: `sign`, `feedback`, `hold`, `roll_call`, `headcount`.

        `headcount` is one that does not come out even. Nothing once the order is over.
        """
        if not self.is_open:
            return ()
        safety, counted = self.safety, self.safety.headcount
        owed = {
            "sign": self.state in UNANSWERED,
            "feedback": self.state not in UNANSWERED and self.reminders > 0,
            "hold": safety.hold is Hold.ORDERED,
            "roll_call": safety.roll_called_at is not None,
            "headcount": counted is not None and counted.differs_by != 0,
        }
        return tuple(what for what, is_owed in owed.items() if is_owed)
