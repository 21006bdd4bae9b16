"""Print an after-action review: as one HTML page, as DOCX for filing, and its training record."""

import csv
import io
from collections.abc import Sequence
from html import escape

from docx import Document
from docx.document import Document as DocumentObject
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from simulators.after_action import AfterAction
from simulators.charts import as_png, as_svg
from simulators.review_sections import Section
from simulators.study_report import STYLE

TYPEFACE = "仿宋"
HEADS = "黑体"
PRINTED = """
th:nth-child(n),td:nth-child(n){text-align:left;vertical-align:top}
h2{break-after:avoid}tr,svg{break-inside:avoid}
@page{size:A4;margin:18mm}@media print{body{font-size:11px;margin:0;max-width:none}}
"""
CHART_CM = 16.0


def as_page(title: str, sections: Sequence[Section]) -> str:
    """Return the review as one page that loads nothing from elsewhere."""
    parts = [
        "<!doctype html><html lang='zh-CN'><head><meta charset='utf-8'>",
        f"<title>{escape(title)}</title><style>{STYLE}{PRINTED}</style>",
        f"</head><body><h1>{escape(title)}</h1>",
    ]
    for section in sections:
        parts.append(f"<h2>{escape(section.title)}</h2>")
        parts += [f"<p>{escape(text)}</p>" for text in section.text]
        if section.rows:
            head, *rows = section.rows
            heads = "".join(f"<th>{escape(one)}</th>" for one in head)
            lines = [
                f"<tr>{''.join(f'<td>{escape(one)}</td>' for one in row)}</tr>" for row in rows
            ]
            # A table's head stands on each page it is printed on.
            parts.append(
                f"<table><thead><tr>{heads}</tr></thead><tbody>{''.join(lines)}</tbody></table>"
            )
        if section.chart is not None:
            parts.append(as_svg(section.chart))
    return "\n".join([*parts, "</body></html>"])


def as_docx(title: str, sections: Sequence[Section]) -> bytes:
    """Return the review as a DOCX file."""
    paper = Document()
    _set_page(paper)
    paper.core_properties.title, paper.core_properties.author = title, ""
    paper.add_heading(title, 0)
    for section in sections:
        paper.add_heading(section.title, 1)
        for text in section.text:
            paper.add_paragraph(text)
        if section.rows:
            _add_table(paper, section.rows)
        if section.chart is not None:
            paper.add_picture(io.BytesIO(as_png(section.chart)), width=Cm(CHART_CM))
    written = io.BytesIO()
    paper.save(written)
    return written.getvalue()


def _set_page(paper: DocumentObject) -> None:
    """Set A4, the typefaces of Chinese papers, and the number of each page."""
    for section in paper.sections:
        section.page_width, section.page_height = Cm(21.0), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2.5)
        section.top_margin = section.bottom_margin = Cm(2.5)
        foot = section.footer.paragraphs[0]
        foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
        number = OxmlElement("w:fldSimple")
        number.set(qn("w:instr"), "PAGE")
        foot._p.append(number)
    for name, face, size in (
        ("Normal", TYPEFACE, 10.5),
        ("Title", HEADS, 20),
        ("Heading 1", HEADS, 14),
    ):
        style = paper.styles[name]
        style.font.name, style.font.size = face, Pt(size)
        style.font.color.rgb = RGBColor(0, 0, 0)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        # A theme's typeface, where one is named, goes before these.
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        fonts.set(qn("w:eastAsia"), face)


def _add_table(paper: DocumentObject, rows: Sequence[Sequence[str]]) -> None:
    """Add a table whose first row stands on every page, and whose rows no page breaks apart."""
    # Made at once: a table grows slowly row by row.
    table = paper.add_table(rows=len(rows), cols=len(rows[0]))
    table.style = "Table Grid"
    cells = iter(table._cells)
    for number, row in enumerate(rows):
        for text in row:
            cell = next(cells)
            cell.text = text
            for run in cell.paragraphs[0].runs:
                run.font.size, run.bold = Pt(9), number == 0
    for number, line in enumerate(table._tbl.tr_lst):
        settings = line.get_or_add_trPr()
        settings.append(OxmlElement("w:cantSplit"))
        if number == 0:
            settings.append(OxmlElement("w:tblHeader"))


def training_record(review: AfterAction) -> str:
    """Return who took part as CSV, a line each: for the training record of their places."""
    written = io.StringIO()
    lines = csv.writer(written)
    lines.writerow(
        (
            "area",
            "drill",
            "exercise",
            "begins_at",
            "ends_at",
            "name",
            "role",
            "place_code",
            "acts",
            "rubric_score",
            "rubric_of",
            "passed",
        )
    )
    score = review.rubric_score
    for one in review.took_part:
        lines.writerow(
            (
                review.area,
                review.name,
                review.exercise,
                review.begins_at,
                review.ends_at,
                one.name,
                one.role,
                one.place_code,
                one.acts,
                score.points,
                score.of,
                score.passed,
            )
        )
    return written.getvalue()
