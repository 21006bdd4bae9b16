"""Read a drill's scenario: where, when, who calls, how crews and officers behave, what policy."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from math import inf
from pathlib import Path
from typing import Literal, get_args

import msgspec

from dispatch.domain import events as e
from dispatch.domain.costs import CostTable
from dispatch.domain.profile import AutomaticDispatch, Profile
from simulators.alerts import EvacueeHabits, WardenHabits
from simulators.chance import Spread
from simulators.composing import INCLUDE, compose
from simulators.script import Faults, Inject, Name, Script
from simulators.venue import Place, Strict

MAX_DURATION_H = 24.0 * 400  # a year and a bit: beyond it a drill is a mistaken figure


class Copies(Strict, frozen=True):
    """Every recorded call comes `times` times: once as it was, the others near it.

    Each of the others is moved by up to `apart_s` seconds to either side, within the drill's hours,
    and by up to `apart_m` metres in any direction.
    """

    times: int
    apart_s: float = 1800.0
    apart_m: float = 1000.0

    def __post_init__(self) -> None:
        if not 1 <= self.times <= 1000 or self.apart_s < 0 or self.apart_m < 0:
            raise ValueError("copies: 1 to 1000 times, apart_s and apart_m 0 or more")


class RecordedSource(Strict, frozen=True):
    """Recorded calls: a CSV file below the data folder, and the mapping beside the scenario.

    At a `pace` of 8 they come eight times as fast as in the record, while the work takes as long.
    With `copies` there are more of them.
    """

    file: str
    mapping: str
    pace: float = 1.0
    copies: Copies | None = None

    def __post_init__(self) -> None:
        if not 0 < self.pace < inf:
            raise ValueError("pace: above 0")


class Storm(Strict, frozen=True):
    """Made-up reports of one event that swells and ebbs.

    `per_hour` is how many incidents of each kind begin in an hour; `swell` multiplies it, by hours
    since the start as [hour, factor] with straight lines between. `witnesses` is how many people
    report an incident on average, 1 at least, each `apart_s` later than the one before and wrong
    by `position_error_m`, one in so many (`gross_error_share`) by `gross_error_m`: the wrong
    village. What is seen is told `delay_s` later. `by_hour` are 24 factors by the hour of the day
    where the drill is; `counties` limits it to these places; empty means everywhere.
    """

    per_hour: dict[str, float]
    swell: tuple[tuple[float, float], ...] = ((0.0, 1.0),)
    witnesses: float = 1.0
    apart_s: Spread = Spread(median_s=120.0, sigma=0.8)
    position_error_m: float = 40.0
    gross_error_share: float = 0.0
    gross_error_m: float = 2000.0
    delay_s: Spread | None = None
    by_hour: tuple[float, ...] = ()
    counties: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if len(self.by_hour) not in (0, 24) or min(self.by_hour, default=0) < 0:
            raise ValueError("by_hour: 24 factors, none below 0")
        if not 0 <= self.gross_error_share <= 1:
            raise ValueError("gross_error_share lies between 0 and 1")
        hours = [hour for hour, _ in self.swell]
        if not self.swell or hours != sorted(hours) or any(f < 0 for _, f in self.swell):
            raise ValueError("swell: hours rise, and no factor is below 0")
        if self.witnesses < 1 or any(rate < 0 for rate in self.per_hour.values()):
            raise ValueError("witnesses is 1 or more, and no rate of per_hour is below 0")


class Calls(Strict, frozen=True):
    """Who calls: a record, a storm, several `streams` of the storm's kind, or none but injects."""

    recorded: RecordedSource | None = None
    storm: Storm | None = None
    streams: tuple[Storm, ...] = ()


