"""Try a small drill under all faults at once, seed after seed, and shrink one that fails.

A trial is a scenario of the made-up hamlet drawn from its seed: who calls, who does not answer,
what is closed, lost, late, said twice, out of reach. What must hold is checked after every event,
and a whole that ends with a defect of the engine counts as well. A trial that fails is shrunk, to
fewer hours and faults, as long as it still fails, and told in one line that runs it again.
"""

import json
import shlex
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import yaml

from simulators.drill import run_drill

FAULTS = (
    *("lost", "late", "doubled", "radio_silence", "dead_phones", "broker_down"),
    *("silent", "decline", "hurt", "tired", "closures", "weather", "staffing", "stock"),
)
START = "2024-07-16T13:00:00+08:00"
MOST_HOURS = 0.5
SHORTEST_H = 0.1
KINDS = ("alarm", "fire", "medical", "rescue", "road_traffic")


@dataclass(frozen=True)
class Trial:
    """One small drill: a seed, how long calls come, and which of `FAULTS` it has."""

    seed: int
    hours: float = MOST_HOURS
    faults: tuple[str, ...] = FAULTS

    @property
    def line(self) -> str:
        """The command that runs it again."""
        words = ["chiyuan", "drill", "faults", "--first", str(self.seed), "--seeds", "1"]
        if self.hours != MOST_HOURS:
            words += ["--hours", f"{self.hours:g}"]
        if self.faults != FAULTS:
            words += ["--only", ",".join(self.faults)]
        return shlex.join(words)

    def scenario(self) -> dict[str, Any]:
        """Return its scenario, as a file would have it."""
        rng = np.random.default_rng(self.seed)
        drawn = {name: _DRAW[name](rng) for name in FAULTS}  # all: one left out moves no other
        kinds = {kind: round(float(rng.uniform(0.2, 1.4)), 2) for kind in KINDS}
        plain: dict[str, Any] = {
            "name": {"zh": "故障演练", "en": "Trial of faults"},
            "area_id": "drill-faults",
            "seed": self.seed,
            "start": START,
            "duration_h": self.hours,
            "place": {"hamlet": {}},
            "policy": {"search": "optimal"},
            "calls": {
                "streams": [
                    {
                        "per_hour": kinds,
                        "witnesses": 1.6,
                        "gross_error_share": 0.1,
                        "delay_s": {"median_s": 60, "sigma": 1.0, "most_s": 1800},
                    }
                ]
            },
            "crews": {"work": {"median_s": 900, "sigma": 0.6, "most_s": 3600}},
            "officers": {"patience_s": 5400},
            "drain_h": 8,
        }
        for name in self.faults:
            part, field, value = drawn[name]
            plain.setdefault(part, {})[field] = value
        return plain


@dataclass(frozen=True)
class Verdict:
    """What came of a trial: `wrong` is empty where everything held."""

    trial: Trial
    wrong: tuple[str, ...]
    events: int
    state_hash: str


Check = Callable[[Trial], Verdict]


def try_out(trial: Trial, database: str = "memory://", check_every: int = 1) -> Verdict:
    """Run a trial and say what did not hold."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "trial.yaml"
        path.write_text(yaml.safe_dump(trial.scenario(), allow_unicode=True), encoding="utf-8")
        try:
            outcome = run_drill(path, database=database, check_every=check_every)
        except Exception as problem:
            return Verdict(trial, (f"{type(problem).__name__}: {problem}",), 0, "")
    told = msgspec.convert(json.loads(json.dumps(outcome)), dict[str, Any])
    return Verdict(trial, tuple(told["violated"]), told["events"], told["state_hash"])


def verdicts(
    seeds: Iterable[int],
    hours: float = MOST_HOURS,
    faults: tuple[str, ...] = FAULTS,
    check: Check = try_out,
) -> Iterator[Verdict]:
    """Yield what came of each seed's trial; one that fails is shrunk first."""
    for seed in seeds:
        verdict = check(Trial(seed, hours, faults))
        yield shrunk(verdict, check) if verdict.wrong else verdict


