"""Print an after-action review: as one HTML page, as DOCX for filing, and its training record."""

import csv
import io
from collections.abc import Sequence
from html import escape

from docx import Document
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from simulators.after_action import AfterAction
from simulators.charts import as_png, as_svg
from simulators.review_sections import Section
from simulators.study_report import STYLE

TYPEFACE = "仿宋"
CHART_CM = 16.0


def as_page(title: str, sections: Sequence[Section]) -> str:
    """Return the review as one page that loads nothing from elsewhere."""
    parts = [
        "<!doctype html><html lang='zh-CN'><head><meta charset='utf-8'>",
        f"<title>{escape(title)}</title><style>{STYLE}th:nth-child(n),td:nth-child(n){{text-align:left}}</style>",
        f"</head><body><h1>{escape(title)}</h1>",
    ]
    for section in sections:
        parts.append(f"<h2>{escape(section.title)}</h2>")
        parts += [f"<p>{escape(text)}</p>" for text in section.text]
        if section.rows:
            head, *rows = section.rows
            lines = [f"<tr>{''.join(f'<th>{escape(one)}</th>' for one in head)}</tr>"]
            lines += [
                f"<tr>{''.join(f'<td>{escape(one)}</td>' for one in row)}</tr>" for row in rows
            ]
            parts.append(f"<table>{''.join(lines)}</table>")
        if section.chart is not None:
            parts.append(as_svg(section.chart))
    return "\n".join([*parts, "</body></html>"])


def as_docx(title: str, sections: Sequence[Section]) -> bytes:
    """Return the review as a DOCX file."""
    paper = Document()
    normal = paper.styles["Normal"]
    normal.font.name, normal.font.size = TYPEFACE, Pt(10.5)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), TYPEFACE)
    paper.core_properties.title, paper.core_properties.author = title, ""
    paper.add_heading(title, 0)
    for section in sections:
        paper.add_heading(section.title, 1)
        for text in section.text:
            paper.add_paragraph(text)
        if section.rows:
            table = paper.add_table(rows=0, cols=len(section.rows[0]))
            table.style = "Table Grid"
            for row in section.rows:
                for cell, text in zip(table.add_row().cells, row, strict=True):
                    cell.text = text
        if section.chart is not None:
            paper.add_picture(io.BytesIO(as_png(section.chart)), width=Cm(CHART_CM))
    written = io.BytesIO()
    paper.save(written)
    return written.getvalue()


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
