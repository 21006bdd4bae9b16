"""A warning written as CAP is read back as what it was."""

from msgspec.structs import replace

from dispatch.domain import warning_commands as wc
from dispatch.domain.warning_policy import Colour
from dispatch.domain.warnings import MessageKind, WarningMessage, WarningNotice
from dispatch.intake.cap import read_warning
from dispatch.publishing.cap import cap_of
from routing.geo import Position
from tests.sentences import City
from tests.warned import (
    COUNTY,
    FEED,
    STATION,
    TOWN,
    VILLAGES,
    a_message,
    a_notice,
    a_valley,
    an_id,
    the_warning,
    warning_step,
)

RING = tuple(
    Position(lon, lat)
    for lon, lat in ((108.855, 33.99), (108.865, 33.99), (108.865, 34.01), (108.855, 33.99))
)


def again(city: City) -> WarningMessage:
    written = cap_of(city.area, city.profile, the_warning(city))
    return read_warning(written, city.area, city.profile, "6101")


def without_words(notice: WarningNotice | None) -> WarningNotice:
    """A notice without what the writer fills in for want of the issuer's own words."""
    assert notice is not None
    return replace(notice, event_words="", area_words="", message_id="")


def test_what_was_taken_in_goes_out_as_it_came() -> None:
    city = a_valley()
    says = a_message(place_codes=VILLAGES[:1], polygons=((RING,),), headline="暴雨红色预警")
    city.by(FEED, says)
    message = again(city)
    assert message.kind is MessageKind.ALERT
    assert (message.message_id, message.issuer) == (an_id(1), an_id(1)[:14])
    assert without_words(message.notice) == without_words(the_warning(city).notice)


def test_an_update_goes_out_with_its_references() -> None:
    city = a_valley()
    city.by(FEED, a_message(colour=Colour.ORANGE))
    city.by(FEED, a_message(2, MessageKind.UPDATE, about=(1,)))
    message = again(city)
    assert (message.kind, message.references) == (MessageKind.UPDATE, (an_id(1),))
    assert message.message_id == an_id(2)
    assert without_words(message.notice) == without_words(the_warning(city).notice)


def test_a_cancel_goes_out_under_its_own_id() -> None:
    city = a_valley()
    city.by(FEED, a_message())
    city.by(FEED, a_message(2, MessageKind.CANCEL, about=(1,)))
    message = again(city)
    assert (message.kind, message.message_id) == (MessageKind.CANCEL, an_id(2))
    assert message.references == (an_id(1),)


def test_what_is_issued_here_goes_out_under_an_id_of_its_own() -> None:
    city = a_valley()
    city.by(STATION, wc.IssueWarning(a_notice(Colour.ORANGE, place_codes=(TOWN,)), COUNTY))
    city.by(STATION, wc.IssueWarning(a_notice(Colour.BLUE, kind="gale"), COUNTY))
    ids = [again_of(city, one).message_id for one in ("W1", "W2")]
    assert ids == ["61011641600000_20231115120000_1", "61011641600000_20231115120000_2"]
    city.wait(60)
    city.by(STATION, wc.ChangeWarning("W1", a_notice(Colour.RED)))
    message = again(city)
    assert (message.kind, message.references) == (MessageKind.UPDATE, (ids[0],))
    city.wait(60)
    city.by(STATION, warning_step("lift", reason="雨势减弱"))
    message = again(city)
    assert (message.kind, message.words) == (MessageKind.CANCEL, "雨势减弱")
    assert message.references == (ids[0], "61011641600000_20231115120100_1")
    assert message.message_id == "61011641600000_20231115120200_1"


def again_of(city: City, warning_id: str) -> WarningMessage:
    written = cap_of(city.area, city.profile, the_warning(city, warning_id))
    return read_warning(written, city.area, city.profile, "6101")


def test_a_warning_without_a_colour_goes_out_without_a_severity() -> None:
    city = a_valley()
    says = a_message(colour=None, kind="security", issuer="61011600000000")
    city.by(FEED, says)
    assert b"<severity>Unknown<" in cap_of(city.area, city.profile, the_warning(city))
    message = again(city)
    assert message.notice is not None
    assert (message.notice.kind, message.notice.colour) == ("security", None)