def shrunk(failed: Verdict, check: Check = try_out) -> Verdict:
    """Return the smallest failure found from one: no fault or half hour can be left out of it."""
    found = failed
    while True:
        smaller = next(
            (tried for trial in _smaller(found.trial) if (tried := check(trial)).wrong), None
        )
        if smaller is None:
            return found
        found = smaller


def _smaller(trial: Trial) -> Iterator[Trial]:
    if trial.hours / 2 >= SHORTEST_H:
        yield replace(trial, hours=trial.hours / 2)
    for one in trial.faults:
        yield replace(trial, faults=tuple(other for other in trial.faults if other != one))


Drawn = tuple[str, str, Any]


def _share(part: str, field: str, most: float) -> Callable[[np.random.Generator], Drawn]:
    return lambda rng: (part, field, round(float(rng.uniform(0, most)), 3))


def _outages(field: str, share: float | None) -> Callable[[np.random.Generator], Drawn]:
    def draw(rng: np.random.Generator) -> Drawn:
        begins = sorted(float(one) for one in rng.uniform(0, 45, size=2))
        made = [
            {
                "at_min": round(one, 1),
                "until_min": round(one + float(rng.uniform(2, 40)), 1),
                "share": share or round(float(rng.uniform(0.1, 0.9)), 2),
            }
            for one in begins
        ]
        return "faults", field, made

    return draw


def _closures(rng: np.random.Generator) -> Drawn:
    made = [
        {
            "at_min": round(float(rng.uniform(0, 40)), 1),
            "until_min": round(float(rng.uniform(41, 120)), 1),
            "lon": round(109.0 + float(rng.uniform(0, 0.04)), 5),
            "lat": round(34.0 + float(rng.uniform(0, 0.02)), 5),
            "radius_m": round(float(rng.uniform(300, 900))),
            **({"factor": 3.0} if rng.random() < 0.4 else {}),
        }
        for _ in range(3)
    ]
    return "script", "closures", made


def _weather(rng: np.random.Generator) -> Drawn:
    at = round(float(rng.uniform(0, 30)), 1)
    made = {"at_min": at, "until_min": at + 45, "condition": str(rng.choice(["rainstorm", "fog"]))}
    return "script", "weather", [made]


def _staffing(rng: np.random.Generator) -> Drawn:
    at = round(float(rng.uniform(0, 30)), 1)
    share = round(float(rng.uniform(0.1, 0.6)), 2)
    return "script", "staffing", [{"at_min": at, "until_min": at + 60, "share": share}]


def _stock(rng: np.random.Generator) -> Drawn:
    made = [
        {
            "at_min": round(float(rng.uniform(0, 90)), 1),
            "depot": f"H{int(rng.integers(1, 3)):02d}-depot",
            "supply": str(rng.choice(["sandbag", "pump", "hose", "stretcher", "cone"])),
            "counted": int(rng.integers(0, 80)),
        }
        for _ in range(2)
    ]
    return "script", "stock", made


_DRAW: dict[str, Callable[[np.random.Generator], Drawn]] = {
    "lost": _share("faults", "lost_share", 0.3),
    "late": _share("faults", "late_share", 0.4),
    "doubled": _share("faults", "doubled_share", 0.5),
    "radio_silence": _outages("radio_silence", None),
    "dead_phones": _outages("dead_phones", 0.3),
    "broker_down": _outages("broker_down", 1.0),
    "silent": _share("crews", "silent_share", 0.2),
    "decline": _share("crews", "decline_share", 0.2),
    "hurt": _share("crews", "injury_share", 0.3),
    "tired": _share("crews", "tired_per_h", 0.3),
    "closures": _closures,
    "weather": _weather,
    "staffing": _staffing,
    "stock": _stock,
}
