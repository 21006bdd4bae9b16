"""Write the duty log 值班日志 down: as CSV that office programs open, and as a sheet to sign."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from dispatch.domain.log_notes import LogNote
from dispatch.publishing.notices import EXERCISE
from dispatch.publishing.telling.entries import Entry

HEADINGS = (
    *("序号 No.", "时间 Time", "事项", "What happened", "事件 Incident"),
    *("操作人 By", "角色 Role", "单位 Place", "逾期 Late", "批注 Notes"),
)
PRINTED = (0, 1, 2, 4, 5, 9)  # the columns of the sheet
WIDTHS_CM = (1.6, 3.0, 11.5, 1.8, 2.6, 5.0)
BYTE_ORDER_MARK = "\ufeff"  # without it Excel takes UTF-8 for another encoding

Line = tuple[Entry, str | None, Sequence[LogNote]]
"""An entry, its incident, and the notes beside it."""


def as_csv(lines: Iterable[Line]) -> Iterator[str]:
    """Yield the log as CSV, a line at a time, the first with a byte order mark."""
    yield BYTE_ORDER_MARK + _written(HEADINGS)
    for line in lines:
        yield _written([_harmless(cell) for cell in cells_of(line)])


def as_docx(title: str, lines: Iterable[Line], foot: str, *, exercise: bool) -> bytes:
    """Return the log as a document in landscape, with lines to sign on."""
    paper = Document()
    style = paper.styles["Normal"]
    style.font.size = Pt(9)
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "宋体")
    section = paper.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21.0)
    section.left_margin = section.right_margin = Cm(2.0)
    heading = paper.add_heading(f"{EXERCISE if exercise else ''}{title}", level=1)
    heading.alignment = WD_ALIGN_PARAGRAPH.CENTER
    rows = [[HEADINGS[column] for column in PRINTED]]
    for line in lines:
        cells = cells_of(line)
        rows.append([cells[column] for column in PRINTED])
    table = paper.add_table(rows=len(rows), cols=len(PRINTED), style="Table Grid")
    table.autofit = False
    # All cells at once: asking the table row by row takes a time that grows with its square.
    cells_in_order = iter(table._cells)
    for row in rows:
        for text, width_cm in zip(row, WIDTHS_CM, strict=True):
            cell = next(cells_in_order)
            cell.width = Cm(width_cm)
            cell.text = text
    paper.add_paragraph(foot)
    written = io.BytesIO()
    paper.save(written)
    return written.getvalue()


def cells_of(line: Line) -> tuple[str, ...]:
    """Return what stands in each column."""
    entry, incident_id, notes = line
    is_engine = entry.by == "system"
    return (
        str(entry.position),
        entry.local,
        entry.zh,
        entry.en,
        incident_id or "",
        *((entry.role.zh, "", "") if is_engine else (entry.by, entry.role.zh, entry.place)),
        "逾期" if entry.overdue else "",
        "；".join(f"{one.by}：{one.text}" for one in notes),
    )


def _written(cells: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue()


def _harmless(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula: what people typed is text."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
