"""Load a profile from its folder and prove it before anything runs on it."""

from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import msgspec

from dispatch.domain.command_rules import CommandRules, IcsRules, WorkingGroup
from dispatch.domain.costs import CostTable
from dispatch.domain.coverage import CoverageRules
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
from dispatch.domain.shelters import ShelterRules
from dispatch.domain.travel import (
    Condition,
    ImpactRules,
    RoadRules,
    Serves,
    Travel,
)
from dispatch.domain.warning_policy import WarningKind, WarningRules
from dispatch.profile.proofs import LIFECYCLES, problems_of_profile
from dispatch.profile.reading import ProfileError, Reader

__all__ = ["ProfileError", "load_profile"]


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


def _load(folder: Traversable) -> Profile:
    if not folder.is_dir():
        raise ProfileError([f"{folder.name}: there is no such profile"])
    reader = Reader(folder)
    head = reader.value("profile.yaml", reader.mapping("profile.yaml"), _Head)
    raw_organs = reader.mapping("organs.yaml")
    within = raw_organs.pop("within", {})
    organs = reader.value("organs.yaml", raw_organs, dict[int, AdminLevel])
    organs_within = reader.value("organs.yaml: within", within, dict[str, dict[int, AdminLevel]])
    tables = [(name, _lifecycle(reader, f"lifecycles/{name}.yaml")) for name in LIFECYCLES]
    roles = reader.table("roles.yaml", Role)
    permissions = reader.table("permissions.yaml", tuple[str, ...])
    capabilities = reader.table("capabilities.yaml", Label)
    supplies = reader.table("supplies.yaml", Supply)
    kinds = reader.table("kinds.yaml", Kind)
    timers = reader.table("timers.yaml", Timer)
    sources = reader.table("sources.yaml", Source)
    facts = reader.table("facts.yaml", Fact)
    plans = reader.value("plans.yaml", reader.mapping("plans.yaml"), PlanBook)
    grading = reader.value("grades.yaml", reader.mapping("grades.yaml"), GradingRules)
    fusion = reader.value("fusion.yaml", reader.mapping("fusion.yaml"), FusionRules)
    roads = reader.value("roads.yaml", reader.mapping("roads.yaml"), _Roads)
    metrics = reader.table("metrics.yaml", Travel)
    conditions = reader.table("road_conditions.yaml", Condition)
    costs = reader.value("costs.yaml", reader.mapping("costs.yaml"), CostTable)
    coverage = reader.value("coverage.yaml", reader.mapping("coverage.yaml"), CoverageRules)
    safety = reader.value("safety.yaml", reader.mapping("safety.yaml"), SafetyRules)
    notices = reader.value("notices.yaml", reader.mapping("notices.yaml"), NoticeBook)
    own_means = reader.value("own_means.yaml", reader.mapping("own_means.yaml"), OwnMeans)
    shelters = reader.value("shelters.yaml", reader.mapping("shelters.yaml"), ShelterRules)
    warnings = _warnings(reader)
    command = reader.value("command.yaml", reader.mapping("command.yaml"), CommandRules)
    groups = reader.table("groups.yaml", WorkingGroup)
    escalation = reader.table("escalation.yaml", EscalationRule)
    ics = reader.value("ics.yaml", reader.mapping("ics.yaml"), IcsRules)
    if reader.problems or head is None or organs is None or roads is None or costs is None:
        # What is not even read is not worth proving: it would only repeat itself.
        raise ProfileError(reader.problems)
    assert coverage is not None and own_means is not None  # noqa: S101, PT018 - a problem else
    assert shelters is not None and safety is not None  # noqa: S101, PT018 - likewise
    assert warnings is not None  # noqa: S101 - likewise
    assert command is not None and ics is not None  # noqa: S101, PT018 - likewise
    assert notices is not None  # noqa: S101 - likewise
    assert fusion is not None and grading is not None  # noqa: S101, PT018 - likewise
    assert plans is not None  # noqa: S101 - likewise
    profile = Profile(
        profile_id=head.profile_id,
        name=head.name,
        utc_offset_s=head.utc_offset_s,
        roles=roles,
        permissions=permissions,
        capabilities=capabilities,
        supplies=supplies,
        kinds=kinds,
        timers=timers,
        organs=Organs(organs, organs_within or {}),
        lifecycles={name: table for name, table in tables if table is not None},
        sources=sources,
        fusion=fusion,
        facts=facts,
        plans=plans,
        grading=grading,
        dispatch=msgspec.structs.replace(head.dispatch, costs=costs),
        roads=RoadRules(
            metrics=metrics,
            conditions=conditions,
            serves=roads.serves,
            everywhere_from=roads.everywhere_from,
            impact=roads.impact,
        ),
        coverage=coverage,
        own_means=own_means,
        safety=safety,
        notices=notices,
        shelters=shelters,
        warnings=warnings,
        command=command,
        groups=groups,
        ics=ics,
        escalation=escalation,
    )
    problems = problems_of_profile(profile)
    if problems:
        raise ProfileError(problems)
    return profile


def _warnings(reader: Reader) -> WarningRules | None:
    """Return what is said of warnings, its kinds read one by one."""
    raw = reader.mapping("warnings.yaml")
    kinds = reader.values("warnings.yaml: kinds", raw.pop("kinds", {}), WarningKind)
    rules = reader.value("warnings.yaml", raw, WarningRules)
    return None if rules is None else msgspec.structs.replace(rules, kinds=kinds)


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
