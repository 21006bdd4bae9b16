"""Facts and thresholds that name what is not there, or do not rise, are refused."""

from pathlib import Path
from shutil import copytree

import pytest

from dispatch.profile.loader import ProfileError, load_profile

SHIPPED = Path(__file__).parents[3] / "dispatch/profile/xian"


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("MAJOR: [{area_ha: 100}", "MAJOR: [{hectares: 100}", "MAJOR: unknown fact 'hectares'"),
        ("MAJOR: [{area_ha: 100}", "MAJOR: [{area_ha: 1}", "area_ha: no more than for SERIOUS"),
        ("[{area_ha: 0}", "[{area_ha: -1}", "GENERAL: area_ha: nothing or more is expected"),
        ("[{area_ha: 0}", "[{}", "GENERAL: an empty criterion is always reached"),
        ("  gas: [work_safety]", "  gas: [gas_law]", "kinds.gas: unknown rule set 'gas_law'"),
        ("  gas: [work_safety]", "  smell: [work_safety]", "kinds.smell: unknown kind"),
        ("dam, qinling", "qinling", "kinds: dam: neither graded nor said to be ungraded"),
        ("dam, qinling", "dam, gas, qinling", "ungraded: gas is graded"),
    ],
)
def test_a_wrong_threshold_is_named_with_its_row(
    tmp_path: Path, old: str, new: str, line: str
) -> None:
    folder = tmp_path / "xian"
    copytree(SHIPPED, folder)
    table = folder / "grades.yaml"
    text = table.read_text(encoding="utf-8")
    assert text.count(old) == 1
    table.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(ProfileError) as refused:
        load_profile(folder)
    assert any(line in problem for problem in refused.value.problems)
    assert all(problem.startswith("grades.yaml") for problem in refused.value.problems)
