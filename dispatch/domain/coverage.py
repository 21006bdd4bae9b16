"""Say what being covered means: how soon help of a capability should reach where people live."""

import msgspec


class Standard(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How soon a free team of a capability should reach people, and how many of them at least.

    `within_s` is road time; `floor` the share of the population below which cover is short.
    """

    within_s: float
    floor: float = 0.0
    basis: str = ""


class MoveUpRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a proposal to move teams up may ask for.

    At most `most_moves` teams, none farther than `longest_drive_s`. Teams that were moved up are
    sent home once every share stays above its floor by `margin` without them.
    """

    most_moves: int = 0
    longest_drive_s: float = 0.0
    margin: float = 0.0


class CoverageRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The standards by capability; what the loss of cover costs stands in the table of costs.

    `busy_share` is how likely a free team is to be taken by another call when it is wanted (the q
    of Daskin's MEXCLP, 1983): a place that k free teams reach in time counts 1 - q^k.
    """

    busy_share: float = 0.0
    standards: dict[str, Standard] = {}
    move_up: MoveUpRules = MoveUpRules()
