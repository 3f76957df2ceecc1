"""Which products and stores belong to a programme (LM-2)."""

from collections.abc import Callable

from bson import ObjectId
from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from crm.staff.access import admins, master_admins
from crm.staff.models import Product
from crm.staff.requests import Request
from crm.web import errors
from crm.web.limits import WRITES, limited
from loyalty.models import Programme, Store
from loyalty.programmes import changes
from loyalty.programmes.errors import ProgrammeRefused
from loyalty.programmes.forms import AddProductForm, AddStoreForm
from loyalty.stores.verbs import join_programme, leave_programme
from loyalty.views.programmes.programmes import PAGE


@require_POST
@admins(PAGE)
@limited(WRITES)
def add_product(request: Request, pk: ObjectId) -> HttpResponse:
    """Let a free product belong to the programme."""
    programme = get_object_or_404(Programme, pk=pk)
    form = AddProductForm(request.POST)
    if not form.is_valid():
        return errors.unprocessable(request, _("Choose a product that belongs to no programme."))
    product = form.cleaned_data["product"]
    return _done(request, pk, lambda: changes.add_product(programme, product, by=request.user))


@require_POST
@master_admins(PAGE)
@limited(WRITES)
def remove_product(request: Request, pk: ObjectId) -> HttpResponse:
    """Take a product out of the programme."""
    programme = get_object_or_404(Programme, pk=pk)
    product = get_object_or_404(Product, pk=_named_id(request, "product"))
    reason = request.POST.get("reason", "")
    return _done(
        request,
        pk,
        lambda: changes.remove_product(programme, product, by=request.user, reason=reason),
    )


@require_POST
@admins(PAGE)
@limited(WRITES)
def add_store(request: Request, pk: ObjectId) -> HttpResponse:
    """Let a store belong to the programme; a code that nobody knows becomes one."""
    programme = get_object_or_404(Programme, pk=pk)
    form = AddStoreForm(request.POST)
    if not form.is_valid():
        return errors.unprocessable(request, _("A store has a code of at most 40 characters."))
    code = form.cleaned_data["code"]
    return _done(request, pk, lambda: join_programme(code, programme, by=request.user))


@require_POST
@master_admins(PAGE)
@limited(WRITES)
def remove_store(request: Request, pk: ObjectId) -> HttpResponse:
    """Take a store out of the programme."""
    programme = get_object_or_404(Programme, pk=pk)
    store = get_object_or_404(Store, pk=_named_id(request, "store"))
    reason = request.POST.get("reason", "")
    return _done(
        request, pk, lambda: leave_programme(store.pk, programme, by=request.user, reason=reason)
    )


def _done(request: Request, pk: ObjectId, verb: Callable[[], object]) -> HttpResponse:
    try:
        verb()
    except ProgrammeRefused as refused:
        return errors.unprocessable(request, refused.reason)
    except IntegrityError:
        return errors.conflict(request, _("Somebody else was faster. Look at it again."))
    messages.success(request, _("Saved."))
    return redirect("loyalty:programme", pk)


def _named_id(request: Request, name: str) -> ObjectId | None:
    text = request.GET.get(name, "")
    return ObjectId(text) if ObjectId.is_valid(text) else None
