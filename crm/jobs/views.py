"""What a master admin does about jobs on /status."""

from collections.abc import Callable

from bson import ObjectId
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_ratelimit.decorators import ratelimit

from crm.jobs import queue
from crm.staff.access import master_admins
from crm.staff.requests import Request
from crm.web import errors

RATE = "30/m"


@require_POST
@master_admins("status")
@ratelimit(key="user", rate=RATE)
def try_again(request: Request, pk: ObjectId) -> HttpResponse:
    """Give a dead job three attempts more."""
    return _decide(request, pk, queue.try_again, _("The job is tried again."))


@require_POST
@master_admins("status")
@ratelimit(key="user", rate=RATE)
def cancel(request: Request, pk: ObjectId) -> HttpResponse:
    """Stop a job that runs or waits."""
    return _decide(request, pk, queue.cancel, _("The job is being stopped."))


def _decide(request: Request, pk: ObjectId, verb: Callable[..., None], text: str) -> HttpResponse:
    try:
        verb(pk, by=request.user)
    except queue.Over:
        return errors.conflict(request, _("The job is not as it was shown: it has gone on."))
    messages.success(request, text)
    return redirect("dashboard:status")
