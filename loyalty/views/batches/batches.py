"""The list of imports, one of them, what is said of its rows, those rejected (LI-3, LI-8)."""

from typing import Any, NamedTuple

import structlog
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from crm.imports.reasons import reason_in_words
from crm.jobs.models import Job
from crm.staff.access import admins
from crm.staff.requests import Request
from crm.uploads.models import Upload
from crm.uploads.store import parts
from crm.web.files.downloads import few_downloads_at_once
from crm.web.lists.paging import page_of
from crm.web.partials import render_page
from loyalty.imports.judging.problems import in_words
from loyalty.imports.rows.registry.undo import members_made_by
from loyalty.imports.undo import UNDOABLE
from loyalty.imports.uploads import PAGE
from loyalty.models import BatchState, ImportBatch, Member, NoteKind, RowNote
from loyalty.rules.files.datasets import Dataset
from loyalty.views.batches.forms import ColumnsForm

# While a worker is at it the page looks again.
AT_WORK = (BatchState.READING, BatchState.LOADING, BatchState.UNDOING)
CHANGEABLE = (BatchState.REFUSED, BatchState.READY, BatchState.HELD)
MOST_NAMED = 20

log = structlog.get_logger(__name__)


class RowReason(NamedTuple):
    """How many rows have which note."""

    kind: str
    label: str
    field: str
    code: str
    text: str
    rows: int


@require_safe
@admins(PAGE)
def batches(request: Request) -> HttpResponse:
    """All imports, the newest first."""
    rows = ImportBatch.objects.select_related("programme", "by")
    page = page_of(rows, request.GET.get("page", ""), by=("number",))
    return render_page(request, "loyalty/batches/list.html", {"page": page})


@require_safe
@admins(PAGE)
def batch(request: Request, number: int) -> HttpResponse:
    """What became of one import, or would, and what can be done about it."""
    shown = _batch(number)
    job = Job.objects.filter(pk=shown.job_id).first() if shown.state in AT_WORK else None
    context = {
        "batch": shown,
        "job": job,
        "is_at_work": shown.state in AT_WORK,
        "is_stopped": bool(job and not job.is_going_on),
        "problem": in_words(shown),
        "reasons": _reasons(shown),
        "has_rejects": _rejects_of(request, shown).exists(),
        "columns": (shown.judged or {}).get("columns", {}),
        "number_style": (shown.judged or {}).get("style", ""),
        "can_undo": shown.state in UNDOABLE,
        "form": ColumnsForm.of_batch(shown) if shown.state in CHANGEABLE else None,
        "missing": _missing(shown),
        "stayed": _stayed(shown),
    }
    return render_page(request, "loyalty/batches/batch.html", context, part="batch")


@require_safe
@admins(PAGE)
def rows(request: Request, number: int) -> HttpResponse:
    """The rows of a batch that something is said of, all or those of one reason."""
    shown = _batch(number)
    chosen = {
        name: request.GET[name] for name in ("kind", "field", "reason") if request.GET.get(name)
    }
    notes = RowNote.objects.filter(batch_number=number, **chosen)
    page = page_of(notes, request.GET.get("page", ""), by=("row", "id"), is_ascending=True)
    language = get_language() or "en"
    lines = [(note, reason_in_words(note.reason, language)) for note in page.rows]
    has_texts = any(note.text for note in page.rows)
    context: dict[str, Any] = {"batch": shown, "page": page, "lines": lines, "has_texts": has_texts}
    return render_page(request, "loyalty/batches/rows.html", context)


@require_safe
@admins(PAGE)
@few_downloads_at_once
def rejects(request: Request, number: int) -> HttpResponseBase:
    """The rejected rows with reasons and bytes as they were; each download is logged."""
    upload = get_object_or_404(_rejects_of(request, _batch(number)))
    log.info("loyalty rejects downloaded", batch=number, by=str(request.user.pk))
    return StreamingHttpResponse(
        parts(upload),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": content_disposition_header(True, upload.name)},
    )


def _batch(number: int) -> ImportBatch:
    return get_object_or_404(ImportBatch.objects.select_related("programme", "by"), number=number)


def _rejects_of(request: Request, shown: ImportBatch) -> Any:
    return Upload.objects.stored().visible_to(request.user).filter(pk=shown.rejects_id)


def _reasons(shown: ImportBatch) -> list[RowReason]:
    """What was judged of rows, and what differs from the members, each with how many."""
    language = get_language() or "en"
    listed = [
        RowReason(
            kind, str(NoteKind(kind).label), name, code, reason_in_words(code, language), count
        )
        for kind, name, code, count in shown.reasons
    ]
    notes = RowNote.objects.filter(batch_number=shown.number)
    for kind in (NoteKind.OWN_WORD, NoteKind.OPENING):
        if count := notes.filter(kind=kind).count():
            listed.append(RowReason(kind.value, str(kind.label), "", "", "", count))
    return listed


def _missing(shown: ImportBatch) -> int | None:
    """How many members are missing since this registry; None of another dataset."""
    if shown.dataset != Dataset.REGISTRY or shown.state != BatchState.COMPLETE:
        return None
    missing = Member.objects.filter(programme=shown.programme, missing_since_batch=shown.number)
    return missing.count()


def _stayed(shown: ImportBatch) -> list[Member]:
    """Members whom an undone registry has made and who stay; the first of them."""
    if shown.dataset != Dataset.REGISTRY or shown.state != BatchState.UNDONE:
        return []
    return list(members_made_by(shown).order_by("number")[:MOST_NAMED])
