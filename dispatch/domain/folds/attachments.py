"""Fold what was attached, and who may see it."""

from msgspec.structs import replace

from dispatch.domain import attachment_messages as am
from dispatch.domain.area import Area
from dispatch.domain.attachments import Attachment


def kept(area: Area, event: am.AttachmentKept, _position: int, at: float) -> Area:
    """A photograph is there, or somebody else holds it too."""
    known = area.attachments.get(event.attachment_id) or Attachment(
        attachment_id=event.attachment_id,
        media_type=event.media_type,
        size_bytes=event.size_bytes,
        width_px=event.width_px,
        height_px=event.height_px,
        kept_at=at,
    )
    return _with(area, replace(known, holders=(*known.holders, event.holder)))


def shown(area: Area, event: am.AttachmentShown, _position: int, _at: float) -> Area:
    """It belongs to an incident."""
    known = area.attachments[event.attachment_id]
    return _with(area, replace(known, holders=(*known.holders, event.holder)))


def _with(area: Area, attachment: Attachment) -> Area:
    attachments = area.attachments.set(attachment.attachment_id, attachment)
    return replace(area, attachments=attachments)
