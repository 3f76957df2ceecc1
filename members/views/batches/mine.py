"""What a staff member has to work off: all of it, DB Bonanza, Member WD (DB-9, WD-1)."""

from typing import NamedTuple

from bson import ObjectId
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm.staff.access import signed_in
from crm.staff.accounts.visits import note_visit
from crm.staff.requests import Request
from crm.web.limits import WRITES, limited
from crm.web.lists.paging import page_of
from crm.web.next_url import next_url
from crm.web.partials import render_page
from crm.web.texts.visible import visible_text
from members.batches import cards
from members.batches.lists import batches_in_hand, counts_of, due_count
from members.batches.shares import shares_of
from members.models import Batch, DatabaseKind

TEMPLATE = "members/mine/list.html"
PAGE_SIZE = 24
# Those that count what is new (NO-4).
COUNTED = (DatabaseKind.BONANZA, DatabaseKind.WD)
ORDER = ("is_pinned", "created_at", "id")
LONGEST_TITLE = Batch._meta.get_field("title").max_length


class ShareCount(NamedTuple):
    """A number on a card, and the rows that it opens."""

    key: str
    label: str
    number: int


class BatchCard(NamedTuple):
    batch: Batch
    rows: int
    to_do: int
    shares: list[ShareCount]

    @property
    def done(self) -> int:
        """How many rows have been worked: all but those to do and those that cannot be."""
        taken = sum(share.number for share in self.shares if share.key == "taken")
        return self.rows - self.to_do - taken


@require_safe
@signed_in()
def mine(request: Request) -> HttpResponse:
    """All batches of the person, pinned ones first, then the newest (DB-9)."""
    return _page(request, None)


@require_safe
@signed_in()
def bonanza(request: Request) -> HttpResponse:
    """Those of Bonanza databases."""
    return _page(request, DatabaseKind.BONANZA)


@require_safe
@signed_in()
def wd(request: Request) -> HttpResponse:
    """Those of Member WD databases."""
    return _page(request, DatabaseKind.WD)


@require_POST
@signed_in()
@limited(WRITES)
def pin(request: Request, pk: ObjectId) -> HttpResponse:
    """Keep a batch above the others, or not any more."""
    batch = own_batch(request, pk)
    cards.pin_batch(batch.pk, is_pinned=request.POST.get("pinned") == "1", by=request.user)
    return redirect(next_url(request, "members:mine"))


@require_http_methods(["POST"])
@signed_in()
@limited(WRITES)
def rename(request: Request, pk: ObjectId) -> HttpResponse:
    """Call a batch as the person likes; without a title it has the name of its database."""
    batch = own_batch(request, pk)
    title = visible_text(request.POST.get("title", ""))[:LONGEST_TITLE]
    cards.rename_batch(batch.pk, title, by=request.user)
    messages.success(request, _("Saved: %s.") % (title or batch.database_name))
    return redirect("members:batch", batch.pk)


def own_batch(request: Request, pk: ObjectId) -> Batch:
    """A batch of the person who asks; 404 for anybody else's."""
    return get_object_or_404(Batch, pk=pk, staff_id=request.user.pk)


def card_of(batch: Batch, counts: dict[str, int]) -> BatchCard:
    """A batch with its numbers."""
    shares = [
        ShareCount(share.key, str(share.label), counts[share.key])
        for share in shares_of(batch.kind)
    ]
    return BatchCard(batch, counts["all"], counts["todo"], shares)


def _page(request: Request, kind: DatabaseKind | None) -> HttpResponse:
    batches = Batch.objects.filter(pk__in=batches_in_hand(staff_id=request.user.pk))
    if kind:
        batches = batches.filter(kind=kind)
    page = page_of(batches, request.GET.get("page", ""), by=ORDER, size=PAGE_SIZE)
    counts = counts_of(page.rows)
    _note_visits(request, kind)
    context = {
        "page": page,
        "cards": [card_of(batch, counts[batch.pk]) for batch in page.rows],
        "kind": kind.value if kind else "",
        "due": due_count(request.user.pk),
        "kinds": DatabaseKind,
    }
    return render_page(request, TEMPLATE, context, part="batches")


def _note_visits(request: Request, kind: DatabaseKind | None) -> None:
    """What is listed here is not new any more."""
    if request.method != "GET":
        return
    for counted in COUNTED:
        if kind in (None, counted):
            note_visit(request.user, counted.value)
