"""Rows that staff say are invalid, for admins to decide about (BZ-5)."""

from functools import partial
from typing import Any

from bson import ObjectId
from django.db.models import QuerySet
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from crm.mongo.rows import object_id
from crm.staff.access import admins
from crm.staff.requests import Request
from crm.web.limits import MANY, limited
from crm.web.lists import selection
from crm.web.lists.paging import page_of
from crm.web.partials import render_page
from members.batches.invalid_rows.alerts import invalid_rows
from members.batches.invalid_rows.policies import PAGE
from members.models import MemberDatabase, MemberRow, RowStatus
from members.views.batches.bulk import DECIDE, act_on_selected

TEMPLATE = "members/batches/invalid.html"
ORDER = ("validated_at", "id")


@require_http_methods(["GET", "HEAD", "POST"])
@admins(PAGE)
@limited(MANY)
def invalid(request: Request) -> HttpResponse:
    """All invalid rows that are with staff still, last said first; counted by person and database.

    A POST replaces, archives or dismisses the selected ones and shows what became of each.
    """
    if request.method != "POST":
        return _page(request)
    # Those that wait no more say so one by one.
    rows, matching = MemberRow.objects.all(), _matching(request).order_by("validated_at", "pk")
    act = partial(act_on_selected, request, DECIDE, visible=rows, matching=matching)
    return selection.page_with_outcomes(partial(_page, request), act)


def _page(request: Request, status: int = 200, **context: Any) -> HttpResponse:
    matching = _matching(request)
    page = page_of(matching, request.GET.get("page", ""), by=ORDER)
    groups = invalid_rows()
    databases = MemberDatabase.objects.in_bulk(
        [row.database_id for row in page.rows] + [group.database_id for group in groups]
    )
    context |= {
        "page": page,
        "rows": [(row, databases[row.database_id]) for row in page.rows],
        "groups": [(group, databases[group.database_id]) for group in groups],
        "staff": request.GET.get("staff", ""),
        "database": request.GET.get("database", ""),
        **selection.choice_of_all(request, matching),
    }
    return render_page(request, TEMPLATE, context, part="invalid", status=status)


def _waiting() -> QuerySet[MemberRow]:
    return MemberRow.objects.filter(status=RowStatus.INVALID)


def _matching(request: Request) -> QuerySet[MemberRow]:
    chosen: dict[str, ObjectId] = {
        f"{name}_id": pk
        for name in ("staff", "database")
        if (pk := object_id(request.GET.get(name, "")))
    }
    return _waiting().filter(**chosen)
