"""Orders to teams: given, signed, carried out, declined, overdue, called off."""

import pytest

from dispatch.domain import commands as c
from dispatch.domain import events as e
from dispatch.domain.profile import TeamNeed
from tests.sentences import City, leader_of


@pytest.fixture
def city() -> City:
    return City()


def test_a_team_signs_drives_works_and_is_free_again(city: City) -> None:
    order = city.order("fire-1", city.a_fire(), "FIRE")
    assert city.area.teams["fire-1"].state == "ALERTED"
    city.team_does(order, "sign", "set_out", "arrive", "begin")
    team = city.area.teams["fire-1"]
    assert (team.state, team.position) == ("ON_SCENE", city.area.instructions[order].destination)
    city.team_does(order, "finish")
    team = city.area.teams["fire-1"]
    assert (team.state, team.instruction_id) == ("RETURNING", None)
    city.by(leader_of(team), c.TakeStep("team_availability", "fire-1", "return"))
    team = city.area.teams["fire-1"]
    assert (team.state, team.whereabouts) == ("STANDBY", team.station)


def test_a_team_takes_one_order_at_a_time(city: City) -> None:
    fire = city.a_fire()
    city.order("fire-1", fire, "FIRE")
    refusal = city.refused("city duty officer", c.GiveInstruction(fire, "fire-1", "RESCUE"))
    assert refusal.code == "committed"


def test_a_team_on_its_way_home_can_be_sent_again(city: City) -> None:
    fire = city.a_fire()
    city.team_does(city.order("fire-1", fire, "FIRE"), "sign", "set_out", "arrive", "finish")
    city.order("fire-1", fire, "RESCUE")
    assert city.area.teams["fire-1"].state == "ALERTED"


def test_a_team_is_not_ordered_to_what_it_cannot_do(city: City) -> None:
    refusal = city.refused(
        "city duty officer", c.GiveInstruction(city.a_fire(), "medical-1", "FIRE")
    )
    assert (refusal.code, refusal.field) == ("lacks_capability", "capability")


@pytest.mark.parametrize("lacking", ["trained", "insured", "equipped"])
def test_no_team_goes_without_training_insurance_and_gear(city: City, lacking: str) -> None:
    from msgspec.structs import replace

    team = replace(city.area.teams["fire-1"], **{lacking: False})
    city.by("admin", c.EnrolTeams((team,)))
    refusal = city.refused("city duty officer", c.GiveInstruction(city.a_fire(), "fire-1", "FIRE"))
    assert refusal.code == f"not_{lacking}"


def test_a_leader_moves_nobody_elses_order(city: City) -> None:
    order = city.order("fire-1", city.a_fire(), "FIRE")
    other = leader_of(city.area.teams["fire-2"])
    refusal = city.refused(other, c.TakeStep("instruction", order, "sign"))
    assert refusal.code == "team_speaks_for_itself"


def test_a_declined_order_needs_a_reason_and_frees_the_team(city: City) -> None:
    order = city.order("fire-1", city.a_fire(), "FIRE")
    leader = leader_of(city.area.teams["fire-1"])
    assert city.refused(leader, c.TakeStep("instruction", order, "decline")).field == (
        "particulars.reason"
    )
    city.team_does(order, "decline", reason="车辆故障")
    assert city.area.teams["fire-1"].state == "STANDBY"


def test_an_order_nobody_signs_falls_overdue_and_the_team_out_of_contact(city: City) -> None:
    order = city.order("fire-1", city.a_fire(kind="gas"), "FIRE")
    city.wait(301)
    assert city.area.instructions[order].state == "OVERDUE"
    assert city.area.teams["fire-1"].state == "OUT_OF_CONTACT"


def test_a_late_signature_still_counts(city: City) -> None:
    order = city.order("fire-1", city.a_fire(kind="gas"), "FIRE")
    city.wait(301)
    city.team_does(order, "sign", "set_out")
    assert city.area.teams["fire-1"].state == "EN_ROUTE"


def test_where_dispatch_is_automatic_a_silent_team_is_relieved_at_once(city: City) -> None:
    order = city.order("fire-1", city.a_fire(), "FIRE")
    city.wait(301)
    assert city.area.instructions[order].state == "REASSIGNED"
    assert city.area.teams["fire-1"].instruction_id is None
    leader = leader_of(city.area.teams["fire-1"])
    city.by(leader, c.TakeStep("team_availability", "fire-1", "report_in"))
    assert city.area.teams["fire-1"].state == "STANDBY"


