"""Name the rules about calls, holds and maydays of an order; each answers a reason, or nothing."""

from collections.abc import Callable

from dispatch.domain.instructions import Instruction
from dispatch.domain.safety import Hold


def call_is_asked(order: Instruction) -> str | None:
    """There is a call to tell the result of."""
    return None if order.call is not None else "nobody was asked to telephone"


def hold_is_ordered(order: Instruction) -> str | None:
    """The team was ordered back and has not said yet that it knows."""
    return None if order.safety.hold is Hold.ORDERED else "no withdrawal waits for an answer"


def is_held(order: Instruction) -> str | None:
    """The team was ordered back."""
    held = order.safety.hold in (Hold.ORDERED, Hold.SEEN)
    return None if held else "the team is not held back"


def hold_is_lifted(order: Instruction) -> str | None:
    """The team was told that it may go on."""
    return None if order.safety.hold is Hold.LIFTED else "the team was not told to go on"


def mayday_stands(order: Instruction) -> str | None:
    """The team has called mayday."""
    return None if order.safety.mayday is not None else "the team has called no mayday"


SAFETY_RULES: dict[str, Callable[[Instruction], str | None]] = {
    rule.__name__: rule
    for rule in (call_is_asked, hold_is_ordered, is_held, hold_is_lifted, mayday_stands)
}
