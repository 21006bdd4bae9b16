"""The limits of channels hold in any window, wherever it begins."""

import time

import pytest

from dispatch.domain.notices import ChannelLimit
from dispatch.profile.loader import load_profile
from dispatch.publishing.budgets import Budgets


class Hands:
    """The hands of the clock that the limits go by."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = time.time()
        monkeypatch.setattr(time, "time", lambda: self.now)

    def spend(self, budgets: Budgets, scheme: str, seconds: float) -> list[float]:
        """Send whenever it is allowed, for so long; return the moments."""
        until, sent = self.now + seconds, []
        while self.now < until:
            wait_s = budgets.take(scheme, "a robot")
            if wait_s == 0:
                sent.append(self.now)
            self.now += wait_s
        return sent


@pytest.fixture
def hands(monkeypatch: pytest.MonkeyPatch) -> Hands:
    return Hands(monkeypatch)


@pytest.mark.parametrize(
    ("scheme", "per_minute", "per_second"), [("wecombot", 20, 20), ("feishu", 100, 5)]
)
def test_no_minute_and_no_second_holds_more_than_a_robot_takes(
    hands: Hands, scheme: str, per_minute: int, per_second: int
) -> None:
    sent = hands.spend(Budgets(load_profile("xian").notices.channels), scheme, 200)
    assert len(sent) >= 3 * per_minute
    for begin in sent:
        assert sum(begin <= at < begin + 60 for at in sent) <= per_minute
        assert sum(begin <= at < begin + 1 for at in sent) <= per_second


def test_two_robots_do_not_share_a_budget_and_an_unknown_channel_has_the_common_one(
    hands: Hands,
) -> None:
    budgets = Budgets({"*": ChannelLimit(per_minute=1, max_bytes=480)})
    assert budgets.take("sms", "one") == 0
    assert budgets.take("sms", "two") == 0
    assert 0 < budgets.take("sms", "one") <= 61
    assert budgets.limit_of("sms").max_bytes == 480
