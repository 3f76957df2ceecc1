"""The archive of a database: restore rows, or empty them for good (BZ-6)."""

from functools import partial
from typing import Any

from bson import ObjectId
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from crm.staff.access import admins
from crm.staff.requests import Request
from crm.web.limits import MANY, limited
from crm.web.lists import selection
from crm.web.partials import render_page
from members.batches.invalid_rows.archive import archived_match, restorable_match
from members.batches.invalid_rows.policies import PAGE
from members.batches.lists import rows_matching, rows_page
from members.models import MemberDatabase, MemberRow
from members.views.batches.bulk import ARCHIVED, act_on_selected
from members.views.batches.row_cards import stored_rows_of

TEMPLATE = "members/batches/archive.html"


@require_http_methods(["GET", "HEAD", "POST"])
@admins(PAGE)
@limited(MANY)
def archive_page(request: Request, pk: ObjectId) -> HttpResponse:
    """The archived rows of a database by number; a POST restores or deletes the selected ones."""
    database = get_object_or_404(MemberDatabase, pk=pk)
    if request.method != "POST":
        return _page(request, database)
    archived = _archived(database)
    act = partial(act_on_selected, request, ARCHIVED, visible=archived, matching=archived)
    return selection.page_with_outcomes(partial(_page, request, database), act)


def _page(
    request: Request, database: MemberDatabase, status: int = 200, **context: Any
) -> HttpResponse:
    page = rows_page(archived_match(database.pk), request.GET.get("page", ""))
    context |= {
        "database": database,
        "page": page,
        "rows": stored_rows_of(page.rows),
        **selection.choice_of_all(request, _archived(database)),
    }
    return render_page(request, TEMPLATE, context, part="archive", status=status)


def _archived(database: MemberDatabase) -> QuerySet[MemberRow]:
    return rows_matching(restorable_match(database.pk), selection.MOST_ROWS + 1)
