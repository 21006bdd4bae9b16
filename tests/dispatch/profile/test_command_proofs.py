"""A profile whose command is organised in a broken way says so: the file, the entry, the reason."""

import shutil
from pathlib import Path

import pytest

import dispatch.profile
from dispatch.profile.loader import ProfileError, load_profile

XIAN = Path(dispatch.profile.__file__).parent / "xian"
POST = "lifecycles/command_post.yaml"

# file, what stands there, what is put in its place, and the one line that is said
BROKEN = {
    "a group nobody knows": (
        "command.yaml",
        "first_groups: [coordination,",
        "first_groups: [choir,",
        "command.yaml: first_groups: unknown working group 'choir'",
    ),
    "a level that is none": (
        "command.yaml",
        "levels: [TOWN,",
        "levels: [PARISH,",
        "command.yaml: levels[0]: invalid enum value 'PARISH'",
    ),
    "a span of nobody": (
        "command.yaml",
        "span_of_control: 7",
        "span_of_control: 0",
        "command.yaml: span_of_control: one at least",
    ),
    "a period of no length": (
        "command.yaml",
        "operational_period_s: 43200",
        "operational_period_s: 0",
        "command.yaml: operational_period_s: more than nothing is expected",
    ),
    "a group under a function nobody has": (
        "groups.yaml",
        "section: logistics",
        "section: cooking",
        "groups.yaml: logistics: section: unknown function 'cooking' of ics.yaml",
    ),
    "a function under one that is not there": (
        "ics.yaml",
        "reports_to: planning",
        "reports_to: dreaming",
        "ics.yaml: positions: resources: reports_to: unknown 'dreaming'",
    ),
    "an escalation that everything meets": (
        "escalation.yaml",
        "kinds: [forest_fire], facts: {dead: 3}, ",
        "kinds: [forest_fire], ",
        "escalation.yaml: forest_fire.dead: it names no facts, grade or timer: everything would"
        " meet it",
    ),
    "an escalation by an unknown fact": (
        "escalation.yaml",
        "facts: {dead: 3}",
        "facts: {unlucky: 3}",
        "escalation.yaml: forest_fire.dead: facts: unknown fact 'unlucky'",
    ),
    "an escalation by a clock that never starts": (
        "escalation.yaml",
        "timer: response.day",
        "timer: drill.town",
        "escalation.yaml: forest_fire.day: timer: no row of emergency handling starts 'drill.town'",
    ),
    "an organ's level beyond all levels": (
        "organs.yaml",
        "1: PROVINCE",
        'within: {"610111": {7: TOWN}}\n1: PROVINCE',
        "organs.yaml: within: 610111: 7: response levels are 0 to 4",
    ),
    "a post that cannot be called": (
        POST,
        "moves: {NEW: CONSULTING, STANDBY: CONSULTING}",
        "moves: {NEW: CONSULTING}",
        f"{POST}: state STANDBY: a dead end, no row leads on from it to a final state",
    ),
    "a rule of posts nobody wrote": (
        POST,
        "guards: [speaks_for_the_post, handling_goes_on, groups_are_manned]",
        "guards: [speaks_for_the_post, handling_goes_on, everybody_is_calm]",
        f"{POST}: row K5a: unknown guard 'everybody_is_calm'",
    ),
    "a coupled step the engine may not take": (
        POST,
        "    moves: {DIRECTING: CONSULTING}\n    roles: [SYSTEM]",
        "    moves: {DIRECTING: CONSULTING}\n    roles: [CITY]",
        f"{POST}: row K10a: couples command_post.step_back, which SYSTEM may not take",
    ),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return shutil.copytree(XIAN, tmp_path / "copy")


@pytest.mark.parametrize(("name", "old", "new", "line"), BROKEN.values(), ids=BROKEN.keys())
def test_a_profile_broken_in_one_place_says_so(
    folder: Path, name: str, old: str, new: str, line: str
) -> None:
    file = folder / name
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ProfileError) as refused:
        load_profile(folder)
    assert line in refused.value.problems
