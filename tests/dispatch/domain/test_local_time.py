"""The day and hour of a place are reckoned as a calendar has them."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.domain.local_time import local_time, next_hour, second_of_day

XIAN = 28_800
moments = st.integers(-2_000_000_000, 10_000_000_000)
offsets = st.integers(-14, 14).map(lambda hours: hours * 3_600)


@given(moments, offsets)
def test_a_moment_is_the_day_and_minute_of_the_calendar(at: int, offset_s: int) -> None:
    shown = datetime.fromtimestamp(at, UTC).astimezone(timezone(timedelta(seconds=offset_s)))
    told = local_time(float(at), offset_s)
    assert (told.year, told.month, told.day) == (shown.year, shown.month, shown.day)
    assert (told.hour, told.minute) == (shown.hour, shown.minute)


@given(moments.map(float), offsets, st.sampled_from([("08:00",), ("08:00", "17:00"), ("23:59",)]))
def test_the_next_hour_comes_within_a_day_and_shows_that_hour(
    after: float, offset_s: int, hours: tuple[str, ...]
) -> None:
    found = next_hour(after, hours, offset_s)
    assert found is not None
    assert after < found <= after + 86_400
    told = local_time(found, offset_s)
    assert f"{told.hour:02}:{told.minute:02}" in hours


def test_at_the_hour_itself_the_next_one_is_meant() -> None:
    eight = datetime(2025, 7, 1, 0, 0, tzinfo=UTC).timestamp()  # 08:00 in Xi'an
    assert next_hour(eight - 1, ("08:00", "17:00"), XIAN) == eight
    assert next_hour(eight, ("08:00", "17:00"), XIAN) == eight + 9 * 3_600
    assert next_hour(eight, (), XIAN) is None


@pytest.mark.parametrize("hour", ["8", "8:0", "24:00", "08:60", "noon", "-1:00", "08:00:00"])
def test_what_is_no_hour_is_refused(hour: str) -> None:
    with pytest.raises(ValueError, match="no hour of the day"):
        second_of_day(hour)
