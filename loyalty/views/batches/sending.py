"""A new file: sent, judged by a worker, its columns said by hand where they are not understood."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from crm.staff.access import admins
from crm.staff.requests import Request
from crm.uploads.receiving import ReceivedForm, receives_upload
from crm.web import errors
from crm.web.limits import WRITES, limited
from crm.web.partials import render_page
from loyalty.imports import requests
from loyalty.imports.batches import BatchRefused, ImportRequest
from loyalty.imports.uploads import LOYALTY_FILES, PAGE
from loyalty.models import ImportBatch
from loyalty.rules.files.datasets import Dataset
from loyalty.views.batches.forms import ColumnsForm, SendForm


@require_safe
@admins(PAGE)
def new(request: Request) -> HttpResponse:
    """The form for a file."""
    return _page(request, SendForm())


@require_POST
@admins(PAGE)
@receives_upload(LOYALTY_FILES)
def send(request: Request, received: ReceivedForm) -> HttpResponse:
    """Take a file; a worker judges it."""
    form = SendForm(received.fields)
    # The file is judged by its purpose, which has read it already.
    form.fields["file"].required = False
    if received.problem:
        form.add_error("file", str(received.problem))
    if received.upload is None or not form.is_valid():
        return _page(request, form, status=received.status if received.problem else 422)
    chosen = form.cleaned_data
    wanted = ImportRequest(
        programme=chosen["programme"],
        dataset=Dataset(chosen["dataset"]),
        as_of=chosen["as_of"],
        replaces_months=chosen["replaces_months"],
        by=request.user,
    )
    try:
        batch = requests.send(received.upload, wanted)
    except BatchRefused as refused:
        form.add_error("file", str(refused))
        return _page(request, form, status=422)
    return redirect("loyalty:batch", batch.number)


@require_POST
@admins(PAGE)
@limited(WRITES)
def columns(request: Request, number: int) -> HttpResponse:
    """Let the file be judged again, with its columns as they are said."""
    batch = get_object_or_404(ImportBatch, number=number)
    form = ColumnsForm.of_batch(batch, request.POST)
    if not form.is_valid():
        return errors.unprocessable(request, form.errors.as_text())
    replaces = bool(form.cleaned_data.get("replaces_months"))
    try:
        requests.judge_again(batch.pk, form.columns(), replaces_months=replaces)
    except BatchRefused as refused:
        return errors.conflict(request, str(refused))
    return redirect("loyalty:batch", number)


def _page(request: Request, form: SendForm, status: int = 200) -> HttpResponse:
    return render_page(request, "loyalty/batches/new.html", {"form": form}, status=status)
