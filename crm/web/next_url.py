"""Where a form leads when it is done, and where it came from."""

from urllib.parse import urlsplit

from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme

READING = {"GET", "HEAD"}


def next_url(request: HttpRequest, default: str) -> str:
    """The posted or linked `next` if it is a place on this site, else the URL named `default`."""
    url = request.POST.get("next") or request.GET.get("next", "")
    return url if _is_ours(request, url) else resolve_url(default)


def page_in_the_browser(request: HttpRequest) -> str:
    """The path of the page a person looks at: the one asked for, or the one that holds the form.

    "/" when a form's page is unknown: the address it was sent to may not answer to reading.
    """
    return request.get_full_path() if request.method in READING else page_that_led_here(request)


def page_that_led_here(request: HttpRequest) -> str:
    """The path of the page whose link or form was used; "/" where that is unknown."""
    url = request.headers.get("Referer", "")
    path = urlsplit(url)._replace(scheme="", netloc="").geturl() if _is_ours(request, url) else "/"
    # `https://here//evil.example/` is ours; without its host it is an address of somebody else.
    return path if _is_ours(request, path) else "/"


def _is_ours(request: HttpRequest, url: str) -> bool:
    # Without a slash it would be taken for the name of a URL.
    return "/" in url and url_has_allowed_host_and_scheme(
        url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
