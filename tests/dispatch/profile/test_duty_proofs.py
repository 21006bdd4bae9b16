"""Duty that nobody could keep is refused by name."""

from pathlib import Path
from shutil import copytree

import pytest

from dispatch.profile.loader import ProfileError, load_profile

SHIPPED = Path(__file__).parents[3] / "dispatch/profile/xian"


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("role: DUTYLEAD", "role: MAYOR", "seats: leader: unknown role 'MAYOR'"),
        ("role: DUTYLEAD", "role: GRID", "seats: leader: no row lets the role GRID check in"),
        (
            "at_least: 1, at_most: 2",
            "at_least: 3, at_most: 2",
            "seats: officer: at_least and at_most: nobody could take it",
        ),
        ("max_shift_s: 86400", "max_shift_s: 0", "max_shift_s: more than nothing is expected"),
    ],
)
def test_a_problem_names_its_row(tmp_path: Path, old: str, new: str, line: str) -> None:
    folder = tmp_path / "city"
    copytree(SHIPPED, folder)
    path = folder / "duty.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ProfileError) as caught:
        load_profile(folder)
    assert caught.value.problems == [f"duty.yaml: {line}"]
