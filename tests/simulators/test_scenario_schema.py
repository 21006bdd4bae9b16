"""The JSON Schema of scenario files is published as it is, and the drills that ship are sound."""

import json
from pathlib import Path

import pytest

import simulators
from simulators.scenario import Scenario, load_scenario, schema_text

ROOT = Path(simulators.__file__).parent
SHIPPED = [one for one in sorted((ROOT / "drills").glob("*.yaml")) if ".mapping" not in one.name]


def test_the_published_schema_is_the_one_that_is_enforced() -> None:
    published = (ROOT.parent / "docs" / "drill.schema.json").read_text(encoding="utf-8")
    assert published.strip() == schema_text().strip(), "run: chiyuan drill schema"


def test_the_schema_knows_every_field_and_no_other() -> None:
    made = json.loads(schema_text())["$defs"]["Scenario"]
    assert set(made["properties"]) == {*Scenario.__struct_fields__, "include"}
    assert made["additionalProperties"] is False


@pytest.mark.parametrize("path", SHIPPED, ids=lambda one: one.stem)
def test_every_drill_that_ships_is_read_and_has_a_name_in_two_languages(path: Path) -> None:
    scenario = load_scenario(path)
    assert scenario.name.zh
    assert scenario.name.en
