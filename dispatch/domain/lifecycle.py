"""Hold a lifecycle as a table and prove that it can be walked.

A lifecycle is data: its rows say which action moves which state where, who may take it, which
named rules must hold, and which clocks it starts and stops. One table drives the engine, the
buttons on the screen, the permissions, the diagrams and the property tests.

Several rows may offer the same action from the same state: they are alternatives, tried in the
order of the table (a response is terminated by the organ that activated it, *or* by the town
office when it was closed on scene). The first whose role and guards agree is taken.
"""

from collections.abc import Iterable
from functools import cached_property

import msgspec

NEW = "NEW"  # the state of what does not exist yet: a row that moves NEW brings a subject to life


class Label(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The same words in Chinese and English."""

    zh: str
    en: str


class State(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A state. A final one may be rested in for ever, even if a row leads out (a reopening)."""

    zh: str
    en: str
    final: bool = False


class Row(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One row of the table.

    `moves` maps each state the row may be taken from to the state it leads to; `needs` names the
    inputs a person must give; `effects` and `couples` name what else happens, in code and in
    another lifecycle ("team_availability.alert"); `basis` is the source of the rule.
    """

    id: str
    action: str
    zh: str
    en: str
    moves: dict[str, str]
    roles: tuple[str, ...]
    guards: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    effects: tuple[str, ...] = ()
    couples: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()
    stops: tuple[str, ...] = ()
    basis: str = ""


class Lifecycle(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """A proved table; `sets` name groups of states so that nobody writes long `or` chains."""

    lifecycle: str
    zh: str
    en: str
    states: dict[str, State]
    rows: tuple[Row, ...]
    sets: dict[str, tuple[str, ...]] = {}

    def rows_for(self, action: str, state: str) -> tuple[Row, ...]:
        """Return the alternatives for `action` taken in `state`, in the order of the table."""
        return self._rows_by_step.get((action, state), ())

    @cached_property
    def _rows_by_step(self) -> dict[tuple[str, str], tuple[Row, ...]]:
        """Every step is looked up here several times: found once, not among all rows each time."""
        found: dict[tuple[str, str], tuple[Row, ...]] = {}
        for row in self.rows:
            for state in row.moves:
                step = row.action, state
                found[step] = (*found.get(step, ()), row)
        return found

    def rows_from(self, state: str) -> tuple[Row, ...]:
        """Return every row that may be taken in `state`."""
        return tuple(row for row in self.rows if state in row.moves)

    def is_final(self, state: str) -> bool:
        """Whether nothing more is expected once this state is reached."""
        return self.states[state].final

    def has(self, set_name: str, state: str) -> bool:
        """Whether `state` belongs to the named set of states."""
        return state in self.sets[set_name]

    @cached_property
    def over(self) -> frozenset[str]:
        """The states in which a subject is open no longer; none where the table names no OPEN."""
        return frozenset(self.states).difference(self.sets.get("OPEN", self.states))


class Vocabulary(msgspec.Struct, frozen=True):
    """The words a table may use; a word outside them is a mistake in the table."""

    roles: frozenset[str]
    guards: frozenset[str]
    timers: frozenset[str]
    inputs: frozenset[str]
    effects: frozenset[str]
    couplings: frozenset[str]


def problems_of(table: Lifecycle, vocabulary: Vocabulary) -> list[str]:
    """Return what is wrong with a table, one clear sentence each naming its row; empty when sound.

    Every state must be reachable from NEW and, unless final, must lead on to a final state.
    """
    found = [*_unknown_words(table, vocabulary), *_repeated_ids(table)]
    if not any(NEW in row.moves for row in table.rows):
        found.append(f"no row moves {NEW}: nothing can ever begin")
    found.extend(_unreachable(table))
    found.extend(_dead_ends(table))
    return found


def _unknown_words(table: Lifecycle, vocabulary: Vocabulary) -> Iterable[str]:
    yield from _unknown_states(table)
    for row in table.rows:
        if NEW in row.moves.values():
            yield f"row {row.id}: nothing moves back to {NEW}"
        if not row.moves:
            yield f"row {row.id}: it moves nothing"
        if not row.roles:
            yield f"row {row.id}: nobody may take it"
        for noun, words, known in (
            ("role", row.roles, vocabulary.roles),
            ("guard", row.guards, vocabulary.guards),
            ("timer", (*row.starts, *row.stops), vocabulary.timers),
            ("input", row.needs, vocabulary.inputs),
            ("effect", row.effects, vocabulary.effects),
            ("coupling", row.couples, vocabulary.couplings),
        ):
            for word in words:
                if word not in known:
                    yield f"row {row.id}: unknown {noun} {word!r}"


def _unknown_states(table: Lifecycle) -> Iterable[str]:
    for set_name, members in table.sets.items():
        for state in members:
            if state not in table.states:
                yield f"set {set_name}: unknown state {state!r}"
    for row in table.rows:
        for state in (*row.moves, *row.moves.values()):
            if state not in table.states and state != NEW:
                yield f"row {row.id}: unknown state {state!r}"


def _repeated_ids(table: Lifecycle) -> Iterable[str]:
    seen: set[str] = set()
    for row in table.rows:
        if row.id in seen:
            yield f"row {row.id}: the id stands twice"
        seen.add(row.id)


def _unreachable(table: Lifecycle) -> Iterable[str]:
    onward: dict[str, set[str]] = {}
    for row in table.rows:
        for origin, target in row.moves.items():
            onward.setdefault(origin, set()).add(target)
    reached = _closure({NEW}, onward)
    for state in table.states:
        if state not in reached:
            yield f"state {state}: unreachable, no row leads to it from {NEW}"


def _dead_ends(table: Lifecycle) -> Iterable[str]:
    backward: dict[str, set[str]] = {}
    for row in table.rows:
        for origin, target in row.moves.items():
            backward.setdefault(target, set()).add(origin)
    finals = {state for state, about in table.states.items() if about.final}
    if not finals:
        # A machine without an end (a team's availability) must at least lead on from everywhere.
        for state in table.states:
            if not any(state in row.moves and row.moves[state] != state for row in table.rows):
                yield f"state {state}: a dead end, no row leads out of it"
        return
    ending = _closure(finals, backward)
    for state in table.states:
        if state not in ending:
            yield f"state {state}: a dead end, no row leads on from it to a final state"


def _closure(start: set[str], edges: dict[str, set[str]]) -> set[str]:
    reached, frontier = set(start), list(start)
    while frontier:
        for state in edges.get(frontier.pop(), ()):
            if state not in reached:
                reached.add(state)
                frontier.append(state)
    return reached
