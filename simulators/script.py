"""Write down what a drill's world does by itself: weather, roads, stock, staff, sensors, injects.

All moments are minutes since the drill's start, `at_min`; what has no `until_min` stays to the end.
"""

import msgspec

from simulators.alerts import Alert
from simulators.chance import Spread
from simulators.venue import Strict


class Name(Strict, frozen=True):
    """A name in Chinese and English."""

    zh: str
    en: str


def _in_order(what: str, at_min: float, until_min: float | None) -> None:
    if at_min < 0 or (until_min is not None and until_min <= at_min):
        raise ValueError(f"{what}: at_min is 0 or more, and until_min after it")


class Weather(Strict, frozen=True):
    """A condition of all roads, as the profile names it: rainstorm, snow_ice, fog."""

    at_min: float
    condition: str
    until_min: float | None = None

    def __post_init__(self) -> None:
        _in_order("weather", self.at_min, self.until_min)


class Closure(Strict, frozen=True):
    """Roads within `radius_m` of a place are closed or, with a `factor`, slowed so many times.

    `only_for` names the metrics it holds for; empty means everybody.
    """

    at_min: float
    lon: float
    lat: float
    radius_m: float = 100.0
    until_min: float | None = None
    factor: float | None = None
    only_for: tuple[str, ...] = ()
    reason: str = ""

    def __post_init__(self) -> None:
        _in_order("closures", self.at_min, self.until_min)
        if self.radius_m <= 0 or (self.factor is not None and self.factor <= 1):
            raise ValueError("closures: radius_m is above 0, factor above 1")


class StockChange(Strict, frozen=True):
    """A stock-take finds so much of a supply in a depot."""

    at_min: float
    depot: str
    supply: str
    counted: int
    reason: str = ""

    def __post_init__(self) -> None:
        _in_order("stock", self.at_min, None)
        if self.counted < 0:
            raise ValueError("stock: counted is 0 or more")


class Staffing(Strict, frozen=True):
    """A `share` of the teams of some places and capability is off duty for a while.

    Without `places` it is of all, without `capability` of whatever can do anything. Who is bound by
    an order at that moment stays.
    """

    at_min: float
    share: float
    until_min: float | None = None
    capability: str | None = None
    places: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _in_order("staffing", self.at_min, self.until_min)
        if not 0 < self.share <= 1:
            raise ValueError("staffing: share lies above 0 and at most 1")


class SensorCurve(Strict, frozen=True):
    """A sensor and what it measures, by minutes as [minute, value], straight lines between.

    It stands in `place`; its limits are those of the profile's rules.
    """

    sensor_id: str
    name: str
    quantity: str
    unit: str
    place: str
    lon: float
    lat: float
    curve: tuple[tuple[float, float], ...]
    every_s: float = 60.0

    def __post_init__(self) -> None:
        minutes = [minute for minute, _ in self.curve]
        if not minutes or minutes != sorted(minutes) or minutes[0] < 0 or self.every_s <= 0:
            raise ValueError("sensors: curve has rising minutes from 0 on; every_s is above 0")


class InjectReport(Strict, frozen=True):
    """A report somebody sends because of an inject."""

    kind: str
    lon: float
    lat: float
    text: str = ""
    source: str = "duty"
    priority: int | None = None
    place: str | None = None


class Expected(Strict, frozen=True):
    """What the players are to do about an inject, and how soon for all its points.

    `action` is a row of a lifecycle, as `incident_handling.confirm` or `command_post.open_post`, or
    a kind of event, as `InstructionGiven`. Later than `within_min` brings half the points.
    """

    action: str
    within_min: float
    points: int = 10

    def __post_init__(self) -> None:
        if self.within_min <= 0 or self.points < 0 or not self.action:
            raise ValueError("expect: an action, within_min above 0, points 0 or more")


class Facts(Strict, frozen=True):
    """Facts that become known of the inject's incident, by the profile's names: dead, hurt."""

    known: dict[str, float]
    after_min: float = 0.0


class Inject(Strict, frozen=True):
    """One line of the script (MSEL): what happens when, and what the players are to do.

    `report` is sent through the one door; `facts` are then told of its incident, and further ones
    (`then`) as they become known. Without either it is something the controller says, in `name`.
    """

    at_min: float
    name: Name
    report: InjectReport | None = None
    facts: Facts | None = None
    then: tuple[Facts, ...] = ()
    expect: tuple[Expected, ...] = ()

    def __post_init__(self) -> None:
        _in_order("injects", self.at_min, None)
        if (self.facts is not None or self.then) and self.report is None:
            raise ValueError("injects: facts are of the incident that a report begins")


class Objective(Strict, frozen=True):
    """A figure of the outcome that is to be reached, as `response_s_p90` or `deadlines_passed.x`.

    Points are all or nothing; a figure that there is not is not reached.
    """

    name: Name
    measure: str
    at_most: float | None = None
    at_least: float | None = None
    points: int = 10

    def __post_init__(self) -> None:
        if (self.at_most is None) == (self.at_least is None) or self.points < 0:
            raise ValueError("objectives: at_most or at_least, one of them; points 0 or more")


class Outage(Strict, frozen=True):
    """For a while a `share` of some teams hears nothing and is not heard.

    `places` are those whose teams are meant and `teams` some by id; without either it is everybody,
    callers too.
    """

    at_min: float
    until_min: float
    places: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    share: float = 1.0

    def __post_init__(self) -> None:
        _in_order("outages", self.at_min, self.until_min)
        if not 0 < self.share <= 1:
            raise ValueError("outages: share lies above 0 and at most 1")


class Faults(Strict, frozen=True):
    """What goes wrong on the way between people and the engine.

    Of the messages some are `lost`, and said again after `again`; some come `late`; some come
    `doubled`, under the number they bear. `radio_silence` and `dead_phones` are of teams;
    `broker_down` of everybody who does not sit in the duty room.
    """

    lost_share: float = 0.0
    again: Spread = Spread(median_s=30.0, sigma=0.5)
    late_share: float = 0.0
    late: Spread = Spread(median_s=60.0, sigma=0.8, most_s=900.0)
    doubled_share: float = 0.0
    radio_silence: tuple[Outage, ...] = ()
    dead_phones: tuple[Outage, ...] = ()
    broker_down: tuple[Outage, ...] = ()

    def __post_init__(self) -> None:
        shares = self.lost_share, self.late_share, self.doubled_share
        if min(shares) < 0 or self.lost_share >= 1 or max(shares) > 1:
            raise ValueError("faults: shares lie between 0 and 1, and not all is lost")

    @property
    def any(self) -> bool:
        """Whether anything goes wrong at all."""
        return self != Faults()


class Script(Strict, frozen=True):
    """All that happens by itself, and what is to be reached."""

    weather: tuple[Weather, ...] = ()
    closures: tuple[Closure, ...] = ()
    stock: tuple[StockChange, ...] = ()
    staffing: tuple[Staffing, ...] = ()
    sensors: tuple[SensorCurve, ...] = ()
    injects: tuple[Inject, ...] = ()
    alerts: tuple[Alert, ...] = ()
    objectives: tuple[Objective, ...] = msgspec.field(default_factory=tuple)
