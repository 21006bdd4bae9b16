"""Keep to what a channel takes: so many messages in any minute and any second."""

import time
from collections.abc import Iterable

from limits import RateLimitItem, RateLimitItemPerMinute, RateLimitItemPerSecond
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from dispatch.domain.notices import ANY, ChannelLimit

LEAST_WAIT_S = 0.01


class Budgets:
    """What has been sent to each address of late. Used on one event loop.

    The window moves: no minute, wherever it begins, holds more messages than are allowed.
    """

    def __init__(self, channels: dict[str, ChannelLimit]) -> None:
        self._channels = channels
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def limit_of(self, scheme: str) -> ChannelLimit:
        """Return the limits of a channel."""
        return self._channels.get(scheme, self._channels[ANY])

    def take(self, scheme: str, address: str) -> float:
        """Count a message to an address and return 0; else return the seconds to wait first."""
        items = tuple(_items(self.limit_of(scheme)))
        wait_s = max(self._wait_s(item, address) for item in items)
        if wait_s > 0:
            return wait_s
        # At the very end of a window there is room, and yet it is not given: a moment later it is.
        return 0.0 if all(self._limiter.hit(item, address) for item in items) else LEAST_WAIT_S

    def _wait_s(self, item: RateLimitItem, address: str) -> float:
        if self._limiter.test(item, address):
            return 0.0
        # Never nothing: who asked again at once would ask for ever.
        return max(
            LEAST_WAIT_S, self._limiter.get_window_stats(item, address).reset_time - time.time()
        )


def _items(limit: ChannelLimit) -> Iterable[RateLimitItem]:
    yield RateLimitItemPerMinute(limit.per_minute)
    if limit.per_second is not None:
        yield RateLimitItemPerSecond(limit.per_second)
