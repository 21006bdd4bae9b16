"""Duty rooms are told of reports that come in, come back, are owed, or are late."""

import pytest

from dispatch.domain.envelope import Recorded
from dispatch.domain.information_reports import SheetKind
from dispatch.domain.report_commands import OpenReport, WriteSheet
from dispatch.publishing.notice import Notice
from dispatch.publishing.notices import concerns, notices_of
from tests.reporting import CITY, COUNTY, TOWN, ended, sends
from tests.sentences import PEOPLE, City


class Told:
    """A city with a fire, and all that would be told of what happens in it."""

    def __init__(self) -> None:
        self.city = City()
        self.notices: list[Notice] = []
        self.city.engine.subscribe(self._observe)
        self.fire = self.city.a_fire()

    def _observe(self, events: tuple[Recorded, ...], area: object) -> None:
        for one in events:
            self.notices += notices_of(one, self.city.engine.area, self.city.profile)

    def last(self, kind: str) -> Notice:
        return [one for one in self.notices if one.kind == kind][-1]

    def tells(self, kind: str, who: str) -> bool:
        return concerns(self.last(kind), PEOPLE[who], self.city.area, self.city.profile)


@pytest.fixture
def told() -> Told:
    return Told()


def test_the_leader_is_told_of_what_waits_for_a_signature(told: Told) -> None:
    told.city.by("duty officer", WriteSheet("B1", SheetKind.INITIAL))
    told.city.report_step("duty officer", "B1", "submit")
    assert told.tells("report_to_sign", "duty leader")
    assert not told.tells("report_to_sign", "county duty leader")


def test_the_level_above_is_told_of_what_comes_in(told: Told) -> None:
    sends(told.city, "B1")
    assert told.last("report_received").zh == (
        "收到信息报告，请核收：西安市灞桥区火灾（事件）信息初报（I1）"
    )
    assert told.tells("report_received", "county duty officer")
    assert not told.tells("report_received", "duty officer")
    assert not told.tells("report_received", "city duty officer")


def test_a_skipped_level_is_told_too(told: Told) -> None:
    told.city.by("duty officer", OpenReport(told.fire, "skip_level", TOWN, "急", CITY))
    sends(told.city, "B2")
    assert told.last("report_received").place_codes == (CITY, COUNTY)


def test_who_reported_is_told_why_it_came_back(told: Told) -> None:
    sends(told.city, "B1")
    told.city.report_step("county duty officer", "B1", "return", reason="地点不清")
    assert "地点不清" in told.last("report_returned").zh
    assert told.tells("report_returned", "duty officer")


def test_a_late_report_is_told_to_the_duty_leader_and_the_level_above(told: Told) -> None:
    told.city.wait(601)
    late = told.last("report_late")
    assert late.zh.startswith("信息报告超时：值班员报带班领导")
    assert late.urgent
    assert told.tells("report_late", "duty leader")
    assert told.tells("report_late", "county duty leader")


def test_what_is_owed_when_the_handling_has_ended_is_told(told: Told) -> None:
    sends(told.city, "B1")
    ended(told.city, told.fire)
    assert told.last("report_owed").zh.startswith("应报终报")
    assert told.tells("report_owed", "duty officer")
