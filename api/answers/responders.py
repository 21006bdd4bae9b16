"""What is answered about first responders."""

from dispatch.domain.responders import Responder, ResponderCall
from dispatch.domain.steps import AllowedAction
from routing.geo import Position


class ResponderDetail(Responder, frozen=True, kw_only=True):
    """A responder, and what the caller may do with them now."""

    allowed_actions: list[AllowedAction]
    log_position: int


class ResponderCallSeen(ResponderCall, frozen=True, kw_only=True):
    """A call with who was asked, whither and to do what, and what the caller may do about it."""

    name: str
    phone: str
    kind: str
    destination: Position
    task_zh: str
    task_en: str
    allowed_actions: list[AllowedAction]
