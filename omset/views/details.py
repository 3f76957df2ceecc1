"""The deposits of each day, by customer (OM-27)."""

from bson import ObjectId
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from crm.staff.access import signed_in
from crm.staff.requests import Request
from crm.web.limits import READS, limited
from crm.web.lists.paging import page_of
from crm.web.partials import render_page
from omset import numbers
from omset.lists import days, links
from omset.lists.chips import chips_of
from omset.lists.filter_forms import GroupForm, SumsForm
from omset.lists.recent import recent_days
from omset.locks import recount_due
from omset.models import OmsetRecord

DEPOSITS = "omset/deposits.html"


@require_safe
@signed_in("omset")
@limited(READS, reads=True)
def details(request: Request) -> HttpResponse:
    """Whole days of the filter, the newest first; of a very long day `rows` at a time."""
    form = SumsForm(request.GET, user=request.user)
    context: dict[str, object] = {"form": form}
    if form.is_valid():
        chosen = form.chosen()
        cursors = [request.GET.get(name, "") for name in ("page", "rows")]
        context |= {
            "chosen": chosen,
            "query": links.query(chosen),
            "chips": chips_of(form),
            "names": form.names(),
            "recent": recent_days(form),
            "recount_due": recount_due(chosen.staff),
        }
        try:
            context["page"] = days.days_page(chosen, *cursors)
        except numbers.TooManyRecords:
            context["too_many"] = True
    return render_page(request, "omset/details.html", context, part=("days", "more"))


@require_safe
@signed_in("omset")
@limited(READS, reads=True)
def deposits(request: Request, pk: ObjectId) -> HttpResponse:
    """The deposits of one customer that a row adds up; `pk` is any of them (RO-6: else 404)."""
    sample = get_object_or_404(OmsetRecord.objects.visible_to(request.user), pk=pk)
    form = GroupForm(request.GET)
    if not form.is_valid():
        raise Http404
    kind = form.cleaned_data["kind"]
    records = days.deposits(sample, form.period(), kind)
    context = {
        "sample": sample,
        "period": form.period(),
        "kind": kind,
        "page": page_of(records, request.GET.get("page", ""), by=("date", "id")),
    }
    opened = request.htmx and request.htmx.target == f"of-{pk}"
    return render(request, f"{DEPOSITS}#opened" if opened else DEPOSITS, context)
