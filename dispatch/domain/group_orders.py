"""Hold an order to a working group: a task, who has it, and what was told of it."""

import msgspec


class Feedback(msgspec.Struct, frozen=True):
    """What a group told, and when."""

    text: str
    at: float


class GroupOrder(msgspec.Struct, frozen=True):
    """A task of a working group of a post. `state` is one of the table of group orders.

    `overdue` lists timers whose limit passed unmet; `reached` is when each state was entered.
    """

    order_id: str
    post_id: str
    group: str
    task: str
    state: str
    given_at: float
    due_at: float | None = None
    feedback: tuple[Feedback, ...] = ()
    is_open: bool = True
    overdue: tuple[str, ...] = ()
    reached: dict[str, float] = {}
