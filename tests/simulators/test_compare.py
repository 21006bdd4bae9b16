"""Two policies side by side: the same calls, and what each made of them."""

import json

import pytest
from typer.testing import CliRunner

from api.cli import app
from simulators.compare import compare_policies, side_by_side
from simulators.drill import run_drill


def test_each_policy_runs_the_very_drill_it_would_run_alone(tiny):
    path = tiny.scenario()
    told = CliRunner().invoke(
        app, ["drill", "compare", str(path), "--data", str(tiny.folder), "--json"]
    )
    assert told.exit_code == 0, told.output
    compared = json.loads(told.stdout)
    assert list(compared["policies"]) == ["nearest", "optimal"]
    alone = run_drill(path, data_dir=tiny.folder, policy="nearest")
    assert compared["policies"]["nearest"]["state_hash"] == alone["state_hash"]
    assert compared["baseline"] == "nearest"
    assert list(compared["difference"]) == ["optimal"]


def test_a_difference_is_what_a_policy_has_more_or_less_than_the_first(tiny):
    outcome = run_drill(tiny.scenario(), data_dir=tiny.folder)
    figures = outcome["response_s_by_priority"]
    sooner = {
        **outcome,
        "response_s_p50": outcome["response_s_p50"] - 30,
        "unmet": outcome["unmet"] + 2,
        "complete_s_p90": None,
        "response_s_by_priority": {
            **figures,
            "1": {**figures["1"], "p90": figures["1"]["p90"] + 5.5},
        },
    }
    less = side_by_side({"one": outcome, "other": sooner})["difference"]["other"]
    assert less["response_s_p50"] == -30
    assert less["unmet"] == 2
    assert less["complete_s_p90"] is None
    assert less["response_s_by_priority"]["1"]["p90"] == 5.5


@pytest.mark.parametrize("policies", [["nearest"], ["optimal", "optimal"]])
def test_a_comparison_needs_two_policies(tiny, policies):
    with pytest.raises(ValueError, match="name two or more"):
        compare_policies(tiny.scenario(), policies, data_dir=tiny.folder)


def test_a_call_is_complete_when_the_last_of_its_teams_is_there(tiny):
    outcome = run_drill(tiny.scenario(), data_dir=tiny.folder)
    figures = outcome["response_s_by_priority"]["1"]
    assert outcome["complete_s_p90"] > outcome["response_s_p90"], "the fire wanted two engines"
    assert figures["unmet"] == 0
    assert figures["complete_p90"] >= figures["p90"]
