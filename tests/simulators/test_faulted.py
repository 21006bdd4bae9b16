"""Small drills with all faults hold what must hold; one that does not is told in one line."""

import os
import subprocess
import sys

import numpy as np
import pytest

from dispatch.domain.area import Area
from dispatch.domain.evolve import evolve
from dispatch.engine.history import History
from dispatch.store.codec import recorded_of, state_hash
from dispatch.store.open import open_log
from simulators.faulted import FAULTS, Trial, Verdict, shrunk, try_out, verdicts

AGAIN = """
import sys
from simulators.faulted import Trial, try_out
print(try_out(Trial(int(sys.argv[1]))).state_hash)
"""


@pytest.mark.parametrize("first", range(1, 51, 10))
def test_fifty_seeds_hold_after_every_event(first: int) -> None:
    wrong = [one for one in verdicts(range(first, first + 10)) if one.wrong]
    assert not wrong, "\n".join(f"{one.trial.line}  # {one.wrong[0]}" for one in wrong)


def test_a_seed_is_the_same_in_another_process_and_in_any_store(
    tmp_path, fresh_postgresql_url
) -> None:
    seed = 6
    here = try_out(Trial(seed))
    assert here.events > 300
    for url in (f"sqlite:///{tmp_path / 'trial.db'}", fresh_postgresql_url):
        stored = try_out(Trial(seed), database=url, check_every=100)
        assert stored.state_hash == here.state_hash
    elsewhere = subprocess.run(
        [sys.executable, "-c", AGAIN, str(seed)],
        env={**os.environ, "PYTHONHASHSEED": "3"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert here.state_hash == elsewhere.stdout.strip()
    assert here.state_hash != try_out(Trial(seed + 1)).state_hash


def test_any_of_a_thousand_positions_of_a_drill_is_its_state_folded_from_zero(
    tmp_path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dispatch.engine.history.KEEP_EVERY", 40)
    url = f"sqlite:///{tmp_path / 'trial.db'}"
    try_out(Trial(6), database=url, check_every=1_000)
    log = open_log(url)
    (area_id,) = log.areas()
    folded = [Area(area_id=area_id)]
    for entry in log.read(area_id):
        one = recorded_of(entry)
        folded.append(evolve(folded[-1], one.event, one.position, one.recorded_at))
    history = History(log, area_id)
    hashed = [state_hash(one) for one in folded]
    for position in np.random.default_rng(6).integers(0, len(folded), 1_000).tolist():
        assert state_hash(history.at(position)) == hashed[position], position
    log.close()


def test_a_failing_trial_shrinks_to_what_it_takes_and_tells_the_line_that_runs_it() -> None:
    def check(trial: Trial) -> Verdict:
        fails = {"late", "doubled"} <= set(trial.faults) and trial.hours > 0.1
        return Verdict(trial, ("a team is under two orders",) if fails else (), 1, "")

    small = shrunk(check(Trial(17)), check).trial
    assert small == Trial(17, 0.125, ("late", "doubled"))
    assert small.line == (
        "chiyuan drill faults --first 17 --seeds 1 --hours 0.125 --only late,doubled"
    )
    assert Trial(17).line == "chiyuan drill faults --first 17 --seeds 1"


def test_a_fault_that_is_left_out_changes_none_of_the_others() -> None:
    whole = Trial(5).scenario()
    some = Trial(5, faults=("late", "closures")).scenario()
    assert some["faults"] == {"late_share": whole["faults"]["late_share"]}
    assert some["script"] == {"closures": whole["script"]["closures"]}
    assert len(FAULTS) == len({*FAULTS})


def test_a_defect_of_the_engine_is_a_failure_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_given: object, **_named: object) -> dict[str, object]:
        raise IndexError("no such row")

    monkeypatch.setattr("simulators.faulted.run_drill", breaks)
    assert try_out(Trial(1)).wrong == ("IndexError: no such row",)
