"""Show incidents: what is open, what each still needs, what may be done about it."""

from typing import Any

from fastapi import Query

from api.access import Body, Caller, Where, Who
from api.answering import answers
from api.answers.incidents import IncidentDetail, IncidentPage, TimelinePage
from api.coordinates import router_in_crs
from api.finding import incident as find_incident
from api.offers import offered, situation
from api.pages import DEFAULT_LIMIT, Cursor, Limit, by_number, page
from api.shown import plain
from api.shown_reports import report_body
from api.timelines import timeline_page
from api.visibility import concern_of
from dispatch.domain.area import Area
from dispatch.domain.incidents import Incident
from dispatch.domain.needs import missing_crews, missing_supplies
from dispatch.domain.profile import Profile
from dispatch.engine.bootstrap import CommandArea
from dispatch.publishing.telling.lexicon import Lexicon

router = router_in_crs("incidents")


@router.get("/incidents")
@answers(IncidentPage)
def list_incidents(
    where: Where,
    who: Who,
    state: str | None = Query(default=None, max_length=50),
    open_: bool | None = Query(default=None, alias="open"),
    kind: str | None = Query(default=None, max_length=100),
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
) -> Body:
    """List incidents, the newest first."""
    area, view = where.area, who.view
    source = (
        (area.incidents[one] for one in area.open_incidents) if open_ else area.incidents.values()
    )
    seen = [
        one
        for one in source
        if (state is None or one.state == state)
        and (kind is None or one.kind == kind)
        and not (open_ is False and one.incident_id in area.open_incidents)
        and view.sees(concern_of(area, one))
    ]
    summary = _summary(area, where.engine.profile)
    body = page(seen, lambda one: by_number(one.incident_id), limit, cursor, summary)
    return body | {"position": area.position}


@router.get("/incidents/{incident_id}")
@answers(IncidentDetail)
def get_incident(incident_id: str, where: Where, who: Who) -> Body:
    """Show an incident in full, with what the caller may do about it now."""
    area, profile = where.area, where.engine.profile
    found = find_incident(area, who, incident_id)
    table, s = profile.incident_handling, situation(where, who, incident=found)
    body: Body = _summary(area, profile)(found)
    orders = [area.instructions[one] for one in found.instruction_ids]
    recommended = area.recommendations.get(found.recommendation_id or "")
    body |= {
        "allowed_actions": offered(table, found.state, s, found.place_code),
        "reports": _seen(area, who, [area.reports[one] for one in found.report_ids]),
        "instructions": _seen(area, who, orders),
        "reservations": _seen(area, who, [area.reservations[one] for one in found.reservation_ids]),
        "posts": _seen(area, who, [area.command_posts[one] for one in found.post_ids]),
        "information_reports": _reports_upwards(where, found, who),
        "suspected_to_be_this": _suspected(area, found, who),
        "merged_into_this": _merged(area, found, who),
        "recommendation": None if who.view.team_id is not None else plain(recommended),
        "deadlines": _deadlines(area, found),
        "log_position": area.position,
    }
    return body


@router.get("/incidents/{incident_id}/timeline")
@answers(TimelinePage)
def get_timeline(
    incident_id: str,
    where: Where,
    who: Who,
    after: int = Query(default=0, ge=0, description="a log position, `next` of the page before"),
    limit: Limit = DEFAULT_LIMIT,
) -> Body:
    """Show what happened about an incident, the earliest first.

    `next` is the position to go on from, null at the end of the log. A page may be shorter than
    `limit`, even empty, and still have a `next`: one request reads a bounded stretch of the log.
    """
    found = find_incident(where.area, who, incident_id)
    lexicon = Lexicon(where.area, where.engine.profile)
    return timeline_page(where.engine.log, lexicon, found, who.view, after, limit)


def _reports_upwards(where: CommandArea, incident: Incident, who: Caller) -> list[Any]:
    area, profile, view = where.area, where.engine.profile, who.view
    reports = (area.information_reports[one] for one in incident.information_report_ids)
    seen = [one for one in reports if view.sees(concern_of(area, one))]
    return [report_body(area, profile, one, view) for one in seen]


def _summary(area: Area, profile: Profile) -> Any:
    def summary(incident: Incident) -> dict[str, Any]:
        shown: dict[str, Any] = plain(incident)
        shown["open"] = incident.incident_id in area.open_incidents
        shown["missing"] = {
            "teams": missing_crews(area, profile, incident),
            "supplies": missing_supplies(area, incident),
        }
        return shown

    return summary


def _seen(area: Area, who: Caller, subjects: list[Any]) -> Any:
    view = who.view
    return plain([one for one in subjects if view.sees(concern_of(area, one))])


def _merged(area: Area, incident: Incident, who: Caller) -> list[str]:
    """Return the incidents that were merged into this one and can be taken out of it again."""
    view = who.view
    return [
        one.incident_id
        for one in area.incidents.values()
        if one.merged is not None
        and one.merged.into == incident.incident_id
        and view.sees(concern_of(area, one))
    ]


def _suspected(area: Area, incident: Incident, who: Caller) -> list[str]:
    """Return the open incidents of which a person is to say whether they are this one."""
    view = who.view
    those = [area.incidents[one] for one in area.open_incidents]
    return sorted(
        one.incident_id
        for one in those
        if one.suspicion is not None
        and one.suspicion.of == incident.incident_id
        and view.sees(concern_of(area, one))
    )


def _deadlines(area: Area, incident: Incident) -> Any:
    subjects = {("incident_handling", incident.incident_id)}
    subjects |= {("instruction", one) for one in incident.instruction_ids}
    subjects |= {("command_post", one) for one in incident.post_ids}
    running = [
        one for one in area.deadlines.values() if (one.lifecycle, one.subject_id) in subjects
    ]
    running.sort(key=lambda one: (one.due_at, one.deadline_id))
    return plain(running)
