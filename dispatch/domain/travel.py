"""Hold how a city travels, from its profile: metrics, road conditions and their hours.

Plain values: the roads themselves, and what a metric makes of them, are `routing`'s.
"""

import msgspec

from dispatch.domain.places import AdminLevel

MINUTES_A_DAY = 1_440
DAY_S = 86_400
_EPOCH_WEEKDAY = 3  # 1 January 1970 was a Thursday; Monday is 0


class Travel(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How one kind of traveller uses the roads; the fields are those of `routing.metrics.Metric`.

    Speeds in km/h, factors of speed by the OSM class of a road, mass in tonnes, height in metres.
    """

    zh: str
    en: str
    traveller: str
    speed_factors: dict[str, float] = {}
    other_factor: float = 1.0
    steady_kmh: float | None = None
    top_kmh: float | None = None
    private_factor: float | None = None
    against_one_way_factor: float | None = None
    obeys_turn_bans: bool = True
    mass_t: float = 0.0
    height_m: float = 0.0
    basis: str = ""


class Speeds(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a condition makes of speeds: a factor for each class of road that is named, and one
    for every other."""

    classes: dict[str, float] = {}
    other: float = 1.0


class Hours(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When a condition rules by itself: local times of day, and weekdays (1 is Monday).

    A stretch that ends at or before the time it begins ends the next day.
    """

    begins: str
    ends: str
    weekdays: tuple[int, ...] = (1, 2, 3, 4, 5, 6, 7)

    def stretches(self) -> tuple[tuple[int, int], ...]:
        """Return each stretch of a week as minutes from Monday 00:00; the last may pass its end.

        Raises `ValueError` for a time that is none.
        """
        begins, ends = minutes_of(self.begins), minutes_of(self.ends)
        length = (ends - begins) % MINUTES_A_DAY or MINUTES_A_DAY
        starts = ((day - 1) * MINUTES_A_DAY + begins for day in sorted(self.weekdays))
        return tuple((start, start + length) for start in starts)

    def next_window(self, after: float, utc_offset_s: int) -> tuple[float, float]:
        """Return the first stretch that ends after a moment, in epoch seconds: begin and end."""
        local_day = int((after + utc_offset_s) // DAY_S)
        week_s = (local_day - (local_day + _EPOCH_WEEKDAY) % 7) * DAY_S - utc_offset_s
        windows = (
            (week_s + week * 7 * DAY_S + begins * 60.0, week_s + week * 7 * DAY_S + ends * 60.0)
            for week in (-1, 0, 1)  # a stretch of last Sunday may reach into this week
            for begins, ends in self.stretches()
        )
        return next(window for window in windows if window[1] > after)


class Condition(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A named state of the roads, such as heavy rain: factors of speed for each metric it slows.

    With `hours` it begins and ends by itself, otherwise by command.
    """

    zh: str
    en: str
    speeds: dict[str, Speeds]
    hours: Hours | None = None
    basis: str = ""


class Serves(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which metric is meant where teams drive out, supplies are sent, people leave.

    Those who leave walk (`evacuees`) or are driven (`buses`).
    """

    teams: str
    supplies: str
    evacuees: str
    buses: str


class ImpactRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What counts as changed when a road is closed or opened, and how much of it is told.

    A place's reach has changed when the soonest team of one of `capabilities` is later or earlier
    by at least `min_change_s` and `min_change_share` of what it was. At most `listed` places are
    named of each sort, the worst first; `alternatives` other teams are named for each order.
    """

    capabilities: tuple[str, ...]
    min_change_s: float
    min_change_share: float
    listed: int
    alternatives: int


class RoadRules(msgspec.Struct, frozen=True):
    """All that a profile says of travelling. `everywhere_from` is the lowest level of place whose
    officers may order something for all roads at once."""

    metrics: dict[str, Travel]
    conditions: dict[str, Condition]
    serves: Serves
    everywhere_from: AdminLevel
    impact: ImpactRules


def minutes_of(time_of_day: str) -> int:
    """Return `07:30` as minutes since midnight, `24:00` as 1440; raises `ValueError`."""
    hours, colon, minutes = time_of_day.partition(":")
    if colon and len(hours) == len(minutes) == 2 and (hours + minutes).isdecimal():
        found = int(hours) * 60 + int(minutes)
        if int(minutes) < 60 and found <= MINUTES_A_DAY:
            return found
    raise ValueError(f"{time_of_day!r} is not a time of day such as 07:30")
