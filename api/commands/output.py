"""Print results plainly or as JSON, and progress where somebody is looking."""

import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import msgspec
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn


def say(text: str = "") -> None:
    """Print a line of a result."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def say_json(value: object) -> None:
    """Print a value as one line of JSON; an infinite number is null, as JSON has none."""
    plain = msgspec.json.decode(msgspec.json.encode(value))
    say(json.dumps(plain, ensure_ascii=False, allow_nan=False))


def say_facts(facts: Mapping[str, object]) -> None:
    """Print names and values in two columns."""
    width = max(map(len, facts), default=0)
    for name, value in facts.items():
        shown = f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else value
        say(f"{name:<{width}}  {shown}")


def say_columns(columns: Mapping[str, Mapping[str, object]]) -> None:
    """Print facts that bear the same names side by side, under the name of each column."""
    names = list(dict.fromkeys(name for facts in columns.values() for name in facts))
    rows = [("", *columns)]
    rows += [(name, *(str(facts.get(name, "")) for facts in columns.values())) for name in names]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        say("  ".join(f"{word:<{width}}" for word, width in zip(row, widths, strict=True)).rstrip())


@contextmanager
def steps(title: str) -> Iterator[Callable[[str], None]]:
    """Show which step of some long work is under way; yields whom to tell."""
    with _progress(BarColumn(bar_width=20)) as bar:
        task = bar.add_task(title, total=None)
        yield lambda step: bar.update(task, description=f"{title}: {step}")


@contextmanager
def share_done(title: str) -> Iterator[Callable[[float, str], None]]:
    """Show how much of some long work is done; yields whom to tell the share, 0 to 1."""
    with _progress(BarColumn(), TextColumn("{task.percentage:>3.0f} %")) as bar:
        task = bar.add_task(title, total=1.0)

        def tell(share: float, where: str) -> None:
            bar.update(task, completed=share, description=f"{title}: {where}")

        yield tell


def password_for(name: str) -> str:
    """Return the password from CHIYUAN_PASSWORD, or ask for it."""
    given = os.environ.get("CHIYUAN_PASSWORD")
    if given:
        return given
    if not sys.stdin.isatty():
        raise ValueError("set CHIYUAN_PASSWORD, or run this in a terminal to be asked")
    from getpass import getpass

    return getpass(f"Password of {name}: ")


def _progress(*columns: BarColumn | TextColumn) -> Progress:
    # On stderr: the result on stdout stays clean for whatever reads it.
    console = Console(stderr=True)
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        *columns,
        TimeElapsedColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
