"""The three walk-throughs of the field, told through the real doors to their last archive.

The timeline of each is kept in `walkthroughs/` and shown in `docs/walkthroughs.md`.
"""

from datetime import UTC, datetime
from typing import Any

from tests.e2e.story import (
    BAQIAO,
    CHANGAN,
    CITY,
    FANGZHICHENG,
    SHUIAN,
    VILLAGES,
    ZIWU,
    Story,
)
from tests.e2e.story import broker as broker
from tests.e2e.story import story as story
from tests.sentences import NOON

SETTLED = ("requisitions", "stock_reconciliation", "shelters_closed", "complete_record")
IN_FULL = ("loss_assessment", "lessons", "data_deletion")
DAY = 24 * 60.0


async def test_a_shop_fire_is_put_out_in_twelve_minutes(story: Story) -> None:
    grid, duty, lead = ("GRID", SHUIAN), ("DUTY", FANGZHICHENG), ("DUTYLEAD", FANGZHICHENG)
    office, group = ("OFFICE", FANGZHICHENG), ("LG", FANGZHICHENG)
    # 119 hands the call on; nobody waits for it to be verified.
    await story.post(
        ("FEED", CITY),
        "/reports",
        report_id="119-20231115-1",
        kind="fire",
        source="feed_119",
        external_no="119-20231115-1",
        position={"lon": 109.0612, "lat": 34.2712},
        place_code=SHUIAN,
        text="临街商铺起火",
    )
    fire, path = "I1", "/incidents/I1"
    await story.at(1)
    await story.act(grid, path, "start_first_response", reason="微型消防站到场")
    engine = await story.order(CITY, fire, "fire-1", "FIRE")
    await story.team("fire-1", engine, "sign", "set_out")
    await story.at(4)
    await story.team("fire-1", engine, "arrive", "begin")
    chain = "/information-reports/B1"
    await story.act(duty, chain, "tell_leader", receiver="王副主任")
    await story.act(duty, path, "confirm", evidence=["现场照片"], grade="GENERAL")
    await story.at(6)
    await story.act(duty, chain, "phone", receiver="区值班室", reason="商铺起火，无人被困")
    await story.act(lead, story.post_at(FANGZHICHENG, fire), "keep_watch", reason="一般事件")
    await story.at(11)
    await story.team("fire-1", engine, "finish")
    await story.act(duty, f"/instructions/{engine}", "close")
    await story.at(12)
    await story.act(office, path, "close_on_scene")
    await story.at(20)
    await story.report_up("B1")
    await story.act(office, path, "terminate_response")
    await story.attest(FANGZHICHENG, fire, "aftercare_plan", "evacuee_clearance")
    await story.act(group, path, "start_recovery")
    await story.attest(FANGZHICHENG, fire, *SETTLED)
    await story.act(group, path, "complete_recovery")
    assert await story.refused(office, path, "archive") == "final_report_is_acknowledged"
    await story.at(60)
    await story.report_what_is_asked(fire)
    await story.act(office, path, "archive")
    area = story.area
    assert area.incidents[fire].state == "ARCHIVED"
    assert {one.state for one in area.command_posts.values()} == {"STANDBY"}
    sheets = [one.kind for one in area.information_reports["B1"].sheets]
    assert sheets == ["INITIAL", "FINAL"]
    assert story.late() == set()
    assert story.is_told_as("shop-fire", fire)


