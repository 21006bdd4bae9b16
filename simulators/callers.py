"""Play the callers: recorded calls at their moments, and grid workers in a storm.

Of one incident several people may report, each a little later and a little off: that is what the
fusion of duplicates has to cope with.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import partial

import msgspec
import numpy as np

from dispatch.domain.actors import Actor
from dispatch.domain.area import Area
from dispatch.domain.commands import SendReport
from dispatch.domain.places import AdminLevel, Place, is_within
from routing.geo import destination
from simulators.playing import spoken_name
from simulators.recorded import RecordedCall
from simulators.scenario import Storm
from simulators.stage import Stage

Send = Callable[[SendReport, Actor], object]  # the one door, or a broker's client in front of it


class PlannedReport(msgspec.Struct, frozen=True):
    """A report somebody will send at a moment, in epoch seconds UTC."""

    at: float
    report: SendReport
    actor: Actor


class Callers:
    """Everybody who reports in a drill, the reports of a script's injects included."""

    def __init__(self, stage: Stage, send: Send | None = None) -> None:
        self._stage = stage
        self._send: Send = send or stage.say
        self.planned = 0
        self._sent: set[str] = set()

    def plan(self, reports: Iterable[PlannedReport]) -> None:
        """Put reports on the agenda."""
        for planned in reports:
            self.planned += 1
            self._stage.agenda.at(planned.at, partial(self._call, planned))

    @property
    def sent(self) -> int:
        """The reports that went out; one that is said again counts once."""
        return len(self._sent)

    def not_taken(self, area: Area) -> int:
        """Return how many of those that went out never came to be in an area."""
        return sum(one not in area.reports for one in self._sent)

    def note(self, report_id: str) -> None:
        """Take note of a report that goes out."""
        self._sent.add(report_id)

    def _call(self, planned: PlannedReport) -> None:
        self.note(planned.report.report_id)
        self._send(planned.report, planned.actor)


def from_record(
    calls: Iterable[RecordedCall],
    root: str,
    source: str,
    drill: str,
    when: Callable[[float], float],
    *,
    supplies: bool = True,
) -> Iterator[PlannedReport]:
    """Yield the reports of recorded calls; `when` says when one of the record's moments comes.

    With `supplies` a call asks for those its kind wants by the profile, without for none.
    """
    feed = Actor(name=f"feed {source}", role="FEED", jurisdiction=root)
    for call in calls:
        report = SendReport(
            report_id=f"{drill}-{call.external_no or call.row}",
            kind=call.kind,
            source=source,
            position=call.position,
            place_code=call.place_code,
            text=call.text,
            external_no=call.external_no,
            priority=call.priority,
            team_needs=call.needs,
            supply_needs=None if supplies else (),
        )
        yield PlannedReport(at=when(call.received_at), report=report, actor=feed)


def from_storm(
    storm: Storm,
    area: Area,
    rng: np.random.Generator,
    drill: str,
    start_at: float,
    hours: float,
    begins_h: float = 0.0,
) -> Iterator[PlannedReport]:
    """Yield the reports of a storm: where people live, as often as the storm swells.

    `begins_h` is the hour of the day at the start. Raises `ValueError` where no place of the area
    is inhabited and inside the storm's counties.
    """
    places = _inhabited(storm, area)
    shares = np.array([place.population for place in places], float)
    shares /= shares.sum()
    hour, factor = np.array(storm.swell, float).T
    by_hour = np.array(storm.by_hour or (1.0,), float)
    peak = float(factor.max()) * float(by_hour.max())
    number = 0
    for kind in sorted(storm.per_hour):
        at_h = 0.0
        while storm.per_hour[kind] * peak > 0:
            # Draw at the peak's rate and keep each with the odds of its moment (thinning).
            at_h += float(rng.exponential(1 / (storm.per_hour[kind] * peak)))
            if at_h >= hours:
                break
            of_day = by_hour[int(begins_h + at_h) % len(by_hour)]
            if rng.random() * peak < np.interp(at_h, hour, factor) * of_day:
                place = places[int(rng.choice(len(places), p=shares))]
                number += 1
                called = spoken_name(area.places, place.code)
                yield from _witnesses(
                    storm, rng, place, called, kind, f"{drill}-{number}", start_at + at_h * 3600
                )


def _witnesses(
    storm: Storm,
    rng: np.random.Generator,
    place: Place,
    called: str,
    kind: str,
    name: str,
    at: float,
) -> Iterator[PlannedReport]:
    assert place.position is not None  # noqa: S101 - `_inhabited` takes no other
    # The incident lies somewhere about the village; each witness is off by an error of their own.
    scene = destination(place.position, float(rng.uniform(0, 360)), float(rng.uniform(0, 400)))
    for index in range(1 + int(rng.poisson(storm.witnesses - 1))):
        off_m = abs(float(rng.normal(0, storm.position_error_m)))
        if storm.gross_error_share and rng.random() < storm.gross_error_share:
            off_m = abs(float(rng.normal(0, storm.gross_error_m)))
        seen_at = at
        if storm.delay_s is not None:
            at += storm.delay_s.draw(rng)
        seen = destination(scene, float(rng.uniform(0, 360)), off_m)
        report = SendReport(
            report_id=f"{name}-{index + 1}",
            kind=kind,
            source="grid",
            position=seen,
            place_code=place.code,
            discovered_at=round(seen_at - float(rng.uniform(5, 60)), 3),
        )
        worker = Actor(f"{called}网格员{index + 1}", role="GRID", jurisdiction=place.code)
        yield PlannedReport(at=round(at, 3), report=report, actor=worker)
        at = seen_at + storm.apart_s.draw(rng)


def _inhabited(storm: Storm, area: Area) -> list[Place]:
    """Return the lowest places with people and a position, in order of code."""
    lowest = AdminLevel.VILLAGE
    if not any(place.admin_level is lowest for place in area.places.values()):
        lowest = AdminLevel.TOWN
    found = [
        area.places[code]
        for code in sorted(area.places)
        if area.places[code].admin_level is lowest
        and area.places[code].population > 0
        and area.places[code].position is not None
    ]
    if storm.counties:
        found = [p for p in found if any(is_within(area.places, p.code, c) for c in storm.counties)]
    if not found:
        raise ValueError("storm: nobody lives in the places it is limited to")
    return found
