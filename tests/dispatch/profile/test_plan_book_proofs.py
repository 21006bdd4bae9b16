"""Templates and checklists that name what is not there are refused."""

from pathlib import Path
from shutil import copytree

import pytest

from dispatch.profile.loader import ProfileError, load_profile

SHIPPED = Path(__file__).parents[3] / "dispatch/profile/xian"


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("kinds: [dam]", "kinds: [barrage]", "templates.dam: unknown kind 'barrage'"),
        ("category: ON_SITE, kinds: [dam]", "category: MASTER, kinds: [dam]", "templates.dam"),
        ("kinds: [gas], groups: [coordination,", "kinds: [gas], groups: [choir,", "'choir'"),
        ("checklists: [response.security]", "checklists: [law]", "unknown checklist 'law'"),
        ("admin_level: COUNTY", "admin_level: SHIRE", "'SHIRE'"),
        ("role: OFFICE, admin_level: TOWN", "role: OFFICE, admin_level: CITY", "no OFFICE at the"),
        (
            "role: OFFICE, admin_level: TOWN",
            "role: KEEPER, admin_level: TOWN",
            "no KEEPER told",
        ),
        (
            "en: Separate violent parties, basis: 突发事件应对法 art. 74",
            "en: Separate violent parties, basis: 突发事件应对法 art. 74, timer: duty_to_lead",
            "response.security.separate: timer 'duty_to_lead'",
        ),
        ("    separate: {", "    sepa/rate: {", "a name has no stroke in it"),
    ],
)
def test_a_wrong_template_is_named_with_its_row(
    tmp_path: Path, old: str, new: str, line: str
) -> None:
    folder = tmp_path / "xian"
    copytree(SHIPPED, folder)
    table = folder / "plans.yaml"
    text = table.read_text(encoding="utf-8")
    assert text.count(old) == 1
    table.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(ProfileError) as refused:
        load_profile(folder)
    assert any(line in problem for problem in refused.value.problems)
    assert all(problem.startswith("plans.yaml") for problem in refused.value.problems)
