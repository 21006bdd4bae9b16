"""Lines of reports that lead nowhere, and sheets that cannot be filled, are refused by name."""

from pathlib import Path
from shutil import copytree

import pytest

from dispatch.profile.loader import ProfileError, load_profile

SHIPPED = Path(__file__).parents[3] / "dispatch/profile/xian"
LINES, SHEETS = "reporting.yaml", "sheets.yaml"


@pytest.mark.parametrize(
    ("name", "old", "new", "line"),
    [
        (
            *(LINES, "    sender: TOWN\n    receiver: COUNTY\n    # Calls"),
            "    sender: TOWN\n    receiver: VILLAGE\n    # Calls",
            "lines: town_to_county: receiver: the village does not stand above the sender",
        ),
        (
            *(LINES, "    sender: TOWN\n    receiver: COUNTY\n    # Calls"),
            "    receiver: COUNTY\n    # Calls",
            "lines: town_to_county: sender: missing, nobody would report",
        ),
        (
            *(LINES, "      phone: town_to_county.phone", "      phone: smoke_signal"),
            "lines: town_to_county: clocks: phone: unknown timer 'smoke_signal'",
        ),
        (
            *(LINES, "    applies: {kinds: [animal_disease]}\n    clocks: {written: animal.county"),
            "    applies: {kinds: [unicorn]}\n    clocks: {written: animal.county",
            "lines: animal.county_to_province: unknown kind 'unicorn'",
        ),
        (
            *(LINES, '["08:00", "17:00"]', '["08:00", "25:00"]'),
            "followups: '25:00' is no hour of the day",
        ),
        (
            *(LINES, "  receipt: information_report.receipt\n", ""),
            "clocks: receipt: missing, a report would never be late",
        ),
        (
            *(LINES, "timer: casualty_amend,", "timer: never,"),
            "amendments: unknown timer 'never'",
        ),
        (
            *(SHEETS, "facts: [missing]", "facts: [lost_dogs]"),
            "sections: missing: facts: unknown fact 'lost_dogs'",
        ),
        (
            *(SHEETS, "sections: [received, place, nature, correction]"),
            "sections: [received, apology]",
            "forms: CORRECTION: unknown section 'apology'",
        ),
        (
            *(SHEETS, "en: Trend, fill: trend}", "en: Trend, fill: crystal_ball}"),
            "sections: trend: fill: nothing is known as 'crystal_ball'",
        ),
        (
            *(SHEETS, 'serial: "{code}', 'serial: "{number}'),
            "serial: unknown word 'number'",
        ),
        (
            *(SHEETS, "  teams_there: ", "  teams_here: "),
            "phrases: teams_there: missing, the log is put into its words",
        ),
        (
            *(SHEETS, '"转移安置{people}人"', '"转移安置{persons}人"'),
            "phrases: evacuated: unknown word 'persons'",
        ),
    ],
)
def test_a_wrong_line_or_sheet_is_named(
    tmp_path: Path, name: str, old: str, new: str, line: str
) -> None:
    folder = tmp_path / "xian"
    copytree(SHIPPED, folder)
    table = folder / name
    text = table.read_text(encoding="utf-8")
    assert text.count(old) == 1
    table.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(ProfileError) as refused:
        load_profile(folder)
    told = [one for one in refused.value.problems if one.startswith(name)]
    assert f"{name}: {line}" in told
