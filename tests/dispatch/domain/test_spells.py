"""How long a team has worked is known from its orders."""

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from dispatch.domain.teams import SPELLS_KEPT, Spell
from tests.sentences import City


def test_an_order_that_is_over_counts_as_work_from_when_it_was_given() -> None:
    city = City()
    fire = city.a_fire()
    began = city.clock.now()
    order = city.order("fire-1", fire, "FIRE")
    assert city.area.teams["fire-1"].spells == ()
    city.wait(60)
    city.team_does(order, "sign", "set_out", "arrive")
    city.wait(540)
    city.team_does(order, "finish")
    (spell,) = city.area.teams["fire-1"].spells
    assert spell.ended_at - spell.began_at == 600
    assert spell.began_at == began


@given(
    st.lists(st.tuples(st.integers(0, 1000), st.integers(0, 1000)), max_size=SPELLS_KEPT),
    st.integers(0, 1000),
)
def test_work_before_the_window_does_not_count(pairs: list[tuple[int, int]], since: int) -> None:
    spells = tuple(Spell(min(pair), max(pair)) for pair in pairs)
    team = replace(City().area.teams["fire-1"], spells=spells)
    counted = sum(
        1
        for one in spells
        for moment in range(int(one.began_at), int(one.ended_at))
        if moment >= since
    )
    assert team.worked_s(since) == counted
