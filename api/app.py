"""Put the doors together: one application over one house."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence

from fastapi import FastAPI
from fastapi.routing import APIRoute

from api import live
from api.access import Desk
from api.at_work import AtWork, Part
from api.compression import Compression
from api.drills import Drills
from api.limits import Limits
from api.problems import add_problem_handlers
from api.resources import (
    administration,
    alarms,
    attachments,
    coverage,
    depots,
    drills,
    duty,
    duty_log,
    evacuations,
    exchanges,
    handling,
    ics,
    incidents,
    information_reports,
    instructions,
    login,
    pins,
    plan_checks,
    plans,
    posts,
    push,
    recommendations,
    reference,
    replay,
    reports,
    responders,
    roads,
    safety,
    sensors,
    shelters,
    shipments,
    support,
    teams,
    warning_calls,
    warnings,
    ways,
)
from api.schemas import add_schemas
from api.sessions import Sessions
from api.site import add_console
from api.throttle import Throttle
from api.users import UserBook
from dispatch.engine.bootstrap import House
from dispatch.publishing.push_desk import PushDesk

PREFIX = "/api/v1"
HASHES_AT_ONCE = 2  # argon2 takes 64 MiB and a core each; the rest wait their turn

RESOURCES = (
    login,
    reports,
    incidents,
    handling,
    recommendations,
    pins,
    exchanges,
    instructions,
    safety,
    attachments,
    teams,
    depots,
    shipments,
    shelters,
    sensors,
    responders,
    support,
    reference,
    roads,
    ways,
    warning_calls,
    warnings,
    evacuations,
    duty,
    duty_log,
    alarms,
    coverage,
    plan_checks,
    plans,
    posts,
    ics,
    information_reports,
    push,
    administration,
    replay,
    drills,
    live,
)


def create_app(
    house: House,
    main_area: str | None = None,
    book: UserBook | None = None,
    also: Sequence[Part] = (),
    push_desk: PushDesk | None = None,
) -> FastAPI:
    """Return the application of a house; `main_area` is meant when a request names none.

    While it runs, the clocks, the advice and the live feed of every open area run with it, and
    whatever is to run `also` (an MQTT door), each begun again should it fail. The house is the
    caller's to close, afterwards.
    """
    areas = list(house.areas)
    if not areas and main_area is None:
        raise ValueError("main_area: the house has no open area")
    users = book or UserBook(house.store.database)
    at_work = AtWork(house, also)
    desk = Desk(
        house=house,
        main_area=main_area or areas[0],
        book=users,
        sessions=Sessions(users),
        throttle=Throttle(),
        at_work=at_work,
        hashing=asyncio.Semaphore(HASHES_AT_ONCE),
        push=push_desk or PushDesk(house.store),
        drills=Drills(house, at_work),
    )
    app = doors()
    app.state.desk = desk
    return app


def doors() -> FastAPI:
    """Return the application without what it works on: enough to describe it."""
    app = FastAPI(
        title="Chiyuan 驰援",
        version="1",
        lifespan=_lifespan,
        openapi_url=f"{PREFIX}/openapi.json",
        docs_url=None,  # both pages load their scripts from elsewhere; a command centre may not
        redoc_url=None,
        generate_unique_id_function=_operation_id,
    )
    add_problem_handlers(app)
    for resource in RESOURCES:
        app.include_router(resource.router, prefix=PREFIX)
    add_schemas(app)
    add_console(app)
    app.add_middleware(Compression)
    app.add_middleware(Limits)
    return app


@contextlib.asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    desk: Desk = app.state.desk
    loop = asyncio.get_running_loop()

    def dismiss(session_ids: frozenset[str]) -> None:
        for hub in desk.at_work.hubs:
            loop.call_soon_threadsafe(hub.dismiss, session_ids)

    stop_listening = desk.sessions.on_revoked(dismiss)
    desk.at_work.start_all()
    try:
        yield
    finally:
        stop_listening()
        await desk.drills.stop_all()
        await desk.at_work.stop_all()


def _operation_id(route: APIRoute) -> str:
    return route.name
