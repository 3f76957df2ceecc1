"""How many forms one person sends in a minute, to whatever pages: beyond that 429 (SE-2)."""

import time
from collections.abc import Callable

from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponse
from django_ratelimit.exceptions import Ratelimited

from crm.staff.requests import Request
from crm.web.limits import SEARCHES
from crm.web.middleware.htmx import SAFE_METHODS

MINUTE = 60
WRITES_A_MINUTE = 60


class WriteLimitMiddleware:
    """Counts before the view runs. Stands below AccessMiddleware: what it refuses is no write.

    A view whose own limit is wider, and one that writes nothing, is not counted.
    """

    def __init__(self, get_response: Callable[[Request], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: Request, view: Callable, args: tuple, kwargs: dict) -> None:
        """Raise Ratelimited for one form too many."""
        if _writes(request, view) and _count(request.user.pk) > WRITES_A_MINUTE:
            raise Ratelimited


def _writes(request: Request, view: Callable) -> bool:
    if request.method in SAFE_METHODS or not settings.RATELIMIT_ENABLE:
        return False
    is_other = getattr(view, "writes_nothing", False) or getattr(view, "limit", "") == SEARCHES
    return request.user.is_authenticated and not is_other


def _count(person_id: object) -> int:
    """How many forms they have sent in this minute, this one included. One command."""
    key = f"writes:{person_id}:{int(time.time()) // MINUTE}"
    try:
        return cache.incr(key)
    except ValueError:
        # The first; of two at once one adds it.
        return 1 if cache.add(key, 1, 2 * MINUTE) else cache.incr(key)
