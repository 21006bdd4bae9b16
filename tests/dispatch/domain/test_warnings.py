"""A warning comes in, goes down the levels, is changed by its issuer only, and ends."""

import pytest

from dispatch.domain import warning_commands as wc
from dispatch.domain import warning_events as we
from dispatch.domain.actors import Actor
from dispatch.domain.commands import FoundArea, RegisterPlaces
from dispatch.domain.events import DeadlinePassed
from dispatch.domain.warning_policy import Colour
from dispatch.domain.warnings import MessageKind, WarningStatus
from tests.sentences import NOON, PLACES, City
from tests.warned import (
    COUNTY,
    COUNTY_DUTY,
    COUNTY_OF_ZIWU,
    FEED,
    STATION,
    TOWN,
    TOWN_DUTY,
    VILLAGES,
    a_message,
    a_notice,
    a_valley,
    an_id,
    call_step,
    calls,
    head_of,
    the_call,
    the_warning,
    warning_step,
)

HOUR = 3600.0
ABOVE = ("610116", TOWN)


def test_a_red_warning_reaches_every_village_at_once() -> None:
    city = a_valley()
    city.by(FEED, a_message())
    assert calls(city) == dict.fromkeys((*ABOVE, *VILLAGES), "CALLED")
    warning = the_warning(city)
    assert (warning.state, warning.called, warning.answered) == ("CALLED", 5, 0)
    assert warning.place_code == "6101"
    assert city.is_sound()


def test_a_warning_for_one_village_is_called_along_the_way_down_only() -> None:
    city = a_valley()
    city.by(FEED, a_message(place_codes=(VILLAGES[1],)))
    assert set(calls(city)) == {*ABOVE, VILLAGES[1]}


def test_a_yellow_warning_waits_for_the_town_to_pass_it_on() -> None:
    city = a_valley()
    city.by(FEED, a_message(colour=Colour.YELLOW))
    assert set(calls(city)) == set(ABOVE)
    assert the_warning(city).to_relay == (TOWN,)
    city.by(TOWN_DUTY, call_step(TOWN, "relay", reason="各村注意"))
    assert set(calls(city)) == {*ABOVE, *VILLAGES}
    town = the_call(city, TOWN)
    assert (town.state, town.relayed_by, town.answered_by) == ("ANSWERED", "duty-far", "duty-far")
    assert city.refused(TOWN_DUTY, call_step(TOWN, "relay")).code == "is_not_passed_on"
    assert the_warning(city).state == "CALLED"


def test_no_village_waits_for_a_silent_town() -> None:
    city = a_valley()
    city.by(FEED, a_message(colour=Colour.YELLOW))
    city.wait(301)
    assert set(calls(city)) == {*ABOVE, *VILLAGES}
    assert (the_call(city, TOWN).state, the_call(city, TOWN).relayed_by) == ("CALLED", "system")
    assert the_call(city, TOWN).overdue == ("warning.relay",)
    assert city.is_sound()


def test_when_all_have_answered_everybody_acts() -> None:
    city = a_valley()
    city.by(FEED, a_message())
    city.by(COUNTY_DUTY, call_step(COUNTY))
    city.by(TOWN_DUTY, call_step(TOWN))
    for village in VILLAGES:
        assert the_warning(city).state == "CALLED"
        city.by(head_of(village), call_step(village, reason="已通知到户"))
    assert (the_warning(city).state, the_warning(city).answered) == ("ACTING", 5)
    assert the_call(city, VILLAGES[0]).words == "已通知到户"


def test_red_and_orange_call_the_posts_of_the_area_together_and_its_teams_to_stand_by() -> None:
    for colour, consults in ((Colour.RED, True), (Colour.ORANGE, True), (Colour.YELLOW, False)):
        city = a_valley()
        city.by(FEED, a_message(colour=colour))
        posts = {one.place_code for one in city.area.command_posts.values()}
        assert posts == ({COUNTY, TOWN} if consults else set())
        assert all(one.warning_id == "W1" for one in city.area.command_posts.values())
        assert the_warning(city).standby == (("fire-far",) if consults else ())
        assert city.is_sound()