def test_a_signed_order_never_falls_overdue_for_its_signature(city: City) -> None:
    order = city.order("fire-1", city.a_fire(), "FIRE")
    city.team_does(order, "sign")
    city.wait(10_000)
    assert city.area.instructions[order].state == "SIGNED"


def test_word_from_the_scene_restarts_the_feedback_clock(city: City) -> None:
    order = city.order("fire-1", city.a_fire(kind="alarm"), "FIRE")
    city.team_does(order, "sign", "set_out", "arrive")
    leader = leader_of(city.area.teams["fire-1"])
    city.wait(1700)
    city.by(leader, c.ReportProgress(order, "二楼已搜"))
    city.wait(1700)
    assert city.area.instructions[order].overdue == ()
    city.wait(200)
    assert city.area.instructions[order].overdue == ("instruction.feedback",)


def test_what_was_done_without_a_signal_keeps_its_moment(city: City) -> None:
    order = city.order("fire-1", city.a_fire(), "FIRE")
    leader, signed_at = leader_of(city.area.teams["fire-1"]), city.clock.now()
    city.wait(60)
    signed = c.TakeStep("instruction", order, "sign", c.Particulars(done_at=signed_at))
    (step, *_) = (one.event for one in city.by(leader, signed).events)
    assert isinstance(step, e.StepTaken)
    assert step.done_at == signed_at
    assert city.area.instructions[order].reached["SIGNED"] == city.clock.now()
    ahead = c.ReportProgress(order, "出发了", done_at=city.clock.now() + 3600)
    assert city.refused(leader, ahead).code == "in_the_future"


def test_a_team_says_what_more_it_needs_and_of_what_there_is_none_it_is_told(city: City) -> None:
    fire = city.a_fire()
    order = city.order("fire-1", fire, "FIRE")
    leader, before = leader_of(city.area.teams["fire-1"]), city.area.incidents[fire].team_needs
    told = city.by(leader, c.ReportProgress(order, "", team_needs=(TeamNeed("FIRE", teams=2),)))
    (said,) = (one.event for one in told.events)
    assert isinstance(said, e.ProgressReported)
    assert said.team_needs == (TeamNeed("FIRE", teams=2),)
    assert city.area.incidents[fire].team_needs == before, "whoever directs decides"
    unknown = c.ReportProgress(order, "", team_needs=(TeamNeed("MAGIC", teams=1),))
    assert city.refused(leader, unknown).code == "unknown_capability"


def test_a_drafted_order_binds_the_team_but_does_not_alert_it(city: City) -> None:
    fire = city.a_fire()
    city.by("city duty officer", c.GiveInstruction(fire, "fire-1", "FIRE", draft=True))
    (order,) = city.area.incidents[fire].instruction_ids
    team = city.area.teams["fire-1"]
    assert (team.state, team.instruction_id) == ("STANDBY", order)
    city.by("commander", c.TakeStep("instruction", order, "approve"))
    city.by("duty officer", c.TakeStep("instruction", order, "issue"))
    assert city.area.teams["fire-1"].state == "ALERTED"


def test_a_called_off_team_confirms_that_it_knows(city: City) -> None:
    order = city.order("fire-1", city.a_fire(), "FIRE")
    city.team_does(order, "sign", "set_out")
    cancel = c.TakeStep("instruction", order, "cancel", c.Particulars(reason="误报"))
    city.by("duty officer", cancel)
    assert city.area.teams["fire-1"].state == "RETURNING"
    leader = leader_of(city.area.teams["fire-1"])
    city.by(leader, c.SeeWithdrawal(order))
    assert city.area.instructions[order].withdrawal_seen
    assert city.by(leader, c.SeeWithdrawal(order)).events == ()


def test_a_team_under_orders_does_not_go_off_duty(city: City) -> None:
    city.order("fire-1", city.a_fire(), "FIRE")
    leader = leader_of(city.area.teams["fire-1"])
    off = c.TakeStep("team_availability", "fire-1", "go_off_duty")
    assert city.refused(leader, off).code in {"team_is_bound_by_nothing", "wrong_state"}


def test_teams_of_another_county_are_ordered_by_those_who_stand_above_both(city: City) -> None:
    fire = city.a_fire()
    order = c.GiveInstruction(fire, "fire-far", "FIRE")
    assert city.refused("duty officer", order).code == "outside_jurisdiction"
    city.by("city duty officer", order)


def test_an_order_tells_where_to_go(city: City) -> None:
    fire = city.a_fire()
    city.order("fire-1", fire, "FIRE")
    (given,) = city.events(e.InstructionGiven)
    assert isinstance(given, e.InstructionGiven)
    assert given.destination == city.area.incidents[fire].position
