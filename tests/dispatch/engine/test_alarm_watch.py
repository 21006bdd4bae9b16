"""Parts of the process that are down are alarms, once they stay so."""

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
