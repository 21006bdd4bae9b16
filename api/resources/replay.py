"""Show an area as it was at a moment or a log position, and the events that came then 回放."""

import json
from typing import Annotated

from fastapi import Depends, Query

from api.access import Body, Where, Who
from api.answering import answers
from api.answers.replay import BoardThen, EventsThen, MapThen, MilestonesThen, ReplaySpan, StateThen
from api.coordinates import InCrs, geojson_in, router_in_crs
from api.inputs import Moment, epoch
from api.pages import DEFAULT_LIMIT, Limit
from api.problems import Problem
from api.replays import REST_OF_MS, board_at, events_after, map_at, mark, span_of, state_at
from api.timelines import milestones_page
from dispatch.domain.area import Area
from dispatch.engine.bootstrap import CommandArea
from dispatch.publishing.telling.lexicon import Lexicon

router = router_in_crs("replay")

AtMoment = Annotated[Moment | None, Query(description="the moment that is wanted")]
AtPosition = Annotated[int | None, Query(ge=0, description="or the log position")]


class Past:
    """An area as it was: its state, and the moment that was asked for."""

    def __init__(self, where: CommandArea, area: Area, at: float) -> None:
        self.where, self.area, self.at = where, area, at


def past(where: Where, at: AtMoment = None, position: AtPosition = None) -> Past:
    """Return the area at the moment or position a request names; raises `Problem`."""
    if (at is None) == (position is None):
        raise _bad("at", "give exactly one of at and position")
    moment = epoch(at)
    if moment is not None:
        position = where.history.position_at(moment + REST_OF_MS)
    if position is None or position > where.area.position:
        raise _bad("position", f"the log ends at {where.area.position}")
    if moment is None:
        moment = where.history.moment_of(position) or where.history.moment_of(1) or 0.0
    return Past(where, where.history.at(position), moment)


Then = Annotated[Past, Depends(past)]


@router.get("/replay")
@answers(ReplaySpan)
def get_replay_span(where: Where, who: Who) -> Body:  # noqa: ARG001 - whoever belongs to the area
    """Say from when to when there is something to play, for a slider."""
    return span_of(where)


@router.get("/replay/board")
@answers(BoardThen)
def get_board_then(then: Then, who: Who) -> Body:
    """Show what the live feed would have begun with then: its `snapshot`, marked `replay`."""
    return board_at(then.where, then.area, then.at, who.view)


@router.get("/replay/state")
@answers(StateThen)
def get_state_then(then: Then, who: Who) -> Body:
    """Show all there was, with what was over and who was at rest."""
    return state_at(then.area, then.at, who.view)


@router.get("/replay/map")
@answers(MapThen)
def get_map_then(then: Then, who: Who, crs: InCrs = "WGS-84") -> Body:
    """Show open incidents, teams where they were, and measures on the roads, as GeoJSON."""
    return geojson_in(map_at(then.where, then.area, then.at, who.view), crs)


@router.get("/replay/events")
@answers(EventsThen)
def list_events_then(
    where: Where,
    who: Who,
    after: Annotated[int, Query(ge=0, description="the log position of the state before them")],
    limit: Limit = DEFAULT_LIMIT,
) -> Body:
    """List the events after a position, as the live feed sends them; `next` goes into `after`.

    A page may hold fewer than `limit`, even none, and still have a `next`: one request reads so
    many entries of the log, whoever may see them.
    """
    head = where.area.position
    if after > head:
        raise _bad("after", f"the log ends at {head}")
    texts, area = events_after(where.history, where.history.at(after), who.view, limit, head)
    at = where.history.moment_of(area.position) or 0.0
    return {
        "items": [json.loads(text) for text in texts],
        "next": area.position if area.position < head else None,
        "replay": mark(at, area.position),
    }


@router.get("/replay/timeline")
@answers(MilestonesThen)
def list_milestones(
    where: Where,
    who: Who,
    after: Annotated[int, Query(ge=0, description="`next` of the page before")] = 0,
    limit: Limit = DEFAULT_LIMIT,
) -> Body:
    """List what to look for in words: incidents and posts, their steps, limits passed.

    A page may be shorter than `limit` and still have a `next`.
    """
    area = where.area
    lexicon = Lexicon(area, where.engine.profile)
    page = milestones_page(where.engine.log, lexicon, who.view, after, limit)
    reached = page["next"] or area.position
    return page | {"replay": mark(where.history.moment_of(reached) or 0.0, reached)}


def _bad(field: str, reason: str) -> Problem:
    errors = [{"field": field, "reason": reason}]
    return Problem(422, "invalid_input", f"not understood: {field}", field=field, errors=errors)
