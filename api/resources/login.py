"""Sign users in and out, and change their passwords."""

import asyncio

from fastapi import APIRouter, Request, Response

from api.access import COOKIE, Body, Desk, DeskHere, WhoAtAll
from api.answering import answers
from api.answers.reference import Me, SignedIn
from api.inputs import LoginIn, PasswordIn
from api.problems import Problem
from api.sessions import LIFETIME_S
from api.shown import rfc3339
from api.throttle import FREE_FAILURES, FREE_FAILURES_OF_ADDRESS
from api.users import User, tidy_name
from dispatch.domain.refusals import Rejected

router = APIRouter(tags=["sign-in"])


@router.post("/login")
@answers(SignedIn)
async def log_in(body: LoginIn, desk: DeskHere, request: Request, response: Response) -> Body:
    """Sign in: the token goes into `Authorization: Bearer`, and into a cookie for browsers."""
    user = await _checked(desk, request, body.name, body.password)
    token, session = await asyncio.to_thread(desk.sessions.open, user)
    response.set_cookie(
        COOKIE,
        token,
        max_age=int(LIFETIME_S),
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )
    return {"token": token, "expires_at": rfc3339(session.expires_at), "user": shown_user(user)}


@router.post("/logout", status_code=204)
@answers(None)
async def log_out(desk: DeskHere, who: WhoAtAll, response: Response) -> None:
    """Sign this session out."""
    await asyncio.to_thread(desk.sessions.close, who.session.session_id)
    response.delete_cookie(COOKIE)


@router.post("/password", status_code=204)
@answers(None)
async def change_password(
    body: PasswordIn, desk: DeskHere, who: WhoAtAll, request: Request, response: Response
) -> None:
    """Change one's own password; every session of the user ends, this one too."""
    name = who.user.name
    await _checked(desk, request, name, body.old)
    if body.old == body.new:
        errors = [{"field": "new", "reason": "the same as before"}]
        raise Problem(422, "unfit_password", "the same as before", field="new", errors=errors)
    async with desk.hashing:
        try:
            await asyncio.to_thread(desk.book.set_password, name, body.new)
        except Rejected as refusal:
            raise Rejected(refusal.code, refusal.reason, "new") from None
    await asyncio.to_thread(desk.sessions.close_all_of, name)
    response.delete_cookie(COOKIE)


@router.get("/me")
@answers(Me)
async def get_me(who: WhoAtAll) -> Body:
    """Show who is signed in."""
    return shown_user(who.user) | {"session_expires_at": rfc3339(who.session.expires_at)}


def shown_user(user: User) -> Body:
    """Return a user as shown."""
    return {
        "name": user.name,
        "role": user.role,
        "jurisdiction": user.jurisdiction,
        "team_id": user.team_id,
        "active": user.active,
        "must_change_password": user.must_change_password,
    }


async def _checked(desk: Desk, request: Request, name: str, password: str) -> User:
    """Return the user of a name and password; raises `Problem`, 429 after too many failures."""
    address = request.client.host if request.client else ""
    keys = (f"{tidy_name(name)}|{address}", FREE_FAILURES), (address, FREE_FAILURES_OF_ADDRESS)
    for key, free in keys:
        wait_s = desk.throttle.begin(key, desk.sessions.now(), free)
        if wait_s > 0:
            seconds = str(int(wait_s) + 1)
            raise Problem(
                429,
                "too_many_attempts",
                f"too many failures: wait {seconds} s",
                headers={"Retry-After": seconds},
            )
    async with desk.hashing:
        user = await asyncio.to_thread(desk.book.check, name, password)
    if user is None:
        raise Problem(401, "wrong_credentials", "the name or the password is wrong")
    desk.throttle.succeed(keys[0][0])
    desk.throttle.give_back(address)
    return user
