"""The bonuses of a month (BO-7)."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from bonuses import links
from bonuses.statements.columns import (
    figure_cells,
    figure_columns,
    figure_value,
    stacked_by_currency,
    text_of_now,
)
from bonuses.statements.sheet import MonthLine, MonthSheet, PersonLine, month_sheet
from bonuses.views.chosen_month import months_of
from crm.staff.access import admins
from crm.staff.models import User
from crm.staff.requests import Request
from crm.web.lists.sorting import sorted_by
from crm.web.partials import render_page


@require_safe
@admins("bonuses")
def month(request: Request) -> HttpResponse:
    """Everybody with records in the month, by total bonus; a closed month as it was closed."""
    months = months_of(request)
    sheet = month_sheet(months.chosen, request.GET.get("currency", ""))
    rows = table(request.user, sheet, request.GET.get("sort", ""))
    context = {"months": months, "display": sheet.display, **rows}
    return render_page(request, "bonuses/month.html", context, part="month")


def table(user: User, sheet: MonthSheet, order: str = "") -> dict:
    """The month for templates/bonuses/table.html: columns, rows and sums, each number a link.

    The lines stand by total bonus (BO-7) unless `order` names another column.
    """
    columns = figure_columns(sheet.currency, sheet.others)
    orders: dict[str, Callable[[PersonLine], Any]] = {
        column.name: partial(figure_value, column=column) for column in columns
    }
    orders["name"] = lambda line: line.name.casefold()
    lines, sort = sorted_by(sheet.lines, order, orders)

    def row(line: MonthLine) -> dict:
        page = links.person(line.staff_id, sheet.month) if line.staff_id else ""
        linked = [
            (
                cell,
                links.of_figure(user, cell.column.name, line.staff_id, sheet.month, page),
                text_of_now(line, cell.column),
            )
            for cell in stacked_by_currency(figure_cells(line, columns))
        ]
        return {"line": line, "url": page, "cells": linked}

    return {
        "sheet": sheet,
        "query": f"?month={sheet.month:%Y-%m}",
        "columns": [column for column in columns if "." not in column.name],
        "rows": [row(line) for line in lines],
        "sort": sort,
        "total": row(sheet.total),
    }
