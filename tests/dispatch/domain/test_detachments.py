"""A team sends part of its crews: detachments have orders of their own and come back to it."""

from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from dispatch.domain import commands as c
from dispatch.domain import events as e
from dispatch.domain.actors import Actor
from dispatch.domain.crews import crews_for, crews_of
from dispatch.domain.evolve import evolve
from dispatch.domain.invariants import violations
from dispatch.domain.needs import missing_crews, turned_down
from dispatch.domain.profile import TeamNeed
from dispatch.domain.recommendations import Recommendation, TeamChoice
from dispatch.domain.refusals import Rejected
from dispatch.domain.teams import Team
from dispatch.profile.loader import load_profile
from dispatch.store.codec import recorded_of, state_hash
from routing.geo import Position
from tests.sentences import PEOPLE, City, leader_of

PROFILE = load_profile("xian")
RIVER = Position(lon=109.0612, lat=34.2712)
BRIGADE = Team(
    team_id="brigade",
    name="纺织城应急救援队",
    place_code="610111001",
    station=Position(lon=109.06, lat=34.27),
    capabilities=("EVACUATION", "FIRE", "MEDICAL", "WATER"),
    people=43,
    strength={"FIRE": 20, "MEDICAL": 3, "WATER": 10, "VILLAGE_COMMITTEE": 10},
    units={"WATER": 2},
)


@pytest.fixture
def city() -> City:
    found = City()
    found.by("admin", c.EnrolTeams((BRIGADE,)))
    return found


def sends(city: City, incident_id: str, crews: int | None, capability: str = "FIRE") -> str:
    """Order so many crews of the brigade by hand; return the instruction's id."""
    order = c.GiveInstruction(incident_id, "brigade", capability, crews=crews)
    city.by("city duty officer", order)
    return city.area.incidents[incident_id].instruction_ids[-1]


def means(team: Team) -> tuple[int, dict[str, int], dict[str, int]]:
    return team.people, dict(team.strength), dict(team.units)


def test_crews_are_counted_in_people_and_never_beyond_the_discipline() -> None:
    assert crews_of(BRIGADE, PROFILE) == 5
    assert [crews_for(BRIGADE, one, PROFILE) for one in ("EVACUATION", "FIRE", "MEDICAL")] == [
        5,
        2,
        1,
    ]
    assert crews_for(BRIGADE, "POLICE", PROFILE) == 0
    assert crews_for(BRIGADE, "WATER", PROFILE, in_units=True) == 1
    assert crews_for(BRIGADE, "FIRE", PROFILE, in_units=True) == 0


def test_part_of_a_team_goes_and_the_rest_stays_free(city: City) -> None:
    fire = city.a_fire()
    given = sends(city, fire, 2)
    order = city.area.instructions[given]
    brigade, detachment = city.area.teams["brigade"], city.area.teams["brigade-1"]
    assert (order.team_id, order.crews, order.people) == ("brigade-1", 2, 16)
    assert means(detachment) == (16, {"FIRE": 16}, {})
    assert (brigade.people, brigade.strength["FIRE"], brigade.state) == (27, 4, "STANDBY")
    assert (brigade.detachments, detachment.detached_from) == (("brigade-1",), "brigade")
    assert "EVACUATION" in detachment.capabilities
    assert "WATER" not in detachment.capabilities
    assert city.is_sound()


def test_crews_sent_count_for_the_demand(city: City) -> None:
    fire = city.a_fire(team_needs=(TeamNeed("FIRE", 3),))
    sends(city, fire, 2)
    assert missing_crews(city.area, PROFILE, city.area.incidents[fire]) == {"FIRE": 1}


def test_a_team_sent_whole_forms_no_detachment(city: City) -> None:
    fire = city.a_fire(team_needs=(TeamNeed("FIRE", 3),))
    given = sends(city, fire, None)
    order = city.area.instructions[given]
    assert (order.team_id, order.crews, order.people) == ("brigade", 2, 43)
    assert city.events(e.DetachmentFormed) == []
    assert missing_crews(city.area, PROFILE, city.area.incidents[fire]) == {"FIRE": 1}


