"""Print a form of the incident command system as a DOCX document."""

from io import BytesIO

from docx import Document
from docx.document import Document as Paper
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt

from dispatch.publishing.ics.form import Block, IcsForm

DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXERCISE = "演练 EXERCISE"  # stands on every page of a drill
CHINESE_FONT = "宋体"


def as_docx(form: IcsForm) -> bytes:
    """Return a form as a document: a heading, then each block with its number."""
    paper = Document()
    style = paper.styles["Normal"]
    style.font.size = Pt(10)
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), CHINESE_FONT)
    if form.exercise:
        marked = paper.sections[0].header.paragraphs[0]
        marked.add_run(EXERCISE).bold = True
        marked.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paper.add_heading(f"{form.form}  {form.zh} {form.en}", level=1)
    for block in form.blocks:
        _print(paper, block)
    written = BytesIO()
    paper.save(written)
    return written.getvalue()


def _print(paper: Paper, block: Block) -> None:
    heading = paper.add_paragraph()
    heading.add_run(f"{block.number}. {block.zh} {block.en}").bold = True
    heading.paragraph_format.keep_with_next = True
    for line in block.lines:
        paper.add_paragraph(line)
    if block.columns:
        printed = paper.add_table(rows=1, cols=len(block.columns), style="Table Grid")
        for cell, column in zip(printed.rows[0].cells, block.columns, strict=True):
            cell.paragraphs[0].add_run(f"{column.zh} {column.en}").bold = True
        for row in block.rows:
            for cell, value in zip(printed.add_row().cells, row, strict=True):
                cell.text = value
