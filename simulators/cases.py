"""Run one case of a comparison, a drill with a seed and a variant: what became of each call.

A case is small and can be sent to any process that has the files: what comes back is plain.
"""

from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec

from dispatch.domain.area import Area
from dispatch.domain.demands import crews_wanted
from dispatch.domain.needs import NOT_SERVING
from dispatch.domain.profile import Profile
from simulators.drill import run_scenario
from simulators.ground import Ground, call_of, desk_of, lay_ground
from simulators.hindsight.regret import overall_regret
from simulators.scenario import Scenario, load_scenario
from simulators.tally import first_on_scene, last_on_scene
from simulators.variants import Branch, Variant


class Case(msgspec.Struct, frozen=True):
    """One run: the drill's file and what is changed of it, a seed, and a variant by its name.

    `changed` are fields of the scenario, `duration_h` say.
    """

    drill: str
    data: str | None
    seed: int
    name: str
    variant: Variant = Variant()
    changed: dict[str, Any] = {}
    hindsight: int = 0


class CallOutcome(msgspec.Struct, frozen=True):
    """What became of one call. Seconds from the call; None where nobody came.

    `call` is the number of its report, the same in every branch; `sent` are the teams that serve
    it, in the order they were ordered. `at` is when it came, in epoch seconds UTC.
    """

    call: str
    kind: str
    priority: int
    place_code: str
    first_s: float | None
    complete_s: float | None
    unmet: int
    sent: tuple[str, ...]
    at: float = 0.0


class CaseOutcome(msgspec.Struct, frozen=True):
    """What came of a case: its calls in order of their number, and the figures of the drill."""

    name: str
    seed: int
    calls: tuple[CallOutcome, ...]
    state_hash: str
    events: int
    violations: int
    wall_s: float
    regret: float | None = None
    deadlines_passed: int = 0


def run_case(case: Case) -> CaseOutcome:
    """Run a case in this process; raises ValueError for what is not fit for use."""
    data = None if case.data is None else Path(case.data)
    scenario = msgspec.structs.replace(scenario_of(case), seed=case.seed)
    ground = _ground(case.drill, case.data, msgspec.json.encode(case.changed))
    found: list[tuple[Area, Profile]] = []
    outcome = run_scenario(
        scenario,
        ground,
        Path(case.drill).parent,
        data,
        branch=Branch(case.variant),
        at_end=lambda area, profile: found.append((area, profile)),
    )
    told: Any = outcome
    regret = None
    if case.hindsight:
        area, profile = found[0]
        roads = desk_of(ground, profile).now
        seen = overall_regret(area, profile, roads, case.hindsight, scenario.start_at)
        regret = None if seen is None else seen.regret
    return CaseOutcome(
        name=case.name,
        seed=case.seed,
        calls=calls_of(*found[0], scenario.start_at),
        state_hash=told["state_hash"],
        events=told["events"],
        violations=told["violations"],
        wall_s=told["wall_s"],
        regret=regret,
        deadlines_passed=sum(told["deadlines_passed"].values()),
    )


def scenario_of(case: Case) -> Scenario:
    """Return the scenario of a case, with what is changed of it."""
    scenario = load_scenario(Path(case.drill))
    unknown = [one for one in case.changed if one not in Scenario.__struct_fields__]
    if unknown:
        raise ValueError(f"changed: a scenario has no field {unknown[0]!r}")
    plain = {one: getattr(scenario, one) for one in Scenario.__struct_fields__}
    try:
        return msgspec.convert(
            msgspec.to_builtins(plain) | case.changed, Scenario, str_keys=False, strict=False
        )
    except msgspec.ValidationError as problem:
        raise ValueError(f"changed: {problem}") from None


def calls_of(area: Area, profile: Profile, since: float = 0.0) -> tuple[CallOutcome, ...]:
    """Return what became of every call of an area from a moment on, in order of its number."""
    found = []
    for incident in area.incidents.values():
        if incident.opened_at < since:
            continue
        orders = [area.instructions[one] for one in incident.instruction_ids]
        serving = [one for one in orders if one.state not in NOT_SERVING]
        first, last = first_on_scene(area, incident), last_on_scene(area, incident)
        wanted = crews_wanted(incident.team_needs, profile.dispatch.crew_people)
        unmet = 0
        for capability, crews in wanted.items():
            unmet += max(0, crews - sum(one.capability == capability for one in serving))
        found.append(
            CallOutcome(
                call=call_of(area, incident) or incident.report_ids[0],
                kind=incident.kind,
                priority=incident.priority,
                place_code=incident.place_code,
                first_s=None if first is None else round(first[0] - incident.opened_at, 3),
                complete_s=None if last is None else round(last - incident.opened_at, 3),
                unmet=unmet,
                sent=tuple(one.team_id for one in serving),
                at=incident.opened_at,
            )
        )
    return tuple(sorted(found, key=lambda one: one.call))


@lru_cache(maxsize=2)
def _ground(drill: str, data: str | None, changed: bytes) -> Ground:
    """Lay the ground of a drill once in a process: it is the same for every seed and variant."""
    case = Case(drill, data, 0, "", changed=msgspec.json.decode(changed))
    where = None if data is None else Path(data)
    return lay_ground(scenario_of(case), where, Path(drill).parent)
