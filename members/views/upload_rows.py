"""The rows behind the counts of an upload: each number on its page opens them."""

from typing import Any

from bson import ObjectId
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from crm.staff.access import admins
from crm.staff.requests import Request
from crm.uploads.models import Upload
from crm.web.limits import READS, limited
from crm.web.lists.cursors import Cursor, read_cursor
from crm.web.lists.paging import Page
from crm.web.partials import render_page
from members.imports.counted_rows import (
    PAGE_SIZE,
    CountedRow,
    LeftOut,
    kept_or_skipped,
    opening_counts,
    rejected,
)
from members.imports.file.masking import hidden_places
from members.imports.outcomes import count_label, reason_label
from members.imports.uploads import PAGE
from members.models import MemberImport
from members.rules.duplicates import REJECTED

SHOWN_COLUMNS = 6


@require_safe
@admins(PAGE)
@limited(READS, reads=True)
def upload_rows(request: Request, pk: ObjectId) -> HttpResponse:
    """The rows that one count of an upload is about, in the order of its file."""
    wanted = get_object_or_404(MemberImport.objects.select_related("product"), pk=pk)
    name, reason = request.GET.get("outcome", ""), _reason(request, wanted)
    if name not in opening_counts(wanted):
        raise Http404
    cursor = read_cursor(request.GET.get("page", ""), int)
    after = cursor.key[0] if cursor else 0
    if name == REJECTED:
        rows = rejected(wanted, after, _file(request, wanted, wanted.rejects_id), reason)
    else:
        rows = kept_or_skipped(wanted, name, after, _file(request, wanted, wanted.skipped_id))
    context = {
        "wanted": wanted,
        "label": count_label(name),
        "reason": "" if reason is None else reason_label(wanted, reason),
        "page": _page(rows),
        "headings": wanted.headings[:SHOWN_COLUMNS],
        "rows": [_shown(row, wanted) for row in rows[:PAGE_SIZE]],
        "is_first": not after,
    }
    return render_page(request, "members/databases/upload_rows.html", context, part="rows")


def _reason(request: Request, wanted: MemberImport) -> int | None:
    """The place of the reason that is asked for, or 404; None if none is."""
    text = request.GET.get("reason", "")
    if not text:
        return None
    if not text.isdecimal() or int(text) >= len(wanted.reasons):
        raise Http404
    return int(text)


def _file(request: Request, wanted: MemberImport, pk: ObjectId | None) -> LeftOut:
    """A file of what was left out, as long as it is there and this person may have it."""
    stored = Upload.objects.stored().visible_to(request.user)
    upload = stored.filter(pk=pk).first() if pk else None
    return LeftOut(upload, hidden_places(wanted, request.user), get_language() or "en")


def _page(rows: list[CountedRow]) -> Page:
    is_more = len(rows) > PAGE_SIZE
    shown = rows[:PAGE_SIZE]
    return Page(shown, next=str(Cursor((shown[-1].number,))) if is_more else "")


def _shown(row: CountedRow, wanted: MemberImport) -> dict[str, Any]:
    """The row with its first cells under their headings; of a damaged one its whole text."""
    headings = wanted.headings[:SHOWN_COLUMNS]
    cells = row.cells + [""] * (len(headings) - len(row.cells))
    whole = row.cells[0] if len(row.cells) == 1 < len(wanted.headings) else ""
    return {"row": row, "cells": list(zip(headings, cells, strict=False)), "text": whole}
