"""A person's month as a PDF: A4, in the reader's language, figure by figure what the screen shows.

Letters that the font lacks are printed as boxes; the user name beside the name has none of them.
"""

from pathlib import Path

from django.utils.translation import gettext as _
from fpdf import FPDF, FontFace

from bonuses.statements import tables
from bonuses.statements.person import PersonMonth
from crm.web.templatetags import formats

FONTS = Path(__file__).resolve().parent / "fonts"
FAMILY = "DejaVu"
BOLD = FontFace(emphasis="BOLD")
GREY = 200
# A title, a header and two rows: less of a table does not begin on a page.
LEAST = 28


class Document(FPDF):
    """A4 with page numbers."""

    def __init__(self) -> None:
        super().__init__(format="A4")
        self.add_font(FAMILY, "", FONTS / "DejaVuSans.ttf")
        self.add_font(FAMILY, "B", FONTS / "DejaVuSans-Bold.ttf")
        self.set_auto_page_break(True, margin=18)
        self.set_draw_color(GREY)
        self.add_page()

    def footer(self) -> None:
        self.set_y(-14)
        self.set_font(FAMILY, size=7)
        self.cell(0, 5, f"{self.page_no()} / {{nb}}", align="R")

    def line_of(self, text: str, size: int, *, bold: bool = False) -> None:
        """A paragraph of its own."""
        self.set_font(FAMILY, "B" if bold else "", size)
        self.multi_cell(0, size * 0.55, text, new_x="LMARGIN", new_y="NEXT")

    def table_of(self, content: tables.TextTable) -> None:
        """A table under its title."""
        if self.will_page_break(LEAST):
            self.add_page()
        self.ln(3)
        self.line_of(content.title, 10, bold=True)
        self.set_font(FAMILY, size=7)
        look = {"borders_layout": "HORIZONTAL_LINES", "headings_style": BOLD, "line_height": 4.4}
        with self.table(col_widths=content.widths, text_align=content.sides, **look) as table:
            for row in (content.header, *content.rows):
                is_total = content.has_total and row is content.rows[-1]
                table.row(row, style=BOLD if is_total else None)


def statement_pdf(statement: PersonMonth, name: str, username: str) -> bytes:
    """A month as a file, whose person has the name and the user name."""
    document = Document()
    document.set_title(f"{name} {statement.month:%Y-%m}")
    who = f"{name} ({username})" if name != username else name
    document.line_of(_("Bonus statement"), 15, bold=True)
    document.line_of(f"{who} · {formats.month(statement.month)}", 11, bold=True)
    document.line_of(tables.closing_text(statement), 8)
    if changed := tables.changed_text(statement):
        document.line_of(changed, 8, bold=True)
    for table in tables.month_tables(statement):
        document.table_of(table)
    document.ln(3)
    document.line_of(_("Total bonus = main bonus + daily NDP bonuses + daily RDP bonuses."), 8)
    for text in filter(None, (tables.to_pay_text(statement), tables.rate_text(statement.display))):
        document.line_of(text, 8)
    return bytes(document.output())
