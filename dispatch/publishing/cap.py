"""Write a warning as a CAP 1.2 message, the newest about it, under the id of its issuer."""

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone

from lxml import etree

from dispatch.domain.area import Area
from dispatch.domain.profile import Profile
from dispatch.domain.warnings import HazardWarning, Polygon, WarningNotice, WarningStatus
from dispatch.intake.cap_xml import NAMESPACE
from dispatch.intake.warning_ids import WarningId

MEDIA_TYPE = "application/cap+xml"
LIFTED = "LIFTED"
SOON_S = 3600.0  # what begins within the hour is urgent at once
_STATUSES = {
    WarningStatus.ACTUAL: "Actual",
    WarningStatus.EXERCISE: "Exercise",
    WarningStatus.TEST: "Test",
}


def cap_of(area: Area, profile: Profile, warning: HazardWarning) -> bytes:
    """Return the newest message about a warning; of one that was lifted, the cancel."""
    notices = (*warning.past, warning.notice)
    ids = [_id_of(area, profile, warning, one) for one in notices]
    lifted_at = warning.reached.get(LIFTED)
    sent_at = warning.notice.issued_at if lifted_at is None else lifted_at
    message_id, earlier = ids[-1], list(zip(ids, notices, strict=True))[:-1]
    kind = "Update" if earlier else "Alert"
    if lifted_at is not None:
        message_id = _end_of(area, profile, warning, lifted_at)
        kind, earlier = "Cancel", list(zip(ids, notices, strict=True))
    alert = etree.Element("alert", nsmap={None: NAMESPACE})
    sender = message_id[:14]
    _put(alert, "identifier", message_id)
    _put(alert, "sender", sender)
    _put(alert, "sent", _moment(profile, sent_at))
    _put(alert, "status", _STATUSES[warning.status])
    _put(alert, "msgType", kind)
    _put(alert, "scope", "Public")
    if lifted_at is not None:
        _put(alert, "note", warning.ended_by)
    if earlier:
        triples = (
            f"{one[:14]},{one},{_moment(profile, notice.issued_at)}" for one, notice in earlier
        )
        _put(alert, "references", " ".join(triples))
    if lifted_at is None:
        _info(etree.SubElement(alert, "info"), area, profile, warning.notice)
    written: bytes = etree.tostring(
        alert, xml_declaration=True, encoding="UTF-8", pretty_print=True
    )
    return written


def _info(info: etree._Element, area: Area, profile: Profile, notice: WarningNotice) -> None:
    kind = profile.warnings.kinds[notice.kind]
    colour = profile.warnings.of(notice.colour)
    _put(info, "language", "zh-CN")
    _put(info, "category", kind.cap_category)
    _put(info, "event", notice.event_words or kind.zh)
    soon = notice.begins_at <= notice.issued_at + SOON_S
    _put(info, "urgency", "Immediate" if soon else "Expected")
    _put(info, "severity", colour.severity if colour else "Unknown")
    _put(info, "certainty", "Likely")
    for code in kind.codes[:1]:
        _named(info, "eventCode", "event", code)
    _put(info, "effective", _moment(profile, notice.issued_at))
    _put(info, "onset", _moment(profile, notice.begins_at))
    _put(info, "expires", _moment(profile, notice.ends_at))
    _put(info, "senderName", notice.issued_by)
    if notice.headline:
        _put(info, "headline", notice.headline)
    _put(info, "description", notice.matters)
    _put(info, "instruction", notice.advice)
    names = "、".join(area.places[code].name for code in notice.place_codes)
    block = etree.SubElement(info, "area")
    _put(block, "areaDesc", notice.area_words or names)
    for polygon in notice.polygons:
        for text in _outline(polygon):
            _put(block, "polygon", text)
    for code in notice.place_codes:
        _named(block, "geocode", "GB/T 2260", code)


def _outline(polygon: Polygon) -> Iterator[str]:
    """Yield a ring, latitude first; CAP knows no holes, and the codes tell where there is one."""
    if len(polygon) == 1:
        yield " ".join(f"{one.lat:.6f},{one.lon:.6f}" for one in polygon[0])


def _id_of(area: Area, profile: Profile, warning: HazardWarning, notice: WarningNotice) -> str:
    """Return the id a notice came under, or the one it has as issued here."""
    return notice.message_id or _end_of(area, profile, warning, notice.issued_at)


def _end_of(area: Area, profile: Profile, warning: HazardWarning, at: float) -> str:
    """Return the id of a message that this issuer sends at a moment."""
    if "/" not in warning.issuer:  # taken in: the cancel came under an id of its own
        return warning.ended_by
    place_code, _, role = warning.issuer.partition("/")
    issuing = profile.warnings.issuing
    digits = "".join(one for one in place_code if one.isascii() and one.isdigit())
    return str(
        WarningId(
            area_code=digits[:6].ljust(6, "0"),
            agency=issuing.agencies.get(role, issuing.other_agency),
            unit="000",
            extension="00",
            issued_at=at,
            number=str(_number(area, warning, at)),
        )
    )


def _number(area: Area, warning: HazardWarning, at: float) -> int:
    """Return 1, or more where the issuer sent several in that second."""
    same = 0
    for one in area.warnings.values():
        if one.issuer == warning.issuer and int(one.warning_id[1:]) < int(warning.warning_id[1:]):
            moments = [notice.issued_at for notice in (*one.past, one.notice)]
            moments += [one.reached[LIFTED]] if LIFTED in one.reached else []
            same += sum(int(moment) == int(at) for moment in moments)
    return 1 + same % 9


def _moment(profile: Profile, at: float) -> str:
    zone = timezone(timedelta(seconds=profile.utc_offset_s))
    return datetime.fromtimestamp(at, zone).isoformat(timespec="seconds")


def _put(parent: etree._Element, name: str, text: str) -> None:
    etree.SubElement(parent, name).text = text


def _named(parent: etree._Element, name: str, value_name: str, value: str) -> None:
    element = etree.SubElement(parent, name)
    _put(element, "valueName", value_name)
    _put(element, "value", value)
