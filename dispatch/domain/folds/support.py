"""Fold requests for support and what became of them."""

from msgspec.structs import replace

from dispatch.domain import cover_events as ve
from dispatch.domain import events as e
from dispatch.domain.area import Area
from dispatch.domain.folds.common import counted


def requested(area: Area, event: ve.SupportRequested, position: int, at: float) -> Area:
    """A level has asked the one above it."""
    made = replace(event.request, state=event.state, reached={event.state: at}, revision=position)
    requests = area.support_requests.set(made.request_id, made)
    return counted(replace(area, support_requests=requests), "support_request")


def stepped(area: Area, event: e.StepTaken, at: float) -> Area:
    """A request is answered or withdrawn."""
    before = area.support_requests[event.subject_id]
    after = replace(
        before,
        state=event.went_to,
        is_open=not event.over,
        answer=event.reason,
        reached={**before.reached, event.went_to: at},
    )
    requests = area.support_requests.set(after.request_id, after)
    return replace(area, support_requests=requests)
