"""The secret addresses: their page, and what they answer."""

from bson import ObjectId
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_ratelimit.core import is_ratelimited
from django_ratelimit.exceptions import Ratelimited

from crm.staff.access import public, signed_in
from crm.staff.requests import Request
from crm.web import errors
from crm.web.address import client_network
from crm.web.limits import WRITES, limited
from crm.web.partials import render_page
from crm.web.requests import WebRequest
from leave.feeds import links, reads
from leave.models import CalendarFeed, FeedScope
from leave.views.calendar.month import PAGE

TEMPLATE = "leave/calendar/feeds.html"
LIST = "leave:feeds"
MEDIA_TYPE = "text/calendar; charset=utf-8"
# A program asks once an hour or so; many may stand behind one network.
RATE = "120/m"


@require_safe
@signed_in(PAGE)
def feeds(request: Request) -> HttpResponse:
    """One's own addresses, without their secrets."""
    return _page(request)


@require_POST
@signed_in(PAGE)
@limited(WRITES)
def make(request: Request) -> HttpResponse:
    """Make an address and show it, this once."""
    scope = request.POST.get("scope", "")
    if scope not in FeedScope.values:
        return errors.unprocessable(request, _("Choose whose leave it has."))
    try:
        made = links.make_feed(FeedScope(scope), by=request.user)
    except links.TooManyFeeds:
        text = _("You have %s addresses already: revoke one that you do not use.")
        return errors.conflict(request, text % links.MOST_FEEDS)
    path = reverse("leave:feed", args=[made.token])
    return _page(request, request.build_absolute_uri(path))


@require_POST
@signed_in(PAGE)
@limited(WRITES)
def revoke(request: Request, pk: ObjectId) -> HttpResponse:
    """Let an address answer no more."""
    try:
        links.revoke_feed(pk, by=request.user)
    except CalendarFeed.DoesNotExist as error:
        raise Http404 from error
    messages.success(request, _("The address does not answer any more."))
    return redirect(LIST)


@require_safe
@public
def feed(request: WebRequest, token: str) -> HttpResponse:
    """The calendar at a secret address: 304 for who has it as it is, 404 for a wrong secret."""
    opened = reads.open_feed(token)
    if opened is None:
        _slow_down(request)
        raise Http404
    reads.note_reading(opened.feed)
    etag = reads.etag_of(opened)
    unchanged = get_conditional_response(request, etag=etag)
    if unchanged is not None:
        return _never_stored(unchanged, etag)
    _slow_down(request)
    with translation.override(opened.owner.language or settings.LANGUAGE_CODE):
        text = reads.text_of(opened)
    return _never_stored(HttpResponse(text, content_type=MEDIA_TYPE), etag)


def _slow_down(request: WebRequest) -> None:
    """Wrong secrets and whole texts are counted; a 304 costs less than the counting."""
    network = client_network(request)
    if is_ratelimited(request, "calendar-feed", key=lambda *_: network, rate=RATE, increment=True):
        raise Ratelimited


def _never_stored(response: HttpResponse, etag: str) -> HttpResponse:
    """Kept by nobody between, and asked for again each time."""
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _page(request: Request, address: str = "") -> HttpResponse:
    context = {
        "feeds": links.live_feeds(request.user),
        "scopes": FeedScope.choices,
        "address": address,
    }
    return render_page(request, TEMPLATE, context, part="feeds")
