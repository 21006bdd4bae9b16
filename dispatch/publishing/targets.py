"""Read where notices go besides: robots, SMS and e-mail, by place, from the environment.

`CHIYUAN_NOTIFY_610111001` holds the targets of that place, `CHIYUAN_NOTIFY` those of everywhere
else: URLs of Apprise, separated by blanks; all of them are told. Alternatives are joined by `|`:
the next is tried when the one before it cannot be reached. `wang=sms://…` reaches a person, who is
told of matters of that place while on duty there, or while there is no roster.
"""

import os
from collections.abc import Callable, Iterable, Mapping

import msgspec
from apprise import Apprise

from dispatch.domain.places import Places, lineage

VARIABLE = "CHIYUAN_NOTIFY"
IsCalled = Callable[[str, str], bool]


class Target(msgspec.Struct, frozen=True):
    """A target and what stands in for it, in order; the first is its address.

    `whose` is the user it reaches, empty where it reaches a room.
    """

    urls: tuple[str, ...]
    whose: str = ""

    def __repr__(self) -> str:
        return f"Target({self.name})"  # a URL holds the secret of a robot

    @property
    def name(self) -> str:
        """What may be shown of it: the schemes of its URLs."""
        schemes = " | ".join(map(scheme_of, self.urls))
        return f"{self.whose}={schemes}" if self.whose else schemes


class Targets(msgspec.Struct, frozen=True):
    """The targets by place; those under "" hold where no place on the way up has any."""

    of_place: dict[str, tuple[Target, ...]] = {}

    def at(
        self, places: Places, place_codes: Iterable[str], is_called: IsCalled | None = None
    ) -> tuple[Target, ...]:
        """Return the targets of some places, each the nearest on the way up, each once.

        Of people's own those only for which `is_called` says yes of a place and a user's name.
        """
        found: dict[Target, None] = {}
        for place_code in place_codes:
            for code in (*lineage(places, place_code), ""):
                if code in self.of_place:
                    for one in self.of_place[code]:
                        if not one.whose or is_called is None or is_called(code, one.whose):
                            found[one] = None
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
        targets = tuple(map(_target, value.split()))
        for target in targets:
            for number, url in enumerate(target.urls, start=1):
                if not Apprise().add(url):
                    what = f"{scheme_of(url)}://…, alternative {number}"
                    raise ValueError(f"{variable}: Apprise does not understand {what}")
        if targets:
            of_place[code] = targets
    return Targets(of_place)


def _target(text: str) -> Target:
    whose, named, urls = text.partition("=")
    if not named or "://" in whose:  # that is part of the URL
        whose, urls = "", text
    return Target(tuple(urls.split("|")), whose)


def scheme_of(url: str) -> str:
    """Return the scheme of a target's URL: which channel it is."""
    return url.partition("://")[0].lower()
