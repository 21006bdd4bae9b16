"""Watch what is demanded and who is free, and put forward who should go.

The advisor reckons on a consistent copy of the area, outside the engine; what it proposes comes
in through the door like anything else and is decided against the area as it is by then.
"""

import asyncio
import logging
import threading
from collections.abc import Iterable, Mapping
from functools import partial
from itertools import chain

from dispatch.assignment.candidates import Candidate, everybody
from dispatch.assignment.coverage import Coverage
from dispatch.assignment.muster import note_changes
from dispatch.assignment.newcomers import MOST_ASKED, Bars
from dispatch.assignment.optimal import optimal
from dispatch.assignment.policies import AT_ONCE, FLOWS, terms_of
from dispatch.assignment.posing import Question
from dispatch.assignment.problem import Solution
from dispatch.assignment.recommend import recommend
from dispatch.assignment.roads import RoadDesk
from dispatch.assignment.sightings import Sightings
from dispatch.assignment.supply.why_not import WhyNotDepot, why_not_depot
from dispatch.assignment.why_not import WhyNot, why_not
from dispatch.domain.actors import system
from dispatch.domain.area import Area
from dispatch.domain.changing import teams_changed
from dispatch.domain.commands import MakeRecommendation
from dispatch.domain.envelope import Recorded
from dispatch.domain.incidents import Incident
from dispatch.domain.recommendations import Recommendation
from dispatch.domain.refusals import Rejected, unknown
from dispatch.engine.cover import CoverWatch
from dispatch.engine.engine import Engine, Submission
from dispatch.engine.positions import Positions
from dispatch.engine.stirring import Stirred, Wants
from dispatch.engine.writer import Writer

MAX_JOINT = (
    1_000  # incidents decided together, most urgent first; the others wait for the next turn
)
REST_S = 0.05  # real seconds between two turns, so that a burst of events makes one decision

_log = logging.getLogger(__name__)


