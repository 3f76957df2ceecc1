"""Members' databases: which there are, what their rows are, one with its rows (DB-8)."""

from typing import Any, NamedTuple

from bson import ObjectId
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from crm.staff.access import admins, signed_in
from crm.staff.models import User
from crm.staff.requests import Request
from crm.web import errors
from crm.web.forms.reasons import posted_reason
from crm.web.limits import MANY, WRITES, limited
from crm.web.lists.paging import page_of
from crm.web.partials import render_page
from members.batches.cells import cells_of
from members.databases import removal
from members.databases.counts import EXCLUDED, Counts, conflicts_of, counts_of
from members.databases.creation import DatabaseNameTaken
from members.imports.uploads import PAGE
from members.models import DatabaseKind, MemberDatabase, MemberImport, MemberRow, RowStatus

DELETED, CONFLICT = "deleted", "conflict"
LISTED_UPLOADS, LISTED_DATABASES, SHOWN_COLUMNS = 20, 30, 6


class DatabaseCard(NamedTuple):
    """A database and how many of its rows are what."""

    database: MemberDatabase
    counts: Counts
    conflicts: int


class ShownRow(NamedTuple):
    """A row as one person may see it, its cells with the names of their columns."""

    row: MemberRow
    cells: list[tuple[str, str]]


class Tab(NamedTuple):
    label: str
    value: str
    is_open: bool
    rows: int | None = None


@require_safe
@signed_in(PAGE)
def databases(request: Request) -> HttpResponse:
    """The databases, newest first; staff see the normal ones, of which they ask for rows."""
    kind = request.GET.get("kind", "")
    rows = _seen_by(request.user, kind)
    page = page_of(
        rows, request.GET.get("page", ""), by=("created_at", "id"), size=LISTED_DATABASES
    )
    context = {
        "page": page,
        "cards": _cards(page.rows, request.user),
        "tabs": _kind_tabs(kind) if request.user.is_admin else [],
        "is_filtered": bool(kind),
    }
    return render_page(request, "members/databases/list.html", context, part="databases")


@require_safe
@signed_in(PAGE)
def database(request: Request, pk: ObjectId) -> HttpResponse:
    """One database: its counts and what proves its draws; for admins its uploads and rows."""
    opened = get_object_or_404(_seen_by(request.user, None), pk=pk)
    counts = counts_of([pk])[pk]
    context: dict[str, Any] = {"database": opened, "counts": counts}
    if request.user.is_admin:
        context |= _rows_of(request, opened, counts)
    return render_page(request, "members/databases/one.html", context, part="rows")


@require_POST
@admins(PAGE)
@limited(MANY)
def delete(request: Request, pk: ObjectId) -> HttpResponse:
    """Hide a database; what staff have of it goes back into its pool."""
    reason = posted_reason(request)
    if not reason:
        return errors.unprocessable(request, _("Say why it is deleted."))
    try:
        deleted = removal.delete(pk, by=request.user, reason=reason)
    except removal.NotThere:
        return errors.conflict(request, _("Somebody else has deleted it meanwhile."))
    text = _("“%(name)s” is deleted. It can be brought back with its rows.")
    messages.success(request, text % {"name": deleted.name})
    return redirect("members:databases")


@require_POST
@admins(PAGE)
@limited(WRITES)
def restore(request: Request, pk: ObjectId) -> HttpResponse:
    """Show a deleted database again."""
    try:
        restored = removal.restore(pk, by=request.user)
    except removal.NotThere:
        return errors.conflict(request, _("Somebody else has brought it back meanwhile."))
    except DatabaseNameTaken:
        return errors.conflict(request, _("There is another database of this name by now."))
    messages.success(request, _("“%(name)s” is back.") % {"name": restored.name})
    return redirect("members:database", pk)


def _seen_by(user: User, kind: str | None) -> QuerySet[MemberDatabase]:
    """Admins see all, deleted ones where they are asked for; staff the live normal ones."""
    if not user.is_admin:
        return MemberDatabase.objects.live().filter(kind=DatabaseKind.NORMAL)
    if kind is None:
        return MemberDatabase.objects.all()
    if kind == DELETED:
        return MemberDatabase.objects.filter(is_deleted=True)
    live = MemberDatabase.objects.live()
    return live.filter(kind=kind) if kind in DatabaseKind.values else live


def _cards(databases: list[MemberDatabase], user: User) -> list[DatabaseCard]:
    pks = [database.pk for database in databases]
    counts = counts_of(pks)
    conflicts = conflicts_of(pks if user.is_admin else [])
    return [DatabaseCard(each, counts[each.pk], conflicts.get(each.pk, 0)) for each in databases]


def _kind_tabs(open_kind: str) -> list[Tab]:
    kinds = [("", _("All")), *DatabaseKind.choices, (DELETED, _("Deleted"))]
    return [Tab(str(label), value, value == open_kind) for value, label in kinds]


def _rows_of(request: Request, database: MemberDatabase, counts: Counts) -> dict[str, Any]:
    """The rows of one status, newest first, with what this admin may see of their cells."""
    status = request.GET.get("status", "")
    rows = MemberRow.objects.of(database.pk)
    if status == CONFLICT:
        rows = rows.in_conflict()
    elif status in (RowStatus.AVAILABLE, EXCLUDED):
        is_excluded = status == EXCLUDED
        rows = rows.filter(status=RowStatus.AVAILABLE, is_do_not_contact=is_excluded)
    elif status in RowStatus.values:
        rows = rows.filter(status=status)
    page = page_of(rows, request.GET.get("page", ""), by=("number", "id"))
    uploads = MemberImport.objects.filter(database_id=database.pk).order_by("-created_at", "-id")
    return {
        "page": page,
        "rows": [ShownRow(row, _cells(database, row)) for row in page.rows],
        "columns": database.columns[:SHOWN_COLUMNS],
        "tabs": _status_tabs(status, counts, conflicts_of([database.pk])[database.pk]),
        "uploads": uploads[:LISTED_UPLOADS],
        "in_hand": counts[RowStatus.ASSIGNED] + counts[RowStatus.INVALID],
    }


def _status_tabs(open_status: str, counts: Counts, conflicts: int) -> list[Tab]:
    tabs = [Tab(_("All"), "", not open_status, counts["total"])]
    named = [*RowStatus.choices, (EXCLUDED, _("Excluded")), (CONFLICT, _("Conflicts"))]
    rows = counts | {CONFLICT: conflicts}
    return tabs + [
        Tab(str(label), value, value == open_status, rows[value])
        for value, label in named
        if rows[value] or value == open_status
    ]


def _cells(database: MemberDatabase, row: MemberRow) -> list[tuple[str, str]]:
    """The first cells of a row, each with its column; what its reader may not see is masked."""
    cells = {
        cell.place: cell.text for cell in cells_of({"cells": row.cells}, database, is_admin=True)
    }
    columns = enumerate(database.columns[:SHOWN_COLUMNS])
    return [(column, cells.get(place, "")) for place, column in columns]
