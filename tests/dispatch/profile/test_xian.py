"""The profile that ships holds what the field asks of it."""

from collections.abc import Iterator

import pytest

from dispatch.domain.actors import SYSTEM_ROLE
from dispatch.domain.lifecycle import NEW, Lifecycle
from dispatch.domain.places import AdminLevel
from dispatch.domain.profile import EventClass
from dispatch.domain.rulebook import RULES_BY_LIFECYCLE
from dispatch.profile.loader import load_profile
from simulators.city.forces import CHANCE, DISCIPLINES, PARK_CAPABILITIES
from simulators.city.supplies import SUPPLIES

XIAN = load_profile("xian")

# Row: action, the states it leads from, the state it leads to, and who may take it
HANDLING = {
    "H2": ("start_verify", "REPORTED", "VERIFYING", "DUTY"),
    "H3": (
        "start_first_response",
        "REPORTED VERIFYING",
        "FIRST_RESPONSE",
        "GRID FR VFORCE OFFICE UNIT",
    ),
    "H4": ("confirm", "VERIFYING FIRST_RESPONSE", "FIRST_RESPONSE", "DUTY"),
    "H5": ("dismiss", "REPORTED VERIFYING FIRST_RESPONSE", "DISMISSED", "DUTYLEAD"),
    "H6": ("transfer", "REPORTED VERIFYING FIRST_RESPONSE", "TRANSFERRED", "DUTY"),
    "H7": ("activate_response", "VERIFYING FIRST_RESPONSE", "RESPONDING", "LG CTY CITY PROV"),
    "H8": ("close_on_scene", "FIRST_RESPONSE", "CONTROLLED", "OFFICE"),
    "H9": ("adjust_level", "RESPONDING", "RESPONDING", "LG CTY CITY PROV"),
    "H11": ("declare_controlled", "RESPONDING", "CONTROLLED", "OSC FRS"),
    "H12a": ("relapse", "CONTROLLED TERMINATED RECOVERY", "RESPONDING", "DUTY OSC FRS SYSTEM"),
    "H12b": ("relapse", "CONTROLLED TERMINATED RECOVERY", "FIRST_RESPONSE", "DUTY OSC FRS SYSTEM"),
    "H13a": ("terminate_response", "RESPONDING CONTROLLED", "TERMINATED", "LG CTY CITY PROV"),
    "H13b": ("terminate_response", "CONTROLLED", "TERMINATED", "OFFICE"),
    "H14": ("start_recovery", "TERMINATED", "RECOVERY", "LG CTY CITY PROV"),
    "H15": ("complete_recovery", "RECOVERY", "REVIEW", "LG CTY CITY PROV"),
    "H16a": ("archive", "REVIEW", "ARCHIVED", "OFFICE"),
    "H16b": ("archive", "REVIEW", "ARCHIVED", "OFFICE"),
    "H17": ("reopen", "DISMISSED", "VERIFYING", "DUTYLEAD"),
    "H18": ("merge", "REPORTED VERIFYING FIRST_RESPONSE", "MERGED", "DUTY DUTYLEAD OFFICE"),
    "H19": ("separate", "MERGED", "VERIFYING", "DUTY DUTYLEAD OFFICE"),
}


@pytest.mark.parametrize("row_id", HANDLING)
def test_emergency_handling_has_the_row(row_id: str) -> None:
    action, origins, target, roles = HANDLING[row_id]
    row = next(row for row in XIAN.incident_handling.rows if row.id == row_id)

    assert row.action == action
    assert row.moves == dict.fromkeys(origins.split(), target)
    assert row.roles == tuple(roles.split())


def test_every_row_of_the_specification_is_there() -> None:
    ids = {row.id.rstrip("ab") for row in XIAN.incident_handling.rows}
    of_posts = {row.id.rstrip("abcde") for row in XIAN.command_post.rows}

    assert of_posts == {f"K{number}" for number in range(1, 16)}
    ours = {"H18", "H19"}  # merging and undoing it, which the specification asks for in words
    assert ids == {f"H{number}" for number in range(1, 18)} | ours


