"""What every htmx exchange needs, so that no view has to remember it."""

from collections.abc import Callable
from typing import TypeVar
from urllib.parse import parse_qs, urlencode, urlsplit

from django.conf import settings
from django.contrib.messages import get_messages
from django.contrib.messages.storage.base import Message
from django.http import HttpResponse
from django.shortcuts import resolve_url
from django.utils.cache import patch_vary_headers
from django_htmx.http import trigger_client_event

from crm.web.middleware import GetResponse
from crm.web.requests import WebRequest

View = TypeVar("View", bound=Callable[..., HttpResponse])

SAFE_METHODS = {"GET", "HEAD", "OPTIONS", "TRACE"}


def writes_nothing(view: View) -> View:
    """Mark a view that is posted to only for what may stand in no address: nothing is news."""
    vars(view)["writes_nothing"] = True
    return view


class HtmxRepliesMiddleware:
    """Vary; redirects the browser can follow; messages as toasts; news for the badges.

    Stands below MessageMiddleware (it reads the messages before they are stored) and above
    whatever redirects to the login page.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: WebRequest) -> HttpResponse:
        response = self.get_response(request)
        patch_vary_headers(response, ("HX-Request", "HX-Target"))
        if not request.htmx:
            return response
        if "Location" in response:
            return _redirect_the_browser(request, response)
        if _may_have_written(request) and response.status_code < 400:
            trigger_client_event(response, "pending-changed")
        _send_messages(request, response)
        return response


def _may_have_written(request: WebRequest) -> bool:
    match = request.resolver_match
    is_marked = match and getattr(match.func, "writes_nothing", False)
    return request.method not in SAFE_METHODS and not is_marked


def _redirect_the_browser(request: WebRequest, response: HttpResponse) -> HttpResponse:
    """XHR would follow a 302 by itself and put a whole page into a fragment's place.

    What was sent by somebody signed out is answered 401: leaving the page would lose their form.
    """
    location = response["Location"]
    del response["Location"]
    if request.method not in SAFE_METHODS and _is_sign_in(location):
        response.status_code = 401
        return response
    response["HX-Redirect"] = _back_to_the_page(request, location)
    response.status_code = 200
    return response


def _is_sign_in(location: str) -> bool:
    return urlsplit(location).path == resolve_url(settings.LOGIN_URL)


def _back_to_the_page(request: WebRequest, location: str) -> str:
    """The login page leads back to the page in the browser, not to the fragment it asked for."""
    if not _is_sign_in(location):
        return location
    url = urlsplit(location)
    query = parse_qs(url.query)
    if page := _page_in_the_browser(request):
        query["next"] = [page]
    return url._replace(query=urlencode(query, doseq=True)).geturl()


def _page_in_the_browser(request: WebRequest) -> str | None:
    try:
        return request.htmx.current_url_abs_path
    except ValueError:  # the header is no address
        return None


def _send_messages(request: WebRequest, response: HttpResponse) -> None:
    storage = get_messages(request)
    if getattr(storage, "used", True):
        return
    toasts = [_toast(message) for message in storage]
    if toasts:
        trigger_client_event(response, "toast", {"messages": toasts})


def _toast(message: Message) -> dict[str, str]:
    """A message; its extra tags are the address to post to for taking back what it tells of."""
    toast = {"level": message.level_tag, "text": str(message)}
    return toast | ({"undo": message.extra_tags} if message.extra_tags else {})
