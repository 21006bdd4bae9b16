"""What a profile says of own means is refused where it names what is not there."""

from pathlib import Path
from shutil import copytree

import pytest

from dispatch.profile.loader import ProfileError, load_profile

SHIPPED = Path(__file__).parents[3] / "dispatch/profile/xian"


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("CITY: [SERIOUS, MAJOR]", "CITY: [MAJOR, MAJOR]", "grades.CITY: a grade stands twice"),
        ("CITY: [SERIOUS, MAJOR]", "CITY: [WORST]", "invalid enum value 'WORST'"),
        ("horizon_s: 1800", "horizon_s: -1", "horizon_s: nothing or more is expected"),
        ("fire: 5400", "fire: 0", "mean_task_s.fire: more than nothing is expected"),
        ("medical: 2700", "juggling: 2700", "mean_task_s: unknown kind 'juggling'"),
    ],
)
def test_a_wrong_figure_is_named_with_its_row(
    tmp_path: Path, old: str, new: str, line: str
) -> None:
    folder = tmp_path / "xian"
    copytree(SHIPPED, folder)
    table = folder / "own_means.yaml"
    text = table.read_text(encoding="utf-8")
    assert old in text
    table.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ProfileError) as refused:
        load_profile(folder)
    (problem,) = refused.value.problems
    assert problem.startswith("own_means.yaml")
    assert line in problem
