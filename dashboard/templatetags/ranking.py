"""The rows of a leaderboard. Written in one go: through template tags they cost half its page."""

from collections.abc import Callable
from typing import NamedTuple

from django import template
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from crm.web.templatetags.formats import decimal, rupiah
from crm.web.templatetags.shell import badge, opens
from dashboard.leaderboard.lines import Line
from dashboard.templatetags.leaderboard import average, meter, moved, now_beside, whole

register = template.Library()


class Column(NamedTuple):
    label: str
    cell: Callable[[Line], str]
    css: str = "num"
    # Says nothing of a period that is over.
    of_today: bool = False
    names_the_row: bool = False

    def head(self) -> SafeString:
        """The header cell, to the right above numbers."""
        css = ' class="num"' if self.css.startswith("num") else ""
        return format_html(f'<th scope="col"{css}>{{}}</th>', self.label)

    def frame(self) -> str:
        """A cell for format_html: nothing in it was typed by anybody."""
        tag, scope = ("th", ' scope="row"') if self.names_the_row else ("td", "")
        label = escape(self.label)
        return f'<{tag}{scope} class="{self.css}" data-label="{label}">{{}}</{tag}>'


def _name(line: Line) -> SafeString:
    mark = format_html(" {}", badge("mark", gettext("You"))) if line.is_own else ""
    return format_html("{}{}", opens(line.urls.get("person", ""), line.row.name), mark)


def _total(line: Line) -> SafeString:
    total = opens(line.urls.get("total", ""), rupiah(line.row.total))
    return format_html("{}{}{}", total, meter(line.meters["total"]), now_beside(line, "total"))


def _number(metric: str) -> Callable[[Line], SafeString]:
    def cell(line: Line) -> SafeString:
        number = opens(line.urls.get(metric, ""), decimal(getattr(line.row, metric)))
        return format_html("{}{}", number, now_beside(line, metric))

    return cell


def _rank(line: Line) -> SafeString:
    return format_html("{}{}", line.rank, now_beside(line, f"rank_{line.by}"))


def _days_worked(line: Line) -> SafeString:
    days = opens(line.urls.get("days", ""), decimal(line.row.days_worked))
    return format_html("{}{}", days, now_beside(line, "days_worked"))


def _average(metric: str) -> Callable[[Line], SafeString]:
    return lambda line: format_html(
        "{}{}", average(getattr(line.row, f"average_{metric}")), meter(line.meters[metric])
    )


def _today(metric: str) -> Callable[[Line], str]:
    return lambda line: opens(line.today_urls.get(metric, ""), decimal(getattr(line.today, metric)))


COLUMNS = (
    Column(_("Rank"), _rank, "num total"),
    Column(_("Since yesterday"), lambda line: moved(line.moved), "nowrap", of_today=True),
    Column(_("Staff"), _name, "text-left", names_the_row=True),
    Column(_("Omset"), _total, "num total"),
    Column(_("NDP"), _number("ndp")),
    Column(_("NDP a day"), _average("ndp")),
    Column(_("RDP"), _number("rdp")),
    Column(_("RDP a day"), _average("rdp")),
    Column(_("Days worked"), _days_worked),
    Column(_("Omset a day"), lambda line: rupiah(whole(line.row.average_total))),
    Column(_("NDP today"), _today("ndp"), of_today=True),
    Column(_("RDP today"), _today("rdp"), of_today=True),
)


@register.simple_tag
def ranking_heads(shows_today: bool) -> SafeString:
    """The header cells; those of today only while the period holds it."""
    return format_html_join("", "{}", ((column.head(),) for column in _columns(shows_today)))


@register.simple_tag
def ranking_rows(lines: list[Line], shows_today: bool) -> SafeString:
    """A row for each line."""
    columns = _columns(shows_today)
    cells = "".join(column.frame() for column in columns)
    frames = {False: f"<tr>{cells}</tr>", True: f'<tr class="is-own">{cells}</tr>'}
    written = (
        format_html(frames[line.is_own], *(column.cell(line) for column in columns))
        for line in lines
    )
    return format_html_join("\n", "{}", ((row,) for row in written))


def _columns(shows_today: bool) -> list[Column]:
    return [column for column in COLUMNS if shows_today or not column.of_today]
