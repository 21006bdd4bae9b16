"""A standard of coverage that names what is not there, or cannot be met, is refused."""

from pathlib import Path
from shutil import copytree

import pytest

from dispatch.profile.loader import ProfileError, load_profile

SHIPPED = Path(__file__).parents[3] / "dispatch/profile/xian"


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("busy_share: 0.3", "busy_share: 1.0", "busy_share: 1 is not 0 to below 1"),
        ("  POLICE:", "  SHERIFF:", "standards.SHERIFF: unknown capability"),
        ("within_s: 900, floor: 0.95", "within_s: 0, floor: 0.95", "standards.WATER: within_s"),
        ("within_s: 900, floor: 0.95", "within_s: 900, floor: 95", "floor: 95 is not 0 to 1"),
        ("margin: 0.005", "margin: -1", "move_up.margin: nothing or more is expected"),
    ],
)
def test_a_wrong_standard_is_named_with_its_row(
    tmp_path: Path, old: str, new: str, line: str
) -> None:
    folder = tmp_path / "xian"
    copytree(SHIPPED, folder)
    table = folder / "coverage.yaml"
    text = table.read_text(encoding="utf-8")
    assert text.count(old) == 1
    table.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(ProfileError) as refused:
        load_profile(folder)
    (problem,) = refused.value.problems
    assert problem.startswith("coverage.yaml")
    assert line in problem
