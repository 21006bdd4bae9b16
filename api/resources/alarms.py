"""Give out the one list of all that is overdue or alarming, and take what people say to it 告警."""

from fastapi import APIRouter, Query

from api.access import Body, Where, Who
from api.alarm_inputs import AcknowledgedIn, AllAcknowledgedIn, SnoozedIn
from api.alarms import alarm_body, overview, seen_alarms
from api.answering import answers
from api.answers.alarms import AlarmPage
from api.answers.shapes import CommandAnswer
from api.orders import Orders
from api.pages import DEFAULT_LIMIT, Cursor, Limit, page
from dispatch.domain import alarm_messages as lm
from dispatch.domain.places import is_within
from dispatch.publishing.telling.lexicon import Lexicon

router = APIRouter(tags=["alarms"])


@router.get("/alarms")
@answers(AlarmPage)
def list_alarms(
    where: Where,
    who: Who,
    group: str | None = Query(default=None, max_length=50),
    place: str | None = Query(default=None, max_length=50, description="to be seen to within it"),
    incident_id: str | None = Query(default=None, max_length=50),
    answered: bool | None = Query(default=None, description="acknowledged or put off"),
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
) -> Body:
    """List alarms, the most harmful first; what shouts and the counts are of all you see."""
    ranked = where.alarms.now()
    area, profile = where.area, where.engine.profile
    lexicon = Lexicon(area, profile)
    seen = seen_alarms(area, who.view, ranked)
    wanted = [
        one
        for one in seen
        if (group is None or one.group == group)
        and (incident_id is None or one.incident_id == incident_id)
        and (answered is None or (one.answer is not None) == answered)
        and (place is None or any(is_within(area.places, code, place) for code in one.place_codes))
    ]
    listed = page(wanted, lambda one: one.rank, limit, cursor, lambda one: alarm_body(lexicon, one))
    return overview(lexicon, seen) | listed | {"log_position": area.position}


@router.post("/alarms/acknowledge")
@answers(CommandAnswer)
async def acknowledge_alarm(body: AcknowledgedIn, orders: Orders) -> Body:
    """Say that an alarm is seen to, and how; it stays listed and is quiet for a while."""
    return await orders.told(lm.AcknowledgeAlarm(body.alarm_id, body.reason))


@router.post("/alarms/acknowledge-all")
@answers(CommandAnswer)
async def acknowledge_alarms(body: AllAcknowledgedIn, orders: Orders) -> Body:
    """Say of several alarms that they are seen to: all or none, and every refusal is named."""
    return await orders.told(lm.AcknowledgeAlarms(tuple(body.alarm_ids), body.reason))


@router.post("/alarms/snooze")
@answers(CommandAnswer)
async def snooze_alarm(body: SnoozedIn, orders: Orders) -> Body:
    """Put an alarm off, with the reason."""
    return await orders.told(lm.SnoozeAlarm(body.alarm_id, body.reason, body.for_s))
