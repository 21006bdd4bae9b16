"""A town at the foot of the Qinling with its villages, and a rainstorm coming: for many tests."""

from typing import Any

from dispatch.domain import commands as c
from dispatch.domain import evacuation_commands as xc
from dispatch.domain import shelter_commands as hc
from dispatch.domain import warning_commands as wc
from dispatch.domain.actors import Actor
from dispatch.domain.commands import Particulars
from dispatch.domain.evacuations import EvacuationGroup
from dispatch.domain.places import AdminLevel, Place
from dispatch.domain.shelters import Shelter
from dispatch.domain.teams import Team
from dispatch.domain.warning_calls import PlaceCall
from dispatch.domain.warning_policy import Colour
from dispatch.domain.warnings import (
    HazardWarning,
    MessageKind,
    WarningMessage,
    WarningNotice,
    WarningStatus,
)
from routing.geo import Position
from tests.sentences import NOON, City

COUNTY, TOWN = "610116", "610116001"
VILLAGES = tuple(f"{TOWN}{number}" for number in (801, 802, 803))
WEATHER_SERVICE = "61011641600000"  # the county's weather station, as ids name it
FEED = Actor("weather feed", "FEED", "6101")
STATION = Actor("station", "WEATHER", COUNTY)
COUNTY_OF_ZIWU = Actor("county-116", "CTY", COUNTY)
COUNTY_DUTY = Actor("duty-116", "DUTY", COUNTY)
TOWN_DUTY = Actor("duty-far", "DUTY", TOWN)


def head_of(village: str) -> Actor:
    """Who answers for a village."""
    return Actor(f"head of {village}", "VFORCE", village)


def a_valley(**more: Any) -> City:
    """The small city, whose far town has three villages in a valley."""
    city = City(**more)
    city.by(
        "admin",
        c.RegisterPlaces(
            tuple(
                Place(
                    code,
                    f"{name}村",
                    AdminLevel.VILLAGE,
                    TOWN,
                    Position(lon=108.86 + 0.01 * row, lat=34.00),
                    population=people,
                )
                for row, (code, name, people) in enumerate(
                    zip(VILLAGES, ("抱龙", "天子", "水寨"), (130, 420, 260), strict=True)
                )
            )
        ),
    )
    return city


def a_notice(colour: Colour | None = Colour.RED, **more: Any) -> WarningNotice:
    """A rainstorm over the town, for the next twelve hours, as the county's station says it."""
    return WarningNotice(
        **{
            "kind": "rainstorm",
            "colour": colour,
            "begins_at": NOON,
            "ends_at": NOON + 12 * 3600.0,
            "place_codes": (TOWN,),
            "matters": "三小时内降雨量将达100毫米以上",
            "advice": "切断低洼地带有危险的室外电源，转移危险地带人员",
            "issued_by": "长安区气象台",
            "issued_at": NOON,
        }
        | more
    )


def an_id(number: int = 1, issuer: str = WEATHER_SERVICE) -> str:
    """The id of the station's message of that minute."""
    return f"{issuer}_2023111512{number:02}00_1"


def a_message(
    number: int = 1,
    does: MessageKind = MessageKind.ALERT,
    *,
    issuer: str = WEATHER_SERVICE,
    status: WarningStatus = WarningStatus.ACTUAL,
    about: tuple[int, ...] = (),
    **says: Any,
) -> wc.TakeInWarning:
    """A message of the station; those it is `about` are given by their numbers."""
    notice = None
    if does is not MessageKind.CANCEL:
        notice = a_notice(**{"issued_at": NOON + number} | says)
    return wc.TakeInWarning(
        WarningMessage(
            message_id=an_id(number, issuer),
            issuer=issuer,
            kind=does,
            status=status,
            sent_at=NOON + number,
            notice=notice,
            references=tuple(an_id(one, issuer) for one in about),
        )
    )


