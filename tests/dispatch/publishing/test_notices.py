"""What people are told when something has happened, and who they are."""

import pytest

from dispatch.domain import commands as c
from dispatch.domain import duty_commands as dc
from dispatch.domain.actors import Actor
from dispatch.domain.envelope import Recorded
from dispatch.domain.profile import TeamNeed
from dispatch.publishing.notice import Notice
from dispatch.publishing.notices import concerns, notices_of, text_of
from tests.sentences import NOON, PEOPLE, PLACES, TEAMS, City

TOWN = "610111001"
LEADER = Actor("leader", "TEAM", TOWN, "fire-1")


class Told:
    """A city, and all that would be told of what happens in it."""

    def __init__(self, city: City | None = None) -> None:
        self.city = city or City()
        self.notices: list[Notice] = []
        self.city.engine.subscribe(self._observe)
        self.fire = self.city.a_fire(kind="gas")
        self.order = self.city.order("fire-1", self.fire, "FIRE")

    def _observe(self, events: tuple[Recorded, ...], area: object) -> None:
        for one in events:
            self.notices += notices_of(one, self.city.engine.area, self.city.profile)

    def last(self, kind: str) -> Notice:
        return [one for one in self.notices if one.kind == kind][-1]

    def tells(self, kind: str, who: str | Actor) -> bool:
        actor = PEOPLE[who] if isinstance(who, str) else who
        return concerns(self.last(kind), actor, self.city.area, self.city.profile)

    def kinds(self) -> list[str]:
        return [one.kind for one in self.notices]


@pytest.fixture
def told() -> Told:
    return Told()


def at_work(told: Told) -> None:
    told.city.team_does(told.order, "sign", "set_out", "arrive", "begin")


def test_a_team_is_told_of_its_order_and_nobody_else_is(told: Told) -> None:
    order = told.last("order")
    assert order.zh == "新指令 D1：水岸社区燃气事故，请签收"
    assert "Gas" in order.en
    assert told.tells("order", LEADER)
    other = Actor("other", "TEAM", TOWN, "fire-2")
    assert not told.tells("order", other)
    assert not told.tells("order", "duty officer")


def test_the_ladder_tells_the_team_the_duty_room_and_those_who_lead(told: Told) -> None:
    told.city.wait(400)
    assert told.kinds() == ["order", "reminder", "call", "supervision"]
    assert told.tells("reminder", LEADER)
    assert told.tells("call", "duty officer")
    assert not told.tells("call", "duty officer of Ziwu")
    assert not told.tells("call", "city duty officer")
    assert told.tells("supervision", "duty leader")
    assert "签收" in told.last("supervision").zh


def test_what_is_called_off_is_told_once_it_was_sent(told: Told) -> None:
    reason = c.Particulars(reason="误报")
    told.city.by("city duty officer", c.TakeStep("instruction", told.order, "cancel", reason))
    assert told.tells("called_off", LEADER)
    draft = c.GiveInstruction(told.fire, "fire-2", "FIRE", draft=True)
    told.city.by("city duty officer", draft)
    told.city.by("city duty officer", c.TakeStep("instruction", "D2", "cancel", reason))
    assert told.kinds().count("called_off") == 1


def test_a_missed_roll_and_a_headcount_that_is_out_alarm_those_who_answer_for_it(
    told: Told,
) -> None:
    at_work(told)
    told.city.wait(900 + 120)
    assert {"roll_call", "roll_missed", "call"} <= set(told.kinds())
    assert told.tells("roll_missed", "commander")
    told.city.team_does(told.order, "answer_the_roll", safe=8)
    assert "相差 2 人" in told.last("headcount").zh
    assert told.tells("headcount", "duty officer")


