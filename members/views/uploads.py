"""Uploading rows into a members' database, step by step (DB-1, BZ-1, WD-1)."""

from collections.abc import Callable, Collection
from typing import Any

from bson import ObjectId
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from crm.mongo.rows import object_id
from crm.staff.access import admins
from crm.staff.models import User
from crm.staff.requests import Request
from crm.staff.sign_in.confirmation import asks_again
from crm.uploads.models import Upload
from crm.uploads.receiving import ReceivedForm, receives_upload
from crm.uploads.room import NoDiskSpace
from crm.uploads.store import parts
from crm.web import errors
from crm.web.files.downloads import few_downloads_at_once
from crm.web.limits import STEPS, limited
from crm.web.partials import render_page
from crm.witness.reads import WitnessAlarmed
from members.databases.creation import DatabaseNameTaken, OtherDatabase
from members.imports import requests
from members.imports.counted_rows import opening_counts
from members.imports.file.masking import as_told, hidden_places
from members.imports.forms import ChoicesForm, ColumnsForm, ReadingForm, UploadForm
from members.imports.outcomes import first_rows, pace_of, shown_outcome
from members.imports.undo import undo_counts
from members.imports.uploads import MEMBER_FILES, PAGE
from members.models import MemberDatabase, MemberImport, UploadState

STALE = _("The upload has gone on meanwhile. Look at it again.")


@require_safe
@admins(PAGE)
def new(request: Request) -> HttpResponse:
    """The form for a file: the first step."""
    pk = object_id(request.GET.get("database", ""))
    database = MemberDatabase.objects.live().filter(pk=pk).first() if pk else None
    return _form_page(request, UploadForm(initial=_initial(database)))


@require_POST
@admins(PAGE)
@limited(STEPS)
@receives_upload(MEMBER_FILES)
def send(request: Request, received: ReceivedForm) -> HttpResponse:
    """Take a file; a worker reads it."""
    form = UploadForm(received.fields)
    # The file is judged by its purpose, which has read it already.
    form.fields["file"].required = False
    if received.problem:
        form.add_error("file", str(received.problem))
    if received.upload is None or not form.is_valid():
        return _form_page(request, form, received.status if received.problem else 422)
    wanted = requests.begin(received.upload, form.request(), by=request.user)
    return redirect("members:upload", wanted.pk)


@require_safe
@admins(PAGE)
def upload(request: Request, pk: ObjectId) -> HttpResponse:
    """The step at which an upload is: its columns, its counts, how far it is, what came of it."""
    return _page(request, _upload(pk))


@require_POST
@admins(PAGE)
@limited(STEPS)
def read_again(request: Request, pk: ObjectId) -> HttpResponse:
    """Read the file otherwise: another sheet, encoding, delimiter, row of the headings."""
    wanted = _upload(pk)
    if not _is_at(request, wanted, requests.READABLE):
        return errors.conflict(request, STALE)
    form = ReadingForm(wanted, request.POST)
    if not form.is_valid():
        return _page(request, wanted, reading_form=form, status=422)
    how, row = form.choice(), form.cleaned_data["heading_row"]
    return _step(request, wanted, lambda: requests.read_again(wanted, how, row))


@require_POST
@admins(PAGE)
@limited(STEPS)
def choose_columns(request: Request, pk: ObjectId) -> HttpResponse:
    """Say which column is what; the rows are counted then."""
    wanted = _upload(pk)
    if not _is_at(request, wanted, (UploadState.COLUMNS,)):
        return errors.conflict(request, STALE)
    form = ColumnsForm(wanted, request.POST, hidden=hidden_places(wanted, request.user))
    if not form.is_valid():
        return _page(request, wanted, columns_form=form, status=422)
    return _step(request, wanted, lambda: requests.choose_columns(wanted, form.mapping()))


@require_POST
@admins(PAGE)
@limited(STEPS)
def choose_again(request: Request, pk: ObjectId) -> HttpResponse:
    """Back to the columns."""
    wanted = _upload(pk)
    return _step(request, wanted, lambda: requests.choose_again(wanted))


@require_POST
@admins(PAGE)
@limited(STEPS)
def confirm(request: Request, pk: ObjectId) -> HttpResponse:
    """Upload what was counted, with a choice for the duplicates of each scope."""
    wanted = _upload(pk)
    if not _is_at(request, wanted, (UploadState.READY,)):
        return errors.conflict(request, STALE)
    form = ChoicesForm(wanted, request.POST)
    if not form.is_valid():
        return _page(request, wanted, choices_form=form, status=422)
    chosen = form.cleaned_data
    return _step(request, wanted, lambda: requests.confirm(wanted, chosen, by=request.user))


@require_POST
@admins(PAGE)
@limited(STEPS)
def cancel(request: Request, pk: ObjectId) -> HttpResponse:
    """Upload nothing, or nothing more."""
    wanted = _upload(pk)
    return _step(request, wanted, lambda: requests.cancel(wanted, by=request.user))


@require_POST
@admins(PAGE)
@limited(STEPS)
def go_on(request: Request, pk: ObjectId) -> HttpResponse:
    """Let a worker go on with what has stopped before its end."""
    wanted = _upload(pk)
    return _step(request, wanted, lambda: requests.go_on(wanted, by=request.user))


@require_POST
@admins(PAGE)
@limited(STEPS)
def mend(request: Request, pk: ObjectId) -> HttpResponse:
    """Choose other columns for the rows that were rejected, and run only those."""
    try:
        rerun = requests.mend(_upload(pk), by=request.user)
    except requests.OverTaken:
        return errors.conflict(request, STALE)
    return redirect("members:upload", rerun.pk)


