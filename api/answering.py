"""Say of each operation what it answers; `api.schemas` puts it into the OpenAPI document."""

from collections.abc import Callable
from typing import Any, TypeVar

import msgspec

Operation = TypeVar("Operation", bound=Callable[..., Any])


class Answer(msgspec.Struct, frozen=True):
    """What an operation answers: the shape of its JSON, or the media types of what is no JSON.

    `also` is a second status with the same answer, such as 200 for what was there before.
    """

    shape: Any = None
    media_types: tuple[str, ...] = ()
    also: int | None = None


ANSWERS: dict[str, Answer] = {}
"""Every operation's answer, by the name of its function, which is its operation id."""


def answers(
    shape: Any, *media_types: str, also: int | None = None
) -> Callable[[Operation], Operation]:
    """Say what an operation answers: a struct of `api.answers`, or whatever `plain` shows.

    What is no JSON is named by `media_types`; None is an answer without a body, or without JSON.
    """

    def note(operation: Operation) -> Operation:
        name = operation.__name__
        if name in ANSWERS:
            raise ValueError(f"two operations are called {name}: an operation id must be one's own")
        ANSWERS[name] = Answer(shape, media_types, also)
        return operation

    return note
