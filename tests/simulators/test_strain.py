"""Work tires crews, their shifts end, and a team with somebody hurt is out of service."""

from dispatch.domain import events as e
from tests.simulators.hamlets import inject, run

WORK = {"median_s": 600, "sigma": 0.0}


def moments(entries, action):
    return {
        one.event.subject_id: one.recorded_at
        for one in entries
        if isinstance(one.event, e.StepTaken) and one.event.action == action
    }


def test_what_comes_later_takes_a_tired_crew_longer(tmp_path) -> None:
    injects = [inject(0), inject(150, report={"kind": "alarm", "lon": 109.0215, "lat": 34.0005})]
    crews = {"work": {"median_s": 3600, "sigma": 0.0}, "tired_per_h": 0.5}
    _, entries = run(tmp_path, duration_h=3, crews=crews, script={"injects": injects})
    begun, done = moments(entries, "begin"), moments(entries, "finish")
    took = [round(done[one] - begun[one]) for one in sorted(done, key=lambda one: begun[one])]
    assert took[0] == 3600
    assert set(took) == {3600, 5400}, "an hour behind it, half as long again"


def test_a_crew_whose_shift_is_over_goes_off_duty_at_home_and_comes_back(tmp_path) -> None:
    crews = {"work": WORK, "shift_h": 0.01, "rest_h": 2}
    _, entries = run(tmp_path, crews=crews, script={"injects": [inject()]})
    off, on = moments(entries, "go_off_duty"), moments(entries, "come_on_duty")
    assert off
    assert {one: round(on[one] - off[one]) for one in on} == dict.fromkeys(on, 7200)


def test_somebody_hurt_calls_mayday_is_helped_and_the_team_is_out_of_service(tmp_path) -> None:
    crews = {"work": WORK, "injury_share": 1.0}
    outcome, entries = run(tmp_path, crews=crews, script={"injects": [inject()]})
    called, cleared = moments(entries, "mayday"), moments(entries, "clear_mayday")
    assert called.keys() == cleared.keys()
    assert called
    assert called.keys() <= moments(entries, "finish").keys()
    assert moments(entries, "withdraw_from_service")
    assert (outcome["violations"], outcome["open_at_end"]) == (0, 0)
