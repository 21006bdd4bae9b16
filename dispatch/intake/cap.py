"""Read a CAP 1.2 message about a warning: what 突发事件应对法 art. 64 asks of it, in the area here.

Times, codes and areas become those of the domain. What is missing or wrong is told by element.
"""

from collections.abc import Sequence
from datetime import datetime

from lxml import etree

from dispatch.assignment.places_within import gathered, places_within
from dispatch.domain.area import Area
from dispatch.domain.places import is_within
from dispatch.domain.profile import Profile
from dispatch.domain.warning_policy import Colour
from dispatch.domain.warnings import (
    MessageKind,
    Polygon,
    WarningMessage,
    WarningNotice,
    WarningStatus,
)
from dispatch.intake.cap_xml import NAMESPACE, CapProblem, path_of, problem, read_xml
from dispatch.intake.warning_ids import WarningId, read_id
from routing.geo import Position, destination

STATUSES = {
    "Actual": WarningStatus.ACTUAL,
    "Exercise": WarningStatus.EXERCISE,
    "Test": WarningStatus.TEST,
}
KINDS = {"Alert": MessageKind.ALERT, "Update": MessageKind.UPDATE, "Cancel": MessageKind.CANCEL}
CIRCLE_CORNERS = 32
MAX_POLYGONS = 200
ART_64 = "missing: a warning states it (突发事件应对法 art. 64)"
_NS = {"cap": NAMESPACE}


def read_warning(payload: bytes, area: Area, profile: Profile, jurisdiction: str) -> WarningMessage:
    """Return a message with its area found among the places of a jurisdiction.

    Raises `CapProblem` naming each element at fault.
    """
    alert = read_xml(payload)
    identifier = _text(alert, "identifier")
    issuer = _id(alert, "identifier", identifier).issuer
    status = STATUSES.get(_text(alert, "status"))
    if status is None:
        reason = f"{_text(alert, 'status')} messages are not taken in"
        raise problem("alert/status", reason)
    kind = KINDS.get(_text(alert, "msgType"))
    if kind is None:
        reason = f"{_text(alert, 'msgType')} messages are not taken in"
        raise problem("alert/msgType", reason)
    references = _references(alert)
    if kind is not MessageKind.ALERT and not references:
        raise problem("alert/references", f"missing: what does the {kind.lower()} refer to?")
    sent_at = _moment(alert, "sent")
    assert sent_at is not None  # noqa: S101 - the schema asks for it
    notice = None
    if kind is not MessageKind.CANCEL:
        notice = _notice(alert, sent_at, area, profile, jurisdiction)
    return WarningMessage(
        message_id=identifier,
        issuer=issuer,
        kind=kind,
        status=status,
        sent_at=sent_at,
        notice=notice,
        references=references,
        words=_text(alert, "note"),
    )


def _notice(
    alert: etree._Element, sent_at: float, area: Area, profile: Profile, jurisdiction: str
) -> WarningNotice:
    infos = _in_one_language(alert)
    first = infos[0]
    _same_event(infos)
    _all_stated(first, ("senderName", "description", "instruction"))
    rules = profile.warnings
    begins_at = _moment(first, "onset") or _moment(first, "effective") or sent_at
    codes = tuple(one.text or "" for one in first.findall("cap:eventCode/cap:value", _NS))
    polygons, place_codes = _area_hit(infos, area, jurisdiction)
    return WarningNotice(
        kind=rules.kind_called(codes, _text(first, "event"), _text(first, "category")),
        colour=_gravest(infos, profile),
        begins_at=begins_at,
        ends_at=_moment(first, "expires") or begins_at + rules.lasts_s,
        place_codes=place_codes,
        matters=_text(first, "description"),
        advice=_text(first, "instruction"),
        issued_by=_text(first, "senderName"),
        issued_at=sent_at,
        headline=_text(first, "headline"),
        event_words=_text(first, "event"),
        area_words="、".join(_all_texts(infos, "area/cap:areaDesc")),
        polygons=polygons,
    )


def _in_one_language(alert: etree._Element) -> list[etree._Element]:
    """Return the blocks in Chinese, or where there are none those in the language of the first."""
    infos = alert.findall("cap:info", _NS)
    if not infos:
        raise problem("alert/info", ART_64)
    chinese = [one for one in infos if _text(one, "language").lower().startswith("zh")]
    language = _text(infos[0], "language")
    return chinese or [one for one in infos if _text(one, "language") == language]


def _same_event(infos: Sequence[etree._Element]) -> None:
    """Blocks of one language tell of parts of an area; another event is another warning."""
    for one in infos[1:]:
        if _text(one, "event") != _text(infos[0], "event"):
            where = f"{path_of(one)}/event"
            raise problem(where, "a second event: send a message for each")


def _all_stated(info: etree._Element, names: Sequence[str]) -> None:
    missing = [(f"{path_of(info)}/{name}", ART_64) for name in names if not _text(info, name)]
    if missing:
        raise CapProblem(missing)