@require_safe
@admins(PAGE)
def undo_preview(request: Request, pk: ObjectId) -> HttpResponse:
    """How many rows would go, and how many stay by why."""
    wanted = _upload(pk)
    counts = undo_counts(wanted)
    go = counts.pop("go")
    context = {"wanted": wanted, "go": go, "stay": sum(counts.values()), "reasons": counts}
    return render(request, "members/databases/undo.html", context)


@require_POST
@admins(PAGE)
@limited(STEPS)
def undo(request: Request, pk: ObjectId) -> HttpResponse:
    """Take the rows back that nobody has had."""
    wanted = _upload(pk)
    return _step(request, wanted, lambda: requests.undo(wanted))


@require_safe
@admins(PAGE)
@few_downloads_at_once
@asks_again(reads=True)
def rejects(request: Request, pk: ObjectId) -> HttpResponseBase:
    """The rows that were rejected, with their own columns and the reason."""
    wanted = _upload(pk)
    return _download(request.user, wanted, wanted.rejects_id)


@require_safe
@admins(PAGE)
@few_downloads_at_once
@asks_again(reads=True)
def skipped(request: Request, pk: ObjectId) -> HttpResponseBase:
    """The rows that were left out, with their own columns and the reason."""
    wanted = _upload(pk)
    return _download(request.user, wanted, wanted.skipped_id)


def _download(user: User, wanted: MemberImport, pk: ObjectId | None) -> StreamingHttpResponse:
    stored = get_object_or_404(_files_for(user, pk))
    hidden = hidden_places(wanted, user)
    # The file goes out when the language of the request is no longer that of the thread.
    content = as_told(parts(stored), len(wanted.headings), hidden, get_language() or "en")
    return StreamingHttpResponse(
        content,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": content_disposition_header(True, stored.name)},
    )


def _upload(pk: ObjectId) -> MemberImport:
    return get_object_or_404(MemberImport.objects.select_related("by", "product"), pk=pk)


def _files_for(user: User, *pks: ObjectId | None) -> QuerySet[Upload]:
    """The files of rows that were not taken, as long as they are there and `user` may have them."""
    return Upload.objects.stored().visible_to(user).filter(pk__in=[pk for pk in pks if pk])


def _has_its_file(wanted: MemberImport) -> bool:
    """Whether what a worker would read is there; to take rows back it reads none."""
    if wanted.state == UploadState.UNDOING:
        return True
    return Upload.objects.stored().filter(pk=wanted.upload_id).exists()


def _step(request: Request, wanted: MemberImport, verb: Callable[[], None]) -> HttpResponse:
    """Do a step and show the next; a form that was of another step does nothing."""
    if not _is_at(request, wanted, (wanted.state,)):
        return errors.conflict(request, STALE)
    try:
        verb()
    except requests.OverTaken:
        return errors.conflict(request, STALE)
    except (WitnessAlarmed, NoDiskSpace) as refused:
        return errors.conflict(request, str(refused))
    except OtherDatabase as other:
        facts = {"name": other.database.name, "product": other.database.product_name}
        text = _("There is another database “%(name)s” by now, of %(product)s.")
        messages.error(request, text % facts)
    except DatabaseNameTaken:
        return errors.conflict(request, _("There is another database of this name by now."))
    return redirect("members:upload", wanted.pk)


def _is_at(request: Request, wanted: MemberImport, states: Collection[str]) -> bool:
    """Whether the upload is at one of these steps, and at the one that the form was of."""
    return wanted.state in states and request.POST.get("step", wanted.step) == wanted.step


def _initial(database: MemberDatabase | None) -> dict[str, Any]:
    if database is None:
        return {}
    return {"name": database.name, "kind": database.kind, "product": database.product_id}


def _form_page(request: Request, form: UploadForm, status: int = 200) -> HttpResponse:
    return render(request, "members/databases/new.html", {"form": form}, status=status)


def _page(request: Request, wanted: MemberImport, status: int = 200, **forms: Any) -> HttpResponse:
    job = requests.job_of(wanted)
    hidden = hidden_places(wanted, request.user)
    is_over = wanted.state in requests.UNDOABLE
    is_stopped = requests.is_stopped(wanted, job)
    stored = _files_for(request.user, wanted.rejects_id, wanted.skipped_id)
    files = set(stored.values_list("pk", flat=True))
    context = {
        "wanted": wanted,
        "job": job,
        "pace": pace_of(job) if job else None,
        "is_stopped": is_stopped,
        "can_go_on": is_stopped and _has_its_file(wanted),
        "has_rejects": wanted.rejects_id in files,
        "has_skipped": wanted.skipped_id in files,
        "can_be_undone": is_over and wanted.counts.get("inserted"),
        "can_be_mended": is_over and requests.rows_to_mend(wanted),
        "rerun": requests.rerun_of(wanted),
        "outcome": shown_outcome(wanted),
        "opening": opening_counts(wanted),
        "first_rows": first_rows(wanted, hidden),
        **_forms_of(wanted, hidden),
        **forms,
    }
    return render_page(request, "members/databases/upload.html", context, "upload", status)


def _forms_of(wanted: MemberImport, hidden: frozenset[int]) -> dict[str, Any]:
    if wanted.state == UploadState.COLUMNS:
        columns_form = ColumnsForm(wanted, hidden=hidden)
        return {"reading_form": ReadingForm(wanted), "columns_form": columns_form}
    if wanted.state == UploadState.REFUSED and wanted.reading:
        return {"reading_form": ReadingForm(wanted)}
    return {"choices_form": ChoicesForm(wanted)} if wanted.state == UploadState.READY else {}
