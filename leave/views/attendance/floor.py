"""The code on the wall: its screen, which device shows it, a new secret for it (AT-1)."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from crm.staff.access import admins, public
from crm.staff.requests import Request
from crm.web.limits import WRITES, limited
from crm.web.partials import render_page
from leave.attendance import floor
from leave.attendance.policies import PAGE
from leave.views.attendance import tabs
from leave.views.attendance.tabs import tabs_for

FLOOR, SCREEN = "leave/attendance/floor.html", "leave/attendance/screen.html"
# Signed: which generation of the secret a device may show.
COOKIE = "floor_screen"
A_YEAR = 365 * 24 * 3600


@require_safe
@admins(PAGE)
def floor_page(request: Request) -> HttpResponse:
    """Whether the code of the wall is asked for, and how a screen shows it."""
    context = {
        "is_asked_for": floor.is_asked_for(timezone.localdate()),
        "tabs": tabs_for(request.user, tabs.FLOOR),
        "floor_code": floor.floor_code(),
    }
    return render_page(request, FLOOR, context)


@require_POST
@admins(PAGE)
@limited(WRITES)
def renew(request: Request) -> HttpResponse:
    """A new secret: screens that have shown the old one show nothing any more."""
    floor.renew(by=request.user)
    messages.success(request, _("The wall has a new secret. Set its screens up again."))
    return redirect("leave:floor")


@require_POST
@admins(PAGE)
@limited(WRITES)
def use_as_screen(request: Request) -> HttpResponse:
    """Let this device show the code from now on; the admin is signed out on it."""
    stored = floor.floor_code() or floor.renew(by=request.user)
    logout(request)
    response = redirect("leave:floor_screen")
    response.set_signed_cookie(
        COOKIE,
        str(stored.generation),
        max_age=A_YEAR,
        httponly=True,
        samesite="Strict",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


@require_safe
@public
def screen(request: Request) -> HttpResponse:
    """The code of now, on a device that an admin has made a screen; it needs no script."""
    stored = floor.floor_code()
    generation = request.get_signed_cookie(COOKIE, default="", max_age=A_YEAR)
    if stored is None or generation != str(stored.generation):
        return render(request, SCREEN, {"wall": None})
    return render(request, SCREEN, {"wall": floor.shown_code(stored, timezone.now())})
