"""The after-action review: read from the log alone, scored by a rubric, printed for filing."""

import csv
import io
from collections.abc import Iterator

import pytest
from docx import Document
from docx.oxml.ns import qn

from dispatch.domain import commands as c
from dispatch.domain import events as e
from dispatch.domain.profile import TeamNeed
from dispatch.domain.recommendations import Recommendation, RunnerUp, TeamChoice
from dispatch.engine.history import History
from dispatch.profile.loader import load_profile
from dispatch.publishing.telling.milestones import is_milestone
from dispatch.store.codec import recorded_of
from dispatch.store.log import EventLog
from dispatch.store.open import open_log
from simulators.after_action import AfterAction, look_back
from simulators.charts import lines_over_time
from simulators.drill import run_drill
from simulators.review_papers import as_docx, as_page, training_record
from simulators.review_sections import Section, sections_of, title_of
from simulators.rubric import GENERAL, Objective, Rubric, load_rubric, score
from simulators.scenario import Name
from tests.sentences import City

NAME = Name("目标", "aim")


@pytest.fixture
def log(tiny) -> Iterator[EventLog]:
    url = f"sqlite:///{tiny.folder / 'drill.db'}"
    run_drill(tiny.scenario(), data_dir=tiny.folder, database=url)
    opened = open_log(url)
    yield opened
    opened.close()


def _review(log: EventLog, rubric: Rubric = GENERAL) -> AfterAction:
    return look_back(log, "drill-tiny", load_profile("xian"), rubric)


def test_response_times_are_those_of_the_log(log):
    entries = [recorded_of(one) for one in log.read("drill-tiny")]
    opened = {
        one.event.incident_id: one.recorded_at
        for one in entries
        if isinstance(one.event, e.IncidentRegistered)
    }
    of = {
        one.event.instruction_id: one.event.incident_id
        for one in entries
        if isinstance(one.event, e.InstructionGiven)
    }
    first: dict[str, float] = {}
    for one in entries:
        event = one.event
        if isinstance(event, e.StepTaken) and event.action == "arrive" and event.subject_id in of:
            first.setdefault(of[event.subject_id], one.recorded_at)
    review = _review(log)
    for one in review.responded:
        assert one.first_s == pytest.approx(first[one.incident_id] - opened[one.incident_id])
    assert review.overall.reached == len(review.responded) == 3
    assert sum(one.incidents for one in review.by_kind.values()) == 3
    assert sum(one.incidents for one in review.by_level.values()) == 3


def test_who_took_part_is_counted_without_the_engine_and_the_director(log):
    review = _review(log)
    assert {one.role for one in review.took_part} >= {"TEAM"}
    assert not {one.role for one in review.took_part} & {"SYSTEM", "DIRECTOR", "FEED"}
    served = History(log, "drill-tiny").at(review.events).instructions.values()
    assert review.called_out == sum("ON_SCENE" in one.reached for one in served)
    turned_out = {one.team_id for one in served if "SIGNED" in one.reached}
    others = {one.name for one in review.took_part if one.role not in ("TEAM", "VFORCE")}
    assert review.person_times == len(turned_out) + len(others), "each once, of a crew one"
    lines = list(csv.DictReader(io.StringIO(training_record(review))))
    assert [line["name"] for line in lines] == [one.name for one in review.took_part]
    assert {line["drill"] for line in lines} == {review.name}


def test_limits_are_begun_as_often_as_their_clocks_and_teams_are_free_at_the_end(log):
    review = _review(log)
    begun = {one.timer: one.begun for one in review.timers}
    assert sum(begun.values()) > 0
    assert all(0 <= one.passed <= one.begun for one in review.timers)
    assert review.free_teams[-1][1] == review.teams
    assert review.free_teams[0][0] > 0.08, "cover is not counted while teams are being enrolled"


def test_a_drill_is_scored_by_what_its_objectives_ask(log):
    rubric = Rubric(
        (
            Objective(NAME, "reached_share", 60, at_least=1.0),
            Objective(NAME, "first_on_scene_p90_s", 30, at_most=1.0),
            Objective(NAME, "late_share", 10, at_most=0.0, kinds=("flood",)),
        ),
        pass_share=0.6,
    )
    found = _review(log, rubric).rubric_score
    assert [one.met for one in found.scored] == [True, False, False]
    assert found.scored[2].value is None, "there was no flood to be late for"
    assert (found.points, found.of, found.passed) == (60, 100, True)
    assert not score(rubric, lambda _objective: None).passed


