"""Free teams stand by elsewhere when somebody who may says so; they stay free all the while."""

from msgspec.structs import replace

from dispatch.domain import commands as c
from dispatch.domain import cover_commands as vc
from dispatch.domain import events as e
from dispatch.domain.cover_commands import TeamMove
from dispatch.domain.profile import TeamNeed
from routing.geo import Position
from tests.sentences import City, leader_of

ZIWU, THERE = "610116001", Position(lon=108.88, lat=34.04)
OFFICER = "city duty officer"


def moves(city: City, *team_ids: str, who: str = OFFICER) -> None:
    order = tuple(TeamMove(team_id, ZIWU, THERE) for team_id in team_ids)
    city.by(who, vc.MoveUp(order, "Ziwu is uncovered"))


def back(team_id: str) -> c.TakeStep:
    return c.TakeStep("team_availability", team_id, "return")


def test_a_team_moves_up_arrives_and_is_sent_home() -> None:
    city = City()
    moves(city, "fire-1")
    team = city.area.teams["fire-1"]
    assert (team.state, team.home, team.standby_place) == ("RETURNING", THERE, ZIWU)
    assert team.whereabouts == team.station  # until it is there
    city.by(leader_of(team), back("fire-1"))
    assert city.area.teams["fire-1"].whereabouts == THERE
    city.by(OFFICER, vc.SendHome(("fire-1",), "all are back"))
    assert city.area.teams["fire-1"].whereabouts == THERE
    city.by(leader_of(team), back("fire-1"))
    home = city.area.teams["fire-1"]
    assert (home.whereabouts, home.state, home.standby_at) == (home.station, "STANDBY", None)
    assert city.is_sound()


def test_a_team_that_moves_up_can_be_ordered_to_an_incident_on_the_way() -> None:
    city = City()
    moves(city, "fire-1")
    order = city.order("fire-1", city.a_fire(kind="other"), "FIRE")
    city.team_does(order, "sign", "set_out", "arrive", "begin", "finish")
    city.by(leader_of(city.area.teams["fire-1"]), back("fire-1"))
    assert city.area.teams["fire-1"].whereabouts == THERE  # it stands by there until sent home


def test_all_teams_of_an_order_move_or_none() -> None:
    city = City()
    city.order("fire-2", city.a_fire(kind="other"), "FIRE")
    order = vc.MoveUp((TeamMove("fire-1", ZIWU, THERE), TeamMove("fire-2", ZIWU, THERE)), "cover")
    refusal = city.refused(OFFICER, order)
    assert (refusal.code, refusal.field) == ("committed", "moves[1].team_id")


def test_who_may_not_move_teams_does_not() -> None:
    city = City()
    order = vc.MoveUp((TeamMove("fire-1", ZIWU, THERE),), "cover")
    assert city.refused(leader_of(city.area.teams["fire-1"]), order).code == "role_may_not"
    # The town's officer answers for the team, but not for the place it would go to.
    assert city.refused("duty officer", order).code == "outside_jurisdiction"


def test_what_does_not_fit_is_named() -> None:
    city = City()
    one = TeamMove("fire-1", ZIWU, THERE)
    for order, code in (
        (vc.MoveUp((), "cover"), "input_missing"),
        (vc.MoveUp((one,), " "), "input_missing"),
        (vc.MoveUp((one, one), "cover"), "stands_twice"),
        (vc.MoveUp((TeamMove("fire-1", "nowhere", THERE),), "cover"), "unknown_place"),
        (vc.MoveUp((TeamMove("nobody", ZIWU, THERE),), "cover"), "unknown_team"),
        (vc.SendHome(("fire-1",), "all are back"), "not_moved_up"),
        (vc.SendHome((), "all are back"), "input_missing"),
    ):
        assert city.refused(OFFICER, order).code == code


def test_a_detachment_goes_where_its_team_goes() -> None:
    city = City()
    big = replace(city.area.teams["fire-1"], team_id="big", people=24)
    city.by("admin", c.EnrolTeams((big,)))
    fire = city.a_fire(kind="other", team_needs=(TeamNeed("FIRE", 1),))
    city.by(OFFICER, c.GiveInstruction(fire, "big", "FIRE", crews=1))
    (formed,) = city.events(e.DetachmentFormed)
    assert isinstance(formed, e.DetachmentFormed)
    order = vc.MoveUp((TeamMove(formed.team.team_id, ZIWU, THERE),), "cover")
    assert city.refused(OFFICER, order).code == "detached"