async def test_a_gas_blast_kills_four_and_the_city_leads(story: Story) -> None:
    duty, lead = ("DUTY", FANGZHICHENG), ("DUTYLEAD", FANGZHICHENG)
    town, county, city = FANGZHICHENG, BAQIAO, CITY
    blast = await story.reports(SHUIAN, "gas", "楼道有燃气味")
    path, chain = f"/incidents/{blast}", "/information-reports/B1"
    await story.at(1)
    await story.act(("GRID", SHUIAN), path, "start_first_response", reason="断气、疏散")
    await story.at(3)
    listed = [{"place_code": SHUIAN, "people": 60, "vulnerable": 14, "name": "3 号楼"}]
    told: dict[str, Any] = {"hazard": "gas", "reason": "燃气泄漏", "mode": "hours"}
    await story.post(duty, "/evacuations", incident_id=blast, groups=listed, **told)
    await story.act(duty, chain, "tell_leader", receiver="王副主任")
    order = await story.order(city, blast, "fire-1", "FIRE")
    await story.team("fire-1", order, "sign", "set_out")
    await story.at(8)
    await story.team("fire-1", order, "arrive", "begin")
    await story.act(duty, path, "confirm", evidence=["检测仪读数"])
    moving = "/evacuations/E1/groups/E1-1"
    await story.act(("GRID", SHUIAN), moving, "notify")
    await story.post(("GRID", SHUIAN), f"{moving}/counts", moved=60)
    for action in ("open", "ready"):
        await story.act(duty, "/shelters/school-1", action)
    await story.at(14)
    admitted = {"mode": "hours", "people": 60, "vulnerable": 14, "group_id": "E1-1"}
    await story.post(duty, "/shelters/school-1/admissions", **admitted)
    await story.propose(town, blast, "燃气泄漏")
    await story.at(18)
    await story.approve_and_open(town, blast, channel="phone")
    await story.act(duty, chain, "phone", receiver="区值班室", reason="燃气泄漏，60 人已疏散")

    # What the town's own plan asks for is ticked.
    for step in ("leave", "shut"):
        done = {"outcome": "DONE", "note": "已落实"}
        await story.post(duty, f"{path}/checklist/gas-fzc/{step}", **done)

    # Those whom the plan names are told, and say that they know.
    for who in (("OFFICE", town), ("DUTY", county)):
        await story.post(who, f"{path}/plans/gas-fzc/acknowledge")

    # The blast. Four dead make it 较大; that is proposed by the figures and set by a person.
    await story.at(26)
    await story.team("fire-1", order, "progress", text="发生爆炸，搜救中")
    await story.post(duty, f"{path}/facts", facts={"dead": 4, "hurt": 11}, source="120")
    proposal = story.area.incidents[blast].grade_proposal
    assert proposal is not None
    assert (proposal.grade, proposal.rule_set) == ("SERIOUS", "work_safety")
    await story.put(lead, f"{path}/grade", grade="SERIOUS", reason="死亡 4 人")
    await story.act(("LG", town), story.post_at(town, blast), "write_approval")
    await story.act(
        ("LG", town), story.post_at(town, blast), "request_escalation", reason="超出能力"
    )
    await story.report_up("B1", received=False)
    # The county is silent for longer than it may: its duty leader is alarmed, the city gets a copy.
    await story.at(37)
    assert story.late() == {"escalation.answer"}
    await story.acknowledge("B1")
    await story.propose(county, blast, "燃气爆炸")
    await story.at(42)
    await story.approve_and_open(county, blast)
    await story.hand_over(town, county, blast)
    await story.act(
        ("CTY", county), story.post_at(county, blast), "request_escalation", reason="较大事故"
    )
    await story.report_up("B2")
    await story.propose(city, blast, "燃气爆炸")
    await story.at(50)
    await story.team("fire-1", order, "progress", text="三层搜救完毕")
    await story.approve_and_open(city, blast)
    await story.hand_over(county, city, blast)
    assert (story.area.incidents[blast].lead, story.states(blast)) == (
        city,
        ["SUBORDINATE", "SUBORDINATE", "DIRECTING"],
    )
    await story.report_up("B3")

    # A second reading: everybody out, and in again once the city's commander says so.
    await story.at(70)
    await story.team("fire-1", order, "progress", text="四层搜救完毕，读数升高")
    await story.act(("OSC", city), path, "safety_hold", reason="二次气体读数超标")
    await story.team("fire-1", order, "acknowledge_hold")
    refused = await story.refused(("OSC", town), path, "resume", reason="可以继续")
    assert refused == "commander_of_the_lead"
    await story.at(85)
    await story.act(("OSC", city), path, "resume", reason="浓度回落")
    await story.team("fire-1", order, "acknowledge_resume")
    await story.at(95)
    await story.team("fire-1", order, "finish")
    await story.act(("DUTY", city), f"/instructions/{order}", "close")
    await story.attest(town, blast, "missing_persons")
    await story.act(("OSC", city), path, "declare_controlled")
    assert await story.refused(("CTY", county), path, "terminate_response") == "organ_activated_it"
    await story.at(120)
    await story.act(("CITY", city), path, "terminate_response", reason="险情消除")
    assert story.states(blast)[:3] == ["STANDING_DOWN"] * 3
    for organ, place in (("LG", town), ("CTY", county), ("CITY", city)):
        later = datetime.fromtimestamp(NOON + 30 * 86_400, UTC).isoformat()
        todo = [{"text": "燃气报警器入户", "owner": "住建局", "due_at": later}]
        post = story.post_at(place, blast)
        await story.act((organ, place), post, "debrief", minutes="复盘纪要", improvements=todo)
    await story.report_what_is_asked(blast)

    await story.attest(town, blast, "aftercare_plan")
    early = await story.refused(("LG", town), path, "start_recovery")
    assert early == "evacuees_are_cleared_to_return"
    await story.act(("LG", town), moving, "clear", reason="检测合格", evidence=["检测报告"])
    home = {"mode": "hours", "people": 60, "vulnerable": 14, "group_id": "E1-1", "to": "HOME"}
    await story.post(duty, "/shelters/school-1/departures", **home)
    for action in ("wind_down", "close"):
        await story.act(duty, "/shelters/school-1", action, reason="人员已返回")
    await story.act(("LG", town), path, "start_recovery")
    await story.attest(town, blast, *SETTLED, *IN_FULL)
    await story.act(("LG", town), path, "complete_recovery")

    # One of the hurt dies on the sixth day: within thirty days the figures are amended.
    await story.at(6 * DAY)
    await story.post(duty, f"{path}/facts", facts={"dead": 5}, source="市中心医院")
    await story.report_what_is_asked(blast)
    last = [story.area.information_reports[one].sheets[-1].kind for one in ("B1", "B2", "B3")]
    assert last == ["AMENDMENT"] * 3
    await story.act(("OFFICE", town), path, "archive")
    assert story.area.incidents[blast].state == "ARCHIVED"
    assert story.late() == {"escalation.answer"}
    assert story.is_told_as("gas-blast", blast)


