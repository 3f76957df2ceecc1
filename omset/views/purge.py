"""The end of the trash: all of it at once, or what retention has ended (OM-10, OM-11)."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from django_ratelimit.decorators import ratelimit

from crm.staff.access import master_admins
from crm.staff.requests import Request
from crm.web import errors
from omset.ledger import trash
from omset.models.job_runs import PurgeRun

# How long a person waits; what is left then takes another press.
SECONDS = 10


@require_POST
@master_admins("trash")
@ratelimit(key="user", rate="12/m")
def empty(request: Request) -> HttpResponse:
    """Remove everything for good that the person saw in the trash."""
    seen_at = _moment(request.POST.get("seen", ""))
    if seen_at is None:
        return errors.unprocessable(request, _("Open the trash again, then empty it."))
    _report(request, trash.empty(by=request.user, seen_at=seen_at, seconds=SECONDS))
    return redirect("omset:trash")


@require_POST
@master_admins("trash")
@ratelimit(key="user", rate="12/m")
def purge_expired(request: Request) -> HttpResponse:
    """Remove for good what is in the trash for longer than retention."""
    _report(request, trash.purge_expired(by=request.user, seconds=SECONDS))
    return redirect("omset:trash")


def _moment(text: str) -> datetime | None:
    """The moment in the form, never one to come; None if it is not one."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return min(moment, timezone.now()) if timezone.is_aware(moment) else None


def _report(request: Request, run: PurgeRun) -> None:
    text = ngettext(
        "%d deposit is deleted for good.", "%d deposits are deleted for good.", run.purged
    )
    messages.success(request, text % run.purged)
    if run.remaining:
        left = ngettext(
            "%d more is left, as it takes long: press again.",
            "%d more are left, as it takes long: press again.",
            run.remaining,
        )
        messages.warning(request, left % run.remaining)
