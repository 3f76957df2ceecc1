"""What was given to whom: batches of all staff, and one of them to recall rows of (BZ-6)."""

from functools import partial
from typing import Any

from bson import ObjectId
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm.mongo.rows import object_id
from crm.staff.access import admins
from crm.staff.accounts.display_names import names_of_everybody
from crm.staff.requests import Request
from crm.web.forms.reasons import posted_reason
from crm.web.limits import MANY, limited
from crm.web.lists import selection
from crm.web.lists.paging import page_of
from crm.web.partials import render_page
from members.batches.invalid_rows.alerts import invalid_rows
from members.batches.invalid_rows.policies import PAGE
from members.batches.lists import counts_of, match_of, rows_matching, rows_page
from members.batches.recall import recall_batch
from members.batches.shares import share_of
from members.models import IN_HAND, Batch, MemberRow
from members.views.batches.bulk import DECIDE, RECALL, act_on_selected
from members.views.batches.mine import card_of
from members.views.batches.row_cards import row_cards

LIST, ONE = "members/batches/list.html", "members/batches/batch.html"


@require_safe
@admins(PAGE)
def batches(request: Request) -> HttpResponse:
    """All batches, newest first; of one person or database if asked."""
    chosen = {
        f"{name}_id": pk
        for name in ("staff", "database")
        if (pk := object_id(request.GET.get(name, "")))
    }
    matching = Batch.objects.filter(**chosen)
    page = page_of(matching, request.GET.get("page", ""), by=("created_at", "id"))
    counts = counts_of(page.rows)
    context = {
        "page": page,
        "cards": [card_of(batch, counts[batch.pk]) for batch in page.rows],
        "is_filtered": bool(chosen),
        "waiting": sum(rows.number for rows in invalid_rows()),
    }
    return render_page(request, LIST, context, part="batches")


@require_http_methods(["GET", "HEAD", "POST"])
@admins(PAGE)
@limited(MANY)
def batch_of_staff(request: Request, pk: ObjectId) -> HttpResponse:
    """The rows of a batch; a POST recalls the ticked ones, or decides about invalid ones."""
    batch = get_object_or_404(Batch, pk=pk)
    if request.method != "POST":
        return _page(request, batch)
    in_hand = MemberRow.objects.filter(
        database_id=batch.database_id, batch_id=pk, status__in=IN_HAND
    )
    matching = _matching(request, batch)
    act = partial(act_on_selected, request, RECALL | DECIDE, visible=in_hand, matching=matching)
    return selection.page_with_outcomes(partial(_page, request, batch), act)


@require_POST
@admins(PAGE)
@limited(MANY)
def recall_all(request: Request, pk: ObjectId) -> HttpResponse:
    """Recall every row of a batch."""
    batch = get_object_or_404(Batch, pk=pk)
    number = recall_batch(batch.pk, by=request.user, reason=posted_reason(request))
    text = ngettext("%(number)d row is recalled.", "%(number)d rows are recalled.", number)
    messages.success(request, text % {"number": number})
    return redirect("members:batches")


def _matching(request: Request, batch: Batch) -> QuerySet[MemberRow]:
    """The rows of the share that is shown, if all of them are asked for."""
    if "all" not in request.POST and request.GET.get("selected") != "all":
        return MemberRow.objects.none()
    match = match_of(batch, share_of(batch.kind, request.GET.get("rows", "")))
    return rows_matching(match, selection.MOST_ROWS + 1)


def _page(request: Request, batch: Batch, status: int = 200, **context: Any) -> HttpResponse:
    match = match_of(batch, share_of(batch.kind, request.GET.get("rows", "")))
    page = rows_page(match, request.GET.get("page", ""))
    context |= {
        "batch": batch,
        "staff_name": names_of_everybody().get(str(batch.staff_id), batch.staff_name),
        "card": card_of(batch, counts_of([batch])[batch.pk]),
        "page": page,
        "rows": row_cards(page.rows, batch, is_admin=True),
        "share": request.GET.get("rows", ""),
        **selection.choice_of_all(request, _matching(request, batch)),
    }
    return render_page(request, ONE, context, part="rows", status=status)
