"""Write down what a drill warns of, and how those behave who are warned and moved out."""

from dispatch.domain.warning_policy import Colour
from simulators.chance import Spread
from simulators.venue import Strict


class Alert(Strict, frozen=True):
    """A warning that the organ `issuer` issues for `places`, in minutes since the drill's start.

    `evacuate` are the villages whose people are moved out of the `hazard` that it warns of, before
    anything happens, `move_after_min` later.
    """

    at_min: float
    until_min: float
    kind: str
    colour: Colour
    issuer: str
    places: tuple[str, ...]
    matters: str
    advice: str = ""
    evacuate: tuple[str, ...] = ()
    hazard: str = "flood_drought"
    move_after_min: float = 20.0

    def __post_init__(self) -> None:
        if not 0 <= self.at_min < self.until_min or self.move_after_min < 0:
            raise ValueError("alerts: at_min is 0 or more, until_min after it")
        if not self.places:
            raise ValueError("alerts: places are named")


class WardenHabits(Strict, frozen=True):
    """How those behave who are called about a warning. Durations in seconds.

    A place answers after `answer`; `deaf_share` of them do not at the first call. The measures of a
    warning's lists are taken one `measure` after the other.
    """

    answer: Spread = Spread(median_s=180.0, sigma=0.5)
    deaf_share: float = 0.05
    measure: Spread = Spread(median_s=300.0, sigma=0.4)

    def __post_init__(self) -> None:
        if not 0 <= self.deaf_share <= 1:
            raise ValueError("wardens: deaf_share lies between 0 and 1")


class EvacueeHabits(Strict, frozen=True):
    """How people are got out. Durations in seconds.

    A village is told after `tell`, sets out after `pack`, and each part of it is counted when the
    road has been gone; `elsewhere_share` goes to relatives. Who is cleared goes home after `home`.
    """

    tell: Spread = Spread(median_s=600.0, sigma=0.4)
    pack: Spread = Spread(median_s=900.0, sigma=0.4)
    count: Spread = Spread(median_s=300.0, sigma=0.4)
    home: Spread = Spread(median_s=1800.0, sigma=0.4)
    elsewhere_share: float = 0.1

    def __post_init__(self) -> None:
        if not 0 <= self.elsewhere_share <= 1:
            raise ValueError("evacuees: elsewhere_share lies between 0 and 1")
