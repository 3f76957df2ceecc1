"""What is decided about an import: confirmed, accepted, cancelled, undone (LI-5, LI-6)."""

from collections.abc import Callable

from bson import ObjectId
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from crm.staff.access import admins, master_admins
from crm.staff.requests import Request
from crm.web import errors
from crm.web.forms.reasons import posted_reason
from crm.web.limits import WRITES, limited
from crm.witness.reads import WitnessAlarmed
from loyalty.imports import batches, requests
from loyalty.imports.batches import BatchRefused
from loyalty.imports.uploads import PAGE
from loyalty.models import ImportBatch


@require_POST
@admins(PAGE)
@limited(WRITES)
def confirm(request: Request, number: int) -> HttpResponse:
    """Import what was shown."""
    return _done(request, number, requests.confirm)


@require_POST
@admins(PAGE)
@limited(WRITES)
def go_on(request: Request, number: int) -> HttpResponse:
    """Let a worker go on with what has stopped."""
    return _done(request, number, lambda pk: requests.go_on(pk, by=request.user))


@require_POST
@admins(PAGE)
@limited(WRITES)
def cancel(request: Request, number: int) -> HttpResponse:
    """Import nothing of it."""
    return _done(request, number, lambda pk: batches.cancel(pk, by=request.user))


@require_POST
@master_admins(PAGE)
@limited(WRITES)
def accept(request: Request, number: int) -> HttpResponse:
    """Let a held import be applied."""
    reason = posted_reason(request)
    return _done(
        request, number, lambda pk: requests.accept_held(pk, by=request.user, reason=reason)
    )


@require_POST
@master_admins(PAGE)
@limited(WRITES)
def undo(request: Request, number: int) -> HttpResponse:
    """Take an import back as a whole."""
    reason = posted_reason(request)
    return _done(request, number, lambda pk: requests.ask_undo(pk, by=request.user, reason=reason))


def _done(request: Request, number: int, verb: Callable[[ObjectId], object]) -> HttpResponse:
    batch = get_object_or_404(ImportBatch, number=number)
    try:
        verb(batch.pk)
    except (BatchRefused, WitnessAlarmed) as refused:
        return errors.conflict(request, str(refused))
    return redirect("loyalty:batch", number)