def test_anybody_who_sees_an_emergency_may_register_it() -> None:
    (row,) = XIAN.incident_handling.rows_for("register", NEW)

    assert row.moves == {NEW: "REPORTED"}
    assert {"DUTY", "GRID", "FR", "CITIZEN", "FEED", "SENSOR", "UPPER"} <= set(row.roles)
    assert not row.needs
    assert not row.guards


def test_rescuers_can_be_held_back_while_there_is_a_rescue() -> None:
    table = XIAN.incident_handling
    active = {*table.sets["DISPATCHABLE"], "CONTROLLED"}

    for action, who in (
        ("safety_hold", {"OSC", "FRS", "TEAM", "VFORCE"}),
        ("resume", {"OSC", "FRS"}),
    ):
        (row,) = (row for row in table.rows if row.action == action)
        assert row.moves == {state: state for state in active}
        assert set(row.roles) == who


def test_a_response_is_never_activated_without_its_four_statements() -> None:
    for action in ("activate_response", "adjust_level"):
        (row,) = (row for row in XIAN.incident_handling.rows if row.action == action)
        assert {"matters", "response_level", "expected_period", "measures"} <= set(row.needs)


def test_the_duty_officer_alone_dismisses_nothing() -> None:
    rows = [row for row in XIAN.incident_handling.rows if row.action == "dismiss"]

    assert all("DUTY" not in row.roles and "reason" in row.needs for row in rows)


def test_nothing_ends_while_somebody_is_still_at_work() -> None:
    for action in ("terminate_response", "complete_recovery", "archive"):
        for row in XIAN.incident_handling.rows:
            if row.action == action:
                assert "no_instruction_is_open" in row.guards, row.id
    for action in ("complete_recovery", "archive"):
        for row in XIAN.incident_handling.rows:
            if row.action == action:
                assert "no_stock_is_held" in row.guards, row.id


def test_what_leaves_the_open_states_in_the_middle_lets_everybody_go() -> None:
    table = XIAN.incident_handling
    for row in table.rows:
        if {"DISMISSED", "TRANSFERRED"} & set(row.moves.values()):
            assert "release_everybody" in row.effects, row.id


def test_no_team_is_proposed_to_an_incident_nothing_more_is_sought_for() -> None:
    table = XIAN.incident_handling
    settling = {"settle_recommendation", "release_everybody"}
    for row in table.rows:
        for origin, target in row.moves.items():
            if origin == NEW or not table.has("DISPATCHABLE", origin):
                continue
            if not table.has("DISPATCHABLE", target):
                assert settling & set(row.effects), row.id


def test_open_are_exactly_the_states_that_are_not_final() -> None:
    table = XIAN.incident_handling

    assert set(table.sets["OPEN"]) == {one for one in table.states if not table.is_final(one)}
    assert set(table.sets["DISPATCHABLE"]) < set(table.sets["OPEN"])
    assert set(table.sets["FUSIBLE"]) <= set(table.sets["DISPATCHABLE"])


def test_every_rule_of_the_field_is_asked_somewhere() -> None:
    asked = {
        guard for table in XIAN.lifecycles.values() for row in table.rows for guard in row.guards
    }

    assert asked == set().union(*RULES_BY_LIFECYCLE.values())


@pytest.mark.parametrize("table", XIAN.lifecycles.values(), ids=XIAN.lifecycles.keys())
def test_every_row_speaks_both_languages_and_names_its_basis(table: Lifecycle) -> None:
    for row in table.rows:
        assert row.zh, row.id
        assert row.en, row.id
        assert row.basis, row.id


def test_only_rescuers_under_the_hard_rules_are_sent() -> None:
    for action in ("dispatch", "issue"):
        (row,) = (row for row in XIAN.instruction.rows if row.action == action)
        assert set(row.guards) == {
            "team_is_trained",
            "team_is_insured",
            "team_is_equipped",
            "team_is_fit_for_it",
            "not_on_safety_hold",
        }