def test_a_warning_of_the_whole_county_calls_all_its_posts() -> None:
    city = a_valley()
    city.by(FEED, a_message(place_codes=(COUNTY,)))
    assert {one.place_code for one in city.area.command_posts.values()} == {COUNTY, TOWN}


def test_a_message_that_comes_twice_has_one_effect_and_another_under_its_id_is_refused() -> None:
    city = a_valley()
    city.by(FEED, a_message())
    assert city.by(FEED, a_message()).events == ()
    assert city.refused(FEED, a_message(matters="other")).code == "message_id_taken"
    city.by(FEED, a_message(2, MessageKind.CANCEL, about=(1,)))
    assert city.by(FEED, a_message(2, MessageKind.CANCEL, about=(1,))).events == ()


def test_a_graver_update_has_everybody_called_anew() -> None:
    city = a_valley()
    city.by(FEED, a_message(colour=Colour.ORANGE))
    city.by(COUNTY_DUTY, call_step(COUNTY))
    city.by(FEED, a_message(2, MessageKind.UPDATE, about=(1,), colour=Colour.RED))
    warning = the_warning(city)
    assert (warning.notice.colour, warning.past[0].colour) == (Colour.RED, Colour.ORANGE)
    assert warning.message_ids == (an_id(1), an_id(2))
    assert calls(city) == dict.fromkeys((*ABOVE, *VILLAGES), "CALLED")
    assert (warning.called, warning.answered, warning.state) == (5, 0, "CALLED")
    assert len(city.area.warnings) == 1
    assert city.is_sound()


def test_an_update_that_is_no_graver_leaves_the_answers_that_stand() -> None:
    city = a_valley()
    city.by(FEED, a_message())
    city.by(COUNTY_DUTY, call_step(COUNTY))
    later = {"colour": Colour.YELLOW, "place_codes": VILLAGES[:1], "ends_at": NOON + 20 * HOUR}
    city.by(FEED, a_message(2, MessageKind.UPDATE, about=(1,), **later))
    assert calls(city) == {
        COUNTY: "ANSWERED",
        TOWN: "CALLED",
        VILLAGES[0]: "CALLED",
        VILLAGES[1]: "LAPSED",
        VILLAGES[2]: "LAPSED",
    }
    assert the_warning(city).state == "CALLED"
    city.wait(13 * HOUR)
    assert the_warning(city).is_open
    assert city.is_sound()


def test_an_update_for_more_places_calls_those_too() -> None:
    city = a_valley()
    city.by(FEED, a_message(place_codes=VILLAGES[:1]))
    city.by(FEED, a_message(2, MessageKind.UPDATE, about=(1,), place_codes=(TOWN,)))
    assert calls(city) == dict.fromkeys((*ABOVE, *VILLAGES), "CALLED")


def test_an_update_of_what_is_not_known_here_is_a_new_warning() -> None:
    city = a_valley()
    city.by(FEED, a_message(2, MessageKind.UPDATE, about=(1,)))
    assert the_warning(city).is_open


def test_an_update_that_comes_late_changes_nothing() -> None:
    city = a_valley()
    city.by(FEED, a_message(1))
    city.by(FEED, a_message(3, MessageKind.UPDATE, about=(1,), colour=Colour.YELLOW))
    late = a_message(2, MessageKind.UPDATE, about=(1,), colour=Colour.ORANGE)
    assert city.refused(FEED, late).code == "superseded"


def test_an_update_of_two_warnings_leaves_one() -> None:
    city = a_valley()
    city.by(FEED, a_message(1))
    city.by(FEED, a_message(2))
    city.by(FEED, a_message(3, MessageKind.UPDATE, about=(1, 2)))
    assert [one.state for one in city.area.warnings.values()].count("LIFTED") == 1
    assert city.is_sound()