def test_a_detachment_rejoins_when_it_is_home(city: City) -> None:
    before = means(city.area.teams["brigade"])
    order = sends(city, city.a_fire(), 2)
    leader = leader_of(BRIGADE)
    for action in ("sign", "set_out", "arrive", "begin", "finish"):
        city.by(leader, c.TakeStep("instruction", order, action))
    assert city.area.teams["brigade-1"].state == "RETURNING"
    city.by(leader, c.TakeStep("team_availability", "brigade-1", "return"))
    assert city.area.teams["brigade-1"].has_rejoined
    assert means(city.area.teams["brigade"]) == before
    assert city.area.teams["brigade"].detachments == ()
    assert city.is_sound()


def test_what_a_detachment_worked_counts_for_its_team_by_its_share(city: City) -> None:
    begun = city.clock.now()
    order = sends(city, city.a_fire(), 2)
    leader = leader_of(BRIGADE)
    for action in ("sign", "set_out", "arrive", "begin"):
        city.by(leader, c.TakeStep("instruction", order, action))
    city.wait(4300)
    city.by(leader, c.TakeStep("instruction", order, "finish"))
    city.by(leader, c.TakeStep("team_availability", "brigade-1", "return"))
    assert city.area.teams["brigade"].worked_s(begun) == pytest.approx(4300 * 16 / 43)


@pytest.mark.parametrize("action", ["decline", "cancel", "reassign"])
def test_a_detachment_let_go_before_it_set_out_rejoins_at_once(city: City, action: str) -> None:
    before = means(city.area.teams["brigade"])
    order = sends(city, city.a_fire(), 1)
    by: Any = leader_of(BRIGADE) if action == "decline" else "city duty officer"
    said = c.Particulars(reason="车辆故障")
    city.by(by, c.TakeStep("instruction", order, action, said))
    assert city.area.teams["brigade-1"].has_rejoined
    assert means(city.area.teams["brigade"]) == before


def test_a_silent_detachment_rejoins_when_it_reports_in(city: City) -> None:
    fire = city.a_fire(priority=2)
    order = sends(city, fire, 1)
    city.wait(301)
    said = c.Particulars(reason="失联")
    city.by("city duty officer", c.TakeStep("instruction", order, "reassign", said))
    assert city.area.teams["brigade-1"].state == "OUT_OF_CONTACT"
    city.by(leader_of(BRIGADE), c.TakeStep("team_availability", "brigade-1", "report_in"))
    assert city.area.teams["brigade-1"].has_rejoined
    assert city.is_sound()


def test_the_number_of_a_detachment_that_rejoined_is_given_anew(city: City) -> None:
    fire = city.a_fire()
    first, second = sends(city, fire, 1), sends(city, fire, 1, "WATER")
    said = c.Particulars(reason="x")
    city.by("city duty officer", c.TakeStep("instruction", first, "cancel", said))
    third = sends(city, fire, 1, "EVACUATION")
    teams = [city.area.instructions[one].team_id for one in (first, second, third)]
    assert teams == ["brigade-1", "brigade-2", "brigade-1"]
    assert city.is_sound()


def test_what_a_detachment_declined_its_team_is_not_asked_again(city: City) -> None:
    fire = city.a_fire()
    order = sends(city, fire, 1)
    said = c.Particulars(reason="车辆故障")
    city.by(leader_of(BRIGADE), c.TakeStep("instruction", order, "decline", said))
    assert turned_down(city.area, city.area.incidents[fire]) == {"brigade"}


def test_equipment_goes_where_the_demand_counts_it(city: City) -> None:
    flood = city.a_fire(kind="waterlogging", team_needs=(TeamNeed("WATER", units=2),))
    sends(city, flood, 1, "WATER")
    assert city.area.teams["brigade-1"].units == {"WATER": 1}
    assert city.area.teams["brigade"].units == {"WATER": 1}
    assert missing_crews(city.area, PROFILE, city.area.incidents[flood]) == {"WATER": 1}


