"""Know an area's words: names of places, labels of kinds, states and actions, for a terminal."""

from datetime import datetime
from typing import Any

import httpx

PAGE = 500  # places asked for at once, the most the engine gives


class Words:
    """Looks words up; what it does not know stays the code it is."""

    def __init__(self) -> None:
        self.places: dict[str, dict[str, Any]] = {}
        self.kinds: dict[str, str] = {}
        self.labels: dict[tuple[str, str], str] = {}  # (lifecycle, state or row) -> label

    @classmethod
    def fetch(cls, url: str, token: str, area: str | None) -> "Words":
        """Ask an engine for its words; raises ValueError where it does not answer."""
        words = cls()
        params: dict[str, str] = {} if area is None else {"area": area}
        headers = {"Authorization": f"Bearer {token}"}
        base = f"{url.rstrip('/')}/api/v1"
        try:
            with httpx.Client(base_url=base, headers=headers, params=params, timeout=30) as http:
                words._learn(http)
        except (httpx.HTTPError, KeyError) as problem:
            raise ValueError(f"{url} does not tell its words: {problem}") from None
        return words

    def _learn(self, http: httpx.Client) -> None:
        told = http.get("/kinds").raise_for_status().json()
        self.kinds = {key: f"{one['zh']} {one['en']}" for key, one in told["kinds"].items()}
        for table in http.get("/lifecycles").raise_for_status().json()["items"]:
            name = table["lifecycle"]
            for key, one in [
                *table["states"].items(),
                *((row["id"], row) for row in table["rows"]),
            ]:
                self.labels[name, key] = f"{one['zh']} {one['en']}"
        cursor: str | None = ""
        while cursor is not None:
            asked = {"limit": str(PAGE)} | ({"cursor": cursor} if cursor else {})
            page = http.get("/places", params=asked).raise_for_status().json()
            self.places |= {one["code"]: one for one in page["items"]}
            cursor = page["next"]

    def kind(self, slug: str) -> str:
        """Return what a kind of event is called."""
        return self.kinds.get(slug, slug)

    def label(self, lifecycle: str, key: str) -> str:
        """Return what a state or row of a lifecycle is called."""
        return self.labels.get((lifecycle, key), key)

    def place(self, code: str) -> str:
        """Return a place with the one above it: 雁塔区 大雁塔街道."""
        place = self.places.get(code)
        if place is None:
            return code
        above = self.places.get(place["parent"] or "")
        return f"{above['name']} {place['name']}" if above else str(place["name"])


def clock_time(moment: str) -> str:
    """Return a moment of the engine (RFC 3339) as the local time of day."""
    return datetime.fromisoformat(moment).astimezone().strftime("%H:%M:%S")
