"""A country of two levels, with limits and a chain of its own, reports by the same code."""

import msgspec

from dispatch.domain import commands as c
from dispatch.domain.information_reports import SheetKind
from dispatch.domain.places import AdminLevel, Place
from dispatch.domain.profile import ClockFrom, Profile, Timer
from dispatch.domain.reporting_rules import Applies, FixedHours, ReportLine, Stage
from dispatch.profile.loader import load_profile
from dispatch.profile.proofs import problems_of_profile
from routing.geo import Position
from tests.reporting import acknowledges, due_at, ended, report_of, sends
from tests.sentences import NOON, TEAMS, City

TOWN, CITY = "610111001", "6101"
PLACES = (
    Place(CITY, "Springfield", AdminLevel.CITY),
    Place(TOWN, "Shelbyville", AdminLevel.TOWN, CITY, Position(lon=109.06, lat=34.27)),
    Place("610111001601", "Riverside", AdminLevel.VILLAGE, TOWN, Position(109.061, 34.271)),
)


def two_levels() -> Profile:
    """The shipped profile with one line of reports: the town to the city, in its own time."""
    xian = load_profile("xian")
    line = ReportLine(
        zh="镇报市",
        en="Town to city",
        route="only",
        sender=AdminLevel.TOWN,
        receiver=AdminLevel.CITY,
        applies=Applies(kinds=("fire",)),
        clocks={Stage.WRITTEN: "by_teatime", Stage.RECEIPT: "by_return"},
        followups=(FixedHours(hours=("12:30",)),),
    )
    own = {
        "by_teatime": Timer("书面", "In writing", 7_200, ClockFrom.DISCOVERED, on_pass="alarm"),
        "by_return": Timer("核收", "By return", 60, on_pass="alarm"),
    }
    reporting = msgspec.structs.replace(xian.reporting, lines={"only": line}, amendments=())
    foreign = xian.reporting.timers - reporting.timers
    kept = {key: timer for key, timer in xian.timers.items() if key not in foreign}
    return msgspec.structs.replace(
        xian,
        profile_id="two-levels",
        utc_offset_s=0,
        timers=kept | own,
        reporting=reporting,
    )


class Springfield(City):
    def found(self) -> None:
        self.by("admin", c.FoundArea("Springfield", CITY, self.profile.profile_id))
        self.by("admin", c.RegisterPlaces(PLACES))
        self.by("admin", c.EnrolTeams(tuple(one for one in TEAMS if one.place_code == TOWN)))


def test_such_a_profile_is_sound() -> None:
    assert problems_of_profile(two_levels()) == []


def test_a_town_reports_to_its_city_in_its_own_time() -> None:
    city = Springfield(profile=two_levels())
    fire = city.a_fire(discovered_at=NOON - 600)
    assert report_of(city, "B1").to_code == CITY
    assert due_at(city, "B1", "by_teatime") == NOON - 600 + 7_200
    assert due_at(city, "B1", "town_to_county.phone") is None
    sends(city, "B1")
    assert due_at(city, "B1", "by_return") == NOON + 60
    assert due_at(city, "B1", "information_report.followup") == NOON + 30_600  # 12:30 UTC
    city.wait(61)
    assert report_of(city, "B1").overdue == ("by_return",)
    acknowledges(city, "B1")
    ended(city, fire)
    sends(city, "B1", "FINAL")
    acknowledges(city, "B1")
    assert report_of(city, "B1").state == "CLOSED"
    assert [one.kind for one in report_of(city, "B1").sheets] == [
        SheetKind.INITIAL,
        SheetKind.FINAL,
    ]
    assert city.is_sound()


def test_where_nobody_stands_above_nothing_is_owed_unless_it_goes_beyond() -> None:
    for beyond, owed in ((False, []), (True, [None])):
        profile = two_levels()
        line = msgspec.structs.replace(
            profile.reporting.lines["only"],
            sender=AdminLevel.CITY,
            receiver=AdminLevel.PROVINCE,
            beyond=beyond,
        )
        reporting = msgspec.structs.replace(profile.reporting, lines={"only": line})
        city = Springfield(profile=msgspec.structs.replace(profile, reporting=reporting))
        city.a_fire()
        assert [one.to_code for one in city.area.information_reports.values()] == owed
