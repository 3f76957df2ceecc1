"""The report that is on the screen as a file: the same rows, all of them (LX-9)."""

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import chain

from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from django_ratelimit.decorators import ratelimit

from crm.staff.access import admins
from crm.staff.requests import Request
from crm.web import errors
from crm.web.files.downloads import few_downloads_at_once
from crm.web.files.exports import TypedText, csv_file, xlsx_file
from loyalty.analytics.programme_facts import programme_facts
from loyalty.analytics.reads.errors import NotSummedYet
from loyalty.analytics.reads.sales import Sales
from loyalty.analytics.reports.base import CellUnit, Report, ReportCell
from loyalty.views.analytics.pages import PAGE, chosen_screen, filter_form
from loyalty.views.choice import programme_choice

FORMATS = ("csv", "xlsx", "json")


@require_GET
@admins(PAGE)
@ratelimit(key="user", rate="20/m")
@few_downloads_at_once
def export(request: Request, name: str) -> HttpResponseBase:
    """All rows of a screen's filter as CSV, XLSX or JSON."""
    screen, programme = chosen_screen(name), programme_choice(request).chosen
    file_format = request.GET.get("format", "csv")
    if programme is None or file_format not in FORMATS:
        return errors.unprocessable(request, _("There is no such file to download."))
    facts = programme_facts(programme, timezone.localdate())
    form = filter_form(request, programme, facts, screen)
    if not form.is_valid():
        reasons = " ".join(str(error) for each in form.errors.values() for error in each)
        return errors.unprocessable(request, reasons)
    try:
        report = screen.report(Sales(form.chosen, facts))
    except NotSummedYet:
        return errors.conflict(request, _("A batch is still being summed. Try again in a minute."))
    return _file(f"{name}-{form.told_by}", report, file_format)


def _file(name: str, report: Report, file_format: str) -> HttpResponseBase:
    header = [column.name for column in report.columns]
    rows = (_cells(report, row.cells) for row in report.rows())
    if file_format == "json":
        return _json_file(name, header, rows)
    return (xlsx_file if file_format == "xlsx" else csv_file)(name, header, rows)


def _cells(report: Report, cells: tuple[ReportCell, ...]) -> list[ReportCell]:
    """Texts of files stay texts: a spreadsheet makes no number of a barcode, and no formula."""
    return [
        TypedText(cell) if column.unit == CellUnit.TEXT and isinstance(cell, str) else cell
        for column, cell in zip(report.columns, cells, strict=True)
    ]


def _json_file(
    name: str, header: list[str], rows: Iterator[list[ReportCell]]
) -> StreamingHttpResponse:
    objects = (json.dumps(dict(zip(header, row, strict=True)), default=_plain) for row in rows)
    first = next(objects, None)
    others = (f",\n{text}" for text in objects)
    pieces = chain(["["], [] if first is None else [first], others, ["]\n"])
    return StreamingHttpResponse(
        pieces,
        content_type="application/json",
        headers={"Content-Disposition": content_disposition_header(True, f"{name}.json")},
    )


def _plain(value: object) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else str(value)