class Advisor:
    """One area's adviser; `search` names the policy, the profile's own by default.

    Without `cover` nobody asks what is left uncovered.
    """

    def __init__(
        self,
        engine: Engine,
        roads: RoadDesk,
        positions: Positions,
        search: str | None = None,
        cover: CoverWatch | None = None,
    ) -> None:
        self._engine, self._roads, self._positions = engine, roads, positions
        self._cover = cover
        self._given = search
        self._lock = threading.Lock()
        self._want_teams: dict[str, Wants] = {}
        self._want_stock: dict[str, Wants] = {}
        self._ahead: set[str] = set()  # decided by `better` when they asked something else already
        self._bars: Bars | None = None
        with self._lock:  # until it knows what is open, nobody tells it of more
            self.unsubscribe = engine.subscribe(self._observe)
            self._stirred = Stirred(engine.profile, engine.area)
            self._mustered = self._teams = engine.area.teams
            self._changed: set[str] = set()  # of these since those were mustered

    @property
    def _search(self) -> str:
        return self._given or self._engine.profile.dispatch.search

    def step(self) -> int:
        """Put forward, through the engine itself, whatever is due now; return how many.

        For drills that own their engine; cheap when nothing has changed. A policy that takes its
        time is asked only for what it would show at once.
        """
        made = self.due(AT_ONCE.get(self._search, self._search))
        if made:
            by_system = system(self._engine.area.root)
            outcomes = self._engine.handle_batch(
                [Submission(MakeRecommendation(recommendation=one), by_system) for one in made]
            )
            _tell(outcomes)
        return len(made)

    async def run(self, writer: Writer) -> None:
        """Put forward what is due through a writer, as the area changes, until cancelled."""
        loop, news = asyncio.get_running_loop(), asyncio.Event()

        def wake(_events: tuple[Recorded, ...], _area: Area) -> None:
            loop.call_soon_threadsafe(news.set)

        unsubscribe = self._engine.subscribe(wake)
        news.set()
        try:
            while True:
                await news.wait()
                news.clear()
                at_once = AT_ONCE.get(self._search, self._search)
                made = await asyncio.to_thread(self.due, at_once)
                await self._put_forward(made, writer)
                if made and at_once != self._search:
                    await self._put_forward(await asyncio.to_thread(self.better), writer)
                await asyncio.sleep(REST_S)
        finally:
            unsubscribe()

    async def _put_forward(self, made: list[Recommendation], writer: Writer) -> None:
        by_system = system(self._engine.area.root)
        commands = (MakeRecommendation(recommendation=one) for one in made)
        outcomes = await asyncio.gather(
            *(writer.handle(one, by_system) for one in commands), return_exceptions=True
        )
        _tell(outcomes)

    def candidates(self, incident_id: str, capability: str) -> list[Candidate]:
        """Return every team, with its road time to an incident or why it cannot go, as of now.

        Raises `Rejected` for an incident or capability that is not there.
        """
        area, profile = self._engine.area, self._engine.profile
        incident = area.incident(incident_id)
        if capability not in profile.capabilities:
            raise unknown("capability", capability)
        return everybody(
            area, profile, self._roads.under(area), self._sightings(area), incident, capability
        )

    def why_not(self, incident_id: str, team_id: str, capability: str) -> WhyNot:
        """Return why a team is not sent to an incident, as of now, by a decision made for it.

        Raises `Rejected` for an incident, team or capability that is not there.
        """
        area, profile = self._engine.area, self._engine.profile
        area.incident(incident_id)
        area.team(team_id)
        if capability not in profile.capabilities:
            raise unknown("capability", capability)
        together = self._decided_with(area, incident_id, self._want_teams)
        seen = self._sightings(area)
        return why_not(
            area,
            profile,
            self._roads.under(area),
            seen,
            together,
            incident_id,
            team_id,
            capability,
            FLOWS.get(self._search, optimal),
            self._covered(area, seen),
        )

    def why_not_depot(self, incident_id: str, depot_id: str, supply: str) -> WhyNotDepot:
        """Return why a depot does not bring a supply, as of now, by a decision made for it.

        Raises `Rejected` for an incident, depot or supply that is not there.
        """
        area, profile = self._engine.area, self._engine.profile
        area.incident(incident_id)
        area.depot(depot_id)
        if supply not in profile.supplies:
            raise unknown("supply", supply)
        return why_not_depot(
            area,
            profile,
            self._roads.under(area),
            self._engine.clock.now(),
            self._decided_with(area, incident_id, self._want_stock),
            incident_id,
            depot_id,
            supply,
            AT_ONCE.get(self._search, self._search),
        )

    def _decided_with(self, area: Area, incident_id: str, wanting: Iterable[str]) -> list[Incident]:
        """Return an incident and the others that want what it wants, in order of priority."""
        with self._lock:
            others = [one for one in wanting if one != incident_id]
        together = [area.incidents[one] for one in (incident_id, *others)][:MAX_JOINT]
        return sorted(together, key=lambda one: (one.priority, one.opened_at, one.incident_id))

    def due(self, policy: str | None = None) -> list[Recommendation]:
        """Return the recommendations that differ from what lies before the operators now.

        They follow the adviser's own policy, or another that is named.
        """
        with self._lock:
            if not self._stirred.anything:
                return []
            area = self._engine.area  # never older than the events observed so far
            teams, stock = self._stirred_up(area)
        # Those who want teams compete for them, so they are decided together; likewise for stock.
        both = not self._want_teams.keys().isdisjoint(self._want_stock)
        teams, stock = teams or (stock and both), stock or (teams and both)
        wanting = (self._want_teams if teams else {}) | (self._want_stock if stock else {})
        return self._decided(area, wanting, policy or self._search, of_teams=teams)

    def _stirred_up(self, area: Area) -> tuple[bool, bool]:
        """Whether who goes, and who brings what, is to be decided again; called with the lock.

        Not where an incident asks what it asked before, nor where those who have become free could
        better nothing, nor where what was decided together is being carried out; with cover counted
        it is decided again whenever anybody comes or goes. Who asks again what was noted may have
        asked something else between, and `better` may have answered that.
        """
        stirred, teams, stock = self._stirred, False, False
        for incident_id in stirred.incidents:
            incident = area.incidents[incident_id]
            before = self._want_teams.get(incident_id) or self._want_stock.get(incident_id)
            wants = Wants.of(area, self._engine.profile, incident)
            stirred.wants(incident_id, wants)
            _keep(self._want_teams, incident_id, wants, is_short=bool(wants.crews))
            _keep(self._want_stock, incident_id, wants, is_short=wants.stock)
            ahead = incident_id in self._ahead
            if ahead or incident.recommendation_id is None or wants != before:
                teams, stock = teams or bool(wants.crews), stock or wants.stock
        self._ahead.clear()
        teams = teams or stirred.roads or self._may_help(stirred, area)
        stock = stock or stirred.roads or stirred.stock
        stock = stock or (stirred.promised and len(self._want_stock) > MAX_JOINT)
        stirred.settle()
        return teams, stock

    def _may_help(self, stirred: Stirred, area: Area) -> bool:
        """Whether who has become free, or is no longer, could make another decision the better."""
        if not self._want_teams or not (stirred.freed or stirred.abilities or stirred.departed):
            return False
        if self._cover is not None:  # whoever goes or comes changes what the others leave behind
            return True
        wanted = frozenset(chain.from_iterable(one.crews for one in self._want_teams.values()))
        able = [area.teams[one] for one in sorted(stirred.freed)]
        able = [one for one in able if not wanted.isdisjoint(one.capabilities)]
        if len(self._want_teams) > MAX_JOINT and (stirred.departed or able):
            return True  # who has waited for a turn has it now
        if not stirred.abilities.isdisjoint(wanted):
            return True
        if not able:
            return False
        if self._bars is None:
            return True
        at = self._engine.clock.now()
        seen = Sightings.of(area, at, self._positions.fresh(at, [one.team_id for one in able]))
        roads = self._roads.under(area)
        return self._bars.could_be_beaten(self._want_teams, able, seen, roads)

    def better(self) -> list[Recommendation]:
        """Return what a policy that takes its time would change of what was shown at once."""
        area = self._engine.area
        with self._lock:
            known = self._want_teams | self._want_stock
            profile = self._engine.profile
            wants = {one: Wants.of(area, profile, area.incidents[one]) for one in known}
            self._ahead.update(one for one in known if wants[one] != known[one])
        wanting = {one: what for one, what in wants.items() if what.anything}
        return self._decided(area, wanting, self._search, of_teams=True)

    def _decided(
        self, area: Area, wanting: Mapping[str, Wants], policy: str, *, of_teams: bool
    ) -> list[Recommendation]:
        if not wanting:
            return []
        # In a storm thousands are wanting: the incidents of those alone who have their turn now.
        in_order = sorted(wanting, key=lambda one: wanting[one].rank)
        incidents = [area.incidents[one] for one in in_order[:MAX_JOINT]]
        seen = self._sightings(area)
        self._tell_who_changed(area)
        made = recommend(
            area,
            self._engine.profile,
            self._roads.under(area),
            seen,
            incidents,
            policy,
            self._covered(area, seen),
            partial(_says_something_new, area),
            # Where cover is counted it is decided again whoever becomes free.
            self._raise_bars if of_teams and self._cover is None else None,
        )
        with self._lock:
            self._stirred.proposed(made)
        return [one for one in made if one.is_in_full]  # the news

    def _raise_bars(self, question: Question, solution: Solution) -> None:
        """Keep what those who become free have to beat, unless that takes too long to tell."""
        problem, bars = question.problem, None
        if len(problem.slots) <= MOST_ASKED:
            bars = Bars(question, solution, partial(terms_of, self._engine.profile, problem))
        self._bars = bars

    def _covered(self, area: Area, seen: Sightings) -> Coverage | None:
        return None if self._cover is None else self._cover.of(area, seen)

    def _sightings(self, area: Area) -> Sightings:
        at = self._engine.clock.now()
        return Sightings.of(area, at, self._positions.fresh(at))

    def _observe(self, events: tuple[Recorded, ...], area: Area) -> None:
        with self._lock:
            self._stirred.observe(events, area)
            if area.teams is not self._teams:
                self._teams = area.teams
                for one in events:
                    self._changed.update(teams_changed(one.event, area))

    def _tell_who_changed(self, area: Area) -> None:
        """Let the next muster of an area ask those only who are others than at the last one."""
        with self._lock:
            note_changes(area.area_id, self._mustered, self._teams, self._changed)
            self._mustered, self._changed = self._teams, set()


def _keep(wanting: dict[str, Wants], incident_id: str, wants: Wants, *, is_short: bool) -> None:
    if is_short:
        wanting[incident_id] = wants
    else:
        wanting.pop(incident_id, None)


def _says_something_new(area: Area, made: Recommendation) -> bool:
    """Whether a recommendation differs from the incident's open one in what it asks to be done."""
    open_id = area.incidents[made.incident_id].recommendation_id
    return open_id is None or not made.asks_the_same_as(area.recommendations[open_id])


def _tell(outcomes: Iterable[object]) -> None:
    for outcome in outcomes:
        if isinstance(outcome, Rejected):
            _log.debug("a recommendation came too late: %s", outcome.reason)
        elif isinstance(outcome, BaseException):
            _log.error("a recommendation was not recorded", exc_info=outcome)
