"""A report sheet comes out of the printer as it stands in the log, as DOCX and as PDF."""

import io
import re
import subprocess
import zipfile
from shutil import which

import msgspec
import pytest
from docx import Document
from docx.oxml.ns import qn

from dispatch.domain.information_reports import SheetKind
from dispatch.domain.report_commands import WriteSheet
from dispatch.publishing.sheets.as_docx import as_docx
from dispatch.publishing.sheets.as_pdf import as_pdf
from dispatch.publishing.sheets.layout import Cell, Layout, laid_out
from tests.reporting import acknowledges, report_of, sends
from tests.sentences import City


@pytest.fixture
def city() -> City:
    return City()


def layout_of(city: City, number: int = 1) -> Layout:
    report = report_of(city, "B1")
    return laid_out(city.area, city.profile, report, report.sheets[number - 1])


def text_of(pdf: bytes) -> str:
    """Return the words of a PDF, as poppler reads them."""
    if which("pdftotext") is None:
        pytest.skip("pdftotext is not on the path")
    told = subprocess.run(["pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True)
    return told.stdout.decode()


def test_a_sheet_has_its_head_its_sections_and_what_became_of_it(city: City) -> None:
    city.a_fire(text="3 号楼起火")
    sends(city, "B1", trend="火势可控")
    layout = layout_of(city)
    assert (layout.heading, layout.title) == (
        "突发事件信息报告单",
        "西安市灞桥区火灾（事件）信息初报",
    )
    header = {cell.label: cell.text for cell in (*layout.header, *layout.wide)}
    assert header == {
        "编号": "610111001〔2023〕1号",
        "紧急程度": "平急",
        "报告单位": "纺织城街道应急管理办公室",
        "报告时间": "2023年11月15日12时00分",
        "签发人": "leader-610111001",
        "值班员": "duty-610111001",
        "联系电话": "",
        "报送对象": "灞桥区应急管理局",
    }
    sections = {cell.label: cell.text for cell in layout.sections}
    assert sections["简要经过"] == "3 号楼起火"
    assert sections["发展趋势"] == "火势可控"
    assert layout.foot == "已报送，尚未核收"
    acknowledges(city, "B1")
    assert layout_of(city).foot == "2023年11月15日12时00分由duty-610111核收"


def test_a_draft_and_a_returned_sheet_say_so(city: City) -> None:
    city.a_fire()
    city.by("duty officer", WriteSheet("B1", SheetKind.INITIAL))
    assert layout_of(city).foot == "草稿，未签发、未报送"
    sends(city, "B1")
    city.report_step("county duty officer", "B1", "return", reason="地点不清")
    assert layout_of(city).foot.endswith("退回：地点不清")


def test_the_docx_names_the_typefaces_of_official_papers(city: City) -> None:
    city.a_fire(text="3 号楼起火")
    sends(city, "B1")
    layout = layout_of(city)
    content = as_docx(layout)
    assert zipfile.ZipFile(io.BytesIO(content)).testzip() is None
    paper = Document(io.BytesIO(content))
    assert [one.text for one in paper.paragraphs[:2]] == [layout.heading, layout.title]
    rows = [[cell.text for cell in row.cells] for row in paper.tables[0].rows]
    assert rows[0] == ["编号", "610111001〔2023〕1号", "紧急程度", "平急"]
    assert ["简要经过", "3 号楼起火", "3 号楼起火", "3 号楼起火"] in rows  # merged over the line
    label = paper.tables[0].cell(0, 0).paragraphs[0].runs[0]
    assert label._element.rPr.rFonts.get(qn("w:eastAsia")) == "黑体"


def test_the_pdf_has_its_typeface_in_it_and_its_words_can_be_read(city: City) -> None:
    city.a_fire(text="3 号楼起火，约120人疏散")
    sends(city, "B1")
    content = as_pdf(layout_of(city))
    assert b"NotoSansCJK" in content
    words = "".join(text_of(content).split())
    assert "突发事件信息报告单" in words
    assert "610111001〔2023〕1号" in words
    assert "3号楼起火，约120人疏散" in words


def test_a_text_longer_than_a_page_goes_on_over_pages() -> None:
    long = Layout(
        heading="突发事件信息报告单",
        title="很长的续报",
        header=(Cell("编号", "1"),),
        wide=(),
        sections=(Cell("简要经过", "情况说明。" * 780 + "完。"),),
        foot="",
        file_name="x",
    )
    words = "".join(text_of(as_pdf(long)).split())
    pages = re.findall("－[0-9]+－", words)
    assert pages == ["－1－", "－2－", "－3－", "－4－"]
    assert re.sub("－[0-9]+－", "", words).count("情况说明。") == 780


def test_a_drill_is_marked_on_the_paper(city: City) -> None:
    city.a_fire()
    sends(city, "B1")
    exercise = msgspec.structs.replace(city.area, exercise=True)
    report = report_of(city, "B1")
    layout = laid_out(exercise, city.profile, report, report.sheets[0])
    assert layout.heading.startswith("【演练】")
    assert layout.file_name.startswith("【演练】")
