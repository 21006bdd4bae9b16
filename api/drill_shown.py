"""Show drills: what a scenario says line by line, and what of it has come and been done."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from api.access import Body
from api.drills import DrillRun, unplayable
from api.shown import rfc3339
from dispatch.domain.profile import Profile
from dispatch.publishing.telling.lexicon import facts_in, warning_in
from simulators.marking import reached_of
from simulators.proofreading import Fault
from simulators.scenario import Scenario
from simulators.script import Inject, Name

EVENT_LABELS = {
    "InstructionGiven": {"zh": "下达指令", "en": "An order is given"},
    "EvacuationOrdered": {"zh": "组织转移避险", "en": "An evacuation is ordered"},
    "RecommendationSettled": {"zh": "对建议方案作出决定", "en": "A proposal is decided"},
    "GradeSet": {"zh": "事件定级", "en": "The grade is set"},
    "RecommendationMade": {"zh": "生成建议方案", "en": "A proposal is made"},
    "IncidentMerged": {"zh": "合并重复事件", "en": "Incidents are merged"},
    "AlarmRaised": {"zh": "升级出动", "en": "The alarm is raised"},
    "SupportRequested": {"zh": "请求支援", "en": "Support is asked for"},
}
"""What the kinds of event are called that scripts expect; others go by their own name."""


def label(name: Name) -> Body:
    """Return a name as shown."""
    return {"zh": name.zh, "en": name.en}


def library_body(file: str, scenario: Scenario, profile: Profile) -> Body:
    """Return a drill of the library as shown."""
    return {
        "file": file,
        "name": label(scenario.name),
        "summary": None if scenario.summary is None else label(scenario.summary),
        "expects": None if scenario.expects is None else label(scenario.expects),
        "form": scenario.form,
        "duration_h": scenario.duration_h,
        "injects": len(scenario.script.injects),
        "unplayable": unplayable(scenario, profile.profile_id),
    }


def proof_body(scenario: Scenario | None, faults: Sequence[Fault], profile: Profile) -> Body:
    """Return what was made of a text."""
    told = [{"field": one.field, "line": one.line, "reason": one.reason} for one in faults]
    if scenario is None:
        nothing: Body = {"name": None, "area_id": "", "duration_h": 0.0, "simulated": []}
        return {"faults": told, **nothing, "lines": [], "expected": [], "unplayable": ""}
    return {
        "faults": told,
        "name": label(scenario.name),
        "area_id": scenario.area_id,
        "duration_h": scenario.duration_h,
        "simulated": list(scenario.simulated),
        "lines": lines_of(scenario, profile, scenario.script.injects, {}),
        "expected": _expected(scenario.script.injects, profile, {}, []),
        "unplayable": unplayable(scenario, profile.profile_id),
    }


def run_body(run: DrillRun) -> Body:
    """Return a drill as shown in a list."""
    scenario = run.scenario
    begin_at = None if run.live is None else run.live.begin_at
    now_min = None
    if begin_at is not None and run.area is not None:
        now_min = round((run.area.engine.clock.now() - begin_at) / 60, 2)
    return {
        "area": run.area_id,
        "name": label(scenario.name),
        "state": run.state,
        "speed": run.speed,
        "form": scenario.form,
        "simulated": list(scenario.simulated),
        "by": run.by,
        "problem": run.problem,
        "begins_at": None if begin_at is None else rfc3339(begin_at),
        "now_min": now_min,
        "duration_h": scenario.duration_h,
    }


def detail_body(run: DrillRun, profile: Profile) -> Body:
    """Return a drill with its script, what was done about it, and the script score."""
    live, scenario = run.live, run.scenario
    begin_at = (live.begin_at if live is not None else None) or 0.0
    injects = scenario.script.injects if live is None else live.injects
    came = {} if live is None else live.came_at
    came_min = {number: round((at - begin_at) / 60, 2) for number, at in came.items()}
    awaited = [] if live is None else live.awaited
    area = None if run.area is None else run.area.area
    outcome = run.outcome
    expected = _expected(injects, profile, came, awaited)
    return run_body(run) | {
        "lines": lines_of(scenario, profile, injects, came_min),
        "expected": expected,
        "objectives": _objectives(scenario, outcome),
        "points": sum(float(one["points"]) for one in expected),
        "of": float(sum(one["of"] for one in expected if one["due_at"] is not None)),
        "script_score": None if outcome is None else outcome.get("script_score"),
        "figures": None
        if area is None
        else {
            "reports": len(area.reports),
            "incidents": len(area.incidents),
            "open_incidents": len(area.open_incidents),
            "orders": len(area.instructions),
        },
        "violations": None if outcome is None else outcome["violations"],
    }


def lines_of(
    scenario: Scenario, profile: Profile, injects: Sequence[Inject], came_min: Mapping[int, float]
) -> list[Body]:
    """Return all that happens in a drill, in the order of its moments."""
    lines = [*_world(scenario, profile), *_injects(profile, injects, came_min)]
    return sorted(lines, key=lambda one: (one["at_min"], one["number"] or 0))


def _world(scenario: Scenario, profile: Profile) -> Iterator[Body]:
    """Yield what happens by itself."""
    script = scenario.script
    for weather in script.weather:
        known = profile.roads.conditions[weather.condition]
        name = {"zh": known.zh, "en": known.en}
        yield _line("weather", weather.at_min, name, weather.until_min)
    for closure in script.closures:
        word = ("封闭", "closed") if closure.factor is None else ("缓行", "slow")
        why = f"：{closure.reason}" if closure.reason else ""
        name = {"zh": f"道路{word[0]}{why}", "en": f"Roads {word[1]}{why}"}
        yield _line("closure", closure.at_min, name, closure.until_min, (closure.lon, closure.lat))
    for stock in script.stock:
        supply = profile.supplies[stock.supply]
        counted = f"{stock.counted} {supply.unit}"
        name = {"zh": f"盘库：{supply.zh} {counted}", "en": f"Stock-take: {supply.en} {counted}"}
        yield _line("stock", stock.at_min, name)
    for staffing in script.staffing:
        share = f"{staffing.share:.0%}"
        able = profile.capabilities.get(staffing.capability or "")
        zh, en = ("队伍", "teams") if able is None else (able.zh, able.en)
        name = {"zh": f"{share}{zh}离岗", "en": f"{share} of {en} off duty"}
        yield _line("staffing", staffing.at_min, name, staffing.until_min)
    for sensor in script.sensors:
        first, last = sensor.curve[0][0], sensor.curve[-1][0]
        name = {"zh": f"监测 {sensor.name}", "en": f"Sensor {sensor.name}"}
        yield _line("sensor", first, name, last, (sensor.lon, sensor.lat))
    for alert in script.alerts:
        said = warning_in(profile.warnings, alert.kind, alert.colour)
        name = {"zh": f"{said.zh}预警", "en": f"Warning: {said.en}"}
        yield _line("alert", alert.at_min, name, alert.until_min)


def _injects(
    profile: Profile, injects: Sequence[Inject], came_min: Mapping[int, float]
) -> Iterator[Body]:
    for at, inject in enumerate(injects):
        report, came = inject.report, came_min.get(at)
        where = None if report is None else (report.lon, report.lat)
        begun = inject.at_min if came is None else came
        line = _line("inject", begun, label(inject.name), None, where)
        yield line | {"number": at + 1, "came_at_min": came}
        for facts in (*((inject.facts,) if inject.facts else ()), *inject.then):
            known = facts_in(profile.facts, facts.known)
            name = {"zh": f"情况：{known.zh}", "en": f"Known: {known.en}"}
            yield _line("facts", begun + facts.after_min, name, None, where)


def _line(
    what: str,
    at_min: float,
    name: Body,
    until_min: float | None = None,
    where: tuple[float, float] | None = None,
) -> Body:
    lon, lat = where or (None, None)
    times = {"at_min": round(at_min, 2), "until_min": until_min}
    return {"what": what, "number": None, **times, "name": name, "came_at_min": None} | {
        "lon": lon,
        "lat": lat,
    }


def _expected(
    injects: Sequence[Inject],
    profile: Profile,
    came: Mapping[int, float],
    awaited: Sequence[Mapping[str, Any]],
) -> list[Body]:
    """Return every action that is expected, with what was done of those already awaited."""
    done = {(one["inject"], one["action"]): one for one in awaited}
    told = []
    for at, inject in enumerate(injects):
        for one in inject.expect:
            so_far = done.get((at + 1, one.action), {})
            since = came.get(at)
            due_at = None if since is None else rfc3339(since + one.within_min * 60)
            told.append(
                {
                    "inject": at + 1,
                    "action": one.action,
                    "label": action_label(one.action, profile),
                    "within_min": one.within_min,
                    "due_at": due_at,
                    "after_min": so_far.get("after_min"),
                    "by": so_far.get("by", ""),
                    "points": so_far.get("points", 0.0),
                    "of": float(one.points),
                }
            )
    return told


def action_label(action: str, profile: Profile) -> Body:
    """Return what an expected action is called."""
    table, _, name = action.partition(".")
    lifecycle = profile.lifecycles.get(table)
    for row in lifecycle.rows if lifecycle is not None else ():
        if row.action == name:
            return {"zh": row.zh, "en": row.en}
    return EVENT_LABELS.get(action, {"zh": action, "en": action})


def _objectives(scenario: Scenario, outcome: Mapping[str, Any] | None) -> list[Body]:
    told = []
    for one in scenario.script.objectives:
        reached = reached_of(one, outcome or {})
        figure = reached["figure"]
        if not isinstance(figure, int | float):
            figure = None
        met = None if outcome is None else reached["met"]
        told.append(reached | {"figure": figure, "met": met})
    return told