def test_only_the_issuer_changes_or_lifts() -> None:
    city = a_valley()
    city.by(FEED, a_message())
    other = "61010041600000"
    message = a_message(2, MessageKind.CANCEL, issuer=other).message
    foreign = wc.TakeInWarning(type(message)(**{
        **{name: getattr(message, name) for name in message.__struct_fields__},
        "references": (an_id(1),),
    }))  # fmt: skip
    assert city.refused(FEED, foreign).code == "only_its_issuer_changes_it"
    for who in (COUNTY_OF_ZIWU, TOWN_DUTY, STATION):
        refusal = city.refused(who, warning_step("lift", reason="雨停了"))
        assert refusal.code == "only_its_issuer_changes_it"
    city.by(FEED, a_message(3, MessageKind.CANCEL, about=(1,)))
    assert (the_warning(city).state, the_warning(city).ended_by) == ("LIFTED", an_id(3))
    assert set(calls(city).values()) == {"LAPSED"}
    assert not city.area.deadlines
    assert city.is_sound()


def test_a_cancel_of_nothing_that_stands_is_refused() -> None:
    city = a_valley()
    assert city.refused(FEED, a_message(2, MessageKind.CANCEL, about=(1,))).code == (
        "unknown_reference"
    )


def test_a_warning_expires_at_the_end_it_states() -> None:
    city = a_valley()
    city.by(FEED, a_message())
    city.wait(12 * HOUR)
    assert the_warning(city).state == "EXPIRED"
    assert not the_warning(city).overdue
    assert set(calls(city).values()) == {"UNANSWERED"}
    assert city.is_sound()


def test_a_test_of_the_line_is_taken_in_and_nothing_follows() -> None:
    city = a_valley()
    city.by(FEED, a_message(status=WarningStatus.TEST))
    assert the_warning(city).state == "RECEIVED"
    assert not city.area.warning_calls
    assert not city.area.command_posts
    assert not the_warning(city).standby
    assert city.refused(COUNTY_DUTY, warning_step("relay")).code == "is_no_test"
    assert city.refused(COUNTY_DUTY, wc.TickMeasure("W1", COUNTY, "assess")).code == "is_no_test"
    city.wait(12 * HOUR)
    assert the_warning(city).state == "EXPIRED"
    assert [one.deadline.timer for one in city.events(DeadlinePassed)] == ["warning.expiry"]


def test_an_exercise_belongs_where_a_drill_runs_and_nothing_else_does() -> None:
    city = a_valley()
    exercise = a_message(status=WarningStatus.EXERCISE)
    assert city.refused(FEED, exercise).code == "status_fits_the_area"
    drill = a_valley_drilled()
    assert drill.refused(FEED, a_message()).code == "status_fits_the_area"
    drill.by(FEED, exercise)
    drill.by(STATION, wc.IssueWarning(a_notice(), COUNTY))
    assert {one.status for one in drill.area.warnings.values()} == {WarningStatus.EXERCISE}


def a_valley_drilled() -> City:
    class Drill(City):
        def found(self) -> None:
            self.by("admin", FoundArea("演练", "61", self.profile.profile_id, exercise=True))
            self.by("admin", RegisterPlaces(PLACES))

    return Drill()


def test_the_station_of_a_county_issues_changes_and_lifts() -> None:
    city = a_valley()
    city.by(STATION, wc.IssueWarning(a_notice(Colour.ORANGE), COUNTY))
    assert the_warning(city).issuer == f"{COUNTY}/WEATHER"
    assert set(calls(city)) == {TOWN}
    assert city.refused(COUNTY_OF_ZIWU, wc.ChangeWarning("W1", a_notice())).code == (
        "only_its_issuer_changes_it"
    )
    city.by(STATION, wc.ChangeWarning("W1", a_notice()))
    assert set(calls(city)) == {TOWN, *VILLAGES}
    city.by(STATION, warning_step("lift", reason="降雨减弱"))
    assert (the_warning(city).state, the_warning(city).ended_by) == ("LIFTED", "降雨减弱")
    assert city.is_sound()


