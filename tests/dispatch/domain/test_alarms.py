"""One list of all that is overdue or alarming: ranked by harm, few shout, none is lost."""

from collections.abc import Callable
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.domain import alarm_messages as lm
from dispatch.domain import commands as c
from dispatch.domain import duty_commands as dc
from dispatch.domain.actors import Actor
from dispatch.domain.alarm_answers import AlarmAnswer
from dispatch.domain.alarms import Alarm, alarms, shouting
from dispatch.domain.commands import Particulars
from dispatch.domain.deadlines import Deadline
from dispatch.domain.events import DeadlinePassed
from dispatch.domain.refusals import Rejected
from dispatch.domain.standing import standing_clocks
from dispatch.domain.subjects import may_tick, subject_of
from dispatch.profile.loader import load_profile
from dispatch.publishing.telling.entries import words_of
from dispatch.publishing.telling.lexicon import Lexicon
from dispatch.store.codec import decode_area, encode, recorded_of, state_hash
from tests.sentences import NOON, City
from tests.warned import FEED, TOWN_DUTY, a_message, a_valley

PROFILE = load_profile("xian")
GROUPS = sorted(PROFILE.alarms.groups)


def of(city: City) -> tuple[Alarm, ...]:
    return alarms(city.area, city.profile, city.clock.now())


def groups(city: City) -> set[str]:
    return {one.group for one in of(city)}


def one_of(city: City, group: str) -> Alarm:
    (found,) = (one for one in of(city) if one.group == group)
    return found


def at_work(city: City) -> str:
    fire = city.a_fire(kind="gas")
    order = city.order("fire-1", fire, "FIRE")
    city.team_does(order, "sign", "set_out", "arrive", "begin")
    return order


def test_an_order_nobody_signs_is_an_alarm_until_it_is_signed() -> None:
    city = City()
    fire = city.a_fire(kind="gas")
    order = city.order("fire-1", fire, "FIRE")
    assert of(city) == ()
    city.wait(301.0)
    alarm = one_of(city, "order_unsigned")
    assert (alarm.subject_id, alarm.incident_id, alarm.since_at) == (order, fire, NOON + 300)
    assert alarm.place_codes == ("610111001",)
    assert "call_owed" in groups(city)  # the ladder has come to the duty room's telephone
    city.team_does(order, "sign")
    assert not {"order_unsigned", "call_owed"} & groups(city)


def test_what_was_late_and_is_met_is_no_alarm_any_more() -> None:
    city = City()
    fire = city.a_fire(kind="gas")
    city.wait(400.0)
    assert one_of(city, "incident_late").timer == "grid_to_town"
    city.step("duty officer", fire, "start_verify")
    assert "incident_late" not in groups(city)
    assert city.area.incidents[fire].overdue == ("grid_to_town",)  # on record all the same


def test_a_mayday_stands_above_everything_and_is_put_off_by_nobody() -> None:
    city = City()
    other = city.a_fire(kind="rescue")
    city.order("fire-2", other, "FIRE")
    order = at_work(city)
    city.wait(3600.0)
    city.team_does(order, "mayday")
    first = of(city)[0]
    assert (first.group, first.subject_id) == ("mayday", order)
    snooze = lm.SnoozeAlarm(first.alarm_id, "later", 600.0)
    assert city.refused("duty officer", snooze).code == "may_not_be_snoozed"


def test_a_place_that_does_not_answer_is_one_alarm_however_many_limits_passed() -> None:
    city = a_valley()
    city.by(FEED, a_message())
    city.wait(3600.0)
    silent = [one for one in of(city) if one.group == "warning_unanswered"]
    owed = [one for one in city.area.warning_calls.values() if one.answered_at is None]
    assert {one.subject_id for one in silent} == {one.call_id for one in owed if one.is_open}
    assert silent


def test_a_duty_room_nobody_came_to_and_a_seat_nobody_took_are_alarms() -> None:
    city = City()
    people = (dc.SeatPlan("lead", "leader"), dc.SeatPlan("duty", "officer"))
    hours = dc.ShiftPlan(NOON, NOON + 36_000, people)
    city.by("duty leader", dc.PlanShifts("610111001", (hours,)))
    city.wait(601.0)
    assert groups(city) == {"duty_gap"}
    city.by("duty officer", c.TakeStep("shift", "Z1", "check_in"))
    assert one_of(city, "seat_empty").timer == "leader"
    city.by("duty leader", c.TakeStep("shift", "Z1", "check_in"))
    assert of(city) == ()


