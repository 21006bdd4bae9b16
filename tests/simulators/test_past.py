"""A stretch of a log is branched: the area as it was, its reports, and crews as they were."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec
import numpy as np
import pytest
import yaml

from dispatch.store.open import open_log
from simulators.cases import Case, run_case
from simulators.chance import Spread
from simulators.county import county_roads
from simulators.drill import run_scenario
from simulators.ground import lay_ground
from simulators.hamlet import bounds_of
from simulators.past import Seen, read_past
from simulators.scenario import CrewHabits, load_scenario
from simulators.variants import Variant
from simulators.venue import HamletPlace
from simulators.what_if import what_if
from tests.simulators.hamlets import FIRE, inject, run

DAY = {
    "name": {"zh": "当日复盘推演", "en": "The day again"},
    "area_id": "drill-h",
    "start": "2024-07-16T14:10:00+08:00",
    "duration_h": 1,
    "drain_h": 12,
}


@pytest.fixture(scope="module")
def day(tmp_path_factory) -> Path:
    """A day's log of four fires, the first under way when the stretch begins, and its scenario."""
    folder = tmp_path_factory.mktemp("day")
    fires = [
        inject(at, report={**FIRE, "lon": 109.0 + 0.012 * n})
        for n, at in enumerate((5, 15, 25, 35))
    ]
    outcome, _ = run(folder, script={"injects": fires}, crews={"work": {"median_s": 1500}})
    assert outcome["incidents"] == 4
    county_roads(HamletPlace(), bounds_of(HamletPlace())).save(folder / "roads.npz")
    place = {"log": {"database": f"sqlite:///{folder / 'hamlet.db'}", "roads": "roads.npz"}}
    (folder / "day.yaml").write_text(yaml.safe_dump({**DAY, "place": place}, allow_unicode=True))
    return folder / "day.yaml"


def _run(day: Path, variant: Variant | None = None, seed: int = 1):
    return run_case(Case(str(day), None, seed, "one", variant or Variant()))


def test_a_stretch_begins_from_the_area_as_it_was_with_the_reports_that_came(day):
    log = open_log(f"sqlite:///{day.parent / 'hamlet.db'}")
    scenario = load_scenario(day)
    begins_at = scenario.start_at
    past = read_past(log, "drill-h", begins_at, begins_at + 900)
    assert [one.at - begins_at for one in past.reports] == [300.0]
    assert past.root == "H"
    assert past.under_way, "the first fire's crews go on as they did"
    assert all(one.at > begins_at for one in past.under_way)
    with pytest.raises(ValueError, match="nothing of 'drill-h' up to the start"):
        read_past(log, "drill-h", 0.0, 1.0)
    log.close()


def test_a_branch_with_nothing_changed_is_its_parent_and_the_log_stays_as_it_was(day):
    log = open_log(f"sqlite:///{day.parent / 'hamlet.db'}")
    before = log.head("drill-h")
    was, again, other = _run(day), _run(day), _run(day, seed=2)
    assert was.state_hash == again.state_hash != other.state_hash
    assert log.head("drill-h") == before
    assert len(was.calls) == 3, "the calls of the stretch, not the one before it"
    assert was.violations == 0
    assert all(one.first_s is not None for one in was.calls)
    log.close()


def test_a_branch_counts_from_the_moment_on_at_which_it_leaves_the_log(day):
    scenario = load_scenario(day)
    outcome = run_scenario(scenario, lay_ground(scenario, None, day.parent), day.parent, None)
    assert (outcome["calls"], outcome["incidents"], outcome["reached"]) == (3, 3, 3)
    assert outcome["demanded"] == outcome["assigned"] + outcome["unmet"]
    assert outcome["orders"] - outcome["declined"] - outcome["overdue"] <= outcome["demanded"]


def test_what_a_branch_would_leave_aside_is_refused_instead(day):
    plain = yaml.safe_load(day.read_text())
    for changed, said in (
        ({"calls": {"storm": {"per_hour": {"fire": 5}}}}, "calls: those of the log"),
        ({"profile": "anywhere"}, "profile: the log's is xian"),
        ({"place": {"log": {"database": "sqlite:///nowhere.db", "roads": "r.npz"}}}, "no database"),
    ):
        other = day.parent / "other.yaml"
        other.write_text(yaml.safe_dump(plain | changed, allow_unicode=True))
        with pytest.raises(ValueError, match=said):
            lay_ground(load_scenario(other), None, day.parent)
    scenario = load_scenario(day)
    ground = lay_ground(scenario, None, day.parent)
    with pytest.raises(ValueError, match="kept nowhere"):
        run_scenario(scenario, ground, day.parent, None, database="sqlite:///kept.db")


def test_injects_of_a_branch_are_others_than_those_of_its_log(day):
    plain, other = yaml.safe_load(day.read_text()), day.parent / "injected.yaml"
    other.write_text(yaml.safe_dump(plain | {"script": {"injects": [inject(10, report=FIRE)]}}))
    assert len(run_case(Case(str(other), None, 1, "one", Variant())).calls) == 4


def test_crews_of_the_branch_work_as_long_as_those_of_the_log(day):
    ground = lay_ground(load_scenario(day), None, day.parent)
    past = ground.past
    assert past is not None
    worked = [s for one in past.worked_s.values() for s in one if s is not None]
    assert worked
    log = past.fresh_log()
    assert log.head("drill-h") == len(past.entries)


def test_what_if_of_a_stretch_tells_what_other_crews_would_have_come_to(day):
    with ThreadPoolExecutor(1) as here:
        told = what_if(day, Variant(off_duty={"*": 0.5}), here, seeds=(1, 2))
    assert told["calls"] == 6
    assert told["violations"] == 0
    assert told["sent_otherwise"] > 0
    assert told["same_state"] == [False, False]


def test_habits_are_those_seen_where_enough_was_seen():
    rng = np.random.default_rng(1)
    many = tuple(rng.lognormal(np.log(40.0), 0.5, 400).tolist())
    seen = Seen(many, (5.0,), (), {"fire": many, "gas": (9.0,)}, (), 400, 20, 4)
    found, plain = seen.crews(CrewHabits()), CrewHabits()
    assert found.sign.median_s == pytest.approx(40.0, rel=0.1)
    assert found.sign.sigma == pytest.approx(0.5, rel=0.15)
    assert (found.turnout, found.look_around) == (plain.turnout, plain.look_around)
    assert set(found.work_by_kind) == {"fire"}
    assert (found.decline_share, found.silent_share) == (0.05, 0.01)
    few = msgspec.structs.replace(plain, sign=Spread(1.0))
    assert Seen((3.0,), (), (), {}, (), 1, 1, 0).crews(few) == few


def test_a_log_needs_roads_and_says_where_it_is_branched_from(day):
    plain = yaml.safe_load(day.read_text())
    path = day.parent / "no-roads.yaml"
    del plain["place"]["log"]["roads"]
    path.write_text(yaml.safe_dump(plain))
    with pytest.raises(ValueError, match="exactly one of roads and city"):
        load_scenario(path)