def test_an_open_order_can_be_called_off_at_any_moment() -> None:
    (row,) = (row for row in XIAN.instruction.rows if row.action == "cancel")

    assert set(row.moves) == set(XIAN.instruction.sets["OPEN"])
    assert SYSTEM_ROLE in row.roles


def test_where_a_team_may_speak_it_speaks_for_itself() -> None:
    for table in (XIAN.instruction, XIAN.team_availability):
        for row in table.rows:
            if "TEAM" in row.roles:
                assert "team_speaks_for_itself" in row.guards, row.id


def test_a_team_under_an_order_is_free_again_once_the_order_is_over() -> None:
    """Walk orders and their teams together: a coupled step always has a row to take."""
    orders = XIAN.instruction
    over = {state for _order, state in _walked() if not orders.has("OPEN", _order)}

    # Released where it stood, on its way back, silent still, or about its own business.
    assert not over & set(XIAN.team_availability.sets["BUSY"])


def test_an_order_and_its_team_never_contradict_each_other() -> None:
    expected = {
        "SIGNED": {"ALERTED"},
        "EN_ROUTE": {"EN_ROUTE"},
        "ON_SCENE": {"ON_SCENE"},
        "EXECUTING": {"ON_SCENE"},
        "OVERDUE": {"OUT_OF_CONTACT"},
        "DRAFT": {"STANDBY", "RETURNING"},
    }
    for order, states in expected.items():
        assert {team for at, team in _walked() if at == order} == states, order


def _walked() -> set[tuple[str, str]]:
    """Return every pair of an order's state and its team's that can come about."""
    reached: set[tuple[str, str]] = set()
    frontier = [(NEW, state) for state in XIAN.team_availability.sets["FREE"]]
    while frontier:
        pair = frontier.pop()
        for after in _next_pairs(*pair):
            if after not in reached:
                reached.add(after)
                frontier.append(after)
    return reached


def _next_pairs(order: str, team: str) -> Iterator[tuple[str, str]]:
    teams = XIAN.team_availability
    for row in XIAN.instruction.rows_from(order):
        after = team
        for coupling in row.couples:
            action = coupling.removeprefix("team_availability.")
            rows = [one for one in teams.rows_for(action, after) if SYSTEM_ROLE in one.roles]
            assert rows, f"row {row.id}: a team that is {after} cannot {action}"
            after = rows[0].moves[after]
        yield row.moves[order], after
    if order == NEW or not XIAN.instruction.has("OPEN", order):
        return
    for row in teams.rows_from(team):  # what a bound team may do of its own accord
        if row.roles != (SYSTEM_ROLE,) and "team_is_bound_by_nothing" not in row.guards:
            yield order, row.moves[team]


def test_a_team_that_is_silent_or_gone_can_come_back() -> None:
    teams = XIAN.team_availability
    for state in teams.states.keys() - {"REJOINED"}:
        reached, frontier = {state}, [state]
        while frontier:
            for row in teams.rows_from(frontier.pop()):
                new = set(row.moves.values()) - reached
                reached |= new
                frontier += new
        assert "STANDBY" in reached, state


def test_a_town_tells_its_leader_and_its_county_of_an_event_in_time() -> None:
    line = XIAN.reporting.lines["town_to_county"]
    limits = {timer: XIAN.timers[timer].limit_s for timer in line.clocks.values()}

    assert line.begins == "registered"
    assert limits == {
        "duty_to_lead": 600,
        "duty_to_lead.written": 1800,
        "town_to_county.phone": 1800,
        "town_to_county.written": 3600,
    }


def test_every_clock_of_handling_can_be_stopped() -> None:
    stopped = {timer for row in XIAN.incident_handling.rows for timer in row.stops}
    for row in XIAN.incident_handling.rows:
        assert set(row.starts) <= stopped, row.id


