"""Decide about attachments: entered once, named as evidence only where they are known."""

from typing import Any

from dispatch.domain import attachment_messages as am
from dispatch.domain import events as e
from dispatch.domain.actors import Order
from dispatch.domain.area import Area
from dispatch.domain.attachments import Holder, names_attachment
from dispatch.domain.profile import Profile
from dispatch.domain.refusals import Rejected
from dispatch.domain.steps import authorise, permit, works_on_it


def keep(area: Area, command: am.KeepAttachment, order: Order, profile: Profile) -> list[e.Event]:
    """Enter a photograph for its uploader's place, or for an incident; a repeat is nothing."""
    permit(profile, order, "KeepAttachment")
    if not names_attachment(command.attachment_id):
        raise Rejected("wrong_digest", "a SHA-256 digest in hex is expected", "attachment_id")
    place_code = order.actor.jurisdiction
    if command.incident_id is not None:
        incident = area.incident(command.incident_id)
        if not works_on_it(area, order.actor, incident):
            authorise(area, order.actor, incident.place_code)
        place_code = incident.place_code
    holder = Holder(order.actor.name, place_code, command.incident_id)
    known = area.attachments.get(command.attachment_id)
    if known is not None and holder in known.holders:
        return []
    return [
        am.AttachmentKept(
            attachment_id=command.attachment_id,
            media_type=command.media_type,
            size_bytes=command.size_bytes,
            width_px=command.width_px,
            height_px=command.height_px,
            holder=holder,
        )
    ]


def show(area: Area, command: am.ShowAttachment, order: Order, profile: Profile) -> list[e.Event]:
    """Let those who see an incident see an attachment."""
    permit(profile, order, "ShowAttachment")
    incident, known = area.incident(command.incident_id), area.attachments[command.attachment_id]
    if any(one.incident_id == incident.incident_id for one in known.holders):
        return []
    holder = Holder(order.actor.name, incident.place_code, incident.incident_id)
    return [am.AttachmentShown(known.attachment_id, holder)]


def check_evidence(area: Area, command: Any) -> None:
    """Refuse evidence that is the id of an attachment nobody has uploaded; raises `Rejected`."""
    particulars = getattr(command, "particulars", None)
    named = getattr(particulars or command, "evidence", ())
    if not named:
        return
    for one in (named,) if isinstance(named, str) else named:
        if names_attachment(one) and one not in area.attachments:
            field = "particulars.evidence" if particulars else "evidence"
            raise Rejected("unknown_attachment", f"no attachment {one} was uploaded", field)