def test_a_rubric_is_read_strictly(tmp_path):
    path = tmp_path / "rubric.yaml"
    aim = "{name: {zh: 到场, en: Reach}, measure: reached_share, points: 10, at_least: 0.9}"
    path.write_text(f"objectives: [{aim}]\n")
    assert load_rubric(path).objectives[0].at_least == 0.9
    path.write_text(f"objectives: [{aim.replace('at_least: 0.9', '')}]\n")
    with pytest.raises(ValueError, match="at_most and at_least"):
        load_rubric(path)


def test_the_papers_hold_objectives_times_and_people(log):
    review = _review(log)
    area = History(log, "drill-tiny").at(review.events)
    told = [one for one in History(log, "drill-tiny").events(0, review.events) if is_milestone(one)]
    sections = sections_of(review, area, load_profile("xian"), told)
    page = as_page(title_of(review), sections)
    assert "小镇演练" in page
    assert "src=" not in page
    paper = Document(io.BytesIO(as_docx(title_of(review), sections)))
    headings = [one.text for one in paper.paragraphs if one.style.name == "Heading 1"]
    assert [one.title for one in sections] == headings
    assert len(paper.inline_shapes) == 2
    cells = {cell.text for table in paper.tables for row in table.rows for cell in row.cells}
    called = {one.team_id: one.name for one in area.teams.values()}
    assert {called.get(one.name, one.name) for one in review.took_part} <= cells
    assert "≥ 95 %" in cells, "shares are read in percent"
    heads = [table._tbl.tr_lst[0].trPr for table in paper.tables]
    assert all(one.find(qn("w:tblHeader")) is not None for one in heads), "on every page"


def test_on_paper_columns_are_as_wide_as_their_texts_and_a_chart_stands_with_its_words():
    told = [
        ("时刻 at", "经过 what", "何人 who"),
        ("2024-03-19\u00a018:42", "开始核实 → 核实中 " * 9, "柏树林街道值班室 值班员 " * 4),
    ]
    chart = lines_over_time("可派队伍", "支", [0.1], {"": [7.0]})
    sections = [Section("时间线", rows=told), Section("力量", text=["一", "二"], chart=chart)]
    paper = Document(io.BytesIO(as_docx("复盘 After-action review", sections)))
    at, what, who = (column.width.cm for column in paper.tables[0].columns)
    assert at + what + who == pytest.approx(16.0, abs=0.01), "from margin to margin"
    assert 2.5 < at < 4.0, "a moment takes one line and no more"
    assert what > who
    *_, first, last = paper.paragraphs
    assert first.paragraph_format.keep_with_next
    assert last.paragraph_format.keep_together
    assert last.text.startswith("二")
    assert last._p.findall(f".//{qn('w:drawing')}"), "the chart is of one paragraph with its words"
    languages = {one.get(qn("w:eastAsia")) for one in paper.styles.element.iter(qn("w:lang"))}
    assert languages == {"zh-CN"}


def test_what_changing_advice_by_hand_cost_is_how_much_longer_the_way_was() -> None:
    city = City()
    gas = city.a_fire(kind="gas", team_needs=(TeamNeed("FIRE", 1),), supply_needs=())
    here = city.area.teams["fire-1"].station
    advised = Recommendation(
        *("", gas, "optimal", city.area.position, "", ""),
        teams=(TeamChoice("FIRE", "fire-1", 100.0, here),),
        runners_up=(RunnerUp("FIRE", "fire-far", 160.0),),
    )
    city.by("system", c.MakeRecommendation(advised))
    other = {"FIRE": ("fire-far",)}
    city.by("city duty officer", c.ChangeRecommendation("R1", other, "knows the plant"))
    review = look_back(city.log, city.engine.area_id, city.engine.profile, GENERAL)
    assert (review.advice.made, review.advice.changed) == (1, 1)
    assert (review.advice.costed, review.advice.cost_s) == (1, 60.0)
