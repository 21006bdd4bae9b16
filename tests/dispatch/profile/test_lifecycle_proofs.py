"""A lifecycle table is refused for what would leave somebody stuck, and for nothing else."""

from typing import Any

from dispatch.domain.lifecycle import NEW, Lifecycle, Row, State, Vocabulary, problems_of

WORDS = Vocabulary(
    roles=frozenset({"DUTY"}),
    guards=frozenset({"is_calm"}),
    timers=frozenset({"soon"}),
    inputs=frozenset({"reason"}),
    effects=frozenset({"ring"}),
    couplings=frozenset({"team_availability.alert"}),
)


def row(row_id: str, moves: dict[str, str], **about: Any) -> Row:
    given: dict[str, Any] = {"roles": ("DUTY",), **about}
    return Row(id=row_id, action=row_id.lower(), zh="步", en="Step", moves=moves, **given)


def table(*rows: Row, final: str = "SHUT", **sets: tuple[str, ...]) -> Lifecycle:
    names = dict.fromkeys(state for one in rows for state in (*one.moves, *one.moves.values()))
    states = {name: State(zh="态", en=name, final=name == final) for name in names if name != NEW}
    return Lifecycle(lifecycle="door", zh="门", en="Door", states=states, rows=rows, sets=sets)


OPENED, CLOSED = row("A", {NEW: "OPEN"}), row("B", {"OPEN": "SHUT"})


def test_a_table_that_can_be_walked_to_its_end_is_sound() -> None:
    assert problems_of(table(OPENED, CLOSED, row("C", {"OPEN": "OPEN"})), WORDS) == []


def test_all_known_words_may_be_used() -> None:
    rich = row(
        "B",
        {"OPEN": "SHUT"},
        guards=("is_calm",),
        needs=("reason",),
        effects=("ring",),
        couples=("team_availability.alert",),
        starts=("soon",),
        stops=("soon",),
    )

    assert problems_of(table(OPENED, rich), WORDS) == []


def test_unknown_words_are_named_with_their_row() -> None:
    strange = row(
        "B",
        {"OPEN": "SHUT"},
        roles=("MAYOR",),
        guards=("is_merry",),
        needs=("gift",),
        effects=("sing",),
        couples=("door.slam",),
        starts=("never",),
        stops=("ever",),
    )

    assert problems_of(table(OPENED, strange), WORDS) == [
        "row B: unknown role 'MAYOR'",
        "row B: unknown guard 'is_merry'",
        "row B: unknown timer 'never'",
        "row B: unknown timer 'ever'",
        "row B: unknown input 'gift'",
        "row B: unknown effect 'sing'",
        "row B: unknown coupling 'door.slam'",
    ]


def test_a_table_in_which_nothing_begins_is_refused() -> None:
    problems = problems_of(table(CLOSED), WORDS)

    assert problems[0] == "no row moves NEW: nothing can ever begin"


def test_a_state_nothing_leads_to_is_named() -> None:
    orphan = row("C", {"ATTIC": "SHUT"})

    assert problems_of(table(OPENED, CLOSED, orphan), WORDS) == [
        "state ATTIC: unreachable, no row leads to it from NEW"
    ]


def test_two_states_that_lead_only_to_each_other_are_dead_ends() -> None:
    there, back = row("C", {"OPEN": "LOST"}), row("D", {"LOST": "ADRIFT"})
    again = row("E", {"ADRIFT": "LOST"})

    assert problems_of(table(OPENED, CLOSED, there, back, again), WORDS) == [
        "state LOST: a dead end, no row leads on from it to a final state",
        "state ADRIFT: a dead end, no row leads on from it to a final state",
    ]


def test_a_machine_without_an_end_must_lead_on_from_everywhere() -> None:
    endless = table(OPENED, CLOSED, row("C", {"SHUT": "OPEN"}), final="")
    stuck = table(OPENED, CLOSED, row("C", {"SHUT": "SHUT"}), final="")

    assert problems_of(endless, WORDS) == []
    assert problems_of(stuck, WORDS) == ["state SHUT: a dead end, no row leads out of it"]


def test_a_final_state_may_be_left_again() -> None:
    assert problems_of(table(OPENED, CLOSED, row("C", {"SHUT": "OPEN"})), WORDS) == []


def test_an_id_stands_once() -> None:
    assert problems_of(table(OPENED, CLOSED, row("B", {"OPEN": "OPEN"})), WORDS) == [
        "row B: the id stands twice"
    ]


def test_nothing_moves_back_to_the_time_before_it_was() -> None:
    assert "row C: nothing moves back to NEW" in problems_of(
        table(OPENED, CLOSED, row("C", {"OPEN": NEW})), WORDS
    )


def test_a_row_moves_something_and_somebody_may_take_it() -> None:
    assert problems_of(table(OPENED, CLOSED, row("C", {}, roles=())), WORDS) == [
        "row C: it moves nothing",
        "row C: nobody may take it",
    ]


def test_a_set_holds_known_states_only() -> None:
    assert problems_of(table(OPENED, CLOSED, CALM=("OPEN", "ASLEEP")), WORDS) == [
        "set CALM: unknown state 'ASLEEP'"
    ]
