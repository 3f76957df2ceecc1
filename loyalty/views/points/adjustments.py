"""Adjustments that wait for a second admin, and those that were decided (LP-11)."""

from collections.abc import Callable

from bson import ObjectId
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from crm.staff.access import admins
from crm.staff.requests import Request
from crm.web import errors
from crm.web.limits import WRITES, limited
from crm.web.lists.paging import page_of
from loyalty.members.errors import MemberRefused
from loyalty.models import PointsAdjustment
from loyalty.points.movements import adjustments as verbs

PAGE = "adjustments"


@require_safe
@admins(PAGE)
def adjustments(request: Request) -> HttpResponse:
    """Those that wait, or all, the newest first."""
    is_all = request.GET.get("state") == "all"
    rows = PointsAdjustment.objects.all() if is_all else verbs.waiting_adjustments()
    rows = rows.select_related("member", "programme")
    page = page_of(rows, request.GET.get("page", ""), by=("asked_at", "id"))
    context = {"page": page, "is_all": is_all}
    return render(request, "loyalty/points/adjustments.html", context)


@require_POST
@admins(PAGE)
@limited(WRITES)
def confirm(request: Request, pk: ObjectId) -> HttpResponse:
    """Post what another admin has asked for."""
    return _decide(request, pk, verbs.confirm, _("The points are posted."))


@require_POST
@admins(PAGE)
@limited(WRITES)
def refuse(request: Request, pk: ObjectId) -> HttpResponse:
    """Let it be."""
    return _decide(request, pk, verbs.refuse_adjustment, _("The adjustment is refused."))


def _decide(
    request: Request, pk: ObjectId, verb: Callable[..., object], message: str
) -> HttpResponse:
    get_object_or_404(PointsAdjustment, pk=pk)
    try:
        verb(pk, by=request.user)
    except verbs.AdjustmentDecided:
        text = _("Somebody else has decided this adjustment meanwhile.")
        return errors.conflict(request, text)
    except MemberRefused as refused:
        return errors.unprocessable(request, refused.reason)
    messages.success(request, message)
    return redirect("loyalty:adjustments")
