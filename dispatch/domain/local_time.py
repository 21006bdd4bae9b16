"""Reckon the local day and hour of a moment, and the next time a clock on the wall shows an hour.

By a fixed offset to UTC and the Gregorian calendar; the domain asks no library for the time.
"""

from collections.abc import Iterable

import msgspec

DAY_S = 86_400


class LocalTime(msgspec.Struct, frozen=True):
    """A moment as people of the place write it."""

    year: int
    month: int
    day: int
    hour: int
    minute: int


def local_time(at: float, utc_offset_s: int) -> LocalTime:
    """Return a moment in epoch seconds as the local day, hour and minute."""
    day_number, second = divmod(int(at // 1) + utc_offset_s, DAY_S)
    year, month, day = _date(day_number)
    return LocalTime(year, month, day, second // 3600, second % 3600 // 60)


def next_hour(after: float, hours: Iterable[str], utc_offset_s: int) -> float | None:
    """Return the first moment after one at which the local clock shows one of the hours (`08:00`).

    None where there are no hours.
    """
    today = (int(after // 1) + utc_offset_s) // DAY_S * DAY_S - utc_offset_s
    moments = (today + day + second_of_day(hour) for day in (0, DAY_S) for hour in hours)
    return min((float(one) for one in moments if one > after), default=None)


def second_of_day(hour: str) -> int:
    """Return `08:00` as seconds since midnight; raises `ValueError` for what is no such hour."""
    hours, colon, minutes = hour.partition(":")
    if not (colon and len(minutes) == 2 and hours.isdecimal() and minutes.isdecimal()):
        raise ValueError(f"{hour!r} is no hour of the day such as 08:00")
    second = int(hours) * 3600 + int(minutes) * 60
    if int(minutes) > 59 or second >= DAY_S:
        raise ValueError(f"{hour!r} is no hour of the day")
    return second


def _date(day_number: int) -> tuple[int, int, int]:
    """Return the date so many days after 1 January 1970.

    Years are taken to begin on 1 March, so that a leap day is the last of its year; 146097 days are
    400 years (H. Hinnant, chrono-compatible low-level date algorithms).
    """
    era, of_era = divmod(day_number + 719_468, 146_097)
    year_of_era = (of_era - of_era // 1_460 + of_era // 36_524 - of_era // 146_096) // 365
    of_year = of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    shifted = (5 * of_year + 2) // 153
    day = of_year - (153 * shifted + 2) // 5 + 1
    month = shifted + 3 if shifted < 10 else shifted - 9
    return year_of_era + era * 400 + (month <= 2), month, day
