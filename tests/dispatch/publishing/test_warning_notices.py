"""What people are told of a warning, beside the screens and the terminals of places."""

from dispatch.domain.actors import Actor
from dispatch.domain.envelope import Recorded
from dispatch.domain.warnings import MessageKind
from dispatch.publishing.notice import Notice
from dispatch.publishing.notices import concerns, notices_of
from tests.sentences import City
from tests.warned import (
    FEED,
    TOWN,
    TOWN_DUTY,
    VILLAGES,
    a_message,
    a_valley,
    head_of,
)


def listening(city: City) -> list[Notice]:
    told: list[Notice] = []

    def observe(events: tuple[Recorded, ...], _area: object) -> None:
        for one in events:
            told.extend(notices_of(one, city.engine.area, city.profile))

    city.engine.subscribe(observe)
    return told


def who_is_told(city: City, notice: Notice, *who: Actor) -> list[str]:
    return [one.name for one in who if concerns(notice, one, city.area, city.profile)]


def test_the_head_of_a_village_is_told_with_its_call_and_again_and_the_town_when_silent() -> None:
    city = a_valley()
    told = listening(city)
    head, other = head_of(VILLAGES[0]), Actor("grid", "GRID", "610111001601")
    city.by(FEED, a_message())
    called = [one for one in told if VILLAGES[0] in one.place_codes]
    assert [one.kind for one in called] == ["warning"]
    assert called[0].zh.startswith("长安区气象台红色暴雨预警：三小时内")
    assert "Red rainstorm warning" in called[0].en
    assert called[0].urgent
    assert who_is_told(city, called[0], head, other) == [head.name]
    told.clear()
    city.wait(900)
    again = [one for one in told if one.kind == "warning_again" and "抱龙村" in one.zh]
    assert [one.place_codes for one in again] == [(VILLAGES[0],)]
    silent = [one for one in told if one.kind == "warning_unanswered" and "抱龙村" in one.zh]
    assert [one.place_codes for one in silent] == [(TOWN,)]
    assert who_is_told(city, silent[0], TOWN_DUTY, head) == [TOWN_DUTY.name]


def test_all_who_were_called_are_told_of_the_end() -> None:
    city = a_valley()
    city.by(FEED, a_message())
    told = listening(city)
    city.by(FEED, a_message(2, MessageKind.CANCEL, about=(1,)))
    (over,) = (one for one in told if one.kind == "warning_over")
    assert set(VILLAGES) < set(over.place_codes)
    assert "已结束" in over.zh
