"""Find which reports an incident owes by the lines of the profile, and how each goes upwards."""

from collections.abc import Iterator

import msgspec

from dispatch.domain.area import Area
from dispatch.domain.incidents import Incident
from dispatch.domain.information_reports import CANCELLED, InformationReport
from dispatch.domain.places import AdminLevel, Places, lineage, seat_at
from dispatch.domain.profile import Profile
from dispatch.domain.reporting_rules import Applies, ReportLine


class DueLine(msgspec.Struct, frozen=True):
    """A report that is owed: by which line, from where, to whom; `received_at` as in a report."""

    line: str
    place_code: str
    to_code: str | None
    copied_to: tuple[str, ...]
    received_at: float


def reports_of(area: Area, incident: Incident) -> Iterator[InformationReport]:
    """Yield the reports of an incident in the order they began, all that ever were."""
    for chain_id in incident.information_report_ids:
        yield area.information_reports[chain_id]


def standing_reports_of(area: Area, incident: Incident) -> Iterator[InformationReport]:
    """Yield those that count: not given up, and not of what was found to be no event."""
    for report in reports_of(area, incident):
        if report.state != CANCELLED and not report.void:
            yield report


def lines_due(area: Area, profile: Profile, incident: Incident) -> Iterator[DueLine]:
    """Yield the reports that an incident owes by now and that have not begun."""
    taken = {(one.route, one.place_code) for one in standing_reports_of(area, incident)}
    ways = list(_ways(area.places, profile, incident))
    addressed = {to for _key, _line, place_code, to in ways if to != place_code}
    for key, line, place_code, to in ways:
        received_at = _received_at(area, line, incident, place_code, addressed)
        if received_at is not None and (line.route, place_code) not in taken:
            taken.add((line.route, place_code))
            copied_to = skipped(area.places, place_code, to)
            yield DueLine(key, place_code, to, copied_to, received_at)


def _ways(
    places: Places, profile: Profile, incident: Incident
) -> Iterator[tuple[str, ReportLine, str, str | None]]:
    """Yield the lines that are for an incident, with who reports and who receives here."""
    for key, line in profile.reporting.lines_for(
        incident.event_class, incident.kind, incident.grade, incident.sensitive
    ):
        place_code = _sender(places, line, incident.place_code)
        if place_code is None:
            continue
        to = None if line.receiver is None else _receiver(places, line, place_code)
        if to is not None or line.beyond:
            yield key, line, place_code, to


def applies(rule: Applies, incident: Incident) -> bool:
    """Whether something of the profile is for an incident as it is known now."""
    return rule.to(incident.event_class, incident.kind, incident.grade, incident.sensitive)


def skipped(places: Places, place_code: str, to_code: str | None) -> tuple[str, ...]:
    """Return the places with a duty room between who reports and who receives."""
    if to_code is None:
        return ()
    between = []
    for code in lineage(places, place_code)[1:]:
        if code == to_code:
            break
        if code in places and places[code].admin_level is not AdminLevel.VILLAGE:
            between.append(code)
    return tuple(between)


def _sender(places: Places, line: ReportLine, incident_place: str) -> str | None:
    """Return the place that reports; a unit reports from where the event is."""
    if line.sender is None:
        return incident_place
    return seat_at(places, incident_place, line.sender)


def _receiver(places: Places, line: ReportLine, place_code: str) -> str | None:
    """Return the lowest place of the receiver's level or above, None where there is none."""
    assert line.receiver is not None  # noqa: S101 - asked of lines with a receiver
    own_place = line.by_unit or line.sender is line.receiver
    for code in lineage(places, place_code)[0 if own_place else 1 :]:
        place = places.get(code)
        if place is not None and place.admin_level.rank <= line.receiver.rank:
            return code
    return None


def _received_at(
    area: Area, line: ReportLine, incident: Incident, place_code: str, addressed: set[str | None]
) -> float | None:
    """Return when the reporting place learnt of the event, None while it has not."""
    if line.begins == "registered":
        return incident.opened_at
    told = [
        one.told_at
        for one in standing_reports_of(area, incident)
        if one.told_at is not None and place_code in (one.to_code, *one.copied_to)
    ]
    if told:
        return min(told)
    # Where nobody below reports to it, it was told of the event itself.
    return None if place_code in addressed else incident.opened_at
