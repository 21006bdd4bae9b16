"""Say what first responders are asked, by itself: at once, anew, and no more."""

from collections.abc import Callable, Iterator
from typing import Any

from dispatch.domain import commands as c
from dispatch.domain import events as e
from dispatch.domain import responder_messages as fm
from dispatch.domain.area import Area
from dispatch.domain.profile import Profile


def _ask(event: Any, area: Area, _profile: Profile) -> Iterator[c.Command]:
    """Those near are asked when an incident begins, and looked at anew once it is confirmed."""
    if area.responders:
        yield fm.AskResponders(event.incident_id)


def stand_down(event: e.StepTaken, area: Area, profile: Profile) -> Iterator[c.Command]:
    """Stand down whoever was asked, once nobody more is sent; a merged one goes on elsewhere."""
    if not event.moved:
        return
    if profile.incident_handling.has("DISPATCHABLE", event.went_to):
        return
    if area.incidents[event.subject_id].merged is None:
        for call_id in area.called_to.get(event.subject_id, ()):
            if area.responder_calls[call_id].is_open:
                said = c.Particulars(reason=event.went_to)
                yield c.TakeStep("responder_call", call_id, "stand_down", said)


REACTIONS: dict[type[e.Event], Callable[[Any, Area, Profile], Iterator[c.Command]]] = {
    e.IncidentRegistered: _ask,
    e.IncidentVerified: _ask,
    e.SafetyHoldOrdered: _ask,
}
