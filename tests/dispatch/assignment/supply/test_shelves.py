"""The shelves: whatever was given away or expired, it is as if all had been looked through."""

from itertools import count

from immutables import Map
from msgspec.structs import replace

from dispatch.assignment.roads import RoadDesk
from dispatch.assignment.supply.shelves import NO_REASON, REASONS, Shelves
from dispatch.domain.area import Area
from dispatch.domain.depots import Agreement, Batch, Depot, Stock
from dispatch.domain.recommendations import DepotLeftOut
from routing.geo import Position
from tests.dispatch.assignment.test_recommend import a_road_east
from tests.sentences import City

CITY, ROADS = City(), RoadDesk(a_road_east()).now
_names = (f"shelves-{number}" for number in count())


def an_area(*depots: Depot) -> Area:
    return replace(
        CITY.area, area_id=next(_names), depots=Map({one.depot_id: one for one in depots})
    )


def a_depot(depot_id: str, stock: Stock, agreement: Agreement | None = None) -> Depot:
    position = Position(lon=109.06, lat=34.27)
    return Depot(depot_id, depot_id, "610116001", position, Map({"hose": stock}), "", agreement)


def hoses(area: Area, at: float) -> list[tuple[str, int, DepotLeftOut | None]]:
    shelves = Shelves.of(area, CITY.profile, ROADS, at)
    anew = Shelves.of(replace(area, area_id=next(_names)), CITY.profile, ROADS, at)
    assert (shelves.free == anew.free).all()
    assert (shelves.why == anew.why).all()
    assert (shelves.node == anew.node).all()
    column = shelves.column["hose"]
    why = [None if one == NO_REASON else REASONS[one] for one in shelves.why[:, column].tolist()]
    return list(zip(shelves.ids, shelves.free[:, column].tolist(), why, strict=True))


def test_what_is_given_away_is_free_no_more_and_the_others_are_not_looked_through() -> None:
    area = an_area(a_depot("b", Stock(8)), a_depot("a", Stock(5)))
    assert hoses(area, 0.0) == [("a", 5, None), ("b", 8, None)]
    known = Shelves.of(area, CITY.profile, ROADS, 1.0)
    assert Shelves.of(area, CITY.profile, ROADS, 2.0) is known
    after = replace(area, depots=area.depots.set("b", a_depot("b", Stock(8, reserved=8))))
    assert hoses(after, 3.0) == [("a", 5, None), ("b", 0, DepotLeftOut.ALL_PROMISED)]


def test_what_expires_and_an_agreement_that_is_over_are_free_no_more_from_that_moment() -> None:
    lots = Stock(6, batches=(Batch("1", 4, expires_at=50.0), Batch("2", 2, expires_at=90.0)))
    agreed = Agreement("a shop", 60.0, valid_until=70.0)
    area = an_area(a_depot("own", lots), a_depot("shop", Stock(3), agreed))
    assert hoses(area, 49.0) == [("own", 6, None), ("shop", 3, None)]
    assert hoses(area, 50.0) == [("own", 2, None), ("shop", 3, None)]
    assert hoses(area, 70.0) == [("own", 2, None), ("shop", 0, DepotLeftOut.AGREEMENT_OVER)]
    assert hoses(area, 90.0)[0] == ("own", 0, DepotLeftOut.EXPIRED)
    assert hoses(area, 10.0) == [("own", 6, None), ("shop", 3, None)], "an earlier moment"


def test_a_depot_that_comes_or_moves_is_found_where_it_is() -> None:
    area = an_area(a_depot("a", Stock(5)))
    hoses(area, 0.0)
    two = replace(area, depots=area.depots.set("b", a_depot("b", Stock(1))))
    assert hoses(two, 0.0) == [("a", 5, None), ("b", 1, None)]
    moved = replace(a_depot("a", Stock(5)), position=Position(lon=0.0, lat=0.0))
    hoses(replace(two, depots=two.depots.set("a", moved)), 0.0)
