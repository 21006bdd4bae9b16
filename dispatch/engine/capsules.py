"""Take decisions out of the log again: from the same inputs must come the same bytes.

A recommendation says what state, roads, policy and sightings it was reckoned on. That is all there
is to it, so it can be reckoned anew at any time, by anybody who has the log and the roads.
"""

from collections import defaultdict
from collections.abc import Iterator

import msgspec
from msgspec.structs import replace

from dispatch.assignment.coverage import Coverage
from dispatch.assignment.reach import Reach, Residents
from dispatch.assignment.recommend import recommend
from dispatch.assignment.roads import RoadDesk, RoadView
from dispatch.assignment.sightings import Sightings
from dispatch.domain import events as e
from dispatch.domain.area import Area
from dispatch.domain.evolve import evolve
from dispatch.domain.profile import Profile
from dispatch.domain.recommendations import Recommendation
from dispatch.engine.cover import standing_of
from dispatch.store.codec import recorded_of
from dispatch.store.log import EventLog
from routing.network import RoadNetwork


class Differs(msgspec.Struct, frozen=True):
    """A decision that comes out otherwise now; `why` says in a word what is to be looked at."""

    recommendation_id: str
    why: str


class Resolved(msgspec.Struct, frozen=True):
    """How many decisions of a log were reckoned anew, and which came out otherwise."""

    area: str
    decisions: int
    differing: tuple[Differs, ...]


def resolve(log: EventLog, area_id: str, profile: Profile, network: RoadNetwork) -> Resolved:
    """Reckon every recommendation of an area's log anew.

    Raises `UnreadableEntryError`. Takes as long as the decisions took, and the log twice.
    """
    waiting: defaultdict[int, list[Recommendation]] = defaultdict(list)
    for entry in log.read(area_id):
        event = recorded_of(entry).event
        if isinstance(event, e.RecommendationMade):
            waiting[event.recommendation.based_on].append(event.recommendation)
    desk = RoadDesk(network, profile.roads, max_off_road_m=profile.dispatch.max_off_road_m)
    differing = [
        differs
        for area in _states(log, area_id, waiting)
        for made in waiting[area.position]
        if (differs := _compared(area, profile, desk.under(area), made)) is not None
    ]
    count = sum(len(some) for some in waiting.values())
    return Resolved(area=area_id, decisions=count, differing=tuple(differing))


def resolved(area: Area, profile: Profile, roads: RoadView, made: Recommendation) -> Recommendation:
    """Return a recommendation as it comes out of its own inputs; it bears the same id.

    `area` is the state it was based on and `roads` the view under the measures of then.
    """
    seen = Sightings(made.decided_at, made.fixes)
    cover = None
    if made.cover_counted:
        standing = standing_of(area, profile, roads, seen)
        cover = Coverage.of(Reach(Residents.of(area, roads), roads), profile.coverage, standing)
    incidents = [area.incidents[one] for one in (made.incident_id, *made.solved_with)]
    again = recommend(area, profile, roads, seen, incidents, made.policy, cover)
    own = next(one for one in again if one.incident_id == made.incident_id)
    return replace(own, recommendation_id=made.recommendation_id)


def _states(
    log: EventLog, area_id: str, wanted: defaultdict[int, list[Recommendation]]
) -> Iterator[Area]:
    area = Area(area_id=area_id)
    for entry in log.read(area_id):
        recorded = recorded_of(entry)
        area = evolve(area, recorded.event, recorded.position, recorded.recorded_at)
        if area.position in wanted:
            yield area


def _compared(
    area: Area, profile: Profile, roads: RoadView, made: Recommendation
) -> Differs | None:
    if made.road_version != roads.version:
        return Differs(made.recommendation_id, f"roads: {made.road_version} is not {roads.version}")
    again = resolved(area, profile, roads, made)
    if msgspec.json.encode(again) == msgspec.json.encode(made):
        return None
    fields = [
        field
        for field in Recommendation.__struct_fields__
        if getattr(again, field) != getattr(made, field)
    ]
    return Differs(made.recommendation_id, ", ".join(fields))
