"""A member's points for staff: what can be spent, every entry with its reason, adjustments."""

from typing import Any
from uuid import uuid4

from bson import ObjectId
from django import forms
from django.contrib import messages
from django.db import IntegrityError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from crm.staff.access import admins, signed_in
from crm.staff.requests import Request
from crm.web import errors
from crm.web.forms.fields import VisibleTextField
from crm.web.forms.reasons import LONGEST_REASON
from crm.web.limits import WRITES, limited
from crm.web.partials import render_page
from loyalty.members.errors import MemberRefused
from loyalty.members.own import is_own
from loyalty.members.visible import may_see
from loyalty.models import AdjustmentState, Member
from loyalty.points.explaining import entries_page
from loyalty.points.movements import adjustments
from loyalty.points.reads import entries_count, is_recounting, points_now
from loyalty.views.members.lists import PAGE

SHOWN = 50


class AdjustmentForm(forms.Form):
    """Points to give, or below 0 to take, and why; the member reads the reason."""

    points = forms.IntegerField(label=gettext_lazy("Points, below 0 to take them"))
    reason = VisibleTextField(label=gettext_lazy("Reason"), max_length=LONGEST_REASON)
    key = forms.CharField(max_length=80, widget=forms.HiddenInput)


@require_safe
@signed_in(PAGE)
def member_points(request: Request, pk: ObjectId) -> HttpResponse:
    """What the member has, and the newest entries; 404 for staff who do not see the member."""
    opened = Member.objects.select_related("programme").filter(pk=pk).first()
    if opened is None or not may_see(request.user, opened):
        raise Http404
    before = request.GET.get("before", "")
    last = int(before) if before.isdecimal() and len(before) < 10 else None
    entries = entries_page(opened.programme, pk, before=last, size=SHOWN)
    context: dict[str, Any] = {
        "member": opened,
        "programme": opened.programme,
        "now": points_now(pk),
        "entries": entries,
        "count": entries_count(pk),
        "is_first": last is None,
        "before": entries[-1].entry.sequence if entries else 0,
        "is_recounting": is_recounting(opened.programme),
        "is_own": is_own(request.user, opened),
    }
    may = not (context["is_own"] or opened.is_erased or opened.merged_into_id)
    if request.user.is_admin and may:
        context["form"] = AdjustmentForm(initial={"key": uuid4().hex}, auto_id="id_adjust_%s")
        context["limit"] = adjustments.limit_of(opened.programme)
    return render_page(request, "loyalty/points/member.html", context)


@require_POST
@admins(PAGE)
@limited(WRITES)
def adjust(request: Request, pk: ObjectId) -> HttpResponse:
    """Give or take points; above the limit it waits for a second admin."""
    get_object_or_404(Member, pk=pk)
    form = AdjustmentForm(request.POST)
    if not form.is_valid():
        return errors.unprocessable(request, _("Give whole points and a reason."))
    try:
        made = adjustments.adjust(pk, by=request.user, **form.cleaned_data)
    except MemberRefused as refused:
        return errors.unprocessable(request, refused.reason)
    except IntegrityError:
        return errors.conflict(request, _("Somebody else was faster. Look at it again."))
    waits = made.state == AdjustmentState.WAITING
    text = _("It waits for a second admin.") if waits else _("The points are posted.")
    messages.success(request, text)
    return redirect("loyalty:member_points", pk)
