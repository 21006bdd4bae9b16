"""The people of command posts are told what they have to do, and who leads."""

import pytest

from dispatch.domain.envelope import Recorded
from dispatch.publishing.notice import Notice
from dispatch.publishing.notices import concerns, notices_of
from tests.command import (
    COUNTY,
    TOWN,
    asked_above,
    confirmed,
    established,
    handed_over,
    opened,
    proposed,
)
from tests.sentences import PEOPLE, City


class Told:
    """A city, and all that would be told of what happens in it."""

    def __init__(self) -> None:
        self.city = City()
        self.notices: list[Notice] = []
        self.city.engine.subscribe(self._observe)
        self.incident = confirmed(self.city)

    def _observe(self, events: tuple[Recorded, ...], area: object) -> None:
        for one in events:
            self.notices += notices_of(one, self.city.engine.area, self.city.profile)

    def last(self, kind: str) -> Notice:
        return [one for one in self.notices if one.kind == kind][-1]

    def who(self, kind: str) -> set[str]:
        """Everybody in the city who is told of the last notice of a kind."""
        notice = self.last(kind)
        city = self.city
        return {
            name
            for name, actor in PEOPLE.items()
            if concerns(notice, actor, city.area, city.profile)
        }


@pytest.fixture
def told() -> Told:
    return Told()


def test_those_who_consult_are_called(told: Told) -> None:
    assert told.last("post_called").zh.startswith("请会商研判：纺织城街道燃气事故（I1）")
    assert told.who("post_called") == {"duty leader", "town office", "town leading group"}


def test_who_may_approve_is_told_that_something_waits(told: Told) -> None:
    proposed(told.city, told.incident)
    assert told.who("response_proposed") == {"town leading group"}


def test_a_level_that_does_not_answer_has_its_duty_leader_told_and_the_next_one(
    told: Told,
) -> None:
    opened(told.city, told.incident)
    asked_above(told.city, told.incident, TOWN)
    assert told.who("post_called") == {"county duty leader", "county"}
    told.city.wait(601)
    assert told.who("post_unanswered") == {"county duty leader", "city duty leader"}
    established(told.city, told.incident, COUNTY)
    assert "town leading group" in told.who("escalation_answered")


def test_everybody_of_the_posts_hears_who_leads(told: Told) -> None:
    opened(told.city, told.incident)
    opened(told.city, told.incident, COUNTY)
    handed_over(told.city, told.incident, TOWN, COUNTY)
    assert "commander" in told.who("handover_begun")
    assert told.last("lead_passed").en == "The command post of 灞桥区 leads I1 (Gas accident)"
    assert {"duty officer", "commander", "county commander"} <= told.who("lead_passed")
