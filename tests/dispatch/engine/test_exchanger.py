"""What a person declined is not put forward again, whoever looks next."""

from dispatch.assignment.roads import RoadDesk
from dispatch.domain import commands as c
from dispatch.domain.exchanges import Exchange
from dispatch.engine.exchanger import Exchanger
from dispatch.engine.positions import Positions
from tests.dispatch.assignment.test_exchange import Crossed
from tests.dispatch.assignment.test_recommend import a_road_east
from tests.sentences import City


def looked(city: City) -> Exchange | None:
    """What somebody new puts forward, who knows the area alone."""
    return Exchanger(city.engine, RoadDesk(a_road_east()), Positions()).due()


def test_what_was_declined_is_not_put_forward_again_even_after_a_restart() -> None:
    city = Crossed(move_s=300).city
    found = looked(city)
    assert found is not None
    city.by("system", c.ProposeExchange(found))
    assert looked(city) is None  # it lies open
    assert city.area.exchange is not None
    city.by("city", c.DeclineExchange(city.area.exchange.exchange_id, "they know the way"))
    assert looked(city) is None


def test_that_it_was_declined_is_forgotten_with_the_orders_it_was_about() -> None:
    crossed = Crossed(move_s=300)
    city = crossed.city
    found = looked(city)
    assert found is not None
    city.by("system", c.ProposeExchange(found))
    assert city.area.exchange is not None
    city.by("city", c.DeclineExchange(city.area.exchange.exchange_id, "they know the way"))
    (order,) = (one for one in city.area.instructions.values() if one.team_id == "fire-1")
    city.team_does(order.instruction_id, "decline", reason="a puncture")
    assert city.area.still_declined == ()
