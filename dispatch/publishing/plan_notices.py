"""Say what people are told of plans: one is active and names them; they have not acknowledged."""

from collections.abc import Iterator

from dispatch.domain import events as e
from dispatch.domain import plan_messages as pm
from dispatch.domain.area import Area
from dispatch.domain.duty_rooms import duty_room
from dispatch.domain.envelope import Recorded
from dispatch.domain.lifecycle import Label
from dispatch.domain.profile import Profile
from dispatch.domain.teams import TEAM_ROLES
from dispatch.publishing.notice import Notice
from dispatch.publishing.notice_words import of_incident, place_words, same
from dispatch.publishing.telling.lexicon import label_in


def notices_of_plans(recorded: Recorded, area: Area, profile: Profile) -> Iterator[Notice]:
    """Yield what is to be told of a plan that is activated; `area` is any state after the event."""
    match recorded.event:
        case pm.PlanActivated(incident_id=incident_id, activated=activated, calls=calls):
            words = {"words": same(area.plans[activated.plan_id].title)}
            for place_code in dict.fromkeys(one.place_code for one in calls):
                roles = frozenset(one.role for one in calls if one.place_code == place_code)
                yield of_incident(
                    *(recorded, area, profile, "plan_activated", area.incidents[incident_id]),
                    f"{incident_id}/{activated.plan_id}/{place_code}",
                    words,
                    place_codes=(place_code,),
                    roles=roles,
                    team_ids=_teams_of(area, place_code) if roles & TEAM_ROLES else frozenset(),
                    plan_id=activated.plan_id,
                )
        case e.DeadlinePassed(deadline=deadline) if deadline.lifecycle == "plan_call":
            call = area.plan_calls[deadline.subject_id]
            incident = area.incidents[call.incident_id]
            asks = duty_room(area.places, profile, incident.lead or incident.place_code)
            silent, role = place_words(area, call.place_code), label_in(profile.roles, call.role)
            words = {"words": Label(f"{silent.zh}{role.zh}", f"{role.en} of {silent.en}")}
            yield of_incident(
                *(recorded, area, profile, "plan_unanswered", incident, call.call_id, words),
                # Those who are silent are reminded by it.
                place_codes=tuple(dict.fromkeys((asks, call.place_code))),
            )
        case _:
            pass


def _teams_of(area: Area, place_code: str) -> frozenset[str]:
    """Return the teams of a place itself: their devices and users are told what it is told."""
    return frozenset(
        team.team_id
        for team in area.teams.values()
        if team.place_code == place_code and team.detached_from is None
    )
