"""Measure how many times faster than real time a drill runs: a day, and an hour of a rainstorm.

The day is `quiet-tuesday.yaml`: some 2,000 incidents over 3,186 forces, with every command,
recommendation, crew, command post and report upwards, in memory and on SQLite. The rainstorm has
20,000 reports within an hour; advice is given every ten seconds of it at most, as to decide over a
thousand incidents takes its time. Ratios are of the hours in which calls come to the CPU seconds
of running them: founding the city is not counted, what follows the last call is. `hours` below 24
takes the first hours of the day, and that share of the rainstorm's hour.
"""

import resource
import tempfile
from pathlib import Path
from typing import Any

import simulators
from simulators.drill import run_drill

DRILLS = Path(simulators.__file__).parent / "drills"
REPORTS_AN_HOUR = 20_000
CHECK_EVERY = 20_000  # events
DAY_H = 24.0


def measure(hours: float = DAY_H) -> dict[str, float]:
    """Return the flat JSON object the benchmark prints."""
    share = hours / DAY_H
    day = [f"duration_h={hours}"]
    memory = _run("quiet-tuesday", day)
    with tempfile.TemporaryDirectory() as folder:
        sqlite = _run("quiet-tuesday", day, f"sqlite:///{folder}/drill.db")
    storm = _run("xian-rainstorm", _flood(share))
    if memory["state_hash"] != sqlite["state_hash"]:
        raise RuntimeError("the two stores came to different states")
    return {
        "hours": hours,
        "x_realtime_memory": _ratio(hours, memory),
        "x_realtime_sqlite": _ratio(hours, sqlite),
        "x_realtime_rainstorm": _ratio(share, storm),
        "events_per_s": round(memory["events"] / memory["run_cpu_s"]),
        "incidents": memory["incidents"],
        "events": memory["events"],
        "run_cpu_s": memory["run_cpu_s"],
        "rainstorm_reports": storm["calls"],
        "rainstorm_cpu_s": storm["run_cpu_s"],
        "violations": sum(one["violations"] for one in (memory, sqlite, storm)),
        "peak_rss_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def _run(name: str, changes: list[str], database: str = "memory://") -> dict[str, Any]:
    path = DRILLS / f"{name}.yaml"
    return run_drill(path, database=database, check_every=CHECK_EVERY, changes=changes)


def _flood(share: float) -> list[str]:
    """Return the changes that make a storm of so many reports in an hour, or in a share of it."""
    witnesses, kinds = (
        1.8,
        {"waterlogging": 0.4, "road_traffic": 0.3, "rescue": 0.15, "medical": 0.15},
    )
    rate = REPORTS_AN_HOUR / witnesses
    rates = ", ".join(f"{kind}: {rate * part:.1f}" for kind, part in kinds.items())
    return [
        f"calls.storm={{per_hour: {{{rates}}}, witnesses: {witnesses}}}",
        f"duration_h={share}",
        "drain_h=0",
        "advice_every_s=10",
    ]


def _ratio(hours: float, outcome: dict[str, Any]) -> float:
    cpu_s: float = outcome["run_cpu_s"]
    return round(hours * 3600 / cpu_s, 1)