def test_a_hold_is_told_to_teams_and_rooms_and_again_where_it_is_not_acknowledged(
    told: Told,
) -> None:
    at_work(told)
    told.city.step("commander", told.fire, "safety_hold")
    assert told.tells("hold", LEADER)
    assert told.tells("hold_ordered", "duty leader")
    told.city.wait(60)
    assert told.tells("hold_missed", "commander")
    told.city.step("commander", told.fire, "resume", reason="secured")
    assert told.tells("resume", LEADER)


def test_those_who_answer_for_an_incident_are_told_that_more_is_wanted(told: Told) -> None:
    at_work(told)
    told.city.by(LEADER, c.ReportProgress(told.order, "一切正常"))
    assert "more_wanted" not in told.kinds()
    needs = (TeamNeed("FIRE", teams=2),)
    told.city.by(LEADER, c.ReportProgress(told.order, "火势蔓延", team_needs=needs))
    assert told.last("more_wanted").zh.endswith("火势蔓延")
    assert told.tells("more_wanted", "duty officer")
    assert not told.tells("more_wanted", LEADER)


def test_a_mayday_is_told_to_everybody_concerned_also_above(told: Told) -> None:
    at_work(told)
    told.city.order("fire-2", told.fire, "FIRE")
    told.city.team_does(told.order, "mayday", reason="二楼坍塌")
    mayday = told.last("mayday")
    assert "二楼坍塌" in mayday.zh
    assert mayday.urgent
    other = Actor("other", "TEAM", TOWN, "fire-2")
    elsewhere = Actor("elsewhere", "TEAM", TOWN, "medical-1")
    for who in (LEADER, other, "duty officer", "commander", "county", "city"):
        assert told.tells("mayday", who), who
    for nobody in (elsewhere, "duty officer of Ziwu", "grid worker"):
        assert not told.tells("mayday", nobody), nobody


def test_no_notice_tells_a_telephone_number(told: Told) -> None:
    told.city.wait(400)
    assert not any(char.isdigit() and "139" in one.zh for one in told.notices for char in one.zh)


def test_in_a_drill_every_message_says_so() -> None:
    class Drill(City):
        def found(self) -> None:
            exercise = c.FoundArea("测试市", "61", self.profile.profile_id, exercise=True)
            self.by("admin", exercise)
            self.by("admin", c.RegisterPlaces(PLACES))
            self.by("admin", c.EnrolTeams(TEAMS))

    told = Told(Drill(area_id="drill-1"))
    assert text_of(told.last("order")).startswith("【演练】")


def test_people_off_duty_are_not_told(told: Told) -> None:
    night = Actor("night", "DUTY", TOWN)
    people = (dc.SeatPlan("lead", "leader"), dc.SeatPlan("duty", "officer"))
    hours = dc.ShiftPlan(NOON - 60, NOON + 36_000, people)
    told.city.by("duty leader", dc.PlanShifts(TOWN, (hours,)))
    told.city.by("duty officer", c.TakeStep("shift", "Z1", "check_in"))
    told.city.wait(400.0)  # nobody signs: the duty room is to telephone
    assert told.tells("call", "duty officer")
    assert not told.tells("call", night)
    assert not told.tells("call", "duty leader")  # on the roster, and not there


def test_a_duty_room_nobody_is_in_is_told_to_all_who_belong_to_it_and_upwards(told: Told) -> None:
    people = (dc.SeatPlan("lead", "leader"), dc.SeatPlan("duty", "officer"))
    hours = dc.ShiftPlan(NOON, NOON + 36_000, people)
    told.city.by("duty leader", dc.PlanShifts(TOWN, (hours,)))
    told.city.wait(700.0)
    notice = told.last("shift_unmanned")
    assert notice.zh == "值班室无人到岗：纺织城街道（应到：lead、duty），请立即联系"
    assert told.tells("shift_unmanned", Actor("night", "DUTY", TOWN))
    assert told.tells("shift_unmanned", "town office")
    told.city.wait(700.0)
    assert told.tells("shift_unmanned", "county duty leader")