def _gravest(infos: Sequence[etree._Element], profile: Profile) -> Colour | None:
    severities = {rules.severity: colour for colour, rules in profile.warnings.colours.items()}
    found = [severities[one] for one in _all_texts(infos, "severity") if one in severities]
    return min(found, key=lambda colour: colour.rank, default=None)


def _area_hit(
    infos: Sequence[etree._Element], area: Area, jurisdiction: str
) -> tuple[tuple[Polygon, ...], tuple[str, ...]]:
    """Return the polygons of an area, and the places in them or named by their codes."""
    polygons: list[Polygon] = []
    codes: set[str] = set()
    blocks = [one for info in infos for one in info.findall("cap:area", _NS)]
    if not blocks:
        raise problem(f"{path_of(infos[0])}/area", ART_64)
    for block in blocks:
        polygons += [_polygon(one) for one in block.findall("cap:polygon", _NS)]
        polygons += [_circle(one) for one in block.findall("cap:circle", _NS)]
        for geocode in block.findall("cap:geocode/cap:value", _NS):
            code = place_of(area, (geocode.text or "").strip(), jurisdiction)
            codes.update((code,) if code else ())
    if len(polygons) > MAX_POLYGONS:
        raise problem(f"{path_of(infos[0])}/area", f"at most {MAX_POLYGONS} polygons are read")
    try:
        codes.update(places_within(area, polygons, jurisdiction))
    except ValueError as failure:
        raise problem(f"{path_of(blocks[0])}/polygon", str(failure)) from None
    if not codes:
        where = path_of(blocks[0])
        raise problem(where, f"no place of {jurisdiction} lies in it, and no code names one")
    return tuple(polygons), gathered(area, codes)


def place_of(area: Area, code: str, jurisdiction: str) -> str | None:
    """Return the place a code means, None for one elsewhere: `610116000000` is `610116`.

    A code of a place above a jurisdiction means all of the jurisdiction.
    """
    for length in (len(code), 12, 9, 6, 4, 2):
        cut = code[:length]
        if len(cut) == length and cut in area.places and not code[length:].strip("0"):
            if is_within(area.places, cut, jurisdiction):
                return cut
            return jurisdiction if is_within(area.places, jurisdiction, cut) else None
    return None


def _polygon(element: etree._Element) -> Polygon:
    """Return a ring of `lat,lon` pairs, which CAP writes latitude first."""
    ring = tuple(_point(element, pair) for pair in (element.text or "").split())
    if len(ring) < 4 or ring[0] != ring[-1]:
        reason = "three corners or more and the first one again are expected, as lat,lon lat,lon …"
        raise problem(path_of(element), reason)
    return (ring,)


def _circle(element: etree._Element) -> Polygon:
    centre, _, radius = (element.text or "").strip().partition(" ")
    try:
        radius_m = float(radius) * 1000
    except ValueError:
        radius_m = -1.0
    if not 0 < radius_m < 1_000_000:
        raise problem(path_of(element), "lat,lon and a radius in kilometres are expected")
    middle = _point(element, centre)
    turns = (360.0 * one / CIRCLE_CORNERS for one in range(CIRCLE_CORNERS))
    ring = tuple(destination(middle, turn, radius_m) for turn in turns)
    return ((*ring, ring[0]),)


def _point(element: etree._Element, pair: str) -> Position:
    lat, _, lon = pair.partition(",")
    try:
        return Position(lon=float(lon), lat=float(lat))
    except ValueError as failure:
        raise problem(path_of(element), f"{pair!r} is no lat,lon: {failure}") from None


def _references(alert: etree._Element) -> tuple[str, ...]:
    """Return the ids of `sender,identifier,sent` triples."""
    found = []
    for triple in _text(alert, "references").split():
        parts = triple.split(",")
        if len(parts) != 3:
            reason = f"{triple!r}: sender,identifier,sent is expected"
            raise problem("alert/references", reason)
        _id(alert, "references", parts[1])
        found.append(parts[1])
    return tuple(dict.fromkeys(found))


def _id(alert: etree._Element, name: str, text: str) -> WarningId:
    try:
        return read_id(text)
    except ValueError as failure:
        raise problem(f"{path_of(alert)}/{name}", f"{text!r}: {failure}") from None


def _moment(element: etree._Element, name: str) -> float | None:
    text = _text(element, name)
    try:
        return datetime.fromisoformat(text).timestamp() if text else None
    except ValueError as failure:
        raise problem(f"{path_of(element)}/{name}", f"{text!r}: {failure}") from None


def _text(element: etree._Element, name: str) -> str:
    return (element.findtext(f"cap:{name}", "", _NS) or "").strip()


def _all_texts(infos: Sequence[etree._Element], name: str) -> list[str]:
    found = (one.text or "" for info in infos for one in info.findall(f"cap:{name}", _NS))
    return list(dict.fromkeys(one.strip() for one in found if one.strip()))
