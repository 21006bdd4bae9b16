"""Fill the sections of a report sheet from what the log knows of the incident.

Every wording is the profile's (`sheets.yaml`); the facts are as they are at that moment.
"""

from collections.abc import Callable

from dispatch.domain.information_reports import SheetKind
from dispatch.domain.lead import posts_of
from dispatch.domain.places import AdminLevel, Places, lineage
from dispatch.domain.report_lines import applies
from dispatch.domain.reporting_rules import SheetRules
from dispatch.domain.sheet_measures import measures
from dispatch.domain.sheet_words import Filling, figure, numeral


def filled(filling: Filling, kind: SheetKind) -> dict[str, str]:
    """Return the sections of a kind of sheet that are for the event, filled as far as is known."""
    rules, texts = filling.profile.sheets, {}
    for key in rules.forms[kind].sections:
        section = rules.sections[key]
        if applies(section.applies, filling.incident):
            told = _figures(filling, section.facts)
            texts[key] = told or (FILLS[section.fill](filling) if section.fill else "")
    return texts


def title_of(filling: Filling, kind: SheetKind, nth: int) -> str:
    """Return the title of a sheet: 西安市灞桥区火灾（事件）续报一."""
    of_kind = filling.profile.kinds.get(filling.incident.kind)
    words = {
        "place": "".join(_names_down_to(filling, AdminLevel.COUNTY)),
        "kind": of_kind.zh if of_kind is not None else filling.incident.kind,
        "nth": numeral(nth),
    }
    return filling.profile.sheets.forms[kind].title.format_map(words)


def office_of(rules: SheetRules, places: Places, code: str) -> str:
    """Return the office that reports for a place."""
    place = places.get(code)
    if place is None:
        return code
    return rules.offices.get(place.admin_level, "{place}").format_map({"place": place.name})


# --- what the log fills a section with


def _figures(filling: Filling, facts: tuple[str, ...]) -> str:
    known, words = filling.incident.facts, filling.profile.facts
    return "，".join(
        filling.phrase("fact", label=words[one].zh, figure=figure(known[one]), unit=words[one].unit)
        for one in facts
        if one in known and one in words
    )


def _received(filling: Filling) -> str:
    return filling.moment(filling.report.received_at)


def _source(filling: Filling) -> str:
    sources = filling.profile.sources
    heard = dict.fromkeys(filling.incident.report_sources)
    return "、".join(sources[one].zh if one in sources else one for one in heard)


def _occurred(filling: Filling) -> str:
    return filling.moment(filling.incident.occurred_at)


def _place(filling: Filling) -> str:
    position = filling.incident.position
    where = filling.phrase("position", lon=position.lon, lat=position.lat)
    return "".join(_names_down_to(filling, AdminLevel.VILLAGE)) + where


def _nature(filling: Filling) -> str:
    rules, incident = filling.profile.sheets, filling.incident
    kind, of_class = (
        filling.profile.kinds.get(incident.kind),
        rules.classes.get(incident.event_class),
    )
    words = {
        "event_class": incident.event_class if of_class is None else of_class.zh,
        "kind": incident.kind if kind is None else kind.zh,
    }
    if incident.grade is None:
        return filling.phrase("ungraded", **words)
    of_grade = rules.grades.get(incident.grade)
    grade = incident.grade if of_grade is None else of_grade.zh
    return filling.phrase("graded", **words, grade=grade)


def _course(filling: Filling) -> str:
    """Return what was reported, as it was said, the first reports first."""
    texts = (filling.area.reports[one].text.strip() for one in filling.incident.report_ids)
    return "\n".join(dict.fromkeys(one for one in texts if one))


def _scope(filling: Filling) -> str:
    touched = "、".join(filling.name(one) for one in filling.incident.touched)
    return filling.phrase("touched", places=touched) if touched else filling.phrase("unknown")


def _unknown(filling: Filling) -> str:
    return filling.phrase("unknown")


def _trend(filling: Filling) -> str:
    return filling.phrase("trend")


def _nothing_new(filling: Filling) -> str:
    return filling.phrase("nothing_new")


def _leaders(filling: Filling) -> str:
    """Return who commands on the scene, and which levels are called together."""
    found = []
    for post in posts_of(filling.area, filling.incident.incident_id):
        place = filling.name(post.place_code)
        if post.commander:
            found.append(filling.phrase("commander", name=post.commander, place=place))
        elif post.is_live:
            found.append(filling.phrase("post_called", place=place))
    return "；".join(found)


def _request(filling: Filling) -> str:
    """Return what the reporting place asks of the one above for the event."""
    asked = []
    for one in filling.area.support_requests.values():
        own = (one.incident_id, one.place_code)
        if one.is_open and own == (filling.incident.incident_id, filling.report.place_code):
            asks = _asks(filling, one.asks.teams, one.asks.supplies, one.asks.shelter_places)
            words = {"asked_of": filling.name(one.asked_of), "asks": asks}
            asked.append(filling.phrase("asked_for", **words))
    return "；".join(asked) or filling.phrase("none")


def _asks(
    filling: Filling, teams: dict[str, int], supplies: dict[str, int], shelter_places: int
) -> str:
    known, goods = filling.profile.capabilities, filling.profile.supplies
    parts = [
        filling.phrase("asked_crews", capability=known[key].zh, count=count)
        for key, count in teams.items()
        if key in known
    ]
    parts += [f"{goods[key].zh}{n}{goods[key].unit}" for key, n in supplies.items() if key in goods]
    if shelter_places:
        parts.append(filling.phrase("asked_people", count=shelter_places))
    return "、".join(parts)


def _state(filling: Filling) -> str:
    return filling.profile.incident_handling.states[filling.incident.state].zh


def _correction(filling: Filling) -> str:
    kind = filling.profile.kinds.get(filling.incident.kind)
    return filling.phrase(
        "dismissed",
        place="".join(_names_down_to(filling, AdminLevel.VILLAGE)),
        kind=filling.incident.kind if kind is None else kind.zh,
        reason=filling.report.asked_reason,
    )


def _asked_reason(filling: Filling) -> str:
    return filling.report.asked_reason


FILLS: dict[str, Callable[[Filling], str]] = {
    "received": _received,
    "source": _source,
    "occurred": _occurred,
    "place": _place,
    "nature": _nature,
    "course": _course,
    "scope": _scope,
    "unknown": _unknown,
    "trend": _trend,
    "nothing_new": _nothing_new,
    "leaders": _leaders,
    "measures": measures,
    "request": _request,
    "state": _state,
    "correction": _correction,
    "asked_reason": _asked_reason,
}


def _names_down_to(filling: Filling, lowest: AdminLevel) -> list[str]:
    """Return the names of the places an incident lies in, from the city down to a level."""
    places = filling.area.places
    line = [places[one] for one in lineage(places, filling.incident.place_code) if one in places]
    named = [
        place.name
        for place in reversed(line)
        if place.admin_level is not AdminLevel.PROVINCE and place.admin_level.rank <= lowest.rank
    ]
    return named or [place.name for place in line[-1:]]
