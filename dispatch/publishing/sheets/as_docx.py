"""Print a report sheet as DOCX, in the typefaces that offices have: for signing and filing."""

import io
from collections.abc import Sequence

from docx import Document
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

from dispatch.publishing.sheets.layout import Cell, Layout

BODY, LABEL, HEADING = (
    "仿宋",
    "黑体",
    "宋体",
)  # as official papers have them; replaced where missing
MARGIN_CM, TEXT_CM = 2.3, 16.4  # A4
LABEL_CM = 2.9


def as_docx(layout: Layout) -> bytes:
    """Return the sheet as a DOCX file."""
    paper = Document()
    section = paper.sections[0]
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.left_margin = section.right_margin = Cm(MARGIN_CM)
    section.top_margin = section.bottom_margin = Cm(2.2)
    _write(paper.add_paragraph(), layout.heading, HEADING, 22, bold=True, centred=True)
    _write(paper.add_paragraph(), layout.title, BODY, 16, centred=True, after_pt=8)
    table = paper.add_table(rows=0, cols=4)
    table.style = "Table Grid"
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    for index in range(0, len(layout.header), 2):
        _row(table, layout.header[index : index + 2])
    for cell in (*layout.wide, *layout.sections):
        _row(table, (cell,))
    foot = paper.add_paragraph()
    _write(foot, layout.foot, BODY, 11)
    foot.paragraph_format.space_before = Pt(6)
    _number_pages(section.footer.paragraphs[0])
    paper.core_properties.title = layout.title
    paper.core_properties.author = ""
    written = io.BytesIO()
    paper.save(written)
    return written.getvalue()


def _row(table: Table, cells: Sequence[Cell]) -> None:
    """Add a line of one or two labelled cells; a short one is kept on one page."""
    row = table.add_row()  # type: ignore[no-untyped-call]
    value_cm = (TEXT_CM - 2 * LABEL_CM) / 2
    for cell, width in zip(row.cells, (LABEL_CM, value_cm, LABEL_CM, value_cm), strict=True):
        cell.width = Cm(width)
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    if len(cells) == 1:
        row.cells[1].merge(row.cells[3])
    for index, cell in enumerate(cells):
        _fill(row.cells[2 * index], cell.label, LABEL, centred=True)
        _fill(row.cells[2 * index + 1], cell.text, BODY)
    if sum(len(cell.text) for cell in cells) < 600:
        _keep_together(row)


def _fill(cell: _Cell, text: str, typeface: str, *, centred: bool = False) -> None:
    lines = text.split("\n")
    _write(cell.paragraphs[0], lines[0], typeface, 12, centred=centred)
    for line in lines[1:]:
        _write(cell.add_paragraph(), line, typeface, 12, centred=centred)


def _write(
    paragraph: Paragraph,
    text: str,
    typeface: str,
    size_pt: float,
    *,
    bold: bool = False,
    centred: bool = False,
    after_pt: float = 3,
) -> None:
    run = paragraph.add_run(text)
    run.bold = bold
    run.font.size = Pt(size_pt)
    run.font.name = "Times New Roman"
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), typeface)
    paragraph.paragraph_format.space_before = Pt(3)
    paragraph.paragraph_format.space_after = Pt(after_pt)
    paragraph.paragraph_format.line_spacing = 1.25
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _keep_together(row: _Row) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _number_pages(paragraph: Paragraph) -> None:
    """Write － 1 － at the foot of each page, the number as a field that the reader fills in."""
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.add_run("－ ")
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = paragraph.add_run()
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = text
        run._element.append(mark)
    paragraph.add_run(" －")
