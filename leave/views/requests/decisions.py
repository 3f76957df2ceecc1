"""One request: all about it, and what can be decided (LV-5)."""

from bson import ObjectId
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from crm.audit.models import Event
from crm.staff.access import admins, signed_in
from crm.staff.requests import Request
from crm.web import errors
from crm.web.forms.reasons import posted_reason
from crm.web.limits import WRITES, limited
from crm.web.lists.outcomes import RefusedRow
from crm.web.next_url import next_url
from crm.web.partials import render_page
from leave.models import LeaveRequest
from leave.policies import PAGE
from leave.reads import month_balance
from leave.requests import deciding
from leave.requests.asking import is_sole_master
from leave.requests.teams import together_away
from leave.rules.states import State
from leave.views.requests.listing import REQUESTS, label_of, may_decide, row_html, visible_to

NOT_CANCELLED: dict[type[Exception], str | Promise] = {
    deciding.NotApproved: gettext_lazy("It waits still: reject it."),
    deciding.NotActive: gettext_lazy("It is neither waiting nor approved any more."),
    deciding.OwnRequest: gettext_lazy("Nobody decides about their own leave: ask a colleague."),
    deciding.NotTheirs: gettext_lazy("It is approved by now: only an admin can cancel it."),
}


@require_safe
@signed_in(PAGE)
def one(request: Request, pk: ObjectId) -> HttpResponse:
    """A request with its month, its group, who else is away, and its history."""
    leave = _visible(request, pk)
    user, day = request.user, leave.date
    group = visible_to(user).filter(staff_id=leave.staff_id, group_id=leave.group_id)
    context = {
        "leave": leave,
        "balance": month_balance(leave.staff_id, day),
        "group": list(group.order_by("date")),
        "away": together_away(day, day, besides=leave.staff_id).get(day, []),
        "history": Event.objects.about(leave),
        "may_decide": may_decide(leave, user),
        "may_cancel": _may_cancel(leave, request),
    }
    return render_page(request, "leave/requests/one.html", context)


@require_POST
@admins(PAGE)
@limited(WRITES)
def approve(request: Request, pk: ObjectId) -> HttpResponse:
    """Grant a request; with a posted reason also one for which the month has no room."""
    leave = _visible(request, pk)
    reason = posted_reason(request)
    try:
        REQUESTS.carry_out(deciding.approve, leave.pk, by=request.user, override_reason=reason)
    except RefusedRow as refused:
        return errors.outdated_row(request, str(refused), row_html(request, pk))
    return _done(request, leave, _("Approved: %s.") % label_of(leave))


@require_POST
@admins(PAGE)
@limited(WRITES)
def reject(request: Request, pk: ObjectId) -> HttpResponse:
    """Refuse a request; whoever asked reads the note, if there is one."""
    leave = _visible(request, pk)
    try:
        reason = posted_reason(request)
        REQUESTS.carry_out(deciding.reject, leave.pk, by=request.user, reason=reason)
    except RefusedRow as refused:
        return errors.outdated_row(request, str(refused), row_html(request, pk))
    return _done(request, leave, _("Rejected: %s.") % label_of(leave))


@require_POST
@signed_in(PAGE)
@limited(WRITES)
def cancel(request: Request, pk: ObjectId) -> HttpResponse:
    """Take back a day, or with `group` all days that were asked for with it."""
    leave = _visible(request, pk)
    try:
        days = deciding.cancel(
            leave.pk,
            by=request.user,
            reason=posted_reason(request),
            is_whole_group="group" in request.POST,
        )
    except tuple(NOT_CANCELLED) as refused:
        return errors.outdated_row(
            request, NOT_CANCELLED[type(refused)], row_html(request, leave.pk)
        )
    count = len(days)
    text = ngettext("%d day is taken back.", "%d days are taken back.", count) % count
    return _done(request, leave, text)


def _visible(request: Request, pk: ObjectId) -> LeaveRequest:
    leave = visible_to(request.user).filter(pk=pk).first()
    if leave is None:
        raise Http404
    return leave


def _may_cancel(leave: LeaveRequest, request: Request) -> bool:
    user, is_own = request.user, leave.staff_id == request.user.pk
    if leave.state == State.PENDING:
        return is_own
    is_approved = leave.state == State.APPROVED
    return is_approved and user.is_admin and (not is_own or is_sole_master(user))


def _done(request: Request, leave: LeaveRequest, text: str) -> HttpResponse:
    messages.success(request, text)
    if request.htmx and request.htmx.target != "leave":
        return HttpResponse(row_html(request, leave.pk))
    return redirect(next_url(request, "leave:list"))
