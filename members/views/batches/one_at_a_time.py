"""A batch worked with one thumb: a row at a time, and the next one after each tap."""

from typing import Any

from bson import ObjectId
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from crm.mongo.rows import object_id
from crm.staff.access import signed_in
from crm.staff.requests import Request
from crm.web.partials import render_page
from members.batches.lists import counts_of, match_of, next_row, row_before
from members.batches.rows import stored_row
from members.batches.shares import share_of
from members.models import Batch
from members.views.batches.mine import card_of, own_batch
from members.views.batches.row_cards import row_cards

TEMPLATE = "members/mine/work.html"


@require_safe
@signed_in()
def work_page(request: Request, pk: ObjectId) -> HttpResponse:
    """The next row to do of one's own batch: behind `after`, or the one `before`, or the first.

    `row` shows that very row.
    """
    batch = own_batch(request, pk)
    return _card(request, batch, _asked_for(request, batch))


def card_after(request: Request, batch: Batch, row_pk: ObjectId) -> HttpResponse:
    """The card that follows a tap: the same row while something is left to do, else the next."""
    row = stored_row(row_pk)
    to_do = match_of(batch, share_of(batch.kind, "todo"))
    same = next_row(to_do | {"_id": row_pk}, None)
    return _card(request, batch, same or next_row(to_do, row) or next_row(to_do, None))


def _asked_for(request: Request, batch: Batch) -> dict[str, Any] | None:
    everything = match_of(batch)
    to_do = match_of(batch, share_of(batch.kind, "todo"))
    if pk := object_id(request.GET.get("row", "")):
        return next_row(everything | {"_id": pk}, None)
    if before := _row(request.GET.get("before", "")):
        return row_before(everything, before) or next_row(everything, None)
    after = _row(request.GET.get("after", ""))
    return next_row(to_do, after) or next_row(to_do, None)


def _row(text: str) -> dict[str, Any] | None:
    pk = object_id(text)
    return stored_row(pk) if pk else None


def _card(request: Request, batch: Batch, row: dict[str, Any] | None) -> HttpResponse:
    (card,) = row_cards([row], batch) if row else (None,)
    context = {
        "batch": batch,
        "card": card_of(batch, counts_of([batch])[batch.pk]),
        "row": card,
    }
    return render_page(request, TEMPLATE, context, part="work")
