"""How many downloads one person may run at the same time: each keeps a thread busy (SE-2)."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import partial, wraps
from typing import Any

import pymongo
from django.core.cache import cache
from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase

from crm.web.errors import too_many_requests

View = Callable[..., HttpResponseBase]

MOST_DOWNLOADS = 3
# What a process that was killed has not given back comes back by itself.
FORGOTTEN_AFTER_SECONDS = 300
RETRY_AFTER_SECONDS = 10


class SentParts:
    """The parts of a file; `done` is called when they are sent, or when nobody waits any more."""

    def __init__(self, parts: Iterable[bytes], done: Callable[[], object]) -> None:
        self.parts, self.done = parts, [done]

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.parts)

    def close(self) -> None:
        while self.done:
            self.done.pop()()


def few_downloads_at_once(view: View) -> View:
    """Answers 429 to who has MOST_DOWNLOADS under way. Stands below the rule of access (SE-2)."""

    @wraps(view)
    def limited(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        key = f"downloads:{request.user.pk}"
        cache.add(key, 0, FORGOTTEN_AFTER_SECONDS)
        done, response = partial(_add, key, -1), None
        try:
            if _add(key, 1) > MOST_DOWNLOADS:
                return too_many_requests(request, retry_after=RETRY_AFTER_SECONDS)
            # A file may take longer than a page.
            with pymongo.timeout(None):
                response = view(request, *args, **kwargs)
            if isinstance(response, StreamingHttpResponse):
                response.streaming_content = SentParts(iter(response), done)
        finally:
            if response is None or not response.streaming:
                done()
        return response

    return limited


def _add(key: str, number: int) -> int:
    with suppress(ValueError):  # it has just expired
        return cache.incr(key, number)
    return 0
