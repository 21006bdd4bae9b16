"""Print an after-action review: as one HTML page, as DOCX for filing, and its training record."""

import csv
import io
from collections.abc import Sequence
from html import escape
from statistics import mean
from unicodedata import east_asian_width

from docx import Document
from docx.document import Document as DocumentObject
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.table import CT_Row
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table

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
TEXT_CM = 16.0
"""Between the margins of a page: charts and tables are as wide."""
CELL_PT = 9
CELL_SPACE_CM = 0.5  # of a cell, what its text cannot have


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
    paper.add_heading(title.replace("-", "\u2011"), 0)  # no line ends at a hyphen
    for section in sections:
        paper.add_heading(section.title, 1)
        texts = [paper.add_paragraph(text) for text in section.text]
        for text in texts if section.rows else texts[:-1]:
            text.paragraph_format.keep_with_next = True
        if section.rows:
            _add_table(paper, section.rows)
        if section.chart is not None:
            # In the paragraph of its words: LibreOffice puts a page between the two otherwise.
            words = paper.add_paragraph() if section.rows or not texts else texts[-1]
            words.paragraph_format.keep_together = True
            drawn = words.add_run()
            if words.text:
                drawn.add_break()
            drawn.add_picture(io.BytesIO(as_png(section.chart)), width=Cm(TEXT_CM))
    written = io.BytesIO()
    paper.save(written)
    return written.getvalue()


def _set_page(paper: DocumentObject) -> None:
    """Set A4, the language and typefaces of Chinese papers, and the number of each page."""
    for language in paper.styles.element.iter(qn("w:lang")):
        language.set(qn("w:eastAsia"), "zh-CN")  # else commas stand as they do in Taiwan
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
                run.font.size, run.bold = Pt(CELL_PT), number == 0
    _set_widths(table, _widths_cm(rows))
    for number, line in enumerate(table._tbl.tr_lst):
        settings = line.get_or_add_trPr()
        settings.append(OxmlElement("w:cantSplit"))
        if number == 0:
            settings.append(OxmlElement("w:tblHeader"))


def _set_widths(table: Table, widths_cm: Sequence[float]) -> None:
    table.autofit = False
    for column, width_cm in zip(table.columns, widths_cm, strict=True):
        column.width = Cm(width_cm)
    lines: Sequence[CT_Row] = table._tbl.tr_lst
    for line in lines:
        for cell, width_cm in zip(line.tc_lst, widths_cm, strict=True):
            cell.width = Cm(width_cm)


def _widths_cm(rows: Sequence[Sequence[str]]) -> list[float]:
    """Return how wide each column is: no wider than its longest text where others want room."""
    columns = list(zip(*rows, strict=True))
    wanted = [max(map(_length_cm, column)) + CELL_SPACE_CM for column in columns]
    widths, left_cm, wide = list(wanted), TEXT_CM, list(range(len(columns)))
    while fit := [one for one in wide if wanted[one] <= left_cm / len(wide)]:
        left_cm -= sum(wanted[one] for one in fit)
        wide = [one for one in wide if one not in fit]
        if not wide:
            return [width * TEXT_CM / sum(wanted) for width in wanted]
    usual = {one: mean(map(_length_cm, columns[one])) ** 0.5 for one in wide}
    for one in wide:
        widths[one] = left_cm * usual[one] / sum(usual.values())
    return widths


def _length_cm(text: str) -> float:
    """Return about how long a text is in the type of a cell, on one line."""
    ems = sum(1.0 if east_asian_width(one) in "WF" else 0.6 for one in text)
    return float(ems * Pt(CELL_PT).cm)


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
