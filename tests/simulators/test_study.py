"""Studies: seeds by variants, kept as they come, stopped in time, the same anywhere."""

from concurrent.futures import Executor, Future, ThreadPoolExecutor
from math import inf

import numpy as np
import pyarrow.dataset
import pytest
import yaml

from simulators.executors import executor_at
from simulators.intervals import Interval, interval
from simulators.siting import Site, mexclp, p_median
from simulators.study import run_study
from simulators.study_report import as_markdown, as_page

STUDY = {
    "name": {"zh": "小镇研究", "en": "Tiny study"},
    "drill": "tiny.yaml",
    "late_after_s": 240,
    "stop": {"metric": "mean_s", "half_width": 1e9, "least": 2, "most": 4, "round": 2},
    "variants": {
        "as it is": {},
        "one closed": {"closed_stations": ["T-02"]},
        "one more": {"added": [{"name": "sited", "capabilities": ["RESCUE"], "place": "T-01"}]},
    },
    "siting": {"teams": 1, "sites": 4, "standard_s": 60},
}


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
    path.write_text(yaml.safe_dump(STUDY | changed, allow_unicode=True))
    return path


def test_a_study_stops_when_enough_is_known_and_goes_on_where_it_was(tiny):
    path, out = _study(tiny), tiny.folder / "out"
    counting = Counting()
    found = run_study(path, out, counting, data_dir=tiny.folder)
    assert (found.enough, found.seeds, counting.given) == (True, (1, 2), 6)
    assert found.violations == 0
    again = Counting()
    assert run_study(path, out, again, data_dir=tiny.folder) == found
    assert again.given == 0
    (out / "cases" / "variant=one closed" / "seed=000002.parquet").unlink()
    assert run_study(path, out, again, data_dir=tiny.folder) == found
    assert again.given == 1
    table = pyarrow.dataset.dataset(out / "cases", partitioning="hive").to_table()
    assert table.num_rows == 2 * 3 * 3
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
            n_workers=2, threads_per_worker=1, processes=False, dashboard_address=None
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
    assert [line.split("|")[1].strip() for line in table.splitlines()[3:]] == [
        "one closed",
        "one more",
    ]


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
