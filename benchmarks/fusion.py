"""Measure how well reports are put together that tell of the same emergency, and how soon.

13,817 grid workers of the generated Xi'an report emergencies that begin where people live, as often
as makes so many reports a minute. Which emergency each report is truly about is known. Each is late
by some minutes, off by what its phone tells, and at times grossly; one in thirty calls it by the
name of a kind that is like it. A worker tells of an emergency once. Counted are pairs of reports:
`precision_N` is the share of the pairs that were put together which belong together, `recall_N` the
share of the pairs that belong together which were put together, at N reports a minute;
`recall_with_proposed_N` also counts what was proposed to a person, who says yes. `reports_per_s` is
the engine deciding and folding in memory, at 1,000 a minute.
"""

from collections import Counter
from collections.abc import Iterator
from time import perf_counter

import msgspec
import numpy as np

from dispatch.domain.actors import Actor
from dispatch.domain.area import Area
from dispatch.domain.commands import SendReport
from dispatch.domain.intake import TWO_THIRDS
from dispatch.domain.places import AdminLevel
from dispatch.domain.profile import Profile
from dispatch.engine.clock import SimulatedClock
from dispatch.engine.engine import Engine
from dispatch.profile.loader import load_profile
from dispatch.store.memory_log import MemoryLog
from routing.geo import Position, destination
from simulators.city.build import build_city
from simulators.founding import found_from_city

REPORTERS = 13_817
MINUTES = {100: 60, 1_000: 5, 10_000: 1}  # how long each surge lasts
SEED = 1
BEGAN_AT = 1_721_100_000.0
SHARES = {
    "waterlogging": 0.3,
    "road_traffic": 0.2,
    "medical": 0.15,
    "fire": 0.1,
    "rescue": 0.1,
    "flood_drought": 0.06,
    "gas": 0.04,
    "geological": 0.03,
    "alarm": 0.02,
}
MORE_REPORTS = 2.0  # of an emergency after its first, on the mean
DELAY_S = 400.0
SEEN_FROM_M = 25.0
STRAY_SHARE, STRAY_M = 0.02, 400.0
MISNAMED = 0.03
LIKE = {
    "waterlogging": "flood_drought",
    "flood_drought": "waterlogging",
    "road_traffic": "medical",
    "medical": "rescue",
    "rescue": "medical",
    "fire": "gas",
    "gas": "fire",
    "geological": "road_traffic",
    "alarm": "fire",
}


class Told(msgspec.Struct, frozen=True):
    """A report, when and by whom it is made, and the number of what it is truly about."""

    at: float
    truth: int
    by: Actor
    report: SendReport


def measure() -> dict[str, float]:
    """Return the flat JSON object the benchmark prints."""
    city, profile = build_city("xian"), load_profile("xian")
    founded = Engine("bench", MemoryLog(), profile, SimulatedClock(BEGAN_AT))
    found_from_city(founded.handle, city)
    measured: dict[str, float] = {}
    for rate, minutes in MINUTES.items():
        told = sorted(stream(founded.area, rate, minutes), key=lambda one: one.at)
        engine, took_s = taken_in(city, profile, told)
        truth = {one.report.report_id: one.truth for one in told}
        together = grouped(engine.area)
        joined = grouped(engine.area, with_proposed=True)
        measured[f"reports_{rate}"] = len(told)
        measured[f"precision_{rate}"], measured[f"recall_{rate}"] = scored(truth, together)
        measured[f"recall_with_proposed_{rate}"] = scored(truth, joined)[1]
        if rate == 1_000:
            measured["reports_per_s"] = round(len(told) / took_s)
    return measured


def stream(area: Area, rate: int, minutes: int) -> Iterator[Told]:
    """Yield what so many reports a minute are about, by whom, and what each says."""
    chance = np.random.default_rng(SEED)
    villages = [
        place
        for _code, place in sorted(area.places.items())
        if place.admin_level is AdminLevel.VILLAGE and place.population and place.position
    ]
    people = np.array([place.population for place in villages], float)
    each = people / people.sum()
    kinds, shares = list(SHARES), np.array(list(SHARES.values()))
    posts = chance.choice(len(villages), REPORTERS, p=each)
    crews: dict[int, list[int]] = {}
    for worker, village in enumerate(posts):
        crews.setdefault(int(village), []).append(worker)
    truth = sent = 0
    while sent < rate * minutes:
        village = int(chance.choice(len(villages), p=each))
        seat = villages[village].position
        assert seat is not None
        at = BEGAN_AT + float(chance.uniform(0, minutes * 60))
        scene = destination(seat, float(chance.uniform(0, 360)), 500 * chance.uniform() ** 0.5)
        kind = str(chance.choice(kinds, p=shares))
        own = chance.permutation(crews.get(village, [0]))
        for number, worker in enumerate(own[: 1 + int(chance.poisson(MORE_REPORTS))]):
            yield _told(chance, truth, number, kind, scene, at, int(worker))
            sent += 1
        truth += 1


def taken_in(city: object, profile: Profile, told: list[Told]) -> tuple[Engine, float]:
    """Return an engine that has taken all reports in, and the seconds that took."""
    clock = SimulatedClock(BEGAN_AT)
    engine = Engine("bench", MemoryLog(), profile, clock)
    found_from_city(engine.handle, city)  # type: ignore[arg-type]
    began = perf_counter()
    for one in told:
        clock.move_to(max(one.at, clock.now()))
        engine.handle(one.report, one.by)
    return engine, perf_counter() - began


def grouped(area: Area, *, with_proposed: bool = False) -> dict[str, str]:
    """Return the incident each report ended in; a proposed merge counts if so wanted."""
    ends = {}
    for report_id, report in area.reports.items():
        incident = area.incidents[report.incident_id]
        while with_proposed and incident.suspicion is not None:
            incident = area.incidents[incident.suspicion.of]
        ends[report_id] = incident.incident_id
    return ends


def scored(truth: dict[str, int], ends: dict[str, str]) -> tuple[float, float]:
    """Return precision and recall over pairs of reports."""
    true = _pairs(Counter(truth.values()))
    found = _pairs(Counter(ends.values()))
    both = _pairs(Counter((ends[one], about) for one, about in truth.items()))
    return round(both / found, 4), round(both / true, 4)


def _pairs(groups: Counter[int] | Counter[str] | Counter[tuple[str, int]]) -> int:
    return sum(size * (size - 1) // 2 for size in groups.values())


def _told(
    chance: np.random.Generator,
    truth: int,
    number: int,
    kind: str,
    scene: Position,
    began_at: float,
    worker: int,
) -> Told:
    stands = destination(scene, float(chance.uniform(0, 360)), float(chance.rayleigh(SEEN_FROM_M)))
    accuracy_m = float(chance.lognormal(np.log(20), 0.6))
    error_m = STRAY_M if chance.random() < STRAY_SHARE else accuracy_m / TWO_THIRDS
    off_m = float(chance.rayleigh(error_m))
    said = destination(stands, float(chance.uniform(0, 360)), off_m)
    if chance.random() < MISNAMED:
        kind = LIKE[kind]
    late_s = 0.0 if number == 0 else float(chance.exponential(DELAY_S))
    return Told(
        at=began_at + late_s,
        truth=truth,
        by=Actor(f"grid-{worker}", "GRID", "61"),
        report=SendReport(f"{truth}-{number}", kind, "grid", said, accuracy_m=accuracy_m),
    )
