"""Slow down whoever guesses passwords: after some failures, a wait that doubles."""

import threading
from collections import OrderedDict
from dataclasses import dataclass

FREE_FAILURES = 5
FREE_FAILURES_OF_ADDRESS = 50  # a whole office may sit behind one address
LONGEST_WAIT_S = 900.0
FORGET_AFTER_S = 3600.0
MAX_KEYS = 20_000  # the least recently used are forgotten first


@dataclass
class _Failures:
    count: int = 0
    last_at: float = 0.0


class Throttle:
    """Counts failures by key. Safe to use from any thread; moments are the caller's own."""

    def __init__(self) -> None:
        self._failures: OrderedDict[str, _Failures] = OrderedDict()
        self._lock = threading.Lock()

    def begin(self, key: str, at: float, free: int = FREE_FAILURES) -> float:
        """Count an attempt and return 0, or return the seconds to wait and count nothing.

        The attempt counts as failed until `succeed` says otherwise, so that many attempts at the
        same moment gain nothing.
        """
        with self._lock:
            known = self._failures.setdefault(key, _Failures())
            self._failures.move_to_end(key)
            if at - known.last_at > FORGET_AFTER_S:
                known.count = 0
            wait_s = 0.0
            if known.count >= free:
                wait_s = min(LONGEST_WAIT_S, 2.0 ** (known.count - free))
            remaining_s = known.last_at + wait_s - at
            if wait_s and remaining_s > 0:
                return remaining_s
            known.count += 1
            known.last_at = at
            while len(self._failures) > MAX_KEYS:
                self._failures.popitem(last=False)
            return 0.0

    def give_back(self, key: str) -> None:
        """Take back one attempt and no more: who knows one password may still guess others."""
        with self._lock:
            known = self._failures.get(key)
            if known is not None and known.count > 0:
                known.count -= 1

    def succeed(self, key: str) -> None:
        """Forget the failures of a key."""
        with self._lock:
            self._failures.pop(key, None)
