"""Ask a running server over HTTP, and keep how it answered."""

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import httpx
import numpy as np


class Answer(NamedTuple):
    """What a server answered: `told` is its JSON, a problem of RFC 9457 where it refused."""

    status: int
    told: dict[str, Any]

    @property
    def is_refused(self) -> bool:
        """Whether it was not done."""
        return self.status >= httpx.codes.BAD_REQUEST


class Asking:
    """The doors of one area; `http` is a client signed in and based at `/api/v1`."""

    def __init__(self, http: httpx.AsyncClient, area_id: str) -> None:
        self.http, self.area_id = http, area_id
        self._answers: Counter[int] = Counter()
        self._took_s: list[float] = []

    async def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        by: httpx.AsyncClient | None = None,
        params: Mapping[str, Any] | None = None,
    ) -> Answer:
        """Ask for something, `by` somebody else than the user of this if said."""
        asked, began = {**(params or {}), "area": self.area_id}, time.monotonic()
        answer = await (by or self.http).request(method, path, params=asked, json=body)
        self._took_s.append(time.monotonic() - began)
        self._answers[answer.status_code] += 1
        try:
            told = answer.json()
        except ValueError:  # not ours: a proxy's page, say
            told = {"code": "not_json", "detail": answer.reason_phrase}
        return Answer(answer.status_code, told)

    def figures(self) -> dict[str, Any]:
        """Return how the server answered, as JSON."""
        took_ms = [1000 * one for one in self._took_s]
        return {
            "requests": sum(self._answers.values()),
            "answers": {str(status): n for status, n in sorted(self._answers.items())},
            "answer_ms_p50": percentile(took_ms, 50),
            "answer_ms_p99": percentile(took_ms, 99),
        }


def percentile(values: Sequence[float], share: float) -> float | None:
    """Return a percentile to a tenth, None of nothing."""
    return round(float(np.percentile(values, share)), 1) if values else None
