"""Those near an incident are asked on their own phones, and told when they need not come."""

from dispatch.domain import commands as c
from dispatch.domain import responder_messages as fm
from dispatch.domain.actors import Actor
from dispatch.domain.envelope import Recorded
from dispatch.domain.responders import Responder
from dispatch.publishing.notice import Notice
from dispatch.publishing.notices import concerns, notices_of
from routing.geo import Position
from tests.sentences import City

RIVER = "610111001601"


def test_who_is_asked_hears_of_it_and_nobody_else_does() -> None:
    city = City()
    home, far = Position(lon=109.0612, lat=34.2712), Position(lon=109.20, lat=34.30)
    people = tuple(
        Responder(name, name, RIVER, where, ("extinguisher",), "2024-03-01 书面")
        for name, where in (("p1", home), ("p2", far))
    )
    city.by("admin", fm.RegisterResponders(people))
    told: list[Notice] = []

    def observe(events: tuple[Recorded, ...], _area: object) -> None:
        for one in events:
            told.extend(notices_of(one, city.area, city.profile))

    city.engine.subscribe(observe)
    fire = city.a_fire()
    (asked,) = (one for one in told if one.kind == "responder_asked")
    assert asked.zh.startswith("请您协助：水岸社区火灾（I1）。")
    assert hears(city, asked) == {"p1"}
    off = c.TakeStep(
        "responder_call", f"{fire}/p1", "stand_down", c.Particulars(reason="消防已到场")
    )
    city.by("duty officer", off)
    (over,) = (one for one in told if one.kind == "responder_off")
    assert hears(city, over) == {"p1"}


def hears(city: City, notice: Notice) -> set[str]:
    """Return who is told of a notice: of two first responders and a grid worker of one name."""
    actors = [Actor("p1", "FR", RIVER), Actor("p2", "FR", RIVER), Actor("p1 too", "FR", RIVER)]
    others = [Actor("p1", "GRID", RIVER)]
    told = [one for one in actors + others if concerns(notice, one, city.area, city.profile)]
    assert not any(one.role == "GRID" for one in told)
    return {one.name for one in told}
