"""Say what people are told of plans: one is active and names them; they have not acknowledged."""

from collections.abc import Iterator

from dispatch.domain import events as e
from dispatch.domain import plan_messages as pm
from dispatch.domain.area import Area
from dispatch.domain.duty_rooms import duty_room
from dispatch.domain.envelope import Recorded
from dispatch.domain.notices import WORDS
from dispatch.domain.profile import Profile
from dispatch.publishing.notice import Notice


def notices_of_plans(recorded: Recorded, area: Area, profile: Profile) -> Iterator[Notice]:
    """Yield what is to be told of a plan that is activated; `area` is any state after the event."""
    match recorded.event:
        case pm.PlanActivated(incident_id=incident_id, activated=activated, calls=calls):
            title = area.plans[activated.plan_id].title
            for place_code in dict.fromkeys(one.place_code for one in calls):
                yield _notice(
                    recorded,
                    area,
                    profile,
                    "plan_activated",
                    incident_id,
                    f"{activated.plan_id}/{place_code}",
                    (place_code,),
                    title,
                    frozenset(one.role for one in calls if one.place_code == place_code),
                )
        case e.DeadlinePassed(deadline=deadline) if deadline.lifecycle == "plan_call":
            call = area.plan_calls[deadline.subject_id]
            incident = area.incidents[call.incident_id]
            asks = duty_room(area.places, profile, incident.lead or incident.place_code)
            silent, role = area.places[call.place_code].name, profile.roles[call.role].zh
            yield _notice(
                recorded,
                area,
                profile,
                "plan_unanswered",
                call.incident_id,
                call.call_id,
                tuple(dict.fromkeys((asks, call.place_code))),
                f"{silent}{role}",
            )
        case _:
            pass


def _notice(
    recorded: Recorded,
    area: Area,
    profile: Profile,
    kind: str,
    incident_id: str,
    about: str,
    place_codes: tuple[str, ...],
    words: str,
    roles: frozenset[str] = frozenset(),
) -> Notice:
    rule, incident = profile.notices.notices[kind], area.incidents[incident_id]
    place, of_kind = area.places.get(incident.place_code), profile.kinds[incident.kind]
    said = dict.fromkeys(WORDS, "") | {
        "place": incident.place_code if place is None else place.name,
        "incident": incident_id,
        "words": words,
    }
    return Notice(
        kind=kind,
        key=f"{kind}/{incident_id}/{about}",
        position=recorded.position,
        at=recorded.recorded_at,
        zh=rule.zh.format_map(said | {"kind": of_kind.zh}).strip(),
        en=rule.en.format_map(said | {"kind": of_kind.en}).strip(),
        place_codes=place_codes,
        roles=roles,
        incident_id=incident_id,
        urgent=rule.urgent,
        exercise=area.exercise,
    )
