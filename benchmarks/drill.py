"""Measure how many times faster than real time a drill runs: a day, and an hour of a rainstorm.

The day is `quiet-tuesday.yaml`: some 2,000 incidents over 3,186 forces, with every command,
recommendation, crew, command post and report upwards, in memory and on SQLite. The rainstorm has
20,000 reports within an hour; advice is given every half minute of it at most, as to decide over a
thousand incidents takes its time. Ratios are of the hours in which calls come to the CPU seconds of
running them: what follows the last call is counted; founding the city is not, nor are the tally and
the garbage collector's one look when all is over. `hours` below 24 takes the first hours of the
day, and that share of the rainstorm's hour; with several `rounds` the ratios are medians. What came
of each run is told on the standard error as soon as it is over.
"""

import resource
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

import simulators
from simulators.drill import run_drill

DRILLS = Path(simulators.__file__).parent / "drills"
REPORTS_AN_HOUR = 20_000
CHECK_EVERY = 20_000  # events
DAY_H = 24.0


def measure(hours: float = DAY_H, rounds: int = 1) -> dict[str, float]:
    """Return the flat JSON object the benchmark prints."""
    share, day = hours / DAY_H, [f"duration_h={hours}"]
    memory, sqlite, storm = [], [], []
    for _ in range(rounds):
        memory.append(_run("quiet-tuesday", "memory", hours, day))
        with tempfile.TemporaryDirectory() as folder:
            database = f"sqlite:///{folder}/drill.db"
            sqlite.append(_run("quiet-tuesday", "SQLite", hours, day, database))
        storm.append(_run("xian-rainstorm", "memory", share, _flood(share)))
    everything = [*memory, *sqlite, *storm]
    if len({one["state_hash"] for one in (*memory, *sqlite)}) > 1:
        raise RuntimeError("the same seed came to different states")
    day_cpu_s = median(one["run_cpu_s"] for one in memory)
    return {
        "hours": hours,
        "x_realtime_memory": _ratio(hours, memory),
        "x_realtime_sqlite": _ratio(hours, sqlite),
        "x_realtime_rainstorm": _ratio(share, storm),
        "events_per_s": round(memory[0]["events"] / day_cpu_s),
        "incidents": memory[0]["incidents"],
        "events": memory[0]["events"],
        "run_cpu_s": day_cpu_s,
        "rainstorm_reports": storm[0]["calls"],
        "rainstorm_cpu_s": median(one["run_cpu_s"] for one in storm),
        "violations": sum(one["violations"] for one in everything),
        "peak_rss_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def _run(
    name: str, store: str, hours: float, changes: list[str], database: str = "memory://"
) -> dict[str, Any]:
    path = DRILLS / f"{name}.yaml"
    outcome = run_drill(path, database=database, check_every=CHECK_EVERY, changes=changes)
    sys.stderr.write(
        f"{name} on {store}: {hours:g} h in {outcome['run_cpu_s']} CPU s,"
        f" {_ratio(hours, [outcome])} times real time, {outcome['calls']} calls,"
        f" {outcome['events']} events, {outcome['violations']} violations\n"
    )
    return outcome


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
        "advice_every_s=30",
    ]


def _ratio(hours: float, outcomes: list[dict[str, Any]]) -> float:
    cpu_s: float = median(one["run_cpu_s"] for one in outcomes)
    return round(hours * 3600 / cpu_s, 1)
