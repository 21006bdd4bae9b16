"""Load a profile from its folder and prove it before anything runs on it."""

from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from dispatch.domain.alarm_rules import AlarmRules
from dispatch.domain.command_rules import CommandRules, IcsRules, WorkingGroup
from dispatch.domain.costs import CostTable
from dispatch.domain.coverage import CoverageRules
from dispatch.domain.duty_rules import DutyRules
from dispatch.domain.evacuation_policy import EvacuationRules
from dispatch.domain.fusion import FusionRules
from dispatch.domain.grades import Fact, GradingRules
from dispatch.domain.lifecycle import Label, Lifecycle, Row
from dispatch.domain.notices import NoticeBook
from dispatch.domain.places import AdminLevel
from dispatch.domain.plans import PlanBook
from dispatch.domain.profile import (
    DispatchPolicy,
    EscalationRule,
    Kind,
    Organs,
    OwnMeans,
    Profile,
    Role,
    SafetyRules,
    Source,
    Supply,
    Timer,
)
from dispatch.domain.reporting_rules import ReportingRules, SheetRules
from dispatch.domain.responders import ResponderRules
from dispatch.domain.sensors import AlarmRule, Quantity, SensorRules
from dispatch.domain.shelters import ShelterRules
from dispatch.domain.travel import (
    Condition,
    ImpactRules,
    RoadRules,
    Serves,
    Travel,
)
from dispatch.domain.warning_policy import WarningKind, WarningRules
from dispatch.profile.proofs import problems_of_profile
from dispatch.profile.reading import ProfileError, Reader
from dispatch.profile.relied_on import LIFECYCLES

__all__ = ["ProfileError", "load_profile"]

T = TypeVar("T")


