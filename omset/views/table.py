"""The omset table and its downloads: one filter drives both (OM-25, OM-32)."""

from contextlib import suppress
from functools import partial
from typing import Any

from django.core.cache import cache
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.template import Context
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_ratelimit.decorators import ratelimit

from crm.registry.notices import notices_at
from crm.staff.access import signed_in
from crm.staff.accounts.list_layout import layout_of
from crm.staff.requests import Request
from crm.web import errors
from crm.web.files.downloads import few_downloads_at_once
from crm.web.files.exports import csv_file, xlsx_file
from crm.web.limits import SEARCHES, limited
from crm.web.lists import selection
from crm.web.lists.chips import query_of
from crm.web.lists.searches import chosen_in, leads_on, names_nobody
from crm.web.partials import render_page
from omset import numbers
from omset.lists import columns
from omset.lists.chips import chips_of
from omset.lists.export import customers_sheet, records_sheet, summary_sheet
from omset.lists.filter_forms import FilterForm
from omset.lists.filters import Filter
from omset.lists.recent import recent_days
from omset.locks import recount_due
from omset.views import bulk

FORMATS = {"csv": csv_file, "xlsx": xlsx_file}
SHEETS = {"records": records_sheet, "summary": summary_sheet, "customers": customers_sheet}
# How many sums one person may have the database try in vain, and then wait. django-ratelimit
# writes even where it only looks: two commands more on every page of a customer.
MOST_GIVEN_UP, PAUSE_SECONDS = 10, 60


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in("omset")
@names_nobody(FilterForm)
def omset(request: Request) -> HttpResponse:
    """The records of the filter, 50 at a time, and the sums over all of them.

    A POST deletes the selected ones and shows what became of each.
    """
    form = _filter_of(request)
    return _delete(request, form) if request.method == "POST" else _page(request, form)


@require_POST
@signed_in("omset")
@limited(SEARCHES)
def find(request: Request) -> HttpResponse:
    """Leads on to the list with what was sent, under an address that names no customer."""
    return leads_on(request, "omset:list", FilterForm)


@require_GET
@signed_in("omset")
@names_nobody(FilterForm)
@ratelimit(key="user", rate="20/m")
@few_downloads_at_once
def export(request: Request) -> HttpResponseBase:
    """The same filter as a file: `format` csv or xlsx, `sheet` records, summary or customers.

    A file with days of a closed month that changed since is called live.
    """
    form = _filter_of(request)
    write = FORMATS.get(request.GET.get("format", "csv"))
    sheet = request.GET.get("sheet", "records")
    if not write or sheet not in SHEETS:
        return errors.unprocessable(request, _("There is no such file to download."))
    if sheet != "records" and form.is_valid() and not form.chosen().is_counted:
        form.add_error("approval", _("A summary sums what counts: approved deposits only."))
    if not form.is_valid():
        return _page(request, form, status=422)
    chosen = form.chosen()
    header, rows = SHEETS[sheet](chosen)
    # The file goes on without the page, which says so in words.
    live = "-live" if notices_at("omset:ledger", Context(), chosen) else ""
    return write(f"omset-{sheet}-{chosen.period.file_name}{live}", header, rows)


def _filter_of(request: Request) -> FilterForm:
    return FilterForm(chosen_in(request, FilterForm), user=request.user)


def _delete(request: Request, form: FilterForm) -> HttpResponse:
    if not form.is_valid():
        return _page(request, form, status=422)
    matching = form.chosen().records().order_by("-date", "-id")
    delete = partial(bulk.delete, request, matching)
    return selection.page_with_outcomes(partial(_page, request, form), delete)


def _page(request: Request, form: FilterForm, status: int = 200, **result: Any) -> HttpResponse:
    context = result | {
        "form": form,
        "query": query_of(form),
        "columns": columns.columns_for(
            layout_of(request.user, "omset").hidden, own=not request.user.is_admin
        ),
    }
    if form.is_valid():
        context |= _records(request, form.chosen()) | {"chips": chips_of(form)}
        context["recent"] = recent_days(form)
    return render_page(request, "omset/list.html", context, part=("records", "sums"), status=status)


def _records(request: Request, chosen: Filter) -> dict[str, Any]:
    read_at = timezone.now()
    page = columns.page_of_deposits(chosen.records(), request.GET.get("page", ""))
    sums = _sums(request, chosen)
    # Without a kind or an approval some of the records are no part of the sums.
    match_count = sums.records if sums and (chosen.kind or chosen.approval) else None
    return {
        "chosen": chosen,
        "read_at": read_at,
        "page": page,
        "sums": sums,
        "match_count": match_count,
        **selection.choice_of_all(request, chosen.records()),
        "recount_due": recount_due(chosen.staff),
    }


def _sums(request: Request, chosen: Filter) -> numbers.Numbers | None:
    """The sums, or None if they would take too long; the page says so.

    Who keeps asking for too much does not make the database try any more for a while.
    """
    given_up = f"sums-given-up:{request.user.pk}"
    if chosen.customer and cache.get(given_up, 0) >= MOST_GIVEN_UP:
        return None
    try:
        return chosen.sums()
    except numbers.TooManyRecords:
        cache.add(given_up, 0, PAUSE_SECONDS)
        with suppress(ValueError):  # it has just expired
            cache.incr(given_up)
        return None
