"""Have the duty rooms of the small city report upwards."""

from dispatch.domain.actors import Actor
from dispatch.domain.deadlines import deadline_id
from dispatch.domain.information_reports import InformationReport, SheetKind
from dispatch.domain.report_commands import WriteSheet
from tests.sentences import City

TOWN, COUNTY, CITY, PROVINCE = "610111001", "610111", "6101", "61"


def duty(place_code: str) -> Actor:
    return Actor(f"duty-{place_code}", "DUTY", place_code)


def leader(place_code: str) -> Actor:
    return Actor(f"leader-{place_code}", "DUTYLEAD", place_code)


def report_of(city: City, chain_id: str) -> InformationReport:
    return city.area.information_reports[chain_id]


def chain(city: City, line: str) -> str:
    """Return the newest chain of a line."""
    found = [one for one in city.area.information_reports.values() if one.line == line]
    newest = max(found, key=lambda one: int(one.chain_id[1:]))
    return newest.chain_id


def lines(city: City) -> set[str]:
    return {one.line for one in city.area.information_reports.values()}


def sends(city: City, chain_id: str, kind: str = "INITIAL", **texts: str) -> None:
    """Have a sheet written, signed and sent by those of its place."""
    place_code = report_of(city, chain_id).place_code
    unit = city.profile.reporting.lines[report_of(city, chain_id).line].by_unit
    drafter = Actor("works", "UNIT", place_code) if unit else duty(place_code)
    city.by(drafter, WriteSheet(chain_id, SheetKind(kind), texts))
    city.report_step(drafter if unit else leader(place_code), chain_id, "sign")
    city.report_step(drafter, chain_id, "send")


def acknowledges(city: City, chain_id: str) -> None:
    """Have the level above, or whoever holds its receipt, acknowledge what was sent."""
    report = report_of(city, chain_id)
    if report.to_code is None:
        said = {"evidence": ("传真回执",)}
        city.report_step(duty(report.place_code), chain_id, "acknowledge", **said)
    else:
        city.report_step(duty(report.to_code), chain_id, "acknowledge")


def due_at(city: City, chain_id: str, timer: str) -> float | None:
    """Return when a clock of a chain is due, None where it does not run."""
    deadline = city.area.deadlines.get(deadline_id("information_report", chain_id, timer))
    return None if deadline is None else deadline.due_at


def confirmed(city: City, incident_id: str, grade: str | None = None, **said: object) -> None:
    """Have an incident verified, with a grade."""
    said = {"evidence": ("现场照片",), "grade": grade} | said
    if city.area.incidents[incident_id].state == "REPORTED":
        city.step("duty officer", incident_id, "start_verify")
    city.step("duty officer", incident_id, "confirm", **said)


def ended(city: City, incident_id: str) -> None:
    """Have a minor event ended by the town's office."""
    confirmed(city, incident_id)
    city.step("town office", incident_id, "close_on_scene")
    city.step("town office", incident_id, "terminate_response")