def test_an_alarm_that_is_seen_to_is_quiet_and_stays_listed() -> None:
    city = City()
    order = city.order("fire-1", city.a_fire(kind="gas"), "FIRE")
    city.wait(301.0)
    alarm = one_of(city, "order_unsigned")
    assert alarm in shouting(PROFILE, of(city))
    city.by("duty officer", lm.AcknowledgeAlarm(alarm.alarm_id, "I have them on the phone"))
    after = one_of(city, "order_unsigned")
    assert after.answer is not None
    assert (after.answer.by, after.answer.reason) == ("duty", "I have them on the phone")
    assert after not in shouting(PROFILE, of(city))
    (event,) = city.events(lm.AlarmAnswered)
    assert words_of(Lexicon(city.area, PROFILE), event).zh == (
        "告警已处理中：指令逾期未签收 fire-1 队 D1（指令签收）：I have them on the phone"
    )
    city.wait(PROFILE.alarms.acknowledged_s + 1)
    assert one_of(city, "order_unsigned").answer is None  # half an hour on, and still not signed
    assert city.area.instructions[order].state == "OVERDUE"


def test_what_is_put_off_comes_back_and_graver_than_it_was_comes_back_at_once() -> None:
    city = City()
    fire = city.a_fire(kind="gas", priority=3)
    city.order("fire-1", fire, "FIRE")
    city.wait(301.0)
    alarm = one_of(city, "order_unsigned")
    city.by("duty officer", lm.SnoozeAlarm(alarm.alarm_id, "they are on the way", 600.0))
    assert one_of(city, "order_unsigned").answer is not None
    city.by("duty officer", c.SetPriority(fire, 1, "people are inside"))
    assert one_of(city, "order_unsigned").answer is None
    city.by("duty officer", c.SetPriority(fire, 3, "nobody is inside"))
    city.wait(601.0)
    assert one_of(city, "order_unsigned").answer is None


def test_what_was_said_to_one_occasion_is_not_said_to_the_next() -> None:
    city = City()
    order = at_work(city)
    city.by("duty officer", c.TakeStep("instruction", order, "call_the_roll"))
    city.wait(121.0)
    first = one_of(city, "roll_missed")
    city.by("duty officer", lm.AcknowledgeAlarm(first.alarm_id, "radio is down, sent a runner"))
    city.by("duty officer", c.TakeStep("instruction", order, "answer_the_roll"))
    assert "roll_missed" not in groups(city)
    city.by("duty officer", c.TakeStep("instruction", order, "call_the_roll"))
    city.wait(121.0)
    again = one_of(city, "roll_missed")
    assert (again.alarm_id, again.answer) == (first.alarm_id, None)


def test_who_answers_an_alarm_gives_a_reason_and_belongs_there() -> None:
    city = City()
    city.order("fire-1", city.a_fire(kind="gas"), "FIRE")
    city.wait(301.0)
    alarm_id = one_of(city, "order_unsigned").alarm_id
    for who, command, code in (
        ("duty officer", lm.AcknowledgeAlarm(alarm_id, " "), "input_missing"),
        ("duty officer", lm.AcknowledgeAlarm("mayday/instruction/D9", "why"), "unknown_alarm"),
        ("duty officer of Ziwu", lm.AcknowledgeAlarm(alarm_id, "why"), "outside_jurisdiction"),
        ("grid worker", lm.AcknowledgeAlarm(alarm_id, "why"), "role_may_not"),
        ("duty officer", lm.SnoozeAlarm(alarm_id, "why", 1e9), "wrong_number"),
    ):
        assert city.refused(who, command).code == code
    city.by("duty officer", lm.AcknowledgeAlarm(alarm_id, "seen to"))
    assert decode_area(encode(city.area)) == city.area
    assert state_hash(City(log=city.log).area) == state_hash(city.area)


# --- whatever happens: nothing overdue is missing, few shout, and the order is one order

