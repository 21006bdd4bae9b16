"""An alarm budget with which something would never be heard is refused by name."""

from pathlib import Path
from shutil import copytree

import pytest

from dispatch.profile.loader import ProfileError, load_profile

SHIPPED = Path(__file__).parents[3] / "dispatch/profile/xian"


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("shouting: 5", "shouting: 0", "shouting: one at least, or nothing would be heard"),
        (
            "  mayday: {zh: 紧急求救, en: Mayday, harm: 1000, may_snooze: false}\n",
            "",
            "groups: mayday: missing, there is such an alarm",
        ),
        ("harm: 1000", "harm: 0", "groups: mayday: harm: one at least"),
        (
            "priority_weights: {1: 8, 2: 4, ",
            "priority_weights: {1: 8, ",
            "priority_weights: 2: missing, incidents have that priority",
        ),
        (
            "timers: [instruction.sign]",
            "timers: [instruction.sing]",
            "groups: order_unsigned: unknown timer 'instruction.sing'",
        ),
        (
            "timers: [instruction.sign]",
            "timers: [instruction.call]",
            "groups: order_unsigned: nobody is late by 'instruction.call'",
        ),
        (
            "lifecycles: [shift]",
            "lifecycles: [shift, warning]",
            "groups: 'warning' stands in 2 of them",
        ),
    ],
)
def test_a_problem_names_its_row(tmp_path: Path, old: str, new: str, line: str) -> None:
    folder = tmp_path / "city"
    copytree(SHIPPED, folder)
    path = folder / "alarms.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ProfileError) as caught:
        load_profile(folder)
    assert caught.value.problems == [f"alarms.yaml: {line}"]
