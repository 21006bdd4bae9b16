"""Everybody in a drill is told of what concerns them, and of nothing else."""

from collections.abc import Callable
from typing import Any

from dispatch.domain import events as e
from dispatch.domain.area import Area
from dispatch.domain.envelope import Recorded
from simulators.observing import Audience, Reactions
from tests.sentences import City


class Listener:
    """Writes down under a name what it is told of."""

    def __init__(self, name: str, heard: list[tuple[str, str]], *concerns: type[Any] | str) -> None:
        def note(event: Any, _area: Area) -> None:
            heard.append((name, type(event).__name__))

        self.reactions: Reactions = dict.fromkeys(concerns, note)


def told(audience: Audience) -> Callable[[tuple[Recorded, ...], Area], None]:
    def tell(events: tuple[Recorded, ...], area: Area) -> None:
        for recorded in events:
            audience.tell(recorded, area)

    return tell


def test_those_an_event_concerns_are_told_of_it_in_the_order_they_are_named_in() -> None:
    city, heard = City(), []
    first = Listener("first", heard, e.IncidentRegistered)
    second = Listener("second", heard, e.ReportReceived, e.IncidentRegistered)
    city.engine.subscribe(told(Audience((first, second))))
    city.a_fire()
    assert heard == [
        ("second", "ReportReceived"),
        ("first", "IncidentRegistered"),
        ("second", "IncidentRegistered"),
    ]


def test_a_step_is_told_to_those_whom_its_lifecycle_concerns_and_to_nobody_else() -> None:
    city, heard = City(), []
    order = city.order("fire-1", city.a_fire(), "FIRE")
    orders = Listener("orders", heard, "instruction")
    city.engine.subscribe(told(Audience((Listener("roads", heard, "road_measure"), orders))))
    city.team_does(order, "sign")
    assert heard == [("orders", "StepTaken")]


def test_who_watches_sees_every_event_once() -> None:
    city, seen, events = City(), [], []
    city.engine.subscribe(told(Audience((), lambda recorded, _area: seen.append(recorded))))
    city.engine.subscribe(lambda some, _area: events.extend(some))
    city.order("fire-1", city.a_fire(), "FIRE")
    assert seen == events
    assert seen
