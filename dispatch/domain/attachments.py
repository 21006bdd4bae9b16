"""Know what was attached: photographs by the digest of their content, and who may see each."""

import re

import msgspec

_DIGEST = re.compile(r"[0-9a-f]{64}")


class Holder(msgspec.Struct, frozen=True):
    """For whom an attachment is here: uploaded by somebody, for a place and, maybe, an incident.

    Whoever sees a matter of that place, or that incident, sees the attachment.
    """

    by: str
    place_code: str
    incident_id: str | None = None


class Attachment(msgspec.Struct, frozen=True):
    """A photograph that was attached. The id is the SHA-256 digest of its content, in hex.

    The same picture is kept once, however many hold it. `kept_at` is in epoch seconds UTC.
    """

    attachment_id: str
    media_type: str
    size_bytes: int
    width_px: int
    height_px: int
    kept_at: float
    holders: tuple[Holder, ...] = ()


def names_attachment(evidence: str) -> bool:
    """Whether a piece of evidence is the id of an attachment; other evidence is only described."""
    return _DIGEST.fullmatch(evidence) is not None
