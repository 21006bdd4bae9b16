"""Decide a small case beforehand: the first decision that matters waits for nothing to load."""

from functools import partial

from immutables import Map
from msgspec.structs import replace

from dispatch.assignment.newcomers import Bars
from dispatch.assignment.policies import AT_ONCE, terms_of
from dispatch.assignment.posing import Question
from dispatch.assignment.problem import Solution
from dispatch.assignment.recommend import recommend
from dispatch.assignment.roads import RoadDesk
from dispatch.assignment.sightings import Sightings
from dispatch.domain.area import Area
from dispatch.domain.depots import Depot, Stock
from dispatch.domain.grades import EventClass
from dispatch.domain.incidents import Incident
from dispatch.domain.profile import Profile
from dispatch.domain.teams import Team
from dispatch.domain.wanted import SupplyNeed, TeamNeed


def warm_up(profile: Profile, desk: RoadDesk) -> None:
    """Do beforehand what the first question of the roads and the first decision would wait for.

    Takes a second or two for a city; some 50 s on a machine that has yet to compile.
    """
    desk.warm_up()
    here = desk.network.position(int(desk.network.in_largest_part.argmax()))
    able, supplies = sorted(profile.capabilities)[:1], sorted(profile.supplies)[:1]
    team = Team("", "", "", here, tuple(able), people=profile.dispatch.crew_people)
    incidents = [
        Incident(
            incident_id=f"{at}",
            kind="",
            event_class=EventClass.NATURAL,
            place_code="",
            position=here,
            state="",
            priority=1,
            opened_at=0.0,
            last_report_at=0.0,
            team_needs=tuple(TeamNeed(one, teams=1) for one in able),
            supply_needs=tuple(SupplyNeed(one, 2) for one in supplies),
        )
        for at in (0, 1)
    ]
    depot = Depot("", "", "", here, Map({one: Stock(3) for one in supplies}))

    def ask_of_a_newcomer(question: Question, solution: Solution) -> None:
        bars = Bars(question, solution, partial(terms_of, profile, question.problem))
        bars.could_be_beaten({one.incident_id for one in incidents}, [team], Sightings(), desk.now)

    area = Area(area_id="", teams=Map({"": team}), depots=Map({"": depot}))
    policy = AT_ONCE.get(profile.dispatch.search, profile.dispatch.search)
    decide = partial(recommend, profile=profile, roads=desk.now, seen=Sightings(), policy=policy)
    decide(area, incidents=incidents[:1], note=ask_of_a_newcomer)
    # Two of them want the same crew and the same supplies: that takes a flow.
    made = decide(area, incidents=incidents, note=ask_of_a_newcomer)
    open_ones = {one.incident_id: one for one in made}
    shown = [replace(one, recommendation_id=one.incident_id) for one in incidents]
    decide(replace(area, recommendations=Map(open_ones)), incidents=shown)