def the_warning(city: City, warning_id: str = "W1") -> HazardWarning:
    """A warning as it stands."""
    return city.area.warnings[warning_id]


def the_call(city: City, place_code: str, warning_id: str = "W1") -> PlaceCall:
    """The call to a place about a warning."""
    return city.area.warning_calls[f"{warning_id}/{place_code}"]


def calls(city: City) -> dict[str, str]:
    """The state of each call, by place."""
    return {one.place_code: one.state for one in city.area.warning_calls.values()}


def call_step(place_code: str, action: str = "answer", warning_id: str = "W1", **said: Any) -> Any:
    """A step of the call to a place."""
    return c.TakeStep("warning_call", f"{warning_id}/{place_code}", action, Particulars(**said))


def warning_step(action: str, warning_id: str = "W1", **said: Any) -> c.TakeStep:
    """A step of a warning."""
    return c.TakeStep("warning", warning_id, action, Particulars(**said))


def sheltering_valley(**more: Any) -> City:
    """The valley, with a school of 300 places that is open, a square that is closed, and forces."""
    city = a_valley(**more)
    shelters = (
        Shelter("school", "子午中学", TOWN, Position(lon=108.875, lat=34.02), 0, capacities=PLACES),
        Shelter("square", "子午广场", TOWN, Position(lon=108.88, lat=34.03), 0, capacities=PLACES),
    )
    city.by("admin", c.RegisterShelters(shelters))
    forces = (
        Team(
            team_id=f"V-{village}",
            name=f"{village} 力量",
            place_code=village,
            station=Position(lon=108.86 + 0.01 * row, lat=34.00),
            capabilities=("EVACUATION",),
            people=18,
        )
        for row, village in enumerate(VILLAGES)
    )
    city.by("admin", c.EnrolTeams(tuple(forces)))
    for action in ("open", "ready"):
        city.by(TOWN_DUTY, c.TakeStep("shelter", "school", action))
    return city


PLACES = {"hours": 600, "days": 300, "weeks": 200}
OFFICE = Actor("office-far", "OFFICE", TOWN)
GROUP = Actor("lg-far", "LG", TOWN)


def order_out(
    city: City, *groups: xc.GroupToMove, who: Actor = TOWN_DUTY, place: str = TOWN, **more: Any
) -> str:
    """Order people out, by default all of two villages; return the evacuation."""
    listed = groups or (
        xc.GroupToMove(VILLAGES[0], 130, 40),
        xc.GroupToMove(VILLAGES[2], 60, 5, name="沟口组"),
    )
    told: dict[str, Any] = {"hazard": "geological", "reason": "山体裂缝", "mode": "days"} | more
    city.by(who, xc.OrderEvacuation(place_code=place, groups=listed, **told))
    return f"E{len(city.area.evacuations)}"


def count(city: City, group_id: str, who: Actor = TOWN_DUTY, **counts: Any) -> None:
    """State counts of a group."""
    city.by(who, xc.CountEvacuees(group_id, **counts))


def admit(city: City, group_id: str, people: int, vulnerable: int = 0, **more: Any) -> None:
    """Count people of a group into the school."""
    told: dict[str, Any] = {"shelter_id": "school", "mode": "days"} | more
    city.by(
        TOWN_DUTY,
        hc.AdmitEvacuees(people=people, vulnerable=vulnerable, group_id=group_id, **told),
    )


def see_off(group_id: str, people: int, to: str, vulnerable: int = 0) -> hc.SeeEvacueesOff:
    """People of a group leave the school for somewhere."""
    return hc.SeeEvacueesOff("school", "days", people, vulnerable, "", group_id, to)


def group_step(group_id: str, action: str, **said: Any) -> c.TakeStep:
    """A step of a group of an evacuation."""
    return c.TakeStep("evacuation", group_id, action, Particulars(**said))


def the_group(city: City, group_id: str = "E1-1") -> EvacuationGroup:
    """A group as it is now."""
    return city.area.evacuation_groups[group_id]
