"""A scenario is composed of files and changes, and a mistake says who made it."""

from pathlib import Path

import pytest
import yaml

from simulators.scenario import load_scenario
from tests.simulators.hamlets import FIRE, HAMLET, inject


def write(folder: Path, file: str, **fields: object) -> Path:
    path = folder / file
    path.write_text(yaml.safe_dump(fields, allow_unicode=True))
    return path


@pytest.fixture
def base(tmp_path: Path) -> Path:
    storm = {"per_hour": {"fire": 1.0}}
    return write(tmp_path, "base.yaml", **HAMLET, calls={"storm": storm})


def test_a_file_is_laid_over_what_it_includes_field_by_field(base: Path) -> None:
    habits = {"work": {"median_s": 60}, "decline_share": 0.1}
    crews = write(base.parent, "crews.yaml", crews=habits)
    own = {"decline_share": 0.2}
    over = write(base.parent, "over.yaml", include=[base.name, crews.name], crews=own)
    scenario = load_scenario(over)
    assert scenario.name.en == "Hamlet"
    assert (scenario.crews.work.median_s, scenario.crews.decline_share) == (60, 0.2)


def test_changes_come_last_and_may_go_where_nothing_was_said(base: Path) -> None:
    changes = ["crews.work.median_s=900", "calls.storm.per_hour.medical=2", "seed=9"]
    scenario = load_scenario(base, changes)
    assert (scenario.crews.work.median_s, scenario.seed) == (900, 9)
    assert scenario.calls.storm is not None
    assert scenario.calls.storm.per_hour == {"fire": 1.0, "medical": 2}
    listed = ["script.injects=[{at_min: 1, name: {zh: 一, en: one}}]", "script.injects.0.at_min=7"]
    assert load_scenario(base, listed).script.injects[0].at_min == 7


@pytest.mark.parametrize(
    ("fields", "changes", "said"),
    [
        ({"include": "base.yaml", "crews": {"wrok": {}}}, (), r"over\.yaml.*wrok.*crews"),
        ({"include": "base.yaml"}, ("crews.work.median_s=soon",), r"--set crews.*median_s"),
        ({"include": "bad.yaml"}, (), r"bad\.yaml: Expected `int`.*seed"),
        ({"include": "none.yaml"}, (), r"none\.yaml: there is no such file"),
        ({"include": "over.yaml"}, (), r"over\.yaml: include: the file includes itself"),
        ({"include": "base.yaml"}, ("crews",), r"--set crews: write it as"),
        ({"include": "base.yaml"}, ("area_id.x=1",), r"--set area_id\.x=1: area_id"),
        ({"include": "base.yaml", "start": "2024-07-16T14:00:00"}, (), r"over\.yaml.*offset"),
    ],
)
def test_a_mistake_names_the_file_or_the_change_and_the_field(
    base: Path, fields: dict[str, object], changes: tuple[str, ...], said: str
) -> None:
    write(base.parent, "bad.yaml", include="base.yaml", seed="one")
    over = write(base.parent, "over.yaml", **fields)
    with pytest.raises(ValueError, match=said):
        load_scenario(over, changes)


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ({"weather": [{"at_min": 5, "condition": "frogs"}]}, "script.weather.0..condition.*frogs"),
        ({"injects": [inject(report={**FIRE, "kind": "x"})]}, "script.injects.0..report.kind.*'x'"),
        ({"staffing": [{"at_min": 1, "share": 0.5, "capability": "SING"}]}, "capability.*SING"),
        ({"stock": [{"at_min": 1, "depot": "d", "supply": "gold", "counted": 1}]}, "supply.*gold"),
    ],
)  # fmt: skip
def test_words_the_profile_does_not_know_are_named(
    base: Path, script: dict[str, object], said: str
) -> None:
    from simulators.drill import run_drill

    path = write(base.parent, "over.yaml", include="base.yaml", script=script)
    with pytest.raises(ValueError, match=said):
        run_drill(path)
