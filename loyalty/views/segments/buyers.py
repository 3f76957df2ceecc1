"""The buyers of a run: lists, files, and one with everything that their cell follows from."""

from bson import ObjectId
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_safe
from django_ratelimit.decorators import ratelimit

from crm.mongo.rows import collection
from crm.staff.access import signed_in
from crm.staff.requests import Request
from crm.web import errors
from crm.web.files.downloads import few_downloads_at_once
from crm.web.files.exports import csv_file, xlsx_file
from crm.web.partials import render_page
from loyalty.models import SegmentedBuyer
from loyalty.segments.buyer_names import listed_buyers
from loyalty.segments.explaining import explained_row, segment_name
from loyalty.segments.forms import BuyersForm
from loyalty.segments.lists import BuyersWish, buyers_page, count_buyers, resolved
from loyalty.segments.movements import earlier_runs
from loyalty.segments.sheet import sheet_of
from loyalty.segments.stored import scores_of
from loyalty.views.segments.chosen_run import PAGE, ChosenRun, chosen_run

LIST, ONE = "loyalty/segments/buyers.html", "loyalty/segments/buyer.html"
FORMATS = {"csv": csv_file, "xlsx": xlsx_file}


@require_safe
@signed_in(PAGE)
def buyers(request: Request, pk: ObjectId) -> HttpResponse:
    """The buyers of a segment, of a cell, or of a movement, the largest value first."""
    chosen = chosen_run(request, pk)
    form = _form(request, chosen)
    context = {"chosen": chosen, "run": chosen.run, "programme": chosen.programme, "form": form}
    if not form.is_valid():
        return render_page(request, LIST, context, part="buyers", status=422)
    wish = resolved(form.wish(chosen.keys))
    page = buyers_page(wish, request.GET.get("page", ""))
    context |= {
        "page": page,
        "buyers": listed_buyers(page.rows),
        "count": count_buyers(wish),
        "heading": _heading(wish),
    }
    return render_page(request, LIST, context, part="buyers")


@require_GET
@signed_in(PAGE)
@ratelimit(key="user", rate="20/m")
@few_downloads_at_once
def export(request: Request, pk: ObjectId) -> HttpResponseBase:
    """The same list as a file: `format` csv or xlsx."""
    chosen = chosen_run(request, pk)
    form, write = _form(request, chosen), FORMATS.get(request.GET.get("format", "csv"))
    if not write or not form.is_valid():
        return errors.unprocessable(request, _("There is no such file to download."))
    header, rows = sheet_of(resolved(form.wish(chosen.keys)))
    return write(f"segments-{chosen.run.day}", header, rows)


@require_safe
@signed_in(PAGE)
def buyer(request: Request, pk: ObjectId) -> HttpResponse:
    """Why one buyer is where they are, and the nearest change that comes true (LF-8)."""
    row = collection(SegmentedBuyer).find_one({"_id": pk})
    if row is None:
        raise Http404
    chosen = chosen_run(request, row["run_id"])
    if chosen.keys is not None and row["buyer"] not in chosen.keys:
        raise Http404
    context = {
        "run": chosen.run,
        "programme": chosen.programme,
        "listed": listed_buyers([row])[0],
        "explained": explained_row(chosen.run, row),
    }
    return render_page(request, ONE, context)


def _form(request: Request, chosen: ChosenRun) -> BuyersForm:
    others = earlier_runs(chosen.run) if request.GET.get("before") else []
    return BuyersForm(request.GET, run=chosen.run, others=others)


def _heading(wish: BuyersWish) -> str:
    """What the listed buyers have in common."""
    if wish.cell is not None:
        return _("Cell %s") % str(scores_of(wish.cell))
    return segment_name(wish.segment) if wish.segment else _("All buyers")
