"""Know who calls, and in which area: the dependencies every resource begins with."""

import asyncio
from typing import Annotated, Any
from urllib.parse import urlsplit

import msgspec
from fastapi import Depends, Query
from starlette.requests import HTTPConnection

from api.at_work import AtWork
from api.drills import Drills
from api.problems import Problem, not_found
from api.sessions import Session, Sessions, digest
from api.throttle import Throttle
from api.users import User, UserBook
from api.visibility import View
from dispatch.domain.actors import Actor
from dispatch.domain.area import Area
from dispatch.engine.bootstrap import CommandArea, House
from dispatch.publishing.push_desk import PushDesk

COOKIE = "chiyuan_session"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class Desk(msgspec.Struct, frozen=True):
    """All that the resources share; it lies in the application's state."""

    house: House
    main_area: str
    book: UserBook
    sessions: Sessions
    throttle: Throttle
    at_work: AtWork
    hashing: asyncio.Semaphore
    push: PushDesk
    drills: Drills


class Caller(msgspec.Struct, frozen=True):
    """A signed-in user, by the session that the request came with."""

    session: Session

    @property
    def user(self) -> User:
        """The user."""
        return self.session.user

    @property
    def actor(self) -> Actor:
        """The user as the engine knows it."""
        return self.session.user.actor

    @property
    def view(self) -> View:
        """How far the user sees."""
        return View.of(self.actor)


def desk_of(connection: HTTPConnection) -> Desk:
    """Return what the resources share."""
    desk: Desk = connection.app.state.desk
    return desk


async def signed_in(connection: HTTPConnection) -> Caller:
    """Return the caller, also one who must change the password first; raises `Problem`."""
    token, by_cookie = token_of(connection)
    if token is None:
        raise _not_signed_in("sign in first: POST /api/v1/login")
    method = connection.scope.get("method", "GET")
    if by_cookie and method not in SAFE_METHODS and not same_origin(connection):
        raise Problem(403, "other_origin", "a page of another site may not act with this session")
    session = await session_of(desk_of(connection).sessions, token)
    if session is None:
        raise _not_signed_in("the session is over or was never there: sign in again")
    return Caller(session)


async def ready(caller: Annotated[Caller, Depends(signed_in)]) -> Caller:
    """Return a caller who owes nothing; raises `Problem` while a one-time password stands."""
    if caller.user.must_change_password:
        raise Problem(
            403, "password_change_due", "change the password first: POST /api/v1/password"
        )
    return caller


async def session_of(sessions: Sessions, token: str) -> Session | None:
    """Return the session of a token if it stands."""
    session_id = digest(token)
    return sessions.known(session_id) or await asyncio.to_thread(sessions.get, session_id)


def token_of(connection: HTTPConnection) -> tuple[str | None, bool]:
    """Return the token a connection brings, and whether a cookie brought it."""
    scheme, _, token = connection.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token:
        return token.strip(), False
    return connection.cookies.get(COOKIE), True


def same_origin(connection: HTTPConnection) -> bool:
    """Whether the page that calls is one of ours, by the header browsers always send."""
    origin = urlsplit(connection.headers.get("origin", ""))
    return bool(origin.netloc) and origin.netloc == connection.headers.get("host")


def command_area(
    desk: Annotated[Desk, Depends(desk_of)],
    caller: Annotated[Caller, Depends(ready)],
    area: Annotated[
        str | None, Query(description="the command area; the main one if absent")
    ] = None,
) -> CommandArea:
    """Return the area the request is about; raises `Problem`."""
    return area_of(desk, caller, area)


def area_of(desk: Desk, caller: Caller, area_id: str | None) -> CommandArea:
    """Return an open area in which the caller has a place; raises `Problem`."""
    wanted = desk.main_area if area_id is None else area_id
    found = desk.house.areas.get(wanted)
    if found is None or not has_place(found.area, caller.actor):
        raise not_found("area", wanted)
    return found


def has_place(area: Area, actor: Actor) -> bool:
    """Whether an actor belongs to an area at all."""
    return actor.jurisdiction in area.places or actor.jurisdiction == area.root


def _not_signed_in(detail: str) -> Problem:
    return Problem(401, "not_signed_in", detail, headers={"WWW-Authenticate": "Bearer"})


DeskHere = Annotated[Desk, Depends(desk_of)]
Who = Annotated[Caller, Depends(ready)]
WhoAtAll = Annotated[Caller, Depends(signed_in)]
Where = Annotated[CommandArea, Depends(command_area)]
Body = dict[str, Any]
