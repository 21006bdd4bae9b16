"""What-if: the same luck with something changed; with nothing changed, the same bytes."""

from concurrent.futures import ThreadPoolExecutor

import msgspec
import pytest

from dispatch.domain.profile import TeamNeed
from simulators.cases import Case, run_case
from simulators.drill import run_drill
from simulators.scenario import Policy
from simulators.variants import AddedTeam, Closure, Variant
from simulators.what_if import load_variant, what_if

HABITS = {"decline_share": 0.3, "silent_share": 0.1}


def _run(tiny, variant=None, seed=7, habits=HABITS, **changed):
    path, folder = tiny.scenario(crews=habits), str(tiny.folder)
    return run_case(Case(str(path), folder, seed, "one", variant or Variant(), changed))


def test_a_branch_with_nothing_changed_is_its_parent(tiny):
    parent = run_drill(tiny.scenario(crews=HABITS), data_dir=tiny.folder)
    assert _run(tiny).state_hash == parent["state_hash"]
    assert _run(tiny, Variant(from_h=1.0)).state_hash == parent["state_hash"]
    assert _run(tiny, seed=8).state_hash != parent["state_hash"]


def test_until_its_moment_a_branch_is_as_it_was(tiny):
    was, late = _run(tiny), _run(tiny, Variant(closed_stations=("T-01",), from_h=1.2))
    assert [one for one in late.calls if one.call in ("c1", "c2")] == [
        one for one in was.calls if one.call in ("c1", "c2")
    ]


def test_nobody_is_sent_from_a_closed_station_and_an_added_team_goes(tiny):
    closed = _run(tiny, Variant(closed_stations=("T-02",)))
    assert not any(team in one.sent for one in closed.calls for team in ("E02", "M7"))
    more = AddedTeam("new", ("RESCUE",), "T-02", (109.0148, 34.0203))
    added = _run(tiny, Variant(added=(more,)), habits={})
    assert "new-1" in next(one.sent for one in added.calls if one.call == "c3")
    assert closed.violations == added.violations == 0


def test_off_duty_a_share_of_every_place_stands_down(tiny):
    none = _run(tiny, Variant(off_duty={"*": 1.0}))
    assert all(one.sent == () and one.first_s is None for one in none.calls)


def test_a_run_card_says_who_is_wanted_whatever_the_call_says(tiny):
    cards = {"medical": (TeamNeed("RESCUE", teams=2),)}
    changed = _run(tiny, Variant(run_cards=cards), habits={})
    assert [len(one.sent) + one.unmet for one in changed.calls if one.kind == "medical"] == [2, 2]


def test_closed_roads_make_the_drive_longer_or_cut_off(tiny):
    ring = ((109.012, 34.018), (109.018, 34.018), (109.018, 34.0225), (109.012, 34.0225))
    closed = Variant(closures=(Closure(ring=ring),))
    was, shut = _run(tiny, habits={}), _run(tiny, closed, habits={})
    third = {
        name: next(c for c in run.calls if c.call == "c3")
        for name, run in (("was", was), ("shut", shut))
    }
    assert third["shut"].first_s is None or third["shut"].first_s > third["was"].first_s


def test_differences_are_told_with_intervals_and_who_would_have_been_sent(tiny):
    path = tiny.scenario(crews=HABITS)
    with ThreadPoolExecutor(1) as here:
        nothing = what_if(path, Variant(), here, data_dir=tiny.folder, seeds=(1, 2))
        closed = Variant(closed_stations=("T-02",))
        told = what_if(path, closed, here, data_dir=tiny.folder, seeds=(1, 2, 3), late_after_s=200)
    assert nothing["same_state"] == [True, True]
    assert nothing["difference"]["mean_s"] == {"mean": 0.0, "half_width": 0.0}
    assert nothing["sent_otherwise"] == 0
    assert told["sent_otherwise"] == len(told["who_would_have_been_sent"]) > 0
    first = told["who_would_have_been_sent"][0]
    assert set(first["was_sent"]) & {"E02", "M7"}
    assert told["difference"]["late"]["half_width"] is not None


@pytest.mark.parametrize(
    ("variant", "field"),
    [
        ({"closed_stations": ["T-99"]}, "closed_stations"),
        ({"run_cards": {"comet": []}}, "run_cards"),
        ({"added": [{"name": "x", "capabilities": ["MAGIC"], "place": "T-01"}]}, "capability"),
    ],
)
def test_a_word_that_drill_and_profile_do_not_know_is_refused(tiny, variant, field):
    with pytest.raises(ValueError, match=field):
        _run(tiny, msgspec.convert(variant, Variant))


def test_a_variants_file_is_read_strictly(tmp_path):
    path = tmp_path / "variant.yaml"
    path.write_text("policy: {search: nearest}\noff_duty: {'*': 0.25}\n")
    assert load_variant(path) == Variant(policy=Policy(search="nearest"), off_duty={"*": 0.25})
    path.write_text("policies: {}\n")
    with pytest.raises(ValueError, match="policies"):
        load_variant(path)
