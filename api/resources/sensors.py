"""Enter sensors, show them, and take in what they measured."""

import asyncio
from typing import Annotated, Any

from fastapi import Query, Request

from api.access import Body, Where, Who
from api.answering import answers
from api.answers.sensors import ReadingsAnswer, SensorDetail, SensorSeen
from api.answers.shapes import CommandAnswer, Items, Page
from api.coordinates import router_in_crs
from api.finding import sensor
from api.inputs import Moment, StepIn, epoch
from api.offers import offered, situation
from api.orders import Orders, shown_events
from api.pages import DEFAULT_LIMIT, Cursor, Limit, page
from api.problems import Problem
from api.sensor_inputs import ReadingsIn, SensorsIn
from api.shown import plain
from api.visibility import concern_of
from dispatch.domain import commands as c
from dispatch.domain.actors import Order
from dispatch.domain.places import is_within
from dispatch.domain.refusals import Rejected
from dispatch.domain.sensor_messages import RegisterSensors
from dispatch.domain.sensors import Reading, Sensor
from dispatch.domain.steps import permit
from dispatch.engine.bootstrap import CommandArea
from dispatch.engine.engine import Committed
from dispatch.intake.sensor_table import SensorTableError, read_sensors

MAX_PROBLEMS = 1_000  # wrong lines of a table that are named one by one

router = router_in_crs("sensors")

Since = Annotated[Moment | None, Query(description="the first moment; an hour ago if absent")]
Until = Annotated[Moment | None, Query(description="the last moment; now if absent")]


@router.get("/sensors")
@answers(Page[SensorSeen])
def list_sensors(
    where: Where,
    who: Who,
    state: str | None = Query(default=None, max_length=50),
    quantity: str | None = Query(default=None, max_length=50),
    alarmed: bool | None = Query(default=None, description="whether a rule stands raised"),
    place: str | None = Query(default=None, max_length=50, description="in this place or below it"),
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
) -> Body:
    """List sensors with their latest reading, by id from the last to the first."""
    area, view = where.area, who.view
    seen = [
        one
        for one in area.sensors.values()
        if (state is None or one.state == state)
        and (quantity is None or one.quantity == quantity)
        and (alarmed is None or bool(one.alarms) == alarmed)
        and view.sees(concern_of(area, one))
        and (place is None or is_within(area.places, one.place_code, place))
    ]
    return page(seen, lambda one: (one.sensor_id,), limit, cursor, lambda one: _shown(where, one))


@router.get("/sensors/{sensor_id}")
@answers(SensorDetail)
def get_sensor(sensor_id: str, where: Where, who: Who) -> Body:
    """Show a sensor, its latest reading, and what the caller may do with it now."""
    area, profile = where.area, where.engine.profile
    found = sensor(area, who, sensor_id)
    s = situation(where, who)
    actions = offered(profile.sensor, found.state, s, found.place_code)
    return _shown(where, found) | {
        "allowed_actions": actions,
        "log_position": area.position,
    }


@router.get("/sensors/{sensor_id}/readings")
@answers(Items[Reading])
def list_readings(
    sensor_id: str,
    where: Where,
    who: Who,
    start: Since = None,
    end: Until = None,
    limit: int = Query(default=1_000, ge=1, le=10_000),
) -> Body:
    """List what a sensor measured, in order of time; of too much the newest."""
    sensor(where.area, who, sensor_id)
    until = epoch(end)
    until = where.engine.clock.now() if until is None else until
    since = epoch(start)
    since = until - 3600.0 if since is None else since
    return {"items": plain(where.readings.curve(sensor_id, since, until, limit))}


@router.post("/sensors", status_code=201)
@answers(CommandAnswer)
async def register_sensors(body: SensorsIn, orders: Orders) -> Body:
    """Enter sensors, or replace the record of known ones: all or none."""
    return await orders.told(RegisterSensors(tuple(one.value() for one in body.sensors)))


@router.post("/sensors/import", status_code=201)
@answers(CommandAnswer)
async def import_sensors(request: Request, orders: Orders) -> Body:
    """Enter the sensors of a CSV table, the body itself: all or none, and every wrong line named.

    Columns: sensor_id, name, place_code, lon, lat, quantity, unit; gateway, limits and crs where
    they are wanted.
    """
    content = await request.body()
    profile = orders.where.engine.profile
    try:
        text = content.decode()
        sensors = await asyncio.to_thread(read_sensors, text, orders.area, profile)
    except UnicodeDecodeError:
        raise _unfit(["line 1: the table is not in UTF-8"]) from None
    except SensorTableError as wrong:
        raise _unfit(wrong.problems) from None
    return await orders.told(RegisterSensors(sensors))


@router.post("/sensors/{sensor_id}/actions")
@answers(CommandAnswer)
async def take_sensor_step(sensor_id: str, body: StepIn, orders: Orders) -> Body:
    """Take a sensor out of use, put it back, or hear a damped one again."""
    sensor(orders.area, orders.who, sensor_id)
    step = c.TakeStep("sensor", sensor_id, body.action, body.particulars())
    return await orders.told(step)


@router.post("/readings")
@answers(ReadingsAnswer)
async def take_readings(body: ReadingsIn, where: Where, who: Who) -> Body:
    """Take in readings: each that can be is kept and judged, the others are named with the reason.

    A device speaks for itself and for the sensors whose gateway it is; a person tells what a gauge
    shows. Sent again they have no second effect.
    """
    engine = where.engine
    permit(engine.profile, Order("", who.actor, 0.0), "TakeReadings")
    now = engine.clock.now()
    told = [_handed_in(where, who, one.sensor_id, one.reading(now)) for one in body.readings]
    outcomes = await asyncio.gather(*told, return_exceptions=True)
    taken, refused = list[Committed](), list[dict[str, Any]]()
    for index, outcome in enumerate(outcomes):
        if isinstance(outcome, Rejected):
            field = outcome.field
            refused.append(
                {"index": index, "code": outcome.code, "reason": outcome.reason, "field": field}
            )
        elif isinstance(outcome, BaseException):
            raise outcome
        else:
            taken.append(outcome)
    events = [event for one in taken for event in one.events]
    shown = shown_events(where.area, who, tuple(events))
    return {"taken": len(taken), "refused": refused, "events": shown}


async def _handed_in(where: CommandArea, who: Who, sensor_id: str, reading: Reading) -> Committed:
    future = where.readings.submit(sensor_id, (reading,), who.actor)
    return await asyncio.wrap_future(future)


def _shown(where: CommandArea, found: Sensor) -> dict[str, Any]:
    shown: dict[str, Any] = plain(found)
    return shown | {"latest": plain(where.readings.latest(found.sensor_id))}


def _unfit(problems: list[str]) -> Problem:
    errors = []
    for one in problems[:MAX_PROBLEMS]:
        line, _, rest = one.partition(": ")
        errors.append({"field": line, "reason": rest})
    detail = f"not understood: {len(problems)} mistakes, nothing was entered"
    return Problem(422, "invalid_input", detail, field=errors[0]["field"], errors=errors)
