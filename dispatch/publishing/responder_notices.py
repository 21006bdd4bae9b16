"""Say what first responders 第一响应人 are told on their phones: come, or no longer needed."""

from collections.abc import Iterator

from dispatch.domain import responder_messages as fm
from dispatch.domain.area import Area
from dispatch.domain.envelope import Recorded
from dispatch.domain.events import StepTaken
from dispatch.domain.lifecycle import Label
from dispatch.domain.profile import Profile
from dispatch.publishing.notice import Notice
from dispatch.publishing.notice_words import of_incident


def notices_of_responders(recorded: Recorded, area: Area, profile: Profile) -> Iterator[Notice]:
    """Yield what is to be told of a call to first responders; `area` is any state after the event.

    Their user bears their `responder_id` as its name.
    """
    match recorded.event:
        case fm.RespondersAsked(incident_id=incident_id, calls=calls):
            asked = frozenset(one.responder_id for one in calls)
            yield _notice(recorded, area, profile, "responder_asked", incident_id, asked)
        case StepTaken(lifecycle="responder_call", action="stand_down") as event:
            call = area.responder_calls[event.subject_id]
            told = frozenset((call.responder_id,))
            yield _notice(recorded, area, profile, "responder_off", call.incident_id, told)
        case _:
            pass


def _notice(
    recorded: Recorded,
    area: Area,
    profile: Profile,
    kind: str,
    incident_id: str,
    people: frozenset[str],
) -> Notice:
    incident = area.incidents[incident_id]
    asks = profile.responders.kinds.get(incident.kind)
    words = {"words": Label(asks.task_zh, asks.task_en)} if asks else {}
    return of_incident(recorded, area, profile, kind, incident, incident_id, words, people=people)
