"""Stores by their codes, one with its tills, and how they are (LM-16). Nothing is deleted."""

from collections import Counter
from typing import Any, NamedTuple

from bson import ObjectId
from django.contrib import messages
from django.db import IntegrityError
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm.staff.access import admins
from crm.staff.requests import Request
from crm.web import errors
from crm.web.limits import WRITES, limited
from crm.web.lists.paging import page_of
from crm.web.partials import render_page
from loyalty.models import Store, StoreState, Till, TillState
from loyalty.programmes.errors import ProgrammeRefused
from loyalty.stores import verbs
from loyalty.stores.forms import NewStoreForm, StoreForm, TillForm
from loyalty.views.refusals import refuse

PAGE = "loyalty_stores"
TAKEN = gettext_lazy("Somebody else has just taken it.")


class ListedStore(NamedTuple):
    """A store, and how many tills it has."""

    store: Store
    tills: int


@require_safe
@admins(PAGE)
def stores(request: Request) -> HttpResponse:
    """All stores by code."""
    rows = Store.objects.select_related("programme")
    page = page_of(rows, request.GET.get("page", ""), by=("code",), is_ascending=True)
    tills = Counter(Till.objects.filter(store__in=page.rows).values_list("store_id", flat=True))
    context = {
        "page": page,
        "rows": [ListedStore(store, tills[store.pk]) for store in page.rows],
        "count": Store.objects.count(),
    }
    return render_page(request, "loyalty/stores/list.html", context, part="stores")


@require_http_methods(["GET", "HEAD", "POST"])
@admins(PAGE)
@limited(WRITES)
def new(request: Request) -> HttpResponse:
    """Add a store."""
    form = NewStoreForm(request.POST or None)
    if form.is_valid():
        try:
            store = verbs.add_store(**form.cleaned_data, by=request.user)
        except ProgrammeRefused as refused:
            refuse(form, refused)
        except IntegrityError:
            form.add_error("code", str(TAKEN))
        else:
            messages.success(request, _("The store %s is there now.") % store)
            return redirect("loyalty:store", store.pk)
    status = 422 if form.is_bound else 200
    return render_page(request, "loyalty/stores/new.html", {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@admins(PAGE)
@limited(WRITES)
def store(request: Request, pk: ObjectId) -> HttpResponse:
    """One store with its tills; a POST says what it is called and how it is."""
    opened = get_object_or_404(Store.objects.select_related("programme"), pk=pk)
    if request.method != "POST":
        initial = {"name": opened.name, "state": opened.state}
        return _page(request, opened, form=StoreForm(initial=initial))
    form = StoreForm(request.POST)
    if not form.is_valid():
        return _page(request, opened, form=form, status=422)
    typed = form.cleaned_data
    verbs.edit_store(pk, typed["name"], StoreState(typed["state"]), by=request.user)
    messages.success(request, _("Saved."))
    return redirect("loyalty:store", pk)


@require_POST
@admins(PAGE)
@limited(WRITES)
def add_till(request: Request, pk: ObjectId) -> HttpResponse:
    """Add a till to a store."""
    opened = get_object_or_404(Store, pk=pk)
    form = TillForm(request.POST)
    if form.is_valid():
        try:
            verbs.add_till(opened, form.cleaned_data["number"], by=request.user)
        except ProgrammeRefused as refused:
            refuse(form, refused)
        except IntegrityError:
            form.add_error("number", str(TAKEN))
        else:
            messages.success(request, _("Saved."))
            return redirect("loyalty:store", pk)
    initial = {"name": opened.name, "state": opened.state}
    return _page(request, opened, form=StoreForm(initial=initial), till_form=form, status=422)


@require_POST
@admins(PAGE)
@limited(WRITES)
def till_state(request: Request, pk: ObjectId) -> HttpResponse:
    """Say whether a till is in use."""
    till = get_object_or_404(Till, pk=pk)
    if request.POST.get("state") not in TillState.values:
        return errors.unprocessable(request, _("Choose a state."))
    verbs.set_till_state(pk, TillState(request.POST["state"]), by=request.user)
    messages.success(request, _("Saved."))
    return redirect("loyalty:store", till.store_id)


def _page(
    request: Request,
    opened: Store,
    *,
    form: Form,
    till_form: Form | None = None,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {
        "store": opened,
        "form": form,
        "till_form": till_form or TillForm(),
        "tills": Till.objects.filter(store=opened).order_by("number"),
    }
    return render_page(request, "loyalty/stores/store.html", context, status=status)