@pytest.mark.parametrize(
    ("who", "notice", "place_code", "code"),
    [
        (COUNTY_OF_ZIWU, a_notice(), COUNTY, "issuer_may_issue_it"),
        (STATION, a_notice(kind="health"), COUNTY, "issuer_may_issue_it"),
        (Actor("st", "WEATHER", TOWN), a_notice(), TOWN, "issues_at_its_level"),
        (TOWN_DUTY, a_notice(), TOWN, "role_may_not"),
        (STATION, a_notice(None), COUNTY, "colour_is_given"),
        (STATION, a_notice(), "6101", "outside_jurisdiction"),
        (STATION, a_notice(place_codes=("610111",)), COUNTY, "outside_jurisdiction"),
        (STATION, a_notice(place_codes=("9",)), COUNTY, "unknown_place"),
        (STATION, a_notice(place_codes=()), COUNTY, "no_place_here"),
        (STATION, a_notice(kind="locusts"), COUNTY, "unknown_warning_kind"),
        (STATION, a_notice(matters=" "), COUNTY, "input_missing"),
        (STATION, a_notice(advice=""), COUNTY, "input_missing"),
        (STATION, a_notice(issued_by=""), COUNTY, "input_missing"),
        (STATION, a_notice(ends_at=NOON), COUNTY, "wrong_window"),
        (STATION, a_notice(begins_at=NOON - 9, ends_at=NOON - 1), COUNTY, "wrong_window"),
    ],
)
def test_what_may_not_be_issued_is_refused(
    who: Actor, notice: object, place_code: str, code: str
) -> None:
    refusal = a_valley().refused(who, wc.IssueWarning(notice, place_code))  # type: ignore[arg-type]
    assert refusal.code == code


def test_a_warning_of_public_security_has_no_colour() -> None:
    city = a_valley()
    city.by(COUNTY_OF_ZIWU, wc.IssueWarning(a_notice(None, kind="security"), COUNTY))
    assert the_warning(city).notice.colour is None
    assert not city.area.command_posts


def test_a_weather_signal_of_another_agency_is_not_taken_in() -> None:
    city = a_valley()
    refusal = city.refused(FEED, a_message(issuer="61011643600000"))
    assert refusal.code == "agency_may_issue_it"


def test_measures_are_those_the_law_lists_and_are_ticked_by_the_place_that_takes_them() -> None:
    city = a_valley()
    city.by(FEED, a_message())
    listed = city.profile.warnings.measures_of(Colour.RED)
    assert [one.basis for one in listed.values()] == [
        *(f"突发事件应对法 art. 66({number})" for number in range(1, 6)),
        *(f"突发事件应对法 art. 67({number})" for number in range(1, 9)),
    ]
    assert len(city.profile.warnings.measures_of(Colour.BLUE)) == 5
    city.by(TOWN_DUTY, wc.TickMeasure("W1", TOWN, "move_people", "清单已核对"))
    tick = the_warning(city).ticks[TOWN]["move_people"]
    assert (tick.by, tick.note) == ("duty-far", "清单已核对")
    assert the_warning(city).state == "ACTING"
    assert city.by(TOWN_DUTY, wc.TickMeasure("W1", TOWN, "move_people")).events == ()
    city.by(TOWN_DUTY, wc.TickMeasure("W1", TOWN, "move_people", taken=False))
    assert the_warning(city).ticks[TOWN] == {}
    for command, code in (
        (wc.TickMeasure("W1", COUNTY, "assess"), "outside_jurisdiction"),
        (wc.TickMeasure("W1", TOWN, "sing"), "unknown_measure"),
        (wc.TickMeasure("W9", TOWN, "assess"), "unknown_warning"),
    ):
        assert city.refused(TOWN_DUTY, command).code == code
    other_town = wc.TickMeasure("W1", "610111001", "assess")
    assert city.refused("duty officer", other_town).code == "wrong_place"


def test_what_a_yellow_warning_does_not_list_cannot_be_ticked() -> None:
    city = a_valley()
    city.by(FEED, a_message(colour=Colour.YELLOW))
    refusal = city.refused(TOWN_DUTY, wc.TickMeasure("W1", TOWN, "move_people"))
    assert (refusal.code, refusal.field) == ("unknown_measure", "measure")


def test_the_log_says_who_passed_it_on() -> None:
    city = a_valley()
    city.by(FEED, a_message(colour=Colour.YELLOW))
    city.by(TOWN_DUTY, call_step(TOWN, "relay"))
    passed = [(one.place_code, one.by) for one in city.events(we.WarningPassedOn)]
    assert passed == [("6101", "system"), (COUNTY, "system"), (TOWN, "duty-far")]
