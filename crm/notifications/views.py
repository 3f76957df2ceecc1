"""One's own inbox (NO-1)."""

from bson import ObjectId
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from crm.notifications import inbox
from crm.notifications.models import ORDER, Notification
from crm.staff.access import is_open_at, signed_in
from crm.staff.requests import Request
from crm.web.lists.paging import page_of
from crm.web.partials import render_page


@require_safe
@signed_in()
def notifications(request: Request) -> HttpResponse:
    """The inbox, newest first."""
    return _inbox_page(request)


@require_POST
@signed_in()
def read_all(request: Request) -> HttpResponse:
    """Mark everything read."""
    inbox.read_all(request.user)
    if request.htmx:
        return _inbox_page(request)
    messages.success(request, _("All notifications are marked as read."))
    return redirect("notifications:list")


@require_POST
@signed_in()
def open_one(request: Request, pk: ObjectId) -> HttpResponse:
    """Mark one read and go where it points. Somebody else's is not there (404).

    What one was told of oneself may lie on a page that is closed by now: it is only read.
    """
    mine = Notification.objects.of(request.user)
    notification = inbox.read(get_object_or_404(mine, pk=pk))
    is_open = is_open_at(request.user, notification.url)
    return redirect(notification.url if is_open else "notifications:list")


def _inbox_page(request: Request) -> HttpResponse:
    mine = Notification.objects.of(request.user)
    only_unread = "unread" in request.GET
    context = {
        "only_unread": only_unread,
        "page": page_of(
            mine.unread() if only_unread else mine, request.GET.get("page", ""), by=ORDER
        ),
        "unread": inbox.unread_count(request.user),
    }
    return render_page(request, "notifications/list.html", context, part="inbox")
