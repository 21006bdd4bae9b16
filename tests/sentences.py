"""Speak of the domain in tests: a small city, its people, and given–when–then over its engine."""

from collections.abc import Callable, Mapping
from itertools import count
from typing import Any

from immutables import Map

from dispatch.domain import commands as c
from dispatch.domain.actors import Actor, system
from dispatch.domain.area import Area
from dispatch.domain.changing import teams_changed
from dispatch.domain.depots import Depot, Stock
from dispatch.domain.envelope import Recorded
from dispatch.domain.events import Event
from dispatch.domain.invariants import violations
from dispatch.domain.places import AdminLevel, Place
from dispatch.domain.profile import Profile
from dispatch.domain.refusals import Rejected
from dispatch.domain.teams import Team
from dispatch.engine.clock import SimulatedClock
from dispatch.engine.engine import Committed, Engine
from dispatch.profile.loader import load_profile
from dispatch.store.log import EventLog
from dispatch.store.memory_log import MemoryLog
from routing.geo import Position

NOON = 1_700_020_800.0  # some noon in Xi'an, in epoch seconds

PLACES = (
    Place("61", "陕西省", AdminLevel.PROVINCE),
    Place("6101", "西安市", AdminLevel.CITY, "61"),
    Place("610111", "灞桥区", AdminLevel.COUNTY, "6101"),
    Place("610116", "长安区", AdminLevel.COUNTY, "6101"),
    Place("610111001", "纺织城街道", AdminLevel.TOWN, "610111", Position(lon=109.06, lat=34.27)),
    Place("610116001", "子午街道", AdminLevel.TOWN, "610116", Position(lon=108.88, lat=34.04)),
    Place(
        "610111001601",
        "水岸社区",
        AdminLevel.VILLAGE,
        "610111001",
        Position(lon=109.061, lat=34.271),
    ),
)

PEOPLE = {
    "admin": Actor("admin", "ADMIN", "61"),
    "grid worker": Actor("grid-7", "GRID", "610111001601"),
    "neighbour": Actor("grid-8", "GRID", "610111001601"),
    "duty officer": Actor("duty", "DUTY", "610111001"),
    "duty officer of Ziwu": Actor("duty-far", "DUTY", "610116001"),
    "duty leader": Actor("lead", "DUTYLEAD", "610111001"),
    "town office": Actor("office", "OFFICE", "610111001"),
    "town leading group": Actor("lg", "LG", "610111001"),
    "county": Actor("county", "CTY", "610111"),
    "city": Actor("city", "CITY", "6101"),
    "county duty officer": Actor("county-duty", "DUTY", "610111"),
    "province duty officer": Actor("province-duty", "DUTY", "61"),
    "province duty leader": Actor("province-lead", "DUTYLEAD", "61"),
    "works": Actor("works", "UNIT", "610111001601"),
    "city duty officer": Actor("city-duty", "DUTY", "6101"),
    "commander": Actor("osc", "OSC", "610111001"),
    "county duty leader": Actor("county-lead", "DUTYLEAD", "610111"),
    "county commander": Actor("county-osc", "OSC", "610111"),
    "city duty leader": Actor("city-lead", "DUTYLEAD", "6101"),
    "city commander": Actor("city-osc", "OSC", "6101"),
    "fire commander": Actor("frs", "FRS", "610111"),
    "keeper": Actor("keeper", "KEEPER", "610111001"),
    "system": system("61"),
}


def a_team(team_id: str, *capabilities: str, town: str = "610111001", lon: float = 109.06) -> Team:
    """A team of ten at a station of that town."""
    return Team(
        team_id=team_id,
        name=f"{team_id} 队",
        place_code=town,
        station=Position(lon=lon, lat=34.27 if town == "610111001" else 34.04),
        capabilities=capabilities,
        people=10,
    )


TEAMS = (
    a_team("fire-1", "FIRE", "RESCUE"),
    a_team("fire-2", "FIRE", lon=109.07),
    a_team("medical-1", "MEDICAL"),
    a_team("police-1", "POLICE", "TRAFFIC"),
    a_team("fire-far", "FIRE", town="610116001", lon=108.88),
)

DEPOTS = (
    Depot(
        depot_id="depot-1",
        name="纺织城储备点",
        place_code="610111001",
        position=Position(lon=109.062, lat=34.272),
        stock=Map({"hose": Stock(10), "sandbag": Stock(500)}),
    ),
)


