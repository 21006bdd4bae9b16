"""Proofread a scenario that somebody is writing: every mistake, its field and its line.

Reading a file stops at the first mistake. Whoever writes at a desk wants all of them at once.
"""

import re
from collections.abc import Iterator
from functools import cache
from math import isfinite
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import msgspec
import yaml

from dispatch.domain.profile import Profile
from simulators.composing import INCLUDE, Plain, laid_over_includes
from simulators.scenario import Scenario, wrong_words

MOST_FAULTS = 100
MOST_DEEP = 40  # brackets within brackets: beyond it nobody wrote it by hand

At = tuple[str | int, ...]
Lines = dict[At, int]


class Fault(msgspec.Struct, frozen=True):
    """A mistake: the field, its line in the text (from 1, None where it has none), and why."""

    field: str
    line: int | None
    reason: str


def proofread(
    text: str, folder: Path, profile: Profile
) -> tuple[Scenario | None, tuple[Fault, ...]]:
    """Return the scenario a text holds and nothing, or None and all that is wrong with it.

    What it includes is read from `folder`.
    """
    try:
        own, lines = _read(text)
    except _Unreadable as problem:
        return None, (problem.fault,)
    try:
        plain = laid_over_includes(own, folder)
    except ValueError as problem:
        fault = Fault(INCLUDE, lines.get((INCLUDE,)), _without_folder(str(problem), folder))
        return None, (fault,)
    wrong = list(_not_finite(plain, ())) or _wrong(plain, Scenario, ())
    faults = [_fault(at, reason, lines) for at, reason in wrong]
    if faults:
        return None, tuple(faults[:MOST_FAULTS])
    scenario = msgspec.convert(plain, Scenario, str_keys=False)
    said = wrong_words(scenario, profile)
    faults = [_fault(_path(field), reason, lines) for field, reason in said]
    return (None if faults else scenario), tuple(faults[:MOST_FAULTS])


class _Unreadable(Exception):  # noqa: N818 - carries what to tell
    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.reason)
        self.fault = fault


def _read(text: str) -> tuple[Plain, Lines]:
    """Return what a YAML text holds, and the line of each field; raises `_Unreadable`."""
    try:
        if max(_depths(text), default=0) > MOST_DEEP:
            raise _Unreadable(Fault("", None, f"nested more than {MOST_DEEP} deep"))
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        plain = yaml.safe_load(text)
    except yaml.YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        line = None if mark is None else mark.line + 1
        reason = getattr(problem, "problem", None) or str(problem)
        raise _Unreadable(Fault("", line, f"not YAML: {reason}")) from None
    except (ValueError, KeyError, IndexError, AttributeError) as problem:
        # A date that is none, a tag whose text is not of its sort.
        raise _Unreadable(Fault("", None, f"not YAML: {problem}")) from None
    if not isinstance(plain, dict):
        raise _Unreadable(Fault("", 1, "a mapping of fields is expected"))
    return plain, dict(_lines(node, ()))


def _depths(text: str) -> Iterator[int]:
    """Yield how deep a text is nested, event by event; refuses aliases, which may blow it up."""
    deep = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        if isinstance(event, yaml.AliasEvent):
            line = event.start_mark.line + 1 if event.start_mark else None
            raise _Unreadable(Fault("", line, "write it out: aliases (*) are not read"))
        deep += isinstance(event, yaml.CollectionStartEvent)
        deep -= isinstance(event, yaml.CollectionEndEvent)
        yield deep


def _lines(node: yaml.Node | None, at: At) -> Iterator[tuple[At, int]]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            here = (*at, str(key.value))
            yield here, key.start_mark.line + 1
            yield from _lines(value, here)
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            here = (*at, number)
            yield here, value.start_mark.line + 1
            yield from _lines(value, here)


def _not_finite(plain: Any, at: At) -> Iterator[tuple[At, str]]:
    """Yield every figure that is none: .nan and .inf are floats to YAML, and pass every check."""
    if isinstance(plain, dict):
        for key, one in plain.items():
            yield from _not_finite(one, (*at, str(key)))
    elif isinstance(plain, list):
        for number, one in enumerate(plain):
            yield from _not_finite(one, (*at, number))
    elif isinstance(plain, float) and not isfinite(plain):
        yield at, "a finite number is expected"


def _wrong(plain: Any, wanted: Any, at: At) -> Iterator[tuple[At, str]]:
    """Yield every mistake in a value: those of its parts, or else its own."""
    try:
        msgspec.convert(plain, wanted, str_keys=False)
        return
    except msgspec.ValidationError as problem:
        told = str(problem)
    inner = list(_wrong_parts(plain, wanted, at))
    yield from inner or [(at, re.sub(r" - at `\$[^`]*`", "", told))]


def _wrong_parts(plain: Any, wanted: Any, at: At) -> Iterator[tuple[At, str]]:
    wanted = _without_none(wanted)
    arguments = get_args(wanted)
    if isinstance(wanted, type) and issubclass(wanted, msgspec.Struct):
        if isinstance(plain, dict):
            yield from _wrong_fields(plain, wanted, at)
    elif get_origin(wanted) is tuple and arguments[-1] is Ellipsis and isinstance(plain, list):
        for number, one in enumerate(plain):
            yield from _wrong(one, arguments[0], (*at, number))
    elif get_origin(wanted) is dict and isinstance(plain, dict):
        for key, one in plain.items():
            yield from _wrong(one, arguments[1], (*at, str(key)))


def _wrong_fields(plain: Plain, wanted: type, at: At) -> Iterator[tuple[At, str]]:
    types = _types(wanted)
    for name, one in plain.items():
        if name in types:
            yield from _wrong(one, types[name], (*at, name))
        else:
            yield (*at, str(name)), "there is no such field"
    for field in msgspec.structs.fields(wanted):
        if field.required and field.encode_name not in plain:
            yield (*at, field.encode_name), "is missing"


@cache
def _types(struct: type) -> dict[str, Any]:
    return get_type_hints(struct)


def _without_none(wanted: Any) -> Any:
    if get_origin(wanted) in (Union, UnionType):
        others = [one for one in get_args(wanted) if one is not NoneType]
        if len(others) == 1:
            return others[0]
    return wanted


def _fault(at: At, reason: str, lines: Lines) -> Fault:
    """Name the field, and the line it stands in or else that of what it belongs to."""
    line = next((lines[at[:deep]] for deep in range(len(at), 0, -1) if at[:deep] in lines), None)
    field = "".join(f"[{one}]" if isinstance(one, int) else f".{one}" for one in at)
    return Fault(field.lstrip("."), line, reason)


def _path(field: str) -> At:
    return tuple(int(one) if one.isdecimal() else one for one in re.findall(r"[^.\[\]]+", field))


def _without_folder(text: str, folder: Path) -> str:
    return text.replace(f"{folder.resolve()}/", "").replace(f"{folder}/", "")
