"""Studies: seeds by variants, kept as they come, stopped in time, the same anywhere."""

from concurrent.futures import Executor, Future, ThreadPoolExecutor
from math import inf
from pathlib import Path

import msgspec
import numpy as np
import pyarrow.dataset
import pytest
import yaml

import simulators
from simulators.cases import CallOutcome, CaseOutcome
from simulators.executors import executor_at
from simulators.intervals import Figures, Interval, by_day, differences, figures_of, interval
from simulators.results import kept_case
from simulators.siting import Site, mexclp, p_median
from simulators.study import load_study, run_study
from simulators.study_report import as_markdown, as_page

STUDY = {
    "name": {"zh": "小镇研究", "en": "Tiny study"},
    "drill": "tiny.yaml",
    "late_after_s": 240,
    "stop": {"metric": "mean_s", "half_width": 1e9, "least": 2, "most": 4, "round": 2},
    "variants": {
        "optimal": {"policy": {"search": "optimal"}},
        "nearest": {"policy": {"search": "nearest"}},
        "one closed": {"closed_stations": ["T-02"]},
        "one more": {"added": [{"name": "p-median", "capabilities": ["RESCUE"], "place": "T-01"}]},
        "MEXCLP": {"added": [{"name": "MEXCLP", "capabilities": ["RESCUE"], "place": "T-01"}]},
    },
    "siting": {"teams": 1, "sites": 4, "standard_s": 60},
}
SHIPPED = sorted((Path(simulators.__file__).parent / "studies").glob("*.yaml"))


class Counting(Executor):
    """Runs at once, and counts what it was given."""

    def __init__(self) -> None:
        self.given = 0

    def submit(self, fn, /, *args, **kwargs):
        self.given += 1
        future: Future = Future()
        future.set_result(fn(*args, **kwargs))
        return future


def _study(tiny, **changed):
    tiny.scenario(crews={"decline_share": 0.2})
    path = tiny.folder / "study.yaml"
    path.write_text(yaml.safe_dump(STUDY | changed, allow_unicode=True, sort_keys=False))
    return path


def test_a_study_stops_when_enough_is_known_and_goes_on_where_it_was(tiny):
    path, out = _study(tiny), tiny.folder / "out"
    counting = Counting()
    found = run_study(path, out, counting, data_dir=tiny.folder)
    assert (found.enough, found.seeds, counting.given) == (True, (1, 2), 10)
    assert found.violations == 0
    again = Counting()
    assert run_study(path, out, again, data_dir=tiny.folder) == found
    assert again.given == 0
    (out / "cases" / "variant=one closed" / "seed=000002.parquet").unlink()
    assert run_study(path, out, again, data_dir=tiny.folder) == found
    assert again.given == 1
    table = pyarrow.dataset.dataset(out / "cases", partitioning="hive").to_table()
    assert table.num_rows == 2 * 5 * 3
    assert set(table["variant"].to_pylist()) == set(STUDY["variants"])


def test_a_study_that_never_knows_enough_ends_at_its_most_seeds(tiny):
    stop = STUDY["stop"] | {"half_width": 1e-9}
    found = run_study(
        _study(tiny, stop=stop), tiny.folder / "out", Counting(), data_dir=tiny.folder
    )
    assert (found.enough, found.seeds) == (False, (1, 2, 3, 4))


def test_the_same_numbers_come_from_threads_and_from_a_cluster(tiny):
    distributed = pytest.importorskip("distributed")
    path = _study(tiny)
    with ThreadPoolExecutor(1) as here:
        found = run_study(path, tiny.folder / "here", here, data_dir=tiny.folder)
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=False, dashboard_address=":0"
        ) as cluster,
        executor_at(cluster.scheduler_address) as there,
    ):
        assert run_study(path, tiny.folder / "there", there, data_dir=tiny.folder) == found


def test_a_folder_with_the_results_of_another_study_is_refused(tiny):
    out = tiny.folder / "out"
    run_study(_study(tiny), out, Counting(), data_dir=tiny.folder)
    with pytest.raises(ValueError, match="another study"):
        run_study(_study(tiny, late_after_s=100), out, Counting(), data_dir=tiny.folder)


