"""A sheet is filled from the log in the profile's words, and what the drafter wrote stays."""

import pytest

from dispatch.domain import commands as c
from dispatch.domain import cover_commands as vc
from dispatch.domain.grade_messages import RecordFacts
from dispatch.domain.information_reports import Sheet, SheetKind
from dispatch.domain.report_commands import WriteSheet
from dispatch.domain.sheet_words import figure, numeral
from dispatch.domain.supply_commands import IssueStock, ReserveStock
from dispatch.domain.support import Amounts
from tests.command import opened
from tests.reporting import TOWN, acknowledges, confirmed, report_of, sends
from tests.sentences import NOON, City


@pytest.fixture
def city() -> City:
    return City()


def written(city: City, kind: str = "INITIAL", chain_id: str = "B1", **texts: str) -> Sheet:
    city.by("duty officer", WriteSheet(chain_id, SheetKind(kind), texts, "029-83510000"))
    sheet = report_of(city, chain_id).draft
    assert sheet is not None
    return sheet


def test_a_first_report_says_what_is_known(city: City) -> None:
    city.a_fire(text="3 号楼起火，有人被困", occurred_at=NOON - 300)
    city.a_fire("neighbour", text="浓烟", source="citizen")
    sheet = written(city)
    assert sheet.title == "西安市灞桥区火灾（事件）信息初报"
    assert sheet.serial == "610111001〔2023〕1号"
    assert (sheet.office, sheet.addressee) == ("纺织城街道应急管理办公室", "灞桥区应急管理局")
    assert (sheet.urgency, sheet.contact, sheet.drafted_by) == ("平急", "029-83510000", "duty")
    texts = sheet.texts
    assert texts["received"] == "2023年11月15日12时00分"
    assert texts["occurred"] == "2023年11月15日11时55分"
    assert texts["source"] == "网格员上报、群众报告"
    assert texts["place"].startswith("西安市灞桥区纺织城街道水岸社区（东经109.06")
    assert texts["nature"] == "事故灾难（火灾），等级待定"
    assert texts["course"] == "3 号楼起火，有人被困\n浓烟"
    assert texts["measures"] == "正在组织处置"
    assert texts["request"] == "无"
    assert "unit" not in texts  # no enterprise is concerned


def test_measures_are_what_the_log_says_was_done(city: City) -> None:
    fire = city.a_fire()
    confirmed(city, fire, "SERIOUS")
    opened(city, fire, "610111")
    order = city.order("fire-1", fire, "FIRE")
    city.order("fire-2", fire, "FIRE")
    city.team_does(order, "sign", "set_out", "arrive")
    city.by("keeper", ReserveStock(fire, "depot-1", "hose", 6))
    city.by("keeper", IssueStock("S1"))
    lacks = Amounts(teams={"FIRE": 2}, supplies={"sandbag": 100}, shelter_places=40)
    city.by("duty officer", vc.RequestSupport(fire, TOWN, lacks, "不足"))
    texts = written(city).texts
    assert texts["measures"] == (
        "灞桥区启动四级响应；派出救援力量2支队伍20人；其中1支已到达现场；调运水带6盘"
    )
    assert texts["leaders"] == "纺织城街道指挥部已启动会商；county-osc任灞桥区指挥部现场总指挥"
    assert texts["request"] == "请求灞桥区支援：消防2队、沙袋100条、安置床位40个"
    assert texts["nature"] == "事故灾难（火灾），初判等级：较大"


def test_figures_stand_in_their_sections_in_the_words_of_the_place(city: City) -> None:
    fire = city.a_fire()
    facts = {"dead": 2.0, "serious": 3.0, "missing": 0.0, "loss_yuan": 12_500_000.0}
    city.by("duty officer", RecordFacts(fire, facts | {"affected": 360.0}, "现场指挥"))
    texts = written(city).texts
    assert texts["casualties"] == "死亡2人，重伤3人"
    assert texts["missing"] == "失踪0人"
    assert texts["losses"] == "直接经济损失1250万元"
    assert texts["scope"] == "受灾人口360人"


@pytest.mark.parametrize(
    ("value", "written_as"),
    [(0.0, "0"), (36.0, "36"), (2.5, "2.5"), (12_345.0, "1.2345万"), (1.2e8, "1.2亿")],
)
def test_great_figures_are_counted_in_ten_thousands_and_hundred_millions(
    value: float, written_as: str
) -> None:
    assert figure(value) == written_as


