"""Read the files of a profile strictly: what is not understood is a problem, never a guess."""

from collections.abc import Hashable, Mapping
from importlib.resources.abc import Traversable
from typing import Any, TypeVar

import msgspec
import yaml

T = TypeVar("T")


class ProfileError(Exception):
    """A profile that cannot be used; `problems` says why, one clear line each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class Reader:
    """Reads files of one folder and gathers what is wrong with them in `problems`."""

    def __init__(self, folder: Traversable) -> None:
        self.folder = folder
        self.problems: list[str] = []

    def mapping(self, name: str) -> dict[Any, Any]:
        """Return the mapping a YAML file holds; empty, with a problem, when it holds none."""
        try:
            text = self.folder.joinpath(*name.split("/")).read_text(encoding="utf-8")
        except OSError:
            self.problems.append(f"{name}: missing")
            return {}
        except UnicodeDecodeError:
            self.problems.append(f"{name}: not in UTF-8")
            return {}
        try:
            content = yaml.load(text, Loader=_StrictLoader)  # noqa: S506 - a CSafeLoader
        except yaml.YAMLError as error:
            self.problems.append(f"{name}: {_yaml_reason(error)}")
            return {}
        if not isinstance(content, dict):
            self.problems.append(f"{name}: a mapping is expected")
            return {}
        return content

    def value(self, where: str, raw: object, kind: type[T]) -> T | None:
        """Return `raw` as a value of that type; None, with a problem at `where`, when it is not."""
        try:
            return msgspec.convert(raw, kind)
        except msgspec.ValidationError as error:
            self.problems.append(f"{where}: {_msgspec_reason(error)}")
            return None

    def table(self, name: str, value: type[T]) -> dict[str, T]:
        """Return a file whose every key names a value of one type."""
        return self.values(name, self.mapping(name), value)

    def values(self, where: str, raw: Mapping[Any, Any], kind: type[T]) -> dict[str, T]:
        """Return the values of a mapping of names, leaving out those that are problems."""
        found: dict[str, T] = {}
        for key, one in raw.items():
            if not isinstance(key, str):
                self.problems.append(f"{where}: {key!r} is no name: put it in quotes")
                continue
            read = self.value(f"{where}: {key}", one, kind)
            if read is not None:
                found[key] = read
        return found


class _StrictLoader(yaml.CSafeLoader):
    """Reads plain data and refuses a key that stands twice, of which YAML would keep the last.

    It is the loader in C, with which a profile is read in a fifth of the time.
    """

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[object] = set()
        for key_node, _value in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                continue
            key = self.construct_object(key_node)
            if key in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key} stands twice", key_node.start_mark
                )
            seen.add(key)
        return super().construct_mapping(node, deep)


def _yaml_reason(error: yaml.YAMLError) -> str:
    if not isinstance(error, yaml.MarkedYAMLError):
        return " ".join(str(error).split())
    reason = error.problem or error.context or "not YAML"
    mark = error.problem_mark or error.context_mark
    return f"line {mark.line + 1}: {reason}" if mark is not None else reason


def _msgspec_reason(error: msgspec.ValidationError) -> str:
    """Turn ``Expected `float`, got `str` - at `$.limit_s` `` into ``limit_s: expected float …``."""
    reason, _at, path = str(error).partition(" - at `")
    path = path.rstrip("`").removeprefix("$").removeprefix(".")
    reason = reason.replace("`", "")
    reason = reason[:1].lower() + reason[1:]
    return f"{path}: {reason}" if path else reason
