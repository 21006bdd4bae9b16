"""The forms of the incident command system tell what the log and the state hold."""

from io import BytesIO

import pytest
from docx import Document

from dispatch.domain import commands as c
from dispatch.domain import grade_messages as gm
from dispatch.domain import post_commands as pc
from dispatch.domain.posts import Sector
from dispatch.domain.refusals import Rejected
from dispatch.domain.spans import spans_of
from dispatch.publishing.ics.catalog import FORMS, make_form
from dispatch.publishing.ics.document import as_docx
from dispatch.publishing.ics.form import IcsForm, Source, incident_of
from dispatch.store.codec import recorded_of
from tests.command import confirmed, opened, post_of
from tests.sentences import City

KNOWN = ("死亡 4 人", "西安市灞桥区纺织城街道水岸社区")


@pytest.fixture
def city() -> City:
    """A town's post at work: objectives, a sector, a task, a team and a medical team."""
    city = City()
    incident = confirmed(city)
    post_id = opened(city, incident)
    city.by("commander", pc.SetObjective(post_id, "两小时内控制气源", group="rescue"))
    city.by("commander", pc.ReportObjective(post_id, "O1", 40, "阀门已关"))
    city.order("fire-1", incident, "FIRE")
    city.order("medical-1", incident, "MEDICAL")
    sector = Sector("北区", "李四", ("fire-1",), "rescue", "tactical", "关阀堵漏")
    city.by("commander", pc.SetSector(post_id, sector))
    city.by("commander", pc.FillPosition(post_id, "safety", "孙七"))
    city.by("commander", pc.OrderGroup(post_id, "rescue", "搜救三号楼"))
    city.by("duty officer", gm.RecordFacts(incident, {"dead": 4}, "120"))
    told = c.Particulars(reason="无人被困")
    city.by("town office", c.TakeStep("group_order", "G1", "finish", told))
    return city


def form(city: City, number: str, order_id: str | None = None) -> IcsForm:
    post = post_of(city, "I1")
    source = Source(
        area=city.area,
        profile=city.profile,
        incident=incident_of(city.area, post),
        post=post,
        log=tuple(recorded_of(entry) for entry in city.log.read("test")),
        at=city.clock.now(),
        prepared_by="office",
    )
    return make_form(number, source, order_id)


def everything(made: IcsForm) -> str:
    cells = (cell for block in made.blocks for row in block.rows for cell in row)
    return "\n".join([*(line for block in made.blocks for line in block.lines), *cells])


@pytest.mark.parametrize(
    ("number", "told"),
    [
        ("201", ["I1", "两小时内控制气源", "现场总指挥 Incident Commander: osc", "fire-1 队"]),
        ("202", ["两小时内控制气源", "40%", "疏散", "抢险救援组 Rescue"]),
        ("203", ["osc", "孙七", "rescue leader", "北区"]),
        ("204", ["北区  李四", "fire-1 队", "关阀堵漏", "行动 Tactical", "medical-1 队"]),
        ("205", ["tactical", "北区", "command"]),
        ("206", ["medical-1 队", "孙七"]),
        ("209", ["I1", "响应处置 Responding", "12 h", "消防", *KNOWN]),
        ("201", [*KNOWN, "抢险救援组 Rescue: rescue leader"]),
        (
            "214",
            ["批准启动（书面）", "Approve the response, in writing", "搜救三号楼", "osc (OSC)"],
        ),
        ("214", ["死亡 4 人", "fire-1 队"]),
        ("215", ["燃气", "关阀堵漏"]),
    ],
)
def test_a_form_tells(city: City, number: str, told: list[str]) -> None:
    words = everything(form(city, number))
    for one in told:
        assert one in words, f"{number}: {one!r} is not in\n{words}"


def test_a_message_is_of_one_task_and_what_was_answered(city: City) -> None:
    words = everything(form(city, "213", "G1"))
    assert "搜救三号楼" in words
    assert "无人被困" in words
    with pytest.raises(Rejected, match="name an order"):
        form(city, "213")


def test_there_is_no_form_of_another_number(city: City) -> None:
    with pytest.raises(Rejected, match="201, 202"):
        form(city, "999")


@pytest.mark.parametrize("number", [one for one in FORMS if one != "213"])
def test_a_form_is_printed_with_all_that_it_tells(city: City, number: str) -> None:
    made = form(city, number)
    paper = Document(BytesIO(as_docx(made)))
    printed = [one.text for one in paper.paragraphs]
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    assert printed[0].startswith(f"ICS {number}")
    for line in everything(made).splitlines():
        assert line in printed or line in cells
    assert paper.sections[0].header.paragraphs[0].text == ""


def test_every_page_of_a_drill_is_marked(city: City) -> None:
    from msgspec.structs import replace

    paper = Document(BytesIO(as_docx(replace(form(city, "202"), exercise=True))))
    assert "演练" in paper.sections[0].header.paragraphs[0].text


def test_a_span_of_control_above_the_profiles_figure_is_warned_of(city: City) -> None:
    from msgspec.structs import replace

    narrow = replace(city.profile, command=replace(city.profile.command, span_of_control=2))
    spans = {(one.kind, one.key): one for one in spans_of(narrow, post_of(city, "I1"))}
    commander = spans["commander", ""]
    assert (commander.name, commander.reports, commander.too_many) == ("osc", 5, True)
    assert (spans["group", "rescue"].reports, spans["group", "rescue"].too_many) == (1, False)
    assert spans["sector", "北区"].reports == 1
    city.by("commander", pc.FillPosition("K1", "operations", "钱八"))
    spans = {(one.kind, one.key): one for one in spans_of(narrow, post_of(city, "I1"))}
    assert spans["position", "operations"].reports == 2
