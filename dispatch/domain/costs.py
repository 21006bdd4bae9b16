"""Say what each thing costs that a plan of who goes is judged by, in one table.

The measure is the weighted second: a second that an incident of weight 1 waits. Travel counts a
weighted second for each second and unit of the incident's weight; every other price stands here.
"""

import msgspec


class Crossing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The price of sending a team out of its own town, county or city; the widest one counts.

    `rank_s` is added for each admin rank that the team's place stands above a town: a city's team
    is for what a town's cannot do.
    """

    town_s: int = 0
    county_s: int = 0
    city_s: int = 0
    rank_s: int = 0


class Rest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The price of a team that has worked long: `price_s` for each hour above `after_s`.

    What counts is its time under orders within the last `window_s`.
    """

    window_s: float = 86_400.0
    after_s: float = 28_800.0
    price_s: int = 0


class StalePosition(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How much later a team is reckoned to come for each second its fix is old, and at most."""

    late_per_s: float = 0.0
    at_most_s: float = 300.0


class Safety(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The price of sending to a dangerous kind of event a team that is not made for its danger.

    `made_for` maps a kind to the capabilities of which a team should have one.
    """

    price_s: int = 0
    made_for: dict[str, tuple[str, ...]] = {}


class CoverLost(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The price of leaving people without cover, for each thousand of them (see `Coverage`)."""

    thousand_people_s: int = 0


class Reserve(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The crews each town should keep, and what each one sent all the same costs.

    Joint plans also mind how many of them are `able` to something, and pay `able_price_s` for each
    such crew below that; a crew that is able to two counts for both.
    """

    crews: int = 0
    price_s: int = 0
    able: dict[str, int] = {}
    able_price_s: int = 0


class Journey(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The price of each journey of a team to an incident, however many crews travel together.

    `each_crew_pct` is how much the road time of each crew counts, in percent, beside that of the
    last one, for which the incident waits. Only joint plans see either.
    """

    price_s: int = 0
    each_crew_pct: int = 0


class Delivery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The price of supplies: of each trip from a depot to an incident, whatever it brings.

    `each_trip_pct` is how much the time of each delivery counts, in percent, beside that of the
    last one, for which the incident waits. An item that is not brought counts as if it came
    `unmet_s` from now, times its `worth`.
    """

    trip_s: int = 0
    each_trip_pct: int = 0
    unmet_s: int = 86_400


class Moment(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How much of its road time counts, in percent, for a crew that is wanted by a moment.

    `late_pct` of what comes after the moment, and `early_pct` of all of it: who is near goes.
    """

    early_pct: int = 10
    late_pct: int = 100


class Stability(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a change must save to be worth it: of a team under orders, and of an open proposal."""

    move_s: int = 0
    worth_s: int = 0


class CostTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All prices, in weighted seconds; without a table only travel and what is unmet count."""

    crossing: Crossing = Crossing()
    rest: Rest = Rest()
    stale_position: StalePosition = StalePosition()
    safety: Safety = Safety()
    cover_lost: CoverLost = CoverLost()
    reserve: Reserve = Reserve()
    journey: Journey = Journey()
    delivery: Delivery = Delivery()
    moment: Moment = Moment()
    stability: Stability = Stability()
