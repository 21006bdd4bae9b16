"""Read where notices go besides: robots, SMS and e-mail, by place, from the environment.

`CHIYUAN_NOTIFY_610111001` holds the targets of that place, `CHIYUAN_NOTIFY` those of everywhere
else: URLs of Apprise, separated by blanks; all of them are told. Alternatives are joined by `|`:
the next is tried when the one before it cannot be reached.
"""

import os
from collections.abc import Iterable, Mapping

import msgspec
from apprise import Apprise

from dispatch.domain.places import Places, lineage

VARIABLE = "CHIYUAN_NOTIFY"


class Target(msgspec.Struct, frozen=True):
    """A target and what stands in for it, in order; the first is its address."""

    urls: tuple[str, ...]

    def __repr__(self) -> str:
        return f"Target({self.name})"  # a URL holds the secret of a robot

    @property
    def name(self) -> str:
        """What may be shown of it: the schemes of its URLs."""
        return " | ".join(map(scheme_of, self.urls))


class Targets(msgspec.Struct, frozen=True):
    """The targets by place; those under "" hold where no place on the way up has any."""

    of_place: dict[str, tuple[Target, ...]] = {}

    def at(self, places: Places, place_codes: Iterable[str]) -> tuple[Target, ...]:
        """Return the targets of some places, each the nearest on the way up, each once."""
        found: dict[Target, None] = {}
        for place_code in place_codes:
            for code in (*lineage(places, place_code), ""):
                if code in self.of_place:
                    found.update(dict.fromkeys(self.of_place[code]))
                    break
        return tuple(found)

    @property
    def all(self) -> tuple[Target, ...]:
        """Every target once."""
        return tuple(dict.fromkeys(one for some in self.of_place.values() for one in some))


def read_targets(environment: Mapping[str, str] = os.environ) -> Targets:
    """Return the targets in the environment; raises ValueError naming the variable, not the URL."""
    of_place: dict[str, tuple[Target, ...]] = {}
    for variable, value in environment.items():
        if variable != VARIABLE and not variable.startswith(f"{VARIABLE}_"):
            continue
        code = variable.removeprefix(VARIABLE).removeprefix("_")
        targets = tuple(Target(tuple(one.split("|"))) for one in value.split())
        for target in targets:
            for number, url in enumerate(target.urls, start=1):
                if not Apprise().add(url):
                    what = f"{scheme_of(url)}://…, alternative {number}"
                    raise ValueError(f"{variable}: Apprise does not understand {what}")
        if targets:
            of_place[code] = targets
    return Targets(of_place)


def scheme_of(url: str) -> str:
    """Return the scheme of a target's URL: which channel it is."""
    return url.partition("://")[0].lower()