class CrewHabits(Strict, frozen=True):
    """How crews behave. Durations in seconds; shares between 0 and 1 of the orders they get.

    A crew signs, turns out, drives, looks around, works and drives home. Work takes `work` or, for
    a kind named there, `work_by_kind`. A silent crew answers nothing and is heard of again after
    `silence`. A crew at work tells how it goes every `progress_every_s`, and answers a
    roll call or a withdrawal after `answer`.

    Each hour of work behind it lengthens what a crew does next by `tired_per_h`. With `shift_h` a
    crew that comes home after so many hours on duty goes off duty, and is back after `rest_h`.
    `injury_share` of the orders at work bring a mayday; the team is out of service afterwards.
    """

    sign: Spread = Spread(median_s=20.0, sigma=0.4)
    turnout: Spread = Spread(median_s=60.0, sigma=0.4)
    look_around: Spread = Spread(median_s=30.0, sigma=0.3)
    work: Spread = Spread(median_s=1800.0, sigma=0.5)
    work_by_kind: dict[str, Spread] = msgspec.field(default_factory=dict)
    silence: Spread = Spread(median_s=1800.0, sigma=0.3)
    answer: Spread = Spread(median_s=15.0, sigma=0.4)
    progress_every_s: float = 1500.0
    decline_share: float = 0.0
    silent_share: float = 0.0
    tired_per_h: float = 0.0
    shift_h: float | None = None
    rest_h: float = 12.0
    injury_share: float = 0.0

    def __post_init__(self) -> None:
        if not 0 <= self.injury_share <= 1 or self.tired_per_h < 0:
            raise ValueError("injury_share lies between 0 and 1, tired_per_h is 0 or more")
        if (self.shift_h is not None and self.shift_h <= 0) or self.rest_h <= 0:
            raise ValueError("shift_h and rest_h are above 0")
        if not (0 <= self.decline_share <= 1 and 0 <= self.silent_share <= 1):
            raise ValueError("decline_share and silent_share lie between 0 and 1")
        if self.decline_share + self.silent_share > 1:
            raise ValueError("decline_share and silent_share are more than 1 together")
        if self.progress_every_s <= 0:
            raise ValueError("progress_every_s is above 0")


class OfficerHabits(Strict, frozen=True):
    """How duty officers behave. Durations in seconds.

    They verify, confirm once somebody is on scene, tell upwards, close when the work is done, and
    archive. A command post takes its next step after `consult`; a mayday is over after `mayday`.
    Those an activated plan tells say that they know after `acknowledge`; each of its steps is done,
    and ticked, after `tick`.
    With `accept` they carry out recommendations that wait for a person. What still cannot be met
    `patience_s` after it was reported is given up.
    """

    verify: Spread = Spread(median_s=60.0, sigma=0.4)
    confirm: Spread = Spread(median_s=60.0, sigma=0.4)
    consult: Spread = Spread(median_s=120.0, sigma=0.4)
    accept: Spread | None = Spread(median_s=45.0, sigma=0.4)
    mayday: Spread = Spread(median_s=600.0, sigma=0.4)
    acknowledge: Spread = Spread(median_s=180.0, sigma=0.5, most_s=800.0)
    tick: Spread = Spread(median_s=600.0, sigma=0.5, most_s=1700.0)
    close: Spread = Spread(median_s=300.0, sigma=0.3)
    aftercare: Spread = Spread(median_s=900.0, sigma=0.3)
    loading: Spread = Spread(median_s=600.0, sigma=0.3)
    patience_s: float = 14_400.0


class Policy(Strict, frozen=True):
    """What the drill changes in the profile's dispatch policy; None leaves it as it is."""

    search: Literal["nearest", "optimal", "joint"] | None = None
    max_travel_s: float | None = None
    max_off_road_m: float | None = None
    unmet_s: float | None = None
    runners_up: int | None = None
    depots_per_incident: int | None = None
    automatic: tuple[AutomaticDispatch, ...] | None = None
    costs: CostTable | None = None


