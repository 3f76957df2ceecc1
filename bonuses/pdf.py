"""A person's month as a PDF: A4, in the reader's language, figure by figure what the screen shows.

Letters that the font lacks are printed as boxes; the user name beside the name has none of them.
"""

from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext as _
from fpdf import FPDF, FontFace
from fpdf.enums import TableBordersLayout

from bonuses.columns import LABELS, kind_of
from bonuses.discrepancies import changed_figures
from bonuses.personal import DayLine, Personal
from bonuses.shown import Shown
from bonuses.wording import cause_of
from crm.web.templatetags import formats

FONTS = Path(__file__).resolve().parent / "fonts"
FAMILY = "DejaVu"
LEFT, RIGHT = "LEFT", "RIGHT"
HEADING = FontFace(emphasis="BOLD")


class Document(FPDF):
    """A4 with page numbers."""

    def __init__(self):
        super().__init__(format="A4")
        self.add_font(FAMILY, "", FONTS / "DejaVuSans.ttf")
        self.add_font(FAMILY, "B", FONTS / "DejaVuSans-Bold.ttf")
        self.set_auto_page_break(True, margin=18)
        self.alias_nb_pages()
        self.add_page()

    def footer(self):
        self.set_y(-14)
        self.set_font(FAMILY, size=7)
        self.cell(0, 5, f"{self.page_no()} / {{nb}}", align="R")


def statement_pdf(found: Personal, name: str, username: str, shown: Shown) -> bytes:
    """The statement of `found`, whose person has the name and the user name."""
    document, currency = Document(), found.plan.currency
    document.set_title(f"{name} {found.month:%Y-%m}")
    _head(document, found, f"{name} ({username})" if name != username else name)
    _table(document, _("Bonus"), [_("Figure"), _("Amount")], _figures(found, shown), numbers=1)
    _table(document, _("Daily bonuses"), _tier_header(), _tiers(found, currency, shown), numbers=3)
    _table(document, _("Days"), _day_header(), _days(found, currency, shown), numbers=4)
    if found.adjustments:
        lines = _adjustments(found, shown)
        _table(document, _("Adjustments from closed months"), _line_header(), lines, numbers=1)
    _foot(document, found, shown)
    return bytes(document.output())


def _head(document: Document, found: Personal, name: str) -> None:
    document.set_font(FAMILY, "B", 15)
    document.multi_cell(0, 8, _("Bonus statement"), new_x="LMARGIN", new_y="NEXT")
    document.set_font(FAMILY, "B", 11)
    title = f"{name} · {formats.month(found.month)}"
    document.multi_cell(0, 6, title, new_x="LMARGIN", new_y="NEXT")
    document.set_font(FAMILY, size=8)
    document.multi_cell(0, 5, _state(found), new_x="LMARGIN", new_y="NEXT")


def _state(found: Personal) -> str:
    """Whether the month is closed, and as of when the figures are."""
    if not found.closing:
        return _("Not closed. As of %s.") % formats.moment(timezone.now())
    closing = found.closing
    facts = {"name": closing.closed_by_name, "at": formats.moment(closing.closed_at)}
    return _("Closed by %(name)s on %(at)s. The figures are as they were then.") % facts


def _figures(found: Personal, shown: Shown) -> list[list[str]]:
    names = ("total", "records", "ndp", "rdp", "days_worked", "main_bonus", "ndp_bonus")
    names += ("rdp_bonus", "total_bonus", "adjusted", "to_pay")
    rows = [[str(LABELS[name]), _shown(found, name, shown)] for name in names]
    others = [
        [_("Adjustments in %(currency)s") % {"currency": currency}, shown.text(sum, currency)]
        for currency, sum in found.others.items()
    ]
    return rows + others


def _shown(found: Personal, name: str, shown: Shown) -> str:
    return shown.both(getattr(found.line, name), kind_of(name), found.plan.currency)[1]


def _tier_header() -> list[str]:
    return [_("A day with"), _("Bonus"), _("Days"), _("Together")]


def _tiers(found: Personal, currency: str, shown: Shown) -> list[list[str]]:
    return [
        [
            f"{tier.label} {tier.kind}",
            shown.text(tier.bonus, currency),
            formats.decimal(tier.days),
            shown.text(tier.sum, currency),
        ]
        for tier in found.tiers
    ]


def _day_header() -> list[str]:
    names = ("total", "ndp", "rdp", "ndp_bonus", "rdp_bonus")
    labels = [str(LABELS[name]) for name in names]
    return [_("Date"), *labels]


def _days(found: Personal, currency: str, shown: Shown) -> list[list[str]]:
    rows = [_day(day, formats.weekday(day.date), currency, shown) for day in found.days]
    return [*rows, _day(found.line, _("Total"), currency, shown)]


def _day(day: DayLine, label: str, currency: str, shown: Shown) -> list[str]:
    counts = [formats.decimal(day.ndp), formats.decimal(day.rdp)]
    bonuses = [shown.text(bonus, currency) for bonus in (day.ndp_bonus, day.rdp_bonus)]
    return [label, formats.rupiah(day.total), *counts, *bonuses]


def _line_header() -> list[str]:
    return [_("Closed month"), _("Cause"), _("Changed"), _("By"), _("Bonus")]


def _adjustments(found: Personal, shown: Shown) -> list[list[str]]:
    return [
        [
            formats.month(row.month),
            str(cause_of(row)),
            _changes(row, shown),
            row.actor_name,
            shown.text(row.amount, row.currency),
        ]
        for row in found.adjustments
    ]


def _changes(row, shown: Shown) -> str:
    return "\n".join(
        f"{LABELS[name]} {_text(name, before, row, shown)} → {_text(name, after, row, shown)}"
        for name, before, after in changed_figures(row.old, row.new)
    )


def _text(name: str, value, row, shown: Shown) -> str:
    return shown.both(value, kind_of(name), row.currency)[1]


def _table(document, title: str, header: list[str], rows: list[list[str]], *, numbers: int):
    """A titled table; its first column and all but the last `numbers` are text."""
    document.ln(4)
    document.set_font(FAMILY, "B", 10)
    document.cell(0, 7, title, new_x="LMARGIN", new_y="NEXT")
    document.set_font(FAMILY, size=8)
    aligned = [LEFT] * (len(header) - numbers) + [RIGHT] * numbers
    layout = TableBordersLayout.HORIZONTAL_LINES
    with document.table(
        text_align=aligned, borders_layout=layout, headings_style=HEADING, line_height=5
    ) as table:
        for cells in (header, *rows):
            table.row(cells)


def _foot(document: Document, found: Personal, shown: Shown) -> None:
    document.ln(4)
    rule = _("Total bonus = main bonus + daily NDP bonuses + daily RDP bonuses.")
    lines = [rule, rate_said(shown)]
    document.multi_cell(0, 5, "\n".join(filter(None, lines)), new_x="LMARGIN", new_y="NEXT")


def rate_said(shown: Shown) -> str:
    """At which rate amounts are in rupiah; nothing where they are not."""
    if not shown.converts:
        return ""
    facts = {"rate": formats.rupiah(shown.rate.rupiah), "since": formats.day(shown.rate.valid_from)}
    return _("At %(rate)s for one dollar, the rate from %(since)s on.") % facts
