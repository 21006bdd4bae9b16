"""Teams' devices are told of plans that name them, of who commands, of their group and sector."""

import json
from typing import Any

import pytest
from msgspec.structs import replace

from dispatch.domain import plan_messages as pm
from dispatch.domain import post_commands as pc
from dispatch.domain.places import AdminLevel
from dispatch.domain.plans import Plan, Told
from dispatch.domain.posts import GroupStaff, Sector
from dispatch.intake.notice_outbox import NoticeOutbox
from dispatch.intake.topics import ROOT
from dispatch.profile.loader import load_profile
from tests.command import TOWN, confirmed, established, opened
from tests.dispatch.intake.conftest import Room, a_device, heard, say, until
from tests.sentences import City

XIAN = load_profile("xian")


def naming_teams(**given: Any) -> City:
    """A city whose town's gas plan names the town's teams, who are to acknowledge."""
    told = Told("TEAM", AdminLevel.TOWN, timer="plan.acknowledge")
    gas = replace(XIAN.plans.templates["gas"], notify=(told,))
    plans = replace(XIAN.plans, templates=XIAN.plans.templates | {"gas": gas})
    city = City(profile=replace(XIAN, plans=plans), **given)
    if not city.area.plans:
        city.by("admin", pm.RegisterPlans((Plan("town-gas", TOWN, "gas", "燃气事故应急预案"),)))
    return city


class Line:
    """An outbox and what the broker has got from it."""

    def __init__(self, city: City) -> None:
        self.outbox = NoticeOutbox(city.engine)
        self.up = True
        self.said: list[tuple[str, dict[str, Any]]] = []

    async def publish(self, topic: str, payload: bytes) -> None:
        if not self.up:
            raise OSError("the line is down")
        self.said.append((topic.split("/")[3], json.loads(payload)))

    async def send(self) -> list[tuple[str, dict[str, Any]]]:
        before = len(self.said)
        await self.outbox.send_due(self.publish)
        return self.said[before:]


async def test_a_plan_goes_to_the_teams_it_names_until_each_place_has_acknowledged() -> None:
    city = naming_teams()
    line = Line(city)
    established(city, confirmed(city))
    first = [(team, one) for team, one in await line.send() if one["kind"] == "plan_activated"]
    assert [team for team, _one in first] == ["fire-1", "fire-2", "medical-1", "police-1"]
    said = first[0][1]
    assert said["zh"] == "启动预案《燃气事故应急预案》：水岸社区燃气事故（I1），请确认"
    assert (said["plan_id"], said["awaits_answer"]) == ("town-gas", True)
    assert said["answer_by"] == city.clock.now() + 900
    assert await line.send() == []
    city.wait(11)
    assert len(await line.send()) == 4
    leader = pm.AcknowledgePlan("I1", "town-gas", TOWN, "TEAM")
    city.by("duty officer", replace(leader, channel="phone"))
    city.wait(301)
    assert await line.send() == []


async def test_what_the_line_did_not_take_waits_and_a_restart_says_what_is_still_owed() -> None:
    city = naming_teams()
    line = Line(city)
    line.up = False
    established(city, confirmed(city))
    with pytest.raises(OSError, match="down"):
        await line.send()
    line.up = True
    assert len(await line.send()) == 4
    city.wait(1200)
    again = Line(naming_teams(log=city.log))
    assert [one["awaits_answer"] for _team, one in await again.send()] == [True] * 4


async def test_teams_at_work_hear_who_commands_and_in_which_group_and_sector_they_are() -> None:
    city = City()
    line = Line(city)
    incident = confirmed(city)
    city.order("fire-1", incident, "FIRE")
    post_id = opened(city, incident)
    told = await line.send()
    assert ("fire-1", "commander_named") in [(team, one["kind"]) for team, one in told]
    assert "fire-2" not in [team for team, _one in told]
    sector = Sector("东侧", "李四", ("fire-2",), group="rescue", radio="3 频道", task="冷却储罐")
    city.by("town leading group", pc.SetSector(post_id, sector))
    ((team, said),) = await line.send()
    assert (team, said["kind"], said["urgent"]) == ("fire-2", "sector_set", True)
    assert said["zh"].startswith("作战分区：东侧，李四，3 频道，冷却储罐")
    staff = GroupStaff(leader="王五", unit="fire-1 队", people=8)
    city.by("town leading group", pc.ManGroup(post_id, "rescue", staff))
    assert [(team, one["kind"]) for team, one in await line.send()] == [
        ("fire-1", "group_manned"),
        ("fire-2", "group_manned"),
    ]
    city.by("town leading group", pc.OrderGroup(post_id, "rescue", "搜索二层"))
    assert {one["zh"].split("（")[0] for _team, one in await line.send()} == {
        "工作组任务：抢险救援组：搜索二层"
    }


async def test_a_team_acknowledges_a_plan_through_a_real_broker(room: Room) -> None:
    told = Told("TEAM", AdminLevel.TOWN, timer="plan.acknowledge")
    city, content = room.city, XIAN.plans.templates["gas"]
    engine = city.engine
    gas = replace(content, notify=(told,))
    plans = replace(XIAN.plans, templates=XIAN.plans.templates | {"gas": gas})
    engine.profile = replace(XIAN, plans=plans)
    city.by("admin", pm.RegisterPlans((Plan("town-gas", TOWN, "gas", "预案"),)))
    notices, answers = (f"{ROOT}/test/teams/fire-1/{one}" for one in ("notices", "answers"))
    async with (
        room.open_door() as door,
        a_device(room.broker.url_of("fire-1"), notices) as device,
        a_device(room.broker.url_of("fire-1"), answers) as listener,
    ):
        established(city, confirmed(city))
        assert (await heard(device))["awaits_answer"]
        seen = {"id": "n1", "incident_id": "I1", "plan_id": "town-gas"}
        await say(device, "teams/fire-1/acknowledgements", seen)
        assert (await heard(listener))["taken"]
        call = city.area.plan_calls[f"I1/town-gas/{TOWN}/TEAM"]
        assert (call.acknowledged_by, call.is_open) == ("fire-1", False)
        await say(device, "teams/fire-1/acknowledgements", seen | {"id": "n2", "plan_id": "x"})
        await until(lambda: door.status.acknowledged == 2)
    assert room.buried() == ["plan_id: fire-1 was told of no plan 'x'"]