Deed = Callable[[City], None]


def _tried(city: City, command: c.Command, who: str | Actor) -> None:
    before = city.area
    try:
        city.by(who, command)
    except Rejected:
        assert city.area is before


def _fire(city: City) -> None:
    fire = city.a_fire(kind="gas", position=city.area.depots["depot-1"].position)
    _tried(city, c.GiveInstruction(fire, "fire-1", "FIRE"), "city duty officer")


def _step(action: str, who: str) -> Deed:
    def take(city: City) -> None:
        for order_id in city.area.instructions:
            said = Particulars(reason="word")
            _tried(city, c.TakeStep("instruction", order_id, action, said), who)

    return take


def _acknowledge(city: City) -> None:
    for one in of(city)[:2]:
        _tried(city, lm.AcknowledgeAlarm(one.alarm_id, "seen to"), "city duty officer")


def _wait(seconds: float) -> Deed:
    return lambda city: city.wait(seconds)


DEEDS: dict[str, Deed] = {
    "a fire": _fire,
    "a warning": lambda city: _warn(city),
    "a place answers": lambda city: _tried(
        city, c.TakeStep("warning_call", "W1/610116001", "answer"), TOWN_DUTY
    ),
    "they sign": _step("sign", "city duty officer"),
    "they set out": _step("set_out", "city duty officer"),
    "they arrive": _step("arrive", "city duty officer"),
    "they tell": _step("progress", "city duty officer"),
    "a roll": _step("call_the_roll", "city duty officer"),
    "somebody answers": _acknowledge,
    "a minute": _wait(70.0),
    "six minutes": _wait(360.0),
    "an hour": _wait(3700.0),
}


def _warn(city: City) -> None:
    if not city.area.warnings:
        city.by(FEED, a_message())


@settings(max_examples=60)
@given(st.lists(st.sampled_from(sorted(DEEDS)), min_size=4, max_size=14))
def test_nothing_overdue_is_missing_whatever_happens(deeds: list[str]) -> None:
    city = a_valley(profile=PROFILE)
    for deed in ("a fire", "a warning", *deeds):
        DEEDS[deed](city)
    ranked = of(city)
    listed = {(one.lifecycle, one.subject_id, one.timer) for one in ranked}
    for deadline in _late_and_unmet(city):
        if deadline.lifecycle == "warning_call":
            call = city.area.warning_calls[deadline.subject_id]
            owed = PROFILE.lifecycles["warning_call"].has("OWED", call.state)
            assert not owed or ("warning_call", call.call_id, "") in listed
        elif _can_be_met(city, deadline):
            assert (deadline.lifecycle, deadline.subject_id, deadline.timer) in listed
    assert _is_ranked(ranked)
    assert ranked == of(city)
    assert len(shouting(PROFILE, ranked)) <= PROFILE.alarms.shouting
    assert {one.deadline_id for one in standing_clocks(city.area, PROFILE)} <= {
        one.deadline_id for one in _late_and_unmet(city)
    }


def _late_and_unmet(city: City) -> list[Deadline]:
    """By the log alone: clocks somebody is late by, that no event has met or set anew since."""
    passed: dict[str, Deadline] = {}
    for entry in city.log.read(city.engine.area_id):
        event = recorded_of(entry).event
        anew = [one.deadline_id for one in getattr(event, "started", ())]
        for deadline_id in (*getattr(event, "stopped", ()), *anew):
            passed.pop(deadline_id, None)
        if isinstance(event, DeadlinePassed) and event.deadline.late:
            passed[event.deadline.deadline_id] = event.deadline
    return [one for one in passed.values() if may_tick(city.area, one)]


def _can_be_met(city: City, deadline: Deadline) -> bool:
    table = PROFILE.lifecycles.get(deadline.lifecycle)
    rows = [row for row in table.rows if deadline.timer in row.stops] if table else []
    return not rows or any(subject_of(city.area, deadline).state in row.moves for row in rows)


def _is_ranked(ranked: tuple[Alarm, ...]) -> bool:
    keys = [one.rank for one in ranked]
    return keys == sorted(keys, reverse=True) and len(set(keys)) == len(keys)


