"""Programmes: the list, a new one, one with what it is called and what it keeps (LM-2, LM-7)."""

from typing import Any

from bson import ObjectId
from django.contrib import messages
from django.db import IntegrityError
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm.staff.access import admins, master_admins
from crm.staff.requests import Request
from crm.web import errors
from crm.web.limits import WRITES, limited
from crm.web.partials import render_page
from loyalty.models import Programme
from loyalty.points.liability import open_liability
from loyalty.programmes import changes
from loyalty.programmes.drafts import draft_of
from loyalty.programmes.errors import ProgrammeRefused
from loyalty.programmes.forms import AddProductForm, AddStoreForm, NewProgrammeForm, ProgrammeForm
from loyalty.programmes.lists import listed_programmes, products_of, published_versions, stores_of
from loyalty.programmes.verbs import NewProgramme, create
from loyalty.rules.programmes import DEFAULT, PRESETS
from loyalty.views.refusals import refuse

PAGE = "loyalty_programmes"
TEMPLATE = "loyalty/programmes/programme.html"


@require_safe
@admins(PAGE)
def programmes(request: Request) -> HttpResponse:
    """All programmes by name, each with how many members it has."""
    context = {"rows": listed_programmes()}
    return render_page(request, "loyalty/programmes/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@master_admins(PAGE)
@limited(WRITES)
def new(request: Request) -> HttpResponse:
    """Create a programme with its first version."""
    initial = {"preset": DEFAULT, "valid_from": timezone.localdate()}
    form = NewProgrammeForm(request.POST or None, initial=initial)
    if form.is_valid() and (programme := _created(request, form)):
        messages.success(request, _("%s is there now.") % programme)
        return redirect("loyalty:programme", programme.pk)
    status = 422 if form.is_bound else 200
    return render_page(request, "loyalty/programmes/new.html", {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@admins(PAGE)
@limited(WRITES)
def programme(request: Request, pk: ObjectId) -> HttpResponse:
    """One programme; a POST says what it is called from now on."""
    opened = get_object_or_404(Programme, pk=pk)
    if request.method != "POST":
        initial = {name: getattr(opened, name) for name in changes.FACTS}
        return programme_page(request, opened, form=ProgrammeForm(initial=initial))
    form = ProgrammeForm(request.POST)
    if form.is_valid():
        try:
            changes.edit(pk, changes.ProgrammeFacts(**form.cleaned_data), by=request.user)
        except ProgrammeRefused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("loyalty:programme", pk)
    return programme_page(request, opened, form=form, status=422)


@require_POST
@master_admins(PAGE)
@limited(WRITES)
def sensitive(request: Request, pk: ObjectId) -> HttpResponse:
    """Say whether imports keep sensitive columns from now on (LM-7)."""
    get_object_or_404(Programme, pk=pk)
    keeps = request.POST.get("keeps") == "1"
    try:
        changes.keep_sensitive(pk, keeps, by=request.user, reason=request.POST.get("reason", ""))
    except ProgrammeRefused as refused:
        return errors.unprocessable(request, refused.reason)
    messages.success(request, _("Saved."))
    return redirect("loyalty:programme", pk)


def programme_page(
    request: Request, opened: Programme, *, form: Form, status: int = 200, **more: Any
) -> HttpResponse:
    """The page of a programme, with a form that says what was wrong."""
    versions = published_versions(opened, timezone.localdate())
    valid = next((each.terms for each in versions if each.is_valid), None)
    context = {
        "programme": opened,
        "form": form,
        "products": products_of(opened),
        "stores": stores_of(opened),
        "versions": versions,
        "draft": draft_of(opened),
        "liability": open_liability(opened, valid),
        "add_product": AddProductForm(auto_id="id_add_%s"),
        "add_store": AddStoreForm(auto_id="id_add_%s"),
    }
    return render_page(request, TEMPLATE, context | more, status=status)


def _created(request: Request, form: NewProgrammeForm) -> Programme | None:
    typed = form.cleaned_data
    new_programme = NewProgramme(
        name=typed["name"],
        currency=typed["currency"],
        terms=PRESETS[typed["preset"]],
        valid_from=typed["valid_from"],
        products=list(typed["products"]),
        stores=typed["stores"],
    )
    try:
        return create(new_programme, by=request.user)
    except ProgrammeRefused as refused:
        refuse(form, refused)
    except IntegrityError:
        form.add_error(None, _("Somebody else has taken the name, a product or a store."))
    return None
