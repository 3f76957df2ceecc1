"""Deposits from a file, by the page: choose it, see how it is understood, confirm."""

from typing import Any

from bson import ObjectId
from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from crm.imports.reasons import reason_in_words
from crm.imports.stored_rejects import in_words
from crm.staff.access import admins
from crm.staff.forms.choices import ActiveChoice
from crm.staff.models import Product, User
from crm.staff.requests import Request
from crm.uploads.models import Upload
from crm.uploads.receiving import ReceivedForm, receives_upload
from crm.uploads.room import NoDiskSpace
from crm.uploads.store import parts
from crm.web import errors
from crm.web.files.downloads import few_downloads_at_once
from crm.web.lists.paging import page_of
from crm.web.partials import render_page
from crm.witness.reads import WitnessAlarmed
from omset.imports import requests
from omset.imports.jobs import DEPOSIT_FILES, PAGE
from omset.models import OmsetRecord
from omset.models.imports import DepositImport

LISTED = 20
STALE = _("The import has gone on meanwhile. Look at it again.")


class ImportForm(forms.Form):
    """A file of deposits, and what its rows leave open."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV, XLSX or XLS of up to 200 MB. Nothing is imported before you confirm."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx,.xls"}),
    )
    staff = ActiveChoice(
        User,
        label=_("Staff"),
        required=False,
        empty_label=_("As the file says"),
        help_text=_("For rows that name nobody."),
    )
    product = ActiveChoice(
        Product,
        label=_("Product"),
        required=False,
        empty_label=_("As the file says"),
        help_text=_("For rows that name no product."),
    )
    status = forms.ChoiceField(
        label=_("Status"),
        choices=[("approved", _("Approved")), ("pending", _("Pending"))],
        help_text=_("For rows that state none."),
    )


@require_safe
@admins(PAGE)
def imports(request: Request) -> HttpResponse:
    """The form for a new file, and the imports of the last 30 days."""
    return _page(request, ImportForm())


@require_POST
@admins(PAGE)
@receives_upload(DEPOSIT_FILES)
def send(request: Request, received: ReceivedForm) -> HttpResponse:
    """Take a file; a worker reads it."""
    form = ImportForm(received.fields)
    # The file is judged by its purpose, which has read it already.
    form.fields["file"].required = False
    if received.problem:
        form.add_error("file", str(received.problem))
    if received.upload is None or not form.is_valid():
        return _page(request, form, status=received.status if received.problem else 422)
    chosen = {name: form.cleaned_data[name] for name in ("staff", "product", "status")}
    wanted = requests.begin(received.upload, by=request.user, **chosen)
    return redirect("omset:import", wanted.pk)


@require_safe
@admins(PAGE)
def one(request: Request, pk: ObjectId) -> HttpResponse:
    """How the file is understood, how far its import is, and what became of it."""
    wanted = get_object_or_404(DepositImport.objects.select_related("by"), pk=pk)
    job = requests.job_of(wanted)
    is_stopped = requests.is_stopped(wanted, job)
    context = {
        "wanted": wanted,
        "job": job,
        "is_stopped": is_stopped,
        "can_go_on": is_stopped and job and _has_its_file(wanted),
        "preview": _preview(wanted),
        "errors": [_in_words(error) for error in (wanted.outcome or {}).get("errors", ())],
        "has_rejects": _rejects_for(request.user, wanted).exists(),
    }
    return render_page(request, "omset/import.html", context, part="import")


@require_POST
@admins(PAGE)
def confirm(request: Request, pk: ObjectId) -> HttpResponse:
    """Import what was shown."""
    wanted = get_object_or_404(DepositImport, pk=pk)
    try:
        requests.confirm(wanted.pk)
    except requests.OverTaken:
        return errors.conflict(request, STALE)
    except (WitnessAlarmed, NoDiskSpace) as refused:
        return errors.conflict(request, str(refused))
    return redirect("omset:import", pk)


@require_POST
@admins(PAGE)
def cancel(request: Request, pk: ObjectId) -> HttpResponse:
    """Import nothing, or nothing more."""
    wanted = get_object_or_404(DepositImport, pk=pk)
    try:
        requests.cancel(wanted, by=request.user)
    except requests.OverTaken:
        return errors.conflict(request, STALE)
    return redirect("omset:import", pk)


@require_POST
@admins(PAGE)
def go_on(request: Request, pk: ObjectId) -> HttpResponse:
    """Let a worker go on with what has stopped before its end."""
    wanted = get_object_or_404(DepositImport, pk=pk)
    try:
        requests.go_on(wanted, by=request.user)
    except requests.OverTaken:
        return errors.conflict(request, STALE)
    except (WitnessAlarmed, NoDiskSpace) as refused:
        return errors.conflict(request, str(refused))
    return redirect("omset:import", pk)


@require_safe
@admins(PAGE)
def batch(request: Request, pk: ObjectId) -> HttpResponse:
    """The deposits that an import brought."""
    wanted = get_object_or_404(DepositImport.objects.exclude(outcome=None), pk=pk)
    # A look at an empty batch would be one at all that was entered by hand.
    batch_id = (wanted.outcome or {})["batch"]
    records = OmsetRecord.objects.filter(batch=batch_id, batch__gt="", is_deleted=False)
    page = page_of(records, request.GET.get("page", ""), by=("date", "id"))
    return render(request, "omset/import_batch.html", {"wanted": wanted, "page": page})


@require_safe
@admins(PAGE)
@few_downloads_at_once
def rejects(request: Request, pk: ObjectId) -> HttpResponseBase:
    """The rows that were not taken, with their reasons, to correct and send again."""
    wanted = get_object_or_404(DepositImport, pk=pk)
    upload = get_object_or_404(_rejects_for(request.user, wanted))
    return StreamingHttpResponse(
        in_words(parts(upload), get_language() or "en"),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": content_disposition_header(True, upload.name)},
    )


def _has_its_file(wanted: DepositImport) -> bool:
    return Upload.objects.stored().filter(pk=wanted.upload_id).exists()


def _rejects_for(user: User, wanted: DepositImport) -> QuerySet[Upload]:
    """The file of rejected rows, as long as there is one and `user` may have it."""
    return Upload.objects.stored().visible_to(user).filter(pk=wanted.rejects_id)


def _preview(wanted: DepositImport) -> list[dict[str, Any]]:
    """The first rows as the table of the page has them: its cells with their headings."""
    reading = wanted.reading or {"rows": [], "columns": {}}
    return [
        {
            "number": row["row"],
            "field": row.get("field"),
            "reason": row.get("reason"),
            "cells": [(name, row.get(field, "")) for field, name in reading["columns"].items()],
        }
        for row in map(_in_words, reading["rows"])
    ]


def _in_words(row: dict[str, Any]) -> dict[str, Any]:
    """The row with the reason against it, if there is one, in the reader's language."""
    code = row.get("reason")
    return row | {"reason": reason_in_words(code, get_language() or "en")} if code else row


def _page(request: Request, form: ImportForm, status: int = 200) -> HttpResponse:
    newest = DepositImport.objects.select_related("by").order_by("-created_at", "-id")[:LISTED]
    context: dict[str, Any] = {"form": form, "imports": newest}
    return render(request, "omset/imports.html", context, status=status)
