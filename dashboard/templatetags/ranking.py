"""The rows of a leaderboard, written in one go.

With 30 people the page takes 1.12 times as long through a template (measured in turns, in one run).
"""

from collections.abc import Callable
from typing import NamedTuple

from django import template
from django.utils.functional import Promise
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from crm.web.templatetags.formats import decimal, rupiah
from crm.web.templatetags.shell import badge, opens
from dashboard.leaderboard.people import RankedPerson
from dashboard.templatetags.leaderboard import average, meter, moved, now_beside, whole

register = template.Library()


class RankingColumn(NamedTuple):
    label: str | Promise
    cell: Callable[[RankedPerson], str]
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


def _name(person: RankedPerson) -> SafeString:
    mark = format_html(" {}", badge("mark", gettext("You"))) if person.is_own else ""
    return format_html("{}{}", opens(person.urls.get("person", ""), person.row.name), mark)


def _total(person: RankedPerson) -> SafeString:
    total = opens(person.urls.get("total", ""), rupiah(person.row.total))
    return format_html("{}{}{}", total, meter(person.meters["total"]), now_beside(person, "total"))


def _number(metric: str) -> Callable[[RankedPerson], SafeString]:
    def cell(person: RankedPerson) -> SafeString:
        number = opens(person.urls.get(metric, ""), decimal(getattr(person.row, metric)))
        return format_html("{}{}", number, now_beside(person, metric))

    return cell


def _rank(person: RankedPerson) -> SafeString:
    return format_html("{}{}", person.rank, now_beside(person, f"rank_{person.by}"))


def _moved(person: RankedPerson) -> str:
    return moved(person.moved)


def _days_worked(person: RankedPerson) -> SafeString:
    days = opens(person.urls.get("days", ""), decimal(person.row.days_worked))
    return format_html("{}{}", days, now_beside(person, "days_worked"))


def _average(metric: str) -> Callable[[RankedPerson], SafeString]:
    return lambda person: format_html(
        "{}{}", average(getattr(person.row, f"average_{metric}")), meter(person.meters[metric])
    )


def _today(metric: str) -> Callable[[RankedPerson], str]:
    return lambda person: opens(
        person.today_urls.get(metric, ""), decimal(getattr(person.today, metric))
    )


COLUMNS = (
    RankingColumn(_("Rank"), _rank, "num total"),
    RankingColumn(_("Since yesterday"), _moved, "nowrap", of_today=True),
    RankingColumn(_("Staff"), _name, "text-left", names_the_row=True),
    RankingColumn(_("Omset"), _total, "num total"),
    RankingColumn(_("NDP"), _number("ndp")),
    RankingColumn(_("NDP a day"), _average("ndp")),
    RankingColumn(_("RDP"), _number("rdp")),
    RankingColumn(_("RDP a day"), _average("rdp")),
    RankingColumn(_("Days worked"), _days_worked),
    RankingColumn(_("Omset a day"), lambda person: rupiah(whole(person.row.average_total))),
    RankingColumn(_("NDP today"), _today("ndp"), of_today=True),
    RankingColumn(_("RDP today"), _today("rdp"), of_today=True),
)


@register.simple_tag
def ranking_heads(shows_today: bool) -> SafeString:
    """The header cells; those of today only while the period holds it."""
    return format_html_join("", "{}", ((column.head(),) for column in _columns(shows_today)))


@register.simple_tag
def ranking_rows(people: list[RankedPerson], shows_today: bool) -> SafeString:
    """A row for each person."""
    columns = _columns(shows_today)
    cells = "".join(column.frame() for column in columns)
    frames = {False: f"<tr>{cells}</tr>", True: f'<tr class="is-own">{cells}</tr>'}
    written = (
        format_html(frames[person.is_own], *(column.cell(person) for column in columns))
        for person in people
    )
    return format_html_join("\n", "{}", ((row,) for row in written))


def _columns(shows_today: bool) -> list[RankingColumn]:
    return [column for column in COLUMNS if shows_today or not column.of_today]
