"""Tell the people of a drill what has happened: each only of what concerns them."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol

from dispatch.domain.area import Area
from dispatch.domain.envelope import Recorded
from dispatch.domain.events import StepTaken

Reactions = Mapping[type[Any] | str, Callable[[Any, Area], None]]
"""What somebody does about an event, by its type, or about a step, by the lifecycle it is of.

`area` is the state after the event's batch.
"""


class Observer(Protocol):
    """Whoever reacts to what happened."""

    @property
    def reactions(self) -> Reactions:
        """What it does about the events that concern it; the same as long as it lives."""


class Audience:
    """Observers who are told together, in the order they are named in; `watch` sees every event."""

    def __init__(
        self,
        observers: Iterable[Observer],
        watch: Callable[[Recorded, Area], None] | None = None,
    ) -> None:
        self._watch = watch
        self._reactions: dict[type[Any] | str, list[Callable[[Any, Area], None]]] = {}
        for observer in observers:
            for concern, react in observer.reactions.items():
                self._reactions.setdefault(concern, []).append(react)

    def tell(self, recorded: Recorded, area: Area) -> None:
        """Have those react whom an event concerns; `area` is the state after its batch."""
        if self._watch is not None:
            self._watch(recorded, area)
        event = recorded.event
        concern = event.lifecycle if isinstance(event, StepTaken) else type(event)
        for react in self._reactions.get(concern, ()):
            react(event, area)