@pytest.mark.parametrize("crews", [0, -1, 3, 9])
def test_no_more_crews_go_than_can_serve(city: City, crews: int) -> None:
    fire = city.a_fire()
    order = c.GiveInstruction(fire, "brigade", "FIRE", crews=crews)
    refusal = city.refused("city duty officer", order)
    assert (refusal.code, refusal.field) == ("too_few_crews", "crews")


def test_who_has_nobody_of_a_discipline_left_is_not_sent_for_it(city: City) -> None:
    fire = city.a_fire()
    sends(city, fire, 1, "MEDICAL")
    order = c.GiveInstruction(fire, "brigade", "MEDICAL")
    assert city.refused("city duty officer", order).code == "no_crew_left"


def test_what_is_left_of_a_discipline_makes_no_further_crew_and_the_others_still_do(
    city: City,
) -> None:
    fire = city.a_fire()
    sends(city, fire, 2)
    brigade = city.area.teams["brigade"]
    assert brigade.strength["FIRE"] == 4
    able = {one: crews_for(brigade, one, PROFILE) for one in BRIGADE.capabilities}
    assert able == {"EVACUATION": 3, "FIRE": 0, "MEDICAL": 1, "WATER": 1}


def test_a_leader_speaks_for_the_own_detachments_only(city: City) -> None:
    order = sends(city, city.a_fire(), 1)
    stranger = leader_of(city.area.teams["fire-2"])
    refusal = city.refused(stranger, c.TakeStep("instruction", order, "sign"))
    assert refusal.code == "team_speaks_for_itself"


def test_a_team_is_not_entered_anew_while_part_of_it_is_out(city: City) -> None:
    sends(city, city.a_fire(), 1)
    assert city.refused("admin", c.EnrolTeams((BRIGADE,))).code == "team_bound"
    detachment = city.area.teams["brigade-1"]
    assert city.refused("admin", c.EnrolTeams((detachment,))).code == "wrong_state"


def proposed(city: City, incident_id: str, *choices: tuple[str, int]) -> str:
    """Propose crews of the brigade by capability; return the recommendation's id."""
    made = Recommendation(
        recommendation_id="",
        incident_id=incident_id,
        policy="optimal",
        based_on=city.area.position,
        road_version="",
        inputs_hash="",
        teams=tuple(
            TeamChoice(capability, "brigade", 60.0, BRIGADE.station, crews=crews)
            for capability, crews in choices
        ),
    )
    city.by("system", c.MakeRecommendation(made))
    found = city.area.incidents[incident_id].recommendation_id
    assert found is not None
    return found


def test_a_recommendation_sends_the_crews_it_names_and_the_last_of_them_as_the_team(
    city: City,
) -> None:
    fire = city.a_fire(priority=3, team_needs=(TeamNeed("FIRE", 2), TeamNeed("EVACUATION", 3)))
    made = proposed(city, fire, ("FIRE", 2), ("EVACUATION", 3))
    city.by("city duty officer", c.AcceptRecommendation(made))
    sent = [city.area.instructions[one] for one in city.area.incidents[fire].instruction_ids]
    assert [(one.team_id, one.crews, one.people) for one in sent] == [
        ("brigade-1", 2, 16),
        ("brigade", 3, 27),
    ]
    assert missing_crews(city.area, PROFILE, city.area.incidents[fire]) == {}
    assert city.is_sound()


def test_crews_that_can_no_longer_go_are_named_as_lapsed(city: City) -> None:
    fire = city.a_fire(priority=3, team_needs=(TeamNeed("FIRE", 3),))
    made = proposed(city, fire, ("FIRE", 2))
    sends(city, city.a_fire(position=Position(lon=109.09, lat=34.27)), 1)
    city.by("city duty officer", c.AcceptRecommendation(made))
    (settled,) = city.events(e.RecommendationSettled)
    assert settled.lapsed == ("brigade: 1 of 2 crews",)


def test_a_changed_choice_says_how_many_crews_go(city: City) -> None:
    fire = city.a_fire(priority=3, team_needs=(TeamNeed("FIRE", 2),))
    made = proposed(city, fire, ("FIRE", 2))
    change = c.ChangeRecommendation(made, {"FIRE": ("brigade",)}, "留一组", {"brigade": 1})
    city.by("city duty officer", change)
    assert city.area.teams["brigade-1"].people == 8


