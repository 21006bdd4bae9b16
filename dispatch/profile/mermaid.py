"""Draw the lifecycles of a profile as Mermaid diagrams and tables, from the tables that run.

python -m dispatch.profile.mermaid docs/lifecycles
"""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from dispatch.domain.lifecycle import NEW, Lifecycle, Row
from dispatch.domain.profile import Profile
from dispatch.domain.report_clocks import LIFECYCLE
from dispatch.profile.loader import load_profile

_HEADINGS = ("Row", "Action", "From → to", "Who", "Rules that must hold", "Needs", "Brings about")
_MORE_HEADINGS = ("Starts", "Stops", "Basis")


def diagram(lifecycle: Lifecycle) -> str:
    """Return a Mermaid state diagram: states by their Chinese names, arrows by row and action."""
    lines = ["stateDiagram-v2"]
    lines += [
        f'    state "{about.zh} {state}" as {state}' for state, about in lifecycle.states.items()
    ]
    for (origin, target), rows in _arrows(lifecycle).items():
        words = ", ".join(f"{row.id} {row.zh}" for row in rows)
        lines.append(f"    {_node(origin)} --> {_node(target)} : {words}")
    lines += [f"    {state} --> [*]" for state in lifecycle.states if lifecycle.is_final(state)]
    return "\n".join(lines) + "\n"


def page(lifecycle: Lifecycle, profile: Profile) -> str:
    """Return a page of Markdown: the diagram, then every row with who may take it and why."""
    head = (*_HEADINGS, *_MORE_HEADINGS)
    return "\n".join(
        [
            f"# {lifecycle.zh} {lifecycle.en}",
            "",
            f"Drawn from the table `lifecycles/{lifecycle.lifecycle}.yaml` of the profile",
            f"`{profile.profile_id}`; do not edit. Draw it anew with",
            "`python -m dispatch.profile.mermaid docs/lifecycles`.",
            "",
            "```mermaid",
            diagram(lifecycle).rstrip("\n"),
            "```",
            "",
            *_set_lines(lifecycle),
            "",
            _line(head),
            _line("---" for _ in head),
            *(_line(_cells(lifecycle, row)) for row in lifecycle.rows),
            "",
            *_clock_lines(lifecycle, profile),
        ]
    )


def pages(profile: Profile) -> dict[str, str]:
    """Return the pages of a profile by file name."""
    return {f"{name}.md": page(table, profile) for name, table in profile.lifecycles.items()}


def _arrows(lifecycle: Lifecycle) -> dict[tuple[str, str], list[Row]]:
    arrows: dict[tuple[str, str], list[Row]] = {}
    for row in lifecycle.rows:
        for origin, target in row.moves.items():
            arrows.setdefault((origin, target), []).append(row)
    return arrows


def _node(state: str) -> str:
    return "[*]" if state == NEW else state


def _set_lines(lifecycle: Lifecycle) -> Iterator[str]:
    for name, states in lifecycle.sets.items():
        members = ", ".join(f"{lifecycle.states[state].zh} `{state}`" for state in states)
        yield f"- `{name}`: {members}"


def _cells(lifecycle: Lifecycle, row: Row) -> Iterator[str]:
    yield row.id
    yield f"{row.zh} {row.en} `{row.action}`"
    yield "; ".join(_moves(lifecycle, row))
    yield ", ".join(row.roles)
    for words in (row.guards, row.needs, (*row.effects, *row.couples), row.starts, row.stops):
        yield ", ".join(f"`{word}`" for word in words)
    yield row.basis


def _moves(lifecycle: Lifecycle, row: Row) -> Iterator[str]:
    """Yield the moves of a row, those that lead to one state together."""
    for target in dict.fromkeys(row.moves.values()):
        origins = [origin for origin, to in row.moves.items() if to == target]
        names = ", ".join("–" if one == NEW else lifecycle.states[one].zh for one in origins)
        if origins == [target]:
            yield f"{names} ↺"
        else:
            yield f"{names} → {lifecycle.states[target].zh}"


def _clock_lines(lifecycle: Lifecycle, profile: Profile) -> Iterator[str]:
    keys = dict.fromkeys(timer for row in lifecycle.rows for timer in row.starts)
    if lifecycle.lifecycle == LIFECYCLE:  # its clocks are those of the lines of reporting.yaml
        keys |= dict.fromkeys(key for key in profile.timers if key in profile.reporting.timers)
    if not keys:
        return
    head = ("Clock", "Limit", "Counts from", "When it passes", "Basis")
    yield _line(head)
    yield _line("---" for _ in head)
    for key in keys:
        timer = profile.timers[key]
        yield _line(
            (
                f"{timer.zh} {timer.en} `{key}`",
                f"{timer.limit_s / 60:g} min",
                timer.clock_from.value,
                f"`{timer.on_pass}`" if timer.on_pass else "marked overdue",
                timer.basis,
            )
        )
    yield ""


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def main(arguments: list[str]) -> None:
    """Write the pages of the shipped profile into the folder that is named."""
    if len(arguments) != 1:
        raise SystemExit("usage: python -m dispatch.profile.mermaid FOLDER")
    folder = Path(arguments[0])
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages(load_profile("xian")).items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