Form = Literal["functional", "table_top", "no_notice"]
Part = Literal["crews", "officers", "keepers", "reporters", "wardens", "evacuators"]
EVERYBODY: tuple[Part, ...] = get_args(Part)


class Scenario(Strict, frozen=True):
    """A whole drill: with its seed, all that there is to know to run it again.

    `form` says how it is held: in the field, at the table (桌面推演), or without notice. A drill
    without notice begins at a moment drawn within `notice_h`. `simulated` are the parts the
    simulator plays; people play the others, or nobody does. Advice is given `advice_every_s` at
    most; 0 is after every event.
    """

    name: Name
    area_id: str
    start: datetime
    duration_h: float
    place: Place
    calls: Calls = Calls()
    seed: int = 1
    form: Form = "functional"
    notice_h: float = 0.0
    simulated: tuple[Part, ...] = EVERYBODY
    summary: Name | None = None
    expects: Name | None = None
    profile: str = "xian"
    policy: Policy = Policy()
    crews: CrewHabits = CrewHabits()
    officers: OfficerHabits = OfficerHabits()
    script: Script = Script()
    faults: Faults = Faults()
    advice_every_s: float = 0.0
    wardens: WardenHabits = WardenHabits()
    evacuees: EvacueeHabits = EvacueeHabits()
    drain_h: float = 24.0

    def __post_init__(self) -> None:
        if self.place.county is not None and self.calls.recorded is None:
            raise ValueError("calls.recorded: a county is made from its recorded calls")
        if self.start.tzinfo is None:
            raise ValueError("start: say the offset from UTC, as in 2020-04-07T00:00:00-07:00")
        if not 0 < self.duration_h <= MAX_DURATION_H or self.drain_h < 0:
            raise ValueError(f"duration_h lies above 0 and at most {MAX_DURATION_H:g}")
        if self.seed < 0:
            raise ValueError("seed: 0 or more")
        if (self.form == "no_notice") != (self.notice_h > 0) or self.advice_every_s < 0:
            raise ValueError("notice_h: above 0 for a drill without notice, and for no other")
        calls, script = self.calls, self.script
        if self.place.log is not None and calls != Calls():
            raise ValueError("calls: those of the log come again, and no others")
        some = calls.recorded, calls.storm, *calls.streams, *script.injects, *script.sensors
        if all(one is None for one in some) and self.place.log is None:
            raise ValueError("calls: give recorded, storm or streams, or a script of injects")

    @property
    def start_at(self) -> float:
        """The first moment, in epoch seconds UTC."""
        return self.start.timestamp()


def load_scenario(path: Path, changes: Sequence[str] = ()) -> Scenario:
    """Read a scenario, with `field.field=value` changes laid over it.

    Raises `ValueError` naming the file, or the change, and the field.
    """
    return compose(path, Scenario, changes)


def most_reports(scenario: Scenario) -> float:
    """Return how many reports come of a scenario's storms on average, were they at their peak."""
    calls = scenario.calls
    storms = (*((calls.storm,) if calls.storm else ()), *calls.streams)
    an_hour = sum(
        sum(one.per_hour.values())
        * max(factor for _, factor in one.swell)
        * max(one.by_hour, default=1.0)
        * one.witnesses
        for one in storms
    )
    return float(scenario.duration_h * an_hour)


def wrong_inject(inject: Inject, profile: Profile) -> Iterator[tuple[str, str]]:
    """Yield each field of an inject with a word the profile does not know, as `wrong_words`."""
    prefix = "script.injects[0]."
    for field, words, known in _words_of(Script(injects=(inject,)), profile):
        for word in words:
            if word not in known:
                yield field.removeprefix(prefix), f"the profile has no {word!r}"


def schema_text() -> str:
    """Return the JSON Schema of a scenario file, as it is with its includes laid together."""
    made = msgspec.json.schema(Scenario)
    files = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}
    made["$defs"]["Scenario"]["properties"][INCLUDE] = files
    said = {"$schema": "https://json-schema.org/draft/2020-12/schema", **made}
    return msgspec.json.format(msgspec.json.encode(said), indent=1).decode()