def test_a_late_report_alarms_whichever_clock_it_missed() -> None:
    windows = {one.timer for one in XIAN.reporting.amendments}
    for timer in XIAN.reporting.timers - windows:
        assert XIAN.timers[timer].on_pass in {"alarm", "miss_followup", "miss_zero_report"}, timer
    for timer in windows:
        assert XIAN.timers[timer].on_pass == "close_window"
        assert not XIAN.timers[timer].late


def test_what_ends_or_undoes_an_event_ends_or_corrects_its_reports() -> None:
    table = XIAN.incident_handling
    for row in table.rows:
        effects, targets = set(row.effects), set(row.moves.values())
        if {"DISMISSED", "MERGED"} & targets:
            assert "correct_reports" in effects, row.id
        if {"TRANSFERRED", "ARCHIVED"} & targets:
            assert "end_reports" in effects, row.id
        if "TERMINATED" in targets:
            assert "ask_final_reports" in effects, row.id
        if row.action == "relapse":
            assert "resume_reports" in effects, row.id


def test_every_limit_names_its_basis() -> None:
    assert not [key for key, timer in XIAN.timers.items() if not timer.basis]


def test_the_seventeen_plan_kinds_of_the_report_are_there_with_their_demands() -> None:
    seventeen = [
        "disaster_relief",
        "earthquake",
        "geological",
        "forest_fire",
        "flood_drought",
        "waterlogging",
        "weather",
        "fire_safety",
        "gas",
        "crowded_place",
        "work_safety",
        "industry_trade",
        "construction",
        "hazmat",
        "special_equipment",
        "road_traffic",
        "fire",
    ]

    assert len(seventeen) == 17
    assert list(XIAN.kinds)[:17] == seventeen
    for slug in seventeen:
        assert XIAN.kinds[slug].teams, slug
        assert XIAN.kinds[slug].supplies, slug


def test_every_class_of_events_has_a_kind() -> None:
    assert {kind.event_class for kind in XIAN.kinds.values()} == set(EventClass)


def test_a_county_activates_level_four_and_a_town_its_own_plan() -> None:
    assert XIAN.organs.within == {}
    assert XIAN.organs.lowest == {
        0: AdminLevel.TOWN,
        4: AdminLevel.COUNTY,
        3: AdminLevel.CITY,
        2: AdminLevel.PROVINCE,
        1: AdminLevel.PROVINCE,
    }


def test_only_life_at_stake_is_dispatched_without_a_person() -> None:
    automatic = {
        (kind, priority)
        for kind in XIAN.kinds
        for priority in XIAN.dispatch.priority_weights
        if XIAN.is_automatic(kind, priority)
    }

    assert automatic == {("fire", 1), ("medical", 1), ("rescue", 1)}


def test_every_supply_of_the_generated_city_is_known_in_the_same_words() -> None:
    assert {supply.slug for supply in SUPPLIES} == set(XIAN.supplies)
    for supply in SUPPLIES:
        known = XIAN.supplies[supply.slug]
        assert (known.zh, known.en, known.unit) == (supply.name_zh, supply.name_en, supply.unit)


def test_every_capability_of_the_generated_city_is_known() -> None:
    special = {capability for chances in CHANCE.values() for capability in chances}

    assert {*DISCIPLINES, *special, *PARK_CAPABILITIES} <= set(XIAN.capabilities)


@pytest.mark.parametrize("table", XIAN.lifecycles.values(), ids=lambda table: table.lifecycle)
def test_a_lifecycle_has_the_timers_that_its_rows_and_lines_start(table: Lifecycle) -> None:
    timers = XIAN.timers_of(table.lifecycle)
    of_lines = XIAN.reporting.timers if table.lifecycle == "information_report" else frozenset()
    assert set(timers) == {one for row in table.rows for one in row.starts} | of_lines
    assert list(timers) == [one for one in XIAN.timers if one in timers]
