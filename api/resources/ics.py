"""Make the forms of the incident command system for a command post, as JSON or to be printed."""

from typing import Literal

from fastapi import APIRouter, Query, Response

from api.access import Body, Where, Who
from api.answering import answers
from api.answers.command import IcsFormName
from api.answers.shapes import Items
from api.finding import command_post
from api.shown import plain
from api.timelines import whole_story
from dispatch.publishing.ics.catalog import FORMS, make_form
from dispatch.publishing.ics.document import DOCX_TYPE, as_docx
from dispatch.publishing.ics.form import IcsForm, Source, incident_of

router = APIRouter(tags=["ics"])


@router.get("/posts/{post_id}/ics")
@answers(Items[IcsFormName])
def list_forms(post_id: str, where: Where, who: Who) -> Body:
    """List the forms that can be made for a post."""
    command_post(where.area, who, post_id)
    return {
        "items": [{"form": number, "zh": one.zh, "en": one.en} for number, one in FORMS.items()]
    }


@router.get("/posts/{post_id}/ics/{form}", response_model=None)
@answers(IcsForm, DOCX_TYPE)
def get_form(
    post_id: str,
    form: str,
    where: Where,
    who: Who,
    as_: Literal["json", "docx"] = Query(default="json", alias="as"),
    order_id: str | None = Query(
        default=None, max_length=100, description="of form 213: an order to a working group"
    ),
) -> Body | Response:
    """Make a form from the state and the log as they are now; `as=docx` answers a document."""
    area, engine = where.area, where.engine
    post = command_post(area, who, post_id)
    incident = incident_of(area, post)
    source = Source(
        area=area,
        profile=engine.profile,
        incident=incident,
        post=post,
        log=whole_story(engine.log, area, incident, who.view),
        at=engine.clock.now(),
        prepared_by=who.actor.name,
    )
    made = make_form(form, source, order_id)
    if as_ == "json":
        shown: Body = plain(made)
        return shown
    name = f"ICS-{form}-{incident.incident_id}-{post.post_id}.docx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(as_docx(made), media_type=DOCX_TYPE, headers=headers)