answer = AlarmAnswer("duty", "seen to", NOON, NOON + 600, NOON, 1)
some = st.lists(
    st.builds(
        Alarm,
        alarm_id=st.integers(0, 10_000).map(lambda n: f"order_late/instruction/D{n}"),
        group=st.sampled_from(GROUPS),
        harm=st.integers(1, 8000),
        since_at=st.floats(NOON - 9000, NOON),
        lifecycle=st.just("instruction"),
        subject_id=st.just("D1"),
        place_codes=st.just(("610111001",)),
        answer=st.sampled_from([None, None, answer]),
    ),
    unique_by=lambda one: one.alarm_id,
    max_size=40,
)


@given(some, st.randoms(use_true_random=False), st.floats(NOON, NOON + 1e6))
def test_few_shout_the_worst_of_them_and_always_in_one_order(
    found: list[Alarm], chance: Random, later: float
) -> None:
    area = AREA  # nothing happens in it: what shouts is what is handed in
    shuffled = list(found)
    chance.shuffle(shuffled)
    ranked = alarms(area, PROFILE, NOON, found)
    assert ranked == alarms(area, PROFILE, later, shuffled)
    assert len(ranked) == len(found)
    loud = shouting(PROFILE, ranked)
    quiet = [one for one in ranked if one.answer is None and one not in loud]
    assert len(loud) == min(PROFILE.alarms.shouting, len(loud) + len(quiet))
    # Whoever is passed over is of a group that is loud enough already.
    for waits in quiet:
        limit = PROFILE.alarms.groups[waits.group].loud
        worse = [one for one in loud if one.rank < waits.rank]
        same = [one for one in loud if one.group == waits.group]
        assert not worse or (limit is not None and len(same) >= limit)
    assert _is_ranked(ranked)
    assert _is_ranked(loud)


AREA = City(profile=PROFILE).area


def test_many_silent_villages_do_not_drown_the_one_team_nobody_hears_of() -> None:
    city = a_valley(profile=PROFILE)
    city.by(FEED, a_message())
    city.order("fire-1", city.a_fire(kind="gas"), "FIRE")
    city.wait(1000.0)
    ranked = of(city)
    silent = [one for one in ranked if one.group == "warning_unanswered"]
    assert len(silent) >= PROFILE.alarms.shouting
    assert "order_unsigned" in {one.group for one in shouting(PROFILE, ranked)}
    assert len(shouting(PROFILE, silent)) == PROFILE.alarms.shouting  # where nothing else waits


def test_graver_incidents_weigh_more() -> None:
    weights = PROFILE.alarms.priority_weights
    assert sorted(weights.values(), reverse=True) == [weights[one] for one in sorted(weights)]


def test_many_alarms_are_acknowledged_at_once_all_or_none() -> None:
    city = City()
    city.a_fire(kind="gas")
    city.wait(8 * 3600.0)
    ids = tuple(one.alarm_id for one in of(city))[:2]
    assert len(ids) == 2
    refused = city.refused("duty officer", lm.AcknowledgeAlarms((ids[0], "x/1", "x/2"), "on it"))
    assert (refused.code, refused.field) == ("not_all_acknowledged", "alarm_ids.1")
    assert refused.reason == "alarm_ids.1: no alarm 'x/1' here; alarm_ids.2: no alarm 'x/2' here"
    for who, command, code in (
        ("duty officer of Ziwu", lm.AcknowledgeAlarms(ids, "on it"), "not_all_acknowledged"),
        ("duty officer of Ziwu", lm.AcknowledgeAlarms(ids[:1], "on it"), "outside_jurisdiction"),
        ("duty officer", lm.AcknowledgeAlarms((), "on it"), "input_missing"),
        ("duty officer", lm.AcknowledgeAlarms(ids, " "), "input_missing"),
        ("grid worker", lm.AcknowledgeAlarms(ids, "on it"), "role_may_not"),
    ):
        assert city.refused(who, command).code == code
    city.by("duty officer", lm.AcknowledgeAlarms((*ids, ids[0]), "crews are on the radio"))
    assert {one.alarm_id for one in of(city) if one.answer is not None} == set(ids)
    assert len(city.events(lm.AlarmAnswered)) == 2