class City:
    """A small founded city on an engine of its own, whose clock stands still until it is moved."""

    def __init__(
        self, log: EventLog | None = None, profile: Profile | None = None, area_id: str = "test"
    ) -> None:
        self.clock = SimulatedClock(NOON)
        self.log = log or MemoryLog()
        self.profile = profile or load_profile("xian")
        ids = count(1)
        self.engine = Engine(
            area_id, self.log, self.profile, self.clock, new_id=lambda: f"c{next(ids)}"
        )
        self.reports = count(1)
        if self.engine.area.position == 0:
            self.found()

    def found(self) -> None:
        """Found the city with its places, teams and depots."""
        self.by("admin", c.FoundArea("测试市", "61", self.profile.profile_id))
        self.by("admin", c.RegisterPlaces(PLACES))
        self.by("admin", c.EnrolTeams(TEAMS))
        self.by("admin", c.RegisterDepots(DEPOTS))

    @property
    def area(self) -> Area:
        """The state as it is."""
        return self.engine.area

    def by(self, who: str | Actor, command: c.Command, **more: Any) -> Committed:
        """Have somebody give a command."""
        actor, before = PEOPLE[who] if isinstance(who, str) else who, self.area.teams
        committed = self.engine.handle(command, actor, **more)
        self._nobody_else_changed(before, committed)
        return committed

    def _nobody_else_changed(self, before: Mapping[str, Team], committed: Committed) -> None:
        """Whatever was done, no team is another than before but those that the events name."""
        now = self.area.teams
        named = {one for each in committed.events for one in teams_changed(each.event, self.area)}
        assert (
            committed.repeated or {one for one in now if now[one] is not before.get(one)} <= named
        )

    def refused(self, who: str | Actor, command: c.Command) -> Rejected:
        """Have somebody give a command that must be refused; nothing may have changed by it."""
        before = self.area
        try:
            self.by(who, command)
        except Rejected as refusal:
            assert self.area is before
            return refusal
        raise AssertionError(f"{command} was carried out")

    def a_fire(self, who: str = "grid worker", **more: Any) -> str:
        """Report a fire by the river community; return the incident it belongs to."""
        given: dict[str, Any] = {
            "kind": "fire",
            "source": "grid",
            "position": Position(lon=109.0612, lat=34.2712),
        } | more
        report_id = given.pop("report_id", f"report-{next(self.reports)}")
        self.by(who, c.SendReport(report_id=report_id, **given))
        return self.area.reports[report_id].incident_id

    def step(self, who: str | Actor, incident_id: str, action: str, **said: Any) -> Committed:
        """Have somebody take a step of an incident."""
        return self.by(who, _step("incident_handling", incident_id, action, said))

    def cannot(self, who: str | Actor, incident_id: str, action: str, **said: Any) -> Rejected:
        """Have somebody try a step of an incident that must be refused."""
        return self.refused(who, _step("incident_handling", incident_id, action, said))

    def post_step(self, who: str | Actor, post_id: str, action: str, **said: Any) -> Committed:
        """Have somebody take a step of a command post."""
        return self.by(who, _step("command_post", post_id, action, said))

    def post_cannot(self, who: str | Actor, post_id: str, action: str, **said: Any) -> Rejected:
        """Have somebody try a step of a command post that must be refused."""
        return self.refused(who, _step("command_post", post_id, action, said))

    def report_step(self, who: str | Actor, chain_id: str, action: str, **said: Any) -> Committed:
        """Have somebody take a step of an information report."""
        return self.by(who, _step("information_report", chain_id, action, said))

    def report_cannot(self, who: str | Actor, chain_id: str, action: str, **said: Any) -> Rejected:
        """Have somebody try a step of an information report that must be refused."""
        return self.refused(who, _step("information_report", chain_id, action, said))

    def order(self, team_id: str, incident_id: str, capability: str, who: str = "city") -> str:
        """Order a team to an incident by hand; return the instruction's id."""
        who = "city duty officer" if who == "city" else who
        self.by(who, c.GiveInstruction(incident_id, team_id, capability))
        return self.area.incidents[incident_id].instruction_ids[-1]

    def team_does(self, instruction_id: str, *actions: str, **said: Any) -> None:
        """Have the team of an instruction take steps of it."""
        team = self.area.teams[self.area.instructions[instruction_id].team_id]
        for action in actions:
            self.by(leader_of(team), _step("instruction", instruction_id, action, said))

    def wait(self, seconds: float) -> None:
        """Let time go by, with every deadline that passes in it."""
        until = self.clock.now() + seconds
        while True:
            due = (
                min((d.due_at, key) for key, d in self.area.deadlines.items())
                if (self.area.deadlines)
                else (until + 1, "")
            )
            if due[0] > until:
                break
            self.clock.move_to(max(due[0], self.clock.now()))
            self.by("system", c.LetDeadlinePass(due[1]))
        self.clock.move_to(until)

    def events(self, of: type[Event] | None = None) -> list[Event]:
        """Return the events of the log, all or of one type."""
        from dispatch.store.codec import recorded_of

        recorded: Callable[[Any], Recorded] = recorded_of
        found = [recorded(entry).event for entry in self.log.read(self.engine.area_id)]
        return [one for one in found if of is None or isinstance(one, of)]

    def is_sound(self) -> bool:
        """Whether every invariant holds; says which does not."""
        broken = violations(self.area)
        assert broken == ()
        return True


def leader_of(team: Team) -> Actor:
    """The leader of a team."""
    return Actor(f"{team.team_id}-leader", "TEAM", team.place_code, team.team_id)


def _step(lifecycle: str, subject_id: str, action: str, said: dict[str, Any]) -> c.TakeStep:
    return c.TakeStep(lifecycle, subject_id, action, c.Particulars(**said))
