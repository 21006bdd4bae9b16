"""Decide what becomes of a request for support: made, granted, declined, withdrawn 请求支援.

A level that cannot meet a demand, or control an event, reports to the level above and asks it for
help (突发事件应对法 art. 22, 23).
"""

from collections.abc import Iterator

from dispatch.domain import commands as c
from dispatch.domain import cover_commands as vc
from dispatch.domain import cover_events as ve
from dispatch.domain import events as e
from dispatch.domain.actors import Order
from dispatch.domain.area import Area
from dispatch.domain.deadlines import Moments
from dispatch.domain.demanding import open_incident
from dispatch.domain.lifecycle import NEW
from dispatch.domain.places import AdminLevel, is_within
from dispatch.domain.profile import Profile
from dispatch.domain.refusals import Rejected
from dispatch.domain.rules import Situation
from dispatch.domain.steps import authorise, choose_row, step_taken
from dispatch.domain.support import Amounts, SupportRequest


def request(
    area: Area, command: vc.RequestSupport, order: Order, profile: Profile
) -> list[e.Event]:
    """Ask the place above for what is missing."""
    incident = open_incident(area, command.incident_id, order, profile)
    asked_of = _asked_of(area, command.place_code)
    authorise(area, order.actor, command.place_code)
    if not is_within(area.places, incident.place_code, command.place_code):
        reason = f"{incident.incident_id} does not lie in {command.place_code}"
        raise Rejected("wrong_place", reason, "place_code")
    for refusal in _misasked(command.asks, profile):
        raise refusal
    draft = SupportRequest(
        request_id=area.next_id("support_request", "Q"),
        incident_id=incident.incident_id,
        place_code=command.place_code,
        asked_of=asked_of,
        asks=command.asks,
        state="",
        reason=command.reason.strip(),
        requested_by=order.actor.name,
        requested_at=order.at,
    )
    s = Situation(
        area=area,
        profile=profile,
        order=order,
        particulars=c.Particulars(reason=draft.reason),
        support=draft,
    )
    row = choose_row(profile.support_request, NEW, "request", s)
    return [ve.SupportRequested(row=row.id, state=row.moves[NEW], request=draft)]


def take_step(area: Area, command: c.TakeStep, order: Order, profile: Profile) -> list[e.Event]:
    """Answer a request, or withdraw it."""
    asked = area.support_request(command.subject_id)
    authorise(area, order.actor, asked.place_code, asked.asked_of)
    s = Situation(
        area=area, profile=profile, order=order, particulars=command.particulars, support=asked
    )
    table = profile.support_request
    row = choose_row(table, asked.state, command.action, s)
    moments = Moments(step_at=order.at)
    return [step_taken(s, table, row, asked.request_id, asked.state, moments)]


def _asked_of(area: Area, place_code: str) -> str:
    """Return the place above one of town level or higher; raises `Rejected` where none is."""
    place = area.places.get(place_code)
    if place is None:
        raise Rejected("unknown_place", f"no place {place_code!r}", "place_code")
    if place.admin_level.rank > AdminLevel.TOWN.rank:
        raise Rejected("wrong_place", f"{place_code} has no organ that could ask", "place_code")
    if place.parent is None or place.parent not in area.places:
        raise Rejected("wrong_place", f"nobody stands above {place_code} here", "place_code")
    return place.parent


def _misasked(asks: Amounts, profile: Profile) -> Iterator[Rejected]:
    if asks.is_nothing:
        yield Rejected("input_missing", "say what is missing", "asks")
    for capability, crews in asks.teams.items():
        if capability not in profile.capabilities:
            reason = f"unknown capability {capability!r}"
            yield Rejected("unknown_capability", reason, f"asks.teams.{capability}")
        if crews < 1:
            yield Rejected("wrong_number", "one crew at least", f"asks.teams.{capability}")
    for supply, quantity in asks.supplies.items():
        if supply not in profile.supplies:
            yield Rejected("unknown_supply", f"no supply {supply!r}", f"asks.supplies.{supply}")
        if quantity < 1:
            yield Rejected("wrong_number", "one at least", f"asks.supplies.{supply}")
    if asks.shelter_places < 0:
        yield Rejected("wrong_number", "places are none or more", "asks.shelter_places")
