"""Print a report sheet as PDF, with its typeface in the file: it looks the same everywhere."""

from collections.abc import Sequence
from functools import partial

from fpdf import FPDF
from fpdf.enums import Align, TableBordersLayout, TextMode, VAlign, XPos, YPos
from fpdf.fonts import FontFace
from fpdf.table import Table
from noto_cjk_sans_otc import FONT_PATH

from dispatch.publishing.sheets.layout import Cell, Layout
from dispatch.publishing.sheets.line_breaking import broken

FACE, SIMPLIFIED_CHINESE = "NotoSansCJKsc", 2  # the third font of the collection
MARGIN_MM, LABEL_MM = 22.0, 27.0
TEXT_MM = 210.0 - 2 * MARGIN_MM
PADDING_MM = 2.2
LINES_OF_A_ROW = 12  # a row does not break over pages, so a long text is several
LABELLED = FontFace(fill_color=(242, 242, 242))


class _Paper(FPDF):
    """A4 with its number at the foot of each page."""

    def footer(self) -> None:
        self.set_y(-15)
        self.set_font(FACE, size=9)
        self.cell(w=0, h=6, text=f"－ {self.page_no()} －", align=Align.C)


def as_pdf(layout: Layout) -> bytes:
    """Return the sheet as a PDF file."""
    paper = _Paper(format="A4")
    paper.add_font(FACE, "", str(FONT_PATH), collection_font_number=SIMPLIFIED_CHINESE)
    paper.set_margins(MARGIN_MM, 20, MARGIN_MM)
    paper.set_auto_page_break(auto=True, margin=20)
    paper.set_title(layout.title)
    paper.set_lang("zh-CN")
    paper.add_page()
    _line(paper, layout.heading, 21, heavy=True)
    _line(paper, layout.title, 14, heavy=False)
    paper.ln(2)
    paper.set_font(FACE, size=10.5)
    value_mm = TEXT_MM / 2 - LABEL_MM
    with paper.table(
        col_widths=(LABEL_MM, value_mm, LABEL_MM, value_mm),
        width=TEXT_MM,
        first_row_as_headings=False,
        borders_layout=TableBordersLayout.ALL,
        line_height=6.2,
        padding=(1.4, PADDING_MM),
        text_align=Align.L,
        v_align=VAlign.M,
    ) as table:
        for index in range(0, len(layout.header), 2):
            _pair(paper, table, layout.header[index : index + 2])
        for cell in (*layout.wide, *layout.sections):
            _alone(paper, table, cell)
    paper.ln(3)
    paper.set_font(FACE, size=9)
    paper.multi_cell(w=0, h=5, text=layout.foot, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    return bytes(paper.output())


def _line(paper: FPDF, text: str, size_pt: float, *, heavy: bool) -> None:
    """Write a centred line; a heavy one has its letters outlined as well as filled."""
    paper.set_font(FACE, size=size_pt)
    write = partial(
        paper.multi_cell,
        w=0,
        h=size_pt * 0.55,
        text=text,
        align=Align.C,
        new_x=XPos.LMARGIN,
        new_y=YPos.NEXT,
    )
    if heavy:
        with paper.local_context(text_mode=TextMode.FILL_STROKE, line_width=0.25):
            write()
    else:
        write()


def _pair(paper: FPDF, table: Table, cells: Sequence[Cell]) -> None:
    """Write a line of two cells; the last one alone takes the whole line."""
    if len(cells) == 1:
        _alone(paper, table, cells[0])
        return
    row = table.row()
    for cell in cells:
        row.cell(cell.label, align=Align.C, style=LABELLED)
        row.cell("\n".join(_lines(paper, cell.text, TEXT_MM / 2 - LABEL_MM)))


def _alone(paper: FPDF, table: Table, cell: Cell) -> None:
    """Write one cell over the whole line; one longer than a page goes on in further rows."""
    lines = _lines(paper, cell.text, TEXT_MM - LABEL_MM)
    for begin in range(0, len(lines), LINES_OF_A_ROW):
        row = table.row()
        row.cell(cell.label if begin == 0 else "", align=Align.C, style=LABELLED)
        row.cell("\n".join(lines[begin : begin + LINES_OF_A_ROW]), colspan=3)


def _lines(paper: FPDF, text: str, width_mm: float) -> list[str]:
    return broken(text, width_mm - 2 * PADDING_MM - 1.0, paper.get_string_width)