def cap(number: int, does: str = "Alert", about: int | None = None) -> str:
    """The county's weather station warns red for twelve hours, or takes that back."""

    def moment(hours: float) -> str:
        return datetime.fromtimestamp(NOON + hours * 3600, UTC).strftime("%Y-%m-%dT%H:%M:%S+00:00")

    name = "61011641600000_20231115120000_{}"
    references = f"<references>x,{name.format(about)},{moment(0)}</references>" if about else ""
    info = f"""<info><language>zh-CN</language><category>Met</category><event>暴雨</event>
      <urgency>Immediate</urgency><severity>Extreme</severity>
      <certainty>Likely</certainty>
      <onset>{moment(0)}</onset><expires>{moment(12)}</expires><senderName>长安区气象台</senderName>
      <description>三小时降雨将达 100 毫米以上</description>
      <instruction>转移危险地带人员</instruction>
      <area><areaDesc>子午街道</areaDesc>
      <geocode><valueName>c</valueName><value>{ZIWU}</value></geocode></area></info>"""
    return f"""<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">
      <identifier>{name.format(number)}</identifier><sender>x</sender>
      <sent>{moment(number / 60)}</sent>
      <status>Actual</status><msgType>{does}</msgType><scope>Public</scope>{references}
      {"" if does == "Cancel" else info}</alert>"""