def test_the_report_is_one_page_and_the_table_has_every_variant(tiny):
    found = run_study(_study(tiny), tiny.folder / "out", Counting(), data_dir=tiny.folder)
    page, table = as_page(found), as_markdown(found)
    assert "小镇研究" in page
    assert page.count("<svg") == 3
    assert "src=" not in page
    assert 'href="http' not in page
    rows = [line.split("|")[1].strip() for line in table.splitlines()[3:]]
    assert rows == list(STUDY["variants"])[1:]
    assert "regret" not in table, "no hindsight was asked for"


def test_regret_is_compared_where_every_run_has_one():
    plain = Figures(100.0, 200.0, 110.0, 300.0, 2.0, 0.0)
    seen = msgspec.structs.replace(plain, regret=0.9)
    less = msgspec.structs.replace(plain, regret=0.7)
    assert differences([less], [seen])["regret"].mean == pytest.approx(-0.2)
    assert "regret" not in differences([less], [plain])


def test_a_single_run_has_an_interval_over_its_days_and_none_without_them(tiny):
    found = run_study(
        _study(tiny, by_day=True, stop=STUDY["stop"] | {"least": 1, "most": 1}),
        tiny.folder / "out",
        Counting(),
        data_dir=tiny.folder,
    )
    assert found.seeds == (1,)
    call = CallOutcome("c", "fire", 1, "T-01", 100.0, 100.0, 0, ("E01",), 3_600.0)
    later = msgspec.structs.replace(call, first_s=300.0, at=call.at + 86_400.0)
    run = CaseOutcome("one", 1, (call, later), "", 0, 0, 0.0, regret=0.5)
    days = by_day(run)
    assert [one.calls for one in days] == [(call,), (later,)]
    slower = [figures_of(one, 200.0) for one in days]
    found_apart = differences(slower, [figures_of(days[0], 200.0)] * 2)
    assert (found_apart["mean_s"].mean, found_apart["mean_s"].n) == (100.0, 2)
    with pytest.raises(ValueError, match=r"stop\.least"):
        load_study(_study(tiny, stop=STUDY["stop"] | {"least": 1}))


def test_an_engine_of_a_models_name_stands_where_that_model_would_have_it(tiny):
    path, out = _study(tiny), tiny.folder / "out"
    found = run_study(path, out, Counting(), data_dir=tiny.folder)
    assert [one.model for one in found.sited] == ["p-median", "MEXCLP"]
    sent = {
        team
        for name in ("one more", "MEXCLP")
        for one in kept_case(out, name, 1).calls
        for team in one.sent
    }
    assert sent & {"p-median-1-1", "MEXCLP-1-1"}


@pytest.mark.parametrize("path", SHIPPED, ids=lambda one: one.stem)
def test_a_shipped_study_has_a_drill_and_variants_that_can_be_read(path):
    study = load_study(path)
    assert (path.parent / study.drill).is_file()
    assert len(study.variants) == 5


def test_an_interval_is_students_and_one_run_says_nothing_of_its_luck():
    assert interval([5.0]) == Interval(5.0, inf, 1)
    three = interval([1.0, 2.0, 3.0])
    assert three.mean == 2.0
    assert three.half_width == pytest.approx(4.302653 / np.sqrt(3), rel=1e-6)
    assert not three.is_clear


def _sites(count):
    return [Site(f"s{n}", "P", 109.0 + n, 34.0) for n in range(count)]


def test_the_median_is_the_best_of_all_choices():
    rng = np.random.default_rng(4)
    nearest, drive = rng.uniform(60, 600, 40), rng.uniform(30, 900, (6, 40))
    found = p_median(nearest, drive, _sites(6), 2)
    pairs = [(a, b) for a in range(6) for b in range(a + 1, 6)]
    best = min(np.minimum(nearest, drive[[a, b]].min(axis=0)).mean() for a, b in pairs)
    assert found.proven
    assert found.after == pytest.approx(best, abs=0.05)


def test_expected_coverage_is_the_best_of_all_choices():
    rng = np.random.default_rng(5)
    covers, reaches = rng.integers(0, 3, 40), rng.random((5, 40)) < 0.4
    found = mexclp(covers, reaches, 0.3, _sites(5), 2)
    pairs = [(a, b) for a in range(5) for b in range(a, 5)]
    best = max(
        (1 - 0.3 ** (covers + reaches[a].astype(int) + reaches[b].astype(int))).mean()
        for a, b in pairs
    )
    assert found.proven
    assert found.after == pytest.approx(best, abs=1e-3)
