"""Compose a scenario's plain mapping out of files that include others, and overrides.

Whatever a mapping says is laid over what it includes, field by field; anything but a mapping takes
the place of what was there. Overrides come last. Which file said what is remembered, so that a
mistake names the file it is in.
"""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import yaml

INCLUDE = "include"
MOST_DEEP = 8  # files that include one another: beyond it somebody includes himself

T = TypeVar("T")
Plain = dict[str, Any]
Origins = dict[tuple[str, ...], str]
"""What said a field, by its path: a file or an override."""


def compose(path: Path, wanted: type[T], changes: Sequence[str] = ()) -> T:
    """Return what a file, those it includes and some changes hold together.

    A change is `field.field=value`, the value in YAML. Raises `ValueError` naming the file, or the
    change, the field and the reason.
    """
    origins: Origins = {}
    plain = _read(path, origins, ())
    for change in changes:
        _change(plain, change, origins)
    try:
        return msgspec.convert(plain, wanted, str_keys=False)
    except msgspec.ValidationError as problem:
        raise ValueError(f"{_said_by(str(problem), origins, path)}: {problem}") from problem


def laid_over_includes(own: Plain, folder: Path) -> Plain:
    """Return a mapping that was not read from a file, laid over the files it includes.

    They are read from `folder` and below only: whoever wrote the mapping may not read elsewhere.
    Raises `ValueError`.
    """
    own = dict(own)
    plain: Plain = {}
    origins: Origins = {}
    for name in _names(own.pop(INCLUDE, []), INCLUDE):
        path = (folder / name).resolve()
        if not path.is_relative_to(folder.resolve()) or path.suffix != ".yaml":
            raise ValueError(f"{INCLUDE}: {name} is no file of the library")
        _lay_over(plain, _read(path, origins, ()), origins, None, ())
    _lay_over(plain, own, origins, None, ())
    return plain


def mapping_of(path: Path) -> Plain:
    """Read a YAML file that holds a mapping; raises `ValueError` naming the file."""
    try:
        plain = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ValueError(f"{path}: there is no such file") from None
    except OSError as problem:
        raise ValueError(f"{path}: {problem.strerror}") from None
    except yaml.YAMLError as problem:
        raise ValueError(f"{path}: not YAML: {problem}") from problem
    if not isinstance(plain, dict):
        raise ValueError(f"{path}: a mapping of fields is expected")
    return plain


def _read(path: Path, origins: Origins, by: tuple[Path, ...]) -> Plain:
    if path.resolve() in by or len(by) >= MOST_DEEP:
        raise ValueError(f"{path}: {INCLUDE}: the file includes itself, by way of others perhaps")
    own = mapping_of(path)
    plain: Plain = {}
    for file in _names(own.pop(INCLUDE, []), f"{path}: {INCLUDE}"):
        included = _read(path.parent / file, origins, (*by, path.resolve()))
        _lay_over(plain, included, origins, None, ())
    _lay_over(plain, own, origins, str(path), ())
    return plain


def _names(named: object, field: str) -> list[str]:
    files = [named] if isinstance(named, str) else named
    if not isinstance(files, list) or not all(isinstance(one, str) for one in files):
        raise ValueError(f"{field}: the names of files are expected")
    return files


def _lay_over(
    under: Plain, over: Plain, origins: Origins, by: str | None, at: tuple[str, ...]
) -> None:
    """Lay one mapping over another in place; `by` says it, None where that is known already."""
    for key, value in over.items():
        here = (*at, str(key))
        if by is not None:
            origins[here] = by
        below = under.get(key)
        if isinstance(value, dict) and isinstance(below, dict):
            _lay_over(below, value, origins, by, here)
        elif isinstance(value, dict):
            under[key] = {}
            _lay_over(under[key], value, origins, by, here)
        else:
            under[key] = value


def _change(plain: Plain, change: str, origins: Origins) -> None:
    field, equals, text = change.partition("=")
    names = field.strip().split(".")
    if not equals or not all(names):
        raise ValueError(f"--set {change}: write it as field.field=value")
    try:
        value = yaml.safe_load(text)
    except yaml.YAMLError as problem:
        raise ValueError(f"--set {change}: not YAML: {problem}") from problem
    here: Any = plain
    for depth, name in enumerate(names[:-1], 1):
        here = _within(here, name, change, names[:depth])
    last = names[-1]
    if isinstance(here, list) and last.isdecimal() and int(last) < len(here):
        here[int(last)] = value
    elif isinstance(here, dict):
        here[last] = value
    else:
        raise ValueError(f"--set {change}: {'.'.join(names[:-1])} has no field {last}")
    for depth in range(1, len(names)):
        origins.setdefault(tuple(names[:depth]), f"--set {change}")
    origins[tuple(names)] = f"--set {change}"


def _within(here: Any, name: str, change: str, names: list[str]) -> Any:
    if isinstance(here, list) and name.isdecimal() and int(name) < len(here):
        return here[int(name)]
    if not isinstance(here, dict):
        raise ValueError(f"--set {change}: {'.'.join(names)} is no part of the scenario")
    below = here.get(name)
    if below is None:
        below = here[name] = {}
    return below


def _said_by(problem: str, origins: Origins, path: Path) -> str:
    """Return which file or change said the field that a message of msgspec is about."""
    found = re.search(r"at `\$([^`]*)`", problem)
    names = re.findall(r"[^.\[\]]+", found[1]) if found else []
    if unknown := re.search(r"unknown field `([^`]+)`", problem):
        names.append(unknown[1])
    for depth in range(len(names), 0, -1):
        if (by := origins.get(tuple(names[:depth]))) is not None:
            return by
    return str(path)
