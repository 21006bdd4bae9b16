"""Let happen what a scenario's script says: weather, closures, stock, staff, sensors, injects."""

from collections.abc import Callable
from functools import partial

import numpy as np

from dispatch.domain import commands as c
from dispatch.domain.actors import Actor
from dispatch.domain.grade_messages import RecordFacts
from dispatch.domain.places import is_within
from dispatch.domain.refusals import Rejected
from dispatch.domain.road_commands import BeginRoadCondition, CloseRoad, ReopenRoad, SlowRoad
from dispatch.domain.roads import Everywhere, Within
from dispatch.domain.sensor_messages import RegisterSensors, TakeReadings
from dispatch.domain.sensors import Reading, Sensor
from dispatch.domain.supply_commands import TakeStock
from routing.geo import Position, destination
from simulators.playing import played
from simulators.script import Closure, Inject, Script, SensorCurve, Staffing, StockChange, Weather
from simulators.stage import Stage

CORNERS = 12  # of the polygon that stands for a circle


class Course:
    """Puts a script on the agenda; `heard` is told of each inject when it comes.

    `came_at` has the moment of each inject that has come, by its number from 0.

    `begin_at` is the drill's start in epoch seconds UTC.
    """

    def __init__(
        self,
        stage: Stage,
        begin_at: float,
        heard: Callable[[int, Inject, str | None], None],
        reported: Callable[[str], None],
    ) -> None:
        self._stage, self._begin_at = stage, begin_at
        self._heard, self._reported = heard, reported
        root = stage.area.root
        self._director = Actor("director", "DIRECTOR", root)
        self._duty = played(stage, "DUTY", root)
        self._office = played(stage, "OFFICE", root)
        self.came_at: dict[int, float] = {}

    def plan(self, script: Script, name: str, hours: float) -> None:
        """Plan everything; `name` begins the numbers of the reports of injects."""
        for weather in script.weather:
            self._at(weather.at_min, partial(self._change_weather, weather))
        for closure in script.closures:
            self._at(closure.at_min, partial(self._close, closure))
        for stock in script.stock:
            self._at(stock.at_min, partial(self._count, stock))
        for number, staffing in enumerate(script.staffing):
            self._at(staffing.at_min, partial(self._take_off_duty, number, staffing))
        for sensor in script.sensors:
            self._enter(sensor, hours)
        for number, inject in enumerate(script.injects):
            self._at(inject.at_min, partial(self.let_come, number, inject, name))

    def _at(self, minutes: float, action: Callable[[], object]) -> None:
        self._stage.agenda.at(self._begin_at + minutes * 60, action)

    # --- roads

    def _change_weather(self, weather: Weather) -> None:
        begin = BeginRoadCondition(
            selection=Everywhere(), source="drill", reason="weather", condition=weather.condition
        )
        self._order_roads(begin, weather.until_min)

    def _close(self, closure: Closure) -> None:
        ring = circle(Position(lon=closure.lon, lat=closure.lat), closure.radius_m)
        where, reason = Within((ring,)), closure.reason or "closed in the drill"
        if closure.factor is None:
            order: CloseRoad | SlowRoad = CloseRoad(
                where, "drill", reason, only_for=closure.only_for
            )
        else:
            order = SlowRoad(
                where, "drill", reason, only_for=closure.only_for, factor=closure.factor
            )
        self._order_roads(order, closure.until_min)

    def _order_roads(
        self, order: BeginRoadCondition | CloseRoad | SlowRoad, until_min: float | None
    ) -> None:
        before = set(self._stage.area.road_measures)
        if not self._stage.order(order, self._director) or until_min is None:
            return
        fresh = tuple(sorted(set(self._stage.area.road_measures) - before))
        reopen = ReopenRoad(fresh, "over in the drill")
        self._at(until_min, partial(self._stage.order, reopen, self._director))

    # --- stock and staff

    def _count(self, change: StockChange) -> None:
        counted = TakeStock(change.depot, change.supply, change.counted, change.reason or "drill")
        self._stage.order(counted, self._office)

    def _take_off_duty(self, number: int, staffing: Staffing) -> None:
        rng = self._stage.chance.of("staffing", str(number))
        area, went = self._stage.area, []
        for team_id in sorted(area.teams):
            team = area.teams[team_id]
            if team.detached_from is not None or team.state != "STANDBY":
                continue
            if staffing.capability not in (None, *team.capabilities):
                continue
            if staffing.places and not any(
                is_within(area.places, team.place_code, one) for one in staffing.places
            ):
                continue
            if rng.random() < staffing.share and self._turn(team_id, "go_off_duty"):
                went.append(team_id)
        if staffing.until_min is not None:
            self._at(staffing.until_min, lambda: [self._turn(one, "come_on_duty") for one in went])

    def _turn(self, team_id: str, action: str) -> bool:
        return self._stage.order(c.TakeStep("team_availability", team_id, action), self._office)

    # --- sensors

    def _enter(self, curve: SensorCurve, hours: float) -> None:
        sensor = Sensor(
            curve.sensor_id,
            curve.name,
            curve.place,
            Position(lon=curve.lon, lat=curve.lat),
            curve.quantity,
            curve.unit,
        )
        admin = Actor("admin", "ADMIN", self._stage.area.root)
        try:
            self._stage.door(RegisterSensors((sensor,)), admin)
        except Rejected as refusal:
            raise ValueError(f"script.sensors: {curve.sensor_id}: {refusal.reason}") from None
        looks_back_s = self._stage.profile.sensors.looks_back_s(sensor)
        before: list[Reading] = []
        minute, values = np.array(curve.curve, float).T

        def measure() -> None:
            now = self._stage.now()
            passed_min = (now - self._begin_at) / 60
            reading = Reading(now, round(float(np.interp(passed_min, minute, values)), 3))
            device = Actor(curve.sensor_id, "SENSOR", curve.place)
            told = TakeReadings(curve.sensor_id, (reading,), tuple(before))
            self._stage.order(told, device)
            before.append(reading)
            while before and before[0].at < now - looks_back_s:
                before.pop(0)
            if passed_min * 60 + curve.every_s <= min(hours * 3600, float(minute[-1]) * 60 + 1):
                self._stage.agenda.at(now + curve.every_s, measure)

        self._stage.agenda.at(self._begin_at + float(minute[0]) * 60, measure)

    # --- the script of the exercise

    def let_come(self, number: int, inject: Inject, name: str) -> None:
        """Let an inject come now, once: one that was brought forward does not come again."""
        if number in self.came_at:
            return
        self.came_at[number] = self._stage.now()
        incident_id = None
        report = report_of(inject, number, name)
        if report is not None:
            self._reported(report.report_id)
            if self._stage.order(report, self._duty):
                incident_id = self._stage.area.reports[report.report_id].incident_id
        if incident_id is not None:
            for facts in (*((inject.facts,) if inject.facts else ()), *inject.then):
                tell = partial(self._tell, incident_id, facts.known)
                self._stage.agenda.at(self._stage.now() + facts.after_min * 60, tell)
        self._heard(number, inject, incident_id)

    def _tell(self, incident_id: str, facts: dict[str, float]) -> bool:
        return self._stage.order(RecordFacts(incident_id, facts, "told in the drill"), self._duty)


def report_of(inject: Inject, number: int, name: str) -> c.SendReport | None:
    """Return the report somebody sends because of an inject, by its number from 0; or None."""
    said = inject.report
    if said is None:
        return None
    return c.SendReport(
        report_id=f"{name}-inject-{number + 1}",
        kind=said.kind,
        source=said.source,
        position=Position(lon=said.lon, lat=said.lat),
        place_code=said.place,
        text=said.text or inject.name.zh,
        priority=said.priority,
    )


def circle(centre: Position, radius_m: float) -> tuple[Position, ...]:
    """Return the ring that stands for a circle, closed."""
    ring = [destination(centre, 360 * one / CORNERS, radius_m) for one in range(CORNERS)]
    return (*ring, ring[0])
