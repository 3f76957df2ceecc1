"""The page of one batch: its rows, found, filtered, and worked many at a time."""

from collections.abc import Callable
from functools import partial
from typing import Any

from bson import ObjectId
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from crm.mongo.rows import collection
from crm.staff.access import signed_in
from crm.staff.requests import Request
from crm.web.limits import MANY, SEARCHES, limited
from crm.web.lists import selection
from crm.web.lists.outcomes import Outcomes, RefusedRow, one_by_one
from crm.web.lists.paging import Page
from crm.web.partials import render_page
from crm.web.texts.visible import visible_text
from members.batches import work
from members.batches.lists import (
    BY_NUMBER,
    PAGE_SIZE,
    counts_of,
    match_of,
    rows_matching,
    rows_page,
)
from members.batches.rows import NotInHand, NotWorkable
from members.batches.search import LONGEST_SEARCH, match_of_text
from members.batches.shares import share_of
from members.models import Batch, MemberRow, Response, WhatsApp
from members.views.batches.mine import card_of, own_batch
from members.views.batches.row_cards import row_cards
from members.views.batches.wording import REFUSALS

TEMPLATE = "members/mine/batch.html"
VERBS: dict[str, Callable[..., bool]] = {
    "whatsapp": work.set_whatsapp,
    "response": work.set_response,
}
VALUES = {"whatsapp": ["", *WhatsApp.values], "response": ["", *Response.values]}


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in()
@limited(MANY)
def batch_page(request: Request, pk: ObjectId) -> HttpResponse:
    """The rows of one's own batch by number, all or a share; a POST works the ticked ones."""
    batch = own_batch(request, pk)
    if request.method != "POST":
        return _page(request, batch)
    work_selected = partial(_work_selected, request, batch)
    return selection.page_with_outcomes(partial(_page, request, batch), work_selected)


@require_POST
@signed_in()
@limited(SEARCHES)
def find(request: Request, pk: ObjectId) -> HttpResponse:
    """Rows of one's own batch by id, name or the end of a phone: sent, never in an address."""
    batch = own_batch(request, pk)
    text = visible_text(request.POST.get("q", ""))[:LONGEST_SEARCH]
    if not text:
        return _page(request, batch)
    match = {"$and": [match_of(batch), match_of_text(text)]}
    rows = collection(MemberRow).find(match).sort(list(BY_NUMBER.items())).limit(PAGE_SIZE + 1)
    matching = list(rows)
    more = len(matching) > PAGE_SIZE
    return _render(request, batch, Page(matching[:PAGE_SIZE]), text=text, has_more=more)


def _page(request: Request, batch: Batch, status: int = 200, **outcome: Any) -> HttpResponse:
    match = match_of(batch, share_of(batch.kind, request.GET.get("rows", "")))
    page = rows_page(match, request.GET.get("page", ""))
    context = outcome | selection.choice_of_all(request, _matching(request, batch))
    return _render(request, batch, page, status=status, **context)


def _render(
    request: Request, batch: Batch, page: Page, *, status: int = 200, **context: Any
) -> HttpResponse:
    context |= {
        "batch": batch,
        "card": card_of(batch, counts_of([batch])[batch.pk]),
        "page": page,
        "rows": row_cards(page.rows, batch),
        "share": request.GET.get("rows", ""),
        "whatsapp_choices": WhatsApp.choices,
        "response_choices": Response.choices,
    }
    return render_page(request, TEMPLATE, context, part="rows", status=status)


def _work_selected(request: Request, batch: Batch) -> Outcomes:
    """What became of each selected row; `action` says column and value. Raises NothingDone."""
    field, _colon, value = request.POST.get("action", "").partition(":")
    if field not in VERBS or value not in VALUES[field]:
        raise selection.NothingDone(_("Nothing was done: choose what to do."), 422)
    mine = MemberRow.objects.filter(
        database_id=batch.database_id, batch_id=batch.pk, staff_id=request.user.pk
    )
    chosen = selection.selected(request, visible=mine, matching=_matching(request, batch))
    verb = partial(_carry_out, VERBS[field], value, request)
    return one_by_one(chosen, verb, _label_and_address)


def _matching(request: Request, batch: Batch) -> QuerySet[MemberRow]:
    """The rows of the share that is shown, if all of them are asked for."""
    if "all" not in request.POST and request.GET.get("selected") != "all":
        return MemberRow.objects.none()
    match = match_of(batch, share_of(batch.kind, request.GET.get("rows", "")))
    return rows_matching(match, selection.MOST_ROWS + 1)


def _carry_out(
    verb: Callable[..., bool],
    value: str,
    request: Request,
    ticked: selection.TickedRow[MemberRow],
) -> str:
    if ticked.row is None:
        raise RefusedRow(str(REFUSALS[NotInHand]))
    try:
        return _("done") if verb(ticked.row.pk, value, by=request.user) else _("was so already")
    except (NotInHand, NotWorkable) as refused:
        raise RefusedRow(str(REFUSALS[type(refused)])) from refused


def _label_and_address(ticked: selection.TickedRow[MemberRow]) -> tuple[str, str]:
    row = ticked.row
    return (row.customer_id or row.name or f"#{row.number}") if row else _("A row"), ""
