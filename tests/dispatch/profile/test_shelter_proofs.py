"""A profile whose shelters cannot work says so in one line."""

import pytest
from msgspec.structs import replace

from dispatch.domain.shelters import ShelterClass, ShelterRules, StayMode
from dispatch.profile.loader import load_profile
from dispatch.profile.shelter_proofs import problems_of_shelters

RULES = load_profile("xian").shelters


@pytest.mark.parametrize(
    ("rules", "line"),
    [
        (replace(RULES, bus_seats=-1), "shelters.yaml: bus_seats: nothing or more is expected"),
        (
            replace(RULES, proposed_mode="years"),
            "shelters.yaml: proposed_mode: unknown mode 'years'",
        ),
        (
            replace(RULES, modes=RULES.modes | {"days": StayMode("短", "Days", 0.0)}),
            "shelters.yaml: modes: days: m2_per_person: more than nothing is expected",
        ),
        (
            replace(RULES, classes={"X": ShelterClass("其他", "Other", ("years",))}),
            "shelters.yaml: classes: X: unknown mode 'years'",
        ),
        (
            replace(RULES, bus_max_s=float("inf")),
            "shelters.yaml: bus_max_s: more than nothing is expected",
        ),
    ],
)
def test_what_is_wrong_is_said(rules: ShelterRules, line: str) -> None:
    assert list(problems_of_shelters(rules)) == [line]


def test_the_shipped_profile_has_nothing_wrong() -> None:
    assert list(problems_of_shelters(RULES)) == []