def test_crews_are_named_of_chosen_teams_only(city: City) -> None:
    fire = city.a_fire(priority=3, team_needs=(TeamNeed("FIRE", 2),))
    made = proposed(city, fire, ("FIRE", 2))
    change = c.ChangeRecommendation(made, {"FIRE": ("brigade",)}, "x", {"fire-1": 1})
    assert city.refused("city duty officer", change).field == "crews.fire-1"


class Comings(RuleBasedStateMachine):
    """Crews are sent, decline, work and come home in any order; nobody is lost or doubled."""

    def __init__(self) -> None:
        super().__init__()
        self.city = City(profile=PROFILE)
        self.city.by("admin", c.EnrolTeams((BRIGADE,)))
        needs = tuple(TeamNeed(one, 9) for one in BRIGADE.capabilities if one != "WATER")
        needs += (TeamNeed("WATER", units=9),)
        self.incidents = [
            self.city.a_fire(position=Position(lon=109.06 + i / 100, lat=34.27), team_needs=needs)
            for i in range(2)
        ]

    def give(self, actor: Actor, command: c.Command) -> None:
        before = self.city.area
        try:
            self.city.by(actor, command)
        except Rejected:
            assert self.city.area is before

    @rule(
        incident=st.integers(0, 1),
        team=st.sampled_from(["brigade", "brigade-1", "brigade-2"]),
        capability=st.sampled_from(BRIGADE.capabilities),
        crews=st.sampled_from([None, 1, 2, 3]),
        draft=st.booleans(),
    )
    def send(
        self, incident: int, team: str, capability: str, crews: int | None, draft: bool
    ) -> None:
        order = c.GiveInstruction(
            self.incidents[incident], team, capability, draft=draft, crews=crews
        )
        self.give(PEOPLE["city duty officer"], order)

    @rule(
        n=st.integers(1, 6),
        action=st.sampled_from(["sign", "set_out", "arrive", "finish", "decline"]),
    )
    def the_detachment_does_its_part(self, n: int, action: str) -> None:
        said = c.Particulars(reason="因为")
        self.give(leader_of(BRIGADE), c.TakeStep("instruction", f"D{n}", action, said))

    @rule(n=st.integers(1, 6), action=st.sampled_from(["cancel", "reassign", "close"]))
    def the_desk_does_its_part(self, n: int, action: str) -> None:
        said = c.Particulars(reason="因为")
        self.give(PEOPLE["city duty officer"], c.TakeStep("instruction", f"D{n}", action, said))

    @rule(
        team=st.sampled_from(["brigade", "brigade-1", "brigade-2", "brigade-3"]),
        action=st.sampled_from(
            ["return", "go_off_duty", "come_on_duty", "report_in", "withdraw_from_service"]
        ),
    )
    def comes_and_goes(self, team: str, action: str) -> None:
        said = c.Particulars(reason="因为")
        self.give(leader_of(BRIGADE), c.TakeStep("team_availability", team, action, said))

    @rule()
    def time_goes_by(self) -> None:
        self.city.wait(301)

    @invariant()
    def the_parts_are_the_whole(self) -> None:
        assert violations(self.city.area) == ()
        teams = self.city.area.teams
        out = [teams[one] for one in teams["brigade"].detachments]
        parts = [teams["brigade"], *out]
        assert sum(one.people for one in parts) == BRIGADE.people
        for field in ("strength", "units"):
            for key, count in getattr(BRIGADE, field).items():
                assert sum(getattr(one, field).get(key, 0) for one in parts) == count

    def teardown(self) -> None:
        """The log folds to the very state the engine holds."""
        folded = type(self.city.area)(area_id="test")
        for entry in self.city.log.read("test"):
            recorded = recorded_of(entry)
            folded = evolve(folded, recorded.event, recorded.position, recorded.recorded_at)
        assert state_hash(folded) == state_hash(self.city.area)


Comings.TestCase.settings = settings(
    max_examples=40,
    stateful_step_count=40,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
TestComings = Comings.TestCase
