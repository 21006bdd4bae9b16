"""Working groups get tasks, answer for them, and posts set themselves objectives."""

import pytest

from dispatch.domain import commands as c
from dispatch.domain import post_commands as pc
from dispatch.domain.actors import Actor
from dispatch.domain.posts import GroupStaff, Sector
from tests.command import TOWN, confirmed, established, opened
from tests.sentences import City

LEADER = Actor("rescue leader", "TEAM", TOWN)


@pytest.fixture
def city() -> City:
    return City()


@pytest.fixture
def post_id(city: City) -> str:
    return opened(city, confirmed(city))


def task(city: City, post_id: str, **more: float) -> str:
    city.by("commander", pc.OrderGroup(post_id, "rescue", "搜救三号楼", **more))
    return f"G{len(city.area.group_orders)}"


def step(order_id: str, action: str, reason: str = "") -> c.TakeStep:
    return c.TakeStep("group_order", order_id, action, c.Particulars(reason=reason))


def test_a_group_signs_tells_finishes_and_the_post_closes(city: City, post_id: str) -> None:
    order_id = task(city, post_id)
    city.by(LEADER, step(order_id, "sign"))
    city.by(LEADER, step(order_id, "tell", "已搜两层"))
    city.by(LEADER, step(order_id, "finish", "搜救完毕，无被困"))
    city.by("commander", step(order_id, "resume", "地下室未搜"))
    city.by(LEADER, step(order_id, "finish", "地下室无人"))
    city.by("commander", step(order_id, "close"))
    order = city.area.group_orders[order_id]
    assert (order.state, order.is_open) == ("CLOSED", False)
    assert [one.text for one in order.feedback] == ["已搜两层", "搜救完毕，无被困", "地下室无人"]
    assert not [one for one in city.area.deadlines if one.startswith("group_order/")]
    assert city.is_sound()


def test_only_the_group_or_its_post_answers_for_a_task(city: City, post_id: str) -> None:
    order_id = task(city, post_id)
    stranger = Actor("somebody", "TEAM", "610111")
    assert city.refused(stranger, step(order_id, "sign")).code == "belongs_to_the_group"
    city.by("town office", step(order_id, "sign"))


def test_a_task_nobody_signs_or_does_in_time_is_overdue(city: City, post_id: str) -> None:
    order_id = task(city, post_id, due_at=city.clock.now() + 1200)
    city.wait(601)
    assert city.area.group_orders[order_id].overdue == ("group_order.sign",)
    city.by(LEADER, step(order_id, "sign"))
    city.wait(1000)
    assert "group_order.due" in city.area.group_orders[order_id].overdue


def test_a_task_is_for_a_group_of_the_post_and_says_what_and_when(city: City, post_id: str) -> None:
    now = city.clock.now()
    for order, field in (
        (pc.OrderGroup(post_id, "choir", "唱歌"), "group"),
        (pc.OrderGroup(post_id, "rescue", " "), "task"),
        (pc.OrderGroup(post_id, "rescue", "搜救", due_at=now), "due_at"),
    ):
        assert city.refused("commander", order).field == field


def test_a_post_that_is_not_open_orders_nobody(city: City) -> None:
    post_id = established(city, confirmed(city))
    assert city.refused("commander", pc.OrderGroup(post_id, "rescue", "搜救")).code == "directs"


def test_what_a_group_has_not_done_is_cancelled_when_its_post_stands_down(
    city: City, post_id: str
) -> None:
    order_id = task(city, post_id)
    incident = city.area.command_posts[post_id].incident_id
    assert incident is not None
    city.by("town office", c.AttestMatter(incident, "missing_persons", "无失联"))
    city.step("commander", incident, "declare_controlled")
    city.step("town leading group", incident, "terminate_response")
    assert city.area.group_orders[order_id].state == "CANCELLED"
    assert city.is_sound()


def test_objectives_are_set_reported_and_stated_anew(city: City, post_id: str) -> None:
    city.by("commander", pc.SetObjective(post_id, "两小时内控制气源", group="rescue"))
    city.by("commander", pc.ReportObjective(post_id, "O1", 40, "阀门已关"))
    city.by("commander", pc.SetObjective(post_id, "一小时内控制气源", objective_id="O1"))
    (objective,) = city.area.command_posts[post_id].objectives
    assert (objective.text, objective.percent, objective.note) == (
        "一小时内控制气源",
        40,
        "阀门已关",
    )
    for wrong, code in (
        (pc.ReportObjective(post_id, "O1", 101), "wrong_number"),
        (pc.ReportObjective(post_id, "O9", 1), "unknown_objective"),
        (pc.SetObjective(post_id, ""), "input_missing"),
        (pc.SetObjective(post_id, "唱歌", group="choir"), "unknown_group"),
    ):
        assert city.refused("commander", wrong).code == code


def test_a_team_works_in_one_sector(city: City, post_id: str) -> None:
    north = Sector("北区", "李四", team_ids=("fire-1",), group="rescue")
    city.by("commander", pc.SetSector(post_id, north))
    south = Sector("南区", "王五", team_ids=("fire-1",))
    assert city.refused("commander", pc.SetSector(post_id, south)).code == "in_another_sector"
    assert city.by("commander", pc.SetSector(post_id, north)).events == ()
    nobody = Sector("西区", "", team_ids=())
    assert city.refused("commander", pc.SetSector(post_id, nobody)).code == "input_missing"
    lost = Sector("西区", "赵六", team_ids=("fire-9",))
    assert city.refused("commander", pc.SetSector(post_id, lost)).code == "unknown_team"


def test_functions_are_filled_and_left(city: City, post_id: str) -> None:
    city.by("commander", pc.FillPosition(post_id, "safety", "孙七"))
    assert city.area.command_posts[post_id].positions == {"safety": "孙七"}
    city.by("commander", pc.FillPosition(post_id, "safety", ""))
    assert city.area.command_posts[post_id].positions == {}
    assert city.refused("commander", pc.FillPosition(post_id, "cook", "孙七")).code == (
        "unknown_position"
    )


def test_a_group_may_be_called_for_before_anybody_leads_it(city: City, post_id: str) -> None:
    city.by("town office", pc.ManGroup(post_id, "environment", GroupStaff()))
    assert city.area.command_posts[post_id].lacks_staff == ("environment",)
    refusal = city.refused("town office", pc.ManGroup(post_id, "expert", GroupStaff(people=-1)))
    assert refusal.code == "wrong_number"
