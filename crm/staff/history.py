"""What history is to say of who comes in, goes out and takes something along, and from where.

The apps above write it: `accessed` in crm/staff/signals.py. A request is remembered while it is
answered, so that whatever a verb notes says from which address and which browser it was asked.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.http.response import HttpResponseBase

from crm.staff.models import User
from crm.staff.requests import Request
from crm.staff.sign_in import known_devices
from crm.staff.signals import accessed
from crm.web.address import client_address

_FILE_NAME = re.compile(r'filename="([^"]*)"')

_asked: ContextVar[Request | None] = ContextVar("asked", default=None)


def note_access(
    verb: str, account: User | None, *, by: User | None = None, **facts: object
) -> None:
    """Add to the history of `account` what is done to it or with it, by whom.

    `by` None is somebody who has not signed in; `account` None is a name that nobody has. `facts`
    are plain values: never a password, a code, or what was typed as a name.
    """
    accessed.send(User, subject=account, verb=verb, by=by, facts=facts)


def origin_of(account: User | None) -> dict | None:
    """From where the request comes that is being answered: address, browser, known.

    `browser` is a digest of the browser's own id, "" if it has none; `known` says whether the
    account has signed in with it before. None outside of requests.
    """
    request = _asked.get()
    if request is None:
        return None
    return {
        "address": client_address(request),
        "browser": known_devices.digest_of(request),
        "known": account is not None and known_devices.knows(request, account.username),
    }


@contextmanager
def answering(request: Request) -> Iterator[None]:
    """What is noted meanwhile comes from this request."""
    token = _asked.set(request)
    try:
        yield
    finally:
        _asked.reset(token)


class HistoryMiddleware:
    """Lets history know the request, and notes each file that somebody takes along."""

    def __init__(self, get_response: Callable[[Request], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponseBase:
        with answering(request):
            response = self.get_response(request)
            if _is_download(request, response):
                note_access("export", request.user, by=request.user, **_file_of(request, response))
            return response


def _is_download(request: Request, response: HttpResponseBase) -> bool:
    if request.method != "GET" or response.status_code != 200:
        return False
    is_file = response.headers.get("Content-Disposition", "").startswith("attachment")
    return is_file and request.user.is_authenticated


def _file_of(request: Request, response: HttpResponseBase) -> dict[str, str]:
    match = request.resolver_match
    name = _FILE_NAME.search(response.headers["Content-Disposition"])
    return {"page": match.view_name if match else "", "file": name[1] if name else ""}
