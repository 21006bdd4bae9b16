"""List the orders and the facts about attachments."""

from dispatch.domain.attachments import Holder
from dispatch.domain.messages import ACommand, AnEvent


class KeepAttachment(ACommand, frozen=True):
    """Enter a photograph whose content lies in the store, for an incident or none yet."""

    attachment_id: str
    media_type: str
    size_bytes: int
    width_px: int
    height_px: int
    incident_id: str | None = None


class ShowAttachment(ACommand, frozen=True):
    """Let those who see an incident see an attachment that was named as evidence there."""

    attachment_id: str
    incident_id: str


class AttachmentKept(AnEvent, frozen=True):
    """A photograph was attached."""

    attachment_id: str
    media_type: str
    size_bytes: int
    width_px: int
    height_px: int
    holder: Holder


class AttachmentShown(AnEvent, frozen=True):
    """An attachment was named as evidence of an incident: those who see the one see the other."""

    attachment_id: str
    holder: Holder
