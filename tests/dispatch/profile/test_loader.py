"""A profile that is broken in one place says so in one line: the file, the row and the reason."""

import shutil
from pathlib import Path

import pytest

import dispatch.profile
from dispatch.profile.loader import ProfileError, load_profile

XIAN = Path(dispatch.profile.__file__).parent / "xian"
HANDLING = "lifecycles/incident_handling.yaml"
INSTRUCTION = "lifecycles/instruction.yaml"
TEAM = "lifecycles/team_availability.yaml"

# file, what stands there, what is put in its place, and the one line that is said
BROKEN = {
    "a role nobody has": (
        HANDLING,
        "roles: [GRID, FR, VFORCE, OFFICE, UNIT]",
        "roles: [GRID, MAYOR]",
        f"{HANDLING}: row H3: unknown role 'MAYOR'",
    ),
    "a rule nobody wrote": (
        HANDLING,
        "guards: [commands_the_scene, lead_post_consents, missing_persons_are_settled,",
        "guards: [commands_the_scene, lead_post_consents, everybody_is_happy,",
        f"{HANDLING}: row H11: unknown guard 'everybody_is_happy'",
    ),
    "a team's rule in the table of incidents": (
        HANDLING,
        "guards: [commands_the_scene, lead_post_consents, missing_persons_are_settled,",
        "guards: [commands_the_scene, lead_post_consents, team_is_trained,",
        f"{HANDLING}: row H11: unknown guard 'team_is_trained'",
    ),
    "a clock that is not among the timers": (
        HANDLING,
        "starts: [grid_to_town]",
        "starts: [grid_to_mars]",
        f"{HANDLING}: row H1: unknown timer 'grid_to_mars'",
    ),
    "an input no step can be told": (
        HANDLING,
        "needs: [receiver]",
        "needs: [recipient]",
        f"{HANDLING}: row H6: unknown input 'recipient'",
    ),
    "an effect the code does not have": (
        HANDLING,
        "effects: [mark_verified]",
        "effects: [ring_the_bells]",
        f"{HANDLING}: row H4: unknown effect 'ring_the_bells'",
    ),
    "a move to a state that is not there": (
        HANDLING,
        "moves: {REPORTED: VERIFYING}",
        "moves: {REPORTED: PONDERING}",
        f"{HANDLING}: row H2: unknown state 'PONDERING'",
    ),
    "a state nothing leads to": (
        HANDLING,
        "states:\n",
        "states:\n  LIMBO: {zh: 不明, en: Limbo, final: true}\n",
        f"{HANDLING}: state LIMBO: unreachable, no row leads to it from NEW",
    ),
    "a state nothing leads out of": (
        INSTRUCTION,
        "moves: {DONE: CLOSED}",
        "moves: {EXECUTING: CLOSED}",
        f"{INSTRUCTION}: state DONE: a dead end, no row leads on from it to a final state",
    ),
    "two rows of one name": (
        HANDLING,
        "- id: H3\n",
        "- id: H2\n",
        f"{HANDLING}: row H2: the id stands twice",
    ),
    "a row with a word it does not know": (
        HANDLING,
        "action: confirm\n",
        "action: confirm\n    colour: red\n",
        f"{HANDLING}: row H4: object contains unknown field colour",
    ),
    "a row that says too little": (
        HANDLING,
        "    roles: [DUTYLEAD]\n    guards: [no_mayday_stands]\n    needs",
        "    guards: [no_mayday_stands]\n    needs",
        f"{HANDLING}: row H5: object missing required field roles",
    ),
    "a notice with a word nobody knows": (
        "notices.yaml",
        "zh: 新指令 {order}",
        "zh: 新指令 {telephone}",
        "notices.yaml: notices: order: zh: unknown word 'telephone'",
    ),
    "a notice that is told to a role nobody has": (
        "notices.yaml",
        "roles: [DUTY, DUTYLEAD]\n",
        "roles: [DUTY, JANITOR]\n",
        "notices.yaml: notices: call: unknown role 'JANITOR'",
    ),
    "rescue of rescuers by a capability nobody has": (
        "safety.yaml",
        "capability: RESCUE",
        "capability: HEROISM",
        "safety.yaml: mayday: unknown capability 'HEROISM'",
    ),
    "a limit for a kind of event that is not there": (
        "timers.yaml",
        "    hazmat: 900\n",
        "    dragons: 900\n",
        "timers.yaml: instruction.roll_call: by_kind: unknown kind 'dragons'",
    ),
    "a set of states the engine asks for": (
        HANDLING,
        "  FUSIBLE: [",
        "  MERGEABLE: [",
        f"{HANDLING}: set FUSIBLE: missing, the engine asks for it",
    ),
    "an order that cannot be called off": (
        INSTRUCTION,
        "      OVERDUE: CANCELLED\n",
        "",
        f"{INSTRUCTION}: action cancel: SYSTEM may not take it in state OVERDUE, so an incident"
        " that is over could not release its teams",
    ),
    "a coupling that leads nowhere": (
        INSTRUCTION,
        "couples: [team_availability.regain]",
        "couples: [team_availability.wake_up]",
        f"{INSTRUCTION}: row D6b: unknown coupling 'team_availability.wake_up'",
    ),
    "a coupled step the engine may not take": (
        TEAM,
        "action: arrive\n    zh: 到场\n    en: Arrive\n"
        "    moves: {EN_ROUTE: ON_SCENE}\n    roles: [SYSTEM]",
        "action: arrive\n    zh: 到场\n    en: Arrive\n"
        "    moves: {EN_ROUTE: ON_SCENE}\n    roles: [TEAM]",
        f"{INSTRUCTION}: row D9: couples team_availability.arrive, which SYSTEM may not take",
    ),
    "a limit that is followed by nothing known": (
        "timers.yaml",
        "on_pass: fall_overdue",
        "on_pass: fall_asleep",
        "timers.yaml: instruction.sign: on_pass: instruction has no action 'fall_asleep'",
    ),
    "a step that would follow and is not the engine's to take": (
        "timers.yaml",
        "clock_from: discovered\n  basis: at once",
        "clock_from: discovered\n  on_pass: dismiss\n  basis: at once",
        "timers.yaml: grid_to_town: on_pass: SYSTEM may not take 'dismiss'",
    ),
    "a step of reports that would follow and is none": (
        "timers.yaml",
        "limit_s: 600\n  clock_from: received\n  on_pass: alarm",
        "limit_s: 600\n  clock_from: received\n  on_pass: sigh",
        "timers.yaml: duty_to_lead: on_pass: information_report has no action 'sigh'",
    ),
    "a limit that is no number": (
        "timers.yaml",
        "limit_s: 300\n  clock_from: discovered",
        "limit_s: soon\n  clock_from: discovered",
        "timers.yaml: grid_to_town: limit_s: expected float, got str",
    ),
    "a demand for a skill nobody can have": (
        "kinds.yaml",
        "[{capability: GAS, teams: 1}",
        "[{capability: MAGIC, teams: 1}",
        "kinds.yaml: gas: unknown capability 'MAGIC'",
    ),
    "a demand counted in two ways": (
        "kinds.yaml",
        "{capability: FORESTRY, teams: 2}",
        "{capability: FORESTRY, teams: 2, people: 9}",
        "kinds.yaml: forest_fire: FORESTRY: counted in one way: teams, people or units",
    ),
    "a grade that wants less than the one below it": (
        "kinds.yaml",
        "{capability: FORESTRY, teams: 20}",
        "{capability: FORESTRY, teams: 7}",
        "kinds.yaml: forest_fire: MAJOR: it wants less FORESTRY than the one below it",
    ),
    "a second alarm that wants less than the first": (
        "kinds.yaml",
        "{capability: FORESTRY, teams: 4}",
        "{capability: FORESTRY, teams: 1}",
        "kinds.yaml: forest_fire: alarm 2: it wants less FORESTRY than the one below it",
    ),
    "a commander nobody knows": (
        "kinds.yaml",
        "commander: FRS",
        "commander: MAYOR",
        "kinds.yaml: fire: commander: unknown role 'MAYOR'",
    ),
    "a crew of nobody": (
        "profile.yaml",
        "crew_people: 8 ",
        "crew_people: 0 ",
        "profile.yaml: dispatch.crew_people: one at least",
    ),
    "a demand for a supply nobody stores": (
        "kinds.yaml",
        "{supply: boat, quantity: 1}",
        "{supply: ark, quantity: 1}",
        "kinds.yaml: flood_drought: unknown supply 'ark'",
    ),
    "a priority without a weight": (
        "kinds.yaml",
        "event_class: ACCIDENT, priority: 4",
        "event_class: ACCIDENT, priority: 9",
        "kinds.yaml: service_call: priority 9 has no weight in profile.yaml",
    ),
    "a class of events the law does not know": (
        "kinds.yaml",
        "event_class: SECURITY",
        "event_class: MYSTERY",
        "kinds.yaml: security: event_class: invalid enum value 'MYSTERY'",
    ),
    "a permission for an unknown command": (
        "permissions.yaml",
        "TakeStock: [",
        "TakeStock: [KEEPER]\nTakeCover: [",
        "permissions.yaml: TakeCover: unknown command, or one a lifecycle table permits",
    ),
    "a command nobody could give": (
        "permissions.yaml",
        "IssueStock: [",
        "# IssueStock: [",
        "permissions.yaml: IssueStock: missing, nobody could give it",
    ),
    "a permission for a stranger": (
        "permissions.yaml",
        "MakeRecommendation: [SYSTEM]",
        "MakeRecommendation: [SYSTEM, ORACLE]",
        "permissions.yaml: MakeRecommendation: unknown role 'ORACLE'",
    ),
    "a response level without an organ": (
        "organs.yaml",
        "2: PROVINCE\n",
        "",
        "organs.yaml: 2: missing, no organ may activate it",
    ),
    "an organ of a level there is not": (
        "organs.yaml",
        "0: TOWN",
        "0: PARISH",
        "organs.yaml: [...]: invalid enum value 'PARISH'",
    ),
    "a source of reports that is more than believed": (
        "sources.yaml",
        "trust: 0.95",
        "trust: 1.95",
        "sources.yaml: team: trust: 1.95 is not 0 to 1",
    ),
    "a kind dispatched by itself that is unknown": (
        "profile.yaml",
        "kinds: [fire,",
        "kinds: [dragon, fire,",
        "profile.yaml: dispatch.automatic: unknown kind 'dragon'",
    ),
    "a setting that is misspelt": (
        "profile.yaml",
        "runners_up: 5",
        "runner_ups: 5",
        "profile.yaml: dispatch: object contains unknown field runner_ups",
    ),
    "a key that stands twice": (
        "capabilities.yaml",
        "MEDICAL: {",
        "FIRE: {",
        "capabilities.yaml: line 4: the key FIRE stands twice",
    ),
    "a bracket that is never closed": (
        "sources.yaml",
        "clock: {zh: 时段, en: The hour of the day}",
        "clock: {zh: 时段, en: The hour of the day",
        "sources.yaml: line 21: did not find expected ',' or '}'",
    ),
    "a name that YAML reads as something else": (
        "sources.yaml",
        "cad: {",
        "no: {",
        "sources.yaml: False is no name: put it in quotes",
    ),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped profile, to be broken."""
    return Path(shutil.copytree(XIAN, tmp_path / "copy"))


def problems_of(folder: Path) -> list[str]:
    with pytest.raises(ProfileError) as refused:
        load_profile(folder)
    return refused.value.problems


@pytest.mark.parametrize(("name", "old", "new", "line"), BROKEN.values(), ids=BROKEN.keys())
def test_a_profile_broken_in_one_place_says_so_in_one_line(
    folder: Path, name: str, old: str, new: str, line: str
) -> None:
    file = folder / name
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")

    assert problems_of(folder) == [line]


def test_a_whole_copy_loads_like_the_shipped_profile(folder: Path) -> None:
    assert load_profile(folder) == load_profile("xian")
    assert load_profile(str(folder)) == load_profile("xian")


def test_every_problem_is_told_at_once(folder: Path) -> None:
    for name, old, new, _line in (
        BROKEN["a role nobody has"],
        BROKEN["a priority without a weight"],
    ):
        file = folder / name
        file.write_text(file.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")

    assert len(problems_of(folder)) == 2


def test_an_end_that_counts_as_open_is_named(folder: Path) -> None:
    file = folder / HANDLING
    text = file.read_text(encoding="utf-8")
    file.write_text(
        text.replace("RECOVERY, REVIEW]", "RECOVERY, REVIEW, ARCHIVED]"), encoding="utf-8"
    )

    assert problems_of(folder) == [f"{HANDLING}: set OPEN: state ARCHIVED is final"]


def test_a_file_that_is_missing_is_named(folder: Path) -> None:
    (folder / "kinds.yaml").unlink()

    assert problems_of(folder) == ["kinds.yaml: missing"]


def test_a_table_that_is_missing_is_named(folder: Path) -> None:
    (folder / INSTRUCTION).unlink()

    assert problems_of(folder) == [f"{INSTRUCTION}: missing"]


def test_a_file_that_holds_no_mapping_is_named(folder: Path) -> None:
    (folder / "kinds.yaml").write_text("- fire\n- flood\n", encoding="utf-8")

    assert problems_of(folder) == ["kinds.yaml: a mapping is expected"]


def test_a_file_in_another_encoding_is_named(folder: Path) -> None:
    (folder / "sources.yaml").write_bytes("grid: {zh: 网格员, en: Grid}".encode("gb18030"))

    assert problems_of(folder) == ["sources.yaml: not in UTF-8"]


def test_a_table_in_the_place_of_another_is_named(folder: Path) -> None:
    file = folder / TEAM
    text = file.read_text(encoding="utf-8")
    file.write_text(
        text.replace("lifecycle: team_availability", "lifecycle: team"), encoding="utf-8"
    )

    assert problems_of(folder) == [f"{TEAM}: lifecycle: it calls itself 'team'"]


@pytest.mark.parametrize("name", ["atlantis", "/nowhere/atlantis"])
def test_a_profile_that_is_not_there_is_named(name: str) -> None:
    with pytest.raises(ProfileError) as refused:
        load_profile(name)

    assert refused.value.problems == ["atlantis: there is no such profile"]
