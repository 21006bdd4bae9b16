"""The regret of a finished drill: never below nothing, and told with its drill."""

import json
import os
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from api.cli import app
from simulators.drill import run_drill


def _busy(tiny, **changed):
    """The tiny town's three calls, thirty times over within an hour: crews are hardly at home."""
    copies = {"times": 30, "apart_s": 3000, "apart_m": 900}
    recorded = {"file": "calls.csv", "mapping": "mapping.yaml", "copies": copies}
    return tiny.scenario(calls={"recorded": recorded}, **changed)


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("policy", ["nearest", "optimal"])
def test_no_policy_does_better_than_the_bound(tiny, policy, seed):
    habits = {"decline_share": 0.1, "silent_share": 0.05}
    path = _busy(tiny, crews=habits)
    looked_back = run_drill(path, data_dir=tiny.folder, policy=policy, seed=seed, hindsight=15)
    for told in (looked_back["hindsight"], looked_back["hindsight"]["priority_1"]):
        assert 0 < told["bound_s"] <= told["weighted_s"]
        assert told["regret"] == pytest.approx(told["weighted_s"] / told["bound_s"] - 1, abs=0.01)


AGAIN = """
import json, sys
from pathlib import Path
from simulators.drill import run_drill
told = run_drill(Path(sys.argv[1]), data_dir=Path(sys.argv[2]), hindsight=3)["hindsight"]
print(json.dumps(told, sort_keys=True))
"""


def test_the_bound_is_the_same_in_another_process(tiny):
    path = _busy(tiny)
    here = run_drill(path, data_dir=tiny.folder, hindsight=3)["hindsight"]
    for salt in ("1", "2"):  # of hashes: each lays the teams of the area in another order
        there = subprocess.run(
            [sys.executable, "-c", AGAIN, str(path), str(tiny.folder)],
            env={**os.environ, "PYTHONHASHSEED": salt},
            capture_output=True,
            text=True,
            check=True,
        )
        assert json.loads(there.stdout) == json.loads(json.dumps(here))


def test_what_was_never_met_counts_as_long_as_the_profile_says(tiny):
    mapping = (tiny.folder / "mapping.yaml").read_text().replace("RESCUE", "GAS")
    (tiny.folder / "mapping.yaml").write_text(mapping)
    told = run_drill(tiny.scenario(), data_dir=tiny.folder, hindsight=5)["hindsight"]
    assert told["demands"] == 4
    assert told["delay_s_mean"] == 7200.0
    assert told["bound_s"] == told["weighted_s"], "nobody could have done anything about it"


def test_looking_back_changes_nothing_of_the_drill_and_is_told_at_the_terminal(tiny):
    path = tiny.scenario()
    options = ["--data", str(tiny.folder), "--hindsight", "5", "--json"]
    told = CliRunner().invoke(app, ["drill", "run", str(path), *options])
    assert told.exit_code == 0, told.output
    outcome = json.loads(told.stdout)
    assert outcome["hindsight"]["regret"] >= 0
    plain = run_drill(path, data_dir=tiny.folder)
    assert outcome["state_hash"] == plain["state_hash"]
    assert "hindsight" not in plain


def test_where_roads_change_with_the_hours_there_is_no_hindsight(tiny):
    storm = {"storm": {"per_hour": {"fire": 1}}}
    path = tiny.scenario(place={"city": {"name": "xian"}}, calls=storm)
    with pytest.raises(ValueError, match="hindsight: only at full speed"):
        run_drill(path, hindsight=5)
