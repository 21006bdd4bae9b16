"""Understand what first responders say, and what is counted where evacuees gather and stay."""

from dispatch.domain import commands as c
from dispatch.domain.actors import Actor
from dispatch.domain.area import Area
from dispatch.domain.evacuation_commands import CountEvacuees
from dispatch.domain.responder_messages import PlaceResponder
from dispatch.domain.responders import RESPONDER_ROLE, Responder, responder_call_id
from dispatch.domain.shelter_commands import AdmitEvacuees, SeeEvacueesOff
from dispatch.intake.message import Message, Unreadable
from dispatch.intake.payloads import (
    CountPayload,
    PositionPayload,
    ReplyPayload,
    ShelterCountPayload,
)
from routing.crs import Crs, convert_position
from routing.geo import Position


def replied(speaker: str, said: ReplyPayload, area: Area) -> Message:
    """Return what a responder answers to a call, or says of being available."""
    found = _responder(speaker, area)
    particulars = c.Particulars(reason=said.text)
    if said.incident_id is None:
        step = c.TakeStep("responder", found.responder_id, said.action, particulars)
    else:
        call_id = responder_call_id(said.incident_id, found.responder_id)
        if call_id not in area.responder_calls:
            raise Unreadable(f"incident_id: {speaker} was not asked to {said.incident_id!r}")
        step = c.TakeStep("responder_call", call_id, said.action, particulars)
    return Message(step, _oneself(found), said.id, f"{speaker}:{said.id}")


def stands_at(speaker: str, said: PositionPayload, area: Area, now: float) -> Message:
    """Return where a responder is; nobody waits for an answer."""
    found = _responder(speaker, area)
    try:
        position = convert_position(Position(lon=said.lon, lat=said.lat), said.crs, Crs.WGS_84)
    except ValueError as problem:
        raise Unreadable(f"position: {problem}") from None
    at = now if said.at is None else said.at
    return Message(PlaceResponder(found.responder_id, position, at), _oneself(found), None)


def counted(speaker: str, said: CountPayload, area: Area) -> Message:
    """Return what a village, or whoever stands at its assembly point, counted of a group."""
    actor = speaks_for_place(speaker, area)
    command = CountEvacuees(
        group_id=said.group_id,
        people=said.people,
        vulnerable=said.vulnerable,
        notified=said.notified,
        moved=said.moved,
        elsewhere=said.elsewhere,
        went_back=said.went_back,
        note=said.note,
    )
    return Message(command, actor, said.id, f"{speaker}:{said.id}")


def sheltered(speaker: str, said: ShelterCountPayload, area: Area) -> Message:
    """Return who came to a shelter, or left it, as its keeper counts them."""
    shelter = area.shelters.get(speaker)
    if shelter is None:
        raise Unreadable(f"topic: no shelter {speaker!r} here")
    command: c.Command
    if said.action == "admit":
        command = AdmitEvacuees(
            shelter_id=speaker,
            mode=said.mode,
            people=said.people,
            vulnerable=said.vulnerable,
            incident_id=said.incident_id,
            place_code=said.place_code,
            group_id=said.group_id,
        )
    else:
        command = SeeEvacueesOff(
            shelter_id=speaker,
            mode=said.mode,
            people=said.people,
            vulnerable=said.vulnerable,
            reason=said.reason,
            group_id=said.group_id,
            to=said.to,
        )
    keeper = Actor(speaker, "KEEPER", shelter.place_code)
    return Message(command, keeper, said.id, f"{speaker}:{said.id}")


def speaks_for_place(speaker: str, area: Area) -> Actor:
    """Return who speaks on the topic of a place: its duty room, or the head of a village."""
    if speaker not in area.places:
        raise Unreadable(f"topic: no place {speaker!r} here")
    return Actor(speaker, "DUTY" if area.below.get(speaker) else "VFORCE", speaker)


def _responder(speaker: str, area: Area) -> Responder:
    found = area.responders.get(speaker)
    if found is None:
        raise Unreadable(f"topic: no first responder {speaker!r} here")
    return found


def _oneself(found: Responder) -> Actor:
    return Actor(found.responder_id, RESPONDER_ROLE, found.place_code)
