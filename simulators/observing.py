"""Tell the people of a drill what has happened: each only of what concerns them."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol

from dispatch.domain.area import Area
from dispatch.domain.envelope import Recorded

Reactions = Mapping[type[Any], Callable[[Any, Area], None]]
"""What somebody does about an event, by its type; `area` is the state after the event's batch."""


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
        self._reactions: defaultdict[type[Any], list[Callable[[Any, Area], None]]] = defaultdict(
            list
        )
        for observer in observers:
            for event_type, react in observer.reactions.items():
                self._reactions[event_type].append(react)

    def tell(self, recorded: Recorded, area: Area) -> None:
        """Have those react whom an event concerns; `area` is the state after its batch."""
        if self._watch is not None:
            self._watch(recorded, area)
        event = recorded.event
        for react in self._reactions.get(type(event), ()):
            react(event, area)
