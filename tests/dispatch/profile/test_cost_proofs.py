"""A table of costs that names what is not there, or pays for harm, is refused."""

from pathlib import Path
from shutil import copytree

import pytest

from dispatch.profile.loader import ProfileError, load_profile

SHIPPED = Path(__file__).parents[3] / "dispatch/profile/xian"


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("county_s: 120", "county_s: -1", "crossing.county_s: nothing or more is expected"),
        ("{price_s: 60,", "{price: 60,", "object contains unknown field price"),
        ("able: {FIRE: 1,", "able: {ICE: 1,", "reserve.able: unknown capability 'ICE'"),
        ("    gas: [GAS,", "    vapour: [GAS,", "safety.made_for: unknown kind 'vapour'"),
        (
            "[HAZMAT, FIRE,",
            "[CHEMIST, FIRE,",
            "safety.made_for.hazmat: unknown capability 'CHEMIST'",
        ),
        ("worth_s: 60", "worth_s: a minute", "stability.worth_s: expected int, got str"),
    ],
)
def test_a_wrong_price_is_named_with_its_row(tmp_path: Path, old: str, new: str, line: str) -> None:
    folder = tmp_path / "xian"
    copytree(SHIPPED, folder)
    table = folder / "costs.yaml"
    text = table.read_text(encoding="utf-8")
    assert text.count(old) == 1
    table.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(ProfileError) as refused:
        load_profile(folder)
    (problem,) = refused.value.problems
    assert problem.startswith("costs.yaml")
    assert line in problem


def test_a_profile_without_its_table_of_costs_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "xian"
    copytree(SHIPPED, folder)
    (folder / "costs.yaml").unlink()
    with pytest.raises(ProfileError, match=r"costs\.yaml"):
        load_profile(folder)
