"""Customers recorded by several people (OM-31)."""

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe
from django_ratelimit.decorators import ratelimit

from crm.mongo.rows import object_id
from crm.staff.access import admins
from crm.staff.requests import Request
from crm.web.lists.paging import Page, page_of
from crm.web.partials import render_page
from omset.lists.chips import chips_of
from omset.lists.duplicates import DuplicateScope, group_of, place_of, records_of, report
from omset.lists.filters import PeriodForm
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
    wanted = request.GET.get("group")
    return _one_group(request, form, scope, wanted) if wanted else _groups(request, form, scope)


@ratelimit(key="user", rate="20/m")
def _groups(request: Request, form: Form, scope):
    found = report(scope, place_of(request.GET.get("page", "")))
    page = Page(found.groups, next=found.next, previous=found.previous)
    context = {
        "form": form,
        "chips": chips_of(form),
        "scope": scope,
        "report": found,
        "page": page,
    }
    return render_page(request, TEMPLATE, context, part="groups")


def _one_group(request: Request, form: Form, scope, wanted):
    """The records of a group, as a page of their own or to be opened in the list."""
    sample = get_object_or_404(OmsetRecord, pk=object_id(wanted))
    page = page_of(records_of(scope, sample), request.GET.get("page", ""), by=("date", "id"))
    context = {"form": form, "scope": scope, "sample": sample, "page": page}
    if request.htmx and request.htmx.target == f"group-{sample.pk}":
        return render(request, f"{TEMPLATE}#opened", context)
    return render(request, TEMPLATE, context | {"group": group_of(scope, sample)})
