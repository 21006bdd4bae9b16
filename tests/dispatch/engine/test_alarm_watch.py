"""What is wrong with the process or its state is an alarm, too."""

from msgspec.structs import replace

from dispatch.domain.actors import Actor
from dispatch.domain.alarm_messages import AcknowledgeAlarm
from dispatch.engine.alarm_watch import DOWN_AFTER_S, AlarmWatch
from tests.sentences import NOON, City


def test_a_part_that_stays_down_is_an_alarm_until_it_is_back() -> None:
    city = City()
    watch, wrong = AlarmWatch(city.engine), ["connection refused"]
    watch.watch_part("mqtt", lambda: wrong[0] if wrong else None)
    assert watch.now() == ()
    city.wait(DOWN_AFTER_S + 1)
    (alarm,) = watch.now()
    assert (alarm.group, alarm.subject_id, alarm.since_at) == ("part_down", "mqtt", NOON)
    assert alarm.words == "connection refused"
    assert watch.now() is watch.now()
    wrong.clear()
    assert watch.now() == ()


def test_what_does_not_add_up_is_an_alarm_that_somebody_can_see_to() -> None:
    city = City()
    lost = replace(city.area.teams["fire-1"], instruction_id="D1")
    city.order("fire-1", city.a_fire(kind="gas"), "FIRE")
    area = city.engine.area
    city.engine._area = replace(
        area, teams=area.teams.set("fire-2", replace(lost, team_id="fire-2"))
    )
    (alarm,) = (one for one in AlarmWatch(city.engine).now() if one.group == "unsound")
    assert "fire-2" in alarm.subject_id
    assert (alarm.since_at, alarm.place_codes) == (NOON, (city.area.root,))
    root = Actor("root", "PROV", "61")
    city.by(root, AcknowledgeAlarm(alarm.alarm_id, "counted anew by hand"))
    after = next(one for one in AlarmWatch(city.engine).now() if one.group == "unsound")
    assert after.answer is not None