def test_what_the_drafter_wrote_stays_and_the_rest_follows_the_log(city: City) -> None:
    fire = city.a_fire()
    written(city, trend="火势向北蔓延")
    city.order("fire-1", fire, "FIRE")
    sheet = written(city, request="增派云梯车")
    assert sheet.texts["trend"] == "火势向北蔓延"
    assert sheet.texts["request"] == "增派云梯车"
    assert "1支队伍" in sheet.texts["measures"]
    assert (sheet.number, sheet.serial) == (1, "610111001〔2023〕1号")
    assert written(city, request="").texts["request"] == "无"  # an empty text is the log's again


def test_what_the_log_has_for_certain_is_not_for_editing(city: City) -> None:
    city.a_fire()
    for texts, code, field in (
        ({"received": "昨天"}, "fixed_section", "texts.received"),
        ({"weather": "晴"}, "unknown_section", "texts.weather"),
        ({"trend": "大" * 4001}, "too_long", "texts.trend"),
    ):
        refusal = city.refused("duty officer", WriteSheet("B1", SheetKind.INITIAL, texts))
        assert (refusal.code, refusal.field) == (code, field)


def test_sheets_are_numbered_by_place_and_follow_ups_by_chain(city: City) -> None:
    city.a_fire()
    city.a_fire(external_no="119-2", source="feed_119")
    sends(city, "B1")
    sends(city, "B2")
    acknowledges(city, "B1")
    for nth, chinese in ((1, "一"), (2, "二"), (3, "三")):
        sends(city, "B1", "FOLLOWUP")
        sheet = report_of(city, "B1").sheets[-1]
        assert (sheet.nth, sheet.title) == (nth, f"西安市灞桥区火灾（事件）续报{chinese}")
    serials = [one.serial for one in report_of(city, "B1").sheets]
    assert serials == [f"610111001〔2023〕{n}号" for n in (1, 3, 4, 5)]
    assert report_of(city, "B2").sheets[0].serial == "610111001〔2023〕2号"


def test_the_numbers_begin_anew_with_the_year_of_the_place(city: City) -> None:
    city.a_fire()
    sends(city, "B1")
    city.wait(46.6 * 86_400)  # past midnight of the new year in Xi'an, not yet in UTC
    sends(city, "B1", "FOLLOWUP")
    assert report_of(city, "B1").sheets[-1].serial == "610111001〔2024〕1号"


def test_a_sheet_of_work_safety_describes_the_unit(city: City) -> None:
    city.a_fire(kind="hazmat")
    chain_id = next(
        one.chain_id
        for one in city.area.information_reports.values()
        if one.line == "town_to_county"
    )
    assert written(city, chain_id=chain_id).texts["unit"] == ""


def test_a_sensitive_event_is_marked_most_urgent(city: City) -> None:
    city.a_fire(sensitive=True)
    assert written(city).urgency == "特急"


def test_the_final_report_says_how_things_stand(city: City) -> None:
    fire = city.a_fire()
    sends(city, "B1")
    confirmed(city, fire)
    city.step("town office", fire, "close_on_scene")
    city.step("town office", fire, "terminate_response")
    sheet = written(city, "FINAL", aftermath="已妥善安置 3 户")
    assert sheet.title == "西安市灞桥区火灾（事件）信息终报"
    assert sheet.texts["state"] == "响应终止"
    assert sheet.texts["aftermath"] == "已妥善安置 3 户"


@pytest.mark.parametrize(
    ("number", "written_as"),
    [(1, "一"), (9, "九"), (10, "十"), (11, "十一"), (20, "二十"), (99, "九十九"), (100, "100")],
)
def test_numbers_are_counted_in_chinese(number: int, written_as: str) -> None:
    assert numeral(number) == written_as


def test_a_step_by_somebody_else_writes_nothing(city: City) -> None:
    city.a_fire()
    refusal = city.refused("grid worker", WriteSheet("B1", SheetKind.INITIAL))
    assert refusal.code == "role_may_not"
    unknown = city.refused("duty officer", WriteSheet("B9", SheetKind.INITIAL))
    assert unknown.code == "unknown_information_report"
    assert (
        city.refused("duty officer", c.TakeStep("information_report", "B9", "phone")).code
        == "unknown_information_report"
    )
