"""List what is open at a duty room, as the engine knows it: nothing is left out of a handover."""

from collections.abc import Iterator

from dispatch.domain.answerable import answerable
from dispatch.domain.area import Area
from dispatch.domain.duty_rooms import duty_room
from dispatch.domain.incidents import Incident
from dispatch.domain.instructions import UNANSWERED
from dispatch.domain.profile import Profile
from dispatch.domain.shifts import OpenItem
from dispatch.domain.standing import standing_clocks

INCIDENT, CLOCK, INSTRUCTION, WARNING, REPORT, POST = (
    *("incident", "overdue", "unsigned_instruction", "unanswered_warning"),
    *("unacknowledged_report", "command_post"),
)
KINDS = (INCIDENT, CLOCK, INSTRUCTION, WARNING, REPORT, POST)


def open_items(area: Area, profile: Profile, place_code: str) -> tuple[OpenItem, ...]:
    """Return what is open at the duty room of a place, by kind, the oldest first.

    Open incidents it answers for, clocks that passed, orders nobody signed, warnings nobody
    answered, reports nobody acknowledged, command posts that stand.
    """
    found = (
        *_incidents(area, profile, place_code),
        *_clocks(area, profile, place_code),
        *_warnings(area, profile, place_code),
        *_reports(area, place_code),
        *_posts(area, place_code),
    )
    return tuple(sorted(found, key=lambda one: (KINDS.index(one.what), one.since_at, one.key)))


def _incidents(area: Area, profile: Profile, place_code: str) -> Iterator[OpenItem]:
    for incident_id in area.open_incidents:
        incident = area.incidents[incident_id]
        if not _answers_for(area, profile, incident, place_code):
            continue
        yield OpenItem(INCIDENT, "incident_handling", incident_id, incident.opened_at)
        for order_id in incident.instruction_ids:
            order = area.instructions[order_id]
            if order.is_open and order.state in UNANSWERED:
                yield OpenItem(INSTRUCTION, "instruction", order_id, order.given_at)


def _answers_for(area: Area, profile: Profile, incident: Incident, place_code: str) -> bool:
    return place_code in (incident.lead, duty_room(area.places, profile, incident.place_code))


def _clocks(area: Area, profile: Profile, place_code: str) -> Iterator[OpenItem]:
    for clock in standing_clocks(area, profile):
        of_duty_itself = clock.lifecycle == "shift"
        if of_duty_itself or clock.lifecycle == "warning_call":  # those are listed as warnings
            continue
        if place_code in answerable(area, profile, clock.lifecycle, clock.subject_id):
            yield OpenItem(CLOCK, clock.lifecycle, clock.subject_id, clock.due_at, clock.timer)


def _warnings(area: Area, profile: Profile, place_code: str) -> Iterator[OpenItem]:
    table = profile.lifecycles["warning_call"]
    for call in area.warning_calls.values():
        concerned = place_code in (call.called_from, call.place_code)
        if concerned and call.is_open and table.has("OWED", call.state):
            yield OpenItem(WARNING, "warning_call", call.call_id, call.called_at)


def _reports(area: Area, place_code: str) -> Iterator[OpenItem]:
    for chain in area.information_reports.values():
        if not chain.is_open or place_code not in (chain.place_code, chain.to_code):
            continue
        if (sheet := chain.awaited) is not None:
            since = sheet.drafted_at if sheet.sent_at is None else sheet.sent_at
            yield OpenItem(REPORT, "information_report", chain.chain_id, since)


def _posts(area: Area, place_code: str) -> Iterator[OpenItem]:
    for post in area.command_posts.values():
        if post.is_open and post.place_code == place_code:
            yield OpenItem(POST, "command_post", post.post_id, post.opened_at)
