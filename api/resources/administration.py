"""Let administrators enter users, shut them out, and see the messages nobody understood."""

import asyncio

from fastapi import APIRouter, Query

from api.access import Body, Caller, DeskHere, Where, Who
from api.answering import answers
from api.answers.reference import DeadLetterPage, UserShown
from api.answers.shapes import Items
from api.inputs import UserChangeIn, UserIn
from api.pages import DEFAULT_LIMIT, Limit
from api.problems import Problem, not_found
from api.resources.login import shown_user
from api.shown import plain
from api.users import ADMINISTRATOR_ROLE, User
from dispatch.domain.area import Area
from dispatch.domain.places import is_within

router = APIRouter(tags=["administration"])


@router.get("/users")
@answers(Items[UserShown])
async def list_users(desk: DeskHere, where: Where, who: Who) -> Body:
    """List the users within the administrator's jurisdiction."""
    _administrator(who)
    everybody = await asyncio.to_thread(desk.book.all)
    return {"items": [shown_user(one) for one in everybody if _within(where.area, who, one)]}


@router.post("/users", status_code=201)
@answers(UserShown)
async def add_user(body: UserIn, desk: DeskHere, where: Where, who: Who) -> Body:
    """Enter a user within the administrator's jurisdiction."""
    _administrator(who)
    user = User(
        name=body.name,
        role=body.role,
        jurisdiction=body.jurisdiction,
        team_id=body.team_id,
        must_change_password=body.must_change_password,
    )
    if user.jurisdiction in where.area.places and not _within(where.area, who, user):
        raise Problem(
            403,
            "outside_jurisdiction",
            f"{user.jurisdiction} lies outside {who.user.jurisdiction}",
            field="jurisdiction",
        )
    profile = where.engine.profile
    added = await asyncio.to_thread(desk.book.add, user, body.password, where.area, profile)
    return shown_user(added)


@router.patch("/users/{name}")
@answers(UserShown)
async def change_user(
    name: str, body: UserChangeIn, desk: DeskHere, where: Where, who: Who
) -> Body:
    """Let a user in or no longer, or give a one-time password; their sessions end."""
    _administrator(who)
    user = await asyncio.to_thread(desk.book.get, name)
    if user is None or not _within(where.area, who, user):
        raise not_found("user", name)
    if body.password is not None:
        await asyncio.to_thread(desk.book.set_password, user.name, body.password, must_change=True)
    if body.active is not None:
        await asyncio.to_thread(desk.book.set_active, user.name, body.active)
    await asyncio.to_thread(desk.sessions.close_all_of, user.name)
    changed = await asyncio.to_thread(desk.book.get, user.name)
    return shown_user(changed or user)


@router.get("/dead-letters")
@answers(DeadLetterPage)
def list_dead_letters(
    desk: DeskHere,
    where: Where,
    who: Who,
    after: int = Query(default=0, ge=0),
    limit: Limit = DEFAULT_LIMIT,
) -> Body:
    """List the messages that could not be understood, as they came in, the oldest first."""
    at_the_root = who.user.jurisdiction == where.area.root
    if not at_the_root or who.user.role not in (ADMINISTRATOR_ROLE, "DUTYLEAD"):
        raise Problem(403, "role_may_not", "for the administrator and duty leader of the root only")
    letters = desk.house.store.dead_letters.list(where.area.area_id, after, limit)
    items = [
        plain(
            {
                "id": one.id,
                "received_at": one.received_at,
                "source": one.source,
                "payload": one.payload.decode("utf-8", "replace"),
                "reason": one.reason,
            }
        )
        for one in letters
    ]
    return {"items": items, "next": letters[-1].id if len(letters) == limit else None}


def _administrator(who: Caller) -> None:
    if who.user.role != ADMINISTRATOR_ROLE:
        raise Problem(403, "role_may_not", "for administrators only")


def _within(area: Area, who: Caller, user: User) -> bool:
    return is_within(area.places, user.jurisdiction, who.user.jurisdiction)
