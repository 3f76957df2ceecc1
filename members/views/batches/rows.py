"""One tap on a row of one's own: WhatsApp, response, call again, valid or not."""

from typing import Any, NamedTuple

from bson import ObjectId
from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from crm.staff.access import signed_in
from crm.staff.requests import Request
from crm.web import errors
from crm.web.limits import TAPS, limited
from crm.web.next_url import next_url
from members.batches import work
from members.batches.invalid_rows import validation
from members.batches.invalid_rows.validation import AlreadyInvalid, NoReason, NotValidated
from members.batches.lists import counts_of
from members.batches.rows import NotInHand, NotWorkable, row_in_hand
from members.models import Batch, Response, WhatsApp
from members.views.batches import one_at_a_time
from members.views.batches.mine import card_of, own_batch
from members.views.batches.row_cards import row_cards
from members.views.batches.wording import REFUSALS, SHORTAGES

TEMPLATE = "members/mine/row.html"
REFUSED = (AlreadyInvalid, NoReason, NotValidated, NotWorkable)


class Unreadable(ValueError):
    """The form asks for nothing that there is."""


class Tap(NamedTuple):
    """Which row stands there from now on, and whether the one that was tapped is it still."""

    row_pk: ObjectId
    level: int
    text: str = ""


@require_POST
@signed_in()
@limited(TAPS)
def tap(request: Request, pk: ObjectId, row_pk: ObjectId) -> HttpResponse:
    """Write what the pressed button says about a row of one's own batch; answer with the row.

    A row that came for an invalid one stands in its place. From the page of one row at a time the
    answer is the next card.
    """
    batch = own_batch(request, pk)
    try:
        _refuse_other_batch(batch, row_pk)
        tapped = _carry_out(request, row_pk)
    except Unreadable:
        return errors.unprocessable(request, _("Nothing was saved: choose one of the buttons."))
    except NotInHand as gone:
        return errors.outdated_row(request, REFUSALS[type(gone)])
    except REFUSED as refused:
        row = row_html(request, batch, row_pk) if _is_list(request) else ""
        return errors.outdated_row(request, REFUSALS[type(refused)], row)
    if tapped.text:
        messages.add_message(request, tapped.level, tapped.text)
    return _answer(request, batch, row_pk, tapped.row_pk)


def row_html(request: Request, batch: Batch, row_pk: ObjectId) -> str:
    """The row as the list has it, with the batch's counts, which take their own place."""
    (card,) = row_cards([row_in_hand(row_pk, request.user.pk)], batch)
    counts = card_of(batch, counts_of([batch])[batch.pk])
    context = {"row": card, "batch": batch, "card": counts, "is_swapped": True}
    return render_to_string(TEMPLATE, context, request)


def _refuse_other_batch(batch: Batch, row_pk: ObjectId) -> None:
    """Raise NotInHand for a row of another batch than the one in the address."""
    row = row_in_hand(row_pk, batch.staff_id)
    if (row["batch_id"], row["database_id"]) != (batch.pk, batch.database_id):
        raise NotInHand


def _answer(request: Request, batch: Batch, tapped: ObjectId, now: ObjectId) -> HttpResponse:
    if _is_list(request):
        if request.htmx:
            return HttpResponse(row_html(request, batch, now))
        return redirect(next_url(request, reverse("members:batch", args=[batch.pk])))
    if request.htmx:
        return one_at_a_time.card_after(request, batch, tapped)
    return redirect(f"{reverse('members:batch_work', args=[batch.pk])}?after={tapped}")


def _is_list(request: Request) -> bool:
    return request.POST.get("view") != "work"


def _carry_out(request: Request, row_pk: ObjectId) -> Tap:
    """Raises what the verbs do, Unreadable."""
    form, by = request.POST, request.user
    action = form.get("action", "")
    field, _colon, value = action.partition(":")
    if field == "whatsapp" and value in ("", *WhatsApp.values):
        work.set_whatsapp(row_pk, value, by=by)
    elif field == "response" and value in ("", *Response.values):
        work.set_response(row_pk, value, by=by)
    elif field == "call":
        work.call_again(row_pk, _day(form.get("call_again_on") if value else ""), by=by)
    elif action == "valid":
        validation.mark_valid(row_pk, by=by)
    elif action == "unmark":
        validation.unmark(row_pk, by=by)
    elif form.get("reason") is not None:
        return _invalid(row_pk, form["reason"], by)
    else:
        raise Unreadable
    return Tap(row_pk, messages.SUCCESS)


def _invalid(row_pk: ObjectId, reason: str, by: Any) -> Tap:
    outcome = validation.mark_invalid(row_pk, by=by, reason=reason)
    if outcome.shortage is None and outcome.new_row_id:
        return Tap(outcome.new_row_id, messages.SUCCESS, _("Archived; another row came for it."))
    assert outcome.shortage is not None
    return Tap(row_pk, messages.WARNING, str(SHORTAGES[outcome.shortage]))


def _day(text: str | None) -> Any:
    """A date from today on; None for no date. Raises Unreadable."""
    if not text:
        return None
    try:
        day = forms.DateField().clean(text)
    except forms.ValidationError as error:
        raise Unreadable from error
    if day < timezone.localdate():
        raise Unreadable
    return day
