"""Browsers in which somebody has signed in before: what strangers try does not lock them out.

A signed cookie holds the browser's own random id and under which names it was; names as digests.
"""

from django.conf import settings
from django.core import signing
from django.http import HttpResponse
from django.utils.crypto import get_random_string, salted_hmac

from crm.staff.requests import Request
from crm.staff.rules.names import name_key

COOKIE = "known"
# Not today's module: browsers keep cookies signed with it for a year.
SALT = "crm.staff.known_devices"
A_YEAR = 365 * 24 * 3600
# Several people may share a browser.
MOST_NAMES = 20


def browser_of(request: Request, name: str) -> str | None:
    """The id of this browser if `name` has signed in with it, else None."""
    device = _read(request)
    return device["id"] if digest_of_name(name) in device["names"] else None


def knows(request: Request, name: str) -> bool:
    """Whether `name` has signed in with this browser before."""
    return browser_of(request, name) is not None


def digest_of(request: Request) -> str:
    """What stands for this browser in history; "" for one in which nobody has signed in."""
    device = _stored(request)
    return salted_hmac(SALT, device["id"]).hexdigest()[:24] if device else ""


def remember(request: Request, response: HttpResponse, *names: str) -> None:
    """Remember in the browser that these names sign in with it."""
    device = _read(request)
    digests = dict.fromkeys([*map(digest_of_name, names), *device["names"]])
    response.set_cookie(
        COOKIE,
        signing.dumps(device | {"names": list(digests)[:MOST_NAMES]}, salt=SALT),
        max_age=A_YEAR,
        samesite="Lax",
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
    )


def _read(request: Request) -> dict:
    return _stored(request) or {"id": get_random_string(22), "names": []}


def _stored(request: Request) -> dict | None:
    try:
        return signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=A_YEAR)
    except signing.BadSignature:
        return None


def digest_of_name(name: str) -> str:
    """What stands for a username where the name itself must not."""
    return salted_hmac(SALT, name_key(name)).hexdigest()[:24]
