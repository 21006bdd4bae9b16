"""Hold what a profile says of warnings 预警: kinds and colours, who issues, what the law lists."""

from enum import StrEnum

import msgspec

from dispatch.domain.places import AdminLevel


class Colour(StrEnum):
    """The level of a warning, the gravest first: 一级 to 四级 (突发事件应对法 art. 63).

    Warnings of public security have no colour by statute.
    """

    RED = "RED"
    ORANGE = "ORANGE"
    YELLOW = "YELLOW"
    BLUE = "BLUE"

    @property
    def rank(self) -> int:
        """0 for red: a smaller rank is graver."""
        return _RANKS[self]


_RANKS = {colour: rank for rank, colour in enumerate(Colour)}


class Measure(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is to be done under a warning, as the law lists it; `basis` is the article."""

    zh: str
    en: str
    basis: str


class ColourRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a colour means: `severity` is CAP's word for it, `lists` the measures that apply.

    The command posts of the levels in `consults` are called together, at `standby` the teams
    of the area stand by; `at_once` has every level passed without waiting for a person.
    """

    zh: str
    en: str
    severity: str
    lists: tuple[str, ...]
    consults: tuple[AdminLevel, ...] = ()
    standby: bool = False
    at_once: bool = False


class WarningKind(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is warned of 预警类别.

    `issued_by` are the roles that may issue it here, `agencies` the codes of the agencies whose
    messages are taken in, empty for any. `codes` and `names` are what messages call it. Teams
    with one of the `capabilities` stand by. `cap_category` is CAP's word for the class of events.
    """

    zh: str
    en: str
    event_class: str
    cap_category: str
    issued_by: tuple[str, ...]
    agencies: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    capabilities: tuple[str, ...] = ()
    basis: str = ""


class Issuing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who issues, and how an issuer is named in an id: the agency's code by role (GB/T 4657)."""

    lowest: AdminLevel
    agencies: dict[str, str]
    other_agency: str


class WarningRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a profile says of warnings.

    The engine passes a warning on by itself at the levels `relayed_by_itself`; elsewhere a person
    does, within a limit. One that states no end holds for `lasts_s`. `uncoloured` are the
    measures where there is no colour. What a message calls by an unknown name is an `other_kind`
    by its CAP category.
    """

    issuing: Issuing
    relayed_by_itself: tuple[AdminLevel, ...]
    lasts_s: float
    colours: dict[Colour, ColourRules]
    uncoloured: tuple[str, ...]
    measures: dict[str, dict[str, Measure]]
    other_kinds: dict[str, str]
    kinds: dict[str, WarningKind] = {}

    def of(self, colour: Colour | None) -> ColourRules | None:
        """Return what a colour means, None where there is none."""
        return None if colour is None else self.colours[colour]

    def measures_of(self, colour: Colour | None) -> dict[str, Measure]:
        """Return the measures that apply at a colour, in the order of the law."""
        rules = self.of(colour)
        lists = self.uncoloured if rules is None else rules.lists
        return {key: one for name in lists for key, one in self.measures[name].items()}

    def kind_called(self, codes: tuple[str, ...], name: str, cap_category: str) -> str:
        """Return the kind a message means, by its codes, its name, else by its CAP category."""
        for key, kind in self.kinds.items():
            if not set(codes).isdisjoint(kind.codes):
                return key
        for key, kind in self.kinds.items():
            if name.strip().lower() in (kind.zh, kind.en.lower(), *map(str.lower, kind.names)):
                return key
        return self.other_kinds.get(cap_category, self.other_kinds["Other"])
