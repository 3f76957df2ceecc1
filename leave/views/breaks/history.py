"""Breaks of earlier shifts with the sum of each, and confirming what was left open (IZ-3)."""

from typing import Any, NamedTuple

from bson import ObjectId
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from crm.staff.access import admins, is_open, signed_in
from crm.staff.accounts.display_names import names_of_everybody
from crm.staff.requests import Request
from crm.web import errors
from crm.web.limits import WRITES, limited
from crm.web.lists.chips import chips_of, is_filtered
from crm.web.lists.paging import page_of
from crm.web.next_url import next_url
from crm.web.partials import render_page
from leave.breaks import verbs
from leave.breaks.forms import BreakFilter, ConfirmForm
from leave.breaks.policies import PAGE
from leave.breaks.reads import break_days
from leave.models import Break
from leave.rules.breaks import BreakTotal

TEMPLATE = "leave/breaks/history.html"
DECIDED_AT = "leave:confirm_break"


class BreakRow(NamedTuple):
    """A break beside the sum of its shift."""

    taken: Break
    staff_name: str
    counted: BreakTotal | None
    may_confirm: bool


@require_safe
@signed_in(PAGE)
def history(request: Request) -> HttpResponse:
    """Breaks, the newest first, each with the sum of its shift; of staff only their own."""
    form = BreakFilter(request.GET, request.user)
    matching = Break.objects.filter(**form.conditions())
    page = page_of(matching, request.GET.get("page", ""), by=("started_at", "id"))
    context = {
        "filter": form,
        "chips": chips_of(form),
        "page": page,
        "rows": _rows(page.rows, request),
        "is_filtered": is_filtered(request),
    }
    return render_page(request, TEMPLATE, context, part="history")


@require_POST
@admins(PAGE)
@limited(WRITES)
def confirm(request: Request, pk: ObjectId) -> HttpResponse:
    """Let a break count that the system has closed; with another end and the reason for it."""
    waiting, form = get_object_or_404(Break, pk=pk), ConfirmForm(request.POST)
    if not form.is_valid():
        return errors.unprocessable(request, _first_error(form))
    chosen = form.cleaned_data
    try:
        verbs.confirm(pk, by=request.user, minute=chosen["ended"], reason=chosen["reason"])
    except verbs.NotWaiting:
        return errors.conflict(request, _("It does not wait any more: somebody has confirmed it."))
    except verbs.OwnBreak:
        return errors.conflict(request, _("Nobody confirms their own break."))
    except verbs.OutsideBreak:
        text = _("It ended after it began, and no later than its shift.")
        return errors.unprocessable(request, text)
    messages.success(request, _("Confirmed: the break of %s.") % waiting.staff_name)
    return redirect(next_url(request, "leave:break_history"))


def _rows(breaks: list[Break], request: Request) -> list[BreakRow]:
    if not breaks:
        return []
    days = [each.shift_date for each in breaks]
    sums = break_days({each.staff_id for each in breaks}, min(days), max(days))
    names = names_of_everybody()
    may_confirm = is_open(request.user, DECIDED_AT)
    return [
        BreakRow(
            taken=each,
            staff_name=names.get(str(each.staff_id), each.staff_name),
            counted=sums.get((each.staff_id, each.shift_date)),
            may_confirm=may_confirm and each.waits,
        )
        for each in breaks
    ]


def _first_error(form: ConfirmForm) -> Any:
    return next(iter(form.errors.values()))[0]
