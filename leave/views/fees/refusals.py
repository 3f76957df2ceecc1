"""Why a verb of fees was refused, for people, and how a page answers."""

from collections.abc import Callable
from typing import Any

from bson import ObjectId
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from crm.staff.models import User
from crm.staff.requests import Request
from crm.web import errors
from crm.web.forms.reasons import posted_reason
from leave.fees.errors import (
    AlreadyClosed,
    AlreadyWaived,
    FeeRefused,
    FormReused,
    NoCredit,
    NotClosed,
    NothingDue,
    NothingToWaive,
    NotInForce,
    NotOver,
    OwnFee,
    PartsPaid,
    ToldLater,
    WithoutMoney,
    WrongAmount,
    WrongDay,
    WrongParts,
)
from leave.fees.forms import SentOnce

TEXTS = {
    OwnFee: _("Nobody decides about their own fees: ask another admin."),
    NothingToWaive: _("There is nothing to waive on this day."),
    AlreadyWaived: _("Somebody else has waived this already."),
    NotInForce: _("Somebody else has taken this back already."),
    WrongAmount: _("Write an amount of more than nothing, with two decimal places at most."),
    WrongDay: _("Choose a day up to today, from 2020 on."),
    FormReused: _(
        "This form was sent before, and has written something else. Nothing was saved now: look at "
        "the statement, and send it again if this is one more."
    ),
    WithoutMoney: _("On this day fees cost no money."),
    NothingDue: _("This month has nothing left to pay."),
    NoCredit: _("This month was not overpaid."),
    WrongParts: _("A month is paid in one part or in two."),
    PartsPaid: _("A part is paid already: the plan stands."),
    NotOver: _("This month is not over yet. It can be closed from its next day on."),
    AlreadyClosed: _("Somebody else has closed this month meanwhile."),
    NotClosed: _("This month is not closed any more."),
    ToldLater: _("A later closed month tells of changes to this one. Reopen that one first."),
}
# What of a form a refusal is about, where it is about one field.
FIELDS: dict[type[FeeRefused], str] = {WrongAmount: "amount"}


def person_or_404(pk: ObjectId) -> User:
    """The account, by its names and role. Raises Http404."""
    person = User.objects.filter(pk=pk).only("name", "username", "role", "is_active").first()
    if person is None:
        raise Http404
    return person


def text_of(reason: FeeRefused) -> str:
    """The sentence for people."""
    return str(TEXTS[type(reason)])


def refuse(form: SentOnce, reason: FeeRefused) -> None:
    """Say it beside the field that it is about; what was sent before may be sent anew."""
    if isinstance(reason, FormReused):
        form.send_anew()
    form.add_error(FIELDS.get(type(reason)), text_of(reason))


def carried_out(
    request: Request, then: str, message: object, verb: Callable, *args: Any, **more: Any
) -> HttpResponse:
    """Do it, say so and go on to `then`; 409 with the reason where it was refused."""
    try:
        verb(*args, by=request.user, **more)
    except FeeRefused as reason:
        return errors.conflict(request, text_of(reason))
    messages.success(request, str(message))
    return redirect(then)


def carried_out_for_a_reason(
    request: Request, then: str, message: object, verb: Callable, *args: Any
) -> HttpResponse:
    """The same for a verb that takes the posted reason; 422 without one."""
    reason = posted_reason(request)
    if not reason:
        return errors.unprocessable(request, gettext("Write a reason."))
    return carried_out(request, then, message, verb, *args, reason=reason)
