"""Customers recorded by several people (OM-31)."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe
from django_ratelimit.decorators import ratelimit

from crm.mongo.rows import object_id
from crm.staff.access import admins
from crm.staff.requests import Request
from crm.web.lists.paging import page_of
from crm.web.partials import render_page
from omset.lists.chips import chips_of
from omset.lists.duplicates import DuplicateScope, group_of, records_of, report
from omset.lists.filter_forms import PeriodForm
from omset.lists.filters import Filter
from omset.models import OmsetRecord

TEMPLATE = "omset/duplicates.html"


@require_safe
@admins("duplicates")
def duplicates(request: Request) -> HttpResponse:
    """The groups of a period and product; with `group` the records of one of them."""
    form = PeriodForm(request.GET)
    if not form.is_valid():
        return render_page(request, TEMPLATE, {"form": form}, part="groups")
    scope = DuplicateScope(form.period(), form.chosen_id("product"))
    sample_id = request.GET.get("group")
    if sample_id:
        return _one_group(request, form, scope, sample_id)
    return _groups(request, form, scope)


@ratelimit(key="user", rate="20/m")
def _groups(request: Request, form: PeriodForm, scope: DuplicateScope) -> HttpResponse:
    page = report(scope, request.GET.get("page", ""))
    context = {
        "form": form,
        "chips": chips_of(form),
        "scope": scope,
        "chosen": Filter(scope.period, product=scope.product),
        "page": page,
    }
    return render_page(request, TEMPLATE, context, part="groups")


def _one_group(
    request: Request, form: PeriodForm, scope: DuplicateScope, sample_id: str
) -> HttpResponse:
    """The records of a group, as a page of their own or to be opened in the list."""
    sample = get_object_or_404(OmsetRecord, pk=object_id(sample_id))
    page = page_of(records_of(scope, sample), request.GET.get("page", ""), by=("date", "id"))
    context = {"form": form, "scope": scope, "sample": sample, "page": page}
    if request.htmx and request.htmx.target == f"group-{sample.pk}":
        return render(request, f"{TEMPLATE}#opened", context)
    return render(request, TEMPLATE, context | {"group": group_of(scope, sample)})