class _Head(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What stands in `profile.yaml` itself."""

    profile_id: str
    name: Label
    utc_offset_s: int
    dispatch: DispatchPolicy


class _Roads(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What stands in `roads.yaml`."""

    serves: Serves
    everywhere_from: AdminLevel
    impact: ImpactRules


def load_profile(name_or_path: str | Path) -> Profile:
    """Return a proved profile: one that ships, by its name, or any folder, by its path.

    Raises `ProfileError`, whose `problems` name the file, the row and the reason, a line each.
    """
    if isinstance(name_or_path, Path) or "/" in name_or_path or "\\" in name_or_path:
        return _load(Path(name_or_path))
    return _shipped(name_or_path)


@cache
def _shipped(name: str) -> Profile:
    return _load(files("dispatch.profile").joinpath(name))


# What stands in a file of its own under the name of its field: a table of names, or one value.
_TABLES: dict[str, type[Any]] = {
    "roles": Role,
    "permissions": tuple[str, ...],
    "capabilities": Label,
    "supplies": Supply,
    "kinds": Kind,
    "timers": Timer,
    "sources": Source,
    "facts": Fact,
    "groups": WorkingGroup,
    "escalation": EscalationRule,
}
_WHOLE: dict[str, type[Any]] = {
    "evacuation": EvacuationRules,
    "duty": DutyRules,
    "alarms": AlarmRules,
    "responders": ResponderRules,
    "fusion": FusionRules,
    "plans": PlanBook,
    "coverage": CoverageRules,
    "safety": SafetyRules,
    "notices": NoticeBook,
    "own_means": OwnMeans,
    "shelters": ShelterRules,
    "command": CommandRules,
    "ics": IcsRules,
    "reporting": ReportingRules,
    "sheets": SheetRules,
}


def _load(folder: Traversable) -> Profile:
    if not folder.is_dir():
        raise ProfileError([f"{folder.name}: there is no such profile"])
    reader = Reader(folder)
    head = _whole(reader, "profile.yaml", _Head)
    organs = _organs(reader)
    tables = {name: _lifecycle(reader, f"lifecycles/{name}.yaml") for name in LIFECYCLES}
    costs = _whole(reader, "costs.yaml", CostTable)
    fields: dict[str, Any] = {
        "roads": _roads(reader),
        "grading": _whole(reader, "grades.yaml", GradingRules),
        "warnings": _warnings(reader),
        "sensors": _sensors(reader),
    }
    fields |= {name: reader.table(f"{name}.yaml", of) for name, of in _TABLES.items()}
    fields |= {name: _whole(reader, f"{name}.yaml", of) for name, of in _WHOLE.items()}
    if reader.problems or head is None or costs is None:
        # What is not even read is not worth proving: it would only repeat itself.
        raise ProfileError(reader.problems)
    profile = Profile(
        profile_id=head.profile_id,
        name=head.name,
        utc_offset_s=head.utc_offset_s,
        organs=organs,
        lifecycles={name: table for name, table in tables.items() if table is not None},
        dispatch=msgspec.structs.replace(head.dispatch, costs=costs),
        **fields,
    )
    problems = problems_of_profile(profile)
    if problems:
        raise ProfileError(problems)
    return profile


def _whole(reader: Reader, name: str, of: type[T]) -> T | None:
    """Return what a file says as one value; None, with a problem, where it does not fit."""
    return reader.value(name, reader.mapping(name), of)


def _organs(reader: Reader) -> Organs:
    raw = reader.mapping("organs.yaml")
    within = raw.pop("within", {})
    lowest = reader.value("organs.yaml", raw, dict[int, AdminLevel])
    of_places = reader.value("organs.yaml: within", within, dict[str, dict[int, AdminLevel]])
    return Organs(lowest or {}, of_places or {})


def _roads(reader: Reader) -> RoadRules | None:
    rules = _whole(reader, "roads.yaml", _Roads)
    metrics = reader.table("metrics.yaml", Travel)
    conditions = reader.table("road_conditions.yaml", Condition)
    if rules is None:
        return None
    return RoadRules(
        metrics=metrics,
        conditions=conditions,
        serves=rules.serves,
        everywhere_from=rules.everywhere_from,
        impact=rules.impact,
    )


def _warnings(reader: Reader) -> WarningRules | None:
    """Return what is said of warnings, its kinds read one by one."""
    raw = reader.mapping("warnings.yaml")
    kinds = reader.values("warnings.yaml: kinds", raw.pop("kinds", {}), WarningKind)
    rules = reader.value("warnings.yaml", raw, WarningRules)
    return None if rules is None else msgspec.structs.replace(rules, kinds=kinds)


def _sensors(reader: Reader) -> SensorRules | None:
    """Return what is said of sensors, its quantities and rules read one by one."""
    raw = reader.mapping("sensors.yaml")
    quantities = reader.values("sensors.yaml: quantities", raw.pop("quantities", {}), Quantity)
    rules = reader.values("sensors.yaml: rules", raw.pop("rules", {}), AlarmRule)
    read = reader.value("sensors.yaml", raw, SensorRules)
    return (
        None if read is None else msgspec.structs.replace(read, quantities=quantities, rules=rules)
    )


def _lifecycle(reader: Reader, name: str) -> Lifecycle | None:
    """Return a table read row by row, so that a problem can name its row."""
    raw = reader.mapping(name)
    if not raw:
        return None
    raw_rows = raw.get("rows", [])
    if not isinstance(raw_rows, list):
        reader.problems.append(f"{name}: rows: a list is expected")
        return None
    rows = [
        reader.value(f"{name}: row {_row_name(one, number)}", one, Row)
        for number, one in enumerate(raw_rows, start=1)
    ]
    table = reader.value(name, {**raw, "rows": []}, Lifecycle)
    if table is None:
        return None
    return msgspec.structs.replace(table, rows=tuple(row for row in rows if row is not None))


def _row_name(raw: Any, number: int) -> str:
    return str(raw.get("id", f"number {number}")) if isinstance(raw, dict) else f"number {number}"
