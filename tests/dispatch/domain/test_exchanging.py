"""Teams under orders go elsewhere all at once, on a person's word, or not at all."""

import pytest

from dispatch.domain import commands as c
from dispatch.domain import events as e
from dispatch.domain.exchanges import Exchange, Move
from tests.sentences import City


class Swap:
    """Two fires, a team on its way to each, and the proposal that they change places."""

    def __init__(self) -> None:
        self.city = City()
        self.first, self.second = self.city.a_fire(), self.city.a_fire(kind="gas")
        self.orders = [
            self.city.order("fire-1", self.first, "FIRE"),
            self.city.order("fire-2", self.second, "FIRE"),
        ]
        self.city.team_does(self.orders[0], "sign", "set_out")
        self.propose()

    def propose(self, *, both: bool = True) -> None:
        moves = [
            Move("fire-2", self.first, "FIRE", 60.0, relieved_of=self.orders[1]),
            Move("fire-1", self.second, "FIRE", 90.0, relieved_of=self.orders[0]),
        ]
        self.city.by(
            "system",
            c.ProposeExchange(
                Exchange(
                    exchange_id="",
                    based_on=self.city.area.position,
                    road_version="r",
                    moves=tuple(moves if both else moves[:1]),
                    gains=(),
                    saves_s=400.0,
                    relieved=() if both else (self.orders[0],),
                )
            ),
        )


def serving(city: City, incident_id: str) -> set[str]:
    orders = [
        city.area.instructions[one] for one in city.area.incidents[incident_id].instruction_ids
    ]
    return {one.team_id for one in orders if one.is_open}


def test_a_swap_that_is_accepted_relieves_both_and_sends_both() -> None:
    swap = Swap()
    city = swap.city
    assert city.area.exchange is not None
    city.by("city", c.AcceptExchange(city.area.exchange.exchange_id))
    assert (serving(city, swap.first), serving(city, swap.second)) == ({"fire-2"}, {"fire-1"})
    assert {city.area.instructions[one].state for one in swap.orders} == {"REASSIGNED"}
    assert {city.area.teams[one].state for one in ("fire-1", "fire-2")} == {"ALERTED"}
    assert city.area.exchange is None
    assert city.is_sound()


def test_a_team_may_be_relieved_and_left_free() -> None:
    swap = Swap()
    swap.propose(both=False)
    city = swap.city
    assert city.area.exchange is not None
    assert [one.settlement for one in city.events(e.ExchangeSettled)] == ["LAPSED"]
    city.by("city", c.AcceptExchange(city.area.exchange.exchange_id))
    assert (serving(city, swap.first), serving(city, swap.second)) == ({"fire-2"}, set())
    assert city.area.teams["fire-1"].instruction_id is None
    assert city.is_sound()


def test_nothing_of_it_is_carried_out_once_a_part_has_lapsed() -> None:
    swap = Swap()
    city = swap.city
    city.team_does(swap.orders[0], "arrive")
    assert city.area.exchange is not None
    accept = c.AcceptExchange(city.area.exchange.exchange_id)
    assert city.refused("city", accept).code == "exchange_lapsed"


@pytest.mark.parametrize(
    ("who", "code"), [("city duty officer", "role_may_not"), ("duty leader", None)]
)
def test_the_duty_officer_alone_moves_nobody(who: str, code: str | None) -> None:
    swap = Swap()
    assert swap.city.area.exchange is not None
    accept = c.AcceptExchange(swap.city.area.exchange.exchange_id)
    if code is None:
        swap.city.by(who, accept)
        assert swap.city.area.exchange is None
    else:
        assert swap.city.refused(who, accept).code == code


def test_an_exchange_is_declined_for_a_reason_and_the_same_is_not_put_forward_twice() -> None:
    swap = Swap()
    city = swap.city
    before = city.area
    swap.propose()
    assert city.area is before
    assert city.area.exchange is not None
    exchange_id = city.area.exchange.exchange_id
    assert city.refused("duty officer", c.DeclineExchange(exchange_id, "")).field == "reason"
    city.by("duty officer", c.DeclineExchange(exchange_id, "they are nearly there"))
    assert city.area.exchange is None
    assert city.refused("city", c.AcceptExchange(exchange_id)).code == "unknown_exchange"


def test_what_was_declined_is_remembered_while_the_orders_it_was_about_stand() -> None:
    swap = Swap()
    city = swap.city

    def declined(*, both: bool) -> Exchange:
        swap.propose(both=both)
        found = city.area.exchange
        assert found is not None
        city.by("duty officer", c.DeclineExchange(found.exchange_id, "they are nearly there"))
        return found

    first, second = declined(both=True), declined(both=False)
    assert city.area.still_declined == (first, second)
    city.team_does(swap.orders[1], "decline", reason="a puncture")
    assert city.area.still_declined == ()
    swap.orders[1] = city.order("fire-2", swap.first, "FIRE")
    third = declined(both=True)
    swap.propose(both=False)
    swap.propose()  # what lapses was not declined
    assert city.area.declined_exchanges == city.area.still_declined == (third,)


def test_only_what_can_be_moved_is_put_forward() -> None:
    swap = Swap()
    swap.city.team_does(swap.orders[0], "arrive")
    with pytest.raises(Exception, match="ON_SCENE by now"):
        swap.propose(both=False)
