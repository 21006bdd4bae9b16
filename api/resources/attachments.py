"""Take photographs, and show them to those who may see what they are about."""

import asyncio
from typing import Any

from fastapi import APIRouter, Query, Request, Response

from api.access import Body, DeskHere, Where, Who
from api.answering import answers
from api.answers.reference import KeepAttachmentAnswer
from api.answers.shapes import Page
from api.finding import incident
from api.orders import Orders
from api.pages import DEFAULT_LIMIT, Cursor, Limit, page
from api.problems import Problem, not_found
from api.shown import plain
from api.visibility import sees_attachment
from dispatch.domain.attachment_messages import KeepAttachment
from dispatch.domain.attachments import Attachment
from dispatch.domain.refusals import Rejected
from dispatch.intake.pictures import examined

router = APIRouter(tags=["attachments"])

# A picture is looked at and nothing more, even where a browser would think otherwise.
HARMLESS = "default-src 'none'; img-src 'self'; sandbox"


@router.post("/attachments", status_code=201)
@answers(KeepAttachmentAnswer)
async def keep_attachment(
    request: Request,
    orders: Orders,
    desk: DeskHere,
    incident_id: str | None = Query(default=None, max_length=100),
) -> Body:
    """Take a picture, the body itself; the answer's `attachment_id` is then named as evidence.

    What it is follows from its content. The same picture sent again is the same attachment.
    """
    if incident_id is not None:
        incident(orders.area, orders.who, incident_id)
    content = await request.body()
    try:
        picture = await asyncio.to_thread(examined, content)
    except ValueError as problem:
        raise Problem(415, "not_a_picture", str(problem)) from None
    files = desk.house.store.files
    await asyncio.to_thread(files.keep_attachment, picture.digest, content)
    command = KeepAttachment(
        attachment_id=picture.digest,
        media_type=picture.media_type,
        size_bytes=len(content),
        width_px=picture.width_px,
        height_px=picture.height_px,
        incident_id=incident_id,
    )
    try:
        told = await orders.told(command)
    except Rejected:
        if all(picture.digest not in one.area.attachments for one in desk.house.areas.values()):
            await asyncio.to_thread(files.forget_attachment, picture.digest)
        raise
    return {"attachment_id": picture.digest, "media_type": picture.media_type} | told


@router.get("/attachments")
@answers(Page[Attachment])
def list_attachments(
    where: Where,
    who: Who,
    incident_id: str | None = Query(default=None, max_length=100),
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
) -> Body:
    """List the attachments the caller may see, the latest first."""
    area, view = where.area, who.view
    seen = [
        one
        for one in area.attachments.values()
        if (incident_id is None or any(h.incident_id == incident_id for h in one.holders))
        and sees_attachment(area, view, one)
    ]
    return page(seen, lambda one: (one.kept_at, one.attachment_id), limit, cursor)


@router.get("/attachments/{attachment_id}")
@answers(Attachment)
def get_attachment(attachment_id: str, where: Where, who: Who) -> Body:
    """Show what is known of an attachment, and for whom it is here."""
    shown: dict[str, Any] = plain(_found(where, who, attachment_id))
    return shown


@router.get("/attachments/{attachment_id}/content")
@answers(None, "image/jpeg", "image/png", "image/webp")
def get_content(attachment_id: str, where: Where, who: Who, desk: DeskHere) -> Response:
    """Return the picture itself."""
    found = _found(where, who, attachment_id)
    content = desk.house.store.files.attachment(attachment_id)
    if content is None:
        raise Problem(410, "attachment_gone", f"the content of {attachment_id} is not there")
    suffix = found.media_type.removeprefix("image/")
    return Response(
        content,
        media_type=found.media_type,
        headers={
            "Content-Disposition": f'inline; filename="{attachment_id[:16]}.{suffix}"',
            "Content-Security-Policy": HARMLESS,
        },
    )


def _found(where: Where, who: Who, attachment_id: str) -> Attachment:
    found = where.area.attachments.get(attachment_id)
    if found is None or not sees_attachment(where.area, who.view, found):
        raise not_found("attachment", attachment_id)
    return found
