"""What an event of the log is told as, in Chinese and English."""

from typing import get_args

from dispatch.domain import events as e
from dispatch.domain.alarms import alarms
from dispatch.publishing.telling.alarm_words import alarm_words
from dispatch.publishing.telling.entries import WORDS, Entry, entry_of, words_of
from dispatch.publishing.telling.lexicon import Lexicon
from dispatch.store.codec import recorded_of
from tests.command import COUNTY, confirmed, opened
from tests.sentences import NOON, City
from tests.warned import FEED, a_message, a_valley


def entries(city: City) -> list[Entry]:
    lexicon = Lexicon(city.area, city.profile)
    return [entry_of(lexicon, recorded_of(one)) for one in city.log.read(city.engine.area_id)]


def test_every_event_has_its_words() -> None:
    missing = {one.__name__ for one in get_args(e.Event)} - {one.__name__ for one in WORDS}
    assert missing == set()


def test_a_step_is_told_by_its_row_and_where_it_led() -> None:
    city = City()
    city.step("duty officer", city.a_fire(), "start_verify")
    told = entries(city)[-1]
    assert (told.zh, told.en) == (
        "开始核实 I1 → 核实中",
        "Start verification, I1 → Being verified",
    )
    assert told.who == "duty 值班员 纺织城街道"


def test_a_moment_is_told_in_the_local_time_of_the_profile_by_the_minute() -> None:
    city = City()
    city.wait(3 * 3600.0 + 59.0)
    city.a_fire()
    assert NOON % 86_400 == 4 * 3600  # noon in Xi'an is four o'clock in Greenwich
    assert entries(city)[-1].local == "2023-11-15 15:00"


def test_a_limit_that_passed_is_marked_overdue_and_says_when_it_was_due() -> None:
    city = City()
    city.a_fire()
    city.wait(1800.0)
    late = [one for one in entries(city) if one.overdue]
    assert late
    assert all(one.zh.startswith("逾期：") and one.en.startswith("Overdue: ") for one in late)
    assert "应于 12:" in late[0].zh


def test_a_step_of_a_table_that_has_changed_is_told_by_the_codes_it_has() -> None:
    city = City()
    gone = e.StepTaken("incident_handling", "I1", "H99", "levitate", "REPORTED", "ALOFT")
    words = words_of(Lexicon(city.area, city.profile), gone)
    assert words.zh == "levitate I1 → ALOFT"


def test_the_alarm_of_a_place_that_does_not_answer_has_its_name_first() -> None:
    city = a_valley()
    city.by(FEED, a_message())
    city.wait(3600.0)
    lexicon = Lexicon(city.area, city.profile)
    silent = [
        alarm_words(lexicon, one).zh
        for one in alarms(city.area, city.profile, city.clock.now())
        if one.lifecycle == "warning_call"
    ]
    assert any(one.startswith("预警未应答 抱龙村 W1") for one in silent)


def test_all_that_happens_to_posts_orders_and_warnings_can_be_told() -> None:
    city = a_valley()
    city.by(FEED, a_message())
    gas = confirmed(city)
    opened(city, gas)
    opened(city, gas, COUNTY)
    city.team_does(city.order("fire-1", gas, "FIRE"), "sign", "set_out", "arrive")
    city.wait(2 * 3600.0)
    told = entries(city)
    assert {one.type for one in told} >= {"PostNotified", "InstructionGiven", "CallEscalated"}
    for one in told:
        assert one.zh
        assert one.en
        assert "None" not in one.zh + one.en
