"""Rules of fusion that name what is not there, or make no sense, are refused."""

from pathlib import Path
from shutil import copytree

import pytest

from dispatch.profile.loader import ProfileError, load_profile

SHIPPED = Path(__file__).parents[3] / "dispatch/profile/xian"


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("window_s: 1800", "window_s: 0", "window_s: more than nothing is expected"),
        ("merge_at: 0.9", "merge_at: 0.2", "merge_at: propose_at is above 0, merge_at no less"),
        ("stray_share: 0.04", "stray_share: 1.0", "stray_share: 1 is not 0 to below 1"),
        ("  gas: {witnesses: 2.0", "  smoke: {witnesses: 2.0", "kinds.smoke: unknown kind"),
        ("mistaken: {fire: 0.1}", "mistaken: {blaze: 0.1}", "mistaken: unknown kind 'blaze'"),
        ("mistaken: {fire: 0.1}", "mistaken: {fire: 1.0}", "no report would bear its own name"),
        ("extent_m: 250", "extent_m: -1", "kinds.forest_fire: extent_m: nothing or more"),
    ],
)
def test_a_wrong_rule_is_named_with_its_row(tmp_path: Path, old: str, new: str, line: str) -> None:
    folder = tmp_path / "xian"
    copytree(SHIPPED, folder)
    table = folder / "fusion.yaml"
    text = table.read_text(encoding="utf-8")
    assert text.count(old) == 1
    table.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(ProfileError) as refused:
        load_profile(folder)
    (problem,) = refused.value.problems
    assert problem.startswith("fusion.yaml")
    assert line in problem
