"""No page waits for the database without end: after some seconds it says that it does not answer.

A database that takes seconds for each command would otherwise hold every thread of the web
processes for minutes, also for pages that nobody waits for any more.
"""

from itertools import chain, repeat

import pymongo
from django.http import HttpRequest, HttpResponse
from django.urls import get_resolver

from crm.web.middleware import GetResponse

# For all commands of a page together; a little more than an election takes. A form that is sent
# has its own limit (crm/settings.py).
PAGE_SECONDS = 4
# The first pages of a process read templates and fill what is kept, beside others that start too:
# on a busy machine that alone took more than four seconds.
FIRST_PAGES, FIRST_SECONDS = 4, 8
READING = ("GET", "HEAD")


class DeadlineMiddleware:
    """Whatever a page asks of the database after PAGE_SECONDS fails: the answer is 503 (OP-13)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.seconds = chain(repeat(FIRST_SECONDS, FIRST_PAGES), repeat(PAGE_SECONDS))
        # All views are read now, which takes seconds: the first page would wait for that.
        _ = get_resolver().url_patterns

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in READING:
            return self.get_response(request)
        with pymongo.timeout(next(self.seconds)):
            return self.get_response(request)
