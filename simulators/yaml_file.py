"""Read a YAML file as a strict struct; a mistake names the file and the field."""

from pathlib import Path
from typing import TypeVar

import msgspec
import yaml

T = TypeVar("T")


def read_yaml(path: Path, wanted: type[T]) -> T:
    """Return what a file holds; raises `ValueError` naming the file, the field and the reason."""
    try:
        plain = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ValueError(f"{path}: there is no such file") from None
    except yaml.YAMLError as problem:
        raise ValueError(f"{path}: not YAML: {problem}") from problem
    try:
        return msgspec.convert(plain, wanted, str_keys=False)
    except msgspec.ValidationError as problem:
        raise ValueError(f"{path}: {problem}") from problem
