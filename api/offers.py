"""Say what a caller may do about something now: the buttons of a page, from the lifecycle table."""

from typing import Any

from api.access import Caller
from api.shown import plain
from dispatch.domain.actors import Order
from dispatch.domain.lifecycle import Lifecycle
from dispatch.domain.rules import Situation
from dispatch.domain.steps import allowed_actions
from dispatch.engine.bootstrap import CommandArea


def asking(where: CommandArea, who: Caller) -> Order:
    """Return the order a caller would give now, to ask what the rules make of it."""
    return Order(command_id="", actor=who.actor, at=where.engine.clock.now())


def situation(where: CommandArea, who: Caller, **subjects: Any) -> Situation:
    """Return what the rules look at when a caller acts now on those subjects of a `Situation`."""
    return Situation(
        area=where.area, profile=where.engine.profile, order=asking(where, who), **subjects
    )


def offered(table: Lifecycle, state: str, s: Situation, *places: str) -> list[dict[str, Any]]:
    """Return the actions the rows of a table allow in a state, as JSON."""
    actions: list[dict[str, Any]] = plain(list(allowed_actions(table, state, s, places)))
    return actions