def check_words(scenario: Scenario, profile: Profile) -> None:
    """Raise `ValueError` naming the first field with a word that the profile does not know."""
    for field, reason in wrong_words(scenario, profile):
        raise ValueError(f"{field}: {reason}")


def wrong_words(scenario: Scenario, profile: Profile) -> Iterator[tuple[str, str]]:
    """Yield each field with a word that the profile does not know, and what is wrong with it."""
    storm, place = scenario.calls.storm, scenario.place.stations
    told: list[Words] = [
        ("calls.storm.per_hour", storm.per_hour if storm else {}, profile.kinds),
        *(
            (f"calls.streams[{number}].per_hour", one.per_hour, profile.kinds)
            for number, one in enumerate(scenario.calls.streams)
        ),
        ("crews.work_by_kind", scenario.crews.work_by_kind, profile.kinds),
        *_words_of(scenario.script, profile),
    ]
    for field, words, known in told:
        for word in words:
            if word not in known:
                yield field, f"the profile has no {word!r}"
    if place is not None and place.capability not in profile.capabilities:
        yield "place.stations.capability", f"the profile has no capability {place.capability!r}"
    for share in scenario.place.county.fleet if scenario.place.county else ():
        for field, given, known in (
            ("capabilities", share.capabilities, profile.capabilities),
            ("kinds", share.kinds, profile.kinds),
        ):
            for word in given:
                if word not in known:
                    yield f"place.county.fleet.{field}", f"the profile has no {word!r}"


Words = tuple[str, Iterable[str], Collection[str]]
"""A field, what it says, and what it may say."""


def _words_of(script: Script, profile: Profile) -> Iterator[Words]:
    """Yield where a script uses words of the profile, which, and what the profile knows."""
    tables = profile.lifecycles.items()
    deeds = {f"{name}.{row.action}" for name, table in tables for row in table.rows} | EVENTS
    for number, weather in enumerate(script.weather):
        yield (
            f"script.weather[{number}].condition",
            (weather.condition,),
            profile.roads.conditions,
        )
    for number, stock in enumerate(script.stock):
        yield f"script.stock[{number}].supply", (stock.supply,), profile.supplies
    for number, staffing in enumerate(script.staffing):
        if staffing.capability is not None:
            field = f"script.staffing[{number}].capability"
            yield field, (staffing.capability,), profile.capabilities
    for number, sensor in enumerate(script.sensors):
        field = f"script.sensors[{number}].quantity"
        yield field, (sensor.quantity,), profile.sensors.quantities
    yield "script.alerts.hazard", [one.hazard for one in script.alerts], profile.kinds
    yield "script.alerts.kind", [one.kind for one in script.alerts], profile.warnings.kinds
    for number, inject in enumerate(script.injects):
        if inject.report is not None:
            field, said = f"script.injects[{number}].report", inject.report
            yield f"{field}.kind", (said.kind,), profile.kinds
            yield f"{field}.source", (said.source,), profile.sources
        if inject.facts is not None:
            yield f"script.injects[{number}].facts.known", inject.facts.known, profile.facts
        for one in inject.then:
            yield f"script.injects[{number}].then.known", one.known, profile.facts
        for at, expected in enumerate(inject.expect):
            yield f"script.injects[{number}].expect[{at}].action", (expected.action,), deeds


EVENTS = frozenset(one.__name__ for one in get_args(e.Event))


def drilled(profile: Profile, policy: Policy) -> Profile:
    """Return the profile with the drill's dispatch policy laid over it."""
    given = {
        field: value
        for field in Policy.__struct_fields__
        if (value := getattr(policy, field)) is not None
    }
    dispatch = msgspec.structs.replace(profile.dispatch, **given)
    return msgspec.structs.replace(profile, dispatch=dispatch)