async def test_a_red_rainstorm_over_a_qinling_town_and_nobody_dies(story: Story) -> None:
    first, *silent = VILLAGES
    town, county, city = ZIWU, CHANGAN, CITY
    duty, lead = ("DUTY", town), ("DUTYLEAD", town)
    await story.say("warnings/weather", "warnings/weather", cap(1))
    await story.at(2)
    answer = {"id": "v-1", "warning_id": "W1", "action": "answer", "text": "已通知到户"}
    await story.say(f"places/{first}/confirmations", f"places/{first}", answer)
    answer = {"id": "t-1", "warning_id": "W1", "action": "answer", "text": "已部署"}
    await story.say(f"places/{town}/confirmations", f"places/{town}", answer)
    answer = {"id": "c-1", "warning_id": "W1", "action": "answer", "text": "已会商"}
    await story.say(f"places/{county}/confirmations", f"places/{county}", answer)
    assert {one.place_code for one in story.area.command_posts.values()} >= {town, county}

    # No incident yet: people below the slope leave because of the warning.
    await story.at(20)
    listed = [{"place_code": first, "people": 130, "vulnerable": 40}]
    told: dict[str, Any] = {"hazard": "geological", "reason": "坡体裂缝", "mode": "days"}
    await story.post(duty, "/evacuations", warning_id="W1", groups=listed, **told)
    moving = "/evacuations/E1/groups/E1-1"
    await story.act(("VFORCE", first), moving, "notify")
    listed = [{"group_id": "E1-1", "shelter_id": "school-2", "people": 130, "vulnerable": 40}]
    await story.post(duty, "/evacuations/E1/assignments", assignments=listed)
    await story.act(duty, "/shelters/school-2", "ready")
    await story.at(45)
    await story.post(("VFORCE", first), f"{moving}/counts", moved=130)
    admitted = {"mode": "days", "people": 130, "vulnerable": 40, "group_id": "E1-1"}
    await story.post(duty, "/shelters/school-2/admissions", **admitted)

    # The slope moves, and an incident it is; the figures say 险情 III.
    await story.at(60)
    slide = await story.reports(first, "geological", "滑坡，房屋受威胁")
    path = f"/incidents/{slide}"
    await story.act(duty, "/information-reports/B1", "tell_leader", receiver="李副主任")
    await story.put(duty, "/evacuations/E1/incident", incident_id=slide)
    await story.act(("VFORCE", first), path, "start_first_response", reason="警戒")
    await story.at(64)
    await story.act(duty, path, "confirm", evidence=["现场照片"])
    proposal = story.area.incidents[slide].grade_proposal
    assert proposal is not None
    assert (proposal.grade, proposal.rule_set) == ("SERIOUS", "geological_threat")
    await story.put(lead, f"{path}/grade", grade="SERIOUS", reason="需转移 130 人")
    await story.propose(town, slide, "滑坡险情")
    await story.approve_and_open(town, slide)
    await story.act(
        duty, "/information-reports/B1", "phone", receiver="区值班室", reason="滑坡险情"
    )
    await story.at(75)
    await story.report_everything_up(slide)
    await story.act(
        ("LG", town), story.post_at(town, slide), "request_escalation", reason="险情较大"
    )
    await story.propose(county, slide, "滑坡险情")
    await story.approve_and_open(county, slide)
    await story.hand_over(town, county, slide)
    await story.act(
        ("CTY", county), story.post_at(county, slide), "request_escalation", reason="较大险情"
    )
    await story.propose(city, slide, "滑坡险情")
    await story.approve_and_open(city, slide)
    await story.hand_over(county, city, slide)

    # One resident goes back for his cattle; the village force fetches him.
    await story.at(100)
    gone = {"people": 1, "shelter_id": "school-2", "words": "回家喂牛"}
    await story.post(duty, f"{moving}/gone-back", **gone)
    order = story.area.incidents[slide].instruction_ids[-1]
    assert story.area.instructions[order].team_id.startswith(f"V-{first}")
    assert story.area.evacuation_groups["E1-1"].state == "MOVING"
    await story.team(f"V-{first}", order, "sign", "set_out", "arrive", "begin")
    await story.at(120)
    await story.post(
        duty, "/shelters/school-2/admissions", **admitted | {"people": 1, "vulnerable": 0}
    )
    await story.team(f"V-{first}", order, "finish")
    await story.act(duty, f"/instructions/{order}", "close")
    assert story.area.evacuation_groups["E1-1"].state == "SHELTERED"

    # The rain is over, the slope stands still: cleared first, and home only then.
    await story.at(180)
    assert await story.refused(("LG", town), moving, "clear", reason="雨停", evidence=["x"]) == (
        "danger_is_over"
    )
    await story.say("warnings/weather", "warnings/weather", cap(2, "Cancel", about=1))
    await story.attest(town, slide, "missing_persons")
    await story.act(("OSC", city), path, "declare_controlled")
    await story.act(("CITY", city), path, "terminate_response", reason="险情解除")
    for organ, place in (("LG", town), ("CTY", county), ("CITY", city)):
        await story.act((organ, place), story.post_at(place, slide), "debrief", minutes="复盘纪要")
    await story.attest(town, slide, "aftercare_plan")
    assert await story.refused(("LG", town), path, "start_recovery") == (
        "evacuees_are_cleared_to_return"
    )
    await story.act(("LG", town), moving, "clear", reason="专家评估", evidence=["评估意见"])
    home = {"mode": "days", "people": 130, "vulnerable": 40, "group_id": "E1-1", "to": "HOME"}
    await story.post(duty, "/shelters/school-2/departures", **home)
    for action in ("wind_down", "close"):
        await story.act(duty, "/shelters/school-2", action, reason="人员已返回")
    await story.report_what_is_asked(slide)
    await story.act(("LG", town), path, "start_recovery")
    await story.attest(town, slide, *SETTLED, *IN_FULL)
    await story.act(("LG", town), path, "complete_recovery")
    await story.act(("OFFICE", town), path, "archive")
    assert story.area.incidents[slide].state == "ARCHIVED"
    assert story.area.incidents[slide].facts.get("dead", 0) == 0

    # Two villages never answered, though they were called again and those above told: 成效评估.
    review = await story.get(("CTY", county), "/warnings/W1/review")
    assert [one["place_code"] for one in review["unanswered"]] == silent
    assert story.late() == {"warning.answer", "warning.answer_again"}
    assert story.is_told_as("qinling-rainstorm", slide)
