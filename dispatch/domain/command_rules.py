"""Know how a profile has command organised: which levels have posts, and what a post consists of.

All of it differs from place to place and is read from `command.yaml` and `groups.yaml`.
"""

import msgspec

from dispatch.domain.lifecycle import Label
from dispatch.domain.places import AdminLevel, Place, Places, lineage


class CommandRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which levels have a command post 指挥部, and the figures it goes by.

    A level without a post activates its responses by hand. `first_groups` are the working groups a
    post calls for where no plan is named. `handover` are the items of the checklist that is signed
    when command passes upwards. Property is requisitioned from `requisition_from` upwards. A span
    of control above `span_of_control` is warned of.
    """

    levels: tuple[AdminLevel, ...] = ()
    first_groups: tuple[str, ...] = ()
    handover: dict[str, Label] = {}
    requisition_from: AdminLevel = AdminLevel.COUNTY
    span_of_control: int = 7
    operational_period_s: float = 43_200.0


class WorkingGroup(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A working group 工作组 of a command post, and the section it belongs to abroad (ICS)."""

    zh: str
    en: str
    section: str = ""
    basis: str = ""


class Position(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A function of the incident command system; `reports_to` names the one above it."""

    zh: str
    en: str
    reports_to: str = ""


class RadioChannel(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A radio channel or talk group, and what it is for."""

    zh: str
    en: str
    assignment: str = ""
    remarks: str = ""


class Hospital(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A hospital that takes casualties."""

    name: str
    address: str = ""
    contact: str = ""
    trauma_centre: bool = False
    burn_centre: bool = False


class IcsRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the forms of the incident command system name beside what is in the log."""

    positions: dict[str, Position] = {}
    radio: dict[str, RadioChannel] = {}
    hospitals: tuple[Hospital, ...] = ()
    medical_capabilities: tuple[str, ...] = ()
    safety_message: str = ""


def has_post(rules: CommandRules, place: Place | None) -> bool:
    """Whether a place is of a level that has a command post."""
    return place is not None and place.admin_level in rules.levels


def seat_of_post(rules: CommandRules, places: Places, code: str) -> str | None:
    """Return the lowest place with a post that `code` is or lies in, None where there is none."""
    return next((one for one in lineage(places, code) if has_post(rules, places.get(one))), None)


def seat_above(rules: CommandRules, places: Places, code: str) -> str | None:
    """Return the next place above `code` that has a post, None where nobody stands above."""
    above = lineage(places, code)[1:]
    return next((one for one in above if has_post(rules, places.get(one))), None)
